#include "paint/detail/field_areas.h"

#include "base/format.h"
#include "base/unicode.h"
#include "diagnostics/catalogue/forms.h"
#include "layout/core/box_metrics.h"

#include <algorithm>
#include <vector>

namespace gongwen::paint {
namespace {

using boxes::BoxKind;
using layout::ChildFragment;
using layout::Fragment;
using layout::FragmentKind;
using layout::LayoutContext;

/// The padding that viewers keep between a field's edge and its text (0 to 2.5 pt).
constexpr LayoutUnit kInset = LayoutUnit::from_raw(2 * LayoutUnit::kUnitsPerPx * 4 / 3);
/// The gap between a field and anything printed beside it, and the rules around it.
constexpr LayoutUnit kGap = LayoutUnit::from_px(1);
constexpr LayoutUnit kMaxRule = LayoutUnit::from_px(2);
constexpr LayoutUnit kSignGap = LayoutUnit::from_px(3);
/// The approximate ink size of ☐ and ☑, as a percentage of the type size.
constexpr int kBoxPercent = 84;
/// The largest line height among viewers, as a percentage of the type size.
constexpr int kLinePercent = 138;
/// The minimum height of a field beside words, as a percentage of the type size.
constexpr int kLineRoomPercent = 150;

LayoutUnit percent(LayoutUnit length, int hundredths) { return LayoutUnit::scaled(length, hundredths, 100); }

bool is_ink(const Fragment& fragment) {
  if (fragment.kind == FragmentKind::Leader || fragment.image != nullptr) return true;
  if (fragment.kind != FragmentKind::Text || fragment.run == nullptr) return false;
  return !std::all_of(fragment.run->text.begin(), fragment.run->text.end(), base::is_gap_or_line_end);
}

/// The content of a cell: its controls with all their pieces, and everything that is drawn beside them.
class CellContent {
 public:
  struct Control {
    std::uint32_t node = 0;
    const FieldControls::Place* place = nullptr;
    LayoutUnit size;  // type size
    std::vector<Rect> pieces;
  };

  CellContent(const FieldControls& controls, const LayoutContext& context) : controls_(controls), context_(context) {}

  void collect(const Fragment& fragment, Point position) {
    for (const ChildFragment& child : fragment.children) add(*child.fragment, position + child.offset);
  }

  const std::vector<Control>& controls() const { return found_; }

  /// The rectangles of everything except the control itself.
  std::vector<Rect> ink_around(std::uint32_t node) const {
    std::vector<Rect> around = ink_;
    for (const Control& other : found_) {
      if (other.node != node) around.insert(around.end(), other.pieces.begin(), other.pieces.end());
    }
    return around;
  }

 private:
  void add(const Fragment& fragment, Point position) {
    if (const FieldControls::Place* const place = controls_.find(fragment, context_)) {
      add_piece(fragment, place, {position, fragment.size});
      return;
    }
    const bool is_replaced = fragment.box && context_.box(fragment.box).kind == BoxKind::Replaced;
    if (is_ink(fragment) || is_replaced) {
      ink_.push_back({position, fragment.size});
      return;
    }
    add_rules(fragment, position);
    collect(fragment, position);
  }

  /// Rules of boxes within the cell also limit controls.
  void add_rules(const Fragment& fragment, Point position) {
    if (fragment.kind != FragmentKind::Box) return;
    const auto& [top, right, bottom, left] = fragment.borders;
    const base::Size size = fragment.size;
    const auto add_rule = [&](LayoutUnit x, LayoutUnit y, LayoutUnit width, LayoutUnit height) {
      if (width > LayoutUnit() && height > LayoutUnit())
        ink_.push_back({{position.x + x, position.y + y}, {width, height}});
    };
    add_rule({}, {}, size.width, top);
    add_rule({}, size.height - bottom, size.width, bottom);
    add_rule({}, {}, left, size.height);
    add_rule(size.width - right, {}, right, size.height);
  }

  void add_piece(const Fragment& fragment, const FieldControls::Place* place, const Rect& rect) {
    const std::uint32_t node = context_.box(fragment.box).node.value;
    const auto known =
        std::find_if(found_.begin(), found_.end(), [node](const Control& control) { return control.node == node; });
    if (known == found_.end()) {
      found_.push_back({node, place, context_.styles.style(fragment.style).font_size.to_length(), {rect}});
    } else {
      known->pieces.push_back(rect);
    }
  }

  const FieldControls& controls_;
  const LayoutContext& context_;
  std::vector<Control> found_;
  std::vector<Rect> ink_;
};

/// The room of a control; its edges move inwards as obstacles are found.
struct Room {
  LayoutUnit left;
  LayoutUnit top;
  LayoutUnit right;
  LayoutUnit bottom;
};

Rect united(const std::vector<Rect>& rects) {
  Rect all = rects.front();
  for (const Rect& rect : rects) {
    const LayoutUnit right = std::max(all.right(), rect.right());
    const LayoutUnit bottom = std::max(all.bottom(), rect.bottom());
    all.origin = {std::min(all.left(), rect.left()), std::min(all.top(), rect.top())};
    all.size = {right - all.left(), bottom - all.top()};
  }
  return all;
}

/// Whether a control beside words stays on their line. Signatures and multi-line texts take all the room instead.
bool keeps_line(const forms::FieldType& type) {
  const auto* const text = std::get_if<forms::TextField>(&type);
  return !std::holds_alternative<forms::SignatureField>(type) && (text == nullptr || !text->multiline);
}

/// Limits the room to the height of the line of words beside a control, unless the control itself is higher.
void limit_to_line(const CellContent::Control& control, const Rect& own, LayoutUnit top, LayoutUnit bottom,
                   Room& room) {
  const LayoutUnit least = percent(control.size, kLineRoomPercent);
  if (bottom <= top || own.size.height > std::max(least, bottom - top)) return;
  const LayoutUnit missing = std::max(LayoutUnit(), least - (bottom - top)) / 2;
  room.top = std::max(room.top, top - missing);
  room.bottom = std::min(room.bottom, bottom + missing);
}

/// Whether this is a rule to write on, whose length is that of the field itself.
bool is_rule_under(const Rect& ink, const Rect& own) {
  return ink.size.height <= kMaxRule && ink.top() <= own.bottom() + kGap && ink.left() <= own.left() &&
         ink.right() >= own.right();
}

/// Extends a control up to the ink above its first piece, below its last piece, and beside them. A rule below it, to
/// write on, also limits its width.
Room grown(const CellContent::Control& control, const std::vector<Rect>& around, const Room& whole) {
  Room room = whole;
  const Rect own = united(control.pieces);
  const Rect& first = control.pieces.front();
  const Rect& last = control.pieces.back();
  LayoutUnit line_top = whole.bottom;
  LayoutUnit line_bottom = whole.top;
  for (const Rect& ink : around) {
    const bool above = ink.bottom() <= first.top();
    const bool below = ink.top() >= last.bottom() && ink.bottom() > last.bottom();
    if (above) {
      room.top = std::max(room.top, ink.bottom());
    } else if (below) {
      room.bottom = std::min(room.bottom, ink.top());
      if (is_rule_under(ink, own)) {
        room.left = std::max(room.left, ink.left());
        room.right = std::min(room.right, ink.right());
      }
    } else if (ink.right() <= first.left() + kGap) {
      room.left = std::max(room.left, ink.right() + kGap);
      line_top = std::min(line_top, ink.top());
      line_bottom = std::max(line_bottom, ink.bottom());
    } else if (ink.left() >= last.right() - kGap) {
      room.right = std::min(room.right, ink.left() - kGap);
    }
  }
  if (control.pieces.size() == 1 && keeps_line(control.place->entry().type)) {
    limit_to_line(control, own, line_top, line_bottom, room);
  }
  // A blank control sits on a line without height, so its top may lie above the cell.
  room.top = std::min(room.top, std::max(whole.top, own.top()));
  room.bottom = std::max(room.bottom, std::min(whole.bottom, own.bottom()));
  return room;
}

Rect as_rect(const Room& room) {
  return {{room.left, room.top},
          {std::max(LayoutUnit(), room.right - room.left), std::max(LayoutUnit(), room.bottom - room.top)}};
}

/// Radio buttons and tick boxes are as large as their glyph.
bool is_box(const FieldControls::Place& place) {
  return std::holds_alternative<forms::CheckField>(place.entry().type) ||
         place.shown().choice != forms::FieldControl::kWhole;
}

Rect box_rect(const Rect& room, LayoutUnit size) {
  const LayoutUnit side = percent(size, kBoxPercent);
  const LayoutUnit x = room.left() + (room.size.width - side) / 2;
  const LayoutUnit y = room.top() + (room.size.height - side) / 2;
  return {{x, y}, {side, side}};
}

/// The frame of a signature field keeps away from the rules and words around it.
Rect sign_rect(const Rect& room) {
  if (room.size.width <= kSignGap * 4 || room.size.height <= kSignGap * 4) return room;
  return {{room.left() + kSignGap, room.top() + kSignGap},
          {room.size.width - kSignGap * 2, room.size.height - kSignGap * 2}};
}

FieldAlignment alignment_of(const style::ComputedStyle& style) {
  switch (style.text_align) {
    case style::TextAlign::Center: return FieldAlignment::Center;
    case style::TextAlign::Right:
    case style::TextAlign::End: return FieldAlignment::Right;
    case style::TextAlign::Start:
    case style::TextAlign::Left:
    case style::TextAlign::Justify:
    case style::TextAlign::JustifyAll: break;
  }
  return FieldAlignment::Left;
}

/// Texts of up to this many characters are names: a line feed in one would be a typing error, so they get a single
/// line.
constexpr std::size_t kMaxInName = 60;
/// The percentage of a field's maximum length that must fit on a line to count as fitting.
constexpr int kMinPercent = 40;
/// Width in em of phone numbers with country code and extension, e-mail addresses, and dates in Chinese spelling;
/// letters and digits take half an em.
constexpr int kPhoneEm = 10;
constexpr int kMailEm = 17;
constexpr int kDateEm = 7;
constexpr int kMonthEm = 5;
/// Height of fields in which the viewer chooses the size, as a percentage of the type size: it fills the height.
constexpr int kShrinkingPercent = 120;

enum class Setting : std::uint8_t { Line, Lines, Shrinking };

/// The width of values with a known format; nullopt for texts.
std::optional<int> usual_em(const forms::FieldType& type) {
  if (std::holds_alternative<forms::PhoneField>(type)) return kPhoneEm;
  if (std::holds_alternative<forms::EmailField>(type)) return kMailEm;
  const auto* const date = std::get_if<forms::DateField>(&type);
  if (date == nullptr) return std::nullopt;
  return date->month_only ? kMonthEm : kDateEm;
}

/// How to fit an answer of any length. A text that may be longer than a line gets several lines if there is room.
/// Names, numbers and texts without such room get a single line whose type size the viewer chooses.
Setting setting_of(const forms::Field& field, const Rect& rect, LayoutUnit size) {
  const LayoutUnit width = rect.size.width - kInset * 2;
  const auto holds = [width, size](std::size_t em, int hundredths = 100) {
    return std::int64_t{width.raw()} * 100 >= std::int64_t{size.raw()} * static_cast<std::int64_t>(em) * hundredths;
  };
  if (const std::optional<int> em = usual_em(field.type)) {
    return holds(static_cast<std::size_t>(*em)) ? Setting::Line : Setting::Shrinking;
  }
  const auto* const text = std::get_if<forms::TextField>(&field.type);
  if (text == nullptr) return Setting::Line;
  if (text->multiline) return Setting::Lines;
  const bool has_room = rect.size.height >= percent(size, 2 * kLinePercent);
  if (!text->max_characters) return has_room && field.examples.empty() ? Setting::Lines : Setting::Line;
  if (holds(*text->max_characters)) return Setting::Line;
  if (*text->max_characters > kMaxInName && has_room) return Setting::Lines;
  return holds(*text->max_characters, kMinPercent) ? Setting::Line : Setting::Shrinking;
}

/// A single line in the vertical middle of the room, no higher than its type needs.
Rect shrinking_rect(const Rect& room, LayoutUnit size) {
  const LayoutUnit height = std::min(room.size.height, percent(size, kShrinkingPercent));
  return {{room.left(), room.top() + (room.size.height - height) / 2}, {room.size.width, height}};
}

std::uint32_t comb_of(const FieldControls::Place& place, const LayoutContext& context) {
  const auto* const text = std::get_if<forms::TextField>(&place.entry().type);
  const bool asked = context.dom.find_custom_attribute(place.shown().node, "data-comb") != nullptr;
  return asked && text != nullptr ? static_cast<std::uint32_t>(text->max_characters.value_or(0)) : 0;
}

void check_room(const FieldArea& area, const FieldControls::Place& place, LayoutUnit size,
                const LayoutContext& context) {
  if (area.rect.size.width >= size && area.rect.size.height >= percent(size, kBoxPercent)) return;
  context.sink.report(diagnostics::messages::FormsFieldWithoutRoom, area.origin, place.entry().pointer,
                      fmt::format("{:.1f}", area.rect.size.width.to_mm()),
                      fmt::format("{:.1f}", area.rect.size.height.to_mm()));
}

}  // namespace

FieldControls::FieldControls(const forms::FieldModel* fields) {
  if (fields == nullptr) return;
  for (std::uint32_t i = 0; i < fields->fields.size(); ++i) {
    const auto& controls = fields->fields[i].controls;
    for (std::uint32_t j = 0; j < controls.size(); ++j) places_.emplace(controls[j].node.value, Place{fields, i, j});
  }
}

const FieldControls::Place* FieldControls::find(const Fragment& fragment, const LayoutContext& context) const {
  if (!fragment.box || (fragment.kind != FragmentKind::Box && fragment.kind != FragmentKind::InlineBox)) return nullptr;
  const boxes::Box& box = context.box(fragment.box);
  if (box.part != boxes::BoxPart::Element) return nullptr;
  const auto found = places_.find(box.node.value);
  return found == places_.end() ? nullptr : &found->second;
}

FieldRects rects_in_cell(const Fragment& cell, Point position, const FieldControls& controls,
                         const LayoutContext& context) {
  CellContent content(controls, context);
  content.collect(cell, position);
  const base::Edges padding = layout::padding_widths(context.styles.style(cell.style), cell.size.width);
  const Room whole{position.x + cell.borders.left + std::max(kGap, padding.left - kInset),
                   position.y + cell.borders.top + kGap,
                   position.x + cell.size.width - cell.borders.right - std::max(kGap, padding.right - kInset),
                   position.y + cell.size.height - cell.borders.bottom - kGap};
  FieldRects rects;
  for (const CellContent::Control& control : content.controls()) {
    const bool keeps_size = is_box(*control.place);
    rects.emplace(control.node, keeps_size ? united(control.pieces)
                                           : as_rect(grown(control, content.ink_around(control.node), whole)));
  }
  return rects;
}

FieldArea field_area(const FieldControls::Place& place, const Rect& room, const Fragment& fragment,
                     const LayoutContext& context) {
  const style::ComputedStyle& style = context.styles.style(fragment.style);
  const LayoutUnit size = style.font_size.to_length();
  FieldArea area;
  area.field = place.field;
  area.choice = place.shown().choice;
  area.rect = is_box(place) ? box_rect(room, size) : room;
  if (std::holds_alternative<forms::SignatureField>(place.entry().type)) area.rect = sign_rect(room);
  area.font_size = style.font_size;
  area.color = style.color;
  area.alignment = alignment_of(style);
  area.comb = comb_of(place, context);
  const Setting setting = area.comb == 0 ? setting_of(place.entry(), area.rect, size) : Setting::Line;
  area.has_lines = setting == Setting::Lines;
  area.shrinks = setting == Setting::Shrinking;
  if (area.shrinks) area.rect = shrinking_rect(area.rect, size);
  area.is_cut = fragment.is_continued_after;
  area.origin = context.box(fragment.box).origin;
  if (!is_box(place) && !place.model->is_printed) check_room(area, place, size, context);
  return area;
}

void paint_comb(const FieldArea& area, std::vector<DisplayItem>& items) {
  constexpr Color kGray{128, 128, 128};
  constexpr LayoutUnit kLine = LayoutUnit::from_raw(LayoutUnit::kUnitsPerPx * 2 / 3);  // half a point
  for (std::uint32_t i = 1; i < area.comb; ++i) {
    const LayoutUnit x = area.rect.left() + LayoutUnit::scaled(area.rect.size.width, i, area.comb) - kLine / 2;
    items.emplace_back(FillRect{{{x, area.rect.top()}, {kLine, area.rect.size.height}}, kGray, area.origin});
  }
}

}  // namespace gongwen::paint
