// Checks: the results of the engine's check for each version that was handed in. A result is written when a worker has
// answered and may be replaced later; lists and filters read the numbers from the submission.
//
// Called by VersionChecks when a worker has answered; read by the review page and the lists. -1 in the columns of the
// submission means that the last version has not been checked yet.
#pragma once

#include "service/inbox/submissions.h"

namespace gongwen::inbox {

struct VersionCheck {
  std::string edition;  // edition of the kind's definition that was used for the check
  std::int64_t errors = 0;
  std::int64_t warnings = 0;
  std::string report = {};  // JSON, as the engine wrote it
};

class Checks {
 public:
  explicit Checks(Inbox& inbox) : inbox_(inbox) {}

  /// Stores the result for a version. The numbers of the submission change only if it is the last version.
  std::optional<Fault> keep(const std::string& submission, std::int64_t version, const VersionCheck& check);
  /// Returns the result for a version; NotFound if it has not been checked. The page of the submission shows `report`
  /// as messages.
  Result<VersionCheck> get(const std::string& submission, std::int64_t version);
  /// Returns at most `count` submissions whose last version has not been checked, the latest first.
  Result<std::vector<Submission>> unchecked(std::size_t count);

 private:
  Inbox& inbox_;
};

}  // namespace gongwen::inbox
