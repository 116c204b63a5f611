// KeptValues: the values that an issue keeps from its published edition when it is collected again. Records such as
// projects are in many issues. If one is renamed, the issues of the past keep the old name; only values that belong to
// the issue's own period are taken from the present records.
#pragma once

#include "base/json.h"
#include "data/document.h"
#include "store/record.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::publish {

/// Hashes of the dated entries from which members were worded, by list and name: `projects/20269001-T-469`. If a text
/// differs while its entry is the same, the wording of the bundle has changed.
using EntryHashes = std::map<std::string, std::string, std::less<>>;

class KeptValues {
 public:
  KeptValues(data::Value data, EntryHashes entries) : data_(data), entries_(std::move(entries)) {}

  /// The data of the published edition.
  const data::Value& data() const { return data_; }
  /// Returns the item of a list that was made from this record; nullopt if there was none, or if the list has records
  /// of the period, which are always taken in their present state.
  std::optional<data::Value> item(const store::PublishedList& list, const data::Value& record) const;
  /// Returns whether the entry is known to be the one of the published edition.
  bool has_entry(const std::string& name, const std::string& hash) const;
  /// Returns those members of `data` that the published edition has, with its values.
  base::Json same_members(const base::Json& data) const;

 private:
  data::Value data_;
  EntryHashes entries_;
};

/// Returns the name of an item in EntryHashes.
std::string entry_name(const store::PublishedList& list, const data::Value& record);
std::string entry_hash(const data::Value& entry);

// The hashes are notes in the ledger.
struct LedgerSite;
EntryHashes entries_of(const LedgerSite* site, const std::string& period, int edition);
base::Json entries_json(int edition, const EntryHashes& entries);
inline constexpr std::string_view kSources = "sources";

}  // namespace gongwen::publish
