// The manifest of a batch, and the stale files that are found by it.
#pragma once

#include "engine/batch/detail/file_names.h"
#include "gongwen/engine.h"
#include "gongwen/report.h"
#include "resources/journal.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace gongwen::engine {

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

}  // namespace gongwen::engine
