// CellText: the text that a paragraph or a cell of a form shows, and the items that show it.
#pragma once

#include "adopt/guess_fields.h"
#include "word/document.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::adopt {

struct FoundControl {
  const word::Control* control = nullptr;
  const word::LegacyField* legacy = nullptr;
  const word::Paragraph* paragraph = nullptr;
  std::vector<ShownPart> shown = {};  // its texts
  std::size_t begin = 0;              // its place in CellText::text, in bytes
  std::size_t end = 0;                // equal to `begin`, except in texts from with_blanks

  bool is_box() const;
  bool is_date() const;
  /// Its title, tag or bookmark.
  const std::string& name() const;
};

/// The place of a stretch of text in the document.
struct TextPart {
  std::size_t begin = 0;  // bytes of CellText::text
  std::size_t end = 0;
  const word::Paragraph* paragraph = nullptr;
  const word::Inline* item = nullptr;
  bool is_whole = false;  // the text replaces the whole item, such as `____` for underlined blanks
};

struct CellText {
  std::string text;  // lines are separated by line feeds
  std::vector<TextPart> parts;
  std::vector<const word::Paragraph*> paragraphs;
  std::size_t lines = 0;
  std::uint32_t paragraph = 0;  // the first one
  std::vector<FoundControl> controls;
  std::vector<const word::Table*> tables;
  std::vector<std::size_t> boxes;  // text boxes that are anchored here: indices of stories
};

/// Adds the shown texts of a paragraph, without those in controls. Underlined blanks become `____`.
void add_paragraph(const word::Document& document, const word::Paragraph& paragraph, CellText& cell);

/// Returns the text with a blank to write on in place of each control that is not a box, `____`, or `__年__月__日` for
/// dates, so that controls have labels and units like blanks on paper.
CellText with_blanks(const CellText& cell);

CellText text_of(const word::Document& document, const word::Cell& cell);

/// The place of a stretch of a text; it has no paragraph if the stretch is in several or in none.
AnswerPlace place_in(const CellText& cell, std::size_t begin, std::size_t end);

/// Whether the text contains words of the paragraph.
bool has_text(const CellText& cell, const word::Paragraph& paragraph);

}  // namespace gongwen::adopt
