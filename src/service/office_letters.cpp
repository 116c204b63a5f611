// Letters: what was decided on a submission, as a document of the kind OfficeOptions::letter_kind.
#include "service/detail/office_visit.h"

#include <utility>

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

/// What the letter says that the inbox does not know is asked for; what was typed is shown again.
base::Json OfficePages::letter_form(const VisitPtr& visit, const inbox::Submission& submission) {
  const auto value_of = [&](std::string_view name, const std::string& otherwise) {
    return visit->has(name) ? visit->field(name) : otherwise;
  };
  const std::string& organisation = submission.organisation;
  base::Json inputs =
      list_of(input_json("_addressee", "text", visit->words(texts::OfficeLetterAddressee),
                         value_of("_addressee", organisation.empty() ? submission.person : organisation)));
  const bool is_returned = submission.state == inbox::State::Returned;
  if (is_returned && !inbox::Submissions(inbox_).deadline(submission)) {
    inputs.add(input_json("_until", "text", visit->words(texts::OfficeUntil), visit->field("_until")));
  }
  if (submission.state == inbox::State::Rejected) {
    inputs.add(input_json("_reason", "textarea", visit->words(texts::OfficeLetterReason), visit->field("_reason")));
  }
  base::Json form = form_json("post", "/office/s/" + submission.id + "/letter", std::move(inputs),
                              list_of(button_json("_letter", "1", visit->words(texts::OfficeLetterMake), true)));
  return std::move(form.set("title", visit->words(texts::OfficeLetter)));
}

void OfficePages::send_letter(const VisitPtr& visit, const inbox::Submission& submission) {
  if (!require(visit, inbox::Role::Reviewer)) return;
  // Its words are Chinese, and so are those that it takes from the form.
  const diagnostics::Language language = std::exchange(visit->language, diagnostics::Language::Chinese);
  with_kinds(visit, [this, visit, submission, language](const KindTable& table) {
    if (!has_letter(submission.state) || !table.has(office_.letter_kind)) return send_not_found(visit);
    inbox::Submissions submissions(inbox_);
    const auto version = submissions.version(submission.id, submission.versions);
    const auto remarks = submissions.remarks(submission.id);
    if (!version || !remarks) return send_fault(visit, version ? remarks.error() : version.error());
    Task task = task_of_version(Operation::Review, submission, *version);
    task.options.values_only = true;
    ask(visit, std::move(task),
        [this, visit, submission, language, form = table.title_of(submission.kind),
         remarks = *remarks](TaskAnswer answer) {
          const ReviewView view = review_view(answer.body, visit->language);
          visit->language = language;
          make_letter(visit, submission, form, remarks, view);
        });
  });
}

void OfficePages::make_letter(const VisitPtr& visit, const inbox::Submission& submission, const std::string& form,
                              const std::vector<inbox::Remark>& remarks, const ReviewView& view) {
  inbox::Submissions submissions(inbox_);
  const auto sent = last_sent(submissions, submission);
  if (!sent) return send_fault(visit, sent.error());
  base::Json data = base::Json::object();
  data.set("addressee", visit->field("_addressee")).set("form", form).set("receipt", submission.receipt);
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
    const auto deadline = submissions.deadline(submission);
    data.set("remarks", std::move(said));
    data.set("until", deadline ? local_day(*deadline - 1) : visit->field("_until"));
  }
  if (const std::string reason = visit->field("_reason"); !is_blank(reason)) data.set("reason", reason);
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
      context.set("forms", list_of(letter_form(visit, submission)));
      return send_office(visit, kFormInvalid, "table", visit->words(texts::OfficeLetter), std::move(context),
                         {visit->words(texts::OfficeMakeErrors)});
    }
    note(visit, "submission.letter", "submission:" + submission.id, "ok");
    send_file(visit, answer.media_type, submission.receipt + ' ' + answer.name, std::move(answer.body), false);
  });
}

}  // namespace gongwen::service
