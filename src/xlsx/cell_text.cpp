#include "xlsx/cell_text.h"

#include "base/ascii.h"

#include <algorithm>

namespace gongwen::xlsx {
namespace {

/// `_xHHHH_`
bool begins_with_escape(std::string_view text) {
  return text.size() >= 7 && text[0] == '_' && text[1] == 'x' && text[6] == '_' &&
         std::all_of(text.begin() + 2, text.begin() + 6, base::is_ascii_hex_digit);
}

}  // namespace

const char* CellText::encode(std::string_view text) {
  buffer_.clear();
  for (std::size_t escape = text.find("_x"); escape != std::string_view::npos; escape = text.find("_x")) {
    buffer_ += text.substr(0, escape);
    if (begins_with_escape(text.substr(escape))) buffer_ += "_x005F";
    buffer_ += '_';
    text.remove_prefix(escape + 1);
  }
  buffer_ += text;
  return buffer_.c_str();
}

}  // namespace gongwen::xlsx
