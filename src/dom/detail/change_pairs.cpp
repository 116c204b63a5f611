#include "dom/detail/change_pairs.h"

#include "base/utf8.h"
#include "dom/sequence_diff.h"

#include <algorithm>

namespace gongwen::dom {
namespace {

/// Number of characters of an item that are compared for likeness.
constexpr std::size_t kFeatureCharacters = 240;
/// Two paragraphs are one that was changed if they are at least this much alike.
constexpr double kMinLikeness = 0.3;
/// What it counts that both have the same class.
constexpr double kClassLikeness = 0.15;
/// Maximum number of pairs that are all compared.
constexpr std::size_t kMaxLikenessPairs = 4096;

std::string_view class_of(const ComparedDocument& document, const ComparedItem& item) {
  return item.kind == ComparedItem::Kind::Block
             ? document.tree().attribute_value(item.nodes.front(), AttributeName::Class)
             : std::string_view();
}

/// The body of a document, the head of a table: they correspond, whatever is in them.
bool is_part_of_frame(const Tree& tree, const ComparedItem& item) {
  if (item.kind != ComparedItem::Kind::Block) return false;
  const Category category = category_of(tree.node(item.nodes.front()).name);
  return category == Category::Root || category == Category::TablePart;
}

/// A table that becomes a sheet of a workbook.
const Attribute* sheet_name(const Tree& tree, NodeId table) { return tree.find_custom_attribute(table, "data-sheet"); }
bool is_sheet(const Tree& tree, NodeId table) { return sheet_name(tree, table) != nullptr; }

bool is_same_sheet(const Tree& former, const ComparedItem& a, const Tree& current, const ComparedItem& b) {
  if (a.kind != ComparedItem::Kind::Block || b.kind != ComparedItem::Kind::Block) return false;
  const Attribute* const before = sheet_name(former, a.nodes.front());
  const Attribute* const now = sheet_name(current, b.nodes.front());
  return before != nullptr && now != nullptr && before->value == now->value;
}

/// The columns of the first row; 0 for a table without rows.
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
  // Texts may have the same hash by chance.
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

/// Whether one can be shown as the other with changes inside.
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

/// Pairs of neighbouring characters, sorted; of short texts the characters.
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

/// How much two items have in common, 0 to 1, and a little more if they are of the same class.
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

/// The pairs whose likeness is largest in sum.
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

/// Of long lists, of which little is the same, those at the same places.
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
