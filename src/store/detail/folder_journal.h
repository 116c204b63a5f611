// The journal of a folder store: several files change together or not at all. What is to be done is written beside the
// records as one file, `.transaction`, which gets its name in one step; from that moment the transaction holds. The
// files are changed afterwards, and again when the store is next opened, if the writer was killed.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "store/store.h"

#include <span>
#include <string>

namespace gongwen::store {

inline constexpr const char* kHistoryFile = "history.jsonl";

/// What a transaction does: records that change, and the lines of the history, each with its line end.
struct FolderTransaction {
  std::vector<Change> changes;
  std::string lines;
};

/// Makes a transaction hold and carries it out. Reports: store/unusable; the store is as it was, unless the transaction
/// held already, in which case the next opening carries it out.
bool carry_out(const std::string& folder, const FolderTransaction& transaction, diagnostics::DiagnosticSink& sink);
bool has_unfinished(const std::string& folder);
/// Carries out what a killed writer started. Reports: store/damaged, store/unusable.
bool finish_transaction(const std::string& folder, const RecordTypes& types, diagnostics::DiagnosticSink& sink);

/// A line of the history, as it is in the file.
std::string history_line(const HistoryEntry& entry);

// The record of publications of such a store: `publications.jsonl`, one entry a line with its check sum, in front of
// which nothing is ever changed.

/// A line that was cut off, which is the last one, does not count. Reports: store/damaged.
base::Expected<std::vector<PublicationEntry>> read_folder_ledger(const std::string& folder,
                                                                 diagnostics::DiagnosticSink& sink);
/// Under the lock of the folder. Reports: store/damaged, store/unusable.
bool append_to_folder_ledger(const std::string& folder, std::span<const PublicationEntry> entries,
                             diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::store
