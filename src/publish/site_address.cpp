#include "base/ascii.h"
#include "gongwen/publish.h"

#include <algorithm>

namespace gongwen {
namespace {

constexpr std::string_view kForbidden = "<>\"{}|\\^`?#";

bool is_allowed(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > 0x20 && byte != 0x7F && kForbidden.find(c) == std::string_view::npos;
}

}  // namespace

bool is_site_address(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    const std::string_view begin = text.substr(0, scheme.size());
    const bool is_it = std::equal(begin.begin(), begin.end(), scheme.begin(), scheme.end(),
                                  [](char one, char other) { return base::to_ascii_lower(one) == other; });
    if (!is_it) continue;
    const std::string_view rest = text.substr(scheme.size());
    const std::string_view host = rest.substr(0, rest.find('/'));
    return !host.empty() && host.front() != ':' && std::all_of(rest.begin(), rest.end(), is_allowed);
  }
  return false;
}

}  // namespace gongwen
