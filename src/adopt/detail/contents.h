// Tables of contents (17.16.5.68, TOC), generated from the headings of the expanded document. Their entries come before
// the headings, so the statements around the headings are expanded once more, for the entries.
#pragma once

#include "adopt/detail/paragraph_text.h"
#include "adopt/detail/sequence_field.h"
#include "adopt/detail/tag_scopes.h"
#include "word/document.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace gongwen::adopt {

/// The headings that a field takes into its contents.
struct ContentsField {
  std::uint32_t field = 0;  // index in Document::fields
  std::int32_t first_level = 1;
  std::int32_t last_level = 9;
  bool has_headings = false;                                      // by styles `heading 1` …
  bool has_outline = false;                                       // by the outline levels of paragraphs
  std::vector<std::pair<std::string, std::int32_t>> styles = {};  // other styles, in lower case, with their levels
  std::string caption = {};                                       // a list of figures: the name of their numbers
  bool has_pages = true;
  std::string unread = {};  // a switch that is not supported
};

/// Indent of a level for which the file has no style.
inline constexpr word::Twips kLevelIndent = 420;

/// The tables of contents of a document, in order. If a file has very many, only the first ones are made.
std::vector<ContentsField> contents_of(const word::Document& document);

/// The level of a paragraph in the contents; 0 if it is not in them.
std::int32_t contents_level(const word::Document& document, const ContentsField& contents,
                            const word::Paragraph& paragraph);

/// The role of a paragraph for a table of contents.
enum class ContentsRole : std::uint8_t {
  None,
  Start,  // the contents begin in it
  Entry,  // it has nothing but stored entries
  End     // it has only the end of the field
};
ContentsRole contents_role(const word::Document& document, const word::Paragraph& paragraph);

/// A step of the expansion that makes the entries: a statement, or an entry.
struct ContentsStep {
  PlacedTag tag = {};
  const word::Paragraph* heading = nullptr;  // null: the tag
  std::int32_t level = 0;
};
/// Entries with numbers of captions count these like the document, from its start.
std::vector<ContentsStep> contents_steps(const word::Document& document, const ContentsField& contents,
                                         const Sequences& sequences);

/// A part of an entry: words of the heading in one line, or a tag in the heading.
struct EntryPart {
  std::string words = {};
  PlacedTag tag = {};  // its paragraph is null for words
};
/// Numbers of captions become tags. Tags of paragraphs, rows and cells are left out.
std::vector<EntryPart> entry_parts(const word::Document& document, const word::Paragraph& heading,
                                   const Sequences& sequences);

/// The paragraph after which an entry of a level is styled; null if the file has none.
const word::Paragraph* look_of_entry(const word::Document& document, const ContentsField& contents, std::int32_t level);

}  // namespace gongwen::adopt
