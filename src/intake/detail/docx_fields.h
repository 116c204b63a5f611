// Finds the fields of a Word form: content controls, bookmarks and legacy fields, with the names by which they are
// known.
#pragma once

#include "intake/detail/docx_map.h"
#include "intake/detail/docx_text.h"
#include "word/document.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::intake {

/// A place of a document that a person fills in.
struct WordField {
  // The pointer in our forms; empty for foreign fields.
  std::string pointer = {};
  std::optional<std::string> choice = {};  // of a box: its value
  // Names as in the file.
  std::string tag = {};
  std::string alias = {};
  std::string bookmark = {};

  std::size_t story = 0;  // index in the stories that were searched
  WordRange range = {};
  const word::Control* control = nullptr;
  const word::LegacyField* legacy = nullptr;
  /// The ranges of the controls, if a program has split the place; see whole_text.
  std::vector<WordRange> pieces = {};
};

struct WordFields {
  std::vector<WordField> fields;  // in reading order
  /// Ranges whose text is calculated, such as page numbers: by index of the story.
  std::vector<std::vector<WordRange>> calculated;
  bool has_own = false;
};

/// `map` may be null.
WordFields find_word_fields(const word::Document& document, const std::vector<WordStory>& stories, const WordMap* map);

/// Gives the fields in rows of tables the index of their row: programs copy names when a row is added. Fields without a
/// name get that of their column.
void number_rows(const std::vector<WordStory>& stories, std::vector<WordField>& fields);

/// Facts about reading the value of a field from its pieces.
struct PiecesFound {
  bool lost_line_ends = false;  // they were outside its pieces
  bool is_unsure = false;       // too many pieces, and they are not one text that was saved several times
};

/// The shown value of a field. LibreOffice 7.4 saves a text v several times, as v, p₁v, p₂v …, where v ends with p₁p₂
/// …; that is read as v, and so is what it makes of that when it saves the form again.
ShownRange whole_text(const WordStory& story, const WordField& field, PiecesFound& found);

/// Returns the pieces after the first one if they only repeat its text; otherwise nullopt.
std::optional<WordRange> repeated_pieces(const WordStory& story, const WordField& field);

}  // namespace gongwen::intake
