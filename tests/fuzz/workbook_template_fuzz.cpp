// Any XML as the sheet of a workbook that is a template: it is refused with a message, or its expansion, with a value
// in the place of each tag, is a workbook again whose sheet is well-formed.
#include "adopt/book/detail/xml_part.h"
#include "adopt/book/workbook_expansion.h"
#include "adopt/book/workbook_template.h"
#include "diagnostics/diagnostic.h"
#include "intake/hand_made.h"
#include "package/zip_archive.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace gongwen;

std::string relationships(std::string_view first, std::string_view more = {}) {
  return "<Relationships>" + std::string(first) + std::string(more) + "</Relationships>";
}

std::string workbook_of(std::string_view sheet) {
  return hand_made::zip(
      {{"[Content_Types].xml", "<Types/>"},
       {"_rels/.rels", relationships("<Relationship Id=\"a\" Type=\"http://x/officeDocument\" Target=\"b.xml\"/>")},
       {"b.xml",
        "<workbook><sheets><sheet name=\"甲\" id=\"s\"/></sheets><definedNames><definedName name=\"n\">甲!$B$2"
        "</definedName></definedNames></workbook>"},
       {"_rels/b.xml.rels", relationships("<Relationship Id=\"s\" Type=\"http://x/worksheet\" Target=\"s.xml\"/>",
                                          "<Relationship Id=\"t\" Type=\"http://x/sharedStrings\" Target=\"t.xml\"/>")},
       {"t.xml",
        "<sst><si><t>{%tr for x in y %}</t></si><si><t>{{ x }}项</t></si><si><t>{%tr endfor %}</t></si></sst>"},
       {"s.xml", std::string(sheet)}});
}

/// Passes tags over, and a value in the place of each that prints one. Returns whether the expansion went to its end.
bool expand(std::string_view text, book::WorkbookExpansion& expansion) {
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    if (!expansion.literal(text.substr(0, open))) return false;
    if (open == std::string_view::npos) return true;
    text.remove_prefix(open);
    const bool is_tag = text.size() > 1 && (text[1] == '{' || text[1] == '%' || text[1] == '#');
    const std::size_t end = is_tag ? text.find('}', 2) : std::string_view::npos;
    if (end == std::string_view::npos) {
      if (!expansion.literal(text.substr(0, 1))) return false;
      text.remove_prefix(1);
      continue;
    }
    if (text[1] == '{' && !expansion.value("=1&<x>\n\x01", book::ValueType::Text, {})) return false;
    text.remove_prefix(std::min(text.size(), end + (text[1] == '{' ? 2 : 1)));
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  diagnostics::DiagnosticSink sink;
  const book::TemplateRequest request{"b.xlsx", {}, [](std::string_view name) {
                                        return std::string(name);
                                      }};
  const book::WorkbookTemplate made =
      book::workbook_template(workbook_of({reinterpret_cast<const char*>(bytes), size}), request, sink);
  if (!made.model) {
    if (!sink.has_errors()) std::abort();
    return 0;
  }
  book::WorkbookExpansion expansion(made.model, sink);
  if (!expand(made.text, expansion)) return 0;
  const auto file = expansion.file();
  if (!file && !sink.has_errors()) std::abort();
  if (!file) return 0;
  auto zip = package::ZipArchive::open(*file, {});
  if (!zip) std::abort();
  auto sheet = zip->read("s.xml");
  if (!sheet || !book::XmlPart::open(*std::move(sheet))) std::abort();
  return 0;
}
