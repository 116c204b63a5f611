// The properties by number and name, and their grammars.
#pragma once

#include "css/detail/grammar.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

namespace gongwen::css {

enum class PropertyId : std::uint8_t {
#define GONGWEN_PROPERTY(name, ...) name,
#include "css/properties.def"
#undef GONGWEN_PROPERTY
};

enum class ShorthandId : std::uint8_t {
#define GONGWEN_SHORTHAND(name, ...) name,
#include "css/shorthands.def"
#undef GONGWEN_SHORTHAND
};

/// How a shorthand's value is spread over its longhands; see shorthands.def.
enum class Expansion : std::uint8_t {
  Sides,
  Any,
  Pair,
  Alias,
  Border,
  Background,
  BackgroundPosition,
  BorderImage,
  Radius,
  Flex,
  Font,
  WhiteSpace,
  GridLines,
  GridTemplate,
  Grid,
  FontVariant,
  FontSynthesis,
  All
};

inline constexpr std::size_t kPropertyCount = 0
#define GONGWEN_PROPERTY(...) +1
#include "css/properties.def"
#undef GONGWEN_PROPERTY
    ;

std::string_view property_name(PropertyId id);
std::string_view property_grammar_text(PropertyId id);
bool is_inherited(PropertyId id);
Grammar property_grammar(PropertyId id);

std::string_view shorthand_name(ShorthandId id);
Expansion shorthand_expansion(ShorthandId id);
std::span<const PropertyId> shorthand_longhands(ShorthandId id);
/// Whether its longhands depend on the direction of the text (css-logical-1); they are given for lines from left to
/// right.
bool is_logical(ShorthandId id);

/// A property or shorthand by its name, without regard to case.
using AnyProperty = std::variant<PropertyId, ShorthandId>;
std::optional<AnyProperty> find_property(std::string_view name);
std::string_view nearest_property_name(std::string_view name);

}  // namespace gongwen::css
