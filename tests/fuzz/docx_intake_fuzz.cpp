// Any bytes as a returned Word form. The first byte chooses: a whole archive, or the XML of a part in a sound archive
// (the body, the styles, the numbering, the notes), since mutations of compressed bytes hardly ever get that far.
#include "intake/hand_made.h"
#include "intake/read_docx.h"
#include "intake/wire.h"
#include "intake/word_labels.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace gongwen::intake;

std::string relationship(std::string_view type, std::string_view target) {
  return "<Relationship Id=\"" + std::string(type) + "\" Type=\"http://x/" + std::string(type) + "\" Target=\"" +
         std::string(target) + "\"/>";
}

std::string package_of(char part, const std::string& xml) {
  constexpr std::string_view kBody =
      "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:pPr>"
      "<w:pStyle w:val=\"A\"/><w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>a</w:t>"
      "<w:footnoteReference w:id=\"1\"/></w:r></w:p></w:body></w:document>";
  const std::string_view names =
      "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
  const std::string root(names);
  hand_made::Entries entries = {
      {"[Content_Types].xml", "<Types/>"},
      {"_rels/.rels", root + relationship("officeDocument", "d.xml") + relationship("custom-properties", "p.xml") +
                          "</Relationships>"},
      {"_rels/d.xml.rels", root + relationship("styles", "s.xml") + relationship("numbering", "n.xml") +
                               relationship("footnotes", "f.xml") + relationship("customXml", "m.xml") +
                               relationship("settings", "t.xml") + "</Relationships>"},
      {"d.xml", part == 'd' ? xml : std::string(kBody)}};
  for (const char name : std::string_view("snfmtp")) {
    if (name == part) entries.emplace_back(std::string(1, name) + ".xml", xml);
  }
  return hand_made::zip(entries);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string rest(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  const char part = static_cast<char>(bytes[0]);
  const bool is_part = std::string_view("dsnfmtp").find(part) != std::string_view::npos;
  const std::string package = is_part ? package_of(part, rest) : rest;
  ReturnedFile file = read_docx(package, UnnamedCells::Collect, {});
  const auto back = parse_returned_file(write_returned_file(file));
  if (!back || back->fields != file.fields || back->notices != file.notices ||
      back->foreign_fields != file.foreign_fields)
    std::abort();
  read_by_labels({{"/a", "a"}, {"/l/0/b", "b"}, {"/l/0/c", "c"}}, {}, {*read_line_pattern("in {/a} of {}")}, file);
  return 0;
}
