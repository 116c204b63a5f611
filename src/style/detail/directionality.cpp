#include "base/ascii.h"
#include "base/text_direction.h"
#include "base/utf8.h"
#include "style/detail/directions.h"

namespace gongwen::style {
namespace {

using dom::AttributeName;
using dom::ElementName;
using dom::NodeId;
using dom::NodeKind;

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

/// Text with its own direction does not count for what is around it.
bool is_skipped(const dom::Tree& tree, NodeId node) {
  if (tree.node(node).kind != NodeKind::Element) return false;
  const ElementName name = tree.node(node).name;
  return name == ElementName::Bdi || name == ElementName::Style || name == ElementName::Textarea ||
         tree.find_attribute(node, AttributeName::Dir) != nullptr;
}

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

}  // namespace gongwen::style
