// KeptValues: what an issue that is collected again keeps from its published edition. Records such as projects are in
// many issues. If one is renamed, the issues of the past keep the name that they had; only what belongs to the issue's
// own period is taken from the records as they are now.
#pragma once

#include "base/json.h"
#include "data/document.h"
#include "store/record.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::publish {

/// Hashes of the dated entries from which members were worded, by list and name: `projects/20269001-T-469`. A text
/// that differs although its entry is the same differs by the words of the bundle.
using EntryHashes = std::map<std::string, std::string, std::less<>>;

class KeptValues {
 public:
  KeptValues(data::Value data, EntryHashes entries) : data_(data), entries_(std::move(entries)) {}

  /// The data of the published edition.
  const data::Value& data() const { return data_; }
  /// The item of a list that was made from this record; nullopt if there was none, or if the list has records of the
  /// issue's period, which are always taken as they are now.
  std::optional<data::Value> item(const store::PublishedList& list, const data::Value& record) const;
  /// Whether the entry is known to be the one of the published edition.
  bool has_entry(const std::string& name, const std::string& hash) const;
  /// The members of `data` that the published edition has, as it has them.
  base::Json same_members(const base::Json& data) const;

 private:
  data::Value data_;
  EntryHashes entries_;
};

/// The name of an item in EntryHashes.
std::string entry_name(const store::PublishedList& list, const data::Value& record);
std::string entry_hash(const data::Value& entry);

// The hashes are notes in the ledger.
struct LedgerSite;
EntryHashes entries_of(const LedgerSite* site, const std::string& period, int edition);
base::Json entries_json(int edition, const EntryHashes& entries);
inline constexpr std::string_view kSources = "sources";

}  // namespace gongwen::publish
