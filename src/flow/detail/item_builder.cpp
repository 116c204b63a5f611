#include "flow/detail/item_builder.h"

#include "style/apply_property.h"

#include <algorithm>
#include <utility>

namespace gongwen::flow {

using base::LayoutUnit;
using boxes::BoxId;
using boxes::BoxKind;
using style::ComputedStyle;

void ItemBuilder::add_items(BoxId id, Scope& scope) {
  std::vector<BoxId> items;
  for (BoxId child = box(id).first_child; child; child = box(child).next_sibling) {
    if (!boxes::is_in_flow(box(child)) || facts_.place_of(child) == nullptr) continue;
    // Empty items are invisible.
    if (box(child).first_child || box(child).kind == BoxKind::Replaced || box(child).kind == BoxKind::Formula ||
        paragraphs_.is_rule(child) || is_control(child))
      items.push_back(child);
  }
  paragraphs_.open_frame(id);
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
      for (const BoxId item : line) blocks_.add_block(item, scope);
    }
    at = end;
  }
  // Boxes out of flow are placed after the items.
  for (BoxId child = box(id).first_child; child; child = box(child).next_sibling) {
    if (!boxes::is_in_flow(box(child))) blocks_.add_block(child, scope);
  }
  paragraphs_.close_frame(id);
}

/// Whether a formula is one line: a broken one takes all the available room.
bool ItemBuilder::is_single_formula(BoxId id) const {
  const BoxPlace* const place = facts_.place_of(id);
  const BoxPlace* const around = facts_.place_of(box(id).parent);
  if (box(id).kind != BoxKind::Formula || place == nullptr || around == nullptr) return false;
  return place->rect.left() > around->content_left() + LayoutUnit::from_px(1);
}

/// Whether a line ends within the text by `br`.
bool ItemBuilder::has_line_break(BoxId id) const {
  for (BoxId child = box(id).first_child; child; child = box(child).next_sibling) {
    if (box(child).kind == BoxKind::LineBreak || has_line_break(child)) return true;
  }
  return false;
}

/// Whether an item is one line of text without a frame or a colour of its own, which a paragraph of several items could
/// not have.
bool ItemBuilder::is_single_line(BoxId id) const {
  if (is_single_formula(id)) return true;
  BoxId at = id;
  const auto is_plain = [this](BoxId box) {
    const ComputedStyle& style = style_of(box);
    return !tables_.is_boxed(box) && style.background_color.resolve(style.color).is_transparent();
  };
  while (!has_line(at)) {
    if (!is_plain(at)) return false;
    const BoxId child = box(at).first_child;
    if (!child || box(child).next_sibling) return false;
    at = child;
  }
  const BoxPlace* const place = facts_.place_of(at);
  if (place == nullptr || box(at).kind != BoxKind::Block || place->page != place->last_page) return false;
  // Text that was made smaller to fit is lower than its lines would be otherwise.
  if (!is_plain(at) || has_line_break(at)) return false;
  const ComputedStyle& style = style_of(at);
  const LayoutUnit line = style::line_height_length(style.line_height, style.font_size);
  return place->text_bottom() - place->text_top() < line * 3 / 2;
}

/// Single lines side by side become one line with tab stops, as a person would type it.
void ItemBuilder::add_item_paragraph(const std::vector<BoxId>& items, BoxId container, Scope& scope) {
  const auto text_of = [this](BoxId id) {
    while (!has_line(id) && box(id).kind != BoxKind::Formula) id = box(id).first_child;
    return id;
  };
  const BoxPlace& around = *facts_.place_of(container);
  Paragraph paragraph = paragraphs_.make_paragraph(text_of(items.front()));
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
    const bool is_formula = box(text).kind == BoxKind::Formula;
    const bool is_centred = alignment == style::TextAlign::Center || is_formula;
    const bool is_last = i + 1 == items.size() && i > 0;
    const bool is_at_end = is_last && place.rect.right() >= around.content_right() - LayoutUnit::from_px(2);
    const bool fills = place.rect.size.width > (around.content_right() - around.content_left()) / 2;
    const LayoutUnit middle = place.content_left() + (place.content_right() - place.content_left()) / 2;
    const bool is_right = (is_at_end && !fills && !is_control(text)) || alignment == style::TextAlign::Right ||
                          alignment == style::TextAlign::End;
    const auto at = [&](LayoutUnit x) {
      return to_twips(x - scope.left);
    };
    const BoxId first = box(text).first_child;
    if (i > 0 && first && box(first).kind == BoxKind::Leader) {
      // The leader leads to the right edge itself.
    } else if (i == 0 && !is_centred && !is_right) {
      paragraph.look.left = at(place.content_left());
    } else {
      if (i == 0) paragraph.look.left = 0;
      const TabAlignment kind = is_right ? TabAlignment::Right : is_centred ? TabAlignment::Center : TabAlignment::Left;
      const LayoutUnit x = is_right ? place.content_right() : is_centred ? middle : place.content_left();
      paragraph.look.tabs.push_back({at(x), kind, TabLeader::None});
      paragraph.content.push_back({paragraph.run, Change::None, {}, Tab{}});
    }
    collect_marks(items[i]);
    if (is_formula) {
      paragraph.content.push_back({paragraph.run, Change::None, {}, formula_of(context_, box(text).node)});
      paragraph.look.line_rule = LineRule::Auto;
      paragraph.look.line = 240;
    } else {
      inlines_.add_inline_content(text, paragraph);
    }
  }
  for (TabStop& stop : paragraph.look.tabs) {
    if (stop.position == kAtRightEdge) stop.position = to_twips(around.content_right() - scope.left);
  }
  BoxPlace line = *facts_.place_of(text_of(items.front()));
  paragraph.look.before = paragraphs_.gap_before(&line, top, scope);
  paragraphs_.leave_at(&line, bottom, scope);
  for (const Frame& frame : state_.frames) paragraphs_.take_frame(frame, paragraph.look);
  paragraphs_.append(std::move(paragraph), scope);
}

/// Pictures that stick out of their cells, such as seals over names, belong to a paragraph before the row: LibreOffice
/// moves what belongs to a cell into the cell.
void ItemBuilder::add_pictures_over_row(std::vector<AnchoredPicture> pictures, LayoutUnit top, Scope& scope) {
  constexpr Twips kHeight = kTwipsPerPoint;
  if (Paragraph* const last = scope.last_paragraph(); last != nullptr && !scope.breaks_page) {
    last->look.after = std::max(last->look.after - kHeight, 0);
  }
  paragraphs_.append_small(scope, kHeight);
  Paragraph& paragraph = *scope.last_paragraph();
  if (std::exchange(scope.breaks_page, false)) paragraph.look.page_break_before = !scope.is_empty;
  paragraph.look.keeps_next = true;
  for (AnchoredPicture& picture : pictures) {
    picture.x -= to_twips(scope.left);
    picture.y += kHeight - to_twips(top);
    paragraph.content.push_back({paragraph.run, Change::None, {}, std::move(picture)});
  }
}

/// Turns items that are side by side into the cells of an invisible table. Returns false if that is impossible.
bool ItemBuilder::add_item_line(const std::vector<BoxId>& items, BoxId container, Scope& scope) {
  const BoxPlace* const around = facts_.place_of(container);
  if (around == nullptr) return false;
  if (scope.is_body) sections_.start_section_for(items.front(), scope);
  if (std::all_of(items.begin(), items.end(), [this](BoxId item) { return is_single_line(item); })) {
    add_item_paragraph(items, container, scope);
    return true;
  }
  std::vector<LayoutUnit> edges;
  edges.push_back(std::min(around->content_left(), facts_.place_of(items.front())->rect.left()));
  for (std::size_t i = 0; i + 1 < items.size(); ++i) {
    const BoxPlace& item = *facts_.place_of(items[i]);
    const LayoutUnit right = item.rect.right();
    // Other fonts may be wider, so a single line gets a little more room.
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
  tables_.add_gap_before_table(&line, scope);
  Table table;
  table.is_layout = true;
  table.origin = box(container).origin;
  table.indent = to_twips(edges.front() - scope.left);
  Row row;
  row.may_break = false;
  std::vector<Frame> frames;
  frames.swap(state_.frames);
  std::vector<AnchoredPicture> pictures;
  const bool is_outermost = state_.row_pictures == nullptr;
  if (is_outermost) state_.row_pictures = &pictures;
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
    blocks_.add_block(items[i], inner);
    tables_.finish_cell(cell);
    row.cells.push_back(std::move(cell));
  }
  if (is_outermost) state_.row_pictures = nullptr;
  frames.swap(state_.frames);
  if (!pictures.empty()) add_pictures_over_row(std::move(pictures), top, scope);
  table.rows.push_back(std::move(row));
  paragraphs_.leave_at(&line, bottom, scope);
  paragraphs_.append(std::move(table), scope);
  return true;
}

}  // namespace gongwen::flow
