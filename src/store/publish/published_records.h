// The record types of all published kinds, and checks of unpublished records.
#pragma once

#include "engine/kinds/published_kind.h"
#include "gongwen/export.h"
#include "store/record_types.h"

#include <string>
#include <vector>

namespace gongwen::publish {

/// The record types of all published kinds. Null after a report if a bundle has errors: resources/*, data/*, engine/*,
/// store/type-differs.
store::SharedRecordTypes record_types_of(const engine::KindLibrary& kinds, engine::Run& run);

/// The same for the kinds of an engine with these options.
store::SharedRecordTypes record_types_of(const EngineOptions& options, engine::Run& run);

/// For every periodical, collects each period with records that the store does not remember as published,
/// and checks it by the schema and rules of its kind, like a preview but without making pages. Returns
/// reports, to be merged, with any message of a preview except about pages and sites; places refer to
/// records.
std::vector<Report> check_issues(const EngineOptions& engine, const std::string& location, const RenderOptions& render);

}  // namespace gongwen::publish
