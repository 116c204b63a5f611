#include "base/utf8.h"
#include "templating/detail/text/python_text.h"

#include <cstring>
#include <vector>

namespace gongwen::templating {

std::size_t find_text(std::string_view text, std::string_view wanted, std::size_t from) {
  if (from > text.size()) return std::string_view::npos;
  if (wanted.empty()) return from;
  if (wanted.size() > text.size() - from) return std::string_view::npos;
  // memmem is linear (two-way search); std::string_view::find is not.
  const void* found = memmem(text.data() + from, text.size() - from, wanted.data(), wanted.size());
  if (found == nullptr) return std::string_view::npos;
  return static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

std::size_t find_last_text(std::string_view text, std::string_view wanted) {
  if (wanted.empty()) return text.size();
  if (wanted.size() > text.size()) return std::string_view::npos;
  // Knuth, Morris and Pratt's search, from the back.
  const auto from_back = [](std::string_view view, std::size_t index) {
    return view[view.size() - 1 - index];
  };
  std::vector<std::size_t> border(wanted.size(), 0);
  for (std::size_t i = 1, matched = 0; i < wanted.size(); ++i) {
    while (matched > 0 && from_back(wanted, i) != from_back(wanted, matched)) matched = border[matched - 1];
    matched += from_back(wanted, i) == from_back(wanted, matched);
    border[i] = matched;
  }
  for (std::size_t i = 0, matched = 0; i < text.size(); ++i) {
    while (matched > 0 && from_back(text, i) != from_back(wanted, matched)) matched = border[matched - 1];
    matched += from_back(text, i) == from_back(wanted, matched);
    if (matched == wanted.size()) return text.size() - 1 - i;
  }
  return std::string_view::npos;
}

std::size_t count_text(std::string_view text, std::string_view wanted) {
  if (wanted.empty()) return base::count_code_points(text) + 1;
  std::size_t count = 0;
  for (std::size_t at = find_text(text, wanted); at != std::string_view::npos;
       at = find_text(text, wanted, at + wanted.size())) {
    ++count;
  }
  return count;
}

}  // namespace gongwen::templating
