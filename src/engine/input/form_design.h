// For those who design forms: made-up data for pictures and checks, and names of new fields.
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

/// Whether a kind can have the name: `second-visit`. Another kind may have it.
bool is_name_of_kind(std::string_view name);

/// The name of a new field, which is its pointer without `/`: `mobile_number` for `Mobile number`, as in forms that are
/// made of lists of fields; `field` for a title without Latin letters. Other fields may have it.
std::string name_of_new_field(std::string_view english_title);

}  // namespace gongwen::engine
