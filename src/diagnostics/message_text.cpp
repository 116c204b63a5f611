#include "diagnostics/message_text.h"

#include "base/ascii.h"

namespace gongwen::diagnostics {
namespace {

/// The index in `{n}` at `offset`, which stands on the brace; -1 for anything else. Ten arguments are enough for all.
int argument_index(std::string_view pattern, std::size_t offset) {
  if (pattern[offset] != '{' || offset + 2 >= pattern.size()) return -1;
  if (!base::is_ascii_digit(pattern[offset + 1]) || pattern[offset + 2] != '}') return -1;
  return pattern[offset + 1] - '0';
}

}  // namespace

std::string fill_pattern(std::string_view pattern, std::span<const std::string> arguments) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const int index = argument_index(pattern, i);
    if (index >= 0) {
      if (static_cast<std::size_t>(index) < arguments.size()) out += arguments[static_cast<std::size_t>(index)];
      i += 2;
    } else {
      if (pattern.substr(i, 2) == "{{") ++i;
      out.push_back(pattern[i]);
    }
  }
  return out;
}

bool has_all_arguments(std::string_view pattern, std::span<const std::string> arguments) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const int index = argument_index(pattern, i);
    if (index < 0) continue;
    if (static_cast<std::size_t>(index) >= arguments.size()) return false;
    if (arguments[static_cast<std::size_t>(index)].empty()) return false;
  }
  return true;
}

}  // namespace gongwen::diagnostics
