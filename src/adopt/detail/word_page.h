// WordPage: the state that the writers of a page share. Each writer handles one kind of content: sections, blocks,
// paragraphs, fields, tables, boxes, contents.
#pragma once

#include "adopt/detail/class_names.h"
#include "adopt/detail/contents.h"
#include "adopt/detail/numbering.h"
#include "adopt/detail/page_output.h"
#include "adopt/detail/sequence_field.h"
#include "adopt/detail/shown_texts.h"
#include "adopt/template_page.h"
#include "diagnostics/diagnostic.h"
#include "word/document.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace gongwen::adopt {

/// The surroundings of a block.
struct Surroundings {
  const word::Section* section = nullptr;
  std::string story = {};  // its name in messages; empty for the body
  bool is_in_table = false;
  bool is_body = false;
  bool is_running = false;  // in a header or footer
  bool is_footer = false;
  bool is_sheet = false;           // for objects behind the text of the page
  bool cells_have_widths = false;  // since the widths of the columns are not stated elsewhere
};

struct WordPage {
  WordPage(const word::Document& document, const PageRequest& request, diagnostics::DiagnosticSink& sink);

  const word::RunFormat& run_format(std::uint32_t index) const;
  const word::ParagraphFormat& paragraph_format(const word::Paragraph& paragraph) const;
  /// The name of a paragraph's style in lower case; that of its outline level if it has no style.
  std::string style_name(const word::ParagraphFormat& format) const;

  const word::Document& document;
  const PageRequest& request;
  PageOutput out;
  ClassNames classes{"w"};
  Numbering numbering;
  Sequences sequences;
  std::vector<ContentsField> contents;
  std::string language;                                          // of the document
  BookmarkNames shown_texts;                                     // bookmarks whose text is shown elsewhere
  std::map<std::string, std::size_t, std::less<>> shown_styles;  // styles that fields show, numbered
  BookmarkNames targets;                                         // bookmarks to which something refers
  BookmarkNames anchors;                                         // those that were written
  /// The title of the document: the first paragraph of the style Title or, in a file without one, the first paragraph
  /// with text if it is centred. Null if the document has none.
  const word::Paragraph* title = nullptr;
  bool has_repeated_sections = false;
  bool told_changes = false;
  std::set<std::string, std::less<>> told_looks;              // of characters, which pages do not have
  std::vector<std::pair<std::string, std::string>> pictures;  // see AdoptedPage
};

}  // namespace gongwen::adopt
