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

/// Values of the placeholders of a path, by name, in the order of the pattern; names point into the pattern, which is a
/// constant of the table.
using PathValues = std::vector<std::pair<std::string_view, std::string>>;

/// Returns the values of a path that fits the pattern; otherwise nullopt. A placeholder stands for text without a slash
/// and ends where the text after it first occurs. A trailing slash is accepted only if the pattern has one.
std::optional<PathValues> match_path(std::string_view pattern, std::string_view path);

/// Returns the names of the placeholders of a path: `id` and `number` for `/submissions/{id}/versions/{number}`.
std::vector<std::string_view> places_of(std::string_view path);

/// Reads a value of a path as a type; nullopt if it is not of that type: then the address does not exist. There is one
/// specialisation for each type that functions of routes take.
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

/// Calls `function` with the last values of a path, converted to these types. Returns false, without calling it, if
/// one cannot be converted. A function may leave out the first values if something else has taken them (such as
/// `{view}`).
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
