// Structs as JSON. The members of a struct are named once, in a function beside it that writing and reading share, so
// that one process can read what another has written:
//   struct Mark { std::string receipt; std::uint64_t page = 0; };
//   void json_members(auto& of, base::MembersOf<Mark> auto& mark) { of("receipt", mark.receipt)("page", mark.page); }
//   channel.send(base::to_json(mark).text());
//   std::optional<Mark> mark = base::from_json<Mark>(message);
// Members may be texts, flags, whole numbers, enumerations, such structs, and lists, optional values, pairs and maps of
// all these. An enumeration names its values in their order: `std::span<const std::string_view> json_names(State);`
#pragma once

#include "base/json.h"

#include <algorithm>
#include <concepts>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace gongwen::base {

/// A struct to be written, which is constant, or to be read.
template <typename Self, typename Struct>
concept MembersOf = std::same_as<std::remove_const_t<Self>, Struct>;

/// JSON of any form that is passed on as written, since its digits matter.
struct JsonText {
  std::string text;

  friend bool operator==(const JsonText&, const JsonText&) = default;
};

class MemberWriter;
class MemberReader;

template <typename Value>
concept NamedEnumeration = std::is_enum_v<Value> && requires(Value value) {
  { json_names(value) } -> std::convertible_to<std::span<const std::string_view>>;
};
template <typename Value>
concept WholeNumber = std::integral<Value> && !std::same_as<Value, bool>;

inline Json to_json(const std::string& text) { return Json(text); }
inline Json to_json(bool flag) { return Json(flag); }
inline Json to_json(const JsonText& json) { return Json::written(json.text.empty() ? "null" : json.text); }
Json to_json(WholeNumber auto number) { return Json(number); }
Json to_json(NamedEnumeration auto value) { return Json(json_names(value)[static_cast<std::size_t>(value)]); }
template <typename Value>
Json to_json(const std::vector<Value>& values);
template <typename Key, typename Value>
Json to_json(const std::map<Key, Value>& values);
template <typename First, typename Second>
Json to_json(const std::pair<First, Second>& pair);
template <typename Struct>
Json to_json(const Struct& value) requires requires(MemberWriter& of) {
  json_members(of, value);
};

// Each function returns whether the JSON has the type of the value.
inline bool read_json(const JsonView& json, std::string& text) {
  text = json.text();
  return json.is_text();
}
inline bool read_json(const JsonView& json, bool& flag) {
  flag = json.is_true();
  return flag || json.json() == "false";
}
inline bool read_json(const JsonView& json, JsonText& text) {
  text.text = json.json();
  return true;
}
/// Numbers are never negative: in the JSON of this program they count or measure.
template <WholeNumber Number>
bool read_json(const JsonView& json, Number& number) {
  const auto read = json.number();
  if (!read || *read > static_cast<std::uint64_t>(std::numeric_limits<Number>::max())) return false;
  number = static_cast<Number>(*read);
  return true;
}
template <NamedEnumeration Value>
bool read_json(const JsonView& json, Value& value) {
  const std::span<const std::string_view> names = json_names(value);
  const auto found = std::find(names.begin(), names.end(), json.text());
  if (!json.is_text() || found == names.end()) return false;
  value = static_cast<Value>(found - names.begin());
  return true;
}
template <typename Value>
bool read_json(const JsonView& json, std::vector<Value>& values);
template <typename Key, typename Value>
bool read_json(const JsonView& json, std::map<Key, Value>& values);
template <typename First, typename Second>
bool read_json(const JsonView& json, std::pair<First, Second>& pair);
template <typename Struct>
bool read_json(const JsonView& json, Struct& value) requires requires(MemberReader& of) {
  json_members(of, value);
};

class MemberWriter {
 public:
  template <typename Value>
  MemberWriter& operator()(std::string_view name, const Value& value) {
    json_.set(name, to_json(value));
    return *this;
  }
  /// A missing value is not written.
  template <typename Value>
  MemberWriter& operator()(std::string_view name, const std::optional<Value>& value) {
    return value ? (*this)(name, *value) : *this;
  }
  template <typename Value>
  MemberWriter& must(std::string_view name, const Value& value) {
    return (*this)(name, value);
  }
  template <typename Value>
  MemberWriter& given(std::string_view name, const Value& value) {
    if constexpr (requires { value.empty(); }) {
      return value.empty() ? *this : (*this)(name, value);
    } else {
      return value == Value() ? *this : (*this)(name, value);
    }
  }
  Json take() && { return std::move(json_); }

 private:
  Json json_ = Json::object();
};

class MemberReader {
 public:
  explicit MemberReader(const JsonView& json) : json_(json) {}

  /// A missing member leaves the value as it is, since JSON that was stored may be older than the member.
  template <typename Value>
  MemberReader& operator()(std::string_view name, Value& value) {
    if (const auto member = json_.find(name)) well_ = read_json(*member, value) && well_;
    return *this;
  }
  template <typename Value>
  MemberReader& operator()(std::string_view name, std::optional<Value>& value) {
    return json_.find(name) ? (*this)(name, value.emplace()) : *this;
  }
  /// A required member: reading fails without it.
  template <typename Value>
  MemberReader& must(std::string_view name, Value& value) {
    well_ = well_ && json_.find(name).has_value();
    return (*this)(name, value);
  }
  /// A member that is not written if it has its default value, as most members of a large struct do.
  template <typename Value>
  MemberReader& given(std::string_view name, Value& value) {
    return (*this)(name, value);
  }
  bool well() const { return well_; }

 private:
  JsonView json_;
  bool well_ = true;
};

template <typename Value>
Json to_json(const std::vector<Value>& values) {
  Json list = Json::list();
  for (const Value& value : values) list.add(to_json(value));
  return list;
}

/// `[["a",1],["b",2]]`
template <typename Key, typename Value>
Json to_json(const std::map<Key, Value>& values) {
  return to_json(std::vector<std::pair<Key, Value>>(values.begin(), values.end()));
}

template <typename First, typename Second>
Json to_json(const std::pair<First, Second>& pair) {
  Json list = Json::list();
  list.add(to_json(pair.first)).add(to_json(pair.second));
  return list;
}

template <typename Struct>
Json to_json(const Struct& value) requires requires(MemberWriter& of) {
  json_members(of, value);
}
{
  MemberWriter writer;
  json_members(writer, value);
  return std::move(writer).take();
}

template <typename Value>
bool read_json(const JsonView& json, std::vector<Value>& values) {
  values.clear();
  for (std::size_t i = 0; json.is_list() && i < json.size(); ++i) {
    if (!read_json(json.at(i), values.emplace_back())) return false;
  }
  return json.is_list();
}

template <typename Key, typename Value>
bool read_json(const JsonView& json, std::map<Key, Value>& values) {
  std::vector<std::pair<Key, Value>> pairs;
  if (!read_json(json, pairs)) return false;
  values = {pairs.begin(), pairs.end()};
  return true;
}

template <typename First, typename Second>
bool read_json(const JsonView& json, std::pair<First, Second>& pair) {
  return json.is_list() && json.size() == 2 && read_json(json.at(0), pair.first) && read_json(json.at(1), pair.second);
}

template <typename Struct>
bool read_json(const JsonView& json, Struct& value) requires requires(MemberReader& of) {
  json_members(of, value);
}
{
  if (!json.is_object()) return false;
  MemberReader reader(json);
  json_members(reader, value);
  return reader.well();
}

/// Returns nullopt if a member has another type than that of the struct, or if a required one (`must`) is missing.
template <typename Value>
std::optional<Value> from_json(const JsonView& json) {
  Value value;
  if (!read_json(json, value)) return std::nullopt;
  return value;
}
/// Parses the text first; returns nullopt also if it is not JSON.
template <typename Value>
std::optional<Value> from_json(std::string_view text) {
  const std::optional<Json> json = parse_json(text);
  return json ? from_json<Value>(json->view()) : std::nullopt;
}

}  // namespace gongwen::base
