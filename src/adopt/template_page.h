// Makes the page of a bundle from a Word file: a template of HTML with the tags that the author typed in Word, one line
// for each paragraph, and its style sheet. All further steps are the same as for a page written by hand.
//   const auto page = adopt::adopt_page(*document, {"document.docx", source, "关于…的通知"}, sink);
#pragma once

#include "diagnostics/diagnostic.h"
#include "resources/read_file.h"
#include "word/document.h"

#include <string>
#include <utility>
#include <vector>

namespace gongwen::adopt {

struct PageRequest {
  /// The source that receives the template's text, for messages.
  diagnostics::SourceId source;
  /// Prefix of the names of pictures: `document.docx/` gives `document.docx/word/media/image1.png`.
  std::string picture_prefix;
  /// The title of the document (HTML `title`) if the Word file has none.
  std::string title;
  /// The start of the template if tags call macros of forms: it imports them; without line feeds.
  std::string field_macros = {};
};

struct AdoptedPage {
  bool is_usable = false;   // no error was reported; the places hold in any case
  bool has_fields = false;  // it starts with PageRequest::field_macros
  std::string html;
  std::string css;
  /// The places in `html` where the text of each paragraph starts: `¶14`, including those in tables, counted as word
  /// processors count lines of text; with the character if a run starts there, `¶14:5`. Stories other than the body
  /// have their name before it, `header1 ¶2`.
  std::vector<resources::CellAt> places;
  /// Parts of the package that the page shows, with the names by which it refers to them.
  std::vector<std::pair<std::string, std::string>> pictures;
};

/// The page shows what Word shows: recorded changes count as accepted, hidden and deleted text is left out. Objects
/// that the page cannot have (charts, embedded files, pictures in formats of Windows) are reported with their
/// paragraph. Reports: adopt/*.
AdoptedPage adopt_page(const word::Document& document, const PageRequest& request, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::adopt
