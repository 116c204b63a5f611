// Calendars: which days are worked, read from shared/calendars of the folders of templates. Rules and templates see
// them as `calendar`, for the test `working_day` and the like.
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "resources/folder.h"
#include "resources/source_store.h"
#include "templating/render.h"

#include <memory>
#include <span>
#include <vector>

namespace gongwen::engine {

struct Calendars {
  std::vector<std::shared_ptr<const data::Document>> documents;
  std::vector<data::Value> roots;  // of the documents, in the same order
};

/// The calendars of all folders, in their order: the first that has a year counts for it.
/// Reports: those of Folder::read_text and read_json, data/* for what does not fit the schema.
Calendars read_calendars(std::span<const resources::Folder> folders, resources::SourceStore& sources,
                         data::DocumentRegistry& registry, diagnostics::DiagnosticSink& sink);

/// The names that templates have beside the members of the data: `fillable` and `calendar`. A member called calendar
/// counts before the latter.
std::vector<templating::Binding> template_bindings(const Calendars& calendars, const data::Value& data, bool fillable);

}  // namespace gongwen::engine
