// Agreement: records that describe the same thing must not contradict each other. A review that was passed according to
// an event is also a stage in the history of its project.
#pragma once

#include "diagnostics/diagnostic.h"
#include "store/store.h"

namespace gongwen::store {

/// Compares a record with the dated entries of the records that it refers to, as RecordReference::agreement says.
/// Reports: store/disagrees, a warning, at the member of `record`.
void check_agreement(RecordType type, const data::Value& record, const StoreContents& contents,
                     const RecordTypes& types, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::store
