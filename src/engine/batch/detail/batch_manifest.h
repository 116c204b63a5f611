// The manifest of a batch, and the stale files that are found by it.
#pragma once

#include "engine/batch/detail/number_table.h"
#include "gongwen/engine.h"
#include "gongwen/report.h"
#include "resources/journal.h"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

namespace gongwen::engine {

// Names of the files of a batch.

// The names of the files of a batch: from the kind's own template, made safe for all usual systems, and made different
// if records give the same. They depend only on the records and their order, not on threads or earlier runs.

/// A name without ending that any of the usual file systems takes: without what Windows refuses, without blanks and
/// dots at its ends, up to 200 bytes. `otherwise` replaces a name of which nothing is left.
std::string safe_file_name(std::string_view name, std::string_view otherwise);

class FileNames {
 public:
  /// `temporary_folder`: for what is remembered of very many.
  explicit FileNames(std::string temporary_folder) : taken_(std::move(temporary_folder)) {}

  /// The record's own name: `name`, or `name-2`, `name-3` … if records before it have it. Case is ignored. Waits until
  /// all records before `number` have been here or in `pass`; each record comes once. A record of an `owner` (not 0)
  /// gets a name that the same owner has.
  std::string take(std::uint64_t number, const std::string& name, std::uint64_t owner);
  /// The record takes no name.
  void pass(std::uint64_t number);
  /// A name that an owner has from an earlier run. Before the first record.
  void keep(std::string_view name, std::uint64_t owner);
  /// Whether a record has the name, or it was kept. When all records have been here.
  bool is_taken(std::string_view name) const;
  /// Why names are no longer remembered; from any thread.
  std::error_code error() const;

 private:
  void wait_for(std::uint64_t number, std::unique_lock<std::mutex>& lock);
  bool claim(const std::string& name, std::uint64_t owner);

  mutable std::mutex mutex_;
  std::condition_variable turn_changed_;
  std::uint64_t turn_ = 1;
  NumberTable taken_;  // hashes of names, with the last number after a name that is used again
  std::unordered_map<std::uint64_t, std::uint64_t> owners_;  // by hash of the name; only where there are owners
};

inline constexpr std::string_view kBatchManifestName = "manifest.jsonl";

// The manifest of a batch: a line of JSON for each record, added when its files are there. When a run that was stopped
// or killed is continued, it shows what need not be done again.

/// A file with its hash: an output, or what a record's document took from the folder of its data.
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
  std::uint32_t copy = 1;  // the how manieth record of this text
  std::string definition;  // hash of everything else that decides the bytes
  bool done = false;
  bool stale = false;  // no record of the last run: its files are those of an earlier one
  std::string name;    // of the files, before they were numbered
  std::vector<ManifestFile> outputs;
  std::vector<ManifestFile> beside;
  double milliseconds = 0;
  std::string report;  // JSON as Report::json gives it; empty when there are no messages
};

std::string manifest_line(const ManifestEntry& entry);
/// Nothing for a line that is none.
std::optional<ManifestEntry> parse_manifest_line(std::string_view line);

class BatchManifest {
 public:
  explicit BatchManifest(resources::Journal journal) : journal_(std::move(journal)), old_bytes_(journal_.size()) {}

  /// Learns what earlier runs have left; `visit` sees each entry and its place. Reports: resources/unreadable.
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
  /// There may be lines, of which nothing need be known but that they are old.
  void pass_over_old_lines() { old_lines_ = journal_.size() > 0 ? 1 : 0; }
  /// What earlier runs have left and no record of this one has kept, in the order in which it was written.
  /// Reports: resources/unreadable.
  bool visit_superseded(const std::function<void(const ManifestEntry&)>& visit,
                        diagnostics::DiagnosticSink& sink) const;

  /// The entry that an earlier run left for a record, and where it is. Shared by threads.
  struct Found {
    ManifestEntry entry;
    resources::JournalPlace place;
  };
  std::optional<Found> find(const std::string& input_hash, std::uint32_t copy) const;
  std::optional<ManifestEntry> entry_at(resources::JournalPlace place) const {
    return parse_manifest_line(journal_.line(place));
  }

  /// The next record's entry is there already, or is added. One thread at a time, in the order of the records.
  void keep(resources::JournalPlace place) { places_.push_back(place); }
  bool add(const ManifestEntry& entry, diagnostics::DiagnosticSink& sink);

  /// After the last record: leaves one line for each record, in their order. Reports: resources/unwritable.
  bool put_in_order(diagnostics::DiagnosticSink& sink);

 private:
  static std::uint64_t key(const std::string& input_hash, std::uint32_t copy);

  resources::Journal journal_;
  std::unordered_map<std::uint64_t, resources::JournalPlace> known_;
  std::uint64_t old_bytes_;
  std::size_t old_lines_ = 0;
  std::vector<resources::JournalPlace> places_;  // by record; only when there were old lines
};

// Stale files: documents that earlier runs put into the folder and that no record of this run gives: the record is not
// among the inputs any more, has another name now, or the format was left out.

class BatchOutput;

/// What has become of a run, when all its records have been put down.
struct FinishedRun {
  const BatchManifest& manifest;
  const FileNames& names;
  std::span<const Format> formats;
  const NumberTable& pages;  // page_number of the files with one page each
  const BatchOutput& output;
};

/// The name of a record's files, from that of one of them: without ending and page.
std::string_view record_name(std::string_view file);
/// By what the file of one page is remembered.
std::uint64_t page_number(const std::string& file);

/// An entry for each stale file, by name. Files that are not any more as they were written are not among them: they are
/// somebody's own. Reports: resources/unreadable.
std::vector<ManifestEntry> find_stale_files(const FinishedRun& run, diagnostics::DiagnosticSink& sink);

// DocumentStates: whether documents of an earlier run are still as they were written, asked of an output that is far
// away: several at a time, and before their records come.

class DocumentStates {
 public:
  /// `ask` says whether the documents of an entry are there, from any thread.
  explicit DocumentStates(std::function<bool(resources::JournalPlace)> ask) : ask_(std::move(ask)) {}
  DocumentStates(const DocumentStates&) = delete;
  DocumentStates& operator=(const DocumentStates&) = delete;
  ~DocumentStates();

  /// An entry that a record may want, in the order of the manifest. Before the first question.
  void add(resources::JournalPlace place) { places_.push_back(place); }
  /// Whether the documents of this entry are there; those after it are asked for meanwhile.
  bool are_there(resources::JournalPlace place);

 private:
  void start();
  void work();

  std::function<bool(resources::JournalPlace)> ask_;
  std::vector<resources::JournalPlace> places_;
  std::mutex mutex_;  // of what follows
  std::condition_variable changed_;
  std::map<std::size_t, std::optional<bool>> states_;  // by number; nothing yet for those that are asked for
  std::size_t next_ = 0;                               // the first that nobody has asked for
  std::size_t end_ = 0;                                // those before it are wanted
  bool ends_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace gongwen::engine
