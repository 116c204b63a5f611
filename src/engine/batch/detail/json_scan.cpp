#include "engine/batch/detail/record_source.h"

namespace gongwen::engine {

std::optional<std::size_t> JsonScan::find_end(std::string_view text) {
  for (; at_ < text.size(); ++at_) {
    const char c = text[at_];
    if (in_string_) {
      if (c == '\\') {
        if (at_ + 1 == text.size()) return std::nullopt;  // the escaped character is still to come
        ++at_;
      } else if (c == '"') {
        in_string_ = false;
      }
      continue;
    }
    switch (c) {
      case '"': in_string_ = true; break;
      case '{':
      case '[':
        ++depth_;
        had_container_ = true;
        break;
      case '}':
      case ']':
        if (depth_ == 0) return at_;
        --depth_;
        break;
      case ',':
        if (depth_ == 0) return at_;
        break;
      default: break;
    }
  }
  return std::nullopt;
}

}  // namespace gongwen::engine
