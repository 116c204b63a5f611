// CellText: what a paragraph or a cell of a form shows, and which items show it.
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

/// Where a stretch of a text stands in the document.
struct TextPart {
  std::size_t begin = 0;  // bytes of CellText::text
  std::size_t end = 0;
  const word::Paragraph* paragraph = nullptr;
  const word::Inline* item = nullptr;
  bool is_whole = false;  // the text stands for the whole item, such as `____` for underlined blanks
};

struct CellText {
  std::string text;  // lines parted by line feeds
  std::vector<TextPart> parts;
  std::vector<const word::Paragraph*> paragraphs;
  std::size_t lines = 0;
  std::uint32_t paragraph = 0;  // the first one
  std::vector<FoundControl> controls;
  std::vector<const word::Table*> tables;
  std::vector<std::size_t> boxes;  // text boxes that are anchored here: indices of stories
};

/// Adds the texts of a paragraph as they are shown, without those in controls. Underlined blanks become `____`.
void add_paragraph(const word::Document& document, const word::Paragraph& paragraph, CellText& cell);

/// The same text with a blank to write on for each control that is no box, `____`, and `__年__月__日` for dates, so
/// that controls have labels and units as blanks on paper.
CellText with_blanks(const CellText& cell);

CellText text_of(const word::Document& document, const word::Cell& cell);

/// The place of a stretch of a text; without a paragraph if it is in several or in none.
AnswerPlace place_in(const CellText& cell, std::size_t begin, std::size_t end);

/// Whether a paragraph shows words in the text.
bool has_text(const CellText& cell, const word::Paragraph& paragraph);

}  // namespace gongwen::adopt
