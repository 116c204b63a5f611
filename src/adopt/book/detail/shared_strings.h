// Texts of cells: those that a workbook shares (sharedStrings.xml) and those in the cells themselves, with the formats
// of their runs.
#pragma once

#include "adopt/book/detail/xml_part.h"
#include "adopt/tags.h"

#include <cstddef>
#include <string>
#include <vector>

namespace gongwen::book {

struct TextRun {
  std::size_t begin = 0;  // bytes of the text
  std::string format;     // rPr as XML; empty: that of the cell
};

struct CellText {
  std::string text;
  std::vector<TextRun> runs;  // empty: plain text
  std::vector<adopt::Tag> tags;
};

/// The text of an element `si` or `is`. The pronunciation of East Asian texts (`rPh`) is left out.
CellText cell_text(const XmlPart& part, const PartElement& element);

/// Returns the offset of the first `{{`, `{%` or `{#`; npos if the text has no tag.
std::size_t find_open_tag(std::string_view text);

}  // namespace gongwen::book
