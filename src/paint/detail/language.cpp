#include "paint/detail/language.h"

#include "base/ascii.h"

#include <algorithm>

namespace gongwen::paint {
namespace {

/// One to eight letters; behind the first part digits, too.
bool is_subtag(std::string_view part, bool is_first) {
  return !part.empty() && part.size() <= 8 &&
         std::all_of(part.begin(), part.end(), is_first ? base::is_ascii_alpha : base::is_ascii_alnum);
}

}  // namespace

std::string language_tag(std::string_view attribute) {
  std::string tag(base::trim_ascii_space(attribute));
  std::replace(tag.begin(), tag.end(), '_', '-');
  for (std::size_t begin = 0; begin <= tag.size();) {
    const std::size_t end = std::min(tag.find('-', begin), tag.size());
    if (!is_subtag(std::string_view(tag).substr(begin, end - begin), begin == 0)) return {};
    begin = end + 1;
  }
  return tag;
}

}  // namespace gongwen::paint
