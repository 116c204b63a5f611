// Makes the page of a bundle from a Word file: a template of HTML with the tags that the author typed in Word, one line
// for each paragraph, and its style sheet. Everything behind it is as for a page that was written by hand.
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
  /// The source that gets the template's text, for messages.
  diagnostics::SourceId source;
  /// Prefix of the names of pictures: `document.docx/` gives `document.docx/word/media/image1.png`.
  std::string picture_prefix;
  /// The title of the document (HTML `title`) where the Word file has none.
  std::string title;
  /// The start of the template where tags call macros of forms, which imports them; without line feeds.
  std::string field_macros = {};
};

struct AdoptedPage {
  bool is_usable = false;   // no error was reported; the places hold in any case
  bool has_fields = false;  // it starts with PageRequest::field_macros
  std::string html;
  std::string css;
  /// Where in `html` the text of each paragraph starts: `¶14`, in tables, too, counted as word processors count lines
  /// of text; with the character where a run starts, `¶14:5`. Of other stories than the body with its name, `header1
  /// ¶2`.
  std::vector<resources::CellAt> places;
  /// Parts of the package that the page shows, with the names by which it refers to them.
  std::vector<std::pair<std::string, std::string>> pictures;
};

/// Shown is what Word shows: recorded changes count as accepted, hidden and deleted text is left out. What the page
/// cannot have (charts, embedded files, pictures in formats of Windows) is reported with its paragraph.
/// Reports: adopt/*.
AdoptedPage adopt_page(const word::Document& document, const PageRequest& request, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::adopt
