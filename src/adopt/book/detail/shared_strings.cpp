#include "adopt/book/detail/shared_strings.h"

#include "intake/cells.h"

#include <algorithm>

namespace gongwen::book {

CellText cell_text(const XmlPart& part, const PartElement& element) {
  CellText made;
  const std::vector<PartElement>& all = part.elements();
  for (std::uint32_t at = part.index_of(element) + 1; at < element.after_children; at = all[at].after_children) {
    const PartElement& child = all[at];
    if (child.name == "t") {
      made.text += intake::decode_cell_escapes(part.text_of(child));
    } else if (child.name == "r") {
      const PartElement* const format = part.child(child, "rPr");
      made.runs.push_back(
          {made.text.size(), format == nullptr ? std::string() : std::string(part.source(format->begin, format->end))});
      if (const PartElement* const text = part.child(child, "t"))
        made.text += intake::decode_cell_escapes(part.text_of(*text));
    }
  }
  made.tags = adopt::find_tags(made.text);
  return made;
}

std::size_t find_open_tag(std::string_view text) {
  std::size_t found = std::string_view::npos;
  for (const std::string_view start : {"{{", "{%", "{#"}) found = std::min(found, text.find(start));
  return found;
}

}  // namespace gongwen::book
