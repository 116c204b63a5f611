// The types of values that filters and tests accept, for guessing schemas from templates (used_data.h).
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
  Asked,  // accepts missing values, to ask whether there is one
};

enum class OutputType : std::uint8_t {
  New,     // a value independent of the input's type, such as a text
  Number,  // likewise, but a number
  Same,    // the input, or a list of its items
  Item,    // an item of the input
};

struct FilterTypes {
  InputType input = InputType::Anything;
  OutputType output = OutputType::New;
  std::string_view sample = {};  // a text that is accepted if 【name】 is not
};

/// nullopt for a filter or test that is not in the tables.
std::optional<FilterTypes> types_of_filter(std::string_view name);
std::optional<FilterTypes> types_of_test(std::string_view name);

}  // namespace gongwen::templating
