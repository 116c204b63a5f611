// Any XML as the body of a Word file that is a template: it becomes a page, and the expansion of the package, with a
// value in the place of each tag, is a Word file again or is said to be damaged.
#include "adopt/package_expansion.h"
#include "adopt/package_template.h"
#include "adopt/template_page.h"
#include "adopt/word_draft.h"
#include "diagnostics/diagnostic.h"
#include "intake/hand_made.h"
#include "package/zip_archive.h"
#include "word/read_document.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace gongwen;

std::string package_of(std::string_view body) {
  constexpr std::string_view kRelationships =
      "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
      "<Relationship Id=\"a\" Type=\"http://x/officeDocument\" Target=\"d.xml\"/></Relationships>";
  return hand_made::zip({{"[Content_Types].xml", "<Types/>"},
                         {"_rels/.rels", std::string(kRelationships)},
                         {"d.xml", std::string(body)}});
}

/// Passes tags over, and a value in the place of each that prints one.
void expand(std::string_view text, adopt::PackageExpansion& expansion) {
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    expansion.literal(text.substr(0, open));
    if (open == std::string_view::npos) return;
    text.remove_prefix(open);
    const bool is_tag = text.size() > 1 && (text[1] == '{' || text[1] == '%' || text[1] == '#');
    const std::size_t end = is_tag ? text.find('}', 2) : std::string_view::npos;
    if (end == std::string_view::npos) {
      expansion.literal(text.substr(0, 1));
      text.remove_prefix(1);
      continue;
    }
    if (text[1] == '{') expansion.value("<w:p>&\n{{ a }}\t\x01");
    text.remove_prefix(std::min(text.size(), end + (text[1] == '{' ? 2 : 1)));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string package = package_of({reinterpret_cast<const char*>(bytes), size});
  (void)adopt::parse_draft(adopt::write_draft(adopt::draft_of(package)));
  auto zip = package::ZipArchive::open(package, {});
  if (!zip) return 0;
  const auto document = word::read_document(*zip, {});
  if (!document) return 0;
  diagnostics::DiagnosticSink sink;
  (void)adopt::adopt_page(*document, {{}, "d.docx/", "t"}, sink);
  const auto made = adopt::package_template(*document, *zip, "d.docx", sink);
  if (!made) return 0;
  adopt::PackageExpansion expansion(*made);
  expand(made->text, expansion);
  const auto file = expansion.file(*zip, [](std::string_view) { return std::nullopt; });
  if (!file && expansion.damaged_part().empty()) std::abort();
  if (!file) return 0;
  auto again = package::ZipArchive::open(*file, {});
  if (!again || !word::read_document(*again, {})) std::abort();
  return 0;
}
