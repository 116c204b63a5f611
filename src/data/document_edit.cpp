#include "data/document_edit.h"

#include "base/assert.h"

#include <charconv>
#include <vector>

namespace gongwen::data {

void DocumentEdit::set_text(std::uint32_t node, std::string_view text) {
  Document::Node& value = document_.nodes_[node];
  GONGWEN_ASSERT(value.type != ValueType::Object && value.type != ValueType::Array);
  const std::string_view kept = document_.strings_.store(text);
  value.type = ValueType::String;
  value.text = kept.data();
  value.size = static_cast<std::uint32_t>(kept.size());
}

void DocumentEdit::set_boolean(std::uint32_t node, bool truth) {
  Document::Node& value = document_.nodes_[node];
  GONGWEN_ASSERT(value.type != ValueType::Object && value.type != ValueType::Array);
  value.type = ValueType::Boolean;
  value.boolean = truth;
  value.size = 0;
}

void DocumentEdit::set_number(std::uint32_t node, std::string_view written) {
  std::int64_t integer = 0;
  const char* const last = written.data() + written.size();
  const auto [end, error] = std::from_chars(written.data(), last, integer);
  const bool whole = error == std::errc() && end == last;
  set_text(node, written);
  Document::Node& value = document_.nodes_[node];
  value.type = whole ? ValueType::Integer : ValueType::Decimal;
  if (!whole) return;
  value.size = 0;
  value.integer = integer;
}

void DocumentEdit::wrap_in_list(std::uint32_t node) {
  const auto item = static_cast<std::uint32_t>(document_.nodes_.size());
  document_.nodes_.push_back(document_.nodes_[node]);
  Document::Node& inner = document_.nodes_.back();
  inner.parent = node;
  inner.key = Document::kNoKey;
  const bool has_children = inner.type == ValueType::Object || inner.type == ValueType::Array;
  for (std::uint32_t i = 0; has_children && i < inner.size; ++i) {
    document_.nodes_[document_.children_[inner.first_child + i]].parent = item;
  }
  document_.nodes_[node].type = ValueType::Array;
  document_.set_children(node, {{item}});
}

void DocumentEdit::remove(std::uint32_t node) { removed_.insert(node); }

void DocumentEdit::apply_removals() {
  std::set<std::uint32_t> holders;
  for (const std::uint32_t node : removed_) holders.insert(document_.nodes_[node].parent);
  for (const std::uint32_t holder : holders) {
    const Value value(document_, holder);
    std::vector<std::uint32_t> kept;
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (!removed_.contains(value.at(i).node())) kept.push_back(value.at(i).node());
    }
    // The old range of children remains unused.
    document_.set_children(holder, kept);
  }
  removed_.clear();
}

Document DocumentEdit::finish() && {
  apply_removals();
  return std::move(document_);
}

}  // namespace gongwen::data
