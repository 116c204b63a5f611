// ContentsEdits: puts the entries of tables of contents into the XML of a part, as ContentsWriter does for the page.
#pragma once

#include "adopt/detail/contents.h"
#include "adopt/detail/paragraph_text.h"
#include "adopt/detail/part_edits.h"
#include "adopt/detail/story_edits.h"
#include "word/document.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::adopt {

class ContentsEdits {
 public:
  ContentsEdits(const word::Document& document, PartEdits& part, const SharedFacts& shared)
      : document_(document), part_(part), shared_(shared) {}

  /// Returns whether the paragraph was only part of a table of contents; it then needs no further edits.
  bool edit(const word::Paragraph& paragraph);
  /// Puts a bookmark around a heading that is in a table of contents.
  void mark_heading(const word::Paragraph& paragraph, const ParagraphText& text);

 private:
  /// The tables of contents that begin and end in a paragraph.
  struct Ends {
    std::optional<std::size_t> begun;
    std::optional<std::size_t> ended;
  };
  Ends ends_in(const word::Paragraph& paragraph) const;
  /// Removes the stored part of the contents from a paragraph that also has other text.
  void remove_stored(const word::Paragraph& paragraph, bool keeps_end);
  TemplateText entries(std::size_t contents, const word::Paragraph& paragraph, std::string_view prefix) const;
  TemplateText entry(std::size_t contents, const ContentsStep& step, std::string_view prefix, word::Twips width) const;
  std::string field_start(std::size_t contents, std::string_view prefix) const;

  const word::Document& document_;
  PartEdits& part_;
  const SharedFacts& shared_;
};

}  // namespace gongwen::adopt
