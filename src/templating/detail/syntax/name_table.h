// NameTable: numbers the names of a TemplateSet with small integers, so that variables are found without comparing
// texts.
#pragma once

#include "base/strong_id.h"
#include "templating/detail/value/arena.h"
#include "templating/detail/value/growing_list.h"

#include <string_view>
#include <unordered_map>

namespace gongwen::templating {

using NameId = base::StrongId<struct NameTag>;

class NameTable {
 public:
  explicit NameTable(Arena& arena) : arena_(arena) {}

  NameId intern(std::string_view name) {
    if (const auto found = ids_.find(name); found != ids_.end()) return found->second;
    const NameId id(texts_.size());
    ids_.emplace(texts_.push_back(arena_.store(name)), id);
    return id;
  }
  /// An invalid id if the name occurs nowhere in the set.
  NameId find(std::string_view name) const {
    const auto found = ids_.find(name);
    return found == ids_.end() ? NameId{} : found->second;
  }
  std::string_view text(NameId id) const { return texts_[id.index()]; }
  std::size_t size() const { return texts_.size(); }

 private:
  Arena& arena_;
  GrowingList<std::string_view> texts_;
  std::unordered_map<std::string_view, NameId> ids_;
};

}  // namespace gongwen::templating
