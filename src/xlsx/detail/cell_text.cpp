#include "sheet/limits.h"
#include "xlsx/detail/cell_writer.h"

namespace gongwen::xlsx {

const char* CellText::encode(std::string_view text) {
  buffer_.clear();
  for (std::size_t escape = text.find("_x"); escape != std::string_view::npos; escape = text.find("_x")) {
    buffer_ += text.substr(0, escape);
    if (sheet::begins_with_cell_escape(text.substr(escape))) buffer_ += "_x005F";
    buffer_ += '_';
    text.remove_prefix(escape + 1);
  }
  buffer_ += text;
  return buffer_.c_str();
}

}  // namespace gongwen::xlsx
