// From a record to checked data.
#pragma once

#include "engine/batch/detail/record.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "engine/core/run.h"
#include "gongwen/engine.h"

#include <memory>

namespace gongwen::engine {

/// As read_data: null when there is nothing to make a document of, which has been reported. Takes the record's text.
std::shared_ptr<const data::Document> read_record(Record& record, const CompiledKind& kind,
                                                  const RenderOptions& options, Run& run);

}  // namespace gongwen::engine
