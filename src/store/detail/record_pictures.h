// Pictures. Data for rendering refers to picture files beside it. A store has no such files, so it embeds the pictures
// as data: addresses.
#pragma once

#include "base/expected.h"
#include "data/document.h"
#include "store/facts_files.h"
#include "store/store.h"

#include <string>

namespace gongwen::store {

/// Embeds the pictures that the record refers to. `folder` is the folder of the file from which the record was read;
/// empty if absent. Photographs are reduced to the resolution that a page can show. Reports: store/picture-name,
/// store/picture-unusable, and reading errors.
base::Expected<Change> with_pictures(Change change, const std::string& folder, const Workspace& workspace);
/// Returns whether a record has only embedded pictures. Reports a file name: store/picture-name.
bool has_own_pictures(RecordType type, const data::Value& record, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::store
