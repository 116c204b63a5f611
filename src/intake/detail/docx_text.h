// The text of a Word document as people see it, in reading order.
#pragma once

#include "intake/returned_file.h"
#include "word/document.h"
#include "word/formats.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

/// An inline item, or the end of a paragraph.
struct WordItem {
  const word::Paragraph* paragraph = nullptr;
  const word::Inline* item = nullptr;  // null: the end of the paragraph
  bool is_hidden = false;              // by format, or because its row is hidden
  bool is_deleted = false;             // with its row or cell, as a recorded change
  bool starts_paragraph = false;
};

/// A range of items, without `last`.
struct WordRange {
  std::size_t first = 0;
  std::size_t last = 0;
  bool has(std::size_t index) const { return index >= first && index < last; }
  bool has(const WordRange& other) const { return other.first >= first && other.last <= last; }
};

/// The purpose for which the text of a range is read.
enum class TextAs : std::uint8_t {
  Typed,  // to be compared with what the form prints
  Seen    // as on the page: with raised digits, capitals, numbers of lists, formulas
};

/// The parts of a range that its text lacks.
enum class UnreadType : std::uint8_t {
  Field,    // a field without a stored result
  Formula,  // one that is not a row of signs
  Object,
  Picture,
  Sign  // from a symbol font; the text has another character
};

struct Unread {
  UnreadType type;
  std::string name;  // of the field or the font
};

/// The shown text of a range.
struct ShownRange {
  std::string text;    // line ends as line feeds, tabs as tabs
  std::string hidden;  // the parts of it that cannot be seen
  std::size_t insertions = 0;
  std::size_t deletions = 0;
  std::vector<Unread> unread;
  bool is_struck = false;
  bool is_placeholder = false;  // all of it has the style of placeholders
};

/// One story as a list of items.
class WordStory {
 public:
  WordStory(const word::Document& document, std::size_t story);

  const std::vector<WordItem>& items() const { return items_; }
  ShownRange shown(const WordRange& range, TextAs as = TextAs::Typed) const;
  /// Sets the text that people see in place of the items of a range, for TextAs::Seen: the sign of a legacy check box.
  void show_instead(const WordRange& range, std::string text);
  /// The place of an item for people.
  FieldPlace place_of(std::size_t index) const;
  std::size_t number() const { return story_; }

 private:
  /// The colour behind a text: RRGGBB; nullopt if it is not known.
  using Ground = std::optional<std::string>;

  /// The properties that a place takes from its surroundings.
  struct Surroundings {
    Ground ground;
    bool is_hidden = false;
    bool is_deleted = false;
  };

  void add(const std::vector<word::Block>& blocks, const Surroundings& around);
  void add(const word::Table& table, const Surroundings& around);
  bool is_unseen(const word::Inline& item, const Ground& ground) const;
  /// Whether numbers of a list are part of the text of a range.
  bool has_list(const WordRange& range) const;
  /// The smallest distance of the text of a range above its line: a text that is raised as a whole has no exponents.
  std::int32_t line_of(const WordRange& range) const;
  /// The item at which the field ends that starts here.
  std::size_t end_of_field(std::size_t start, std::size_t last) const;

  struct Substitute {
    std::size_t last = 0;
    std::string text;
  };

  const word::Document& document_;
  std::size_t story_;
  std::vector<WordItem> items_;
  std::map<std::size_t, Substitute> substitutes_;  // by the first item
};

}  // namespace gongwen::intake
