// The records of stores: which types there are, and whether they can be published.
#pragma once

#include "engine/kinds/published_kind.h"
#include "gongwen/export.h"
#include "store/record_types.h"

#include <string>
#include <vector>

namespace gongwen::publish {

/// Those of all kinds that are published. Null when a bundle has errors, which are reported: resources/*, data/*,
/// engine/*, store/type-differs.
store::SharedRecordTypes record_types_of(const engine::KindLibrary& kinds, engine::Run& run);

/// The same of the kinds that an engine with these options has.
store::SharedRecordTypes record_types_of(const EngineOptions& options, engine::Run& run);

/// Of every periodical, each period with records that the store does not remember to be published is collected and
/// checked by the schema and the rules of its kind, as a preview does; no page is made.
/// Returns: reports to be merged, with all that a preview can report but for what pages and sites have, at the records.
std::vector<Report> check_issues(const EngineOptions& engine, const std::string& location, const RenderOptions& render);

}  // namespace gongwen::publish
