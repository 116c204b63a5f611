#include "base/ascii.h"
#include "dom/detail/html_syntax.h"

#include <algorithm>
#include <array>

namespace gongwen::dom {

bool is_plain_style_value(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) {
    return base::is_ascii_alnum(c) || c == '.' || c == '%' || c == '#' || c == '-' || c == '+' || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
  });
}

namespace {

/// `//host/path`: an address of another machine without a scheme, which some systems open as a network share.
bool names_a_host(std::string_view url) {
  const auto is_slash = [](char c) {
    return c == '/' || c == '\\';
  };
  return url.size() > 1 && is_slash(url[0]) && is_slash(url[1]);
}

}  // namespace

bool is_allowed_url(std::string_view url) {
  static constexpr std::array<std::string_view, 5> kSchemes{"http", "https", "mailto", "tel", "data"};
  url = base::trim_ascii_space(url);
  if (std::any_of(url.begin(), url.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; })) return false;
  if (names_a_host(url)) return false;
  const std::size_t colon = url.find(':');
  if (colon == std::string_view::npos || url.find_first_of("/?#") < colon) return true;
  const std::string_view scheme = url.substr(0, colon);
  const auto is_scheme = [&](std::string_view known) {
    return base::equals_ignoring_ascii_case(scheme, known);
  };
  if (std::none_of(kSchemes.begin(), kSchemes.end(), is_scheme)) return false;
  return !is_scheme("data") || url.substr(colon + 1).starts_with("image/");
}

bool is_language_tag(std::string_view tag) {
  constexpr std::size_t kMaxInGroup = 8;
  bool first = true;
  while (true) {
    const std::string_view group = tag.substr(0, tag.find('-'));
    const bool fits =
        !group.empty() && group.size() <= kMaxInGroup && std::all_of(group.begin(), group.end(), [&](char c) {
          return base::is_ascii_alpha(c) || (!first && base::is_ascii_digit(c));
        });
    if (!fits) return false;
    if (group.size() == tag.size()) return true;
    tag.remove_prefix(group.size() + 1);
    first = false;
  }
}

}  // namespace gongwen::dom
