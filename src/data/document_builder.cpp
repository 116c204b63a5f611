#include "data/document_builder.h"

#include "base/assert.h"

#include <algorithm>
#include <utility>

namespace gongwen::data {

void DocumentBuilder::expect(std::size_t values) {
  document_.nodes_.reserve(values);
  document_.children_.reserve(values);
  document_.sorted_.reserve(values);
  document_.keys_.reserve(values);
}

Document::Node& DocumentBuilder::add(ValueType type, std::uint32_t begin, std::uint32_t end) {
  const auto index = static_cast<std::uint32_t>(document_.nodes_.size());
  Document::Node node;
  node.type = type;
  node.source = places_;
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

void DocumentBuilder::string_outliving(std::string_view text, std::uint32_t begin, std::uint32_t end) {
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
  document_.nodes_[container.node].end = end;
  const std::span pending(pending_);
  document_.set_children(container.node, pending.subspan(container.first_pending));
  pending_.resize(container.first_pending);
  if (document_.nodes_[container.node].type == ValueType::Object) find_duplicates(container.node);
}

/// Finds duplicates in the members sorted by name; equal names are in the order of the source.
void DocumentBuilder::find_duplicates(std::uint32_t object) {
  const Value value(document_, object);
  for (std::size_t i = 1; i < value.size(); ++i) {
    const Value first = value.sorted_at(i - 1);
    const Value second = value.sorted_at(i);
    if (first.key() != second.key()) continue;
    duplicates_.push_back({second.key(), first.key_span(), second.key_span(), value.place()});
  }
}

Document DocumentBuilder::finish() && {
  GONGWEN_ASSERT(open_.empty() && !document_.nodes_.empty());
  document_.give_room_back();
  return std::move(document_);
}

}  // namespace gongwen::data
