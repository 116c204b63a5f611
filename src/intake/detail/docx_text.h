// The text of a Word document as people see it, in reading order.
#pragma once

#include "intake/returned_file.h"
#include "word/document.h"
#include "word/formats.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

/// An inline item, or the end of a paragraph.
struct WordItem {
  const word::Paragraph* paragraph = nullptr;
  const word::Inline* item = nullptr;  // null: the end of the paragraph
  bool is_hidden = false;              // by format, or because its row is hidden
  bool starts_paragraph = false;
};

/// A range of items, without `last`.
struct WordRange {
  std::size_t first = 0;
  std::size_t last = 0;
  bool has(std::size_t index) const { return index >= first && index < last; }
  bool has(const WordRange& other) const { return other.first >= first && other.last <= last; }
};

/// The shown text of a range.
struct ShownRange {
  std::string text;    // line ends as line feeds, tabs as tabs
  std::string hidden;  // what of it cannot be seen
  std::size_t insertions = 0;
  std::size_t deletions = 0;
  std::size_t pictures = 0;
  std::size_t objects = 0;
  bool is_struck = false;
  bool is_placeholder = false;  // all of it has the style of placeholders
};

/// One story as a list of items.
class WordStory {
 public:
  WordStory(const word::Document& document, std::size_t story);

  const std::vector<WordItem>& items() const { return items_; }
  ShownRange shown(const WordRange& range) const;
  /// The place of an item for people.
  FieldPlace place_of(std::size_t index) const;
  std::size_t number() const { return story_; }

 private:
  void add(const std::vector<word::Block>& blocks, bool is_hidden, bool is_on_ground);
  bool is_unseen(const word::Inline& item, bool is_on_ground) const;

  const word::Document& document_;
  std::size_t story_;
  std::vector<WordItem> items_;
};

}  // namespace gongwen::intake
