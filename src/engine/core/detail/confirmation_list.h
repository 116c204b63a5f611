// ConfirmationList: the confirmed warnings of one call, used by several threads while documents are made.
#pragma once

#include "diagnostics/origin.h"
#include "engine/core/run.h"
#include "gongwen/confirmed.h"

#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::engine {

// The file is JSON, so that people can read it and correct it by hand.

/// A warning that a person has looked at and accepted. All members but the last three must be equal for a warning to
/// count as this one.
struct Confirmation {
  std::string id;
  std::string file;    // the data's, without folders; empty for a record of a store
  std::string record;  // `event 2026-10/rev`; `pointer` starts there
  std::string pointer;
  std::string value;  // as written by value_key
  std::vector<std::string> arguments;
  std::string profile;  // with which the pages were compared

  std::string message;  // for people
  std::string by;
  std::string time;
  diagnostics::Origin origin = {};  // the entry in the file; unknown for a new one
};

/// A value as entries keep it: its JSON, or `sha256:…` if that is long; empty for an absent value.
std::string value_key(const data::Value* value);

/// Reads the file. Reports: resources/*, data/*, engine/confirmed-unknown-id, engine/confirmed-error.
base::Expected<std::vector<Confirmation>> read_confirmations(const std::string& path, Run& run);

/// The text of a file with these entries, in their order.
std::string confirmations_json(const std::vector<Confirmation>& confirmations);

/// A document to which warnings refer.
struct SettledData {
  const data::Document& document;
  const std::string& record;  // the record that the document is; empty for other data
};

/// Thread-safe between read() and finish().
class ConfirmationList {
 public:
  explicit ConfirmationList(const ConfirmOptions& options) : options_(options) {}

  /// Returns whether the file can be used; reports why if not.
  bool read();
  /// Settles the warnings of a run that are about values of a document: marks those that are confirmed, and adds
  /// entries for the others if the call confirms them. `profile` is the one that the pages were compared with.
  void settle(const SettledData& data, const std::string& profile, Run& run);
  /// See ConfirmedWarnings::finish. Returns messages about stale entries.
  Report finish(bool found_all);
  /// Errors of read().
  Report report() { return std::move(run_).report(); }

  std::size_t added() const { return added_.size(); }
  std::size_t removed() const { return removed_; }
  /// Hash of the entries as read: if it differs, a batch cannot keep the results of an earlier run.
  std::string hash() const;

 private:
  struct Entry {
    Confirmation confirmation;
    bool is_seen = false;        // a document with its file or record was made
    bool is_current = false;     // … and it had the value that was confirmed
    bool is_looked_for = false;  // … and it was compared with the same profile
    bool is_used = false;
  };

  Confirmation confirmation_of(const diagnostics::Diagnostic& warning, const SettledData& data,
                               const std::string& profile, Run& run) const;
  void look_at_values(const SettledData& data, const std::string& profile, Run& run);
  bool is_stale(const Entry& entry, bool found_all) const;

  ConfirmOptions options_;
  Run run_;
  bool is_there_ = false;  // the file exists
  std::mutex mutex_;
  std::vector<Entry> entries_;
  std::vector<Confirmation> added_;
  std::size_t removed_ = 0;
};

}  // namespace gongwen::engine
