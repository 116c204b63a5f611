#include "intake/detail/label_text.h"

#include "intake/normal_text.h"

namespace gongwen::intake {

std::string label_text(std::string_view text) {
  std::string out;
  for (const char c : narrow_text(text)) {
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t' && c != ':' && c != '*') out += c;
  }
  return out;
}

}  // namespace gongwen::intake
