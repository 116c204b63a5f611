// A store as a folder of JSON files, one record per file, which people can read, compare and keep under version
// control:
//   facts/store.json
//   facts/events/2024-02/comment-0204.json
//   facts/projects/20240400-T-469.json
//   facts/history.jsonl               one change per line
//   facts/.lock   facts/.transaction  see folder_journal.h
#pragma once

#include "diagnostics/diagnostic.h"
#include "store/store.h"

#include <memory>
#include <optional>
#include <string>

namespace gongwen::store {

bool create_folder_store(const std::string& folder, diagnostics::DiagnosticSink& sink);
std::unique_ptr<Store> open_folder_store(const std::string& folder, Access access, SharedRecordTypes types,
                                         diagnostics::DiagnosticSink& sink);

/// The path of a record within the folder: its key and `.json`; bytes with a meaning in paths are written as `%2F`. If
/// the key starts with a period, that becomes a folder.
std::string record_file(const RecordKey& key);
/// Returns the key of such a path; nullopt for other files.
std::optional<RecordKey> key_of_file(const std::string& file, const RecordTypes& types);

}  // namespace gongwen::store
