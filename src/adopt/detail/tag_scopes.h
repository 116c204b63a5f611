// Which rows and cells of a table the tags with `tr` and `tc` stand for, for all that is made of a template.
#pragma once

#include "adopt/detail/paragraph_text.h"
#include "word/document.h"

#include <cstdint>
#include <vector>

namespace gongwen::adopt {

/// A tag and where it was typed.
struct PlacedTag {
  Tag tag;
  const word::Paragraph* paragraph = nullptr;
  std::uint32_t character = 1;  // of the paragraph
};

/// A tag of a paragraph with its place in it.
PlacedTag placed_tag(const word::Paragraph& paragraph, const ParagraphText& text, const Tag& tag);

struct ScopedTags {
  std::vector<PlacedTag> tags;
  /// There is nothing but the tags, which stand in the place of the row or cell. Otherwise tags that end a block stand
  /// behind it, and all others before it.
  bool replaces = false;
};

/// A deleted row has none.
ScopedTags tags_of_row(const word::Document& document, const word::Row& row);
ScopedTags tags_of_cell(const word::Document& document, const word::Cell& cell);

}  // namespace gongwen::adopt
