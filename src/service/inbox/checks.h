// Checks: what the check of the engine said of each version that was handed in. It is written when a worker has
// answered and may be written again; lists and filters read the numbers from the submission.
//
// Called by VersionChecks when a worker has answered; read by the review page and the lists. -1 in the columns of the
// submission means that the last version was not checked yet.
#pragma once

#include "service/inbox/submissions.h"

namespace gongwen::inbox {

struct VersionCheck {
  std::string edition;  // of the kind's definition by which it was checked
  std::int64_t errors = 0;
  std::int64_t warnings = 0;
  std::string report = {};  // as the engine wrote it: JSON
};

class Checks {
 public:
  explicit Checks(Inbox& inbox) : inbox_(inbox) {}

  /// Keeps what was said of a version. The numbers of the submission change only if it is the last version.
  std::optional<Fault> keep(const std::string& submission, std::int64_t version, const VersionCheck& check);
  /// What was said of a version; NotFound if it was not checked.
  /// `report` is what the page of the submission shows as messages.
  Result<VersionCheck> get(const std::string& submission, std::int64_t version);
  /// At most `count` submissions whose last version was not checked, the latest first.
  Result<std::vector<Submission>> unchecked(std::size_t count);

 private:
  Inbox& inbox_;
};

}  // namespace gongwen::inbox
