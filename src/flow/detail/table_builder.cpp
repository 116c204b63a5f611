#include "diagnostics/catalogue/flow.h"
#include "flow/detail/flow_builder.h"
#include "style/apply_property.h"

#include <algorithm>
#include <utility>

// Tables with the widths that they have on the page, and flexible boxes as tables that are not seen.
namespace gongwen::flow {

using base::LayoutUnit;
using boxes::Box;
using boxes::BoxId;
using boxes::BoxKind;
using style::ComputedStyle;

namespace {

/// Word opens no file with a wider table.
constexpr std::size_t kMostTableColumns = 63;

CellAlignment cell_alignment(const ComputedStyle& style) {
  switch (style.vertical_align.kind) {
    case style::VerticalAlign::Kind::Middle: return CellAlignment::Center;
    case style::VerticalAlign::Kind::Bottom:
    case style::VerticalAlign::Kind::TextBottom: return CellAlignment::Bottom;
    case style::VerticalAlign::Kind::Baseline:
    case style::VerticalAlign::Kind::Sub:
    case style::VerticalAlign::Kind::Super:
    case style::VerticalAlign::Kind::TextTop:
    case style::VerticalAlign::Kind::Top:
    case style::VerticalAlign::Kind::Length: break;
  }
  return CellAlignment::Top;
}

Borders own_borders(const ComputedStyle& style) {
  const auto line = [&](LayoutUnit width, style::BorderStyle kind, const style::ColorValue& color) {
    return border_line(width, kind, color.resolve(style.color));
  };
  return {line(style.border_top_width, style.border_top_style, style.border_top_color),
          line(style.border_right_width, style.border_right_style, style.border_right_color),
          line(style.border_bottom_width, style.border_bottom_style, style.border_bottom_color),
          line(style.border_left_width, style.border_left_style, style.border_left_color)};
}

/// Of two borders that collapse into one: the wider, else the first (CSS 2.2 §17.6.2.1).
BorderLine stronger(const BorderLine& first, const BorderLine& second) {
  if (first.kind == LineKind::None) return second;
  if (second.kind == LineKind::None) return first;
  return second.eighths > first.eighths ? second : first;
}

/// The change of a row that was added or removed as a whole.
Change row_change(const Row& row) {
  std::optional<Change> common;
  for (const Cell& cell : row.cells) {
    for (const Block& block : cell.content) {
      const auto* const paragraph = std::get_if<Paragraph>(&block);
      if (paragraph == nullptr) return Change::None;
      if (paragraph->content.empty()) continue;
      if (common && *common != paragraph->change) return Change::None;
      common = paragraph->change;
    }
  }
  return common.value_or(Change::None);
}

}  // namespace

void FlowBuilder::add_table(BoxId id, Scope& scope) {
  for (BoxId child = box(id).first_child; child; child = box(child).next_sibling) {
    if (box(child).kind == BoxKind::TableGrid) {
      add_grid(child, scope);
    } else {
      add_block(child, scope);
    }
  }
}

/// Tables have no space before them: the paragraph above has it, or an empty one.
void FlowBuilder::add_gap_before_table(const BoxPlace* place, Scope& scope) {
  const Twips gap = gap_before(place, place != nullptr ? place->rect.top() : LayoutUnit(), scope);
  if (Paragraph* const last = scope.last_paragraph(); last != nullptr && !scope.breaks_page) {
    last->look.after = std::max(last->look.after, gap);
  } else if (gap >= kTwipsPerPoint || scope.breaks_page) {
    append_small(scope, std::max(gap, kTwipsPerPoint));
    if (std::exchange(scope.breaks_page, false)) scope.last_paragraph()->look.page_break_before = !scope.is_empty;
  }
}

void FlowBuilder::add_grid(BoxId grid, Scope& scope) {
  if (scope.is_body) start_section_for(grid, scope);
  const layout::TableModel& model = layout::table_model(grid, context_);
  if (model.rows.empty() || model.columns.empty()) return;
  if (model.columns.size() > kMostTableColumns) {
    sink_.report(diagnostics::messages::FlowTooManyColumns, box(grid).origin, model.columns.size(), kMostTableColumns);
    return;
  }
  const BoxPlace* const place = facts_.place_of(grid);
  add_gap_before_table(place, scope);
  // The edges of columns: those of cells that start there, with what is not known in between.
  const std::size_t columns = model.columns.size();
  std::vector<std::optional<LayoutUnit>> known(columns + 1);
  for (const layout::TableCell& cell : model.cells) {
    const BoxPlace* const at = facts_.place_of(cell.box);
    if (at == nullptr) continue;
    if (!known[cell.column]) known[cell.column] = at->rect.left();
    if (!known[cell.end_column()]) known[cell.end_column()] = at->rect.right();
  }
  if (!known.front()) known.front() = place != nullptr ? place->rect.left() : scope.left;
  if (!known.back()) known.back() = place != nullptr ? place->rect.right() : scope.right;
  std::vector<LayoutUnit> edges(columns + 1);
  for (std::size_t i = 0; i <= columns; ++i) {
    if (known[i]) {
      edges[i] = *known[i];
      continue;
    }
    std::size_t next = i;
    while (!known[next]) ++next;
    edges[i] = edges[i - 1] + (*known[next] - edges[i - 1]) / static_cast<int>(next - i + 1);
  }
  Table table;
  table.origin = box(grid).origin;
  for (std::size_t i = 0; i < columns; ++i) {
    table.columns.push_back(std::max<Twips>(to_twips(edges[i + 1]) - to_twips(edges[i]), 1));
  }
  table.indent = to_twips(edges.front() - scope.left);
  const BoxId wrapper = box(grid).parent;
  table.is_layout = wrapper && style_of(wrapper).role == style::Role::None;
  if (wrapper && box(wrapper).node) {
    table.title = context_.dom.attribute_value(box(wrapper).node, dom::AttributeName::Title);
    if (const auto* const label = context_.dom.find_custom_attribute(box(wrapper).node, "aria-label")) {
      table.description = label->value;
    }
  }
  std::vector<Frame> frames;
  frames.swap(frames_);
  for (std::uint32_t row = 0; row < model.row_count(); ++row) {
    sink_.go_on();
    const layout::TableRow& source = model.rows[row];
    Row made;
    made.is_head = row < model.head_rows;
    if (source.row) {
      const ComputedStyle& style = style_of(source.row);
      made.may_break = style.break_inside == style::BreakInside::Auto;
      if (style.height.is_length() && !style.height.value.has_percent()) {
        made.height = to_twips(style.height.value.length);
      }
    }
    add_cells(model, row, edges, made);
    if (is_kept_whole(model, row)) made.may_break = false;
    made.change = row_change(made);
    const bool stays = source.row && (style_of(source.row).break_after == style::BreakBetween::Avoid ||
                                      style_of(source.row).break_after == style::BreakBetween::AvoidPage);
    table.rows.push_back(std::move(made));
    if (stays) {
      for (Cell& cell : table.rows.back().cells) {
        for (Block& block : cell.content) {
          if (auto* const paragraph = std::get_if<Paragraph>(&block)) paragraph->look.keeps_next = true;
        }
      }
    }
  }
  frames.swap(frames_);
  leave_at(place, place != nullptr ? place->last_bottom : LayoutUnit(), scope);
  append(std::move(table), scope);
}

/// Whether a row is short, and on one page: word processors part rows wherever a page ends.
bool FlowBuilder::is_kept_whole(const layout::TableModel& model, std::uint32_t row) const {
  for (std::uint32_t i = model.rows[row].first_cell; i < model.rows[row].end_cell; ++i) {
    const BoxPlace* const place = facts_.place_of(model.cells[i].box);
    if (place == nullptr || model.cells[i].row_span > 1) continue;
    constexpr Twips kShort = 2'900;  // a fifth of an A4 page
    if (place->page != place->last_page || to_twips(place->rect.size.height) > kShort) return false;
  }
  return true;
}

void FlowBuilder::add_cells(const layout::TableModel& model, std::uint32_t row, const std::vector<LayoutUnit>& edges,
                            Row& out) {
  const std::uint32_t columns = model.column_count();
  const bool is_collapsed = style_of(model.grid).border_collapse == style::BorderCollapse::Collapse;
  const Borders table_borders = own_borders(style_of(model.grid));
  const auto borders_at = [&](std::uint32_t at_row, std::uint32_t at_column) -> Borders {
    const std::uint32_t slot = model.slot(at_row, at_column);
    return slot == layout::TableModel::kNoCell ? Borders() : own_borders(style_of(model.cells[slot].box));
  };
  const auto row_borders = [&](std::uint32_t at) -> Borders {
    return model.rows[at].row ? own_borders(style_of(model.rows[at].row)) : Borders();
  };
  for (std::uint32_t column = 0; column < columns;) {
    const std::uint32_t slot = model.slot(row, column);
    Cell cell;
    cell.column = column;
    if (slot == layout::TableModel::kNoCell) {
      finish_cell(cell);
      out.cells.push_back(std::move(cell));
      ++column;
      continue;
    }
    const layout::TableCell& source = model.cells[slot];
    const ComputedStyle& style = style_of(source.box);
    const BoxPlace* const place = facts_.place_of(source.box);
    cell.columns = source.end_column() - column;
    cell.starts_merge = source.row == row && source.row_span > 1;
    cell.continues_merge = source.row < row;
    cell.is_head = box(source.box).node && context_.dom.node(box(source.box).node).name == dom::ElementName::Th;
    cell.alignment = cell_alignment(style);
    cell.shading = over_white(style.background_color.resolve(style.color));
    if (cell.shading.is_transparent() && model.rows[row].row) {
      const ComputedStyle& row_style = style_of(model.rows[row].row);
      cell.shading = over_white(row_style.background_color.resolve(row_style.color));
    }
    cell.borders = own_borders(style);
    if (is_collapsed) {
      const Borders around = row_borders(row);
      cell.borders.top = stronger(cell.borders.top, around.top);
      cell.borders.bottom = stronger(cell.borders.bottom, around.bottom);
      const std::uint32_t below = source.end_row();
      const std::uint32_t beside = source.end_column();
      cell.borders.top =
          stronger(cell.borders.top, source.row == 0 ? table_borders.top : borders_at(source.row - 1, column).bottom);
      cell.borders.bottom =
          stronger(cell.borders.bottom, below >= model.row_count()
                                            ? table_borders.bottom
                                            : stronger(borders_at(below, column).top, row_borders(below).top));
      cell.borders.left = stronger(cell.borders.left,
                                   source.column == 0 ? table_borders.left : borders_at(row, source.column - 1).right);
      cell.borders.right =
          stronger(cell.borders.right, beside >= columns ? table_borders.right : borders_at(row, beside).left);
    }
    Scope scope;
    scope.out = &cell.content;
    if (place != nullptr) {
      const LayoutUnit width = place->rect.size.width;
      const LayoutUnit left = place->borders.left + style.padding_left.resolve(width);
      const LayoutUnit right = place->borders.right + style.padding_right.resolve(width);
      cell.padding_left = to_twips(left);
      cell.padding_right = to_twips(right);
      cell.padding_top = to_twips(place->borders.top + style.padding_top.resolve(width));
      cell.padding_bottom = to_twips(place->borders.bottom + style.padding_bottom.resolve(width));
      scope.left = place->rect.left() + left;
      scope.right = place->rect.right() - right;
    } else {
      scope.left = edges[column];
      scope.right = edges[source.end_column()];
    }
    if (style.height.is_length() && !style.height.value.has_percent() && source.row_span == 1) {
      out.height = std::max(out.height, to_twips(style.height.value.length));
    }
    if (!cell.continues_merge) {
      BoxId content = source.box;
      // Lines of another direction are in a box of their own.
      if (const BoxId inner = box(content).first_child;
          inner && box(inner).kind == BoxKind::Turned && style::WritingMode::HorizontalTb != style.writing_mode) {
        cell.direction = CellDirection::Vertical;
      }
      if (box(content).has_inline_children) {
        Paragraph paragraph = make_paragraph(content);
        add_inline_content(content, paragraph);
        append(std::move(paragraph), scope);
      } else if (!box(content).first_child) {
        // A cell to be filled in.
        append(make_paragraph(content), scope);
      } else {
        add_children(content, scope);
      }
    }
    finish_cell(cell);
    column = source.end_column();
    out.cells.push_back(std::move(cell));
  }
}

bool FlowBuilder::is_boxed(BoxId id) const {
  const Borders borders = own_borders(style_of(id));
  return borders.left.kind != LineKind::None && borders.right.kind != LineKind::None && facts_.place_of(id) != nullptr;
}

/// A frame around blocks: the borders of paragraphs would end at each table in it. Frames that touch are rows of one
/// table.
bool FlowBuilder::add_boxed(BoxId id, Scope& scope) {
  const ComputedStyle& style = style_of(id);
  const BoxPlace& place = *facts_.place_of(id);
  if (scope.is_body) start_section_for(id, scope);
  Cell cell;
  cell.borders = own_borders(style);
  cell.shading = over_white(style.background_color.resolve(style.color));
  cell.padding_left = to_twips(place.content_left() - place.rect.left());
  cell.padding_right = to_twips(place.rect.right() - place.content_right());
  cell.padding_top = to_twips(style.padding_top.length);
  cell.padding_bottom = to_twips(style.padding_bottom.length);
  Row row;
  row.may_break = style.break_inside == style::BreakInside::Auto;
  Table* const last = scope.count() > 0 ? std::get_if<Table>(&scope.out->back()) : nullptr;
  const Twips width = to_twips(place.rect.size.width);
  const Twips indent = to_twips(place.rect.left() - scope.left);
  const bool touches = last != nullptr && last->is_frame && scope.bottom && scope.page == place.page &&
                       !scope.breaks_page &&
                       std::abs(to_twips(place.rect.top() - *scope.bottom)) < 2 * kTwipsPerPoint &&
                       last->columns.size() == 1 && last->columns.front() == width && last->indent == indent;
  if (!touches) add_gap_before_table(&place, scope);
  scope.margin = scope.space = {};
  std::vector<Frame> frames;
  frames.swap(frames_);
  Scope inner;
  inner.out = &cell.content;
  inner.left = place.content_left();
  inner.right = place.content_right();
  inner.bottom = place.content_top();
  inner.page = place.page;
  add_children(id, inner);
  frames.swap(frames_);
  finish_cell(cell);
  // Room to write in; other frames are as high as their content.
  constexpr Twips kBlank = 12 * kTwipsPerPoint;
  const bool has_room = place.page == place.last_page && inner.bottom && inner.page == place.page &&
                        to_twips(place.content_bottom() - *inner.bottom) > kBlank;
  if (has_room) row.height = std::max<Twips>(to_twips(place.rect.size.height) - kTwipsPerPoint, 0);
  row.cells.push_back(std::move(cell));
  leave_at(&place, place.last_bottom, scope);
  if (touches) {
    last->rows.push_back(std::move(row));
    return true;
  }
  Table table;
  table.is_layout = true;
  table.is_frame = true;
  table.origin = box(id).origin;
  table.indent = indent;
  table.columns.push_back(width);
  table.rows.push_back(std::move(row));
  append(std::move(table), scope);
  return true;
}

/// Every cell ends with a paragraph.
void FlowBuilder::finish_cell(Cell& cell) {
  const bool is_empty = cell.content.empty();
  if (!is_empty && std::holds_alternative<Paragraph>(cell.content.back())) return;
  Scope scope;
  scope.out = &cell.content;
  append_small(scope, kTwipsPerPoint);
  // An empty cell is one to be filled in.
  if (is_empty) {
    Paragraph& paragraph = *scope.last_paragraph();
    paragraph.is_small = false;
    paragraph.role = "td";
    paragraph.look = document_.styles.front().paragraph;
  }
}

void FlowBuilder::add_items(BoxId id, Scope& scope) {
  std::vector<BoxId> items;
  for (BoxId child = box(id).first_child; child; child = box(child).next_sibling) {
    if (!boxes::is_in_flow(box(child)) || facts_.place_of(child) == nullptr) continue;
    // Nothing is seen of an empty item.
    if (box(child).first_child || box(child).kind == BoxKind::Replaced || is_rule(child)) items.push_back(child);
  }
  open_frame(id);
  std::size_t at = 0;
  const auto is_beside = [this](BoxId a, BoxId b) {
    const BoxPlace& first = *facts_.place_of(a);
    const BoxPlace& second = *facts_.place_of(b);
    return first.page == second.page && second.rect.top() < first.rect.bottom() &&
           second.rect.left() >= first.rect.right() - LayoutUnit::from_px(1);
  };
  while (at < items.size()) {
    std::size_t end = at + 1;
    while (end < items.size() && is_beside(items[end - 1], items[end])) ++end;
    const std::vector<BoxId> line(items.begin() + static_cast<std::ptrdiff_t>(at),
                                  items.begin() + static_cast<std::ptrdiff_t>(end));
    if (line.size() == 1 || !add_item_line(line, id, scope)) {
      for (const BoxId item : line) add_block(item, scope);
    }
    at = end;
  }
  // Boxes out of flow have their place after the items.
  for (BoxId child = box(id).first_child; child; child = box(child).next_sibling) {
    if (!boxes::is_in_flow(box(child))) add_block(child, scope);
  }
  close_frame(id);
}

/// Whether an item is one line of text.
bool FlowBuilder::is_single_line(BoxId id) const {
  BoxId at = id;
  while (!box(at).has_inline_children) {
    const BoxId child = box(at).first_child;
    if (!child || box(child).next_sibling) return false;
    at = child;
  }
  const BoxPlace* const place = facts_.place_of(at);
  if (place == nullptr || box(at).kind != BoxKind::Block || place->page != place->last_page) return false;
  const ComputedStyle& style = style_of(at);
  const LayoutUnit line = style::line_height_length(style.line_height, style.font_size);
  return place->text_bottom() - place->text_top() < line * 3 / 2;
}

/// Single lines beside each other are one line with tab stops, as a person would type it.
void FlowBuilder::add_item_paragraph(const std::vector<BoxId>& items, BoxId container, Scope& scope) {
  const auto text_of = [this](BoxId id) {
    while (!box(id).has_inline_children) id = box(id).first_child;
    return id;
  };
  const BoxPlace& around = *facts_.place_of(container);
  Paragraph paragraph = make_paragraph(text_of(items.front()));
  paragraph.look.alignment = Alignment::Left;
  paragraph.look.first_line = paragraph.look.first_line_characters = 0;
  LayoutUnit top = facts_.place_of(text_of(items.front()))->text_top();
  LayoutUnit bottom = top;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const BoxId text = text_of(items[i]);
    const BoxPlace& place = *facts_.place_of(text);
    top = std::min(top, place.text_top());
    bottom = std::max(bottom, place.text_bottom());
    const style::TextAlign alignment = style_of(text).text_align.keyword;
    const bool is_centred = alignment == style::TextAlign::Center;
    const bool is_last = i + 1 == items.size() && i > 0;
    const bool is_at_end = is_last && place.rect.right() >= around.content_right() - LayoutUnit::from_px(2);
    const bool fills = place.rect.size.width > (around.content_right() - around.content_left()) / 2;
    const LayoutUnit middle = place.content_left() + (place.content_right() - place.content_left()) / 2;
    const bool is_right =
        (is_at_end && !fills) || alignment == style::TextAlign::Right || alignment == style::TextAlign::End;
    const auto at = [&](LayoutUnit x) {
      return to_twips(x - scope.left);
    };
    if (i == 0 && !is_centred && !is_right) {
      paragraph.look.left = at(place.content_left());
    } else {
      if (i == 0) paragraph.look.left = 0;
      const TabAlignment kind = is_right ? TabAlignment::Right : is_centred ? TabAlignment::Center : TabAlignment::Left;
      const LayoutUnit x = is_right ? place.content_right() : is_centred ? middle : place.content_left();
      paragraph.look.tabs.push_back({at(x), kind, TabLeader::None});
      paragraph.content.push_back({paragraph.run, Change::None, {}, Tab{}});
    }
    collect_marks(items[i], scope);
    add_inline_content(text, paragraph);
  }
  BoxPlace line = *facts_.place_of(text_of(items.front()));
  paragraph.look.before = gap_before(&line, top, scope);
  leave_at(&line, bottom, scope);
  for (const Frame& frame : frames_) take_frame(frame, paragraph.look);
  append(std::move(paragraph), scope);
}

/// Items beside each other become the cells of a table that is not seen. Returns false if they cannot.
bool FlowBuilder::add_item_line(const std::vector<BoxId>& items, BoxId container, Scope& scope) {
  const BoxPlace* const around = facts_.place_of(container);
  if (around == nullptr) return false;
  if (scope.is_body) start_section_for(items.front(), scope);
  if (std::all_of(items.begin(), items.end(), [this](BoxId item) { return is_single_line(item); })) {
    add_item_paragraph(items, container, scope);
    return true;
  }
  std::vector<LayoutUnit> edges;
  edges.push_back(std::min(around->content_left(), facts_.place_of(items.front())->rect.left()));
  for (std::size_t i = 0; i + 1 < items.size(); ++i) {
    const BoxPlace& item = *facts_.place_of(items[i]);
    const LayoutUnit right = item.rect.right();
    // Other fonts may be wider: a single line gets a little more room than it has.
    const LayoutUnit free = facts_.place_of(items[i + 1])->rect.left() - right;
    const LayoutUnit slack = is_single_line(items[i]) ? style_of(items[i]).font_size.to_length() / 2 : LayoutUnit();
    edges.push_back(right + std::max(free / 2, slack));
  }
  edges.push_back(std::max(around->content_right(), facts_.place_of(items.back())->rect.right()));
  BoxPlace line = *facts_.place_of(items.front());
  LayoutUnit bottom = line.last_bottom;
  LayoutUnit top = line.rect.top();
  for (const BoxId item : items) {
    bottom = std::max(bottom, facts_.place_of(item)->last_bottom);
    top = std::min(top, facts_.place_of(item)->rect.top());
  }
  line.rect.origin.y = top;
  add_gap_before_table(&line, scope);
  Table table;
  table.is_layout = true;
  table.origin = box(container).origin;
  table.indent = to_twips(edges.front() - scope.left);
  Row row;
  row.may_break = false;
  std::vector<Frame> frames;
  frames.swap(frames_);
  for (std::size_t i = 0; i < items.size(); ++i) {
    table.columns.push_back(std::max<Twips>(to_twips(edges[i + 1]) - to_twips(edges[i]), 1));
    Cell cell;
    cell.column = i;
    Scope inner;
    inner.out = &cell.content;
    inner.left = edges[i];
    inner.right = edges[i + 1];
    inner.bottom = top;
    inner.page = line.page;
    add_block(items[i], inner);
    finish_cell(cell);
    row.cells.push_back(std::move(cell));
  }
  frames.swap(frames_);
  table.rows.push_back(std::move(row));
  leave_at(&line, bottom, scope);
  append(std::move(table), scope);
  return true;
}

}  // namespace gongwen::flow
