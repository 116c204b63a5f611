// Pairs the corresponding parts of two elements.
#pragma once

#include "dom/detail/compared_document.h"

#include <optional>
#include <vector>

namespace gongwen::dom {

/// Two corresponding items, or a single one that was removed or added.
struct ItemPair {
  std::optional<std::uint32_t> former;
  std::optional<std::uint32_t> current;
};

/// Pairs the items of two elements, in the order in which they are shown: first equal ones, then the most similar ones
/// between them.
class ItemPairing {
 public:
  ItemPairing(const ComparedDocument& former, const std::vector<ComparedItem>& former_items,
              const ComparedDocument& current, const std::vector<ComparedItem>& current_items);

  std::vector<ItemPair> pairs();
  /// Whether two items show the same content.
  bool same(std::uint32_t former, std::uint32_t current) const;

 private:
  struct Gap {
    std::uint32_t former_begin = 0;
    std::uint32_t former_end = 0;
    std::uint32_t current_begin = 0;
    std::uint32_t current_end = 0;
  };
  using Features = std::vector<std::uint32_t>;

  void pair_gap(const Gap& gap);
  void pair_by_likeness(const Gap& gap);
  void pair_by_place(const Gap& gap);
  bool suits(std::uint32_t former, std::uint32_t current) const;
  double likeness(std::uint32_t former, std::uint32_t current);
  const Features& features(const ComparedDocument& document, const ComparedItem& item,
                           std::optional<Features>& known) const;

  const ComparedDocument& former_;
  const ComparedDocument& current_;
  const std::vector<ComparedItem>& former_items_;
  const std::vector<ComparedItem>& current_items_;
  std::vector<std::optional<Features>> former_features_;
  std::vector<std::optional<Features>> current_features_;
  std::vector<ItemPair> pairs_;
};

}  // namespace gongwen::dom
