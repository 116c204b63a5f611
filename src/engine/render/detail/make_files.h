// From checked data to finished files in memory.
#pragma once

#include "engine/core/detail/finished_file.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "pdf/syntax/deflate_queue.h"

#include <span>
#include <vector>

namespace gongwen::engine {

struct MakeOptions {
  const text::FontLibrary& fonts;
  const RenderOptions& render;
  pdf::SpareCore spare_core = pdf::SpareCore::Yes;
};

/// One file for each format, in their order; all of them are formats of the kind. Returns: nothing when any error was
/// reported, with warnings as errors where the options say so.
std::vector<FinishedFile> make_files(const CompiledKind& kind, const data::Document& data,
                                     std::span<const Format> formats, const MakeOptions& options, Run& run);

/// The name of the files without ending, as the kind's own template makes it of the data.
base::Expected<std::string> make_file_name(const CompiledKind& kind, const data::Document& data,
                                           const RenderOptions& options, Run& run);

}  // namespace gongwen::engine
