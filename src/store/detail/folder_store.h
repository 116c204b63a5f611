// A store as a folder of JSON files, one record a file, which people may read, compare and keep under version control:
//   facts/store.json
//   facts/events/2024-02/comment-0204.json
//   facts/projects/20240400-T-469.json
//   facts/history.jsonl               one change a line
//   facts/.lock   facts/.transaction  see folder_journal.h
#pragma once

#include "store/store.h"

namespace gongwen::store {

bool create_folder_store(const std::string& folder, diagnostics::DiagnosticSink& sink);
std::unique_ptr<Store> open_folder_store(const std::string& folder, Access access, diagnostics::DiagnosticSink& sink);

/// The file of a record within its folder: the key with bytes that have a meaning in paths written `%2F`, `.json` at
/// its end; the month of an event or a ballot is a folder.
std::string record_file(const RecordKey& key);
/// The key of such a file; nothing for files that are none of ours.
std::optional<RecordKey> key_of_file(const std::string& file);

}  // namespace gongwen::store
