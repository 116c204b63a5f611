#include "adopt/book/detail/blocks.h"

#include <algorithm>
#include <array>

namespace gongwen::book {

std::string_view keyword_of(const adopt::Tag& tag) {
  const std::string_view text = tag.text;
  const std::size_t begin = text.find_first_not_of(" -+", 2);
  if (tag.type != adopt::TagType::Statement || begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_first_of(" -+%(", begin) - begin);
}

bool begins_block(const adopt::Tag& tag) {
  constexpr auto kBlocks =
      std::to_array<std::string_view>({"for", "if", "macro", "call", "filter", "with", "block", "raw", "autoescape"});
  const std::string_view word = keyword_of(tag);
  // `{% set x = 1 %}` has no end.
  if (word == "set") return tag.text.find('=') == std::string::npos;
  return std::find(kBlocks.begin(), kBlocks.end(), word) != kBlocks.end();
}

bool holds_rows(const adopt::Tag& tag) {
  constexpr auto kHolders = std::to_array<std::string_view>({"for", "if", "with", "raw", "autoescape"});
  const std::string_view word = keyword_of(tag);
  // `{% for x in list recursive %}`; in `for x in recursive` the word is a name.
  std::string_view words = tag.text;
  words = words.substr(0, words.find_last_not_of(" -+%}") + 1);
  const bool is_name = words.ends_with(" in recursive") || words.ends_with(" if recursive");
  if (word == "for" && words.ends_with(" recursive") && !is_name) return false;
  return std::find(kHolders.begin(), kHolders.end(), word) != kHolders.end();
}

}  // namespace gongwen::book
