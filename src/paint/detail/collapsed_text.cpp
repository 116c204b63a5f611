#include "paint/detail/collapsed_text.h"

#include "base/ascii.h"

namespace gongwen::paint {

std::string collapsed_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (!base::is_ascii_space(c)) {
      out.push_back(c);
    } else if (!out.empty() && out.back() != ' ') {
      out.push_back(' ');
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

}  // namespace gongwen::paint
