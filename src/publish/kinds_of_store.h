// The types of records that stores have: those of all kinds that are published.
#pragma once

#include "engine/kinds/detail/kind_library.h"
#include "store/record_types.h"

namespace gongwen::publish {

/// Null when a bundle has errors, which are reported: resources/*, data/*, engine/*, store/type-differs.
store::SharedRecordTypes record_types_of(const engine::KindLibrary& kinds, engine::Run& run);

/// The same of the kinds that an engine with these options has.
store::SharedRecordTypes record_types_of(const EngineOptions& options, engine::Run& run);

}  // namespace gongwen::publish
