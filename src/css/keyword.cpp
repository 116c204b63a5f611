#include "base/ascii.h"
#include "css/token.h"

#include <unordered_map>

namespace gongwen::css {
namespace {

constexpr std::string_view kKeywords[] = {
#define GONGWEN_KEYWORD(name, text) text,
#include "css/keywords.def"
#undef GONGWEN_KEYWORD
};

}  // namespace

std::string_view keyword_text(Keyword keyword) { return kKeywords[static_cast<std::size_t>(keyword)]; }

std::optional<Keyword> find_keyword(std::string_view text) {
  static const auto* const by_text = [] {
    auto* map = new std::unordered_map<std::string_view, Keyword>;
    for (std::size_t i = 0; i < std::size(kKeywords); ++i) map->emplace(kKeywords[i], static_cast<Keyword>(i));
    return map;
  }();
  auto found = by_text->find(text);
  if (found == by_text->end()) found = by_text->find(base::ascii_lowercase(text));
  if (found == by_text->end()) return std::nullopt;
  return found->second;
}

}  // namespace gongwen::css
