// Boxes of ruby (css-ruby-1 section 2): a ruby container holds pairs, each of a base and of the annotation that belongs
// to it. Bases and annotations pair up in their order, so that `<rb>甲<rb>乙<rt>jiǎ<rt>yǐ` is two pairs as well.
#include "base/ascii.h"
#include "boxes/box.h"
#include "boxes/detail/box_builder.h"

#include <algorithm>

namespace gongwen::boxes {
namespace {

using dom::ElementName;
using dom::NodeId;
using dom::NodeKind;
using style::Display;

}  // namespace

/// Bases and annotations that follow each other up to the next base.
struct BoxBuilder::RubyGroup {
  std::vector<std::vector<NodeId>> bases;  // an `rb`, or what stands side by side without one
  std::vector<NodeId> annotations;
  bool is_open_base = false;  // the last base takes what follows
};

/// An annotation without a base is inline text like any other.
bool BoxBuilder::is_annotation(const style::ComputedStyle& computed, BoxId parent, const Box& box) const {
  return computed.display == Display::RubyText && is_in_flow(box) && parent &&
         writer_.box(parent).ruby == RubyPart::Pair;
}

void BoxBuilder::build_ruby(NodeId node, BoxId container) {
  RubyGroup group;
  for (NodeId child = dom_.node(node).first_child; child; child = dom_.node(child).next_sibling) {
    const dom::Node& entry = dom_.node(child);
    const bool is_element = entry.kind == NodeKind::Element;
    // Blanks between the parts mean nothing (css-ruby-1 §2.3).
    const bool blank = entry.kind == NodeKind::Text && base::trim_ascii_space(entry.text).empty();
    if (blank && !group.is_open_base) continue;
    if (is_element && styles_.style(styles_.of(child).element).display == Display::None) continue;
    if (is_element && styles_.style(styles_.of(child).element).display == Display::RubyText) {
      group.annotations.push_back(child);
      group.is_open_base = false;
      continue;
    }
    if (!group.annotations.empty()) {
      build_ruby_group(group, node, container);
      group = {};
    }
    const bool is_base = is_element && entry.name == ElementName::Rb;
    if (is_base || !group.is_open_base) group.bases.emplace_back();
    group.bases.back().push_back(child);
    group.is_open_base = !is_base;
  }
  build_ruby_group(group, node, container);
}

void BoxBuilder::build_ruby_group(const RubyGroup& group, NodeId node, BoxId container) {
  const auto make_part = [&](RubyPart part, BoxId parent) {
    Box box;
    box.kind = BoxKind::Inline;
    box.part = BoxPart::Anonymous;
    box.ruby = part;
    box.is_inline_level = true;
    box.style = styles_.anonymous(writer_.box(parent).style, Display::Inline);
    box.node = node;
    box.origin = dom_.node(node).origin;
    return writer_.append(parent, box);
  };
  const std::size_t count = std::max(group.bases.size(), group.annotations.size());
  for (std::size_t i = 0; i < count; ++i) {
    const BoxId pair = make_part(RubyPart::Pair, container);
    const BoxId base = make_part(RubyPart::Base, pair);
    if (i < group.bases.size()) {
      for (const NodeId child : group.bases[i]) {
        if (dom_.node(child).kind == NodeKind::Text) {
          build_text(child, base);
        } else {
          build_element(child, base);
        }
      }
    }
    if (i < group.annotations.size()) build_element(group.annotations[i], pair);
  }
}

}  // namespace gongwen::boxes
