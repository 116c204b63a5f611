// The mail about an issue: its words, and the attached file.
#pragma once

#include "diagnostics/diagnostic.h"
#include "resources/mail_message.h"
#include "store/publish/detail/hand_on_state.h"
#include "store/publish/detail/ledger.h"
#include "store/record_types.h"

#include <string>

namespace gongwen::publish {

struct IssueMailSource {
  const std::string& site;  // folder
  const ArchivedIssue& issue;
  const Archive& archive;
  const store::Periodical& periodical;
  const IssueStep& step;
};

/// Fills in subject, text, date, id and, if `attaches`, the PDF of the edition, whose bytes are kept in `pdf`. A
/// withdrawn issue gets a notice without a file. Returns false after a report if a file cannot be read.
bool fill_issue_mail(const IssueMailSource& source, bool attaches, resources::MailMessage& message, std::string& pdf,
                     diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::publish
