// MarkupWriter: writes well-formed HTML from marks in any order. It opens missing elements, closes those left open, and
// repeats emphasis that spans several blocks, so that its callers need not know where an element is allowed.
#pragma once

#include "templating/detail/markup/structured_text.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::templating {

enum class MarkupElement : std::uint8_t {
  // Blocks
  Paragraph,
  Heading1,
  Heading2,
  Heading3,
  Heading4,
  Heading5,
  Heading6,
  Preformatted,
  Quote,
  BulletList,
  NumberedList,
  Item,
  DefinitionList,
  Term,
  Description,
  Table,
  Caption,
  Head,
  Body,
  Foot,
  Row,
  HeadCell,
  Cell,
  Division,  // begins and ends a paragraph, but is not written itself
  // Within lines
  Link,
  Strong,
  Bold,
  Emphasis,
  Italic,
  Underlined,
  Struck,
  Deleted,
  Inserted,
  Subscript,
  Superscript,
  Small,
  Marked,
  Code,
  Keyboard,
  Sample,
  Variable,
  Quotation,
  Citation,
  Abbreviation,
};

std::optional<MarkupElement> find_markup_element(std::string_view tag);
bool is_block(MarkupElement element);

class MarkupWriter {
 public:
  explicit MarkupWriter(Shape shape) : shape_(shape) {}

  /// `attributes` are written unchanged: ` colspan="2"`.
  void open(MarkupElement element, std::string_view attributes = {});
  /// Ignored if the element is not open, or was opened outside of the innermost enclosure.
  void close(MarkupElement element);

  /// Ends elements that cannot contain blocks, such as a paragraph whose tag was not closed, before a block.
  void end_lines();

  /// Begins an enclosure: elements opened before it cannot be closed inside it, and those opened inside end with it.
  void enter();
  void leave();
  /// Opens a part of a line without an element of its own: the text of an item in a tight list.
  void open_line();

  void text(std::string_view text);
  /// Writes text in which line ends are kept.
  void preformatted(std::string_view text);
  void line_break();
  void rule();
  /// Writes a formula on its own line, as MathML.
  void formula(std::string_view mathml);
  /// Writes white space, which collapses. A line end between Chinese characters leaves no space.
  void space(bool is_line_end);

  /// Notes something that was left out, in the current line of the source.
  void note(FindingKind kind, std::string_view what);
  void set_line(std::size_t line) { line_ = line; }
  std::size_t line() const { return line_; }

  bool is_full() const { return result_.is_too_large; }
  bool is_in_preformatted() const;
  StructuredText finish();

 private:
  /// Kinds of content that an element may hold.
  enum class Content : std::uint8_t { Flow, Line, List, Definitions, Table, Rows, Cells };

  struct Frame {
    MarkupElement element;
    bool is_written = true;   // false for a Division, or below the greatest depth
    std::size_t begin = 0;    // of its tag in the text
    std::size_t content = 0;  // of its content
    std::size_t formats = 0;  // emphasis that was open before it
  };
  struct Format {
    MarkupElement element;
    std::string attributes;
  };
  struct Enclosure {
    std::size_t frames = 0;
    std::size_t formats = 0;
  };

  static Content content_of(MarkupElement element);
  Content holder() const { return frames_.empty() ? Content{} : content_of(frames_.back().element); }
  bool make_room_for(MarkupElement block);
  void push(MarkupElement element, std::string_view attributes, bool is_written);
  void pop();
  void pop_to(std::size_t count) {
    while (frames_.size() > count) pop();
  }
  std::size_t floor() const { return enclosures_.empty() ? 0 : enclosures_.back().frames; }
  MarkupElement next_heading(MarkupElement written);
  void end_block();
  void separate();
  void close_formats(std::size_t kept);
  void open_holder();
  void begin_text(char32_t first);
  void append(std::string_view text);

  Shape shape_;
  StructuredText result_;
  std::vector<Frame> frames_;
  std::vector<Enclosure> enclosures_;
  std::vector<Format> formats_;           // those that the text requests
  std::vector<MarkupElement> written_;    // those whose tags are open: the first ones of `formats_`
  std::size_t depth_ = 0;                 // number of written frames
  int heading_level_ = 0;                 // of the last heading
  std::size_t refused_ = 0;               // open blocks without a place, which are not written
  std::array<std::uint32_t, 64> open_{};  // frames of each element
  bool is_first_ = true;                  // nothing of the block has been written yet
  bool at_start_ = true;                  // of a line, where white space is dropped
  bool wants_line_ = false;               // in a Line: a block has ended
  bool wants_space_ = false;
  bool space_is_line_end_ = false;
  char32_t last_ = 0;  // the last character
  std::size_t line_ = 1;
};

}  // namespace gongwen::templating
