#include "store/publish/detail/kept_values.h"

#include "base/sha256.h"
#include "data/values.h"
#include "store/publish/detail/ledger.h"
#include "store/record_text.h"

namespace gongwen::publish {

std::optional<data::Value> KeptValues::item(const store::PublishedList& list, const data::Value& record) const {
  const std::string_view name = store::text_member(record, list.by);
  if (list.of_period || name.empty()) return std::nullopt;
  for (const data::Value& item : store::list_member(data_, list.member)) {
    if (store::text_member(item, list.by) == name) return item;
  }
  return std::nullopt;
}

bool KeptValues::has_entry(const std::string& name, const std::string& hash) const {
  const auto known = entries_.find(name);
  return known != entries_.end() && known->second == hash;
}

base::Json KeptValues::same_members(const base::Json& data) const {
  base::Json same = base::Json::object();
  for (std::size_t i = 0; i < data_.size(); ++i) {
    const std::string name(data_.key_at(i));
    if (data.view().find(name)) same.set(name, base::Json::written(data::value_json(data_.at(i))));
  }
  return same;
}

std::string entry_name(const store::PublishedList& list, const data::Value& record) {
  return list.member + "/" + std::string(store::text_member(record, list.by));
}

std::string entry_hash(const data::Value& entry) {
  constexpr std::size_t kDigits = 16;
  return base::sha256(data::value_json(entry)).substr(0, kDigits);
}

EntryHashes entries_of(const LedgerSite* site, const std::string& period, int edition) {
  EntryHashes hashes;
  if (site == nullptr) return hashes;
  for (const LedgerNote& note : site->notes) {
    const auto read = note.what == kSources && note.period == period ? base::parse_json(note.json) : std::nullopt;
    if (!read || static_cast<int>(read->view().number_of("edition").value_or(0)) != edition) continue;
    hashes.clear();
    const auto entries = read->view().find("entries");
    for (std::size_t i = 0; entries && i < entries->size(); ++i) {
      hashes[entries->at(i).text_of("item")] = entries->at(i).text_of("hash");
    }
  }
  return hashes;
}

base::Json entries_json(int edition, const EntryHashes& entries) {
  base::Json list = base::Json::list();
  for (const auto& [name, hash] : entries) {
    base::Json one = base::Json::object();
    list.add(std::move(one.set("item", name).set("hash", hash)));
  }
  base::Json json = base::Json::object();
  return std::move(json.set("edition", edition).set("entries", std::move(list)));
}

}  // namespace gongwen::publish
