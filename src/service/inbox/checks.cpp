// The numbers are stored twice: with the version, to which they belong, and with the submission, whose index lists and
// filters use. Both are written in one transaction.
#include "service/inbox/checks.h"

namespace gongwen::inbox {

std::optional<Fault> Checks::keep(const std::string& submission, std::int64_t version, const VersionCheck& check) {
  return inbox_.in_transaction([&]() -> std::optional<Fault> {
    const auto kept = inbox_.execute(
        // INSERT … SELECT: nothing is written if the submission was removed while the worker was checking.
        "INSERT INTO gw_version_check (submission, version, edition, errors, warnings, report) "
        "SELECT id, CAST($2 AS BIGINT), $3, CAST($4 AS BIGINT), CAST($5 AS BIGINT), $6 FROM gw_submission "
        "WHERE id = $1 ON CONFLICT (submission, version) DO UPDATE SET edition = excluded.edition, "
        "errors = excluded.errors, warnings = excluded.warnings, report = excluded.report",
        {submission, number_value(version), check.edition, number_value(check.errors), number_value(check.warnings),
         check.report});
    if (kept) return kept;
    return inbox_.execute(
        "UPDATE gw_submission SET errors = CAST($3 AS BIGINT), warnings = CAST($4 AS BIGINT) "
        // `versions` is the number of the last one; a late check of an older version does not change lists.
        "WHERE id = $1 AND versions = CAST($2 AS BIGINT)",
        {submission, number_value(version), number_value(check.errors), number_value(check.warnings)});
  });
}

Result<VersionCheck> Checks::get(const std::string& submission, std::int64_t version) {
  const auto row = inbox_.first(
      "SELECT edition, errors, warnings, report FROM gw_version_check WHERE submission = $1 "
      "AND version = CAST($2 AS BIGINT)",
      {submission, number_value(version)});
  if (!row) return base::Failure{row.error()};
  Columns columns(*row);
  return VersionCheck{columns.text(), columns.number(), columns.number(), columns.text()};
}

Result<std::vector<Submission>> Checks::unchecked(std::size_t count) { return Submissions(inbox_).unchecked(count); }

}  // namespace gongwen::inbox
