#include "flow/docx/detail/comments_part.h"

#include "base/escapes.h"
#include "flow/docx/detail/fixed_parts.h"

#include <algorithm>
#include <cstddef>

namespace gongwen::docx {

std::string comments_part(const std::vector<std::string>& comments, std::string_view author) {
  std::string out = xml_declaration();
  base::XmlWriter xml(out);
  xml.open("w:comments").attribute("xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main");
  for (std::size_t i = 0; i < comments.size(); ++i) {
    xml.open("w:comment").attribute("w:id", std::to_string(i)).attribute("w:author", author);
    xml.attribute("w:initials", "");
    std::string_view rest = comments[i];
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      xml.open("w:p").open("w:r").open("w:t").text(rest.substr(0, end)).close().close().close();
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    xml.close();
  }
  xml.close();
  return out;
}

}  // namespace gongwen::docx
