// Decisions, and the records in the store of facts that are made from accepted submissions. Records are shown before
// they are entered, and entered exactly once (`_plan`, the receipt number).
#include "service/detail/office_pages.h"

#include <utility>

namespace gongwen::service {

void OfficePages::decide(const VisitPtr& visit, const inbox::Submission& submission, inbox::Action action,
                         const inbox::Change& change) {
  const auto done = inbox::Submissions(inbox_).act(submission.id, action, change);
  // Written in either case, so that the audit has failed attempts, too.
  const std::string name = "submission." + std::string(inbox::action_name(action));
  note(visit, name, "submission:" + submission.id, done ? "ok" : "refused");
  // Another user may have decided meanwhile: the page shows the present state.
  if (!done) return refuse_change(visit, submission.id, done.error());
  send_to(visit, "/office/s/" + submission.id);
}

// Records: shown first, then entered once.

namespace {

/// Returns records in words, such as `人员 person-1`, with the separator of the language.
template <typename Records>
std::string records_words(const Records& records, const RecordsChange& change, diagnostics::Language language) {
  std::vector<std::string> words;
  // The title of the type in the language of the page, then the key: `人员 person-1`.
  for (const auto& one : records) words.push_back(type_title(change.types, one.type, language) + ' ' + one.key);
  return joined_texts(words, language);
}

/// A row for each value.
base::Json value_rows(const RecordsChange& change, diagnostics::Language language) {
  base::Json rows = base::Json::list();
  for (const EnteredValue& value : change.values) {
    rows.add(row_of_texts({type_title(change.types, value.type, language), value.title, value.text}));
  }
  return rows;
}

}  // namespace

void OfficePages::enter_records(const VisitPtr& visit, const inbox::Submission& submission) {
  // The state is checked first, so that no worker is asked about a submission that cannot be entered.
  if (!inbox::state_after(submission.state, inbox::Action::Record)) {
    return show_submission(visit, submission, http::status::kConflict,
                           texts::OfficeEnterNotAccepted.in(visit->language));
  }
  const auto version = inbox::Submissions(inbox_).version(submission.id, submission.versions);
  if (!version) return send_fault(visit, version.error());
  // The records are made from the newest version, by the edition with which it was filled in.
  auto task = task_of_version(visit, Operation::Review, submission, *version);
  if (!task) return;
  task->options.values_only = true;
  ask(visit, *std::move(task), [this, visit, submission](const TaskAnswer& answer) {
    const auto read = base::from_json<ReviewAnswer>(answer.body);
    // For a kind without records the button is never shown.
    if (!read || read->records.empty()) return send_not_found(visit);
    ask_entering(visit, submission, read->records, visit->has("_enter") ? Entering::Enter : Entering::Show);
  });
}

// The same request twice: `preview` first, then with the plan that the page showed. The store answers with `conflict`
// if it would now make other changes.
void OfficePages::ask_entering(const VisitPtr& visit, const inbox::Submission& submission,
                               const std::vector<FormRecord>& records, Entering entering) {
  RecordsRequest request{RecordsAction::Enter};
  request.receipt = submission.receipt;
  request.plan = visit->field("_plan");
  request.records = records;
  request.preview = entering != Entering::Enter;
  ask_records(visit, std::move(request), {}, [this, visit, submission, records, entering](const TaskAnswer& answer) {
    const auto change = base::from_json<RecordsChange>(answer.body);
    if (!change) return send_problem(visit, http::status::kServerError, texts::ServiceFailed.in(visit->language));
    if (entering != Entering::Enter) return show_entering(visit, submission, *change, answer, entering);
    const bool done = answer.outcome == Outcome::Done;
    note(visit, "facts.submission", "submission:" + submission.id, done ? "ok" : "refused");
    if (done) return note_entered(visit, submission, *change);
    // The store has changed since the page was made, so the user must agree again. ShowAgain: the same page with a
    // message, and the new plan in it.
    change->conflict ? ask_entering(visit, submission, records, Entering::ShowAgain)
                     : show_entering(visit, submission, *change, answer, entering);
  });
}

/// Notes the records in the history of the submission. Even if that fails they are in the store, which refuses to enter
/// them twice.
void OfficePages::note_entered(const VisitPtr& visit, const inbox::Submission& submission,
                               const RecordsChange& change) {
  const std::string names = records_words(change.records, change, visit->language);
  // The history gets the names of the records, which a later reopening shows as a warning: see questions.cpp.
  const auto fault = inbox::Submissions(inbox_).note_records(submission.id, visit->account.name, names, visit->now);
  if (fault) return send_fault(visit, *fault);
  send_to(visit, "/office/s/" + submission.id);
}

void OfficePages::show_entering(const VisitPtr& visit, const inbox::Submission& submission, const RecordsChange& change,
                                const TaskAnswer& answer, Entering entering) {
  // Entered before: in another tab, or by another user between the two pages.
  const bool is_entered = !change.entered.empty();
  const bool well = answer.outcome == Outcome::Done;
  const std::string address = "/office/s/" + submission.id;
  std::vector<std::string> errors;
  if (is_entered) {
    errors.push_back(texts::OfficeEntered.in(visit->language, records_words(change.entered, change, visit->language)));
  } else if (!well) {
    errors.push_back(visit->words(texts::OfficeFactsErrors));
  } else if (entering == Entering::ShowAgain) {
    errors.push_back(visit->words(texts::OfficeFactsPlanChanged));
  }
  Context context = base::Json::object();
  const std::vector<std::string> heads{visit->words(texts::OfficeFactsType), visit->words(texts::OfficeEnterField),
                                       visit->words(texts::OfficeFactsSummary)};
  context.set("heads", base::Json::list_of(heads)).set("rows", value_rows(change, visit->language));
  if (well && !is_entered) {
    const std::string names = records_words(change.records, change, visit->language);
    context.set("paragraphs", base::Json::list_of(std::vector{texts::OfficeEnterNew.in(visit->language, names)}));
    base::Json form = form_json("post", address + "/record", base::Json::list(),
                                list_of(button_json("_enter", "1", visit->words(texts::OfficeEnterButton))));
    form.set("hidden", hidden_json({{"_plan", change.plan}}));
    context.set("forms", list_of(std::move(form)));
  }
  // If it was entered before, that is the only message; others would only be consequences.
  if (!is_entered) context.set("said", messages_json(answer.report, visit->language));
  base::Json link = base::Json::object();
  context.set("links", list_of(std::move(link.set("address", address).set("label", submission.receipt))));
  // 409: already entered, or changed meanwhile; 422: the values of the form cannot be entered.
  const unsigned status = is_entered || (well && !errors.empty()) ? http::status::kConflict
                          : well                                  ? 200
                                                                  : http::status::kUnprocessable;
  send_office(visit, status, "table", visit->words(texts::OfficeEnter), std::move(context), std::move(errors));
}

}  // namespace gongwen::service
