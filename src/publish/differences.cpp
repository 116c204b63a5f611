#include "publish/differences.h"

#include "base/json_pointer.h"
#include "data/schema_fields.h"
#include "store/record.h"
#include "store/record_text.h"

#include <optional>

namespace gongwen::publish {
namespace {

using data::Value;
using store::text_member;
using MaybeValue = std::optional<Value>;

/// The member that tells which item of a list is which; empty for lists whose items have none.
std::string_view identity_of(std::string_view list) {
  if (list == "/events") return "id";
  if (list == "/projects") return "plan_number";
  return list == "/ballots" ? "reference" : "";
}

std::string shown(const MaybeValue& value) {
  if (!value) return {};
  return value->is_string() ? std::string(value->string()) : store::compact_json(*value);
}

class Comparison {
 public:
  Comparison(const data::Schema& schema) : schema_(schema) {}  // NOLINT(google-explicit-constructor)

  std::vector<FieldChange> run(const Value& before, const Value& after) {
    compare(before, after, {}, {});
    return std::move(changes_);
  }

 private:
  void compare(const MaybeValue& before, const MaybeValue& after, const std::string& pointer,
               const std::string& record) {
    if (shown(before) == shown(after) && before.has_value() == after.has_value()) return;
    if (const std::string_view identity = identity_of(pointer); !identity.empty()) {
      return compare_records(before, after, pointer, identity);
    }
    if (before && after && before->is_object() && after->is_object()) {
      return compare_members(*before, *after, pointer, record);
    }
    add(pointer, record, shown(before), shown(after));
  }

  void compare_members(const Value& before, const Value& after, const std::string& pointer,
                       const std::string& record) {
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

  static std::vector<Value> items_of(const MaybeValue& list) {
    std::vector<Value> items;
    for (std::size_t i = 0; list && list->is_array() && i < list->size(); ++i) items.push_back(list->at(i));
    return items;
  }

  void compare_records(const MaybeValue& before, const MaybeValue& after, const std::string& pointer,
                       std::string_view identity) {
    const std::vector<Value> old_items = items_of(before);
    const std::vector<Value> new_items = items_of(after);
    const auto find = [identity](const std::vector<Value>& items, std::string_view name) -> MaybeValue {
      for (const Value& item : items) {
        if (text_member(item, identity) == name) return item;
      }
      return std::nullopt;
    };
    const std::size_t first = changes_.size();
    const auto one = [&](const Value& item, std::size_t index, const MaybeValue& was, const MaybeValue& is) {
      std::string inner = pointer;
      base::append_pointer_index(inner, index);
      const std::string name(text_member(item, identity));
      if (was && is) return compare(was, is, inner, name);
      add(inner, name, was ? name_of(*was) : "", is ? name_of(*is) : "");
    };
    for (std::size_t i = 0; i < new_items.size(); ++i) {
      one(new_items[i], i, find(old_items, text_member(new_items[i], identity)), new_items[i]);
    }
    for (std::size_t i = 0; i < old_items.size(); ++i) {
      if (!find(new_items, text_member(old_items[i], identity))) one(old_items[i], i, old_items[i], std::nullopt);
    }
    // Nothing in any record: only their order is another.
    if (changes_.size() == first) add(pointer, {}, names_of(old_items, identity), names_of(new_items, identity));
  }

  static std::string names_of(const std::vector<Value>& items, std::string_view identity) {
    std::string names;
    for (const Value& item : items) names.append(names.empty() ? "" : "、").append(text_member(item, identity));
    return names;
  }

  static std::string name_of(const Value& record) {
    for (const std::string_view member : {"title", "title_zh", "name", "heading"}) {
      if (const std::string_view text = text_member(record, member); !text.empty()) return std::string(text);
    }
    return store::compact_json(record);
  }

  void add(const std::string& pointer, const std::string& record, std::string before, std::string after) {
    changes_.push_back({pointer, record, title_of(pointer), std::move(before), std::move(after)});
  }

  /// The Chinese titles of the field and of the items that it lies in: 事项 结束日期.
  std::string title_of(const std::string& pointer) const {
    std::string titles;
    for (std::size_t end = pointer.find('/', 1);; end = pointer.find('/', end + 1)) {
      const std::string part = pointer.substr(0, end);
      const std::optional<data::SchemaField> field = data::describe_field(schema_, part);
      const std::string_view title = field ? field->title.chinese : std::string_view();
      if (!title.empty() && !titles.ends_with(title)) titles.append(titles.empty() ? "" : " ").append(title);
      if (end == std::string::npos) break;
    }
    return titles.empty() ? pointer : titles;
  }

  const data::Schema& schema_;
  std::vector<FieldChange> changes_;
};

}  // namespace

std::vector<FieldChange> find_changes(const Value& before, const Value& after, const data::Schema& schema) {
  return Comparison(schema).run(before, after);
}

}  // namespace gongwen::publish
