// Pages between a button and its decision. They are shown only if there is a question: which errors a form has that is
// to be accepted, why one is rejected or reopened. All input from the page of the submission travels in hidden fields,
// so that the way back loses nothing.
#include "service/detail/office_pages.h"
#include "service/detail/version_checks.h"

#include <algorithm>

namespace gongwen::service {
namespace {

using inbox::Action;

/// Returns whether a field belongs to the question itself, or to the page.
bool is_of_question(const std::string& name) {
  return name == "_token" || name == "_despite" || name == "_why" || name == "_back";
}

/// The pressed button goes to the form of the question, everything else into hidden fields.
std::vector<HiddenField> kept_fields(const OfficeVisit& visit, std::string_view button) {
  // Pages of questions are separate forms: they carry all values, so that `_back` shows the page as it was left.
  std::vector<HiddenField> kept;
  for (const http::FormField& field : visit.fields) {
    if (field.name != button && !is_of_question(field.name) && !field.value.empty())
      kept.push_back({field.name, field.value});
  }
  return kept;
}

}  // namespace

void OfficePages::ask_first(const VisitPtr& visit, const inbox::Submission& submission, unsigned status,
                            const std::string& title, OfficeTable page, std::string_view error) {
  // Every such page begins with the person concerned.
  const std::string who = joined_texts({submission.person, submission.organisation}, visit->language);
  if (!who.empty()) page.paragraphs.insert(page.paragraphs.begin(), who);
  OfficeForm& form = page.forms.front();
  form.action = "/office/s/" + submission.id;
  form.hidden = kept_fields(*visit, form.buttons.front().name);
  form.buttons.push_back({"_back", visit->words(texts::OfficeAskBack), true});
  send_office(visit, status, title, page, errors_of(error));
}

/// Accepts a form. One with errors is accepted only if a person has seen them: `_despite` is the hash of the version
/// whose errors were shown.
void OfficePages::accept(const VisitPtr& visit, const inbox::Submission& submission, const inbox::Change& change) {
  const auto version = inbox::Submissions(inbox_).version(submission.id, submission.versions);
  // Read again: the version may have changed since the page was made, which the hash shows.
  if (!version) return send_fault(visit, version.error());
  if (visit->field("_despite") == version->hash) return decide(visit, submission, Action::Accept, change);
  // The check is repeated for the decision; the list then shows its result, too.
  auto task = check_task(inbox_, submission, *version);
  if (!task) return send_fault(visit, task.error());
  ask(visit, *std::move(task), [this, visit, submission, change, version = *version](const TaskAnswer& answer) {
    keep_check(inbox_, submission, version, answer.report);
    const auto errors = error_count(answer.report);
    if (!errors) return send_problem(visit, http::status::kServerError, texts::ServiceFailed.in(visit->language));
    if (*errors == 0) return decide(visit, submission, Action::Accept, change);
    OfficeTable page;
    page.paragraphs = {texts::OfficeAskAcceptAbout.in(visit->language, *errors)};
    page.said = {messages_json(answer.report, visit->language, {false, true, {}}).text()};
    // The value of the box is the hash, so a tick for another version has no effect.
    OfficeInput tick{"_despite", "checkbox", visit->words(texts::OfficeAskDespite), version.hash};
    page.forms = {{{}, {std::move(tick)}, {{"_accept", visit->words(texts::OfficeAccept)}}}};
    page.forms.front().buttons.front().value = "sure";
    // `sure` without the tick: the page is shown again and asks for it.
    const bool is_answered = visit->field("_accept") == "sure";
    ask_first(visit, submission, is_answered ? http::status::kUnprocessable : 200,
              texts::OfficeAskAccept.in(visit->language, submission.receipt), std::move(page),
              is_answered ? texts::OfficeAskTick.in(visit->language) : std::string_view());
  });
}

void OfficePages::decide_with_reason(const VisitPtr& visit, const inbox::Submission& submission, Action action,
                                     const inbox::Change& change) {
  const bool reopens = action == Action::Reopen;
  const std::string button = reopens ? "_reopen" : "_reject";
  const bool is_answered = visit->field(button) == "sure";
  const std::string why = visit->field("_why");
  if (is_answered && !is_blank(why)) {
    inbox::Change with_reason = change;
    with_reason.detail = why;
    return decide(visit, submission, action, with_reason);
  }
  // A page that can no longer lead to a decision is not shown.
  if (!inbox::state_after(submission.state, action) || submission.revision != change.revision) {
    return refuse_change(visit, submission.id, {inbox::Fault::Kind::Conflict});
  }
  OfficeTable page;
  // Reopening a returned submission means recalling it: the applicant may be working on it.
  if (reopens && submission.state == inbox::State::Returned) {
    page.paragraphs = {visit->words(texts::OfficeAskRecallAbout)};
  } else {
    page.paragraphs = {visit->words(reopens ? texts::OfficeAskReopenAbout : texts::OfficeAskRejectAbout)};
  }
  if (reopens && submission.state == inbox::State::Accepted) {
    page.paragraphs.push_back(visit->words(texts::OfficeAskReopenLists));
    // Records stay in the store; the page names those that the office has to correct by hand. The last event counts,
    // since a submission that was reopened may have been entered twice.
    const auto names = inbox::Submissions(inbox_).last_detail(submission.id, Action::Record);
    if (!names) return send_fault(visit, names.error());
    if (!names->empty()) page.paragraphs.push_back(texts::OfficeAskReopenRecords.in(visit->language, *names));
  }
  // The note typed on the page of the submission is offered as the reason.
  const std::string note = visit->field("_note");
  page.forms = {{{},
                 {{"_why", "textarea", visit->words(texts::OfficeAskWhy), visit->has("_why") ? why : note}},
                 {{button, visit->words(texts::OfficeAskDo), false, "sure"}}}};
  const auto& title = reopens ? texts::OfficeAskReopen : texts::OfficeAskReject;
  ask_first(visit, submission, is_answered ? http::status::kUnprocessable : 200,
            title.in(visit->language, submission.receipt), std::move(page),
            is_answered ? texts::OfficeAskNoReason.in(visit->language) : std::string_view());
}

}  // namespace gongwen::service
