// OptionReader: reads the JSON options of one call, member by member. `finish` reports members that were not read as
// unknown.
//   OptionReader options("gw_render", text, size);
//   render.strict = options.flag("strict");
//   if (!options.finish()) return refused(options.report());
#pragma once

#include "data/document.h"
#include "engine/core/run.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::capi {

class OptionReader {
 public:
  /// `text` is null or JSON of `size` bytes; with GW_TO_ZERO up to a zero byte. Reports: data/json-* and capi/*.
  OptionReader(std::string_view function, const char* text, std::size_t size);

  // Each reader returns its default for an absent member, and for a wrong one, which it reports.

  bool flag(std::string_view name, bool otherwise = false);
  std::string text(std::string_view name);
  double number(std::string_view name, double otherwise, double min, double max);
  std::uint64_t count(std::string_view name, std::uint64_t otherwise, std::uint64_t max);
  /// A list of numbers from 0 to `max`; empty if the member is absent.
  std::vector<double> numbers(std::string_view name, double max);
  /// One text, or a list of texts.
  std::vector<std::string> texts(std::string_view name);
  /// One of the choices; empty if the member is absent.
  std::string choice(std::string_view name, std::span<const std::string_view> choices);
  std::vector<std::string> choices(std::string_view name, std::span<const std::string_view> choices);
  /// The members of an object, whose values are texts.
  std::vector<std::pair<std::string, std::string>> pairs(std::string_view name);
  /// The members of an object; values that are not texts are returned as JSON.
  std::vector<std::pair<std::string, std::string>> values(std::string_view name);
  /// The members of an object, whose values are whole numbers. `max` returns the largest value for a name, or nullopt
  /// for an unknown one.
  template <typename Max>
  std::vector<std::pair<std::string, std::uint64_t>> counts(std::string_view name, const Max& max);

  /// Reports that a member has a value that other options exclude.
  void refuse(std::string_view name, std::string_view value, std::string_view supported);
  /// Returns whether an argument is not null; reports it otherwise.
  bool require(const void* argument, std::string_view name);
  bool is_given(std::string_view name);

  /// Call last. Returns whether the options had no errors. Reports: capi/unknown-option.
  bool finish();
  Report report() { return std::move(run_).report(); }

 private:
  std::optional<data::Value> take(std::string_view name);
  std::optional<data::Value> take(std::string_view name, data::ValueType type);
  bool check_type(const data::Value& value, data::ValueType type);
  bool check_choice(const data::Value& value, std::span<const std::string_view> choices);
  std::optional<std::uint64_t> count_of(const data::Value& value, std::uint64_t max);
  void report_unknown(const data::Value& value, std::span<const std::string_view> known);

  std::string function_;
  engine::Run run_;
  std::shared_ptr<const data::Document> document_;  // null if the options cannot be read
  std::set<std::string, std::less<>> asked_;
};

template <typename Max>
std::vector<std::pair<std::string, std::uint64_t>> OptionReader::counts(std::string_view name, const Max& max) {
  std::vector<std::pair<std::string, std::uint64_t>> found;
  const auto object = take(name, data::ValueType::Object);
  for (std::size_t i = 0; object && i < object->size(); ++i) {
    const std::string key(object->key_at(i));
    const std::optional<std::uint64_t> largest = max.of(key);
    if (!largest) {
      report_unknown(object->at(i), max.names());
    } else if (const auto number = count_of(object->at(i), *largest)) {
      found.emplace_back(key, *number);
    }
  }
  return found;
}

}  // namespace gongwen::capi
