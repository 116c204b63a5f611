// Letters: what was decided on a submission, as a document of the kind OfficeOptions::letter_kind.
#include "base/date.h"
#include "service/detail/office_visit.h"

#include <algorithm>

namespace gongwen::service {
namespace {

std::string_view result_of(inbox::State state) {
  if (state == inbox::State::Returned) return "returned";
  if (state == inbox::State::Accepted) return "accepted";
  return state == inbox::State::Rejected ? "rejected" : std::string_view();
}

/// The last thing that whoever handed it in has sent: corrections by the office are none.
inbox::Result<inbox::Version> last_sent(inbox::Submissions& submissions, const inbox::Submission& submission) {
  auto version = submissions.version(submission.id, submission.versions);
  for (std::int64_t number = submission.versions - 1; version && version->source == "office" && number > 0; --number) {
    version = submissions.version(submission.id, number);
  }
  return version;
}

}  // namespace

bool has_letter(inbox::State state) { return !result_of(state).empty(); }

/// What the letter says that the inbox does not know is asked for; nothing where there is no letter.
base::Json letter_form(const inbox::Submission& submission, const std::string& until, diagnostics::Language language) {
  base::Json inputs =
      list_of(input_json("addressee", "text", texts::OfficeLetterAddressee.in(language),
                         submission.organisation.empty() ? submission.person : submission.organisation));
  if (submission.state == inbox::State::Returned) {
    inputs.add(input_json("until", "text", texts::OfficeUntil.in(language), until));
  }
  if (submission.state == inbox::State::Rejected) {
    inputs.add(input_json("reason", "textarea", texts::OfficeLetterReason.in(language)));
  }
  base::Json form = form_json("get", "/office/s/" + submission.id + "/letter.pdf", std::move(inputs),
                              list_of(button_json("_", "", texts::OfficeLetterMake.in(language), true)));
  return std::move(form.set("title", texts::OfficeLetter.in(language)));
}

void OfficePages::send_letter(const VisitPtr& visit, const inbox::Submission& submission) {
  // Its words are Chinese, and so are those that it takes from the form.
  visit->language = diagnostics::Language::Chinese;
  with_kinds(visit, [this, visit, submission](const KindTable& table) {
    if (!has_letter(submission.state) || !table.has(office_.letter_kind)) return send_not_found(visit);
    inbox::Submissions submissions(inbox_);
    const auto version = submissions.version(submission.id, submission.versions);
    const auto remarks = submissions.remarks(submission.id);
    if (!version || !remarks) return send_fault(visit, version ? remarks.error() : version.error());
    Task task = task_of_version(Operation::Review, submission, *version);
    task.options.values_only = true;
    ask(visit, std::move(task),
        [this, visit, submission, form = table.title_of(submission.kind), remarks = *remarks](TaskAnswer answer) {
          make_letter(visit, submission, form, remarks, review_view(answer.body, visit->language));
        });
  });
}

void OfficePages::make_letter(const VisitPtr& visit, const inbox::Submission& submission, const std::string& form,
                              const std::vector<inbox::Remark>& remarks, const ReviewView& view) {
  inbox::Submissions submissions(inbox_);
  const auto sent = last_sent(submissions, submission);
  if (!sent) return send_fault(visit, sent.error());
  base::Json data = base::Json::object();
  data.set("addressee", visit->asked("addressee")).set("form", form).set("receipt", submission.receipt);
  if (!submission.person.empty()) data.set("subject", submission.person);
  data.set("submitted", local_day(sent->created)).set("result", result_of(submission.state));
  if (submission.state == inbox::State::Returned) {
    base::Json said = base::Json::list();
    for (const inbox::Remark& remark : remarks) {
      if (remark.version != submission.versions) continue;
      base::Json one = base::Json::object();
      if (const std::string field = view.words_for(remark.pointer); !field.empty()) one.set("field", field);
      said.add(std::move(one.set("text", remark.text)));
    }
    data.set("remarks", std::move(said)).set("until", visit->asked("until"));
  }
  if (const std::string reason = visit->asked("reason"); !is_blank(reason)) data.set("reason", reason);
  data.set("date", local_day(visit->now));
  Task task;
  task.operation = Operation::Render;
  task.kind = office_.letter_kind;
  task.options.format = "pdf";
  task.files = {{"letter.json", data.text()}};
  ask_whatever(visit, std::move(task), [this, visit, submission](TaskAnswer answer) {
    if (answer.outcome != Outcome::Done) {
      Context context = base::Json::object();
      context.set("said", messages_json(answer.report, as_is));
      context.set("forms", list_of(letter_form(submission, visit->asked("until"), visit->language)));
      return send_office(visit, kFormInvalid, "table", visit->words(texts::OfficeLetter), std::move(context),
                         {visit->words(texts::OfficeMakeErrors)});
    }
    note(visit, "submission.letter", "submission:" + submission.id, "ok");
    send_file(visit, answer.media_type, submission.receipt + ' ' + answer.name, std::move(answer.body), false);
  });
}

}  // namespace gongwen::service
