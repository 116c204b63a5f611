#include "base/json_pointer.h"
#include "databook/cell_value.h"
#include "schema/schema_fields.h"
#include "store/changes.h"
#include "store/record.h"
#include "store/record_text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

namespace gongwen::store {
namespace {

using data::Value;
using MaybeValue = std::optional<Value>;

/// What can identify an item of a list, beside the members of keys.
constexpr std::array<std::string_view, 2> kIdentities{"number", "name"};

std::vector<Value> items_of(const MaybeValue& list) {
  std::vector<Value> items;
  for (std::size_t i = 0; list && list->is_array() && i < list->size(); ++i) items.push_back(list->at(i));
  return items;
}

/// Members of the keys of all types, then others.
std::vector<std::string> identities_of(const RecordTypes& types) {
  std::vector<std::string> names;
  const auto add = [&names](std::string_view name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.emplace_back(name);
  };
  for (const RecordType type : types.all()) {
    // The key of an issue is its period.
    for (const std::string& name : type.info().key) {
      if (name != type.info().period) add(name);
    }
  }
  for (const std::string_view name : kIdentities) add(name);
  return names;
}

/// The member that each item of both lists has as its own text; empty when there is none.
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
  return value->is_string() ? std::string(value->string()) : compact_json(*value);
}

class Comparison {
 public:
  Comparison(const RecordSchemas& schemas, const Periodical* periodical)
      : schemas_(schemas), periodical_(periodical), identities_(identities_of(schemas.types())) {}

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
    add(pointer, record, shown(before), shown(after));
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
    // Nothing in any item: their order may be another.
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

  /// 示例工作组例会（2026-07-10）; events without a name are called by their type. Ids are not helpful to readers.
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

  /// 网络安全技术　示例邮筒安全要求（20269001-T-469）; what has no name is called by its number.
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
    return compact_json(record);
  }

  void add(const std::string& pointer, const std::string& record, std::string before, std::string after) {
    changes_.push_back({pointer, record, title_of(pointer), std::move(before), std::move(after)});
  }

  /// The Chinese titles of the field and of the items that it lies in: 事项 结束日期.
  std::string title_of(const std::string& pointer) const {
    std::string titles;
    for (std::size_t end = pointer.find('/', 1);; end = pointer.find('/', end + 1)) {
      const std::string part = pointer.substr(0, end);
      const std::string title = title_of_field(part);
      if (!title.empty() && !titles.ends_with(title)) titles.append(titles.empty() ? "" : " ").append(title);
      if (end == std::string::npos) break;
    }
    return titles.empty() ? pointer : titles;
  }

  /// What a member of an event is called depends on the event's type: participants are people or organisations.
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

  /// The type of the records in a list, if their form decides what they have: `/events`.
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
  std::string form_;  // of the record that is compared
  std::vector<FieldChange> changes_;
};

}  // namespace

std::vector<FieldChange> find_changes(const Value& before, const Value& after, const RecordSchemas& schemas,
                                      const Periodical* periodical) {
  return Comparison(schemas, periodical).run(before, after);
}

}  // namespace gongwen::store
