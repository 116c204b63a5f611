#include "data/document_builder.h"

#include "base/assert.h"

#include <algorithm>

namespace gongwen::data {

Document::Node& DocumentBuilder::add(ValueType type, std::uint32_t begin, std::uint32_t end) {
  const auto index = static_cast<std::uint32_t>(document_.nodes_.size());
  Document::Node node;
  node.type = type;
  node.begin = begin;
  node.end = end;
  node.key = std::exchange(next_key_, Document::kNoKey);
  if (!open_.empty()) {
    node.parent = open_.back().node;
    pending_.push_back(index);
  }
  document_.nodes_.push_back(node);
  return document_.nodes_.back();
}

void DocumentBuilder::boolean(bool value, std::uint32_t begin, std::uint32_t end) {
  add(ValueType::Boolean, begin, end).boolean = value;
}

void DocumentBuilder::integer(std::int64_t value, std::uint32_t begin, std::uint32_t end) {
  add(ValueType::Integer, begin, end).integer = value;
}

void DocumentBuilder::decimal(std::string_view written, std::uint32_t begin, std::uint32_t end) {
  const std::string_view kept = document_.strings_.store(written);
  Document::Node& node = add(ValueType::Decimal, begin, end);
  node.text = kept.data();
  node.size = static_cast<std::uint32_t>(kept.size());
}

void DocumentBuilder::string(std::string_view text, std::uint32_t begin, std::uint32_t end) {
  string_outliving(document_.strings_.store(text), begin, end);
}

void DocumentBuilder::string_outliving(std::string_view text, std::uint32_t begin,
                                       std::uint32_t end) {
  Document::Node& node = add(ValueType::String, begin, end);
  node.text = text.data();
  node.size = static_cast<std::uint32_t>(text.size());
}

void DocumentBuilder::key(std::string_view name, std::uint32_t begin, std::uint32_t end) {
  key_outliving(document_.strings_.store(name), begin, end);
}

void DocumentBuilder::key_outliving(std::string_view name, std::uint32_t begin, std::uint32_t end) {
  next_key_ = static_cast<std::uint32_t>(document_.keys_.size());
  document_.keys_.push_back({name, begin, end});
}

std::uint32_t DocumentBuilder::innermost_begin() const {
  GONGWEN_ASSERT(!open_.empty());
  return document_.nodes_[open_.back().node].begin;
}

ValueType DocumentBuilder::innermost_type() const {
  GONGWEN_ASSERT(!open_.empty());
  return document_.nodes_[open_.back().node].type;
}

void DocumentBuilder::open(ValueType type, std::uint32_t begin) {
  add(type, begin, begin);
  open_.push_back({static_cast<std::uint32_t>(document_.nodes_.size() - 1), pending_.size()});
}

void DocumentBuilder::close(std::uint32_t end) {
  GONGWEN_ASSERT(!open_.empty());
  const OpenContainer container = open_.back();
  open_.pop_back();
  Document::Node& node = document_.nodes_[container.node];
  node.end = end;
  node.first_child = static_cast<std::uint32_t>(document_.children_.size());
  node.size = static_cast<std::uint32_t>(pending_.size() - container.first_pending);
  const auto first = pending_.begin() + static_cast<std::ptrdiff_t>(container.first_pending);
  document_.children_.insert(document_.children_.end(), first, pending_.end());
  document_.sorted_.insert(document_.sorted_.end(), first, pending_.end());
  pending_.erase(first, pending_.end());
  if (node.type == ValueType::Object) sort_members(container.node);
}

void DocumentBuilder::sort_members(std::uint32_t index) {
  const Document::Node& node = document_.nodes_[index];
  const auto key_of = [&](std::uint32_t child) -> const Document::Key& {
    return document_.keys_[document_.nodes_[child].key];
  };
  const auto begin = document_.sorted_.begin() + node.first_child;
  const auto end = begin + node.size;
  std::sort(begin, end, [&](std::uint32_t a, std::uint32_t b) {
    const int order = key_of(a).text.compare(key_of(b).text);
    return order != 0 ? order < 0 : a < b;
  });
  for (auto member = begin; member != end && member + 1 != end; ++member) {
    const Document::Key& first = key_of(*member);
    const Document::Key& second = key_of(*(member + 1));
    if (first.text != second.text) continue;
    duplicates_.push_back({second.text,
                           {document_.source(), first.begin, first.end},
                           {document_.source(), second.begin, second.end},
                           {document_.source(), index}});
  }
}

Document DocumentBuilder::finish() && {
  GONGWEN_ASSERT(open_.empty() && !document_.nodes_.empty());
  return std::move(document_);
}

}  // namespace gongwen::data
