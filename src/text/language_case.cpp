#include "base/ascii.h"
#include "text/detail/icu.h"
#include "text/words.h"

#include <algorithm>
#include <array>

namespace gongwen::text {
namespace {

constexpr std::array<std::string_view, 4> kLanguages{"az", "el", "lt", "tr"};

}  // namespace

std::string primary_language(std::string_view tag) { return base::ascii_lowercase(tag.substr(0, tag.find('-'))); }

bool has_case_rules(std::string_view language) {
  return std::find(kLanguages.begin(), kLanguages.end(), primary_language(language)) != kLanguages.end();
}

std::optional<std::string> change_case(std::string_view text, TargetCase target, std::string_view language) {
  if (!has_case_rules(language) || !load_icu()) return std::nullopt;
  const std::u16string given = to_utf16(text);
  // One letter becomes up to three.
  std::u16string changed(3 * given.size(), u'\0');
  UErrorCode error = U_ZERO_ERROR;
  const auto convert = target == TargetCase::Upper ? u_strToUpper : u_strToLower;
  const std::int32_t length =
      convert(changed.data(), static_cast<std::int32_t>(changed.size()), given.data(),
              static_cast<std::int32_t>(given.size()), primary_language(language).c_str(), &error);
  if (U_FAILURE(error)) return std::nullopt;
  changed.resize(static_cast<std::size_t>(length));
  return from_utf16(changed);
}

}  // namespace gongwen::text
