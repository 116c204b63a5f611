// AttributeName: the known attributes; `Custom` stands for data-* and aria-*, whose names are kept beside it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace gongwen::dom {

enum class AttributeName : std::uint8_t {
#define GONGWEN_ATTRIBUTE(name, ...) name,
#include "dom/attributes.def"
#undef GONGWEN_ATTRIBUTE
};

/// How a value that a template writes into the attribute is treated.
enum class AttributeKind : std::uint8_t { Text, Flag, Url, StyleText };

/// The custom attribute that keeps the name of an element which is read as another; no page can write it.
constexpr std::string_view kWrittenTag = " tag";

/// Empty for `Custom`.
std::string_view attribute_text(AttributeName name);
AttributeKind kind_of(AttributeName name);
/// Matched without regard to ASCII case; `Custom` for data-* and aria-*.
std::optional<AttributeName> find_attribute_name(std::string_view name);
std::string_view nearest_attribute_name(std::string_view name);

}  // namespace gongwen::dom
