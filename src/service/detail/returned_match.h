// Of which submission a returned form is a version: by the receipt number that its stamp or the name of its file has,
// or, as a mere proposal, by the person of a form that was returned.
#pragma once

#include "service/inbox/submissions.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::service {

/// A form as it was read from a file.
struct ReturnedForm {
  std::string kind;
  std::string receipt;  // of its stamp; empty: none
  std::string file;     // as its owner called it
  std::string person;
  std::string organisation;
};

/// `is_sure` decides whether FormImport enters the form without asking.
struct ReturnedMatch {
  inbox::Submission submission;
  bool is_sure = false;  // otherwise somebody has to decide
};

/// The submission of which a form is a version; nullopt if it is a new one. Sure is a receipt number of a submission
/// that waits for the applicant or the office; one of an accepted submission, and the same name among the returned
/// forms of the kind, are proposals.
inbox::Result<std::optional<ReturnedMatch>> match_returned(inbox::Inbox& inbox, const ReturnedForm& form);

/// The first receipt number in the name of a file, such as `ZJ-2026-000001-7 改.pdf`; empty if there is none.
std::string receipt_in_name(std::string_view name);

/// The data of a new version, with the pictures of the former one: files of forms carry none, and their values would be
/// lost with them.
std::string with_kept_pictures(inbox::Inbox& inbox, const inbox::Submission& submission, const std::string& json);

}  // namespace gongwen::service
