// The rows and cells of a table to which tags with `tr` and `tc` apply, for everything that is made from a template.
#pragma once

#include "adopt/detail/paragraph_text.h"
#include "word/document.h"

#include <cstdint>
#include <vector>

namespace gongwen::adopt {

/// A tag and the place where it was typed.
struct PlacedTag {
  Tag tag;
  const word::Paragraph* paragraph = nullptr;
  std::uint32_t character = 1;  // of the paragraph
};

/// A tag of a paragraph with its place in it.
PlacedTag placed_tag(const word::Paragraph& paragraph, const ParagraphText& text, const Tag& tag);

struct ScopedTags {
  std::vector<PlacedTag> tags;
  /// The row or cell has nothing but tags, which replace it. Otherwise tags that end a block come after it, and all
  /// others before it.
  bool replaces = false;
};

/// A deleted row has no tags.
ScopedTags tags_of_row(const word::Document& document, const word::Row& row);
ScopedTags tags_of_cell(const word::Document& document, const word::Cell& cell);

}  // namespace gongwen::adopt
