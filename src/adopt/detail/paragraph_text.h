// ParagraphText: the shown texts of a paragraph joined to one, the things between them, and the tags in it.
#pragma once

#include "adopt/detail/tags.h"
#include "word/document.h"

#include <cstddef>
#include <cstdint>
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

struct ParagraphText {
  std::string text;  // tabs and line breaks as \t and \n
  std::vector<Piece> pieces;
  std::vector<Tag> tags;
  bool has_changes = false;

  /// Whether there is nothing but blanks and tags, if any.
  bool is_blank_but_tags() const;
  /// Whether there are tags, all of this scope, and nothing else but blanks.
  bool has_only_tags(TagScope scope) const;
  /// The text without its tags, for messages.
  std::string without_tags() const;
};

/// The text of an item of type Text or Symbol, with characters of symbol fonts as those of other fonts.
std::string readable_text(const word::Document& document, const word::Inline& item);

/// The number of characters of a text, as places in messages count them.
std::uint32_t characters_in(std::string_view text);

/// Deleted and hidden texts are left out, and so are codes of fields.
ParagraphText text_of(const word::Document& document, const word::Paragraph& paragraph);

}  // namespace gongwen::adopt
