#include "flow/detail/paragraph_builder.h"

#include "layout/boxes/box.h"
#include "paint/display_list.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace gongwen::flow {

using base::LayoutUnit;
using boxes::BoxId;
using dom::AttributeName;
using dom::ElementName;
using style::ComputedStyle;

namespace {

/// Gaps on the page that differ by less than this from what the style sets result from rounding to a grid.
constexpr Twips kSameGap = 15;
/// ECMA-376-1 §17.3.1.33 and word processors: the largest space before a paragraph, 1,584 pt.
constexpr Twips kMostSpace = 31'680;

Borders borders_of(const ComputedStyle& style, const base::Edges& padding) {
  const auto line = [&](LayoutUnit width, style::BorderStyle kind, const style::ColorValue& color, LayoutUnit space) {
    return border_line(width, kind, color.resolve(style.color), space);
  };
  return {line(style.border_top_width, style.border_top_style, style.border_top_color, padding.top),
          line(style.border_right_width, style.border_right_style, style.border_right_color, padding.right),
          line(style.border_bottom_width, style.border_bottom_style, style.border_bottom_color, padding.bottom),
          line(style.border_left_width, style.border_left_style, style.border_left_color, padding.left)};
}

css::Color background_of(const ComputedStyle& style) { return over_white(style.background_color.resolve(style.color)); }

}  // namespace

/// Converts places on the page to places relative to the text of a paragraph.
void move_anchors(Paragraph& paragraph, std::size_t first, LayoutUnit left, LayoutUnit top) {
  for (std::size_t i = first; i < paragraph.content.size(); ++i) {
    auto* const picture = std::get_if<AnchoredPicture>(&paragraph.content[i].content);
    if (picture == nullptr) continue;
    picture->x -= to_twips(left);
    // The space before the text counts.
    picture->y += paragraph.look.before - to_twips(top);
  }
}

void ParagraphBuilder::open_frame(BoxId id) {
  const ComputedStyle& style = style_of(id);
  const BoxPlace* const place = facts_.place_of(id);
  Frame frame{id, place, {}, css::kTransparent};
  if (place != nullptr) frame.borders = borders_of(style, place->padding);
  // The background of the page is not that of its paragraphs.
  const bool is_page = !box(id).parent || id == context_.boxes.root() ||
                       (box(id).node && context_.dom.node(box(id).node).name == ElementName::Body);
  if (!is_page) frame.shading = background_of(style);
  if (frame.borders.any() || !frame.shading.is_transparent()) state_.frames.push_back(frame);
}

void ParagraphBuilder::close_frame(BoxId id) {
  if (!state_.frames.empty() && state_.frames.back().box == id) state_.frames.pop_back();
}

bool ParagraphBuilder::is_rule(BoxId id) const {
  const ComputedStyle& style = style_of(id);
  const BoxPlace* const place = facts_.place_of(id);
  return place != nullptr && (borders_of(style, place->padding).any() || !background_of(style).is_transparent());
}

void ParagraphBuilder::take_frame(const Frame& frame, ParagraphLook& look) {
  const auto take = [](const BorderLine& line, BorderLine& side) {
    if (line.kind != LineKind::None) side = line;
  };
  take(frame.borders.top, look.borders.top);
  take(frame.borders.right, look.borders.right);
  take(frame.borders.bottom, look.borders.bottom);
  take(frame.borders.left, look.borders.left);
  if (!frame.shading.is_transparent()) look.shading = frame.shading;
}

Paragraph ParagraphBuilder::make_paragraph(BoxId id) {
  const ComputedStyle& style = style_of(id);
  Paragraph paragraph;
  const int percent = shrunk_to(id);
  paragraph.look = paragraph_look(style, percent);
  const int outer = looks_.shrink_to(percent);
  paragraph.run = looks_.look_of(style);
  looks_.shrink_to(outer);
  paragraph.origin = box(id).origin;
  set_names(id, paragraph);
  const std::uint8_t level = std::exchange(state_.open_level, std::uint8_t{0});
  if (paragraph.look.outline_level == 0) paragraph.look.outline_level = level;
  return paragraph;
}

/// The element whose style names a paragraph: the box's own, or that of the nearest box around an anonymous one.
std::string ParagraphBuilder::role_of(BoxId id) const {
  while (box(id).part == boxes::BoxPart::Anonymous && box(id).parent) id = box(id).parent;
  if (!box(id).node) return "p";
  const dom::NodeId node = box(id).node;
  std::string role(dom::tag_name(context_.dom.node(node).name));
  const std::string_view classes = context_.dom.attribute_value(node, AttributeName::Class);
  const std::string_view first = classes.substr(0, classes.find(' '));
  if (!first.empty()) role.append(".").append(first);
  return role;
}

void ParagraphBuilder::set_names(BoxId id, Paragraph& paragraph) const {
  paragraph.role = role_of(id);
  while (box(id).part == boxes::BoxPart::Anonymous && box(id).parent) id = box(id).parent;
  if (!box(id).node) return;
  const dom::NodeId node = box(id).node;
  const ComputedStyle& style = style_of(id);
  const ElementName name = context_.dom.node(node).name;
  constexpr std::array kHeadings{ElementName::H1, ElementName::H2, ElementName::H3,
                                 ElementName::H4, ElementName::H5, ElementName::H6};
  const auto heading = std::find(kHeadings.begin(), kHeadings.end(), name);
  const dom::Attribute* const tag = context_.dom.find_custom_attribute(node, "data-tag");
  // The name of the issuer at the top is as large as a title, too.
  const bool is_title = heading != kHeadings.end() || (tag != nullptr && tag->value == "title");
  if (style.role == style::Role::Title && is_title) {
    paragraph.role = "Title";
  } else if (style.role == style::Role::TocItem) {
    paragraph.is_contents = true;
  } else if (heading != kHeadings.end()) {
    paragraph.role = "heading";
    paragraph.look.outline_level = static_cast<std::uint8_t>(heading - kHeadings.begin() + 1);
  } else if (name == ElementName::Figcaption || name == ElementName::Caption) {
    paragraph.role = "caption";
  }
  if (style.bookmark_level > 0 && context_.boxes.bookmark_label(node) != nullptr) {
    paragraph.look.outline_level = static_cast<std::uint8_t>(std::min(style.bookmark_level, 9));
  } else if (paragraph.role == "heading" && style.bookmark_level == 0) {
    // A heading that the outline leaves out.
    paragraph.role = role_of(id);
    paragraph.look.outline_level = 0;
  }
  if (tag != nullptr) {
    if (const auto part = paint::find_official_part(tag->value)) {
      paragraph.title = paint::official_part_info(*part).chinese;
    }
  }
  if (style.office_style.empty()) return;
  if (state_.effects.takes_style_name(box(id), style.office_style, StyleKind::Paragraph))
    paragraph.named_style = style.office_style;
}

Twips ParagraphBuilder::gap_before(const BoxPlace* place, LayoutUnit top, Scope& scope) const {
  const LayoutUnit by_style = scope.margin + scope.space;
  const Twips styled = to_twips(by_style);
  scope.margin = scope.space = {};
  Twips gap = styled;
  const bool is_known = place != nullptr && scope.bottom && place->page == scope.page;
  if (is_known) {
    const Twips on_page = to_twips(top - *scope.bottom - scope.debt);
    if (std::abs(on_page - styled) > kSameGap || styled < 0) gap = on_page;
  } else if (place != nullptr && scope.is_body && (scope.breaks_page || scope.is_empty)) {
    // Word processors keep space at the top of a page, where the layout may have cut off margins.
    gap = to_twips(top);
  }
  gap = on_grid(gap);
  scope.debt = is_known && gap < 0 ? LayoutUnit::round_from_pt(-gap / double{kTwipsPerPoint}) : LayoutUnit();
  return std::clamp(gap, 0, kMostSpace);
}

/// A gap of whole lines becomes whole lines of the grid, which are rounded down.
Twips ParagraphBuilder::on_grid(Twips gap) const {
  if (state_.line <= LayoutUnit()) return gap;
  const double lines = gap / (state_.line.to_pt() * kTwipsPerPoint);
  const double whole = std::round(lines);
  if (whole < 1 || std::abs(lines - whole) > 0.02) return gap;
  return static_cast<Twips>(whole) * document_.styles.front().paragraph.line;
}

void ParagraphBuilder::leave_at(const BoxPlace* place, LayoutUnit bottom, Scope& scope) const {
  if (place == nullptr) {
    scope.bottom.reset();
    return;
  }
  if (place->last_page != scope.page) scope.debt = {};
  scope.bottom = bottom;
  scope.page = place->last_page;
}

void ParagraphBuilder::place_paragraph(Paragraph paragraph, BoxId id, Scope& scope) {
  // Places of vertical text say nothing about its column.
  const BoxPlace* place = is_vertical(id) ? nullptr : facts_.place_of(id);
  // In some layouts an anonymous box has no place: that of the enclosing box counts.
  BoxId placed = id;
  while (place == nullptr && !is_vertical(id) && box(placed).part == boxes::BoxPart::Anonymous && box(placed).parent) {
    placed = box(placed).parent;
    place = facts_.place_of(placed);
  }
  open_frame(id);
  ParagraphLook& look = paragraph.look;
  if (place != nullptr) {
    look.left = to_twips(place->content_left() - scope.left);
    look.right = to_twips(scope.right - place->content_right());
    // A box that is as wide as its text has no room for other fonts.
    fit_short_line(*place, scope, look);
  }
  // A marker stays within the column.
  if (look.first_line < 0 && look.left >= 0 && look.first_line < -look.left) look.first_line = -look.left;
  if (paragraph.list) {
    List& list = document_.lists[*paragraph.list];
    if (!std::exchange(list.is_placed, true)) {
      list.left = look.left;
      list.hang = -look.first_line;
    }
  }
  if (state_.place_outside) {
    look.frame = state_.place_outside;
    if (!state_.place_outside->is_at_foot) look.left = look.right = 0;
  }
  LayoutUnit top = place != nullptr ? place->text_top() : LayoutUnit();
  LayoutUnit bottom = place != nullptr ? place->text_bottom() : LayoutUnit();
  if (paragraph.is_small && place != nullptr) {
    top = place->rect.top() + place->borders.top;
    bottom = place->last_bottom - place->borders.bottom;
  }
  for (const Frame& frame : state_.frames) take_frame(frame, look);
  const auto height_of = [](const BorderLine& line) {
    return line.kind == LineKind::None ? LayoutUnit() : LayoutUnit::round_from_pt(line.space + line.eighths / 8.0);
  };
  const bool is_framed_above = look.borders.top.kind != LineKind::None && !scope.continues_frame(look);
  const LayoutUnit outer_top = is_framed_above ? top - height_of(look.borders.top) : top;
  look.before = gap_before(place, outer_top, scope);
  if (look.frame && !look.frame->is_at_foot) look.before = 0;
  leave_at(place, bottom + height_of(look.borders.bottom), scope);
  scope.last_top = top;
  move_anchors(paragraph, 0, scope.left, top);
  for (TabStop& stop : look.tabs) {
    if (stop.position >= 0) continue;
    // Programs set no text beyond the right indent.
    look.right = std::min(look.right, 0);
    stop.position = to_twips(scope.right - scope.left) - look.right;
  }
  close_frame(id);
  append(std::move(paragraph), scope);
}

/// A single line that is aligned within a box as wide as its text: the column replaces the box, on the side where this
/// is invisible.
void ParagraphBuilder::fit_short_line(const BoxPlace& place, const Scope& scope, ParagraphLook& look) const {
  const LayoutUnit height = place.content_bottom() - place.content_top();
  const bool is_one_line = place.page == place.last_page && to_twips(height) < look.line * 3 / 2;
  if (!is_one_line || look.line_rule == LineRule::Auto) return;
  if (look.alignment == Alignment::Distribute) {
    // Lengths in twips are a little narrower or wider than those of the page.
    constexpr Twips kRounding = 10;
    look.left -= std::clamp(look.left, 0, kRounding);
    look.right -= std::clamp(look.right, 0, kRounding);
    return;
  }
  const Twips column = to_twips(scope.right - scope.left);
  if (look.left >= 0 && look.right >= 0 && look.left + look.right < column / 8) return;
  switch (look.alignment) {
    case Alignment::Left:
    case Alignment::Justify:
      if (look.right > 0) {
        const bool is_at_right = look.right < look.left / 4;
        if (is_at_right) {
          look.alignment = Alignment::Right;
          look.left = 0;
        } else {
          look.right = 0;
        }
      }
      break;
    case Alignment::Right: look.left = 0; break;
    case Alignment::Center: {
      // As wide as the column allows, with the same middle. Boxes that extend a little beyond the column do so for
      // their text.
      constexpr Twips kLittle = 1000;
      const Twips least = std::min(look.left, look.right);
      if (least < 0 && least > -kLittle) break;
      look.left -= least;
      look.right -= least;
      // A box at one side of the column, such as a signature, may be as wide as its text.
      constexpr Twips kSlack = 40;
      if (look.left == look.right) break;
      look.left -= kSlack;
      look.right -= kSlack;
      break;
    }
    case Alignment::Distribute: break;
  }
}

namespace {

/// Returns null for a table without any.
Paragraph* first_paragraph(Block& block) {
  if (auto* const paragraph = std::get_if<Paragraph>(&block)) return paragraph;
  for (Row& row : std::get<Table>(block).rows) {
    for (Cell& cell : row.cells) {
      for (Block& inner : cell.content) {
        if (Paragraph* const found = first_paragraph(inner)) return found;
      }
    }
  }
  return nullptr;
}

}  // namespace

/// A table starts a page by its first paragraph: an empty one above it might be left alone on the new page.
void ParagraphBuilder::append(Block block, Scope& scope) {
  const bool is_after_table = !scope.out->empty() && std::holds_alternative<Table>(scope.out->back());
  if (is_after_table && std::holds_alternative<Table>(block)) append_small(scope, kTwipsPerPoint);
  if (std::exchange(scope.breaks_page, false) && !scope.is_empty) {
    if (Paragraph* const first = first_paragraph(block)) first->look.page_break_before = true;
  }
  scope.out->push_back(std::move(block));
  scope.is_empty = false;
}

void ParagraphBuilder::append_small(Scope& scope, Twips height) {
  Paragraph paragraph;
  paragraph.is_small = true;
  paragraph.role = "small";
  paragraph.run = document_.styles.front().run;
  paragraph.look.line_rule = LineRule::Exact;
  paragraph.look.line = height;
  scope.out->push_back(std::move(paragraph));
}

bool ParagraphBuilder::is_vertical(BoxId id) const {
  const ComputedStyle& style = context_.styles.style(context_.boxes.physical_style(box(id).style));
  return style.writing_mode != style::WritingMode::HorizontalTb;
}

}  // namespace gongwen::flow
