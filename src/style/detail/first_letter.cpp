#include "style/detail/first_letter.h"

#include "base/ascii.h"

#include <algorithm>

namespace gongwen::style {
namespace {

/// An element that has not started with text after this number of nodes does not start with text.
constexpr int kMaxNodes = 4096;

enum class Entrance : std::uint8_t { Enter, PassBy, Stop };

/// What the way to the first letter does at an element: boxes out of flow are not part of the first line, and boxes
/// that are in it are not text.
Entrance entrance_of(const dom::Tree& tree, dom::NodeId node, const ComputedStyle& style) {
  if (style.display == Display::None || style.float_value != Float::None) return Entrance::PassBy;
  if (style.position.kind != PositionKind::Static && style.position.kind != PositionKind::Relative) {
    return Entrance::PassBy;
  }
  if (tree.is_element(node, dom::ElementName::Img) || tree.is_element(node, dom::ElementName::Svg) ||
      tree.is_element(node, dom::ElementName::Br)) {
    return Entrance::Stop;
  }
  const bool is_flow = is_block_in_flow(style.display) || style.display == Display::Inline ||
                       style.display == Display::InlineListItem || style.display == Display::Contents;
  return is_flow ? Entrance::Enter : Entrance::Stop;
}

}  // namespace

bool is_block_container(Display display) {
  return is_block_in_flow(display) || display == Display::InlineBlock || display == Display::InlineBlockListItem ||
         display == Display::TableCell || display == Display::TableCaption;
}

FirstLetterParent first_letter_parent(const dom::Tree& tree, const StyleTree& styles, dom::NodeId element) {
  if (styles.of(element).before) return {styles.of(element).before, element};
  int left = kMaxNodes;
  for (dom::NodeId node = tree.node(element).first_child; node && left > 0; --left) {
    const dom::Node& entry = tree.node(node);
    if (entry.kind == dom::NodeKind::Text) {
      if (!std::all_of(entry.text.begin(), entry.text.end(), base::is_ascii_space)) {
        return {styles.of(entry.parent).element, entry.parent};
      }
    } else if (entry.kind == dom::NodeKind::Element) {
      const ElementStyles& own = styles.of(node);
      const Entrance entrance = entrance_of(tree, node, styles.style(own.element));
      if (entrance == Entrance::Stop) return {};
      if (entrance == Entrance::PassBy) {
        node = tree.next_after_subtree(node, element);
        continue;
      }
      if (own.before) return {own.before, node};
    }
    node = tree.next_in_order(node, element);
  }
  return {};
}

}  // namespace gongwen::style
