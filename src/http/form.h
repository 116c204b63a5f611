// Values of forms and of the part of an address after `?`: application/x-www-form-urlencoded.
#pragma once

#include "base/expected.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::http {

struct FormField {
  std::string name;
  std::string value;
  friend bool operator==(const FormField&, const FormField&) = default;
};

enum class FormError : std::uint8_t {
  IllFormed,  // a `%` without two hexadecimal digits, or a byte that is never sent as it is
  NotUtf8,
  Control,  // U+0000
  TooMany,
  NameTooLong,
};

struct FormLimits {
  std::size_t fields = 2000;
  std::size_t name_bytes = 1000;
};

/// In order. An empty text has no fields.
base::Expected<std::vector<FormField>, FormError> parse_form(std::string_view text, const FormLimits& limits = {});
std::string write_form(std::span<const FormField> fields);

/// The value of the first field of that name.
const std::string* find_field(std::span<const FormField> fields, std::string_view name);

}  // namespace gongwen::http
