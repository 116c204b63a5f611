// BlockWriter: writes paragraphs, frames and tables of all parts of the page.
#pragma once

#include "adopt/detail/paragraph_text.h"
#include "adopt/detail/word_page.h"

#include <cstddef>
#include <vector>

namespace gongwen::adopt {

/// Reports tags of a paragraph that are not allowed in their place. Returns false after an error.
bool check_tags(WordPage& page, const word::Paragraph& paragraph, const ParagraphText& text,
                const Surroundings& around);

class BlockWriter {
 public:
  explicit BlockWriter(WordPage& page) : page_(page) {}

  void write_blocks(const std::vector<word::Block>& blocks, const Surroundings& around);
  /// Writes a block and the following blocks in the same frame. Returns their number.
  std::size_t write_block(const std::vector<word::Block>& blocks, std::size_t index, const Surroundings& around);

 private:
  void write_paragraph(const word::Paragraph& paragraph, const Surroundings& around);
  /// The number of paragraphs from `first` on that are in one frame.
  std::size_t frame_length(const std::vector<word::Block>& blocks, std::size_t first) const;
  void write_frame(const std::vector<word::Block>& blocks, std::size_t first, std::size_t count,
                   const Surroundings& around);

  WordPage& page_;
};

}  // namespace gongwen::adopt
