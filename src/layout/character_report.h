// Telling about characters that are in no face, or in none that was asked for.
#pragma once

#include "layout/context.h"

namespace gongwen::layout {

/// Reports: text/missing-glyph, text/fallback-face, at `origin`.
void report_character(const text::CharacterReport& report, diagnostics::OriginId origin, LayoutContext& context);

}  // namespace gongwen::layout
