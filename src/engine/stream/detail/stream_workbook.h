// A workbook of a long list, made while the list is read: neither the items nor the rows are in memory as a whole.
#pragma once

#include "engine/kinds/detail/compiled_kind.h"
#include "engine/core/detail/finished_file.h"
#include "engine/core/run.h"
#include "gongwen/engine.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::engine {

/// The file, when all is well and the list is one that can be streamed: JSON Lines of at least `stream_from` bytes, in
/// the only table of the workbook. Its cells are those that the whole way would give. It is staged for `target`, or in
/// memory when that is empty; when there can be no file at the target, that is reported, and the file is empty. In all
/// other cases nothing, and nothing is reported: the whole way says what is wrong, or makes what only it can make.
/// Texts are proofread, as those of other data are.
/// Reports: those of AtomicFile; proofing/….
std::optional<FinishedFile> stream_workbook(const std::shared_ptr<const CompiledKind>& kind, const DataSource& source,
                                            const RenderOptions& options, const std::string& target, Run& run);

}  // namespace gongwen::engine
