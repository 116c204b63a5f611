// The corrections of the office as entries of the applicant's draft: when a submission is returned, the applicant
// continues with them. Pages and programs return submissions, so both use this.
#pragma once

#include "service/detail/task.h"
#include "service/inbox/submissions.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::service {

/// Makes a task about a version, with its pictures and the edition under which it was handed in: the basis of all tasks
/// about documents, reviews and texts. A lost picture is left out, and the check of the data reports it; fails if the
/// database cannot say which pictures there are.
inbox::Result<Task> version_task(Operation operation, inbox::Inbox& inbox, const inbox::Submission& submission,
                                 const inbox::Version& version);

/// Returns whether the draft lacks the texts of the last version: there is a draft, and the version was not filled in
/// on web pages.
bool has_other_texts(const inbox::Submission& submission, const inbox::Version& last);
/// Makes the task that reads the texts of the last version.
inbox::Result<Task> corrected_texts_task(inbox::Inbox& inbox, const inbox::Submission& submission,
                                         const inbox::Version& last);

/// Returns the entries of the draft (task.h) from the answer to that task, as drafts store them (entries_json); nullopt
/// if they or the pictures of the version could not be read.
std::optional<std::string> corrected_texts(inbox::Inbox& inbox, const inbox::Submission& submission,
                                           const TaskAnswer& answer);

/// Returns the hashes of a version's pictures by their pointers. Names are not compared, since a replaced picture keeps
/// its name.
inbox::Result<std::map<std::string, std::string>> picture_hashes(inbox::Inbox& inbox,
                                                                 const inbox::Submission& submission,
                                                                 std::int64_t version);

/// Source of versions that were filled in on web pages, whose texts are in their drafts.
inline constexpr std::string_view kWebSource = "web";
/// Source of versions that the office has corrected.
inline constexpr std::string_view kOfficeSource = "office";

}  // namespace gongwen::service
