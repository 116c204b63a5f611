// What the office has corrected, as the texts of a form: the applicant continues with them when a submission is
// returned, whoever returns it.
#pragma once

#include "service/detail/task.h"
#include "service/inbox/submissions.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::service {

/// A task about a version, with its pictures. One that cannot be read is missing, as the check of the data says.
Task version_task(Operation operation, inbox::Inbox& inbox, const inbox::Submission& submission,
                  const inbox::Version& version);

/// Reads the texts of the last version. Nothing where the draft has them as they are, or where there is none.
std::optional<Task> corrected_texts_task(inbox::Inbox& inbox, const inbox::Submission& submission,
                                         const inbox::Version& last);

/// The entries of a draft (task.h) that such a task read; nothing when they could not be read.
std::optional<std::string> corrected_texts(inbox::Inbox& inbox, const inbox::Submission& submission,
                                           const TaskAnswer& answer);

/// The hashes of the pictures of a version, by their pointers: one that was replaced has its name still.
std::map<std::string, std::string> picture_hashes(inbox::Inbox& inbox, const inbox::Submission& submission,
                                                  std::int64_t version);

/// Versions that the office has corrected have this as their source.
inline constexpr std::string_view kOfficeSource = "office";

}  // namespace gongwen::service
