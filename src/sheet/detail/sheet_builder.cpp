#include "sheet/detail/sheet_builder.h"

#include "diagnostics/catalogue/sheet.h"
#include "sheet/detail/chart_reader.h"
#include "sheet/detail/form_names.h"
#include "sheet/detail/formula_steps.h"
#include "sheet/detail/list_reader.h"
#include "sheet/detail/sheet_marks.h"
#include "sheet/detail/sheet_sizes.h"
#include "sheet/detail/style_format.h"
#include "sheet/limits.h"
#include "sheet/page_setup.h"

#include <algorithm>

namespace gongwen::sheet {

namespace {

namespace messages = diagnostics::messages;
using dom::AttributeName;
using dom::ElementName;
using dom::NodeId;

/// The page that an element is on: the one named by it or its nearest ancestor (css-page-3 §6.1).
std::string named_page(NodeId element, const BuildContext& context) {
  for (NodeId node = element; node; node = context.input.tree.node(node).parent) {
    if (context.input.tree.node(node).kind != dom::NodeKind::Element) break;
    const std::string& page = context.style_of(node).page;
    if (!page.empty()) return page;
  }
  return {};
}

/// The value of string(): from the `string-set` of the element or its nearest ancestor, made of texts and attr().
std::optional<std::string> named_string(NodeId element, std::string_view name, const BuildContext& context) {
  const dom::Tree& tree = context.input.tree;
  for (NodeId node = element; node; node = tree.node(node).parent) {
    if (tree.node(node).kind != dom::NodeKind::Element) break;
    for (const style::StringAssignment& assignment : context.style_of(node).string_set) {
      if (assignment.name != name) continue;
      std::string text;
      for (const style::ContentItem& item : assignment.value) {
        if (item.kind == style::ContentItem::Kind::Text) {
          text += item.text;
        } else if (item.kind == style::ContentItem::Kind::Attribute) {
          const dom::Attribute* const attribute = tree.find_custom_attribute(node, item.name);
          if (attribute != nullptr) text += attribute->value;
        } else {
          return std::nullopt;
        }
      }
      return text;
    }
  }
  return std::nullopt;
}

/// The distance between a picture and the lines of its cell.
constexpr LayoutUnit kPictureRoom = LayoutUnit::from_px(2);

/// Shifts the rows of a table after rows were inserted into its sheet.
void move_down(const std::vector<RowsAdded>& added, TableColumns& table) {
  const TableColumns before = table;
  for (const RowsAdded& rows : added) {
    if (before.head >= rows.before) table.head += rows.count;
    if (before.first >= rows.before) table.first += rows.count;
    if (before.end > rows.before) table.end += rows.count;
  }
}

}  // namespace

SheetBuilder::SheetBuilder(NodeId table, std::size_t index, BuildContext& context)
    : table_(table),
      index_(index),
      context_(context),
      parts_(read_table(table, context.content)),
      reader_(context, sheet_) {
  for (const auto& [row, what] : parts_.not_in_sheets) {
    context_.sink.report(messages::SheetNotInWorkbook, context_.origin_of(row), what);
  }
}

Sheet SheetBuilder::build(std::string name) {
  sheet_.name = std::move(name);
  add_head();
  add_rows();
  add_captions(parts_.notes);
  plans_.resize(std::max<std::size_t>({plans_.size(), grid_.column_count(), 1}));
  complete_captions();
  complete_formulas();
  sheet_.columns = resolve_column_widths(plans_, stated_width(context_.style_of(table_), content_width(sheet_.print)));
  divide_tall_rows(sheet_, index_, looks_, context_, long_inputs_);
  set_row_heights(sheet_, looks_, context_.looks, context_.sink, !is_form());
  state_shown_lines(sheet_, looks_, context_, long_inputs_);
  set_groups();
  set_marks();
  place_pictures();
  if (!sheet_.is_protected) give_up_blank_room(sheet_);
  spread_titles();
  set_print_ranges();
  set_table();
  keep_type_readable(sheet_, context_.formats);
  add_chart();
  // People who fill in a form make rows higher, so page breaks of forms are left to the program.
  if (!is_form() && sheet_.charts.empty()) {
    const std::vector<RowsAdded> added =
        end_pages(sheet_, context_.formats, std::move(heads_), std::move(looks_), context_.looks);
    context_.targets.move_down(index_, added);
    move_down(added, context_.tables[index_]);
    move_marks_down(added, sheet_);
  }
  count_page_breaks();
  return std::move(sheet_);
}

bool SheetBuilder::is_form() const { return context_.input.fillable && !context_.input.fields.fields.empty(); }

void SheetBuilder::add_head() {
  sheet_.origin = context_.origin_of(table_);
  sheet_.is_protected = is_form() || context_.attributes.is_set(table_, "data-protect");
  context_.targets.settle(table_, {index_, {}});
  set_up_page();
  add_columns();
  add_captions(parts_.titles);
  title_rows_ = static_cast<std::uint32_t>(sheet_.rows.size());
}

/// All pages of a sheet share one set-up: that of a right-hand page in the middle of the document.
void SheetBuilder::set_up_page() {
  style::PageContext page;
  page.name = named_page(table_, context_);
  page.number = 3;
  const auto strings = [this](std::string_view name) {
    return named_string(table_, name, context_);
  };
  sheet_.print = build_print_setup(context_.input.pages.resolve(page), strings, context_.input.header_picture,
                                   sheet_.origin, context_.sink);
  sheet_.print.fit = context_.attributes.fit(table_);
  sheet_.print.scale = context_.attributes.print_scale(table_);
  sheet_.print.repeated_columns = context_.attributes.repeated_columns(table_);
  sheet_.view = context_.attributes.view(table_);
  const style::ComputedStyle& style = context_.style_of(table_);
  sheet_.print.center_horizontally = style.margin_left.is_auto && style.margin_right.is_auto;
  sheet_.print.center_vertically = style.margin_top.is_auto && style.margin_bottom.is_auto;
}

void SheetBuilder::add_columns() {
  for (const NodeId node : parts_.columns) add_column(node);
  count_columns();
}

/// The first row shows the number of columns, because no cell from above reaches into it.
void SheetBuilder::count_columns() {
  std::size_t in_first_row = 0;
  if (!parts_.rows.empty()) {
    for (const NodeId cell : cells_of_row(parts_.rows.front().row, context_.content)) {
      in_first_row += context_.attributes.span(cell, AttributeName::Colspan, 1);
    }
  }
  column_count_ = std::max(plans_.size(), in_first_row);
}

void SheetBuilder::add_column(NodeId node) {
  const style::ComputedStyle& style = context_.style_of(node);
  ColumnPlan plan;
  plan.stated = stated_width(style, content_width(sheet_.print));
  plan.hidden = style.display == style::Display::None;
  plan.type = context_.attributes.data_type(node).value_or(DataType::Automatic);
  if (plan.stated && *plan.stated > LayoutUnit::from_px(8) * kMaxColumnCharacters) {
    context_.sink.report(messages::SheetColumnTooWide, context_.origin_of(node), kMaxColumnCharacters);
  }
  const std::uint32_t count = context_.attributes.span(node, AttributeName::Span, 1);
  plans_.resize(std::min<std::size_t>(plans_.size() + count, kMaxColumns), plan);
  column_nodes_.resize(plans_.size(), node);
}

/// Each caption gets a row. It is merged over all columns once their number is known.
void SheetBuilder::add_captions(const std::vector<NodeId>& captions) {
  for (const NodeId caption : captions) {
    Row& row = begin_row();
    const style::ComputedStyle& style = context_.style_of(caption);
    if (style.height.is_length()) row.height = style.height.value.length;
    caption_rows_.push_back(row_index());
    Placing placing;
    placing.range = {{row_index(), 0}, {row_index(), 0}};
    placing.node = caption;
    placing.look.cell = context_.input.styles.of(caption).element;
    add_cell(placing, reader_.read(caption, DataType::Text));
  }
}

Row& SheetBuilder::begin_row() {
  sheet_.rows.emplace_back();
  sheet_.rows.back().first_cell = static_cast<std::uint32_t>(sheet_.cells.size());
  return sheet_.rows.back();
}

void SheetBuilder::add_rows() {
  for (const TableRowPart& part : parts_.rows) {
    context_.sink.go_on();
    if (first_row_ + sheet_.rows.size() + parts_.notes.size() >= kMaxRows) {
      context_.sink.report(messages::SheetTooManyRows, context_.origin_of(part.row), kMaxRows);
      return;
    }
    Row& row = begin_row();
    const style::ComputedStyle& style = context_.style_of(part.row);
    if (style.height.is_length()) row.height = style.height.value.length;
    row.outline_level = context_.attributes.outline_level(part.row);
    row.hidden = row.outline_level > 0 && context_.attributes.is_set(part.row, "data-folded");
    needs_all_rows_ = needs_all_rows_ || row.hidden;
    row.breaks_page = part.breaks_page && row_index() > 0;
    row.keeps_next = style.break_after == style::BreakBetween::Avoid;
    row.gives_room = style.blank_room == style::BlankRoom::Give;
    if (context_.attributes.is_set(part.row, "data-repeat")) note_repeated(part);
    context_.targets.settle(part.row, {index_, {row_index(), 0}});
    add_row_cells(part);
  }
}

/// Notes a row that is repeated over the rest of its group. Consecutive ones form one head.
void SheetBuilder::note_repeated(const TableRowPart& part) {
  sheet_.rows.back().keeps_next = true;
  if (!heads_.empty() && heads_.back().first + heads_.back().count == row_index()) {
    ++heads_.back().count;
  } else {
    heads_.push_back({row_index(), 1, 0});
  }
  heads_.back().end = row_index() + part.rows_left;
}

void SheetBuilder::add_row_cells(const TableRowPart& part) {
  std::uint32_t column = 0;
  for (const NodeId cell : cells_of_row(part.row, context_.content)) {
    const auto range = place_cell(cell, part, grid_.find_free(row_index(), column));
    if (!range) return;
    column = range->last.column + 1;
    grid_.take(*range);
    Placing placing;
    placing.range = *range;
    placing.node = cell;
    placing.look.cell = context_.input.styles.of(cell).element;
    placing.look.row = context_.input.styles.of(part.row).element;
    placing.look.group = context_.input.styles.of(part.group).element;
    placing.look.table = context_.input.styles.of(table_).element;
    placing.look.edges = edges_of(*range, part);
    placing.look.above = grid_.line_above(range->first);
    placing.look.left = grid_.line_left(range->first);
    add_cell(placing, reader_.read(cell, default_type(cell, part, range->first.column)));
  }
}

/// A cell ends no later than its row group (HTML, section 4.9.12.1).
/// Reports: sheet/too-many-columns, sheet/cells-overlap.
std::optional<CellRange> SheetBuilder::place_cell(NodeId cell, const TableRowPart& part, std::uint32_t column) {
  const diagnostics::OriginId origin = context_.origin_of(cell);
  const std::uint32_t wanted_columns = context_.attributes.span(cell, AttributeName::Colspan, 1);
  const std::uint32_t wanted_rows = context_.attributes.span(cell, AttributeName::Rowspan, 0);
  if (std::uint64_t{column} + wanted_columns > kMaxColumns) {
    if (!reported_columns_) context_.sink.report(messages::SheetTooManyColumns, origin, kMaxColumns);
    reported_columns_ = true;
    return std::nullopt;
  }
  const CellPlace first{row_index(), column};
  const std::uint32_t columns = grid_.count_free(first, wanted_columns);
  if (columns < wanted_columns) context_.sink.report(messages::SheetCellsOverlap, origin, to_text(first));
  const std::uint32_t rows = wanted_rows == 0 ? part.rows_left : std::min(wanted_rows, part.rows_left);
  return CellRange{first, {first.row + rows - 1, column + columns - 1}};
}

CellEdges SheetBuilder::edges_of(const CellRange& range, const TableRowPart& part) const {
  // While the group is open, at least one more row follows.
  const std::uint32_t rows = table_row_count() + (open_group_ ? 1 : 0);
  CellEdges edges;
  edges.begins_row = range.first.column == 0;
  edges.ends_row = range.last.column + 1 >= column_count_;
  edges.begins_group = part.begins_group;
  edges.ends_group = range.row_count() == part.rows_left;
  edges.begins_table = range.first.row == title_rows_;
  edges.ends_table = range.last.row + 1 == title_rows_ + rows;
  return edges;
}

/// Heads are texts: a year in a head is a name, not a number.
DataType SheetBuilder::default_type(NodeId cell, const TableRowPart& part, std::uint32_t column) const {
  if (part.section == Section::Head || context_.input.tree.is_element(cell, ElementName::Th)) return DataType::Text;
  return column < plans_.size() ? plans_[column].type : DataType::Automatic;
}

void SheetBuilder::add_cell(Placing placing, ReadCell read) {
  const diagnostics::OriginId origin = context_.origin_of(placing.node);
  LookKey& key = placing.look;
  key.text_style = read.text_style;
  key.size_from = read.size_from;
  key.decoration = read.decoration;
  key.number_format = context_.looks.number_format(read.number_format);
  key.forces_wrap = read.shown.find('\n') != std::string::npos;
  key.is_input = read.input != nullptr && !read.field->read_only;
  needs_all_rows_ = needs_all_rows_ || read.has_control || placing.range.row_count() > 1;
  const std::uint32_t look_index = context_.looks.find(key, origin);
  const CellLook& look = context_.looks.at(look_index);
  const auto* const formula = std::get_if<Formula>(&read.value);
  const bool names_rows = formula != nullptr && names_columns(sheet_.formulas[formula->index].written);
  needs_all_rows_ = needs_all_rows_ || (names_rows && !knows_all_rows_);
  if (placing.look.table) grid_.draw(placing.range, look.borders);
  sheet_.cells.push_back({placing.range.first.column, look.format, origin, read.value});
  ++sheet_.rows.back().cell_count;
  looks_.push_back(look_index);
  context_.targets.settle(placing.node, {index_, placing.range.first});
  if (!placing.range.is_single_cell()) sheet_.merges.push_back({placing.range, look.format});
  if (placing.look.table) measure(placing.range, placing, read, look);
  if (!read.pictures.empty()) add_pictures(read, placing, look.format);
  if (has_marks(placing.node, context_.input.tree)) {
    marked_cells_.emplace_back(placing.node, placing.range);
    needs_all_rows_ = true;
  }
  if (read.link) add_link(read, placing);
  if (read.input) add_field(read, placing.range);
}

/// Reports: sheet/picture-unusable.
void SheetBuilder::add_pictures(const ReadCell& read, const Placing& placing, FormatId format) {
  if (!context_.input.picture) return;
  needs_all_rows_ = true;
  for (const NodeId node : read.pictures) {
    const style::ComputedStyle& style = context_.style_of(node);
    const auto length = [](const style::Size& size) {
      return size.is_length() && !size.value.has_percent() ? size.value.resolve(LayoutUnit()) : LayoutUnit();
    };
    const std::size_t told = context_.sink.diagnostics().size();
    auto made = context_.input.picture(node, length(style.width), length(style.height));
    if (!made) {
      // If a message already says what is wrong with the picture, another would add nothing.
      if (context_.sink.diagnostics().size() == told)
        context_.sink.report(messages::SheetPictureUnusable, context_.origin_of(node));
      continue;
    }
    PlacedPicture placed{placing.range, format, {}};
    placed.picture.file = std::move(made->file);
    placed.picture.width = made->width;
    placed.picture.height = made->height;
    const std::string_view description = context_.input.tree.attribute_value(node, AttributeName::Alt);
    placed.picture.description = std::string(first_utf16_units(description, kMaxPropertyUnits));
    placed.picture.origin = context_.origin_of(node);
    const LayoutUnit needed = made->height + kPictureRoom * 2;
    Row& row = sheet_.rows.back();
    if (placing.range.row_count() == 1) row.height = std::max(row.height, needed);
    if (placing.range.column_count() == 1) {
      if (plans_.size() <= placing.range.first.column) plans_.resize(std::size_t{placing.range.first.column} + 1);
      ColumnPlan& plan = plans_[placing.range.first.column];
      plan.content = std::max(plan.content, made->width);
    }
    pictures_.push_back(std::move(placed));
  }
}

/// Puts pictures where the alignment of their cell asks for, once widths and heights are known.
void SheetBuilder::place_pictures() {
  for (PlacedPicture& placed : pictures_) {
    LayoutUnit width;
    LayoutUnit height;
    const CellRange& range = placed.range;
    for (std::uint32_t i = range.first.column; i <= range.last.column; ++i) width = width + sheet_.columns[i].width;
    for (std::uint32_t i = range.first.row; i <= range.last.row; ++i) height = height + sheet_.rows[i].height;
    const CellFormat& format = context_.formats.at(placed.format);
    Picture& picture = placed.picture;
    const LayoutUnit across = width - picture.width;
    const LayoutUnit down = height - picture.height;
    picture.x = format.horizontal == HorizontalAlign::Center  ? across / 2
                : format.horizontal == HorizontalAlign::Right ? across - kPictureRoom
                                                              : kPictureRoom;
    picture.y = format.vertical == VerticalAlign::Center ? down / 2
                : format.vertical == VerticalAlign::Top  ? kPictureRoom
                                                         : down - kPictureRoom;
    picture.x = std::max(picture.x, LayoutUnit());
    picture.y = std::max(picture.y, LayoutUnit());
    picture.place = range.first;
    sheet_.pictures.push_back(std::move(picture));
  }
}

void SheetBuilder::set_groups() {
  for (std::size_t i = 0; i < column_nodes_.size() && i < sheet_.columns.size(); ++i) {
    Column& column = sheet_.columns[i];
    column.outline_level = context_.attributes.outline_level(column_nodes_[i]);
    const bool is_folded = column.outline_level > 0 && context_.attributes.is_set(column_nodes_[i], "data-folded");
    column.hidden = column.hidden || is_folded;
  }
  end_folded_groups(sheet_);
}

std::string SheetBuilder::heading_of(std::uint32_t column) const {
  for (const TableColumns::Heading& heading : columns_.headings) {
    if (heading.column == column) return heading.text;
  }
  return {};
}

/// `streamed_group` is the row group whose first rows are not in memory, if there is one. Reports: those of read_marks.
void SheetBuilder::set_marks(NodeId streamed_group) {
  const dom::Tree& tree = context_.input.tree;
  const auto last_column = static_cast<std::uint32_t>(sheet_.columns.size() - 1);
  const bool has_rows = columns_.end > columns_.first;
  for (std::uint32_t i = 0; i < column_nodes_.size() && i <= last_column && has_rows; ++i) {
    if (!has_marks(column_nodes_[i], tree)) continue;
    read_marks({column_nodes_[i], {{columns_.first, i}, {columns_.end - 1, i}}, heading_of(i)}, false, sheet_,
               context_);
  }
  if (has_rows && tree.find_custom_attribute(table_, "data-mark") != nullptr) {
    read_marks({table_, {{columns_.first, 0}, {columns_.end - 1, last_column}}, {}}, false, sheet_, context_);
  }
  for (std::size_t i = 0; i < parts_.rows.size(); ++i) {
    const NodeId group = parts_.rows[i].group;
    const bool is_streamed = i == 0 && group == streamed_group;
    const bool begins = parts_.rows[i].begins_group || is_streamed;
    if (!begins || tree.find_custom_attribute(group, "data-mark") == nullptr) continue;
    const auto row = static_cast<std::uint32_t>(title_rows_ + forgotten_rows_ + i);
    const CellRange range{{is_streamed ? columns_.first : row, 0}, {row + parts_.rows[i].rows_left - 1, last_column}};
    read_marks({group, range, {}}, false, sheet_, context_);
  }
  for (const auto& [cell, range] : marked_cells_) {
    read_marks({cell, range, heading_of(range.first.column)}, true, sheet_, context_);
  }
}

/// The text that spreadsheet programs show for a cell, or the widest one that they may show for a similar cell.
std::string SheetBuilder::shown_text(const ReadCell& read, const CellLook& look) const {
  if (std::holds_alternative<Date>(read.value)) return look.widest_date;
  // Programs show these words regardless of the format.
  if (const auto* const truth = std::get_if<Boolean>(&read.value)) return truth->value ? "TRUE" : "FALSE";
  const auto* const number = std::get_if<Number>(&read.value);
  if (number != nullptr && !look.number_format.empty()) return shown_value(number->value, look.number_format);
  const auto* const formula = std::get_if<Formula>(&read.value);
  if (formula == nullptr) return read.shown;
  const std::optional<double> result = sheet_.formulas[formula->index].result;
  return result ? shown_value(*result, look.number_format) : std::string();
}

/// Updates the column's content width. Reports: sheet/column-too-narrow, once per column: spreadsheets show a number
/// that does not fit as ####.
void SheetBuilder::measure(const CellRange& range, const Placing& placing, const ReadCell& read, const CellLook& look) {
  if (range.first.column != range.last.column) return;
  if (plans_.size() <= range.last.column) plans_.resize(std::size_t{range.last.column} + 1);
  ColumnPlan& plan = plans_[range.first.column];
  const style::ComputedStyle& style = context_.style_of(placing.node);
  plan.stated_by_cell =
      std::max(plan.stated_by_cell, stated_width(style, content_width(sheet_.print)).value_or(LayoutUnit()));
  const bool is_number = std::holds_alternative<Number>(read.value) || std::holds_alternative<Date>(read.value);
  if (plan.stated && (!is_number || plan.reported)) return;
  if (look.setting.rotation != Rotation{}) return;
  const std::string shown = shown_text(read, look);
  const LayoutUnit width = estimate_width(shown, look.setting.half_points);
  plan.content = std::max(plan.content, width);
  if (plan.stated && width + kCellPadding > *plan.stated) {
    plan.reported = true;
    context_.sink.report(messages::SheetColumnTooNarrow, context_.origin_of(placing.node),
                         column_letters(range.first.column), shown);
  }
}

/// Reports: sheet/link-too-long, sheet/too-many-links.
void SheetBuilder::add_link(const ReadCell& read, const Placing& placing) {
  const dom::Attribute* const address = context_.input.tree.find_attribute(read.link, AttributeName::Href);
  needs_all_rows_ = needs_all_rows_ || address->value.starts_with('#');
  if (utf16_length(address->value) > kMaxAddressUnits) {
    context_.sink.report(messages::SheetLinkTooLong, address->origin, kMaxAddressUnits);
  } else if (forgotten_links_ + sheet_.links.size() >= kMaxLinks) {
    context_.sink.report(messages::SheetTooManyLinks, sheet_.origin, kMaxLinks);
  } else if (!address->value.empty()) {
    sheet_.links.push_back({placing.range.first, std::string(address->value), address->origin});
  }
}

/// Reports: sheet/duplicate-field.
void SheetBuilder::add_field(const ReadCell& read, const CellRange& range) {
  const CellRange first_cell{range.first, range.first};
  DataValidation validation = read.input->validation;
  validation.range = first_cell;
  const bool says_something = !std::holds_alternative<AnyRule>(validation.rule) || !validation.prompt.text.empty();
  const auto* const text = std::get_if<forms::TextField>(&read.field->type);
  const bool is_long = text != nullptr && text->multiline && !read.field->read_only;
  if (is_long) long_inputs_.push_back({range.first, text->max_characters});
  if ((says_something || is_long) && !read.field->read_only) sheet_.validations.push_back(std::move(validation));
  if (read.field->pointer.empty()) return;
  if (!context_.named_fields.insert(read.field->pointer).second) {
    context_.sink.report(messages::SheetDuplicateField, read.input->validation.origin, read.field->pointer);
    return;
  }
  context_.workbook.names.push_back(name_field(*read.field, {index_, first_cell}, context_));
}

void SheetBuilder::read_columns() {
  const std::uint32_t rows = table_row_count();
  columns_.sheet = sheet_.name;
  columns_.first = title_rows_ + parts_.head_rows;
  columns_.end = title_rows_ + rows - std::min(parts_.foot_rows, rows - std::min(parts_.head_rows, rows));
  columns_.head = columns_.first == 0 ? 0 : columns_.first - 1;
  if (parts_.head_rows > 0) columns_.headings = read_headings(sheet_, title_rows_, columns_.head);
}

/// Completes the formulas in a part of a table that is built in parts.
void SheetBuilder::complete_part_formulas() {
  if (sheet_.formulas.empty()) return;
  place_formulas(sheet_, columns_, first_row_, true, context_);
  compute_formulas({&sheet_, first_row_, true}, context_);
}

/// Places and results of the formulas, as far as the cells are known, and the room that results need.
void SheetBuilder::complete_formulas() {
  read_columns();
  context_.tables.resize(index_);
  context_.tables.push_back(columns_);
  if (sheet_.formulas.empty()) return;
  place_formulas(sheet_, columns_, 0, false, context_);
  compute_formulas({&sheet_, 0, false}, context_);
  for (const Row& row : sheet_.rows) {
    for (const Cell& cell : sheet_.cells_of(row)) {
      const auto* const formula = std::get_if<Formula>(&cell.value);
      if (formula == nullptr || cell.column >= plans_.size()) continue;
      const FormulaText& text = sheet_.formulas[formula->index];
      const CellLook& look = context_.looks.at(looks_[static_cast<std::size_t>(&cell - sheet_.cells.data())]);
      if (!text.result || look.setting.rotation != Rotation{}) continue;
      const std::string shown = shown_value(*text.result, look.number_format);
      ColumnPlan& plan = plans_[cell.column];
      plan.content = std::max(plan.content, estimate_width(shown, look.setting.half_points));
    }
  }
}

void SheetBuilder::complete_captions() {
  const auto last = static_cast<std::uint32_t>(plans_.size() - 1);
  if (last == 0) return;
  for (const std::size_t row : caption_rows_) {
    const auto index = static_cast<std::uint32_t>(row);
    if (index < first_row_) continue;
    const FormatId format = sheet_.cells[sheet_.rows[row - first_row_].first_cell].format;
    sheet_.merges.push_back({{{index, 0}, {index, last}}, format});
  }
  std::sort(sheet_.merges.begin(), sheet_.merges.end(),
            [](const Merge& a, const Merge& b) { return a.range.first < b.range.first; });
}

/// Reports: sheet/no-head.
void SheetBuilder::set_print_ranges() {
  const auto rows = static_cast<std::uint32_t>(std::max<std::size_t>(first_row_ + sheet_.rows.size(), 1));
  sheet_.print.area = {{0, 0}, {rows - 1, static_cast<std::uint32_t>(sheet_.columns.size() - 1)}};
  if (parts_.head_rows > 0) sheet_.print.repeated_rows = RowSpan{title_rows_, title_rows_ + parts_.head_rows - 1};
  const FreezeRequest freeze = context_.attributes.freeze(table_);
  if (freeze.head && parts_.head_rows == 0) {
    context_.sink.report(messages::SheetNoHead, sheet_.origin, "data-freeze");
  } else if (freeze.head) {
    sheet_.frozen.rows = title_rows_ + parts_.head_rows;
  }
  sheet_.frozen.columns = std::min(freeze.columns, static_cast<std::uint32_t>(sheet_.columns.size() - 1));
}

/// Forms keep their cells: they are filled in and read back by place.
void SheetBuilder::spread_titles() {
  if (is_form()) return;
  const std::uint32_t table_end = title_rows_ + table_row_count() - parts_.foot_rows;
  // An empty span if there is no body.
  const RowSpan body{title_rows_ + parts_.head_rows, table_end == 0 ? 0 : table_end - 1};
  spread_merged_texts(sheet_, context_.formats, looks_, context_.looks, body, first_row_);
}

/// A list that cannot be a table still gets a filter. Reports: those of read_list_table.
void SheetBuilder::set_table() {
  const ListRows rows = list_rows();
  if (!is_form()) sheet_.table = read_list_table(table_, sheet_, rows, context_);
  if (!sheet_.table) return set_filter();
  const std::uint32_t last = sheet_.table->body().last.row;
  if (last < sheet_.rows.size()) format_columns_below(sheet_, sheet_.rows[last], context_.formats);
  let_table_grow(sheet_);
}

ListRows SheetBuilder::list_rows() const {
  ListRows rows;
  rows.has_head = parts_.head_rows > 0;
  rows.head = rows.has_head ? title_rows_ + parts_.head_rows - 1 : 0;
  rows.foot_rows = parts_.foot_rows;
  rows.last = title_rows_ + table_row_count() - std::min(parts_.foot_rows + 1, table_row_count());
  rows.ends_sheet = parts_.foot_rows == 0 && parts_.notes.empty();
  return rows;
}

/// Reports: sheet/no-head.
void SheetBuilder::set_filter() {
  const bool is_list = context_.attributes.is_set(table_, "data-table") && !is_form();
  const bool is_asked = context_.attributes.is_set(table_, "data-filter");
  if (!is_list && !is_asked) return;
  if (parts_.head_rows == 0) {
    if (is_asked) context_.sink.report(messages::SheetNoHead, sheet_.origin, "data-filter");
    return;
  }
  const std::uint32_t head = title_rows_ + parts_.head_rows - 1;
  const std::uint32_t table_rows = table_row_count();
  const std::uint32_t last = title_rows_ + table_rows - parts_.foot_rows - 1;
  const auto last_column = static_cast<std::uint32_t>(sheet_.columns.size() - 1);
  sheet_.filter = CellRange{{head, 0}, {std::max(head, last), last_column}};
}

/// Reports: those of read_chart.
void SheetBuilder::add_chart() {
  const std::uint32_t table_rows = table_row_count();
  ChartRows rows;
  rows.has_head = parts_.head_rows > 0;
  rows.head = rows.has_head ? title_rows_ + parts_.head_rows - 1 : 0;
  rows.last = title_rows_ + table_rows - std::min(parts_.foot_rows + 1, table_rows);
  std::optional<Chart> chart = read_chart(table_, sheet_, rows, context_);
  if (!chart) return;
  print_with_chart(*chart, sheet_);
  keep_chart_on_page(*chart, sheet_);
  sheet_.charts.push_back(*std::move(chart));
}

/// Reports: sheet/too-many-page-breaks.
void SheetBuilder::count_page_breaks() {
  std::size_t count = 0;
  for (Row& row : sheet_.rows) {
    if (!row.breaks_page) continue;
    if (++count <= kMaxPageBreaks) continue;
    row.breaks_page = false;
    context_.sink.report(messages::SheetTooManyPageBreaks, sheet_.origin, kMaxPageBreaks);
  }
}

}  // namespace gongwen::sheet
