// The XLSX file of a kind whose workbook is an office's own file: that file, with its tags expanded.
#pragma once

#include "engine/core/detail/data_files.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"

namespace gongwen::engine {

/// Makes the file; it has no bytes if an error was reported. Reports: engine/own-workbook, engine/choice-code, book/*,
/// templating/*.
FinishedFile book_copy(const CompiledKind& kind, const KindOutput& output, Format format, const data::Document& data,
                       const RenderOptions& options, Run& run);

}  // namespace gongwen::engine
