// The journal of a folder store changes several files together or not at all. The transaction is first written to one
// file beside the records, `.transaction`, which gets this name in one step; from then on the transaction is committed.
// Only then are the records changed. If the writer is killed, the next opening of the store completes the changes.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "store/store.h"

#include <span>
#include <string>

namespace gongwen::store {

inline constexpr const char* kHistoryFile = "history.jsonl";

/// The contents of a transaction: changed records, and history lines with their line breaks.
struct FolderTransaction {
  std::vector<Change> changes;
  std::string lines;
};

/// Commits a transaction and carries it out. Reports: store/unusable; the store is then unchanged, unless the
/// transaction was already committed, in which case the next opening carries it out.
bool carry_out(const std::string& folder, const FolderTransaction& transaction, diagnostics::DiagnosticSink& sink);
bool has_unfinished(const std::string& folder);
/// Completes the transaction of a killed writer. Reports: store/damaged, store/unusable.
bool finish_transaction(const std::string& folder, const RecordTypes& types, diagnostics::DiagnosticSink& sink);

/// An entry as a line of the history file.
std::string history_line(const HistoryEntry& entry);

/// See stamp_of_store.
std::string folder_stamp(const std::string& folder);

// The ledger of publications, `publications.jsonl`: one entry per line with its checksum. Lines are only appended.

/// Reads the ledger; a last line that was cut off is ignored. Reports: store/damaged.
base::Expected<std::vector<PublicationEntry>> read_folder_ledger(const std::string& folder,
                                                                 diagnostics::DiagnosticSink& sink);
/// Appends entries; the caller holds the lock of the folder. Reports: store/damaged, store/unusable.
bool append_to_folder_ledger(const std::string& folder, std::span<const PublicationEntry> entries,
                             diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::store
