// StoryEdits: walks through a story of a Word file, and edits the XML of its part into the template.
#pragma once

#include "adopt/detail/contents.h"
#include "adopt/detail/paragraph_text.h"
#include "adopt/detail/part_edits.h"
#include "adopt/detail/sequence_field.h"
#include "adopt/detail/shown_texts.h"
#include "adopt/detail/tag_scopes.h"
#include "word/document.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

namespace gongwen::adopt {

/// The facts that all stories of a file share.
struct SharedFacts {
  explicit SharedFacts(const word::Document& document)
      : sequences(document), shown_texts(adopt::shown_texts(document)), contents(contents_of(document)) {}

  Sequences sequences;
  BookmarkNames shown_texts;
  std::vector<ContentsField> contents;
};

class StoryEdits {
 public:
  /// `story` is its name in messages; empty for the body.
  StoryEdits(const word::Document& document, PartEdits& part, const SharedFacts& shared, std::string story)
      : document_(document), part_(part), shared_(shared), story_(std::move(story)) {}

  /// Returns the replacement for a reference to a note, a story of the document; nullopt if the reference stays.
  std::function<std::optional<TemplateText>(std::size_t note, const word::PartElement& reference)> on_note;
  /// Counts texts that are repeated, over all parts.
  std::uint32_t* copies = nullptr;
  /// Set if a field shows the number of a page.
  bool shows_pages = false;

  void edit(const std::vector<word::Block>& blocks);

 private:
  void edit_paragraph(const word::Paragraph& paragraph);
  void edit_table(const word::Table& table);
  void edit_row(const word::Row& row);
  void edit_text_box(const word::Inline& item);
  void edit_fields(const word::Paragraph& paragraph, const ParagraphText& text);
  /// The text that a field shows, if the expansion knows it; empty: its stored result stays.
  TemplateText shown_text(const word::Field& field, const word::Paragraph& paragraph) const;
  /// Replaces the first text of a field's result, and removes the others. `text` gets the XML of the first one and
  /// returns the replacement. Returns whether the result had a text.
  bool show(const word::Paragraph& paragraph, const FieldRange& range,
            const std::function<TemplateText(std::string_view stored)>& text);
  void dissolve(const word::Paragraph& paragraph, const FieldRange& range, const ParagraphText& text);
  void edit_links(const word::Paragraph& paragraph);
  void edit_link_field(const word::Paragraph& paragraph, const FieldRange& range);
  TemplateText plain_text(std::string_view text, const word::Paragraph& paragraph) const;
  void edit_tags(const word::Paragraph& paragraph, const ParagraphText& text);
  void free_controls(std::uint32_t element);
  void edit_notes(const word::Paragraph& paragraph);
  /// Makes the expansion keep the texts of bookmarks that fields show.
  void edit_bookmarks(const word::Paragraph& paragraph);
  TemplateText tags_of(const std::vector<PlacedTag>& tags, bool takes_starts, bool takes_ends) const;

  const word::Document& document_;
  PartEdits& part_;
  const SharedFacts& shared_;
  std::string story_;
  std::set<const word::Inline*> done_;  // texts that a field has replaced
};

}  // namespace gongwen::adopt
