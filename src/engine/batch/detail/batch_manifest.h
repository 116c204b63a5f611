// The manifest of a batch, the names of its files, and the search for stale files.
#pragma once

#include "engine/batch/detail/number_table.h"
#include "gongwen/engine.h"
#include "gongwen/report.h"
#include "resources/journal.h"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gongwen::engine {

// FileNames: the names of a batch's files come from the template of the kind, are made safe for all usual systems, and
// are made different if several records give the same one. They depend only on the records and their order, neither on
// threads nor on earlier runs.

/// A file name, without ending, that all usual file systems accept: without characters that Windows refuses, without
/// blanks and dots at its ends, up to 200 bytes. Returns `otherwise` if nothing is left of the name.
std::string safe_file_name(std::string_view name, std::string_view otherwise);

class FileNames {
 public:
  /// `temporary_folder` is for the table of very many names.
  explicit FileNames(std::string temporary_folder) : taken_(std::move(temporary_folder)) {}

  /// The name of the record's files: `name`, or `name-2`, `name-3` … if earlier records have it, ignoring case. Waits
  /// until each record before `number` has called this or `pass`. A record with an `owner` (not 0) gets the name that
  /// the owner has already.
  std::string take(std::uint64_t number, const std::string& name, std::uint64_t owner);
  /// The record needs no name.
  void pass(std::uint64_t number);
  /// Reserves a name that an owner has from an earlier run. To be called before the first record.
  void keep(std::string_view name, std::uint64_t owner);
  /// Whether a record has the name, or it was reserved. Valid after the last record.
  bool is_taken(std::string_view name) const;
  /// The error of the table of names, if any; from any thread.
  std::error_code error() const;

 private:
  void wait_for(std::uint64_t number, std::unique_lock<std::mutex>& lock);
  bool claim(const std::string& name, std::uint64_t owner);

  mutable std::mutex mutex_;
  std::condition_variable turn_changed_;
  std::uint64_t turn_ = 1;
  NumberTable taken_;  // hashes of names, with the last number after a name that is used again
  std::unordered_map<std::uint64_t, std::uint64_t> owners_;  // by hash of the name; empty if no record has an owner
};

inline constexpr std::string_view kBatchManifestName = "manifest.jsonl";

// BatchManifest: a line of JSON for each record, added when its files are complete. A run that continues a stopped or
// killed one finds in it the records that are already done.

/// A file with its hash: an output, or a file beside the data that the document used.
struct ManifestFile {
  std::string name;
  std::string hash;
  std::size_t bytes = 0;
  std::size_t pages = 0;
};

struct ManifestEntry {
  std::uint64_t record = 0;
  std::string input;       // for people: `letters.jsonl:17`
  std::string input_hash;  // of the text
  std::uint32_t copy = 1;  // counts the records with this text, from 1
  std::string definition;  // hash of everything else that determines the bytes
  bool done = false;
  bool stale = false;  // not in the last run; its files are from an earlier one
  std::string name;    // of the files, before they were numbered
  std::vector<ManifestFile> outputs;
  std::vector<ManifestFile> beside;
  double milliseconds = 0;
  std::string report;  // JSON as written by Report::json; empty if there are no messages
};

std::string manifest_line(const ManifestEntry& entry);
/// Returns nullopt if the line is not an entry.
std::optional<ManifestEntry> parse_manifest_line(std::string_view line);

class BatchManifest {
 public:
  explicit BatchManifest(resources::Journal journal) : journal_(std::move(journal)), old_bytes_(journal_.size()) {}

  /// Reads the entries of earlier runs; `visit` gets each with its place. Reports: resources/unreadable.
  template <typename Visit>
  bool load(const Visit& visit, diagnostics::DiagnosticSink& sink) {
    return journal_.read(
        [&](std::string_view line, resources::JournalPlace place) {
          if (const std::optional<ManifestEntry> entry = parse_manifest_line(line)) {
            known_[key(entry->input_hash, entry->copy)] = place;
            visit(*entry, place);
          }
          ++old_lines_;
        },
        sink);
  }
  /// Assumes that old lines may exist, without reading them.
  void pass_over_old_lines() { old_lines_ = journal_.size() > 0 ? 1 : 0; }
  /// Visits the entries of earlier runs that no record of this one has kept, in the order in which they were written.
  /// Reports: resources/unreadable.
  bool visit_superseded(const std::function<void(const ManifestEntry&)>& visit,
                        diagnostics::DiagnosticSink& sink) const;

  /// The entry of an earlier run for a record, and its place. Thread-safe.
  struct Found {
    ManifestEntry entry;
    resources::JournalPlace place;
  };
  std::optional<Found> find(const std::string& input_hash, std::uint32_t copy) const;

  /// Notes that the entry of the next record exists already (keep), or adds it. One thread at a time, in the order of
  /// the records.
  void keep(resources::JournalPlace place) { places_.push_back(place); }
  bool add(const ManifestEntry& entry, diagnostics::DiagnosticSink& sink);

  /// After the last record: removes all other lines, and sorts by record. Reports: resources/unwritable.
  bool put_in_order(diagnostics::DiagnosticSink& sink);

 private:
  static std::uint64_t key(const std::string& input_hash, std::uint32_t copy);

  resources::Journal journal_;
  std::unordered_map<std::uint64_t, resources::JournalPlace> known_;
  std::uint64_t old_bytes_;
  std::size_t old_lines_ = 0;
  std::vector<resources::JournalPlace> places_;  // by record; empty unless there were old lines
};

// Stale files: documents of earlier runs in the folder that belong to no record of this run, because the record is no
// longer among the inputs or has another name, or the format was not requested.

class BatchOutput;

/// The state of a run after its last record.
struct FinishedRun {
  const BatchManifest& manifest;
  const FileNames& names;
  std::span<const Format> formats;
  const NumberTable& pages;  // page_number of the files with one page each
  const BatchOutput& output;
};

/// The name of a record's files from that of one of them: without ending and page.
std::string_view record_name(std::string_view file);
/// The key by which a file of one page is remembered.
std::uint64_t page_number(const std::string& file);

/// An entry for each stale file, by name. Files that were changed since are left out: they are a person's work now.
/// Reports: resources/unreadable.
std::vector<ManifestEntry> find_stale_files(const FinishedRun& run, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
