// The names of styles that a page asks for (`-gw-office-style`): which ones stand for built-in styles, and which ones
// cannot be.
#pragma once

#include "flow/document.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace gongwen::flow {

/// Roles of paragraphs whose style the page names itself: `named 附件说明`.
inline constexpr std::string_view kNamedRole = "named ";

enum class NameFault : std::uint8_t {
  None,
  Text,   // signs that part names, or too many characters
  Taken,  // a built-in style of another kind, or one that word processors fill themselves
};

NameFault find_name_fault(std::string_view name, StyleKind kind);

/// The level of `heading 2`, `标题 2` or `标题2`; 0 for other names.
std::uint8_t heading_level(std::string_view name);

/// The role of the paragraphs that the page gives a style's name: that of a built-in style, or one of the name's own.
std::string role_of_name(std::string_view name);

/// The name in files of a built-in character style by the name that word processors show; empty for other names.
std::string_view built_in_character_style(std::string_view name);

}  // namespace gongwen::flow
