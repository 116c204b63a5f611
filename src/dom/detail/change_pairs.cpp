#include "dom/detail/change_pairs.h"

#include "base/utf8.h"
#include "dom/changes.h"
#include "dom/sequence_diff.h"
#include "dom/tree.h"

#include <algorithm>
#include <map>
#include <utility>

namespace gongwen::dom {

namespace {

// ChangeMarker: writes the current document and marks its changes.

/// Writes a run of text-level content, with the elements around its tokens and the change marks inside them.
class RunWriter {
 public:
  enum class Mark : std::uint8_t { None, Added, Removed };

  RunWriter(TreeWriter& out, const Tree& tree, bool is_former, const ChangeWords& words)
      : out_(out), tree_(tree), is_former_(is_former), words_(words) {}
  RunWriter(const RunWriter&) = delete;
  RunWriter& operator=(const RunWriter&) = delete;
  ~RunWriter() {
    set_mark(Mark::None, {});
    go_to({});
    flush();
  }

  /// Closes and opens elements until the open ones are those of the path.
  void go_to(const std::vector<NodeId>& path);
  void set_mark(Mark mark, diagnostics::OriginId origin);
  Mark mark() const { return mark_; }
  const std::vector<NodeId>& path() const { return path_; }
  /// Writes a token of a document; of an element of the former document only the text.
  void write(const Tree& tree, const TextToken& token, bool is_former);
  /// Allows a line break between removed and added text.
  void allow_break();

 private:
  void write_text(std::string_view text, diagnostics::OriginId origin);
  void flush();

  TreeWriter& out_;
  const Tree& tree_;
  bool is_former_;
  const ChangeWords& words_;
  std::vector<NodeId> path_;
  Mark mark_ = Mark::None;
  // Tokens from the same place become one text.
  std::string text_;
  diagnostics::OriginId text_origin_;
};

/// Opens a copy of an element of the former document, without attributes that must be unique or lead somewhere.
void open_former(TreeWriter& out, const Tree& tree, NodeId element, bool as_removed);

class ChangeMarker {
 public:
  ChangeMarker(const ComparedTree& former, const ComparedTree& current, const diagnostics::OriginTable& origins,
               const ChangeWords& words)
      : former_(former), current_(current), origins_(origins), words_(words) {}

  MarkedTree mark() &&;

 private:
  void write_children(NodeId former, NodeId current);
  void write_pair(const ComparedItem& former, const ComparedItem& current, bool same);
  void write_blocks(NodeId former, NodeId current);
  void write_row(NodeId former, NodeId current);
  void open_changed(NodeId element);
  void copy_current(NodeId node);
  void write_added(const ComparedItem& item);
  void write_added_block(NodeId node);
  void write_removed(const ComparedItem& item);
  void write_removed_block(NodeId node);
  void write_whole_run(const ComparedItem& run, RunWriter::Mark mark);
  void write_run(const ComparedItem& former, const ComparedItem& current);
  void write_steps(const std::vector<TextToken>& former, const std::vector<TextToken>& current,
                   const std::vector<DiffStep>& steps, NodeId former_holder, NodeId current_holder);
  void add_change(const std::vector<TextToken>& former, const std::vector<TextToken>& current,
                  const std::vector<DiffStep>& steps);
  void add_whole_change(const ComparedItem& item, ChangePiece::Kind kind);
  void enter(NodeId current);
  diagnostics::OriginId better_origin(diagnostics::OriginId known, diagnostics::OriginId found) const;
  diagnostics::OriginId origin_in(const Tree& tree, const ComparedItem& item) const;

  ComparedDocument former_;
  ComparedDocument current_;
  const diagnostics::OriginTable& origins_;
  const ChangeWords& words_;
  TreeWriter out_;
  std::vector<Change> changes_;
  std::string heading_;
  std::size_t navigations_ = 0;  // open `nav` elements
  bool in_first_cell_ = false;
};

using Mark = RunWriter::Mark;

bool is_heading(ElementName name) { return heading_level(name) > 0 || name == ElementName::Caption; }

/// Whether the content is about the document: its style, its title.
bool is_metadata(const Tree& tree, NodeId node) {
  const ElementName name = tree.node(node).name;
  return name == ElementName::Head || category_of(name) == Category::Metadata;
}

MarkedTree ChangeMarker::mark() && {
  write_children(Tree::document(), Tree::document());
  return {std::move(out_).finish(), std::move(changes_)};
}

/// Records the context of later changes in the current document.
void ChangeMarker::enter(NodeId current) {
  const Tree& tree = current_.tree();
  if (is_heading(tree.node(current).name)) {
    const NodeId nodes[] = {current};
    if (std::string heading = current_.text_of(nodes); !heading.empty()) heading_ = std::move(heading);
  }
}

/// Copies a node unchanged.
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

/// Opens a copy of a changed element of the current document. If it contains text, a class says so, since both versions
/// take more room than one.
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

/// Writes a row whose cells are in the same places: cells correspond by place, whatever their content.
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

/// The origin of the first value of the data in the item; without one, that of its first text.
diagnostics::OriginId ChangeMarker::origin_in(const Tree& tree, const ComparedItem& item) const {
  diagnostics::OriginId origin;
  for (const NodeId root : item.nodes) {
    for (NodeId node = root; node; node = tree.next_in_order(node, root)) {
      if (tree.node(node).kind == NodeKind::Text) origin = better_origin(origin, tree.node(node).origin);
    }
  }
  return origin;
}

/// Adds a whole block as a change; for a block of blocks, each paragraph and row is a separate change.
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

bool stays_in_former(AttributeName name) {
  switch (name) {
    case AttributeName::Style:
    case AttributeName::Lang:
    case AttributeName::Dir:
    case AttributeName::Colspan:
    case AttributeName::Rowspan:
    case AttributeName::Span:
    case AttributeName::Width:
    case AttributeName::Height:
    case AttributeName::Scope: return true;
    default: return false;
  }
}

/// Numbers tokens: the same text has the same number in both documents.
class TokenNumbers {
 public:
  std::vector<std::uint32_t> of(const ComparedDocument& document, const std::vector<TextToken>& tokens) {
    std::vector<std::uint32_t> numbers;
    numbers.reserve(tokens.size());
    for (const TextToken& token : tokens) {
      std::string key(token.is_blank ? std::string_view(" ") : token.text);
      if (token.is_element) key = '\n' + std::to_string(document.hash_of(token.node)) + key;
      numbers.push_back(
          numbers_.try_emplace(std::move(key), static_cast<std::uint32_t>(numbers_.size())).first->second);
    }
    return numbers;
  }

 private:
  std::map<std::string, std::uint32_t> numbers_;
};

std::vector<std::uint32_t> weights_of(const std::vector<TextToken>& tokens) {
  std::vector<std::uint32_t> weights;
  weights.reserve(tokens.size());
  for (const TextToken& token : tokens) weights.push_back(token.weight);
  return weights;
}

/// Whether two lists of elements look the same.
bool same_shape(const Tree& former, const std::vector<NodeId>& a, const Tree& current, const std::vector<NodeId>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](NodeId x, NodeId y) {
    return former.node(x).name == current.node(y).name &&
           former.attribute_value(x, AttributeName::Class) == current.attribute_value(y, AttributeName::Class);
  });
}

/// Whether two numbers or words would look like one, without a line break between them.
bool run_together(std::string_view before, std::string_view after) {
  return !before.empty() && !after.empty() && base::is_ascii_alnum(before.back()) &&
         base::is_ascii_alnum(after.front());
}

std::vector<NodeId> common_begin(const std::vector<NodeId>& a, const std::vector<NodeId>& b) {
  const auto [end, other] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return {a.begin(), end};
}

void open_former(TreeWriter& out, const Tree& tree, NodeId element, bool as_removed) {
  ElementName name = tree.node(element).name;
  // The copy must not be a link: it leads nowhere, and style sheets would look up its target.
  if (name == ElementName::A) name = as_removed ? ElementName::Div : ElementName::Span;
  out.open(name, tree.node(element).origin);
  std::string classes(tree.attribute_value(element, AttributeName::Class));
  if (as_removed) classes += classes.empty() ? "gw-removed" : " gw-removed";
  if (!classes.empty()) out.attribute(AttributeName::Class, classes);
  for (const Attribute& attribute : tree.attributes(element)) {
    if (stays_in_former(attribute.name)) out.attribute(attribute);
  }
}

void RunWriter::go_to(const std::vector<NodeId>& path) {
  if (path == path_) return;
  set_mark(Mark::None, {});
  flush();
  const std::size_t common = common_begin(path_, path).size();
  for (; path_.size() > common; path_.pop_back()) out_.close();
  for (std::size_t i = common; i < path.size(); ++i) {
    if (is_former_) {
      open_former(out_, tree_, path[i], false);
    } else {
      out_.open_copy(tree_, path[i]);
    }
    path_.push_back(path[i]);
  }
}

void RunWriter::set_mark(Mark mark, diagnostics::OriginId origin) {
  if (mark == mark_) return;
  flush();
  if (mark_ != Mark::None) out_.close();
  mark_ = mark;
  if (mark == Mark::None) return;
  out_.open(mark == Mark::Added ? ElementName::Ins : ElementName::Del, origin);
  out_.attribute(AttributeName::Class, "gw-change");
  const std::string& word = mark == Mark::Added ? words_.added : words_.removed;
  if (!word.empty()) out_.attribute("data-change", word);
}

void RunWriter::write(const Tree& tree, const TextToken& token, bool is_former) {
  const bool is_break = tree.is_element(token.node, ElementName::Br);
  const bool is_text = !token.is_element || (is_former && !is_break);
  if (is_text) return write_text(token.text, tree.node(token.node).origin);
  flush();
  out_.copy(tree, token.node);
}

void RunWriter::write_text(std::string_view text, diagnostics::OriginId origin) {
  if (origin != text_origin_) flush();
  text_ += text;
  text_origin_ = origin;
}

void RunWriter::allow_break() {
  const diagnostics::OriginId origin = text_origin_;
  set_mark(Mark::None, {});
  out_.open(ElementName::Wbr, origin);
  out_.close();
}

void RunWriter::flush() {
  out_.text(text_, text_origin_);
  text_.clear();
}

/// Writes all of a run, inside its own elements.
void ChangeMarker::write_whole_run(const ComparedItem& run, Mark mark) {
  const bool is_former = mark == Mark::Removed;
  const ComparedDocument& document = is_former ? former_ : current_;
  const Tree& tree = document.tree();
  const NodeId holder = tree.node(run.nodes.front()).parent;
  RunWriter writer(out_, tree, is_former, words_);
  for (const TextToken& token : document.tokens_of(run.nodes)) {
    writer.go_to(document.path_of(token, holder));
    const bool shows = !token.is_blank && (!token.text.empty() || !is_former);
    if (shows) writer.set_mark(mark, tree.node(token.node).origin);
    writer.write(tree, token, is_former);
  }
}

void ChangeMarker::write_run(const ComparedItem& former, const ComparedItem& current) {
  const std::vector<TextToken> before = former_.tokens_of(former.nodes);
  const std::vector<TextToken> now = current_.tokens_of(current.nodes);
  TokenNumbers numbers;
  const std::vector<DiffStep> steps = readable_steps(
      diff_sequences(numbers.of(former_, before), numbers.of(current_, now)), weights_of(before), weights_of(now));
  add_change(before, now, steps);
  write_steps(before, now, steps, former_.tree().node(former.nodes.front()).parent,
              current_.tree().node(current.nodes.front()).parent);
}

void ChangeMarker::write_steps(const std::vector<TextToken>& former, const std::vector<TextToken>& current,
                               const std::vector<DiffStep>& steps, NodeId former_holder, NodeId current_holder) {
  RunWriter writer(out_, current_.tree(), false, words_);
  std::size_t next_token = 0;  // index in the current text
  std::string_view removed;    // the token just before, if it was removed
  for (const DiffStep& step : steps) {
    if (step.kind != DiffStep::Kind::Removed) {
      const TextToken& token = current[step.current];
      next_token = step.current + 1;
      writer.go_to(current_.path_of(token, current_holder));
      const bool added = step.kind == DiffStep::Kind::Added;
      if (added && run_together(std::exchange(removed, {}), token.text)) writer.allow_break();
      if (!added) writer.set_mark(Mark::None, {});
      if (added && !token.is_blank) writer.set_mark(Mark::Added, current_.tree().node(token.node).origin);
      writer.write(current_.tree(), token, false);
      continue;
    }
    const TextToken& token = former[step.former];
    if (token.text.empty() || (token.is_blank && writer.mark() != Mark::Removed)) continue;
    // Keep its former look: inside the element written last, inside the next one, or between both.
    const std::vector<NodeId> path = former_.path_of(token, former_holder);
    if (!same_shape(former_.tree(), path, current_.tree(), writer.path())) {
      const std::vector<NodeId> next =
          next_token < current.size() ? current_.path_of(current[next_token], current_holder) : std::vector<NodeId>();
      const bool fits_next = same_shape(former_.tree(), path, current_.tree(), next);
      writer.go_to(fits_next ? next : common_begin(writer.path(), next));
    }
    writer.set_mark(Mark::Removed, former_.tree().node(token.node).origin);
    writer.write(former_.tree(), token, true);
    removed = token.text;
  }
}

diagnostics::OriginId ChangeMarker::better_origin(diagnostics::OriginId known, diagnostics::OriginId found) const {
  if (!known) return found;
  return !origins_.at(known).data_place && origins_.at(found).data_place ? found : known;
}

void ChangeMarker::add_change(const std::vector<TextToken>& former, const std::vector<TextToken>& current,
                              const std::vector<DiffStep>& steps) {
  Change change;
  change.heading = heading_;
  change.in_contents = navigations_ > 0;
  change.in_first_cell = in_first_cell_;
  bool changed = false;
  for (const DiffStep& step : steps) {
    const bool removed = step.kind == DiffStep::Kind::Removed;
    const TextToken& token = removed ? former[step.former] : current[step.current];
    const ChangePiece::Kind kind = removed                              ? ChangePiece::Kind::Removed
                                   : step.kind == DiffStep::Kind::Added ? ChangePiece::Kind::Added
                                                                        : ChangePiece::Kind::Kept;
    if (token.text.empty()) continue;
    if (change.pieces.empty() || change.pieces.back().kind != kind) change.pieces.push_back({kind, {}});
    change.pieces.back().text += token.is_blank ? std::string_view(" ") : token.text;
    if (kind == ChangePiece::Kind::Kept || token.is_blank) continue;
    changed = true;
    diagnostics::OriginId& origin = removed ? change.former : change.current;
    origin = better_origin(origin, (removed ? former_ : current_).origin_of(token));
  }
  if (changed) changes_.push_back(std::move(change));
}

/// Number of characters of an item that are compared for similarity.
constexpr std::size_t kFeatureCharacters = 240;
/// Two paragraphs count as one changed paragraph if they are at least this similar.
constexpr double kMinLikeness = 0.3;
/// What the same class adds to the similarity.
constexpr double kClassLikeness = 0.15;
/// Maximum number of pairs for which all similarities are computed.
constexpr std::size_t kMaxLikenessPairs = 4096;

std::string_view class_of(const ComparedDocument& document, const ComparedItem& item) {
  return item.kind == ComparedItem::Kind::Block
             ? document.tree().attribute_value(item.nodes.front(), AttributeName::Class)
             : std::string_view();
}

/// Whether the item is part of a frame, such as the body or the head of a table: these correspond regardless of
/// content.
bool is_part_of_frame(const Tree& tree, const ComparedItem& item) {
  if (item.kind != ComparedItem::Kind::Block) return false;
  const Category category = category_of(tree.node(item.nodes.front()).name);
  return category == Category::Root || category == Category::TablePart;
}

/// The attribute that makes a table a sheet of a workbook; null for other tables.
const Attribute* sheet_name(const Tree& tree, NodeId table) { return tree.find_custom_attribute(table, "data-sheet"); }
bool is_sheet(const Tree& tree, NodeId table) { return sheet_name(tree, table) != nullptr; }

bool is_same_sheet(const Tree& former, const ComparedItem& a, const Tree& current, const ComparedItem& b) {
  if (a.kind != ComparedItem::Kind::Block || b.kind != ComparedItem::Kind::Block) return false;
  const Attribute* const before = sheet_name(former, a.nodes.front());
  const Attribute* const now = sheet_name(current, b.nodes.front());
  return before != nullptr && now != nullptr && before->value == now->value;
}

/// The number of columns of the first row; 0 for a table without rows.
std::size_t columns_of(const Tree& tree, NodeId table) {
  for (NodeId node = table; node; node = tree.next_in_order(node, table)) {
    if (!tree.is_element(node, ElementName::Tr)) continue;
    std::size_t columns = 0;
    for (NodeId cell = tree.node(node).first_child; cell; cell = tree.node(cell).next_sibling) {
      if (tree.node(cell).kind != NodeKind::Element) continue;
      const std::string_view span = tree.attribute_value(cell, AttributeName::Colspan);
      columns += span.size() == 1 && span[0] > '0' ? static_cast<std::size_t>(span[0] - '0') : 1;
    }
    return columns;
  }
  return 0;
}

/// Whether two rows have their cells in the same places.
bool same_cells(const Tree& former, NodeId former_row, const Tree& current, NodeId current_row) {
  NodeId a = former.node(former_row).first_child;
  NodeId b = current.node(current_row).first_child;
  const auto skip_texts = [](const Tree& tree, NodeId& cell) {
    while (cell && tree.node(cell).kind == NodeKind::Text) cell = tree.node(cell).next_sibling;
  };
  for (;; a = former.node(a).next_sibling, b = current.node(b).next_sibling) {
    skip_texts(former, a);
    skip_texts(current, b);
    if (!a || !b) return !a && !b;
    for (const AttributeName name : {AttributeName::Colspan, AttributeName::Rowspan}) {
      if (former.attribute_value(a, name) != current.attribute_value(b, name)) return false;
    }
  }
}

}  // namespace

MarkedTree mark_changes(const ComparedTree& former, const ComparedTree& current,
                        const diagnostics::OriginTable& origins, const ChangeWords& words) {
  return ChangeMarker(former, current, origins, words).mark();
}

ItemPairing::ItemPairing(const ComparedDocument& former, const std::vector<ComparedItem>& former_items,
                         const ComparedDocument& current, const std::vector<ComparedItem>& current_items)
    : former_(former),
      current_(current),
      former_items_(former_items),
      current_items_(current_items),
      former_features_(former_items.size()),
      current_features_(current_items.size()) {}

bool ItemPairing::same(std::uint32_t former, std::uint32_t current) const {
  const ComparedItem& a = former_items_[former];
  const ComparedItem& b = current_items_[current];
  // Different texts may have the same hash by chance.
  return a.kind == b.kind && a.hash == b.hash && a.nodes.size() == b.nodes.size() &&
         former_.text_of(a.nodes) == current_.text_of(b.nodes);
}

std::vector<ItemPair> ItemPairing::pairs() {
  const auto n = static_cast<std::uint32_t>(former_items_.size());
  const auto m = static_cast<std::uint32_t>(current_items_.size());
  std::uint32_t head = 0;
  while (head < std::min(n, m) && same(head, head)) ++head;
  std::uint32_t tail = 0;
  while (tail < std::min(n, m) - head && same(n - 1 - tail, m - 1 - tail)) ++tail;
  for (std::uint32_t i = 0; i < head; ++i) pairs_.push_back({i, i});
  std::vector<std::uint64_t> former_hashes;
  std::vector<std::uint64_t> current_hashes;
  for (std::uint32_t i = head; i < n - tail; ++i) former_hashes.push_back(former_items_[i].hash);
  for (std::uint32_t i = head; i < m - tail; ++i) current_hashes.push_back(current_items_[i].hash);
  Gap gap{head, head, head, head};
  for (const DiffStep& anchor : unique_anchors(former_hashes, current_hashes)) {
    gap.former_end = head + anchor.former;
    gap.current_end = head + anchor.current;
    if (!same(gap.former_end, gap.current_end)) continue;
    pair_gap(gap);
    pairs_.push_back({gap.former_end, gap.current_end});
    gap.former_begin = gap.former_end + 1;
    gap.current_begin = gap.current_end + 1;
  }
  gap.former_end = n - tail;
  gap.current_end = m - tail;
  pair_gap(gap);
  for (std::uint32_t i = tail; i > 0; --i) pairs_.push_back({n - i, m - i});
  return std::move(pairs_);
}

void ItemPairing::pair_gap(const Gap& gap) {
  const std::uint32_t n = gap.former_end - gap.former_begin;
  const std::uint32_t m = gap.current_end - gap.current_begin;
  if (n == 1 && m == 1 && suits(gap.former_begin, gap.current_begin)) {
    pairs_.push_back({gap.former_begin, gap.current_begin});
  } else if (std::size_t{n} * m <= kMaxLikenessPairs) {
    pair_by_likeness(gap);
  } else {
    pair_by_place(gap);
  }
}

/// Whether one item can be shown as the other with changes inside.
bool ItemPairing::suits(std::uint32_t former, std::uint32_t current) const {
  const ComparedItem& a = former_items_[former];
  const ComparedItem& b = current_items_[current];
  if (a.kind != b.kind) return false;
  if (a.kind == ComparedItem::Kind::Run) return true;
  const Tree& before = former_.tree();
  const Tree& now = current_.tree();
  if (a.kind == ComparedItem::Kind::Rows) {
    if (a.nodes.size() != b.nodes.size()) return false;
    for (std::size_t i = 0; i < a.nodes.size(); ++i) {
      if (!same_cells(before, a.nodes[i], now, b.nodes[i])) return false;
    }
    return true;
  }
  const ElementName name = before.node(a.nodes.front()).name;
  if (name != now.node(b.nodes.front()).name) return false;
  if (is_sheet(before, a.nodes.front())) return true;
  return name != ElementName::Table || columns_of(before, a.nodes.front()) == columns_of(now, b.nodes.front());
}

/// The pairs of neighbouring characters, sorted; for short texts the characters.
const ItemPairing::Features& ItemPairing::features(const ComparedDocument& document, const ComparedItem& item,
                                                   std::optional<Features>& known) const {
  if (known) return *known;
  Features made;
  const std::string whole = document.text_of(item.nodes);
  const std::u32string text = base::to_utf32(base::first_code_points(whole, kFeatureCharacters));
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto next = i + 1 < text.size() ? static_cast<std::uint32_t>(text[i + 1]) : 0U;
    made.push_back(static_cast<std::uint32_t>(text[i]) * 31U + next);
  }
  std::sort(made.begin(), made.end());
  known = std::move(made);
  return *known;
}

/// How similar two items are, from 0 to 1, plus a bonus for the same class.
double ItemPairing::likeness(std::uint32_t former, std::uint32_t current) {
  if (!suits(former, current)) return 0;
  const ComparedItem& a = former_items_[former];
  const ComparedItem& b = current_items_[current];
  if (is_part_of_frame(former_.tree(), a) || is_same_sheet(former_.tree(), a, current_.tree(), b)) return 1;
  const Features& x = features(former_, a, former_features_[former]);
  const Features& y = features(current_, b, current_features_[current]);
  if (x.empty() || y.empty()) return x.empty() && y.empty() ? 1 : 0;
  std::size_t common = 0;
  for (auto i = x.begin(), j = y.begin(); i != x.end() && j != y.end();) {
    if (*i == *j) {
      ++common;
      ++i;
      ++j;
    } else if (*i < *j) {
      ++i;
    } else {
      ++j;
    }
  }
  const std::string_view class_name = class_of(former_, a);
  const bool same_class = !class_name.empty() && class_name == class_of(current_, b);
  return 2.0 * static_cast<double>(common) / static_cast<double>(x.size() + y.size()) +
         (same_class ? kClassLikeness : 0);
}

/// Finds the pairs with the largest sum of similarities.
void ItemPairing::pair_by_likeness(const Gap& gap) {
  const std::size_t n = gap.former_end - gap.former_begin;
  const std::size_t m = gap.current_end - gap.current_begin;
  const std::size_t width = m + 1;
  std::vector<double> alike(n * m);
  std::vector<double> best((n + 1) * width);
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t j = m; j-- > 0;) {
      const double value =
          likeness(gap.former_begin + static_cast<std::uint32_t>(i), gap.current_begin + static_cast<std::uint32_t>(j));
      alike[i * m + j] = value >= kMinLikeness ? value : 0;
      const double skipped = std::max(best[(i + 1) * width + j], best[i * width + j + 1]);
      const double paired = alike[i * m + j] > 0 ? alike[i * m + j] + best[(i + 1) * width + j + 1] : 0;
      best[i * width + j] = std::max(skipped, paired);
    }
  }
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < n || j < m) {
    const auto former = gap.former_begin + static_cast<std::uint32_t>(i);
    const auto current = gap.current_begin + static_cast<std::uint32_t>(j);
    const bool both = i < n && j < m;
    if (both && alike[i * m + j] > 0 && best[i * width + j] == alike[i * m + j] + best[(i + 1) * width + j + 1]) {
      pairs_.push_back({former, current});
      ++i;
      ++j;
    } else if (i < n && (j == m || best[i * width + j] == best[(i + 1) * width + j])) {
      pairs_.push_back({former, std::nullopt});
      ++i;
    } else {
      pairs_.push_back({std::nullopt, current});
      ++j;
    }
  }
}

/// Pairs items of long lists that have little in common by their positions.
void ItemPairing::pair_by_place(const Gap& gap) {
  std::uint32_t former = gap.former_begin;
  std::uint32_t current = gap.current_begin;
  for (; former < gap.former_end && current < gap.current_end; ++former, ++current) {
    if (likeness(former, current) >= kMinLikeness) {
      pairs_.push_back({former, current});
    } else {
      pairs_.push_back({former, std::nullopt});
      pairs_.push_back({std::nullopt, current});
    }
  }
  for (; former < gap.former_end; ++former) pairs_.push_back({former, std::nullopt});
  for (; current < gap.current_end; ++current) pairs_.push_back({std::nullopt, current});
}

}  // namespace gongwen::dom
