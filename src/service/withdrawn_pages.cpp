// /r/ID/withdraw: the question before a submission is withdrawn; and the way back, a new form with the same
// data.
#include "base/format.h"
#include "diagnostics/catalogue/texts/service.h"
#include "resources/environment.h"
#include "service/detail/corrected_texts.h"
#include "service/detail/form_pages.h"
#include "service/detail/pictures.h"
#include "service/http/fields.h"

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;

}  // namespace

// GET asks, POST withdraws, so a link in a mail cannot withdraw anything.
void FormPages::withdraw(const VisitPtr& visit) {
  const inbox::Submission& submission = *visit->submission;
  const std::string receipt = page_address(*visit);
  if (!inbox::state_after(submission.state, inbox::Action::Withdraw)) return send_to(visit, receipt);
  if (!visit->posts()) {
    HtmlPage page{visit->language, texts::ServiceWithdrawTitle.in(visit->language, submission.receipt)};
    page.paragraphs = {visit->words(texts::ServiceWithdrawAbout)};
    page.action = receipt + std::string(kWithdrawArea);
    page.hidden = {{"_token", token_of(*visit)}, {"_revision", std::to_string(submission.revision)}};
    page.buttons = {{"_withdraw", visit->words(texts::ServiceWithdrawButton)}};
    page.last_links = {{receipt, visit->words(texts::ServiceFileBack)}};
    return send_page(visit, 200, page);
  }
  if (!read_fields(visit, limits_.max_form)) return;
  if (!require_token(visit)) return;
  // Withdraws only the revision that the page showed, since the office may have acted since.
  const auto revision = static_cast<std::int64_t>(number_of_digits(visit->field("_revision")));
  const auto done = inbox::Submissions(inbox_).act(submission.id, inbox::Action::Withdraw, {"", revision, visit->now});
  if (!done) return send_fault(visit, done.error());
  send_to(visit, receipt);
}

// A withdrawn submission is not changed; its data become a new draft, which gets a receipt of its own.
void FormPages::use_again(const VisitPtr& visit) {
  if (visit->submission->state != inbox::State::Withdrawn) return send_to(visit, page_address(*visit));
  // The office may have corrected the form after the applicant typed it.
  if (!has_other_texts(*visit->submission, *visit->version)) return start_again(visit, visit->draft.entries);
  auto task = corrected_texts_task(inbox_, *visit->submission, *visit->version);
  if (!task) return send_fault(visit, task.error());
  ask(visit, *std::move(task), [this, visit](const TaskAnswer& answer) {
    const auto entries = corrected_texts(inbox_, *visit->submission, answer);
    if (!entries) return send_problem(visit, http::status::kServerError, texts::ServiceFailed.in(visit->language));
    start_again(visit, *entries);
  });
}

/// Starts a new draft of the present edition: the page of the form marks values that no longer have a place in it.
/// Counts against the limit of new drafts (`new_drafts_`) like any other one.
void FormPages::start_again(const VisitPtr& visit, const std::string& entries) {
  ask_form(visit, visit->draft.kind, [this, visit, entries](const DescribedForm&, const std::string& edition) {
    const std::int64_t now = resources::steady_milliseconds();
    if (!new_drafts_.take(client_name(visit->request().peer), now)) return send_too_many(visit);
    const auto key = inbox::Calls(inbox_).begin_again(
        visit->draft.id,
        {visit->draft.kind, edition, visit->draft.language, visit->now, visit->now + limits_.keep_draft}, entries,
        std::string(kPictureMark));
    using Kind = inbox::Fault::Kind;
    if (!key && (key.error().kind == Kind::Closed || key.error().kind == Kind::Full)) {
      const auto& words = key.error().kind == Kind::Full ? texts::ServiceCallFull : texts::ServiceCallClosed;
      return send_problem(visit, http::status::kConflict, words.in(visit->language));
    }
    if (!key) return send_fault(visit, key.error());
    visit->headers.push_back(draft_cookie(key->id, key->secret, true));
    send_to(visit, "/d/" + key->id);
  });
}

}  // namespace gongwen::service
