#include "intake/field_pattern.h"

#include "base/ascii.h"

#include <algorithm>

namespace gongwen::intake {

std::string field_pattern(std::string_view pointer) {
  std::string pattern;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::string_view token = pointer.substr(0, pointer.find('/'));
    const bool number = !token.empty() && std::all_of(token.begin(), token.end(), base::is_ascii_digit);
    pattern.append("/").append(number ? "*" : token);
    pointer.remove_prefix(token.size());
  }
  return pattern;
}

}  // namespace gongwen::intake
