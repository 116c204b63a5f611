// The names that ECMA-262 allows inside `\p{…}`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::schema {

/// What stands between the braces of `\p{…}`, as PCRE2 writes it: `Letter` becomes `L`,
/// `Script=Han` becomes `sc:Han`. Nothing for a name that ECMA-262 does not know. Scripts are only
/// looked at for their form. Source: ECMA-262 tables 66 to 68 (properties), Unicode Standard Annex
/// 44 (general categories).
std::optional<std::string> translate_unicode_property(std::string_view name);

}  // namespace gongwen::schema
