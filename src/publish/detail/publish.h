// Publishing: from the facts of a store to a site, month by month, with nobody watching. Either a month is published
// whole and checked, or the site stays as it was.
#pragma once

#include "base/calendar.h"
#include "gongwen/engine.h"
#include "publish/detail/collect_month.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::publish {

struct PublishOptions {
  EngineOptions engine = {};
  RenderOptions render = {};
  std::string store;
  std::string site;
  std::string period = {};  // empty with `catch_up`
  /// All months that are due and have events, and are not published yet, the first first.
  bool catch_up = false;
  /// The day of the following month from which on a month is due.
  int due_day = 1;
  /// Everything but writing.
  bool preview = false;
  std::optional<int> issue = std::nullopt;  // the number, where neither archive nor store shall decide it
  base::Moment now = 0;
  std::string base_url = {};
  /// Called when something has happened to a month.
  std::function<void(const struct MonthOutcome&)> tell = {};
};

enum class Outcome : std::uint8_t { Published, Corrected, Unchanged, Failed, Previewed };
std::string_view outcome_name(Outcome outcome);  // `published`

struct MonthOutcome {
  std::string period;
  Outcome outcome = Outcome::Failed;
  IssueNumbers numbers = {};
  int edition = 0;
  std::size_t pages = 0;
  std::size_t events = 0;
  std::size_t projects = 0;
  std::size_t ballots = 0;
  std::size_t changes = 0;                 // fields of a correction
  std::vector<std::string> contents = {};  // headings, sections among them
  bool of_preview = false;
  OpenPoints open = {};  // of a preview
};

struct Publishing {
  std::vector<MonthOutcome> months;
  Report report;
};

/// Reports: store/*, publish/*, and all that a rendering can.
Publishing publish_bulletins(const PublishOptions& options);

}  // namespace gongwen::publish
