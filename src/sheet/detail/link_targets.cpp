#include "sheet/detail/link_targets.h"

#include <unordered_set>

namespace gongwen::sheet {
namespace {

using dom::AttributeName;
using dom::ElementName;
using dom::NodeId;

bool has_place(ElementName name) {
  return name == ElementName::Td || name == ElementName::Th || name == ElementName::Tr || name == ElementName::Table;
}

/// The element itself or the nearest around it that has a place on a sheet.
NodeId find_placed(const dom::Tree& tree, NodeId node) {
  for (; node; node = tree.node(node).parent) {
    if (tree.node(node).kind == dom::NodeKind::Element && has_place(tree.node(node).name)) return node;
  }
  return {};
}

}  // namespace

LinkTargets::LinkTargets(const dom::Tree& tree) {
  const NodeId root = tree.root_element();
  std::unordered_set<std::string_view> wanted;
  for (NodeId id = root; id; id = tree.next_in_order(id, root)) {
    if (!tree.is_element(id, ElementName::A)) continue;
    const std::string_view address = tree.attribute_value(id, AttributeName::Href);
    if (address.starts_with('#')) wanted.insert(address.substr(1));
  }
  if (wanted.empty()) return;
  for (NodeId id = root; id; id = tree.next_in_order(id, root)) {
    if (tree.node(id).kind != dom::NodeKind::Element) continue;
    const std::string_view name = tree.attribute_value(id, AttributeName::Id);
    if (name.empty() || !wanted.contains(name)) continue;
    const NodeId placed = find_placed(tree, id);
    if (!placed) continue;
    nodes_.emplace(name, placed);
    places_.emplace(placed, std::nullopt);
  }
}

void LinkTargets::settle(NodeId node, const TargetPlace& place) {
  if (places_.empty()) return;
  const auto found = places_.find(node);
  if (found != places_.end()) found->second = place;
}

void LinkTargets::move_down(std::size_t sheet, std::span<const RowsAdded> added) {
  for (auto& [node, target] : places_) {
    if (!target || target->sheet != sheet) continue;
    std::uint32_t moved = 0;
    for (const RowsAdded& rows : added) moved += target->place.row >= rows.before ? rows.count : 0;
    target->place.row += moved;
  }
}

std::optional<TargetPlace> LinkTargets::find(std::string_view id) const {
  const auto node = nodes_.find(id);
  return node == nodes_.end() ? std::nullopt : places_.at(node->second);
}

}  // namespace gongwen::sheet
