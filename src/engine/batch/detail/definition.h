// What decides the bytes of a document besides its data, as one hash: with another hash nothing of an earlier run
// holds.
#pragma once

#include "engine/kinds/detail/compiled_kind.h"
#include "gongwen/engine.h"
#include "text/font_library.h"

#include <string>

namespace gongwen::engine {

/// 32 hexadecimal digits, of the kind's files, the program's version, the fonts, the options and SOURCE_DATE_EPOCH.
std::string batch_definition(const CompiledKind& kind, const text::FontLibrary& fonts, const RenderOptions& options);

}  // namespace gongwen::engine
