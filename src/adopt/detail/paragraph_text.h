// ParagraphText: the shown texts of a paragraph joined to one, the things between them, and the tags in it.
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

/// A piece of a paragraph: text of one format, or something that is no text.
struct Piece {
  std::size_t begin = 0;  // bytes of ParagraphText::text; nothing but text has a length
  std::size_t end = 0;
  std::uint32_t format = 0;
  const word::Inline* item = nullptr;  // of what is no text
  std::uint32_t character = 0;         // of its first one, counted from 1
};

/// Where in the text an item is that is text. The text of a merge field without a result belongs to the field's end.
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

  /// Whether there is nothing but blanks and tags, if any.
  /// `without_boxes`: text boxes and pictures are nothing, either.
  bool is_blank_but_tags(bool without_boxes = false) const;
  /// Whether there are tags, all of this scope, and nothing else but blanks.
  bool has_only_tags(TagScope scope) const;
  /// The text without its tags, for messages.
  std::string without_tags() const;
};

/// The text of an item of type Text or Symbol, with characters of symbol fonts as those of other fonts.
std::string readable_text(const word::Document& document, const word::Inline& item);

/// A field that starts and ends in a paragraph.
struct FieldRange {
  std::uint32_t field = 0;  // index in Document::fields
  std::size_t start = 0;    // of its items in Paragraph::inlines
  std::size_t result = 0;   // that of its end if it has none
  std::size_t end = 0;
};

/// In the order of their ends; those in the codes of other fields are left out.
std::vector<FieldRange> fields_of(const word::Document& document, const word::Paragraph& paragraph);

/// The words of a field's instruction; those in quotes without them. `\"` and `\\` in quotes are characters of the
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

/// Whether a field is computed from data or from other files, which is done nowhere here: IF, ASK, formulas and the
/// like.
bool is_computed(const word::Field& field);

/// Whether a tag stands in the instruction of a field, such as the address of a link.
bool has_tag_in_code(const word::Field& field);

/// The place of a character of a paragraph in messages: `¶14:5 “关于召开…”`. `story` is the name of its story, empty
/// for the body.
std::string place_text(const word::Paragraph& paragraph, std::uint32_t character, std::string_view story);

/// The name of a story in messages: `first header`, `footnote 2`; empty for the body.
std::string story_name(const word::Document& document, std::size_t story);

/// The first paragraph of a block, which may be in a table; null if it has none.
const word::Paragraph* first_paragraph(const word::Block& block);
const word::Paragraph* first_paragraph(const word::Table& table);

/// Calls `take` for all paragraphs, also for those in tables, in their order.
void visit_paragraphs(const std::vector<word::Block>& blocks, const std::function<void(const word::Paragraph&)>& take);

/// The start of a text, for messages.
std::string first_words(std::string_view text);

/// The number of characters of a text, as places in messages count them.
std::uint32_t characters_in(std::string_view text);

/// Deleted and hidden texts are left out, and so are codes of fields. The result of a merge field is a tag with its
/// value.
ParagraphText text_of(const word::Document& document, const word::Paragraph& paragraph);

}  // namespace gongwen::adopt
