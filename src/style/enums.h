// The enumerated computed values, and how they are read from keywords.
#pragma once

#include "css/token.h"

#include <cstdint>
#include <optional>

namespace gongwen::style {

#define GONGWEN_STYLE_ENUM(name, ...) enum class name : std::uint8_t { __VA_ARGS__ };
#include "style/enums.def"
#undef GONGWEN_STYLE_ENUM

/// Whether runs of blanks stay as they are (css-text-4 section 3.2).
constexpr bool preserves_blanks(WhiteSpaceCollapse value) {
  return value != WhiteSpaceCollapse::Collapse && value != WhiteSpaceCollapse::PreserveBreaks;
}

/// The value that a keyword names; the keyword must be one that the property's grammar knows.
template <typename Enum>
Enum from_keyword(css::Keyword keyword);

}  // namespace gongwen::style
