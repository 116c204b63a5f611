// The names of styles that a page requests (`-gw-office-style`): which of them mean built-in styles, and which are
// impossible.
#pragma once

#include "flow/document.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace gongwen::flow {

/// The start of roles of paragraphs whose style the page names itself: `named 附件说明`.
inline constexpr std::string_view kNamedRole = "named ";

enum class NameFault : std::uint8_t {
  None,
  Text,   // signs that separate names, or too many characters
  Taken,  // a built-in style of another kind, or one that word processors fill themselves
};

NameFault find_name_fault(std::string_view name, StyleKind kind);

/// The level of `heading 2`, `标题 2` or `标题2`; 0 for other names.
std::uint8_t heading_level(std::string_view name);

/// The role of paragraphs to which the page gives this style name: that of a built-in style, or a separate one for the
/// name.
std::string role_of_name(std::string_view name);

/// The name that files use for a built-in character style, by the name that word processors show; empty for other
/// names.
std::string_view built_in_character_style(std::string_view name);

}  // namespace gongwen::flow
