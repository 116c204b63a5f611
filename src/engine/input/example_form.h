// Made-up data of a form that is being designed, for its pictures and its checks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::engine {

enum class ExampleSize : std::uint8_t {
  Minimal,  // what has to be filled in
  Typical,
  Longest  // as much as fits into each field, as far as that is reasonable
};

/// JSON of data as it would be filled into a form.json; nullopt if the form is faulty. The same form gives the same
/// data. It fits the fields, but need not obey the rules of the form.
std::optional<std::string> example_of_form(std::string_view kind, std::string_view form, ExampleSize size);

}  // namespace gongwen::engine
