#include "diagnostics/text.h"

#include "base/utf8.h"

namespace gongwen::diagnostics {
namespace {

/// Selects from `record|records` by a number: the first word for one, otherwise the second.
std::string_view counted_word(std::string_view words, std::string_view number) {
  const std::size_t bar = words.find('|');
  return number == "1" ? words.substr(0, bar) : words.substr(bar + 1);
}

}  // namespace

std::string fill_text(std::string_view pattern, std::span<const std::string> arguments) {
  std::string out;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const std::string_view rest = pattern.substr(at);
    const std::size_t end = rest.find('}');
    if (rest.starts_with("{{")) {
      out.push_back('{');
      ++at;
    } else if (rest.size() > 2 && rest[0] == '{' && base::is_ascii_digit(rest[1]) && end != std::string_view::npos) {
      const std::string& argument = arguments[static_cast<std::size_t>(rest[1] - '0')];
      out += end == 2 ? std::string_view(argument) : counted_word(rest.substr(3, end - 3), argument);
      at += end;
    } else {
      out.push_back(rest[0]);
    }
  }
  return out;
}

}  // namespace gongwen::diagnostics
