// Putting texts together, for dumps.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace gongwen::templating {

inline std::string join(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) text.append(part);
  return text;
}

/// The text with `\n` for line ends.
inline std::string on_one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out.append("\\n");
    } else {
      out.push_back(c);
    }
  }
  return out;
}

}  // namespace gongwen::templating
