// CellContent: the content of a template cell, as spreadsheets take it: one text, with line breaks where blocks and
// <br> end lines, in runs of one style each; also its links, its controls, and anything that a cell cannot hold.
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

/// A run of text in one style, up to the start of the next run.
struct ContentRun {
  std::size_t begin = 0;  // byte offset into CellContent::text
  style::StyleId style;
  style::StyleId size_from;  // provides the font size: programs themselves reduce super- and subscript
  RunDecoration decoration;

  bool same_style(const ContentRun& other) const {
    return style == other.style && size_from == other.size_from && decoration == other.decoration;
  }
};

struct CellContent {
  std::string text;
  std::vector<ContentRun> runs;          // ascending; empty only if the text is empty
  std::vector<dom::NodeId> texts;        // text nodes that are not blank
  std::vector<dom::NodeId> links;        // <a href>
  std::vector<dom::NodeId> controls;     // <input>, <select>, <textarea>
  bool only_controls = true;             // there is nothing but blanks beside them
  std::vector<dom::NodeId> pictures;     // <img>
  std::vector<dom::NodeId> unsupported;  // drawings

  std::string_view run_text(std::size_t run) const;
};

struct ContentSource {
  const dom::Tree& tree;
  const style::StyleTree& styles;
  diagnostics::DiagnosticSink& sink;
  forms::ShownFields* shown = nullptr;  // what controls show, as text; null: nothing, because they are filled in
};

/// Collects everything below `node`: white space collapsed as in CSS (css-text-3 section 4.1), list markers, and
/// generated content that does not depend on pages: texts, attributes, quotes.
/// Reports: boxes/formula-parts, boxes/formula-too-deep.
CellContent collect_content(dom::NodeId node, const ContentSource& source);

/// Removes characters that cells cannot hold. A vertical tab, as word processors write it, and a carriage return become
/// line breaks.
/// Reports: sheet/control-character.
void remove_forbidden_characters(CellContent& content, diagnostics::OriginId origin, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::sheet
