// The types of values that filters and tests take, for guesses from templates (used_data.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace gongwen::templating {

enum class InputType : std::uint8_t {
  Anything,
  Text,
  Number,
  WholeNumber,
  Date,
  List,
  TextOrList,  // `length`, `reverse`
  Map,
  YesNo,
  Asked,  // whether there is a value at all
};

enum class OutputType : std::uint8_t {
  New,     // a value that has nothing of the input, such as a text
  Number,  // the same, a number
  Same,    // the input, or a list of its items
  Item,    // an item of the input
};

struct FilterTypes {
  InputType input = InputType::Anything;
  OutputType output = OutputType::New;
  std::string_view sample = {};  // a text that is accepted where 【name】 is not
};

/// nullopt: a filter or test that the tables do not have.
std::optional<FilterTypes> types_of_filter(std::string_view name);
std::optional<FilterTypes> types_of_test(std::string_view name);

}  // namespace gongwen::templating
