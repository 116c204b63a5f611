// Painting: from laid-out pages to display lists, with the structure of their content beside them.
#pragma once

#include "layout/pages/page_sequence.h"
#include "paint/display_list.h"

namespace gongwen::paint {

/// Glyph runs stay in `context`, which must outlive the result. With `fields` their controls are left blank and become
/// areas to fill in (PageDisplay::fields); all else stays where it is. Without, they are ordinary content.
/// Reports: forms/field-without-room.
PaintedDocument paint_document(const layout::DocumentLayout& document, const layout::LayoutContext& context,
                               const forms::FieldModel* fields = nullptr);

/// A page as text, one command a line.
std::string dump_display_list(const PageDisplay& page);

}  // namespace gongwen::paint
