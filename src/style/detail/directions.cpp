#include "style/detail/directions.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "style/writing_modes.h"

#include <array>

// Directions of elements (HTML section 3.2.6.4) and the sides that logical properties name (css-logical-1): a table
// from the writing mode to top, right, bottom and left.
namespace gongwen::style {
namespace {

using dom::AttributeName;
using dom::ElementName;
using dom::NodeId;
using dom::NodeKind;

/// The direction of the first strong letter; digits and marks have none.
std::optional<Direction> first_direction(std::string_view text) {
  for (const auto& point : base::CodePoints(text)) {
    switch (base::letter_direction(point.code_point)) {
      case base::LetterDirection::LeftToRight: return Direction::Ltr;
      case base::LetterDirection::RightToLeft: return Direction::Rtl;
      case base::LetterDirection::None: break;
    }
  }
  return std::nullopt;
}

/// Text with its own direction does not count for the element around it.
bool is_skipped(const dom::Tree& tree, NodeId node) {
  if (tree.node(node).kind != NodeKind::Element) return false;
  const ElementName name = tree.node(node).name;
  return name == ElementName::Bdi || name == ElementName::Style || name == ElementName::Textarea ||
         tree.find_attribute(node, AttributeName::Dir) != nullptr;
}

/// `dir="auto"` (HTML section 3.2.6.4): decided by the first strong letter in the element; without one, left to right.
Direction direction_of_text(const dom::Tree& tree, NodeId element) {
  for (NodeId at = tree.next_in_order(element, element); at;) {
    if (is_skipped(tree, at)) {
      at = tree.next_after_subtree(at, element);
      continue;
    }
    if (tree.node(at).kind != NodeKind::Element) {
      if (const auto found = first_direction(tree.node(at).text)) return *found;
    }
    at = tree.next_in_order(at, element);
  }
  return Direction::Ltr;
}

}  // namespace

std::optional<Direction> own_direction(const dom::Tree& tree, NodeId element) {
  const dom::Node& node = tree.node(element);
  const bool is_bdi = node.name == ElementName::Bdi;
  if (node.attribute_count == 0 && !is_bdi) return std::nullopt;
  const std::string_view dir = base::trim_ascii_space(tree.attribute_value(element, AttributeName::Dir));
  if (base::equals_ignoring_ascii_case(dir, "ltr")) return Direction::Ltr;
  if (base::equals_ignoring_ascii_case(dir, "rtl")) return Direction::Rtl;
  if (is_bdi || base::equals_ignoring_ascii_case(dir, "auto")) return direction_of_text(tree, element);
  return std::nullopt;
}

namespace {

using css::PropertyId;

/// In the order of the properties.
enum Side : std::uint8_t { Top, Right, Bottom, Left };

struct FlowSides {
  Side block_start = Top;
  Side inline_start = Left;
};

constexpr Side opposite(Side side) { return static_cast<Side>((side + 2) % 4); }

constexpr FlowSides sides_of(const TextFlow& flow) {
  FlowSides sides;
  switch (flow.mode) {
    case WritingMode::HorizontalTb: sides = {Top, Left}; break;
    case WritingMode::VerticalRl:
    case WritingMode::SidewaysRl: sides = {Right, Top}; break;
    case WritingMode::VerticalLr: sides = {Left, Top}; break;
    case WritingMode::SidewaysLr: sides = {Left, Bottom}; break;
  }
  if (flow.direction == Direction::Rtl) sides.inline_start = opposite(sides.inline_start);
  return sides;
}

/// The side of the flow that corresponds to `side` in horizontal lines from left to right.
constexpr Side mapped(Side side, const FlowSides& sides) {
  switch (side) {
    case Top: return sides.block_start;
    case Bottom: return opposite(sides.block_start);
    case Left: return sides.inline_start;
    case Right: return opposite(sides.inline_start);
  }
  return side;
}

/// Properties of the four sides follow each other: top, right, bottom, left.
constexpr std::array kFirstOfSides{PropertyId::Top,
                                   PropertyId::MarginTop,
                                   PropertyId::PaddingTop,
                                   PropertyId::BorderTopWidth,
                                   PropertyId::BorderTopStyle,
                                   PropertyId::BorderTopColor};

constexpr bool has_order_of_sides(PropertyId top, PropertyId right, PropertyId bottom, PropertyId left) {
  const auto place = [&](PropertyId property) {
    return static_cast<unsigned>(property) - static_cast<unsigned>(top);
  };
  return place(right) == Right && place(bottom) == Bottom && place(left) == Left;
}
static_assert(has_order_of_sides(PropertyId::Top, PropertyId::Right, PropertyId::Bottom, PropertyId::Left));
static_assert(has_order_of_sides(PropertyId::MarginTop, PropertyId::MarginRight, PropertyId::MarginBottom,
                                 PropertyId::MarginLeft));
static_assert(has_order_of_sides(PropertyId::PaddingTop, PropertyId::PaddingRight, PropertyId::PaddingBottom,
                                 PropertyId::PaddingLeft));
static_assert(has_order_of_sides(PropertyId::BorderTopWidth, PropertyId::BorderRightWidth,
                                 PropertyId::BorderBottomWidth, PropertyId::BorderLeftWidth));
static_assert(has_order_of_sides(PropertyId::BorderTopStyle, PropertyId::BorderRightStyle,
                                 PropertyId::BorderBottomStyle, PropertyId::BorderLeftStyle));
static_assert(has_order_of_sides(PropertyId::BorderTopColor, PropertyId::BorderRightColor,
                                 PropertyId::BorderBottomColor, PropertyId::BorderLeftColor));

struct SizePair {
  PropertyId across;
  PropertyId down;
};
constexpr std::array kSizes{SizePair{PropertyId::Width, PropertyId::Height},
                            SizePair{PropertyId::MinWidth, PropertyId::MinHeight},
                            SizePair{PropertyId::MaxWidth, PropertyId::MaxHeight}};

constexpr PropertyId after(PropertyId first, unsigned count) {
  return static_cast<PropertyId>(static_cast<unsigned>(first) + count);
}

/// Each corner by its vertical and its horizontal side.
struct Corner {
  PropertyId radius;
  Side vertical;
  Side horizontal;
};
constexpr std::array kCorners{Corner{PropertyId::BorderTopLeftRadius, Top, Left},
                              Corner{PropertyId::BorderTopRightRadius, Top, Right},
                              Corner{PropertyId::BorderBottomRightRadius, Bottom, Right},
                              Corner{PropertyId::BorderBottomLeftRadius, Bottom, Left}};

PropertyId mapped_corner(const Corner& corner, const FlowSides& sides) {
  Side vertical = mapped(corner.vertical, sides);
  Side horizontal = mapped(corner.horizontal, sides);
  if (vertical == Left || vertical == Right) std::swap(vertical, horizontal);
  for (const Corner& candidate : kCorners) {
    if (candidate.vertical == vertical && candidate.horizontal == horizontal) return candidate.radius;
  }
  return corner.radius;
}

}  // namespace

PropertyId physical_property(PropertyId property, const TextFlow& flow) {
  if (flow == TextFlow()) return property;
  const FlowSides sides = sides_of(flow);
  for (const PropertyId first : kFirstOfSides) {
    const unsigned side = static_cast<unsigned>(property) - static_cast<unsigned>(first);
    if (property >= first && side < 4) return after(first, mapped(static_cast<Side>(side), sides));
  }
  for (const SizePair& size : kSizes) {
    if (!is_vertical(flow.mode)) break;
    if (property == size.across) return size.down;
    if (property == size.down) return size.across;
  }
  for (const Corner& corner : kCorners) {
    if (corner.radius == property) return mapped_corner(corner, sides);
  }
  return property;
}

}  // namespace gongwen::style
