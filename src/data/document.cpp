#include "data/document.h"

#include "base/assert.h"
#include "base/json_pointer.h"

#include <algorithm>
#include <charconv>

namespace gongwen::data {

std::string_view type_name(ValueType type) {
  switch (type) {
    case ValueType::Null: return "null";
    case ValueType::Boolean: return "boolean";
    case ValueType::Integer: return "integer";
    case ValueType::Decimal: return "number";
    case ValueType::String: return "string";
    case ValueType::Array: return "array";
    case ValueType::Object: return "object";
  }
  return {};
}

bool Value::boolean() const {
  GONGWEN_ASSERT(type() == ValueType::Boolean);
  return document_->nodes_[node_].boolean;
}

std::int64_t Value::integer() const {
  GONGWEN_ASSERT(type() == ValueType::Integer);
  return document_->nodes_[node_].integer;
}

std::string_view Value::string() const {
  GONGWEN_ASSERT(type() == ValueType::String);
  const Document::Node& node = document_->nodes_[node_];
  return {node.text, node.size};
}

double Value::number() const {
  if (type() == ValueType::Integer) return static_cast<double>(integer());
  const std::string_view text = decimal_text();
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string_view Value::decimal_text() const {
  GONGWEN_ASSERT(type() == ValueType::Decimal);
  const Document::Node& node = document_->nodes_[node_];
  return {node.text, node.size};
}

Value Value::sorted_at(std::size_t index) const {
  GONGWEN_ASSERT(is_object() && index < size());
  return {*document_, document_->sorted_[document_->nodes_[node_].first_child + index]};
}

std::string_view Value::key_at(std::size_t index) const { return at(index).key(); }

std::optional<Value> Value::find(std::string_view wanted) const {
  GONGWEN_ASSERT(is_object());
  const Document::Node& node = document_->nodes_[node_];
  const auto begin = document_->sorted_.begin() + node.first_child;
  const auto end = begin + node.size;
  const auto name_of = [&](std::uint32_t child) {
    return document_->keys_[document_->nodes_[child].key].text;
  };
  const auto after = std::upper_bound(begin, end, wanted,
                                      [&](std::string_view key, std::uint32_t child) { return key < name_of(child); });
  if (after == begin || name_of(*(after - 1)) != wanted) return std::nullopt;
  return Value(*document_, *(after - 1));
}

std::optional<Value> Value::parent() const {
  const std::uint32_t parent = document_->nodes_[node_].parent;
  if (parent == Document::kNoNode) return std::nullopt;
  return Value(*document_, parent);
}

std::string Value::pointer() const {
  std::vector<Value> path;
  for (std::optional<Value> value = *this; value; value = value->parent()) path.push_back(*value);
  std::string pointer;
  for (std::size_t i = path.size() - 1; i-- > 0;) {
    const Value& holder = path[i + 1];
    if (holder.is_object()) {
      base::append_pointer_token(pointer, path[i].key());
      continue;
    }
    // The children of an array are in one stretch, in ascending order of their numbers.
    const Document::Node& array = document_->nodes_[holder.node_];
    const auto begin = document_->children_.begin() + array.first_child;
    const auto found = std::lower_bound(begin, begin + array.size, path[i].node_);
    base::append_pointer_index(pointer, static_cast<std::size_t>(found - begin));
  }
  return pointer;
}

diagnostics::Span Value::span() const {
  const Document::Node& node = document_->nodes_[node_];
  return {document_->sources_[node.source], node.begin, node.end};
}

diagnostics::Span Value::key_span() const {
  const Document::Node& node = document_->nodes_[node_];
  if (node.key == Document::kNoKey) return span();
  const Document::Key& key = document_->keys_[node.key];
  return {document_->sources_[node.source], key.begin, key.end};
}

diagnostics::DataPlace Value::place() const { return {document_->source(), node_}; }

std::optional<Value> Value::resolve_token(std::string_view token) const {
  if (is_object()) return find(token);
  if (!is_array()) return std::nullopt;
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
  const bool whole = error == std::errc() && end == token.data() + token.size();
  const bool padded = token.size() > 1 && token.front() == '0';
  return whole && !padded && index < size() ? std::optional(at(index)) : std::nullopt;
}

std::optional<Value> Value::resolve(std::string_view pointer) const {
  const auto tokens = base::parse_json_pointer(pointer);
  if (!tokens) return std::nullopt;
  std::optional<Value> value = *this;
  for (std::size_t i = 0; i < tokens->size() && value; ++i) {
    value = value->resolve_token((*tokens)[i]);
  }
  return value;
}

void Document::set_children(std::uint32_t container, std::span<const std::uint32_t> children) {
  Node& node = nodes_[container];
  node.first_child = static_cast<std::uint32_t>(children_.size());
  node.size = static_cast<std::uint32_t>(children.size());
  children_.insert(children_.end(), children.begin(), children.end());
  sorted_.insert(sorted_.end(), children.begin(), children.end());
  if (node.type != ValueType::Object) return;
  const auto name_of = [this](std::uint32_t child) {
    return keys_[nodes_[child].key].text;
  };
  std::sort(sorted_.begin() + node.first_child, sorted_.end(), [&](std::uint32_t a, std::uint32_t b) {
    const int order = name_of(a).compare(name_of(b));
    return order != 0 ? order < 0 : a < b;
  });
}

void Document::give_room_back() {
  constexpr std::size_t kQuicklyCopied = 10'000;
  if (nodes_.size() > kQuicklyCopied) return;
  nodes_.shrink_to_fit();
  children_.shrink_to_fit();
  sorted_.shrink_to_fit();
  keys_.shrink_to_fit();
}

std::optional<diagnostics::DataDescription> DocumentRegistry::describe(diagnostics::DataPlace place) const {
  for (const std::shared_ptr<const Document>& document : documents_) {
    if (document->source() != place.source || place.node >= document->node_count()) continue;
    const Value value(*document, place.node);
    diagnostics::DataDescription description{value.pointer(), value.span(), {}};
    if (value.is_object()) {
      for (std::size_t i = 0; i < value.size(); ++i) {
        // Defaults that were added have the place of their object; a person has not written them.
        if (!(value.at(i).span() == value.span())) description.members.push_back(value.key_at(i));
      }
    }
    description.cell = cell_of(value.span().source, description.pointer);
    place_in_record(value.span().source, description);
    return description;
  }
  return std::nullopt;
}

void DocumentRegistry::place_in_record(diagnostics::SourceId source, diagnostics::DataDescription& description) const {
  for (const auto& [owner, places] : records_) {
    if (owner != source) continue;
    for (std::string_view around = description.pointer;; around = around.substr(0, around.rfind('/'))) {
      const auto place = places->find(around);
      if (place != places->end()) {
        description.record = place->second;
        description.pointer.erase(0, around.size());
        return;
      }
      if (around.empty()) break;
    }
  }
}

std::string DocumentRegistry::cell_of(diagnostics::SourceId source, std::string_view pointer) const {
  for (const auto& [owner, places] : cells_) {
    if (owner != source) continue;
    for (std::string_view around = pointer;; around = around.substr(0, around.rfind('/'))) {
      const auto place = places->find(around);
      if (place != places->end()) return place->second;
      if (around.empty()) break;
    }
  }
  return {};
}

}  // namespace gongwen::data
