// Tables of contents (17.16.5.68, TOC): made anew of the headings of the expanded document. Their entries stand before
// the headings, so the statements around these are expanded a first time for the entries.
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

/// What a field takes into its contents.
struct ContentsField {
  std::uint32_t field = 0;  // index in Document::fields
  std::int32_t first_level = 1;
  std::int32_t last_level = 9;
  bool has_headings = false;                                      // by styles `heading 1` …
  bool has_outline = false;                                       // by the outline levels of paragraphs
  std::vector<std::pair<std::string, std::int32_t>> styles = {};  // other styles, in lower case, with their levels
  std::string caption = {};                                       // a list of figures: the name of their numbers
  bool has_pages = true;
  std::string unread = {};  // a switch that is not followed
};

/// Indent of a level for which the file has no style.
inline constexpr word::Twips kLevelIndent = 420;

/// The contents of a document, in order. Of a file with very many only the first ones are made.
std::vector<ContentsField> contents_of(const word::Document& document);

/// The level at which a paragraph is in the contents; 0 if it is not.
std::int32_t contents_level(const word::Document& document, const ContentsField& contents,
                            const word::Paragraph& paragraph);

/// What a paragraph is to a table of contents.
enum class ContentsRole : std::uint8_t {
  None,
  Start,  // the contents begin in it
  Entry,  // has nothing but stored entries
  End     // has only the end of the field
};
ContentsRole contents_role(const word::Document& document, const word::Paragraph& paragraph);

/// A step of the expansion that makes the entries: a statement, or an entry.
struct ContentsStep {
  PlacedTag tag = {};
  const word::Paragraph* heading = nullptr;  // null: the tag
  std::int32_t level = 0;
};
/// Entries with numbers of captions count these as the document does, from its start.
std::vector<ContentsStep> contents_steps(const word::Document& document, const ContentsField& contents,
                                         const Sequences& sequences);

/// A part of an entry: words of the heading in one line, or a tag that stands in it.
struct EntryPart {
  std::string words = {};
  PlacedTag tag = {};  // its paragraph is null for words
};
/// Numbers of captions are tags. Tags of paragraphs, rows and cells are left out.
std::vector<EntryPart> entry_parts(const word::Document& document, const word::Paragraph& heading,
                                   const Sequences& sequences);

/// The paragraph whose look an entry of a level has; null if the file says nothing of it.
const word::Paragraph* look_of_entry(const word::Document& document, const ContentsField& contents, std::int32_t level);

}  // namespace gongwen::adopt
