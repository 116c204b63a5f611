#include "sheet/ods/detail/document_xml.h"

#include "base/format.h"

#include <vector>

namespace gongwen::ods {

using base::XmlWriter;
using sheet::CellFormat;
using sheet::Sheet;

std::string points(double value) { return fmt::format("{:.2f}pt", value); }

std::string color_text(sheet::Color color) {
  return fmt::format("#{:02x}{:02x}{:02x}", color.red, color.green, color.blue);
}

void write_font(XmlWriter& xml, const sheet::Font& font) {
  xml.open("style:text-properties");
  const std::string size = points(font.half_points / 2.0);
  for (const std::string_view script : {"", "-asian", "-complex"}) {
    const std::string suffix(script);
    const std::string prefix = script.empty() ? "fo:font" : "style:font";
    xml.attribute("style:font-name" + suffix, font.name);
    xml.attribute(prefix + "-size" + suffix, size);
    if (font.bold) xml.attribute(prefix + "-weight" + suffix, "bold");
    if (font.italic) xml.attribute(prefix + "-style" + suffix, "italic");
  }
  if (font.underline) {
    xml.attribute("style:text-underline-style", "solid").attribute("style:text-underline-width", "auto");
  }
  if (font.strike) xml.attribute("style:text-line-through-style", "solid");
  if (font.script == sheet::Script::Superscript) xml.attribute("style:text-position", "super 58%");
  if (font.script == sheet::Script::Subscript) xml.attribute("style:text-position", "sub 58%");
  if (font.color != css::kBlack) xml.attribute("fo:color", color_text(font.color));
  xml.close();
}

void write_line(XmlWriter& xml, std::string_view text) {
  while (!text.empty()) {
    const std::size_t plain = std::min({text.find('\t'), text.find("  "), text.starts_with(' ') ? 0 : text.size(),
                                        text.ends_with(' ') ? text.size() - 1 : text.size()});
    if (plain > 0) xml.text(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) return;
    if (text.front() == '\t') {
      xml.open("text:tab").close();
      text.remove_prefix(1);
      continue;
    }
    const std::size_t count = std::min(text.find_first_not_of(' '), text.size());
    xml.open("text:s").attribute("text:c", std::to_string(count)).close();
    text.remove_prefix(count);
  }
}

void open_document(std::string& out, XmlWriter& xml, std::string_view root) {
  out += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  xml.open(root);
  const std::string base = "urn:oasis:names:tc:opendocument:xmlns:";
  for (const std::string_view name :
       {"office", "style", "text", "table", "number", "config", "meta", "draw", "chart"}) {
    const std::string_view place = name == "number" ? "datastyle" : name == "draw" ? "drawing" : name;
    xml.attribute("xmlns:" + std::string(name), base + std::string(place) + ":1.0");
  }
  xml.attribute("xmlns:fo", base + "xsl-fo-compatible:1.0").attribute("xmlns:svg", base + "svg-compatible:1.0");
  xml.attribute("xmlns:of", base + "of:1.2").attribute("xmlns:xlink", "http://www.w3.org/1999/xlink");
  xml.attribute("xmlns:calcext", "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0");
  xml.attribute("xmlns:dc", "http://purl.org/dc/elements/1.1/").attribute("office:version", "1.3");
}

void write_fonts(XmlWriter& xml, const sheet::Workbook& workbook) {
  std::vector<std::string> names;
  const auto add = [&names](const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  for (const CellFormat& format : workbook.formats) add(format.font.name);
  for (const Sheet& sheet : workbook.sheets) {
    for (const sheet::TextRuns& runs : sheet.rich_texts) {
      for (const sheet::TextRun& run : runs) add(run.font.name);
    }
    for (const sheet::HeaderLine* line : {&sheet.print.header, &sheet.print.footer}) {
      for (const sheet::HeaderText& text : *line) add(text.font.name);
    }
  }
  xml.open("office:font-face-decls");
  for (const std::string& name : names) {
    xml.open("style:font-face").attribute("style:name", name).attribute("svg:font-family", "'" + name + "'").close();
  }
  xml.close();
}

}  // namespace gongwen::ods
