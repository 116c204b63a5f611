// What is taken out of the inbox: rosters and registers, which a worker makes, and the data; and what differs between
// two versions. The same for the office's pages and for programs.
#pragma once

#include "inbox/submissions.h"
#include "service/detail/review_view.h"
#include "service/detail/task.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

/// Of the kinds: titles, and the register that gathers each.
struct KindTable {
  std::map<std::string, std::string> titles;
  std::map<std::string, std::string> registers;
  std::set<std::string> forms;  // that people fill in on web pages

  bool has(const std::string& kind) const { return titles.contains(kind); }
  std::string title_of(const std::string& kind) const;
  /// The kinds that a register gathers.
  std::vector<std::string> gathered_by(const std::string& name) const;
};

/// Of what Operation::Kinds answers.
KindTable kind_table(std::string_view answer, diagnostics::Language language);

/// Of one roster or export: each is a file of a task.
inline constexpr std::size_t kMaxExport = kMaxTaskFiles;

/// All of these kinds that fit, the latest first of each, and at least one more than kMaxExport where there are more.
/// An empty name stands for all kinds.
inbox::Result<std::vector<inbox::Submission>> find_exported(inbox::Inbox& inbox, inbox::SubmissionFilter filter,
                                                            const std::vector<std::string>& kinds);

/// One submission as a line of the exported data; with `file`, which has the data, in place of them.
std::string export_line(const inbox::Submission& submission, const inbox::Version& version,
                        const std::string& file = {});

/// Makes a roster of a kind, or the register that gathers it if it is named, of the last versions; the first one
/// handed in comes first. `found` is what find_exported found.
inbox::Result<Task> export_task(inbox::Inbox& inbox, const std::vector<inbox::Submission>& found,
                                const std::string& kind, const std::string& register_kind, std::string_view format);

/// What differs between two versions, by what Operation::Review answers about each; of pictures their hashes.
std::vector<ReviewDifference> version_differences(inbox::Inbox& inbox, const inbox::Submission& submission,
                                                  const std::pair<std::int64_t, std::string_view>& before,
                                                  const std::pair<std::int64_t, std::string_view>& after,
                                                  diagnostics::Language language);

}  // namespace gongwen::service
