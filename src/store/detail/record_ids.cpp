#include "store/detail/record_ids.h"

#include "base/escapes.h"
#include "base/json.h"
#include "data/readers.h"
#include "data/values.h"
#include "store/record_text.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace gongwen::store {
namespace {

using data::Value;

/// The identifying members of a record besides its id.
std::string identity_of(RecordType type, const Value& record) {
  std::string identity = type.info().name;
  for (const std::string& name : type.info().same) {
    const std::optional<Value> member = record.find(name);
    identity.append(" ").append(member ? data::value_json(*member) : "");
  }
  return identity.append(" ").append(record_name(type, record));
}

bool needs_id(RecordType type, const Value& record) {
  if (!record.is_object() || !type.info().makes_ids || !key_text(type, record).empty()) return false;
  const auto id = record.find("id");
  return !id || id->is_null() || (id->is_string() && id->string().empty());
}

/// The stem of an id: `draft-review-0714`, `organisation`.
std::string base_of(RecordType type, const Value& record) {
  const RecordTypeInfo& info = type.info();
  const std::string_view from = info.id_from.empty() ? std::string_view() : text_member(record, info.id_from);
  std::string base(from.empty() ? std::string_view(info.name) : from.substr(from.find('_') + 1));
  std::transform(base.begin(), base.end(), base.begin(),
                 [](char c) { return base::is_ascii_alnum(c) ? base::to_ascii_lower(c) : '-'; });
  const std::string_view date = last_date(type, record);
  if (date.size() == 10) base.append("-").append(date.substr(5, 2)).append(date.substr(8, 2));
  return base;
}

class Numbering {
 public:
  Numbering(data::Document document, const StoreContents& contents, const RecordTypes& types,
            resources::SourceStore& sources)
      : extension_(std::move(document)), contents_(contents), types_(types), sources_(sources) {}

  void run(std::optional<RecordType> type) {
    const Value root = extension_.document().root();
    for (const bool given : {true, false}) {
      if (type) number_list(*type, root, given);
      for (const RecordType one : types_.all()) {
        const auto list = type || !root.is_object() ? std::nullopt : root.find(one.info().plural);
        if (list) number_list(one, *list, given);
      }
    }
  }

  data::Document finish() { return std::move(extension_).finish(); }

 private:
  /// Numbers the records of a list. The first pass reserves ids that were given.
  void number_list(RecordType type, const Value& list, bool given) {
    const std::size_t count = list.is_array() ? list.size() : 1;
    for (std::size_t i = 0; i < count; ++i) {
      const Value record = list.is_array() ? list.at(i) : list;
      if (!record.is_object() || needs_id(type, record) == given) continue;
      if (given) {
        taken_.insert({type, record_id(type, record)});
      } else {
        put_id(record, free_id(type, record));
      }
    }
  }

  static RecordKey key_of(RecordType type, const Value& record, const std::string& id) {
    const std::optional<base::PeriodUnit> unit = type.info().key_unit;
    if (!unit) return {type, id};
    return {type, period_of(type, record, *unit).value_or(std::string(kUndated)) + "/" + id};
  }

  std::string free_id(RecordType type, const Value& record) {
    const std::string base = base_of(type, record);
    const std::string identity = identity_of(type, record);
    std::string first_free;
    for (std::size_t number = 1; number <= contents_.size() + taken_.size() + 1; ++number) {
      const bool counted = type.info().id_from.empty();
      const std::string id = number == 1 && !counted ? base : base + "-" + std::to_string(number);
      const RecordKey key = key_of(type, record, id);
      if (taken_.contains(key)) continue;
      const auto known = contents_.find(key);
      if (known == contents_.end()) {
        if (first_free.empty()) first_free = id;
        continue;
      }
      if (identity_of(type, known->second) == identity) return take(key, id);
    }
    return take(key_of(type, record, first_free), first_free);
  }

  std::string take(const RecordKey& key, const std::string& id) {
    taken_.insert(key);
    return id;
  }

  void put_id(const Value& record, const std::string& id) {
    const diagnostics::SourceId source = sources_.add("id", base::json_string(id));
    diagnostics::DiagnosticSink ignored;
    const auto document = data::read_json(source, sources_.source_text(source), {}, ignored);
    extension_.put_member(record.node(), "id", document->root(), data::DocumentExtension::Places::OfParent);
  }

  data::DocumentExtension extension_;
  const StoreContents& contents_;
  const RecordTypes& types_;
  resources::SourceStore& sources_;
  std::set<RecordKey> taken_;
};

}  // namespace

data::Document number_records(data::Document document, std::optional<RecordType> type, const StoreContents& contents,
                              const RecordTypes& types, resources::SourceStore& sources) {
  Numbering numbering(std::move(document), contents, types, sources);
  numbering.run(type);
  return numbering.finish();
}

}  // namespace gongwen::store
