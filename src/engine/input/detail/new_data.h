// Data of a kind for people to fill in.
#pragma once

#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"

#include <string>

namespace gongwen::engine {

/// Returns the text of new data, or the bytes of a workbook. Fails if a given value has no field or does not fit.
/// Reports: engine/no-such-field, engine/unfit-value, those of reading the data, databook/too-many-rows, xlsx/*.
base::Expected<std::string> new_data(const CompiledKind& kind, const NewData& options, Run& run);

}  // namespace gongwen::engine
