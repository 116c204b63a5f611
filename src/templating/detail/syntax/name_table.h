// NameTable: the names of a TemplateSet as small numbers, so that variables are found without
// comparing texts.
#pragma once

#include "base/strong_id.h"
#include "templating/detail/value/arena.h"

#include <string_view>
#include <unordered_map>
#include <vector>

namespace gongwen::templating {

using NameId = base::StrongId<struct NameTag>;

class NameTable {
 public:
  explicit NameTable(Arena& arena) : arena_(arena) {}

  NameId intern(std::string_view name) {
    if (const auto found = ids_.find(name); found != ids_.end()) return found->second;
    const NameId id(texts_.size());
    texts_.push_back(arena_.store(name));
    ids_.emplace(texts_.back(), id);
    return id;
  }
  /// Adds a name whose text outlives the table. False when it is there.
  bool add(std::string_view name) {
    texts_.push_back(name);
    return ids_.emplace(name, NameId(texts_.size() - 1)).second;
  }
  void reserve(std::size_t count) {
    texts_.reserve(count);
    ids_.reserve(count);
  }
  /// No id when the name occurs nowhere in the set.
  NameId find(std::string_view name) const {
    const auto found = ids_.find(name);
    return found == ids_.end() ? NameId{} : found->second;
  }
  std::string_view text(NameId id) const { return texts_[id.index()]; }
  std::size_t size() const { return texts_.size(); }

 private:
  Arena& arena_;
  std::vector<std::string_view> texts_;
  std::unordered_map<std::string_view, NameId> ids_;
};

}  // namespace gongwen::templating
