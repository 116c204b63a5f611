// What a YAML scalar without quotes is: YAML 1.2.2 section 10.3.2, the core schema.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace gongwen::data {

struct YamlNull {};
/// A number that is no integer of 64 bits, as JSON writes it.
struct YamlDecimal {
  std::string text;
};
/// `.inf`, `.nan`
struct YamlNotANumber {};
struct YamlText {};

using YamlScalar = std::variant<YamlNull, bool, std::int64_t, YamlDecimal, YamlNotANumber, YamlText>;

YamlScalar resolve_yaml_scalar(std::string_view text);

}  // namespace gongwen::data
