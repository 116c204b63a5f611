// StoreContents: all records of a store as documents, with places for messages.
#pragma once

#include "base/expected.h"
#include "data/document.h"
#include "resources/source_store.h"
#include "store/detail/record_schemas.h"
#include "store/store.h"

#include <map>
#include <memory>

namespace gongwen::store {

/// What reading and checking records needs of a run.
struct Workspace {
  resources::SourceStore& sources;
  data::DocumentRegistry& documents;
  diagnostics::DiagnosticSink& sink;
};

/// Views of documents that the workspace keeps.
using StoreContents = std::map<RecordKey, data::Value>;

/// Reads a text as one line of a store or as its own file; the workspace keeps it.
base::Expected<data::Value> read_record_text(std::string name, std::string text, const Workspace& workspace);
/// Reports: those of Store::records, data/json-*.
base::Expected<StoreContents> read_contents(Store& store, const Workspace& workspace);

/// The records of one record type, in their order.
std::vector<data::Value> records_of(const StoreContents& contents, RecordType type);
/// The record, if there is one.
std::optional<data::Value> find_record(const StoreContents& contents, RecordType type, std::string_view id);

/// Checks every record against its schema, its key and what it refers to. Reports: data/*, store/wrong-place,
/// store/unknown-reference, store/unknown-plan.
void check_contents(const Store& store, const StoreContents& contents, const RecordSchemas& schemas,
                    diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::store
