// MarkupText: extracts the text of HTML that arrives in pieces, for files that have text and no markup.
#pragma once

#include <string>
#include <string_view>

namespace gongwen::engine {

class MarkupText {
 public:
  /// Whether the reader is outside tags.
  bool is_in_text() const { return !in_tag_; }
  /// Returns the text of a piece; ends of blocks become line feeds.
  std::string read(std::string_view markup);

 private:
  void end_tag(std::string& text);

  bool in_tag_ = false;
  std::string tag_;
};

}  // namespace gongwen::engine
