// What the store remembers of unattended runs, so that people see what stopped the last one without its journal. A note
// is written when a run ends differently than the one before it.
#pragma once

#include "gongwen/publish.h"
#include "store/publish/detail/ledger.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gongwen::publish {

struct RunNote {
  std::string time;  // of the first run that ended like this
  int due_day = 1;
  std::string failed = {};  // the period that could not be published; empty: none
  std::vector<MessageText> errors = {};
  std::optional<std::int64_t> certificate_expires = std::nullopt;
};

/// Returns the note of the last run; nullopt if there was none.
std::optional<RunNote> last_run(const Ledger& ledger);

/// Returns the entry for a run; nullopt if it would say the same as the last note.
std::optional<store::PublicationEntry> run_entry(const Ledger& ledger, const Publication& done,
                                                 const PublishOptions& options);

}  // namespace gongwen::publish
