// Decisions, and what follows them: letters, as documents of the kind OfficeOptions::letter_kind, and records of the
// store of facts that accepted submissions become.
#include "service/detail/office_pages.h"

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

void OfficePages::decide(const VisitPtr& visit, const inbox::Submission& submission, inbox::Action action,
                         const inbox::Change& change) {
  const auto done = inbox::Submissions(inbox_).act(submission.id, action, change);
  const std::string name = "submission." + std::string(inbox::action_name(action));
  note(visit, name, "submission:" + submission.id, done ? "ok" : "refused");
  if (!done) return refuse_change(visit, submission.id, done.error());
  send_to(visit, "/office/s/" + submission.id);
}

/// A form with errors may be accepted, but not without knowing of them: registers will not take it.
void OfficePages::accept(const VisitPtr& visit, const inbox::Submission& submission, const inbox::Change& change) {
  const auto version = inbox::Submissions(inbox_).version(submission.id, submission.versions);
  if (!version) return send_fault(visit, version.error());
  if (visit->field("_despite") == version->hash) return decide(visit, submission, inbox::Action::Accept, change);
  Task task = task_of_version(Operation::Check, submission, *version);
  task.options.values_only = true;
  ask(visit, std::move(task), [this, visit, submission, change, hash = version->hash](const TaskAnswer& answer) {
    const std::size_t errors = error_count(answer.report);
    if (errors == 0) return decide(visit, submission, inbox::Action::Accept, change);
    visit->despite = hash;
    show_submission(visit, submission, kFormInvalid, texts::OfficeAcceptFaulty.in(visit->language, errors));
  });
}

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
      context.set("said", messages_json(answer.report, visit->language));
      context.set("forms", list_of(letter_form(visit, submission)));
      return send_office(visit, kFormInvalid, "table", visit->words(texts::OfficeLetter), std::move(context),
                         {visit->words(texts::OfficeMakeErrors)});
    }
    note(visit, "submission.letter", "submission:" + submission.id, "ok");
    send_file(visit, answer.media_type, submission.receipt + ' ' + answer.name, std::move(answer.body), false);
  });
}

// Records: what would be entered is shown first, and entered once.

namespace {

/// `人员 person-1`
std::string record_words(const base::JsonView& record, const base::JsonView& answer, diagnostics::Language language) {
  return type_title(answer, record.text_of("type"), language) + ' ' + record.text_of("key");
}

/// All of a list, with what separates them in the language.
std::string records_words(const std::optional<base::JsonView>& records, const base::JsonView& answer,
                          diagnostics::Language language) {
  std::vector<std::string> words;
  for (std::size_t i = 0; records && i < records->size(); ++i) {
    words.push_back(record_words(records->at(i), answer, language));
  }
  return joined_texts(words, language);
}

/// A row for each value.
base::Json value_rows(const base::JsonView& answer, diagnostics::Language language) {
  base::Json rows = base::Json::list();
  const auto records = answer.find("values");
  for (std::size_t i = 0; records && i < records->size(); ++i) {
    const std::string type = type_title(answer, records->at(i).text_of("type"), language);
    const auto values = records->at(i).find("values");
    for (std::size_t j = 0; values && j < values->size(); ++j) {
      rows.add(row_of_texts({type, values->at(j).text_of("title"), values->at(j).text_of("text")}));
    }
  }
  return rows;
}

}  // namespace

void OfficePages::enter_records(const VisitPtr& visit, const inbox::Submission& submission) {
  if (records_ == nullptr) return send_not_found(visit);
  if (!require(visit, inbox::Role::Secretary)) return;
  if (!inbox::state_after(submission.state, inbox::Action::Record)) {
    return show_submission(visit, submission, kFormConflict, texts::OfficeEnterNotAccepted.in(visit->language));
  }
  const auto version = inbox::Submissions(inbox_).version(submission.id, submission.versions);
  if (!version) return send_fault(visit, version.error());
  Task task = task_of_version(Operation::Review, submission, *version);
  task.options.values_only = true;
  ask(visit, std::move(task), [this, visit, submission](const TaskAnswer& answer) {
    const auto json = base::parse_json(answer.body);
    const auto records = json ? json->view().find("records") : std::nullopt;
    if (!records || records->size() == 0) return send_not_found(visit);
    ask_entering(visit, submission, records->json(), visit->has("_enter") ? Entering::Enter : Entering::Show);
  });
}

void OfficePages::ask_entering(const VisitPtr& visit, const inbox::Submission& submission, const std::string& records,
                               Entering entering) {
  base::Json request = base::Json::object();
  request.set("action", "enter").set("receipt", submission.receipt).set("plan", visit->field("_plan"));
  request.set("records", base::Json::written(records)).set("preview", entering != Entering::Enter);
  ask_records(visit, std::move(request), {}, [this, visit, submission, records, entering](const TaskAnswer& answer) {
    const auto json = base::parse_json(answer.body);
    if (!json) return send_problem(visit, kFormFailed, texts::ServiceFailed.in(visit->language));
    if (entering != Entering::Enter) return show_entering(visit, submission, answer, entering);
    const bool done = answer.outcome == Outcome::Done;
    note(visit, "facts.submission", "submission:" + submission.id, done ? "ok" : "refused");
    if (done) return note_entered(visit, submission, json->view());
    // What there is now has to be agreed to again.
    const bool is_other = json->view().flag_of("conflict");
    is_other ? ask_entering(visit, submission, records, Entering::ShowAgain)
             : show_entering(visit, submission, answer, entering);
  });
}

/// What was entered is in the store, also where nobody can note that here: it is not entered again.
void OfficePages::note_entered(const VisitPtr& visit, const inbox::Submission& submission, const base::JsonView& json) {
  const std::string names = records_words(json.find("records"), json, visit->language);
  const auto fault = inbox::Submissions(inbox_).note_records(submission.id, visit->account.name, names, visit->now);
  if (fault) return send_fault(visit, *fault);
  send_to(visit, "/office/s/" + submission.id);
}

void OfficePages::show_entering(const VisitPtr& visit, const inbox::Submission& submission, const TaskAnswer& answer,
                                Entering entering) {
  const auto parsed = base::parse_json(answer.body);
  if (!parsed) return send_problem(visit, kFormFailed, texts::ServiceFailed.in(visit->language));
  const base::JsonView json = parsed->view();
  const auto entered = json.find("entered");
  const bool is_entered = entered && entered->size() > 0;
  const bool well = answer.outcome == Outcome::Done;
  const std::string address = "/office/s/" + submission.id;
  std::vector<std::string> errors;
  if (is_entered) {
    errors.push_back(texts::OfficeEntered.in(visit->language, records_words(entered, json, visit->language)));
  } else if (!well) {
    errors.push_back(visit->words(texts::OfficeFactsErrors));
  } else if (entering == Entering::ShowAgain) {
    errors.push_back(visit->words(texts::OfficeFactsPlanChanged));
  }
  Context context = base::Json::object();
  const std::vector<std::string> heads{visit->words(texts::OfficeFactsType), visit->words(texts::OfficeEnterField),
                                       visit->words(texts::OfficeFactsSummary)};
  context.set("heads", base::Json::list_of(heads)).set("rows", value_rows(json, visit->language));
  if (well && !is_entered) {
    const std::string names = records_words(json.find("records"), json, visit->language);
    context.set("paragraphs", base::Json::list_of(std::vector{texts::OfficeEnterNew.in(visit->language, names)}));
    base::Json form = form_json("post", address + "/record", base::Json::list(),
                                list_of(button_json("_enter", "1", visit->words(texts::OfficeEnterButton))));
    form.set("hidden", hidden_json({{"_plan", json.text_of("plan")}}));
    context.set("forms", list_of(std::move(form)));
  }
  // What was entered before says so itself: the rest follows from it.
  if (!is_entered) context.set("said", messages_json(answer.report, visit->language));
  base::Json link = base::Json::object();
  context.set("links", list_of(std::move(link.set("address", address).set("label", submission.receipt))));
  const unsigned status = is_entered || (well && !errors.empty()) ? kFormConflict : well ? 200 : kFormInvalid;
  send_office(visit, status, "table", visit->words(texts::OfficeEnter), std::move(context), std::move(errors));
}

}  // namespace gongwen::service
