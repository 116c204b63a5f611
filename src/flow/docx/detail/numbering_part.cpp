#include "flow/docx/detail/numbering_part.h"

#include "base/escapes.h"
#include "base/format.h"
#include "flow/docx/detail/fixed_parts.h"
#include "flow/docx/detail/look_writer.h"

#include <algorithm>
#include <vector>

namespace gongwen::docx {

using base::XmlWriter;
using flow::List;
using flow::NumberFormat;

namespace {

std::string_view format_name(NumberFormat format) {
  switch (format) {
    case NumberFormat::Bullet: return "bullet";
    case NumberFormat::Decimal: return "decimal";
    case NumberFormat::LowerLetter: return "lowerLetter";
    case NumberFormat::UpperLetter: return "upperLetter";
    case NumberFormat::LowerRoman: return "lowerRoman";
    case NumberFormat::UpperRoman: return "upperRoman";
    case NumberFormat::Chinese: return "chineseCountingThousand";
    case NumberFormat::Circled: return "decimalEnclosedCircle";
  }
  return {};
}

/// Whether two lists differ in nothing but their first number.
bool is_same_definition(const List& a, const List& b) {
  return a.format == b.format && a.before == b.before && a.after == b.after && a.level == b.level && a.left == b.left &&
         a.hang == b.hang && a.look == b.look;
}

void write_definition(XmlWriter& xml, std::string& out, const flow::Document& document, const List& list,
                      std::size_t number) {
  xml.open("w:abstractNum").attribute("w:abstractNumId", std::to_string(number));
  write_value(xml, "w:multiLevelType", "hybridMultilevel");
  xml.open("w:lvl").attribute("w:ilvl", std::to_string(list.level));
  write_number(xml, "w:start", 1);
  write_value(xml, "w:numFmt", format_name(list.format));
  const bool is_bullet = list.format == NumberFormat::Bullet;
  write_value(xml, "w:lvlText",
              is_bullet ? list.before : fmt::format("{}%{}{}", list.before, list.level + 1, list.after));
  write_value(xml, "w:lvlJc", "left");
  xml.open("w:pPr").open("w:ind").attribute("w:left", std::to_string(list.left));
  xml.attribute("w:hanging", std::to_string(list.hang)).close().close();
  xml.open("w:rPr").text({});
  // Signs of bullets are in the Chinese font, where they are as wide as on the page.
  out += run_properties(document.run_looks[list.look], nullptr, is_bullet);
  xml.close().close().close();
}

}  // namespace

std::string numbering_part(const flow::Document& document) {
  std::string out = xml_declaration();
  XmlWriter xml(out);
  xml.open("w:numbering").attribute("xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main");
  std::vector<const List*> definitions;
  std::vector<std::size_t> definition_of;
  for (const List& list : document.lists) {
    const auto known = std::find_if(definitions.begin(), definitions.end(),
                                    [&](const List* other) { return is_same_definition(*other, list); });
    definition_of.push_back(static_cast<std::size_t>(known - definitions.begin()));
    if (known != definitions.end()) continue;
    write_definition(xml, out, document, list, definitions.size());
    definitions.push_back(&list);
  }
  for (std::size_t i = 0; i < document.lists.size(); ++i) {
    const List& list = document.lists[i];
    xml.open("w:num").attribute("w:numId", std::to_string(i + 1));
    write_number(xml, "w:abstractNumId", static_cast<long>(definition_of[i]));
    if (list.format != NumberFormat::Bullet) {
      xml.open("w:lvlOverride").attribute("w:ilvl", std::to_string(list.level));
      write_number(xml, "w:startOverride", list.start);
      xml.close();
    }
    xml.close();
  }
  xml.close();
  return out;
}

std::string number_properties(const flow::Document& document, std::size_t list) {
  return fmt::format("<w:numPr><w:ilvl w:val=\"{}\"/><w:numId w:val=\"{}\"/></w:numPr>", document.lists[list].level,
                     list + 1);
}

}  // namespace gongwen::docx
