// Patterns of paths, such as `/d/{id}/preview/{page}.svg`, and their values as arguments of the functions that tables
// of routes name.
#pragma once

#include "base/json_members.h"
#include "service/http/fields.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace gongwen::service {

/// Values of the placeholders of a path, by name.
/// In the order of the pattern; names point into it, which is a constant of the table.
using PathValues = std::vector<std::pair<std::string_view, std::string>>;

/// The values of a path that fits the pattern; otherwise nullopt. A placeholder stands for text without a slash and
/// ends where the text after it first occurs. A trailing slash belongs to an address only if the pattern has it.
std::optional<PathValues> match_path(std::string_view pattern, std::string_view path);

/// Names of the placeholders of a path: `id` and `number` of `/submissions/{id}/versions/{number}`.
std::vector<std::string_view> places_of(std::string_view path);

/// How a value of a path is read as a type; nullopt if it is none: then there is no such address.
/// One specialisation for each type that functions of routes take.
template <typename Type>
struct Place;
template <>
struct Place<std::string> {
  static std::optional<std::string> read(const std::string& text) { return text; }
};
/// Versions and pages count from 1.
template <base::WholeNumber Number>
struct Place<Number> {
  static std::optional<Number> read(const std::string& text) {
    const auto number = http::parse_whole_number(text);
    constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<Number>::max());
    return number && *number > 0 && *number <= kMax ? std::optional(static_cast<Number>(*number)) : std::nullopt;
  }
};

/// Calls `function` with the last values of a path as these types. False, without calling it, if one is not of its
/// type.
/// The last values, since a function may leave out the first ones, which something else has taken (such as `{view}`).
template <typename... Types, typename Function>
bool with_places(const PathValues& values, const Function& function) {
  [[maybe_unused]] const std::size_t first = values.size() - sizeof...(Types);
  const auto read = [&]<std::size_t... kIndex>(std::index_sequence<kIndex...>) {
    return std::tuple(Place<std::decay_t<Types>>::read(values[first + kIndex].second)...);
  }
  (std::index_sequence_for<Types...>());
  return std::apply(
      [&](const auto&... value) {
        if (!(value.has_value() && ...)) return false;
        function(*value...);
        return true;
      },
      read);
}

/// Refuses, at compile time, a row whose path has fewer placeholders than its function takes.
consteval void check_places(std::string_view path, std::size_t count) {
  if (static_cast<std::size_t>(std::count(path.begin(), path.end(), '{')) < count) throw "too few placeholders";
}

}  // namespace gongwen::service
