// ConfirmedWarnings: warnings that a person has checked and accepted, kept in a file beside the data. A confirmed
// warning is neither reported nor counted in a strict run until the value that it concerns changes.
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
  /// Appends warnings that are not in the file yet; the file need not exist.
  bool add = false;
  /// With `add`: removes entries that no longer match a warning.
  bool prune = false;
  /// Who confirms, and when; free text for people.
  std::string by = {};
  std::string time = {};
  /// The language of the texts of new entries.
  Language language = Language::English;
};

/// Any number of threads may use the same object at once.
class GONGWEN_API ConfirmedWarnings {
 public:
  /// Returns null if the file cannot be used. Reports: resources/*, data/*, engine/confirmed-unknown-id,
  /// engine/confirmed-error.
  static std::shared_ptr<ConfirmedWarnings> open(const ConfirmOptions& options, Report& report);
  ~ConfirmedWarnings();
  ConfirmedWarnings(const ConfirmedWarnings&) = delete;
  ConfirmedWarnings& operator=(const ConfirmedWarnings&) = delete;

  /// Call once, after the runs. Writes new entries, and returns their report with a message for each entry that no
  /// longer matches. `found_all`: the runs made every check on their data, so an entry whose warning did not occur is
  /// stale; otherwise only entries whose value was changed or removed are reported. Reports: engine/confirmed-unused,
  /// resources/* of writing.
  Report finish(const Report& report, bool found_all);
  /// The number of entries that `finish` has added to the file, and removed from it.
  std::size_t added() const;
  std::size_t removed() const;

  engine::ConfirmationList& list() { return *list_; }

 private:
  explicit ConfirmedWarnings(std::unique_ptr<engine::ConfirmationList> list);
  std::unique_ptr<engine::ConfirmationList> list_;
};

}  // namespace gongwen
