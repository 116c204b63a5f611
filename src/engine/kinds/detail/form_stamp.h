// What forms and data workbooks say of the kind that they are made from.
#pragma once

#include "engine/kinds/detail/compiled_kind.h"
#include "forms/form_stamp.h"

namespace gongwen::engine {

forms::FormStamp stamp_of(const CompiledKind& kind);

}  // namespace gongwen::engine
