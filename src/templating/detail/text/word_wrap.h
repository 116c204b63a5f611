// Breaking a text into lines of a given width, as Python's textwrap does.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::templating {

struct WrapOptions {
  std::int64_t width = 79;       // characters, at least 1
  bool break_long_words = true;  // a word that is longer than a line is cut
  bool break_on_hyphens = true;  // a compound word may be parted after its hyphen
};

/// The lines, without white space at their ends; none for a text of white space alone.
std::vector<std::string> wrap_words(std::string_view text, const WrapOptions& options);

}  // namespace gongwen::templating
