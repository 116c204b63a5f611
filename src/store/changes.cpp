#include "store/changes.h"

#include "base/format.h"
#include "base/json.h"
#include "data/readers.h"
#include "data/values.h"
#include "diagnostics/catalogue/store.h"
#include "schema/schema_fields.h"
#include "schema/written_values.h"
#include "sheet/databook/cell_value.h"
#include "store/detail/record_pictures.h"
#include "store/record.h"
#include "store/record_text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

namespace gongwen::store {
namespace {

/// `12, li, 2024-03-01T02:00:00Z`: number, author and time of a change.
std::string change_words(const HistoryEntry& entry) {
  return fmt::format("{}, {}, {}", entry.number, entry.by.empty() ? "?" : entry.by, entry.time);
}

const HistoryEntry* last_change(const std::vector<HistoryEntry>& history, const RecordKey& key) {
  const auto found = std::find_if(history.rbegin(), history.rend(), [&](const auto& one) { return one.key == key; });
  return found == history.rend() ? nullptr : &*found;
}

void report_change(const RecordKey& key, const HistoryEntry* last, diagnostics::DiagnosticSink& sink) {
  sink.report(diagnostics::messages::StoreChangedMeanwhile, diagnostics::Origin{}, describe_key(key),
              last == nullptr ? std::string() : change_words(*last));
}

}  // namespace

void report_changed(Store& store, const RecordKey& key, diagnostics::DiagnosticSink& sink) {
  const auto history = store.history(sink);
  if (history) report_change(key, last_change(*history, key), sink);
}

void report_removed(Store& store, std::span<const RecordKey> keys, diagnostics::DiagnosticSink& sink) {
  if (keys.empty()) return;
  const auto history = store.history(sink);
  for (const RecordKey& key : keys) {
    const HistoryEntry* const last = history ? last_change(*history, key) : nullptr;
    if (last != nullptr && last->action == "remove") report_change(key, last, sink);
  }
}

bool are_unchanged_since(Store& store, const StoreContents& contents, std::span<const Change> changes,
                         std::uint64_t last_seen, diagnostics::DiagnosticSink& sink) {
  const auto history = store.history(sink);
  if (!history) return false;
  bool unchanged = true;
  for (const Change& change : changes) {
    const auto known = contents.find(change.key);
    if (known != contents.end() && change.json && *change.json == data::value_json(known->second)) continue;
    const HistoryEntry* const last = last_change(*history, change.key);
    if (last == nullptr || last->number <= last_seen) continue;
    report_change(change.key, last, sink);
    unchanged = false;
  }
  return unchanged;
}

namespace {

using data::Value;
using MaybeValue = std::optional<Value>;

/// Members that can identify list items, besides those of record keys.
constexpr std::array<std::string_view, 2> kIdentities{"number", "name"};

std::vector<Value> items_of(const MaybeValue& list) {
  std::vector<Value> items;
  for (std::size_t i = 0; list && list->is_array() && i < list->size(); ++i) items.push_back(list->at(i));
  return items;
}

/// The key members of all types, then `kIdentities`.
std::vector<std::string> identities_of(const RecordTypes& types) {
  std::vector<std::string> names;
  const auto add = [&names](std::string_view name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.emplace_back(name);
  };
  for (const RecordType type : types.all()) {
    // The key of an issue is its period, which does not identify items.
    for (const std::string& name : type.info().key) {
      if (name != type.info().period) add(name);
    }
  }
  for (const std::string_view name : kIdentities) add(name);
  return names;
}

/// The member that distinguishes the items of both lists; empty if absent.
std::string_view identity_of(const std::vector<Value>& before, const std::vector<Value>& after,
                             const std::vector<std::string>& identities) {
  const auto tells = [](const std::vector<Value>& items, std::string_view member) {
    std::set<std::string_view> names;
    for (const Value& item : items) {
      const std::string_view name = text_member(item, member);
      if (name.empty() || !names.insert(name).second) return false;
    }
    return true;
  };
  for (const std::string& member : identities) {
    if (tells(before, member) && tells(after, member)) return member;
  }
  return {};
}

std::string shown(const MaybeValue& value) {
  if (!value) return {};
  if (value->type() == data::ValueType::Boolean) return value->boolean() ? databook::kYes : databook::kNo;
  return value->is_string() ? std::string(value->string()) : data::value_json(*value);
}

class Comparison {
 public:
  Comparison(const RecordSchemas& schemas, const Periodical* periodical)
      : schemas_(schemas), periodical_(periodical), identities_(identities_of(schemas.types())) {}

  /// The values of a new record: what each member becomes.
  std::vector<FieldChange> values_of(const Value& record, RecordType type) {
    form_ = type.info().form.empty() ? std::string() : std::string(text_member(record, type.info().form));
    for (std::size_t i = 0; i < record.size(); ++i) {
      std::string pointer = "/" + type.info().plural + "/0";
      base::append_pointer_token(pointer, record.key_at(i));
      const Value value = record.at(i);
      add(pointer, {}, {}, value.is_string() ? shown(value) : text_in(schemas_.lists(), pointer, value));
    }
    return std::move(changes_);
  }

  std::vector<FieldChange> run(const Value& before, const Value& after) {
    compare(before, after, {}, {});
    return std::move(changes_);
  }

 private:
  void compare(const MaybeValue& before, const MaybeValue& after, const std::string& pointer,
               const std::string& record) {
    if (shown(before) == shown(after) && before.has_value() == after.has_value()) return;
    const std::vector<Value> old_items = items_of(before);
    const std::vector<Value> new_items = items_of(after);
    const bool lists = !old_items.empty() || !new_items.empty();
    if (const std::string_view identity = identity_of(old_items, new_items, identities_); lists && !identity.empty()) {
      return compare_items({old_items, new_items, identity}, pointer, record);
    }
    if (before && after && before->is_object() && after->is_object()) {
      return compare_members(*before, *after, pointer, record);
    }
    add(pointer, record, for_people(pointer, before), for_people(pointer, after));
  }

  /// As the value is written in the table of corrections: lists without brackets, choices by their titles.
  std::string for_people(const std::string& pointer, const MaybeValue& value) const {
    if (!value || periodical_ == nullptr) return shown(value);
    return text_in(schemas_.issues_of(periodical_->kind), pointer, value);
  }

  static std::string text_in(const schema::Schema& schema, const std::string& pointer, const MaybeValue& value) {
    if (value->is_string()) {
      const auto field = schema::describe_field(schema, pointer);
      const auto* const choice = field ? schema::find_choice(field->choices, value->string()) : nullptr;
      const std::string title = choice == nullptr ? std::string() : std::string(choice->title.chinese);
      return title.empty() ? shown(value) : title;
    }
    const std::vector<Value> items = items_of(value);
    const bool is_plain =
        std::none_of(items.begin(), items.end(), [](const Value& item) { return item.is_object() || item.is_array(); });
    if (items.empty() || !is_plain) return shown(value);
    std::string texts;
    for (const Value& item : items) texts.append(texts.empty() ? "" : "；").append(shown(item));
    return texts;
  }

  void compare_members(const Value& before, const Value& after, const std::string& pointer, const std::string& record) {
    for (std::size_t i = 0; i < after.size(); ++i) {
      std::string inner = pointer;
      base::append_pointer_token(inner, after.key_at(i));
      compare(before.find(after.key_at(i)), after.at(i), inner, record);
    }
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (after.find(before.key_at(i))) continue;
      std::string inner = pointer;
      base::append_pointer_token(inner, before.key_at(i));
      compare(before.at(i), std::nullopt, inner, record);
    }
  }

  struct TwoLists {
    const std::vector<Value>& before;
    const std::vector<Value>& after;
    std::string_view identity;
  };

  static MaybeValue find(const std::vector<Value>& items, std::string_view identity, std::string_view name) {
    for (const Value& item : items) {
      if (text_member(item, identity) == name) return item;
    }
    return std::nullopt;
  }

  void compare_items(const TwoLists& lists, const std::string& pointer, const std::string& record) {
    const std::size_t first = changes_.size();
    const auto one = [&](const Value& item, std::size_t index, const MaybeValue& was, const MaybeValue& is) {
      std::string inner = pointer;
      base::append_pointer_index(inner, index);
      const std::optional<RecordType> type = formed_type(pointer);
      if (type) form_ = text_member(item, type->info().form);
      const std::string own = type ? words_of(item, *type) : item_words(item, lists.identity);
      const std::string name = record.empty() ? own : record + " " + own;
      if (was && is) return compare(was, is, inner, name);
      add(inner, name, was ? name_of(*was) : "", is ? name_of(*is) : "");
    };
    for (std::size_t i = 0; i < lists.after.size(); ++i) {
      const Value& item = lists.after[i];
      one(item, i, find(lists.before, lists.identity, text_member(item, lists.identity)), item);
    }
    for (std::size_t i = 0; i < lists.before.size(); ++i) {
      const Value& item = lists.before[i];
      if (!find(lists.after, lists.identity, text_member(item, lists.identity))) one(item, i, item, std::nullopt);
    }
    if (formed_type(pointer)) form_.clear();
    // No item has changed: perhaps their order has.
    const bool moved = names_of(lists.before, lists.identity) != names_of(lists.after, lists.identity);
    if (changes_.size() != first || !moved) return;
    add(pointer, record, shown_order(lists.before, lists.identity, pointer),
        shown_order(lists.after, lists.identity, pointer));
  }

  std::string shown_order(const std::vector<Value>& items, std::string_view identity,
                          const std::string& pointer) const {
    const std::optional<RecordType> type = formed_type(pointer);
    if (!type) return names_of(items, identity);
    std::string names;
    for (const Value& item : items) names.append(names.empty() ? "" : "、").append(words_of(item, *type));
    return names;
  }

  static std::string names_of(const std::vector<Value>& items, std::string_view identity) {
    std::string names;
    for (const Value& item : items) names.append(names.empty() ? "" : "、").append(text_member(item, identity));
    return names;
  }

  /// 示例工作组例会（2026-07-10）; events without a name are described by their type. Ids mean little to readers.
  std::string words_of(const Value& event, RecordType type) const {
    std::string name = name_of(event);
    if (name.starts_with('{'))
      name = schemas_.title_at(type, "/$defs/" + std::string(text_member(event, type.info().form)));
    const auto dates = event.find(type.info().dates);
    const bool dated = dates && dates->is_array() && dates->size() > 0 && dates->at(0).is_string();
    if (dated) return name + "（" + std::string(dates->at(0).string()) + "）";
    const std::string words(text_member(event, "date_text"));
    return words.empty() ? name : name + "（" + words + "）";
  }

  /// 网络安全技术　示例邮筒安全要求（20269001-T-469）; items without a name are described by their number.
  static std::string item_words(const Value& item, std::string_view identity) {
    const std::string id(text_member(item, identity));
    const std::string name = name_of(item);
    if (identity == "id" && !name.starts_with('{')) return name;
    return name.starts_with('{') || name == id ? id : name + "（" + id + "）";
  }

  static std::string name_of(const Value& record) {
    for (const std::string_view member : {"title", "title_zh", "name", "heading"}) {
      if (const std::string_view text = text_member(record, member); !text.empty()) return std::string(text);
    }
    return data::value_json(record);
  }

  void add(const std::string& pointer, const std::string& record, std::string before, std::string after) {
    changes_.push_back({pointer, record, title_of(pointer), std::move(before), std::move(after)});
  }

  /// The Chinese titles of the field and the items around it: 事项 结束日期.
  std::string title_of(const std::string& pointer) const {
    std::string titles;
    for (std::size_t end = pointer.find('/', 1);; end = pointer.find('/', end + 1)) {
      const std::string part = pointer.substr(0, end);
      const std::string title = title_of_field(part);
      // Items are often called like their list: 在研标准项目（附件） has items called 在研标准项目.
      const bool is_item = part.find_last_not_of("0123456789") == part.rfind('/') && !part.ends_with('/');
      const bool is_said = is_item ? titles.find(title) != std::string::npos : titles.ends_with(title);
      if (!title.empty() && !is_said) titles.append(titles.empty() ? "" : " ").append(title);
      if (end == std::string::npos) break;
    }
    return titles.empty() ? pointer : titles;
  }

  /// Titles of an event's members depend on the type of the event: participants are people or organisations.
  std::string title_of_field(const std::string& pointer) const {
    const std::string list = pointer.substr(0, pointer.find('/', 1));
    const std::optional<RecordType> type = formed_type(list);
    const std::size_t member = pointer.find('/', list.size() + 1);
    if (type && !form_.empty() && pointer.size() > list.size() && member != std::string::npos) {
      const std::string own(schemas_.title_at(*type, "/$defs/" + form_ + "/properties" + pointer.substr(member)));
      if (!own.empty()) return own;
    }
    std::optional<schema::SchemaField> field;
    for (const Periodical& one : schemas_.types().periodicals()) {
      const bool wanted = periodical_ == nullptr || periodical_->kind == one.kind;
      if (wanted && !field) field = schema::describe_field(schemas_.issues_of(one.kind), pointer);
    }
    if (!field) field = schema::describe_field(schemas_.lists(), pointer);
    return std::string(field ? field->title.chinese : std::string_view());
  }

  /// The record type of a list such as `/events`, if its records have several forms.
  std::optional<RecordType> formed_type(std::string_view list) const {
    if (list.size() < 2) return std::nullopt;
    std::optional<RecordType> type;
    if (periodical_ == nullptr) {
      for (const RecordType one : schemas_.types().all()) {
        if (one.info().plural == list.substr(1)) type = one;
      }
    } else {
      for (const PublishedList& one : periodical_->lists) {
        if (one.member == list.substr(1)) type = one.type;
      }
    }
    return type && !type->info().form.empty() ? type : std::nullopt;
  }

  const RecordSchemas& schemas_;
  const Periodical* periodical_;
  std::vector<std::string> identities_;
  std::string form_;  // form of the records being compared
  std::vector<FieldChange> changes_;
};

}  // namespace

std::vector<FieldChange> find_changes(const Value& before, const Value& after, const RecordSchemas& schemas,
                                      const Periodical* periodical) {
  return Comparison(schemas, periodical).run(before, after);
}

namespace {

namespace messages = diagnostics::messages;

/// Choices may be written by title, and dates and the like in written forms. If the schema accepts text, the value is
/// that text; otherwise it must be JSON.
std::string value_json(const schema::Schema& schema, const WrittenValue& value) {
  const std::string& written = value.text;
  const std::optional<schema::SchemaField> field = schema::describe_field(schema, value.pointer);
  if (field) {
    if (const auto* const choice = schema::find_choice(field->choices, written)) return data::value_json(choice->value);
    if (field->limits.format && !schema::matches_format(*field->limits.format, written)) {
      if (const auto read = schema::read_written(*field->limits.format, written)) return base::json_string(*read);
    }
    if (field->types.has(schema::SchemaType::String)) return base::json_string(written);
  }
  diagnostics::DiagnosticSink ignored;
  const auto parsed = data::read_json(diagnostics::SourceId(0), written, {}, ignored);
  return parsed ? data::value_json(parsed->root()) : base::json_string(written);
}

class RecordEditor {
 public:
  RecordEditor(const RecordEdit& edit, const data::Value& record, const RecordSchemas& schemas,
               const Workspace& workspace)
      : edit_(edit), value_(record), schemas_(schemas), workspace_(workspace) {}

  base::Expected<std::vector<Change>> run() {
    const schema::Schema& schema = schemas_.of(edit_.key.type);
    for (const WrittenValue& value : edit_.set) {
      if (!step(value.pointer, value_json(schema, value))) return base::kReported;
    }
    for (const std::string& pointer : edit_.unset) {
      if (!step(pointer, std::nullopt)) return base::kReported;
    }
    const auto checked = check_record(edit_.key.type, value_, schemas_, workspace_.sink);
    if (!checked || !has_own_pictures(edit_.key.type, value_, workspace_.sink)) return base::kReported;
    std::vector<Change> changes;
    if (checked->change.key != edit_.key) changes.push_back({edit_.key, std::nullopt});
    changes.push_back(checked->change);
    return changes;
  }

 private:
  bool step(const std::string& pointer, const std::optional<std::string>& json) {
    const std::optional<std::string> changed = edited_json(value_, pointer, json);
    if (!changed) {
      workspace_.sink.report(messages::StoreNoPlace, diagnostics::Origin{}, describe_key(edit_.key), pointer);
      return false;
    }
    const auto read = read_record_text("<" + describe_key(edit_.key) + ">", pretty_record(*changed), workspace_);
    if (!read) return false;
    value_ = *read;
    return true;
  }

  const RecordEdit& edit_;
  data::Value value_;
  const RecordSchemas& schemas_;
  const Workspace& workspace_;
};

}  // namespace

std::optional<std::string> with_value(const data::Value& record, const WrittenValue& value,
                                      const schema::Schema& schema) {
  return edited_json(record, value.pointer, value_json(schema, value));
}

base::Expected<std::vector<Change>> edit_record(const RecordEdit& edit, const data::Value& record,
                                                const RecordSchemas& schemas, const Workspace& workspace) {
  return RecordEditor(edit, record, schemas, workspace).run();
}

namespace {

class Planner {
 public:
  Planner(const StoreContents& contents, const RecordSchemas& schemas, diagnostics::DiagnosticSink& sink)
      : contents_(contents), schemas_(schemas), sink_(sink) {}

  void add(const IncomingFile& file) {
    for (const IncomingRecord& record : file.records) add_record(record, file.exported);
    for (const auto& [key, sum] : file.exported) {
      const auto known = keys_.contains(key) ? contents_.end() : contents_.find(key);
      if (known == contents_.end()) continue;
      plan_.missing.push_back(key);
      if (sum != record_sum(known->second)) plan_.missing_and_changed.push_back(key);
    }
  }

  ImportPlan take() { return std::move(plan_); }

 private:
  void add_record(const IncomingRecord& record, const ExportedRecords& exported) {
    const RecordKey& key = record.change.key;
    if (!keys_.insert(key).second) sink_.report(messages::StoreSameKey, record.origin, describe_key(key));
    const auto known = contents_.find(key);
    if (known == contents_.end()) {
      if (exported.contains(key)) plan_.gone.push_back(key);
      plan_.records.push_back({record.change, PlannedRecord::Action::Add, {}, record.origin});
      return;
    }
    const auto document = data::read_json(diagnostics::SourceId(0), *record.change.json, {}, ignored_);
    const Value incoming = document->root();
    PlannedRecord planned{{key, json_in_order_of(incoming, known->second), record.change.place}};
    planned.origin = record.origin;
    const auto was = exported.find(key);
    // A row that is unchanged since the export takes the store's present values. A changed row conflicts if the store
    // has changed, too.
    const bool untouched = was != exported.end() && was->second == record_sum(incoming);
    if (untouched) planned.change.json = data::value_json(known->second);
    if (*planned.change.json != data::value_json(known->second)) {
      if (was != exported.end() && was->second != record_sum(known->second)) {
        sink_.report(messages::StoreChangedSince, record.origin, describe_key(key));
      }
      planned.action = PlannedRecord::Action::Change;
      plan_.without_base += exported.empty() ? 1 : 0;
      planned.fields = fields_of(key.type, known->second, *planned.change.json);
    }
    plan_.records.push_back(std::move(planned));
  }

  /// Compares two versions of a record by wrapping them in lists, as in an export.
  std::vector<FieldChange> fields_of(RecordType type, const Value& before, const std::string& after) {
    const auto list = [type](const std::string& json) {
      return "{\"" + type.info().plural + "\":[" + json + "]}";
    };
    const std::string old_text = list(data::value_json(before));
    const std::string new_text = list(after);
    const auto old_list = data::read_json(diagnostics::SourceId(0), old_text, {}, ignored_);
    const auto new_list = data::read_json(diagnostics::SourceId(0), new_text, {}, ignored_);
    return find_changes(old_list->root(), new_list->root(), schemas_, nullptr);
  }

  const StoreContents& contents_;
  const RecordSchemas& schemas_;
  diagnostics::DiagnosticSink& sink_;
  diagnostics::DiagnosticSink ignored_;  // for re-reading what this program wrote
  std::set<RecordKey> keys_;
  ImportPlan plan_;
};

}  // namespace

std::vector<FieldChange> values_of_new(const Change& change, const RecordSchemas& schemas) {
  const std::string& list = change.key.type.info().plural;
  const std::string text = "{\"" + list + "\":[" + change.json.value_or("{}") + "]}";
  diagnostics::DiagnosticSink ignored;
  const auto root = data::read_json(diagnostics::SourceId(0), text, {}, ignored);
  return Comparison(schemas, nullptr).values_of(list_member(root->root(), list).front(), change.key.type);
}

ImportPlan plan_import(const std::vector<IncomingFile>& files, const StoreContents& contents,
                       const RecordSchemas& schemas, diagnostics::DiagnosticSink& sink) {
  Planner planner(contents, schemas, sink);
  for (const IncomingFile& file : files) planner.add(file);
  return planner.take();
}

std::vector<Change> changes_of(const ImportPlan& plan) {
  std::vector<Change> changes;
  for (const PlannedRecord& record : plan.records) changes.push_back(record.change);
  return changes;
}

std::vector<Change> changes_with_removals(const ImportPlan& plan, diagnostics::DiagnosticSink& sink) {
  std::vector<Change> changes = changes_of(plan);
  for (const RecordKey& key : plan.missing) changes.push_back({key, std::nullopt});
  for (const RecordKey& key : plan.missing_and_changed) {
    sink.report(messages::StoreChangedSince, diagnostics::Origin{}, describe_key(key));
  }
  return changes;
}

std::string json_in_order_of(const Value& value, const Value& model) {
  if (value.is_object() && model.is_object()) {
    base::Json object = base::Json::object();
    for (std::size_t i = 0; i < model.size(); ++i) {
      if (const auto member = value.find(model.key_at(i))) {
        object.set(model.key_at(i), base::Json::written(json_in_order_of(*member, model.at(i))));
      }
    }
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (!model.find(value.key_at(i))) object.set(value.key_at(i), base::Json::written(data::value_json(value.at(i))));
    }
    return object.text();
  }
  if (!value.is_array() || !model.is_array()) return data::value_json(value);
  base::Json list = base::Json::list();
  for (std::size_t i = 0; i < value.size(); ++i) {
    list.add(base::Json::written(i < model.size() ? json_in_order_of(value.at(i), model.at(i))
                                                  : data::value_json(value.at(i))));
  }
  return list.text();
}

}  // namespace gongwen::store
