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

/// A task about a version, by the edition under which it was handed in, with its pictures. A picture that cannot be
/// read is left out; the check of the data then reports it.
/// Common beginning of all tasks about a version: documents, review, texts.
Task version_task(Operation operation, inbox::Inbox& inbox, const inbox::Submission& submission,
                  const inbox::Version& version);

/// The task that reads the texts of the last version; nullopt if the draft has the same texts, since the last version
/// was filled in on web pages, or if there is no draft.
std::optional<Task> corrected_texts_task(inbox::Inbox& inbox, const inbox::Submission& submission,
                                         const inbox::Version& last);

/// The entries of the draft (task.h) from the answer to that task; nullopt if they could not be read.
/// In the form in which drafts store them (entries_json).
std::optional<std::string> corrected_texts(inbox::Inbox& inbox, const inbox::Submission& submission,
                                           const TaskAnswer& answer);

/// Hashes of the pictures of a version by their pointers. Names do not tell: a picture that was replaced keeps its
/// name.
std::map<std::string, std::string> picture_hashes(inbox::Inbox& inbox, const inbox::Submission& submission,
                                                  std::int64_t version);

/// The source of versions that were filled in on web pages, whose texts their drafts have.
inline constexpr std::string_view kWebSource = "web";
/// The source of versions that the office has corrected.
inline constexpr std::string_view kOfficeSource = "office";

}  // namespace gongwen::service
