// Scope: the place to which blocks are written, with the state that the last block leaves for the next one.
#pragma once

#include "flow/document.h"

#include <cstddef>
#include <optional>
#include <variant>
#include <vector>

namespace gongwen::flow {

/// The place to which blocks are written: a section, a cell, a note. Its edges count from the corner of the page's
/// area.
struct Scope {
  std::vector<Block>* out = nullptr;
  base::LayoutUnit left;
  base::LayoutUnit right;
  bool is_body = false;  // sections may start in it
  /// The lower edge of the last block, on `page`; none at the start of a cell or a note.
  std::optional<base::LayoutUnit> bottom;
  std::size_t page = 0;
  /// The gap before the next block from margins and paddings: the part that collapses, and the part that does not.
  base::LayoutUnit margin;
  base::LayoutUnit space;
  /// How much lower the last blocks are than on the page, since gaps cannot be negative.
  base::LayoutUnit debt;
  base::LayoutUnit last_top;  // of the text of the last paragraph
  bool is_empty = true;
  bool breaks_page = false;  // before the next block

  std::size_t count() const { return out == nullptr ? 0 : out->size(); }
  /// Null if the last block is not a paragraph.
  Paragraph* last_paragraph() const { return count() == 0 ? nullptr : std::get_if<Paragraph>(&out->back()); }
  /// Keeps the last block on the page of the next one.
  void keep_last_with_next() const;
  /// Keeps the blocks from this number on together on one page.
  void keep_together(std::size_t first) const;
  /// Whether word processors join the borders of the last paragraph with those of one that looks like this.
  bool continues_frame(const ParagraphLook& look) const;
};

}  // namespace gongwen::flow
