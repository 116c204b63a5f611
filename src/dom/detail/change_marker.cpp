#include "dom/detail/change_marker.h"

#include <algorithm>
#include <utility>

namespace gongwen::dom {
namespace {

using Mark = RunWriter::Mark;

bool is_heading(ElementName name) { return heading_level(name) > 0 || name == ElementName::Caption; }

/// Its content says how the document looks, or what it is called.
bool is_metadata(const Tree& tree, NodeId node) {
  const ElementName name = tree.node(node).name;
  return name == ElementName::Head || category_of(name) == Category::Metadata;
}

}  // namespace

MarkedTree mark_changes(const ComparedTree& former, const ComparedTree& current,
                        const diagnostics::OriginTable& origins, const ChangeWords& words) {
  return ChangeMarker(former, current, origins, words).mark();
}

MarkedTree ChangeMarker::mark() && {
  write_children(Tree::document(), Tree::document());
  return {std::move(out_).finish(), std::move(changes_)};
}

/// What is reported of a place in the current document.
void ChangeMarker::enter(NodeId current) {
  const Tree& tree = current_.tree();
  if (is_heading(tree.node(current).name)) {
    const NodeId nodes[] = {current};
    if (std::string heading = current_.text_of(nodes); !heading.empty()) heading_ = std::move(heading);
  }
}

/// As it is.
void ChangeMarker::copy_current(NodeId node) {
  const Tree& tree = current_.tree();
  for (NodeId at = node; at; at = tree.next_in_order(at, node)) {
    if (tree.node(at).kind == NodeKind::Element) enter(at);
  }
  out_.copy(tree, node);
}

void ChangeMarker::write_children(NodeId former, NodeId current) {
  const std::vector<ComparedItem> before = former_.items_of(former);
  const std::vector<ComparedItem> now = current_.items_of(current);
  ItemPairing pairing(former_, before, current_, now);
  for (const ItemPair& pair : pairing.pairs()) {
    if (pair.former && pair.current) {
      write_pair(before[*pair.former], now[*pair.current], pairing.same(*pair.former, *pair.current));
    } else if (pair.former) {
      write_removed(before[*pair.former]);
    } else {
      write_added(now[*pair.current]);
    }
  }
}

/// A copy of an element of the current document that is not what it was. One that holds text says so in its class:
/// both texts take more room than one.
void ChangeMarker::open_changed(NodeId element) {
  const std::vector<ComparedItem> items = current_.items_of(element);
  const bool holds_text = std::any_of(items.begin(), items.end(),
                                      [](const ComparedItem& item) { return item.kind == ComparedItem::Kind::Run; });
  const Tree& tree = current_.tree();
  if (!holds_text) return out_.open_copy(tree, element);
  out_.open(tree.node(element).name, tree.node(element).origin);
  std::string classes(tree.attribute_value(element, AttributeName::Class));
  classes += classes.empty() ? "gw-changed" : " gw-changed";
  out_.attribute(AttributeName::Class, classes);
  for (const Attribute& attribute : tree.attributes(element)) {
    if (attribute.name != AttributeName::Class) out_.attribute(attribute);
  }
}

void ChangeMarker::write_pair(const ComparedItem& former, const ComparedItem& current, bool same) {
  const bool is_metadata_pair =
      current.kind == ComparedItem::Kind::Block && is_metadata(current_.tree(), current.nodes.front());
  if (same || is_metadata_pair) {
    for (const NodeId node : current.nodes) copy_current(node);
    return;
  }
  switch (current.kind) {
    case ComparedItem::Kind::Run: return write_run(former, current);
    case ComparedItem::Kind::Block: return write_blocks(former.nodes.front(), current.nodes.front());
    case ComparedItem::Kind::Rows:
      for (std::size_t i = 0; i < current.nodes.size(); ++i) write_row(former.nodes[i], current.nodes[i]);
      return;
  }
}

void ChangeMarker::write_blocks(NodeId former, NodeId current) {
  const bool is_navigation = current_.tree().is_element(current, ElementName::Nav);
  if (is_navigation) ++navigations_;
  enter(current);
  open_changed(current);
  write_children(former, current);
  out_.close();
  if (is_navigation) --navigations_;
}

/// Rows whose cells are in the same places: a cell is what it was, whatever is in it now.
void ChangeMarker::write_row(NodeId former, NodeId current) {
  const Tree& tree = current_.tree();
  out_.open_copy(tree, current);
  NodeId before = former_.tree().node(former).first_child;
  bool is_first = true;
  for (NodeId cell = tree.node(current).first_child; cell; cell = tree.node(cell).next_sibling) {
    if (tree.node(cell).kind == NodeKind::Text) continue;
    while (former_.tree().node(before).kind == NodeKind::Text) before = former_.tree().node(before).next_sibling;
    open_changed(cell);
    in_first_cell_ = std::exchange(is_first, false);
    write_children(before, cell);
    in_first_cell_ = false;
    out_.close();
    before = former_.tree().node(before).next_sibling;
  }
  out_.close();
}

void ChangeMarker::write_added(const ComparedItem& item) {
  const bool is_block = item.kind != ComparedItem::Kind::Run;
  if (is_block && is_metadata(current_.tree(), item.nodes.front())) return copy_current(item.nodes.front());
  add_whole_change(item, ChangePiece::Kind::Added);
  if (!is_block) return write_whole_run(item, Mark::Added);
  for (const NodeId node : item.nodes) write_added_block(node);
}

void ChangeMarker::write_added_block(NodeId node) {
  enter(node);
  out_.open_copy(current_.tree(), node);
  for (const ComparedItem& item : current_.items_of(node)) {
    if (item.kind == ComparedItem::Kind::Run) {
      write_whole_run(item, Mark::Added);
    } else {
      for (const NodeId each : item.nodes) write_added_block(each);
    }
  }
  out_.close();
}

void ChangeMarker::write_removed(const ComparedItem& item) {
  const bool is_block = item.kind != ComparedItem::Kind::Run;
  if (is_block && is_metadata(former_.tree(), item.nodes.front())) return;
  add_whole_change(item, ChangePiece::Kind::Removed);
  if (!is_block) return write_whole_run(item, Mark::Removed);
  for (const NodeId node : item.nodes) write_removed_block(node);
}

void ChangeMarker::write_removed_block(NodeId node) {
  open_former(out_, former_.tree(), node, true);
  for (const ComparedItem& item : former_.items_of(node)) {
    if (item.kind == ComparedItem::Kind::Run) {
      write_whole_run(item, Mark::Removed);
    } else {
      for (const NodeId each : item.nodes) write_removed_block(each);
    }
  }
  out_.close();
}

/// The first value of the data in it; without one, its first text.
diagnostics::OriginId ChangeMarker::origin_in(const Tree& tree, const ComparedItem& item) const {
  diagnostics::OriginId origin;
  for (const NodeId root : item.nodes) {
    for (NodeId node = root; node; node = tree.next_in_order(node, root)) {
      if (tree.node(node).kind == NodeKind::Text) origin = better_origin(origin, tree.node(node).origin);
    }
  }
  return origin;
}

/// Of a block that holds blocks, each is a separate change, down to paragraphs and rows.
void ChangeMarker::add_whole_change(const ComparedItem& item, ChangePiece::Kind kind) {
  const bool removed = kind == ChangePiece::Kind::Removed;
  const ComparedDocument& document = removed ? former_ : current_;
  if (item.kind == ComparedItem::Kind::Block) {
    const NodeId block = item.nodes.front();
    if (!removed) enter(block);
    const std::vector<ComparedItem> parts = document.items_of(block);
    const bool holds_text = std::any_of(parts.begin(), parts.end(),
                                        [](const ComparedItem& part) { return part.kind == ComparedItem::Kind::Run; });
    const bool is_navigation = document.tree().is_element(block, ElementName::Nav);
    if (is_navigation) ++navigations_;
    for (std::size_t i = 0; i < parts.size() && !holds_text; ++i) add_whole_change(parts[i], kind);
    if (is_navigation) --navigations_;
    if (!holds_text) return;
  }
  std::string text = document.text_of(item.nodes);
  if (text.empty()) return;
  Change change;
  change.heading = heading_;
  change.in_contents = navigations_ > 0;
  (removed ? change.former : change.current) = origin_in(document.tree(), item);
  change.pieces.push_back({kind, std::move(text)});
  changes_.push_back(std::move(change));
}

}  // namespace gongwen::dom
