// Makes a template of the XML of a Word file with tags, so that its expansion gives the author's own file: parts
// without tags stay as they are, byte for byte. template_page.h makes a page of the same file: both templates have the
// same tags in the same order, and their messages have the same places.
//   auto package = adopt::package_template(*document, zip, sink);
//   … compile package->text, and expand it into a PackageExpansion: see package_expansion.h
#pragma once

#include "adopt/detail/unique_ids.h"
#include "diagnostics/diagnostic.h"
#include "package/zip_archive.h"
#include "resources/read_file.h"
#include "word/document.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gongwen::adopt {

/// A part that the expansion rewrites.
struct TemplatePart {
  std::string name;
  std::string prefix;  // of the names of its elements, with colon
  /// The XML around the expanded text. Only parts with notes have it, since notes are written where the text refers to
  /// them: the start of the part with the notes that are kept, and its end. Empty for all other parts.
  std::string head;
  std::string foot;
  bool collects_notes = false;
  bool is_kept = false;        // it has no tags, and is written only for the heads and notes that belong to it
  std::int64_t last_note = 0;  // the highest number of the notes in `head`
};

struct PackageTemplate {
  /// All parts as one Jinja template: the main part, with the others where the page has them. The commands of
  /// PackageExpansion are between STX and ETX (U+0002, U+0003), which XML cannot contain.
  std::string text;
  std::vector<resources::CellAt> places;  // as in AdoptedPage
  std::vector<TemplatePart> parts;
  /// Parts and entries that are not taken over: macros, embedded files, signatures, which would no longer hold.
  std::vector<std::string> dropped;
  /// Other parts that change because of that, with their new content.
  std::vector<std::pair<std::string, std::string>> replaced;
  UsedIds used_ids;          // of the parts that stay
  bool shows_pages = false;  // it has references to pages
};

/// Returns nullopt, after a report, if a part cannot be read. The document is that of the archive. Reports:
/// adopt/unreadable. Errors in tags are those of adopt_page.
std::optional<PackageTemplate> package_template(const word::Document& document, package::ZipArchive& zip,
                                                const std::string& name, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::adopt
