// Telling about characters that are in no face, or in none that was asked for, and about faces that are not there.
#pragma once

#include "layout/core/context.h"

namespace gongwen::layout {

/// Reports: text/missing-glyph, text/control-character, text/variant-form, at `origin`; nothing once a face turned out
/// to be missing, since that may be the only cause. Characters of faces that stand in are kept for the end.
void report_character(const text::CharacterReport& report, diagnostics::OriginId origin, LayoutContext& context);

/// Reports: text/fallback-face, once for each family and the face that stands in for it, where it does so first.
void report_fallback_faces(LayoutContext& context);

/// Reports: text/missing-face, once for each face that the document looked into.
void report_missing_faces(LayoutContext& context);

}  // namespace gongwen::layout
