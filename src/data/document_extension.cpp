#include "data/document_extension.h"

#include "base/assert.h"

#include <algorithm>
#include <set>

namespace gongwen::data {

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

/// The node of a value, without parent, name and children.
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

/// The members that the object has kept, then those that were put into it.
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

}  // namespace gongwen::data
