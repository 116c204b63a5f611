// ParagraphText: the shown texts of a paragraph joined into one, the objects between them, and the tags in it.
#pragma once

#include "adopt/tags.h"
#include "word/document.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::adopt {

/// A piece of a paragraph: text of one format, or an object that is not text.
struct Piece {
  std::size_t begin = 0;  // bytes of ParagraphText::text; only text has a length
  std::size_t end = 0;
  std::uint32_t format = 0;
  const word::Inline* item = nullptr;  // for anything but text
  std::uint32_t character = 0;         // its first character, counted from 1
};

/// The place in the text of an item that is text. The text of a merge field without a result belongs to the end of the
/// field.
struct TextSource {
  std::size_t begin = 0;
  std::size_t end = 0;
  const word::Inline* item = nullptr;
};

struct ParagraphText {
  std::string text;  // tabs and line breaks as \t and \n
  std::vector<Piece> pieces;
  std::vector<TextSource> sources;
  std::vector<Tag> tags;
  bool has_changes = false;

  /// Whether the paragraph has only blanks and tags, if anything. `without_boxes`: text boxes and pictures are ignored.
  bool is_blank_but_tags(bool without_boxes = false) const;
  /// Whether the paragraph has tags, all of this scope, and otherwise only blanks.
  bool has_only_tags(TagScope scope) const;
  /// The text without its tags, for messages.
  std::string without_tags() const;
};

/// The text of an item of type Text or Symbol, with characters of symbol fonts converted to those of other fonts.
std::string readable_text(const word::Document& document, const word::Inline& item);

/// A field that starts and ends in a paragraph.
struct FieldRange {
  std::uint32_t field = 0;  // index in Document::fields
  std::size_t start = 0;    // of its items in Paragraph::inlines
  std::size_t result = 0;   // that of its end if the field has no result
  std::size_t end = 0;
};

/// The fields in the order of their ends, without those in the codes of other fields.
std::vector<FieldRange> fields_of(const word::Document& document, const word::Paragraph& paragraph);

/// The words of a field's instruction, without the quotes around them. `\"` and `\\` in quotes are characters of the
/// text.
std::vector<std::string> words_of_code(std::string_view code);

/// The first operand of a field's instruction: the bookmark of `PAGEREF _Toc1 \h`.
std::string operand_of(const word::Field& field);

/// The name of the property of the file that a field shows, of word::Document::core_properties: `title` of `TITLE` and
/// of `DOCPROPERTY Title`. Empty if it shows none of those.
std::string_view property_of(const word::Field& field);

/// Whether the result that Word stored for a field may differ from what Word would show when it updates the field:
/// dates, counts of words, names of users.
bool is_outdated(const word::Field& field);

/// Whether a field is computed from data or from other files, which is not supported here: IF, ASK, formulas and the
/// like.
bool is_computed(const word::Field& field);

/// Whether the instruction of a field contains a tag, as in the address of a link.
bool has_tag_in_code(const word::Field& field);

/// The place of a character of a paragraph in messages: `¶14:5 “关于召开…”`. `story` is the name of its story, empty
/// for the body.
std::string place_text(const word::Paragraph& paragraph, std::uint32_t character, std::string_view story);

/// The name of a story in messages: `first header`, `footnote 2`; empty for the body.
std::string story_name(const word::Document& document, std::size_t story);

/// The first paragraph of a block, which may be in a table; null if it has none.
const word::Paragraph* first_paragraph(const word::Block& block);
const word::Paragraph* first_paragraph(const word::Table& table);

/// Calls `take` for all paragraphs, including those in tables, in their order.
void visit_paragraphs(const std::vector<word::Block>& blocks, const std::function<void(const word::Paragraph&)>& take);

/// The start of a text, for messages.
std::string first_words(std::string_view text);

/// The number of characters of a text, as places in messages count them.
std::uint32_t characters_in(std::string_view text);

/// Reads a paragraph, without deleted and hidden texts and codes of fields. The result of a merge field becomes a tag.
ParagraphText text_of(const word::Document& document, const word::Paragraph& paragraph);

}  // namespace gongwen::adopt
