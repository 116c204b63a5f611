// The lines of a paragraph as one text object: what is on the next line goes on with the text of the line before.
#pragma once

#include "ofd/detail/canvas.h"

namespace gongwen::ofd {

/// Whether a piece is on the line below, and its text goes on with that of the piece before it without a blank, which
/// only Chinese does. Both are drawn alike, level and with the font's own glyphs: readers count glyphs in different ways
/// otherwise.
bool is_next_line(const TextPiece& text, const base::Transform& text_to_page, const TextPiece& next,
                  const base::Transform& next_to_page);

/// Adds such a piece.
void append_line(TextPiece& text, const base::Transform& text_to_page, const TextPiece& next,
                 const base::Transform& next_to_page);

}  // namespace gongwen::ofd
