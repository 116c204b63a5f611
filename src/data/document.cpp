#include "data/document.h"

#include "base/assert.h"
#include "base/json.h"

#include <algorithm>
#include <charconv>
#include <set>
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

std::uint16_t DocumentExtension::add_source(diagnostics::SourceId source) {
  std::vector<diagnostics::SourceId>& sources = document_.sources_;
  const auto known = std::find(sources.begin(), sources.end(), source);
  const auto index = static_cast<std::uint16_t>(known - sources.begin());
  if (known == sources.end()) sources.push_back(source);
  return index;
}

std::uint32_t DocumentExtension::add_key(std::string_view name, const Document::Node& owner) {
  document_.keys_.push_back({document_.strings_.store(name), owner.begin, owner.end});
  return static_cast<std::uint32_t>(document_.keys_.size() - 1);
}

/// A copy of a value's node, without parent, name and children.
Document::Node DocumentExtension::copied_node(const Value& value, Places places, const Document::Node& parent) {
  Document::Node node;
  node.type = value.type();
  const diagnostics::Span span = value.span();
  const bool of_parent = places == Places::OfParent;
  node.source = of_parent ? parent.source : add_source(span.source);
  node.begin = of_parent ? parent.begin : span.begin;
  node.end = of_parent ? parent.end : span.end;
  const auto keep_text = [&](std::string_view text) {
    const std::string_view kept = document_.strings_.store(text);
    node.text = kept.data();
    node.size = static_cast<std::uint32_t>(kept.size());
  };
  switch (value.type()) {
    case ValueType::Boolean: node.boolean = value.boolean(); break;
    case ValueType::Integer: node.integer = value.integer(); break;
    case ValueType::Decimal: keep_text(value.decimal_text()); break;
    case ValueType::String: keep_text(value.string()); break;
    case ValueType::Null:
    case ValueType::Array:
    case ValueType::Object: break;
  }
  return node;
}

std::uint32_t DocumentExtension::append(const Value& value, Places places, std::uint32_t parent) {
  Document::Node node = copied_node(value, places, document_.nodes_[parent]);
  node.parent = parent;
  const auto index = static_cast<std::uint32_t>(document_.nodes_.size());
  document_.nodes_.push_back(node);
  append_children(value, places, index);
  return index;
}

void DocumentExtension::append_children(const Value& value, Places places, std::uint32_t node) {
  if (!value.is_array() && !value.is_object()) return;
  std::vector<std::uint32_t> children;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::uint32_t child = append(value.at(i), places, node);
    if (value.is_object()) document_.nodes_[child].key = add_key(value.key_at(i), document_.nodes_[child]);
    children.push_back(child);
  }
  document_.set_children(node, children);
}

void DocumentExtension::put(std::uint32_t object, std::uint32_t member) { put_[object].push_back(member); }

std::uint32_t DocumentExtension::put_member(std::uint32_t object, std::string_view name, const Value& value,
                                            Places places) {
  GONGWEN_ASSERT(document_.nodes_[object].type == ValueType::Object);
  const std::uint32_t member = append(value, places, object);
  document_.nodes_[member].key = add_key(name, document_.nodes_[member]);
  put(object, member);
  return member;
}

std::uint32_t DocumentExtension::put_text(std::uint32_t object, std::string_view name, std::string_view text) {
  const std::uint32_t member = put_object(object, name);
  const std::string_view kept = document_.strings_.store(text);
  Document::Node& node = document_.nodes_[member];
  node.type = ValueType::String;
  node.text = kept.data();
  node.size = static_cast<std::uint32_t>(kept.size());
  return member;
}

std::uint32_t DocumentExtension::put_object(std::uint32_t object, std::string_view name) {
  const Document::Node parent = document_.nodes_[object];
  Document::Node node;
  node.type = ValueType::Object;
  node.source = parent.source;
  node.parent = object;
  node.begin = parent.begin;
  node.end = parent.end;
  node.key = add_key(name, parent);
  node.first_child = 0;
  const auto index = static_cast<std::uint32_t>(document_.nodes_.size());
  document_.nodes_.push_back(node);
  put(object, index);
  return index;
}

/// The members that the object has kept, followed by the added ones.
std::vector<std::uint32_t> DocumentExtension::members_of(std::uint32_t object,
                                                         const std::vector<std::uint32_t>& added) const {
  std::set<std::string_view> replaced;
  for (const std::uint32_t member : added) replaced.insert(Value(document_, member).key());
  std::vector<std::uint32_t> members;
  const Value before(document_, object);
  for (std::size_t i = 0; i < before.size(); ++i) {
    const Value member = before.at(i);
    if (!replaced.contains(member.key())) members.push_back(member.node());
  }
  members.insert(members.end(), added.begin(), added.end());
  return members;
}

Document DocumentExtension::finish() && {
  for (const auto& [object, added] : put_) {
    // The object's old range of children remains unused.
    document_.set_children(object, members_of(object, added));
  }
  return std::move(document_);
}

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
    // The children of an array are contiguous, in ascending order of their numbers.
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

std::optional<Value> DocumentRegistry::find(diagnostics::DataPlace place) const {
  for (const std::shared_ptr<const Document>& document : documents_) {
    if (document->source() == place.source && place.node < document->node_count()) return Value(*document, place.node);
  }
  return std::nullopt;
}

std::optional<std::string> DocumentRegistry::pointer_of(diagnostics::DataPlace place) const {
  const std::optional<Value> value = find(place);
  return value ? std::optional(value->pointer()) : std::nullopt;
}

std::optional<diagnostics::DataDescription> DocumentRegistry::describe(diagnostics::DataPlace place) const {
  const std::optional<Value> found = find(place);
  if (!found) return std::nullopt;
  const Value& value = *found;
  diagnostics::DataDescription description{value.pointer(), value.span(), {}};
  if (name_origin(value.document(), description)) return description;
  if (value.is_object()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      // Skip added defaults, which have the place of their object: the user has not written them.
      if (!(value.at(i).span() == value.span())) description.members.push_back(value.key_at(i));
    }
  }
  description.cell = cell_of(value.span().source, description.pointer);
  place_in_record(value.span().source, description);
  return description;
}

/// Of several values with the same range, such as an object and its only member, the outermost counts.
bool DocumentRegistry::name_origin(const Document& made, diagnostics::DataDescription& description) const {
  for (const auto& [document, origin] : made_) {
    if (document.get() != &made) continue;
    for (std::uint32_t node = 0; node < origin->node_count(); ++node) {
      const Value value(*origin, node);
      if (!(value.span() == description.span)) continue;
      description.pointer = value.pointer();
      return true;
    }
    return false;
  }
  return false;
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
