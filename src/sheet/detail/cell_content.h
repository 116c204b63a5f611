// CellContent: what is in a cell of the template, as spreadsheets take it: one text, with line ends where blocks
// and <br> end lines, in runs of one style each; beside it the links, controls and whatever a cell cannot hold.
#pragma once

#include "diagnostics/diagnostic.h"
#include "dom/tree.h"
#include "forms/field_names.h"
#include "sheet/detail/style_format.h"
#include "style/style_tree.h"

#include <optional>
#include <string>
#include <vector>

namespace gongwen::sheet {

/// A stretch of text in one style. It ends where the next starts.
struct ContentRun {
  std::size_t begin = 0;  // byte offset into CellContent::text
  style::StyleId style;
  style::StyleId size_from;  // whose font size counts: raised and lowered text is made smaller by the program
  RunDecoration decoration;

  bool same_style(const ContentRun& other) const {
    return style == other.style && size_from == other.size_from && decoration == other.decoration;
  }
};

struct CellContent {
  std::string text;
  std::vector<ContentRun> runs;          // ascending; empty only when the text is
  std::vector<dom::NodeId> texts;        // the text nodes that are more than blanks
  std::vector<dom::NodeId> links;        // <a href>
  std::vector<dom::NodeId> controls;     // <input>, <select>, <textarea>
  bool only_controls = true;             // nothing is beside them but blanks
  std::vector<dom::NodeId> unsupported;  // pictures and tables

  std::string_view run_text(std::size_t run) const;
};

struct ContentSource {
  const dom::Tree& tree;
  const style::StyleTree& styles;
  forms::ShownFields* shown = nullptr;  // what controls show, as text; null: nothing, for they are filled in
};

/// Everything below `node`, with white space as CSS has it (css-text-3 section 4.1), markers of list items, and
/// generated content that is known without pages: texts, attributes, quotes.
CellContent collect_content(dom::NodeId node, const ContentSource& source);

/// Leaves the text as a cell may hold it: without controls; a vertical tab, as word processors write it, and a carriage
/// return are line ends.
/// Reports: sheet/control-character.
void remove_forbidden_characters(CellContent& content, diagnostics::OriginId origin, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::sheet
