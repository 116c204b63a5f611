// Finds the submission of which a returned form is a version: by the receipt number in its stamp or in the name of its
// file, or, as a mere proposal, by the person among the forms that were returned.
#pragma once

#include "service/inbox/submissions.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::service {

/// A form as it was read from a file.
struct ReturnedForm {
  std::string kind;
  std::string receipt;  // receipt in its stamp; may be empty
  std::string file;     // name of the file as sent
  std::string person;
  std::string organisation;
};

/// `is_sure` decides whether FormImport enters the form without asking.
struct ReturnedMatch {
  inbox::Submission submission;
  bool is_sure = false;  // if false, a person has to decide
};

/// Returns the submission of which a form is a version; nullopt if the form is a new one. The match is sure if the
/// receipt number is that of a submission that waits for the applicant or the office; the number of an accepted
/// submission, and the same name among the returned forms of the kind, are proposals.
inbox::Result<std::optional<ReturnedMatch>> match_returned(inbox::Inbox& inbox, const ReturnedForm& form);

/// Returns the first receipt number in the name of a file, such as `ZJ-2026-000001-7 改.pdf`; empty if absent.
std::string receipt_in_name(std::string_view name);

/// Returns the data of a new version, with the pictures of the former one: files of forms have no pictures, so their
/// values would be lost otherwise.
std::string with_kept_pictures(inbox::Inbox& inbox, const inbox::Submission& submission, const std::string& json);

}  // namespace gongwen::service
