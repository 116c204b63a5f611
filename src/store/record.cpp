#include "store/record.h"

namespace gongwen::store {

using data::Value;

std::string describe_key(const RecordKey& key) { return key.type.info().name + " " + key.id; }

std::string_view text_member(const Value& object, std::string_view name) {
  if (!object.is_object()) return {};
  const std::optional<Value> member = object.find(name);
  return member && member->is_string() ? member->string() : std::string_view();
}

std::vector<Value> list_member(const Value& object, std::string_view name) {
  std::vector<Value> items;
  if (!object.is_object()) return items;
  const std::optional<Value> member = object.find(name);
  if (!member || !member->is_array()) return items;
  for (std::size_t i = 0; i < member->size(); ++i) items.push_back(member->at(i));
  return items;
}

std::string_view first_text(const Value& object, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (const std::string_view text = text_member(object, name); !text.empty()) return text;
  }
  return {};
}

void for_each_at(const Value& value, std::string_view pattern, const std::function<void(const Value&)>& found) {
  if (pattern.empty()) return found(value);
  const std::size_t end = std::min(pattern.find('/', 1), pattern.size());
  const std::string_view token = pattern.substr(1, end - 1);
  const std::string_view rest = pattern.substr(end);
  if (token == "*") {
    for (std::size_t i = 0; value.is_array() && i < value.size(); ++i) for_each_at(value.at(i), rest, found);
  } else if (value.is_object()) {
    if (const auto member = value.find(token)) for_each_at(*member, rest, found);
  }
}

std::vector<Value> named_at(const Value& value, std::string_view pattern, std::string_view unless) {
  std::vector<Value> named;
  for_each_at(value, pattern, [&](const Value& text) {
    if (!text.is_string() || text.string().empty()) return;
    const std::optional<Value> around = text.parent();
    if (!unless.empty() && around && !text_member(*around, unless).empty()) return;
    named.push_back(text);
  });
  return named;
}

std::string_view last_date(RecordType type, const Value& record) {
  const std::string& dates = type.info().dates;
  if (dates.empty()) return {};
  const std::vector<Value> list = list_member(record, dates);
  if (!list.empty()) return list.back().is_string() ? list.back().string() : std::string_view();
  return text_member(record, dates);
}

std::optional<std::string> period_of(RecordType type, const Value& record, base::PeriodUnit unit) {
  if (const std::string& member = type.info().period; !member.empty()) {
    const std::string_view stated = text_member(record, member);
    if (const auto around = base::Period::around(unit, stated)) return around->text();
  }
  const std::optional<base::Period> period = base::Period::of_date(unit, last_date(type, record));
  return period ? std::optional(period->text()) : std::nullopt;
}

std::string_view key_text(RecordType type, const Value& record) { return first_text(record, type.info().key); }

std::string record_id(RecordType type, const Value& record) {
  const std::string own(key_text(type, record));
  const std::optional<base::PeriodUnit> unit = type.info().key_unit;
  return unit ? period_of(type, record, *unit).value_or(std::string(kUndated)) + "/" + own : own;
}

}  // namespace gongwen::store
