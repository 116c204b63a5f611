// ConfirmedWarnings: warnings that a person has checked and accepted, kept in a file beside the data. A warning that is
// confirmed is no longer reported, and is ignored in a strict run, until the value that it is about changes.
//   gongwen::Report report;
//   options.confirmed = gongwen::ConfirmedWarnings::open({.file = "confirmed.json"}, report);
//   if (!options.confirmed) …
//   report = options.confirmed->finish(engine.check(kind, data, options), true);
#pragma once

#include "gongwen/export.h"
#include "gongwen/report.h"

#include <cstddef>
#include <memory>
#include <string>

namespace gongwen {

namespace engine {
class ConfirmationList;
}

struct ConfirmOptions {
  std::string file;
  /// Warnings that are not in the file are added to it at the end; the file need not exist yet.
  bool add = false;
  /// With `add`: entries that no warning matches any more are removed.
  bool prune = false;
  /// Who confirms, and when; for people.
  std::string by = {};
  std::string time = {};
  /// Of the texts of new entries.
  Language language = Language::English;
};

/// Any number of threads may use one at once.
class GONGWEN_API ConfirmedWarnings {
 public:
  /// Null when the file cannot be used, which `report` explains: resources/*, data/*, engine/confirmed-unknown-id,
  /// engine/confirmed-error.
  static std::shared_ptr<ConfirmedWarnings> open(const ConfirmOptions& options, Report& report);
  ~ConfirmedWarnings();
  ConfirmedWarnings(const ConfirmedWarnings&) = delete;
  ConfirmedWarnings& operator=(const ConfirmedWarnings&) = delete;

  /// Ends: writes what is new, and adds to the report of the runs which entries no longer match. `found_all`
  /// says that the runs looked for all that can be found in their data; otherwise an entry is reported only when its
  /// value has changed or was removed. Reports: engine/confirmed-unused, resources/* of writing.
  Report finish(const Report& report, bool found_all);
  /// Entries that `finish` added to the file, and those that it removed.
  std::size_t added() const;
  std::size_t removed() const;

  engine::ConfirmationList& list() { return *list_; }

 private:
  explicit ConfirmedWarnings(std::unique_ptr<engine::ConfirmationList> list);
  std::unique_ptr<engine::ConfirmationList> list_;
};

}  // namespace gongwen
