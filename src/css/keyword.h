// Keyword: the closed set of identifiers that the grammars of the properties know.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace gongwen::css {

enum class Keyword : std::uint16_t {
#define GONGWEN_KEYWORD(name, text) name,
#include "css/keywords.def"
#undef GONGWEN_KEYWORD
};

std::string_view keyword_text(Keyword keyword);
/// Without regard to ASCII case.
std::optional<Keyword> find_keyword(std::string_view text);

}  // namespace gongwen::css
