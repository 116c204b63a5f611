#include "adopt/book/detail/blocks.h"

#include <algorithm>
#include <array>

namespace gongwen::book {

bool holds_rows(const adopt::Tag& tag) {
  constexpr auto kHolders = std::to_array<std::string_view>({"for", "if", "with", "raw", "autoescape"});
  const std::string_view word = tag.keyword();
  // `{% for x in list recursive %}`; in `for x in recursive` the word is a name.
  std::string_view words = tag.text;
  words = words.substr(0, words.find_last_not_of(" -+%}") + 1);
  const bool is_name = words.ends_with(" in recursive") || words.ends_with(" if recursive");
  if (word == "for" && words.ends_with(" recursive") && !is_name) return false;
  return std::find(kHolders.begin(), kHolders.end(), word) != kHolders.end();
}

}  // namespace gongwen::book
