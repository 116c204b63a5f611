// Remarks of the office on a form that was returned, and the applicant's answers to them: at the fields of the form,
// and on the page of the receipt. Answers are stored apart from the form, in the submission. Remarks on earlier
// versions have been dealt with and are not shown.
#pragma once

#include "engine/webform/web_form.h"
#include "service/detail/described_form.h"
#include "service/detail/pages.h"
#include "service/inbox/submissions.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace gongwen::service {

/// The place of the message about an answer that is too long. Only the message differs; the answer is stored in the
/// same place.
enum class AnswerPlace : std::uint8_t {
  Field,  // at the field that the remark is about
  Input   // at the input of the answer, on the page of the receipt
};

/// Returns the remarks as messages at their fields, each with an input for its answer; empty unless the form was
/// returned.
inbox::Result<std::vector<FormMessage>> remark_messages(inbox::Inbox& inbox, const inbox::Submission& submission,
                                                        const PageVisit& visit);
/// Stores the posted answers that have at most `most` characters; adds a message for each longer one.
std::optional<inbox::Fault> store_answers(inbox::Inbox& inbox, const inbox::Submission& submission,
                                          const PageVisit& visit, std::size_t most, AnswerPlace place,
                                          std::vector<FormMessage>& messages);
/// Adds the remarks to the page of the receipt: answered ones as facts, open ones as inputs with the posted values.
std::optional<inbox::Fault> add_remarks(inbox::Inbox& inbox, const inbox::Submission& submission,
                                        const PageVisit& visit, const std::vector<FormMessage>& messages,
                                        const webform::WebForm& form, HtmlPage& page);

}  // namespace gongwen::service
