// The text of an issue for readers that take no style sheet: mail programs, and editors of articles. All styling is in
// style attributes, and nothing depends on classes, ids or links.
#pragma once

#include "dom/tree.h"

#include <functional>
#include <string>
#include <string_view>

namespace gongwen::publish {

/// How the lists of an annex are shown.
enum class TableLook : bool {
  Table,
  Cards,  // a box for each row, with the heads of the columns as labels
};

struct InlineOptions {
  TableLook tables = TableLook::Cards;
  /// Web links stay links; otherwise their addresses follow the text as numbered notes.
  bool links = true;
  /// Returns the address of a picture instead of that in the text; if it is empty, the description of the picture is
  /// shown.
  std::function<std::string(std::string_view address)> picture = {};
  std::string notes_title = {};  // title above the notes
};

/// Parses the text of an issue, as in an edition's text.html; the text is our own, so errors are not reported.
dom::Tree parse_issue_text(std::string_view text);

/// Returns HTML for the body of a page, without the table of contents, since its links would lead nowhere.
std::string inline_html(const dom::Tree& text, const InlineOptions& options);

/// Returns the same as plain text: an empty line between paragraphs, rows of tables as labelled lines.
std::string plain_text(const dom::Tree& text);

}  // namespace gongwen::publish
