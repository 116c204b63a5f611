#include "base/language_tag.h"

#include "base/utf8.h"

#include <algorithm>
#include <cstddef>

namespace gongwen::base {

bool is_language_tag(std::string_view tag) {
  constexpr std::size_t kMaxInGroup = 8;
  bool first = true;
  while (true) {
    const std::string_view group = tag.substr(0, tag.find('-'));
    const bool fits = !group.empty() && group.size() <= kMaxInGroup &&
                      std::all_of(group.begin(), group.end(),
                                  [&](char c) { return is_ascii_alpha(c) || (!first && is_ascii_digit(c)); });
    if (!fits) return false;
    if (group.size() == tag.size()) return true;
    tag.remove_prefix(group.size() + 1);
    first = false;
  }
}

}  // namespace gongwen::base
