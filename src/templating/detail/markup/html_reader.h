// HtmlReader: reads HTML as people and programs write it, whole or in pieces, and gives a MarkupWriter what is safe.
#pragma once

#include "templating/detail/markup/markup_writer.h"
#include "templating/detail/markup/structured_text.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::templating {

/// Takes at most kMaxStructuredText bytes. As tolerant as browsers: tags that are missing or in the wrong order are
/// supplied. A text without blocks becomes a line.
StructuredText from_html(std::string_view text);

/// The address of a link, if it is one of http, https, mailto or a place in the document; nothing otherwise.
std::optional<std::string> safe_address(std::string_view address);

/// ` href="…"` for an address; nothing, with a note, if it is not safe.
std::optional<std::string> link_attributes(std::string_view address, MarkupWriter& writer);

/// Whether the text has tags of blocks.
bool has_html_blocks(std::string_view text);

class HtmlReader {
 public:
  explicit HtmlReader(MarkupWriter& writer) : writer_(writer) {}

  /// Reads a piece that ends between tags. Lines count from that of the writer.
  void read(std::string_view html);

  /// Whether text is left out, since it is in a script or a drawing.
  bool is_skipping() const { return !skipped_.empty(); }
  /// Ends an element that is left out; so one that stays open in Markdown takes no more than its paragraph.
  void stop_skipping() { skipped_.clear(); }

 private:
  struct Tag {
    std::string name;             // in lower case
    std::string_view attributes;  // as written
    bool is_end = false;
    std::size_t size = 0;
  };

  static std::optional<Tag> read_tag(std::string_view html);
  void read_text(std::string_view text);
  void read_words(std::string_view decoded);
  void note_left_out(std::string_view markup);
  void take(const Tag& tag);
  void take_start(const Tag& tag);
  std::optional<std::string> attributes_of(MarkupElement element, std::string_view written);

  MarkupWriter& writer_;
  std::string skipped_;  // the element that is left out with its content; empty: none
  std::size_t skipped_depth_ = 0;
};

}  // namespace gongwen::templating
