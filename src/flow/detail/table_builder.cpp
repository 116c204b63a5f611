#include "flow/detail/table_builder.h"

#include "diagnostics/catalogue/flow.h"

#include <algorithm>
#include <utility>

// Tables with the widths that they have on the page.
namespace gongwen::flow {

using base::LayoutUnit;
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

/// Of two borders that collapse into one, the wider, otherwise the first (CSS 2.2 §17.6.2.1).
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

/// Word processors keep a row with the next one if its first paragraph is kept with the next: a row with a heading
/// above its text would pull all rows after it to the next page.
void let_go(Row& row) {
  for (Cell& cell : row.cells) {
    bool is_first = true;
    for (Block& block : cell.content) {
      auto* const paragraph = std::get_if<Paragraph>(&block);
      if (paragraph != nullptr && (is_first || !row.may_break)) paragraph->look.keeps_next = false;
      is_first = false;
    }
  }
}

}  // namespace

/// Tables have no space before them: the paragraph above has it, or an empty one is added.
void TableBuilder::add_gap_before_table(const BoxPlace* place, Scope& scope) {
  const Twips gap = paragraphs_.gap_before(place, place != nullptr ? place->rect.top() : LayoutUnit(), scope);
  if (Paragraph* const last = scope.last_paragraph(); last != nullptr && !scope.breaks_page) {
    last->look.after = std::max(last->look.after, gap);
  } else if (gap >= kTwipsPerPoint) {
    paragraphs_.append_small(scope, gap);
    if (std::exchange(scope.breaks_page, false)) scope.last_paragraph()->look.page_break_before = !scope.is_empty;
  }
}

void TableBuilder::add_grid(BoxId grid, Scope& scope) {
  if (scope.is_body) sections_.start_section_for(grid, scope);
  const layout::TableModel& model = layout::table_model(grid, context_);
  if (model.rows.empty() || model.columns.empty()) return;
  if (model.columns.size() > kMostTableColumns) {
    sink_.report(diagnostics::messages::FlowTooManyColumns, box(grid).origin, model.columns.size(), kMostTableColumns);
    return;
  }
  const BoxPlace* const place = facts_.place_of(grid);
  report_parts(model, place != nullptr && place->page != place->last_page);
  add_gap_before_table(place, scope);
  // The edges of columns: those at which cells start, with unknown ones interpolated.
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
  frames.swap(state_.frames);
  for (std::uint32_t row = 0; row < model.row_count(); ++row) {
    sink_.go_on();
    const layout::TableRow& source = model.rows[row];
    const bool in_body = row >= model.body_begin() && row < model.body_end();
    if (!in_body && layout::is_row_of_page(source.row, context_)) continue;
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
    if (!stays) let_go(made);
    table.rows.push_back(std::move(made));
    if (stays) {
      for (Cell& cell : table.rows.back().cells) {
        for (Block& block : cell.content) {
          if (auto* const paragraph = std::get_if<Paragraph>(&block)) paragraph->look.keeps_next = true;
        }
      }
    }
  }
  frames.swap(state_.frames);
  paragraphs_.leave_at(place, place != nullptr ? place->last_bottom : LayoutUnit(), scope);
  paragraphs_.append(std::move(table), scope);
}

/// Whether a row is repeated at the foot of every page of the table.
bool TableBuilder::is_repeated_foot(const layout::TableModel& model, std::uint32_t row) const {
  const style::TableParts parts = style_of(model.rows[row].row).table_parts;
  return row >= model.body_end() && parts != style::TableParts::First && parts != style::TableParts::Last;
}

/// Word repeats only the rows of a head, and has no sums of a page. Nothing is lost if the page does not repeat them
/// either, or if only a caption is not repeated.
void TableBuilder::report_parts(const layout::TableModel& model, bool has_several) {
  const auto report = [&](BoxId part) {
    const style::TableParts parts = style_of(part).table_parts;
    const bool is_repeated = parts == style::TableParts::All || parts == style::TableParts::Later;
    if (has_several && is_repeated) state_.effects.report_property(box(part), "-gw-table-parts");
  };
  for (std::uint32_t row = 0; row < model.row_count(); ++row) {
    const BoxId part = model.rows[row].row;
    if (!part) continue;
    if (row >= model.body_begin() && row < model.body_end()) {
      report(part);
      for (std::uint32_t i = model.rows[row].first_cell; i < model.rows[row].end_cell; ++i) report(model.cells[i].box);
    } else if (layout::is_row_of_page(part, context_)) {
      const bool is_on_some = style_of(part).table_parts != style::TableParts::Auto;
      if (has_several || !is_on_some) {
        state_.effects.report_property(box(part), is_on_some ? "-gw-table-parts" : "-gw-sum()");
      }
    } else if (has_several && is_repeated_foot(model, row)) {
      state_.effects.report_property(box(box(part).parent), "display");
    }
  }
}

/// Whether a row is short, and on one page: word processors split rows wherever a page ends.
bool TableBuilder::is_kept_whole(const layout::TableModel& model, std::uint32_t row) const {
  for (std::uint32_t i = model.rows[row].first_cell; i < model.rows[row].end_cell; ++i) {
    const BoxPlace* const place = facts_.place_of(model.cells[i].box);
    if (place == nullptr || model.cells[i].row_span > 1) continue;
    constexpr Twips kShort = 2'900;  // a fifth of an A4 page
    if (place->page != place->last_page || to_twips(place->rect.size.height) > kShort) return false;
  }
  return true;
}

void TableBuilder::add_cells(const layout::TableModel& model, std::uint32_t row, const std::vector<LayoutUnit>& edges,
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
    // Layers of a table, from the top: row, row group, column, column group (CSS 2.2 §17.5.1).
    const layout::TableColumn& under = model.columns[source.column];
    for (const BoxId layer : {model.rows[row].row, model.rows[row].group, under.column, under.group}) {
      if (!cell.shading.is_transparent() || !layer) continue;
      const ComputedStyle& own = style_of(layer);
      cell.shading = over_white(own.background_color.resolve(own.color));
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
      collect_marks(source.box);
      BoxId content = source.box;
      // Lines of another direction are in a separate box.
      if (const BoxId inner = box(content).first_child;
          inner && box(inner).kind == BoxKind::Turned && style::WritingMode::HorizontalTb != style.writing_mode) {
        cell.direction = CellDirection::Vertical;
      }
      if (box(content).has_inline_children) {
        Paragraph paragraph = paragraphs_.make_paragraph(content);
        inlines_.add_inline_content(content, paragraph);
        paragraphs_.append(std::move(paragraph), scope);
      } else if (!box(content).first_child) {
        // A cell to be filled in.
        paragraphs_.append(paragraphs_.make_paragraph(content), scope);
      } else {
        blocks_.add_children(content, scope);
      }
      sections_.settle_strings();
    }
    finish_cell(cell);
    column = source.end_column();
    out.cells.push_back(std::move(cell));
  }
}

bool TableBuilder::is_boxed(BoxId id) const {
  const Borders borders = own_borders(style_of(id));
  return borders.left.kind != LineKind::None && borders.right.kind != LineKind::None && facts_.place_of(id) != nullptr;
}

/// A frame around blocks becomes a table: borders of paragraphs would end at each table in it. Frames that touch become
/// rows of one table.
bool TableBuilder::add_boxed(BoxId id, Scope& scope) {
  const ComputedStyle& style = style_of(id);
  const BoxPlace& place = *facts_.place_of(id);
  if (scope.is_body) sections_.start_section_for(id, scope);
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
  frames.swap(state_.frames);
  Scope inner;
  inner.out = &cell.content;
  inner.left = place.content_left();
  inner.right = place.content_right();
  inner.bottom = place.content_top();
  inner.page = place.page;
  blocks_.add_children(id, inner);
  frames.swap(state_.frames);
  finish_cell(cell);
  // Frames to write in keep their height; others are as high as their content.
  constexpr Twips kBlank = 12 * kTwipsPerPoint;
  const bool has_room = place.page == place.last_page && inner.bottom && inner.page == place.page &&
                        to_twips(place.content_bottom() - *inner.bottom) > kBlank;
  if (has_room) row.height = std::max<Twips>(to_twips(place.rect.size.height) - kTwipsPerPoint, 0);
  row.cells.push_back(std::move(cell));
  let_go(row);
  paragraphs_.leave_at(&place, place.last_bottom, scope);
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
  paragraphs_.append(std::move(table), scope);
  return true;
}

/// Every cell ends with a paragraph.
void TableBuilder::finish_cell(Cell& cell) {
  const bool is_empty = cell.content.empty();
  if (!is_empty && std::holds_alternative<Paragraph>(cell.content.back())) return;
  Scope scope;
  scope.out = &cell.content;
  paragraphs_.append_small(scope, kTwipsPerPoint);
  // Empty cells are to be filled in.
  if (is_empty) {
    Paragraph& paragraph = *scope.last_paragraph();
    paragraph.is_small = false;
    paragraph.role = "td";
    paragraph.look = document_.styles.front().paragraph;
  }
}

}  // namespace gongwen::flow
