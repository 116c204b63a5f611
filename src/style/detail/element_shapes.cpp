#include "style/detail/element_shapes.h"

#include "style/detail/directions.h"

namespace gongwen::style {
namespace {

void append_number(std::string& out, std::uint32_t number) {
  for (int shift = 0; shift < 32; shift += 8) out.push_back(static_cast<char>(number >> shift));
}

/// With its length, so that no two lists of texts look the same.
void append_text(std::string& out, std::string_view text) {
  append_number(out, static_cast<std::uint32_t>(text.size()));
  out += text;
}

}  // namespace

const ElementStyles* ElementShapes::find(dom::NodeId element) {
  if (shapes_.size() <= element.index()) shapes_.resize(element.index() + 1);
  describe(element);
  const auto found = known_.find(key_);
  last_ = nullptr;
  if (found != known_.end()) {
    shapes_[element.index()] = found->second.number;
    if (found->second.is_known) return &found->second.styles;
    last_ = &found->second;
    return nullptr;
  }
  shapes_[element.index()] = ++count_;
  if (known_.size() < kMaxShapes) {
    last_ = &known_[key_];
    last_->number = count_;
  }
  return nullptr;
}

void ElementShapes::put(const ElementStyles& styles) {
  if (last_ == nullptr) return;
  last_->styles = styles;
  last_->is_known = true;
}

void ElementShapes::describe(dom::NodeId element) {
  const dom::Node& node = tree_.node(element);
  key_.clear();
  append_number(key_, shapes_[node.parent.index()]);
  append_number(key_, static_cast<std::uint32_t>(node.name));
  // That of `auto` and bdi follows from the text.
  const std::optional<Direction> direction = own_direction(tree_, element);
  key_.push_back(direction ? static_cast<char>(1 + static_cast<int>(*direction)) : '\0');
  for (const dom::Attribute& attribute : tree_.attributes(element)) {
    append_number(key_, static_cast<std::uint32_t>(attribute.name));
    append_text(key_, attribute.custom_name);
    append_text(key_, attribute.value);
  }
}

}  // namespace gongwen::style
