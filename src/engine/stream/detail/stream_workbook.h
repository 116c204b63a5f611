// Makes workbooks of long lists.
#pragma once

#include "engine/core/detail/data_files.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "gongwen/engine.h"

#include <memory>
#include <optional>
#include <string>

namespace gongwen::engine {

/// Makes the file if there are no errors and the list can be streamed: JSON Lines of `stream_from` bytes or
/// more, in the only table of the workbook. Cells are the same as without streaming. The file is staged for
/// `target`, or in memory if that is empty; if it cannot be created at the target, that is reported and the
/// file is empty. Otherwise returns nullopt without any report: reading the list as a whole reports the
/// errors, or makes what streaming cannot. Texts are proofread like those in other data. Reports: those of
/// AtomicFile; proofing/…; engine/not-streamed if the options ask for notes on what was read and the list is
/// long enough.
std::optional<FinishedFile> stream_workbook(const std::shared_ptr<const CompiledKind>& kind, const DataSource& source,
                                            const RenderOptions& options, const std::string& target, Run& run);

}  // namespace gongwen::engine
