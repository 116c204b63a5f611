#include "paint/detail/official_parts.h"

#include "base/ascii.h"
#include "diagnostics/catalogue/paint.h"

#include <algorithm>
#include <limits>

namespace gongwen::paint {
namespace {

constexpr std::string_view kTagAttribute = "data-tag";

const dom::Attribute* tag_of(const dom::Tree& tree, dom::NodeId node) {
  return tree.node(node).kind == dom::NodeKind::Element ? tree.find_custom_attribute(node, kTagAttribute) : nullptr;
}

/// Without what a page puts after a list of bodies.
std::string without_final_mark(std::string text) {
  for (const std::string_view mark : {"：", "。", ":"}) {
    if (text.ends_with(mark)) {
      text.resize(text.size() - mark.size());
      break;
    }
  }
  return text;
}

const OfficialText* find_part(const std::vector<OfficialText>& texts, OfficialPart part) {
  const auto found = std::ranges::find(texts, part, &OfficialText::part);
  return found == texts.end() ? nullptr : &*found;
}

}  // namespace

OfficialParts::OfficialParts(const dom::Tree& tree) {
  const dom::NodeId root = tree.root_element();
  for (dom::NodeId node = root; node; node = tree.next_in_order(node, root)) {
    if (tree.is_element(node, dom::ElementName::Meta)) read_meta(tree, node);
    read_attribute(tree, node);
  }
}

void OfficialParts::read_meta(const dom::Tree& tree, dom::NodeId node) {
  const auto part = find_official_part(tree.attribute_value(node, dom::AttributeName::Name));
  const std::string_view content = base::trim_ascii_space(tree.attribute_value(node, dom::AttributeName::Content));
  if (part && !content.empty()) stated_.push_back({*part, std::string(content)});
}

void OfficialParts::read_attribute(const dom::Tree& tree, dom::NodeId node) {
  const dom::Attribute* const tag = tag_of(tree, node);
  if (tag == nullptr) return;
  if (tag->value.empty()) {
    numbers_[node.value] = 0;
    return;
  }
  const std::optional<OfficialPart> part = find_official_part(tag->value);
  if (!part) {
    unknown_.push_back({std::string(tag->value), tag->origin});
  } else if (texts_.size() < std::numeric_limits<std::uint16_t>::max()) {
    texts_.push_back({*part, text_of(tree, node)});
    numbers_[node.value] = static_cast<std::uint16_t>(texts_.size());
  }
}

std::string OfficialParts::text_of(const dom::Tree& tree, dom::NodeId element) const {
  std::string text;
  for (dom::NodeId node = element; node; node = tree.next_in_order(node, element)) {
    if (tree.node(node).kind != dom::NodeKind::Text) continue;
    dom::NodeId around = tree.node(node).parent;
    while (around != element && tag_of(tree, around) == nullptr) around = tree.node(around).parent;
    if (around == element) text += tree.node(node).text;
  }
  return base::collapse_ascii_space(text);
}

std::uint16_t OfficialParts::number_of(const boxes::BoxTree& boxes, boxes::BoxId box) const {
  if (numbers_.empty()) return 0;
  for (boxes::BoxId at = box; at; at = boxes.box(at).parent) {
    const auto found = numbers_.find(boxes.box(at).node.value);
    if (found != numbers_.end()) return found->second;
  }
  return 0;
}

std::vector<OfficialText> OfficialParts::facts() const {
  std::vector<OfficialText> facts;
  for (const OfficialText& one : stated_) {
    if (find_part(facts, one.part) == nullptr) facts.push_back(one);
  }
  const std::size_t stated = facts.size();
  for (const OfficialText& one : texts_) {
    if (!official_part_info(one.part).is_fact || one.text.empty()) continue;
    if (find_part({facts.begin(), facts.begin() + static_cast<std::ptrdiff_t>(stated)}, one.part) != nullptr) continue;
    const std::string text = without_final_mark(one.text);
    const auto known = std::ranges::find(facts, one.part, &OfficialText::part);
    if (known == facts.end()) {
      facts.push_back({one.part, text});
    } else if (("、" + known->text + "、").find("、" + text + "、") == std::string::npos) {
      known->text += "、" + text;
    }
  }
  std::ranges::stable_sort(facts, {}, &OfficialText::part);
  return facts;
}

void OfficialParts::report(diagnostics::DiagnosticSink& sink) const {
  for (const Unknown& one : unknown_) {
    sink.report(diagnostics::messages::PaintUnknownTag, one.origin, one.name, official_part_names());
  }
}

}  // namespace gongwen::paint
