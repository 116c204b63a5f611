// HtmlReader: reads HTML written by people and programs, whole or in pieces, and passes its safe parts to a
// MarkupWriter.
#pragma once

#include "templating/detail/markup/markup_writer.h"
#include "templating/detail/markup/structured_text.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::templating {

/// Reads at most kMaxStructuredText bytes. As tolerant as browsers: tags that are missing or in the wrong order are
/// supplied. A text without blocks becomes a line.
StructuredText from_html(std::string_view text);

/// The address of a link, if it is http, https, mailto or a place in the document; otherwise nullopt.
std::optional<std::string> safe_address(std::string_view address);

/// ` href="…"` for an address; if it is not safe, adds a note and returns nullopt.
std::optional<std::string> link_attributes(std::string_view address, MarkupWriter& writer);

/// Whether the text contains tags of block elements.
bool has_html_blocks(std::string_view text);

class HtmlReader {
 public:
  explicit HtmlReader(MarkupWriter& writer) : writer_(writer) {}

  /// Reads a piece that ends between tags. Lines are counted by the writer.
  void read(std::string_view html);

  /// Whether text is skipped, since it is in a script or a drawing.
  bool is_skipping() const { return !skipped_.empty(); }
  /// Ends a skipped element. In Markdown, one that is not closed thus skips at most its paragraph.
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
  std::string skipped_;  // the skipped element; empty if none
  std::size_t skipped_depth_ = 0;
};

}  // namespace gongwen::templating
