#include "adopt/detail/tag_scopes.h"

#include <string_view>
#include <variant>

namespace gongwen::adopt {
namespace {

/// Adds the tags of a cell's own paragraphs; returns whether they have no other content.
bool add_tags(const word::Document& document, const word::Cell& cell, TagScope scope, std::vector<PlacedTag>& tags) {
  bool only = true;
  for (const word::Block& block : cell.blocks) {
    const auto* const paragraph = std::get_if<word::Paragraph>(&block.content);
    if (paragraph == nullptr) {
      only = false;
      continue;
    }
    const ParagraphText text = text_of(document, *paragraph);
    only = only && (text.tags.empty() ? text.is_blank_but_tags() : text.has_only_tags(scope));
    for (const Tag& tag : text.tags) {
      if (tag.scope != scope) continue;
      tags.push_back(placed_tag(*paragraph, text, tag));
    }
  }
  return only;
}

}  // namespace

PlacedTag placed_tag(const word::Paragraph& paragraph, const ParagraphText& text, const Tag& tag) {
  return {tag, &paragraph, characters_in(std::string_view(text.text).substr(0, tag.begin)) + 1};
}

ScopedTags tags_of_row(const word::Document& document, const word::Row& row) {
  ScopedTags found;
  if (row.change == word::Change::Deleted) return found;
  bool only = true;
  for (const word::Cell& cell : row.cells) only = add_tags(document, cell, TagScope::Row, found.tags) && only;
  found.replaces = only && !found.tags.empty();
  return found;
}

ScopedTags tags_of_cell(const word::Document& document, const word::Cell& cell) {
  ScopedTags found;
  const bool only = add_tags(document, cell, TagScope::Cell, found.tags);
  found.replaces = only && !found.tags.empty();
  return found;
}

}  // namespace gongwen::adopt
