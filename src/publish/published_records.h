// The types of records that stores have.
#pragma once

#include "engine/kinds/published_kind.h"
#include "store/record_types.h"

namespace gongwen::publish {

/// Those of all kinds that are published. Null when a bundle has errors, which are reported: resources/*, data/*,
/// engine/*, store/type-differs.
store::SharedRecordTypes record_types_of(const engine::KindLibrary& kinds, engine::Run& run);

/// The same of the kinds that an engine with these options has.
store::SharedRecordTypes record_types_of(const EngineOptions& options, engine::Run& run);

}  // namespace gongwen::publish
