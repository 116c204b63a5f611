#include "style/enums.h"

#include "base/assert.h"

#include <algorithm>
#include <array>

// Converts keywords to enumerators, by the lists of enums.def.
namespace gongwen::style {
namespace {

/// The position of a keyword in an enum's list, which is the enumerator's number.
template <std::size_t Count>
std::uint8_t position_of(const std::array<css::Keyword, Count>& keywords, css::Keyword wanted) {
  const auto found = std::find(keywords.begin(), keywords.end(), wanted);
  GONGWEN_ASSERT(found != keywords.end());
  return static_cast<std::uint8_t>(found - keywords.begin());
}

/// Needs a separate namespace, since some keywords are named like types of this module.
namespace keyword_lists {
using enum css::Keyword;
#define GONGWEN_STYLE_ENUM(name, ...) constexpr std::array kKeywordsOf##name{__VA_ARGS__};
#include "style/enums.def"
#undef GONGWEN_STYLE_ENUM
}  // namespace keyword_lists

}  // namespace

#define GONGWEN_STYLE_ENUM(name, ...)                                                 \
  template <>                                                                         \
  name from_keyword<name>(css::Keyword keyword) {                                     \
    return static_cast<name>(position_of(keyword_lists::kKeywordsOf##name, keyword)); \
  }
#include "style/enums.def"
#undef GONGWEN_STYLE_ENUM

}  // namespace gongwen::style
