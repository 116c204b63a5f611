// The page of one submission: the values beside the document, the messages of the check, and the actions of the office.
// Each form carries the revision that was shown; a decision on another one is refused, and the page shows the present
// state, with the input.
#include "base/date.h"
#include "service/detail/actor_names.h"
#include "service/detail/attachments.h"
#include "service/detail/corrected_texts.h"
#include "service/detail/office_pages.h"
#include "service/detail/pictures.h"
#include "service/detail/review_view.h"
#include "service/inbox/secrets.h"

#include <algorithm>
#include <map>

namespace gongwen::service {
namespace {

using inbox::Action;
using inbox::Role;

constexpr inbox::Seconds kDay = base::kSecondsPerDay;
/// The default time for corrections.
constexpr inbox::Seconds kUntil = 14 * kDay;
constexpr std::string_view kCorrectStyleAddress = "/office/form.css";

/// An action of the office: its button, and the lowest role that may do it. `_accept` and the like are names of
/// buttons, which pages of questions repeat (questions.cpp).
struct ActionInfo {
  Action action;
  std::string_view button;
  Role role;
  const diagnostics::BilingualText& label;
};

std::vector<ActionInfo> office_actions() {
  return {{Action::Review, "_review", Role::Reviewer, texts::OfficeReview},
          {Action::Accept, "_accept", Role::Secretary, texts::OfficeAccept},
          {Action::Return, "_return", Role::Reviewer, texts::OfficeReturn},
          {Action::Reject, "_reject", Role::Secretary, texts::OfficeReject},
          {Action::Reopen, "_reopen", Role::Secretary, texts::OfficeReopen}};
}

/// Returns the step that usually comes next; its button stands out. Example: a submission in review with errors →
/// Return is prominent.
Action next_step(inbox::State state, bool is_faulty) {
  if (state == inbox::State::Submitted) return Action::Review;
  return is_faulty ? Action::Return : Action::Accept;
}

std::string_view action_words(Action action, diagnostics::Language language) {
  switch (action) {
    case Action::Submit: return texts::OfficeDidSubmit.in(language);
    case Action::Resubmit: return texts::OfficeDidResubmit.in(language);
    case Action::Review: return texts::OfficeDidReview.in(language);
    case Action::Return: return texts::OfficeDidReturn.in(language);
    case Action::Accept: return texts::OfficeDidAccept.in(language);
    case Action::Reject: return texts::OfficeDidReject.in(language);
    case Action::Withdraw: return texts::OfficeDidWithdraw.in(language);
    case Action::Correct: return texts::OfficeDidCorrect.in(language);
    case Action::Assign: return texts::OfficeDidAssign.in(language);
    case Action::Answer: return texts::OfficeDidAnswer.in(language);
    case Action::Record: return texts::OfficeDidRecord.in(language);
    case Action::Reopen: return texts::OfficeDidReopen.in(language);
    case Action::Replace: return texts::OfficeDidReplace.in(language);
    case Action::Relink: return texts::OfficeDidRelink.in(language);
  }
  return {};
}

// Sources of versions (NewVersion::source); unknown ones, of later versions of the program, are shown unchanged.
std::string source_words(std::string_view source, diagnostics::Language language) {
  if (source == "web") return std::string(texts::OfficeSourceWeb.in(language));
  if (source == "pdf") return std::string(texts::OfficeSourcePdf.in(language));
  if (source == "xlsx") return std::string(texts::OfficeSourceXlsx.in(language));
  if (source == "docx") return std::string(texts::OfficeSourceDocx.in(language));
  if (source == "json") return std::string(texts::OfficeSourceJson.in(language));
  if (source == "office") return std::string(texts::OfficeSourceOffice.in(language));
  return std::string(source);
}

std::string address_of(const inbox::Submission& submission) { return "/office/s/" + submission.id; }

base::Json link_json(const std::string& address, const std::string& label) {
  return std::move(base::Json::object().set("address", address).set("label", label));
}

}  // namespace

void OfficePages::show(const VisitPtr& visit, const inbox::Submission& submission) {
  show_submission(visit, submission, 200, {});
}

namespace {

/// The parts from which the page of a submission is made. They refer to what show_submission() has read; used only
/// while the page is put together.
struct SubmissionParts {
  const inbox::Submission& submission;
  const inbox::Version& version;
  const std::vector<inbox::Remark>& remarks;
  const std::vector<inbox::FileRecord>& attachments;
  const std::string& scans;                   // verdict on the scans
  const std::vector<http::FormField>& typed;  // remarks that were not accepted
  const ActorNames& actors;
  diagnostics::Language language;
  Role role;

  std::string words(const diagnostics::BilingualText& text) const { return std::string(text.in(language)); }
  bool may(Role needed, Action action) const {
    return role >= needed && inbox::state_after(submission.state, action).has_value();
  }
};

/// Returns facts about the submission and its last version, without empty ones, and a sentence for each signature.
/// `due` is the first second after the last day.
base::Json facts_json(const SubmissionParts& parts, const ReviewView& view) {
  base::Json facts = base::Json::list();
  const auto add = [&](const diagnostics::BilingualText& name, const std::string& value) {
    if (!value.empty()) facts.add(std::move(base::Json::object().set("name", parts.words(name)).set("value", value)));
  };
  add(texts::OfficeColumnReceipt, parts.submission.receipt);
  add(texts::OfficeColumnPerson, parts.submission.person);
  add(texts::OfficeColumnOrganisation, parts.submission.organisation);
  add(texts::OfficeColumnTime, local_time(parts.version.created));
  add(texts::OfficeSource, texts::OfficeVersion.in(parts.language, parts.version.number) + " · " +
                               source_words(parts.version.source, parts.language));
  add(texts::OfficeColumnAssignee, parts.submission.assignee);
  if (parts.submission.due != 0) add(texts::OfficeDue, local_day(parts.submission.due - 1));
  add(texts::ServiceReceiptHash, parts.version.hash);
  add(texts::OfficeScans, parts.scans);
  for (const std::string& sentence : signature_sentences(parts.submission.signatures, view, parts.language))
    add(texts::OfficeColumnSignature, sentence);
  return facts;
}

/// Returns links to documents, differences between versions, attachments, and the correction. With errors, documents
/// are called working copies.
base::Json links_json(const SubmissionParts& parts, bool is_faulty) {
  base::Json links = base::Json::list();
  const std::string address = address_of(parts.submission);
  for (const auto& [ending, label] : {std::pair{"pdf", "PDF"}, {"docx", "Word"}, {"xlsx", "Excel"}, {"ofd", "OFD"}}) {
    links.add(link_json(fmt::format("{}/document.{}", address, ending),
                        is_faulty ? texts::OfficeWorkingCopy.in(parts.language, label) : std::string(label)));
  }
  links.add(link_json(address + "/data.json", "JSON"));
  // A link to compare each version with the one before it.
  for (std::int64_t n = 2; n <= parts.submission.versions; ++n) {
    links.add(link_json(fmt::format("{}/diff/{}/{}", address, n - 1, n),
                        texts::OfficeDifferences.in(parts.language, n - 1, n)));
  }
  for (const inbox::FileRecord& file : parts.attachments) {
    // The id follows `attachment:` in the slot.
    const std::string id = file.slot.substr(kAttachmentMark.size());
    links.add(
        link_json(fmt::format("{}/files/{}", address, id), texts::OfficeAttachment.in(parts.language, file.name)));
    if (file.type == kOfdType) {
      links.add(link_json(fmt::format("{}/files/{}/shown.pdf", address, id),
                          texts::OfficeAttachmentShown.in(parts.language, file.name)));
    }
  }
  // A returned form can be sent by mail as a file to be corrected.
  if (parts.submission.state == inbox::State::Returned && parts.role >= Role::Reviewer) {
    for (const auto& [ending, label] : {std::pair{"pdf", "PDF"}, {"xlsx", "Excel"}, {"docx", "Word"}}) {
      links.add(
          link_json(fmt::format("{}/form.{}", address, ending), texts::OfficeFormToCorrect.in(parts.language, label)));
    }
  }
  if (parts.may(Role::Secretary, Action::Correct)) {
    links.add(link_json(address + "/correct", parts.words(texts::OfficeCorrect)));
  }
  return links;
}

base::Json remark_json(const inbox::Remark& remark, const SubmissionParts& parts) {
  const auto& heading = remark.is_recalled ? texts::OfficeRemarkRecalled : texts::OfficeRemarkGiven;
  base::Json json = base::Json::object();
  json.set("heading", heading.in(parts.language, parts.actors.of(remark.author), remark.version));
  return std::move(json.set("text", remark.text).set("answer", remark.answer));
}

/// Returns the values with the remarks on each. `whole` gets remarks on the whole form, and on rows that no longer
/// exist.
base::Json groups_json(const SubmissionParts& parts, const ReviewView& view, base::Json& whole) {
  base::Json groups = base::Json::list();
  // Remarks whose field is no longer on the page would be lost: `shown` finds them.
  std::vector<bool> shown(parts.remarks.size());
  for (const ReviewGroup& group : view.groups) {
    base::Json fields = base::Json::list();
    for (const ReviewField& field : group.fields) {
      base::Json json = base::Json::object();
      json.set("pointer", field.pointer).set("label", field.label).set("text", field.text);
      json.set("blank", field.text.empty());
      json.set("remark_label", texts::OfficeRemarkAt.in(parts.language, field.label));
      // Input that was refused stays in its field.
      const std::string* const typed = http::find_field(parts.typed, field.pointer);
      json.set("typed", typed == nullptr ? std::string_view() : std::string_view(*typed));
      base::Json given = base::Json::list();
      for (std::size_t i = 0; i < parts.remarks.size(); ++i) {
        if (parts.remarks[i].pointer != field.pointer) continue;
        given.add(remark_json(parts.remarks[i], parts));
        shown[i] = true;
      }
      fields.add(std::move(json.set("remarks", std::move(given))));
    }
    groups.add(std::move(base::Json::object().set("title", group.title).set("fields", std::move(fields))));
  }
  for (std::size_t i = 0; i < parts.remarks.size(); ++i) {
    if (!shown[i]) whole.add(remark_json(parts.remarks[i], parts));
  }
  return groups;
}

/// Returns the buttons: the next step stands out. With `grave`, those that end the case or reverse a decision, which
/// are set apart.
base::Json buttons_json(const SubmissionParts& parts, bool is_faulty, bool grave) {
  base::Json buttons = base::Json::list();
  for (const ActionInfo& info : office_actions()) {
    const bool is_grave = info.action == Action::Reject || info.action == Action::Reopen;
    if (is_grave != grave || !parts.may(info.role, info.action)) continue;
    // The same action is called “recall” if it takes the form back from the applicant.
    const bool recalls = info.action == Action::Reopen && parts.submission.state == inbox::State::Returned;
    const auto& label = recalls ? texts::OfficeRecall : info.label;
    buttons.add(button_json(info.button, "1", label.in(parts.language),
                            info.action != next_step(parts.submission.state, is_faulty)));
  }
  return buttons;
}

/// Returns the accounts to which the submission can be assigned; disabled ones are left out, and viewers assign
/// nothing.
base::Json assignees_json(const SubmissionParts& parts, const std::vector<inbox::Account>& accounts) {
  base::Json choices = base::Json::list();
  if (parts.role < Role::Reviewer) return choices;
  // An account that was disabled after the submission was assigned to it is still shown as a fact.
  add_choice(choices, "", parts.words(texts::OfficeNobody), parts.submission.assignee);
  for (const inbox::Account& account : accounts) {
    if (account.disabled) continue;
    add_choice(choices, account.name, account.title.empty() ? account.name : account.title, parts.submission.assignee);
  }
  return choices;
}

/// Returns the source of a submission in words; for other events the recorded text.
std::string detail_words(const inbox::Event& event, diagnostics::Language language) {
  const bool is_source =
      event.action == Action::Submit || event.action == Action::Resubmit || event.action == Action::Replace;
  return is_source ? source_words(event.detail, language) : event.detail;
}

base::Json history_json(const SubmissionParts& parts, const std::vector<inbox::Event>& events) {
  base::Json history = base::Json::list();
  for (const inbox::Event& event : events) {
    base::Json json = base::Json::object();
    json.set("time", local_time(event.time)).set("detail", detail_words(event, parts.language));
    // Events of the applicant have no actor.
    json.set("actor", event.actor.empty() ? parts.words(texts::OfficeApplicant) : parts.actors.of(event.actor));
    // A form that came by mail was entered by the office, not handed in.
    const bool is_entered = event.action == Action::Submit && !event.actor.empty();
    history.add(std::move(json.set(
        "action", is_entered ? texts::OfficeDidEnter.in(parts.language) : action_words(event.action, parts.language))));
  }
  return history;
}

base::Json submission_words(const SubmissionParts& parts) {
  base::Json words = base::Json::object();
  const auto add = [&](std::string_view name, const diagnostics::BilingualText& text) {
    words.set(name, parts.words(text));
  };
  add("state", texts::OfficeFilterState);
  add("filled", texts::OfficeValues);
  add("blank", texts::OfficeBlank);
  add("answer", texts::OfficeRemarkAnswer);
  add("remark", texts::OfficeRemarkAdd);
  add("remark_whole", texts::OfficeRemarkWhole);
  add("pages", texts::OfficePages);
  add("decide", texts::OfficeDecide);
  add("until", texts::OfficeUntil);
  add("note", texts::OfficeNote);
  add("assignee", texts::OfficeColumnAssignee);
  add("assign", texts::OfficeAssign);
  add("history", texts::OfficeHistory);
  add("ending", texts::OfficeSessionEnding);
  return words;
}

}  // namespace

/// Shows the page of a submission. Everything from the database is read first, then a worker is asked for
/// values and messages. `status` and `error` are those of a refused decision; the typed fields come from
/// `visit`.
void OfficePages::show_submission(const VisitPtr& visit, const inbox::Submission& submission, unsigned status,
                                  std::string_view error) {
  inbox::Submissions submissions(inbox_);
  const auto version = submissions.version(submission.id, submission.versions);
  if (!version) return send_fault(visit, version.error());
  auto remarks = submissions.remarks(submission.id);
  auto events = submissions.events(submission.id);
  auto accounts = inbox::Accounts(inbox_).list();
  auto attachments = stored_attachments(inbox_, inbox::version_owner(submission.id, version->number));
  auto mails = inbox::Outbox(inbox_).of_submission(submission.id);
  // One message for all: the page needs each of them.
  if (!remarks || !events || !accounts || !attachments || !mails)
    return send_fault(visit, {inbox::Fault::Kind::Database});
  // Everything is copied into the callback, since the references of this function are invalid by then.
  auto show = [this, visit, submission, status, error = std::string(error), version = *version,
               remarks = *std::move(remarks), events = *std::move(events), attachments = *std::move(attachments),
               mails = *std::move(mails),
               accounts = *std::move(accounts)](bool makes_letter, const TaskAnswer& answer) {
    const ReviewView view = review_view(answer.body, visit->language);
    const auto scans = scans_of_submission(inbox_, submission, visit->language);
    if (!scans) return send_fault(visit, scans.error());
    const ActorNames actors(inbox_, visit->language, accounts);
    const SubmissionParts parts{submission,    version, remarks,         attachments,        *scans,
                                visit->fields, actors,  visit->language, visit->account.role};
    base::Json one = base::Json::object();
    one.set("id", submission.id).set("state", inbox::state_name(submission.state));
    one.set("state_words", visit->words(state_words(submission.state)));
    // The default day for corrections unless another one was typed.
    base::Json typed = base::Json::object();
    typed.set("remark", visit->field("_remark")).set("note", visit->field("_note"));
    typed.set("until", visit->has("_until") ? visit->field("_until") : local_day(visit->now + kUntil));
    base::Json whole = base::Json::list();
    base::Json facts = facts_json(parts, view);
    add_mail_facts(facts, mails, visit->language);
    const bool is_faulty = error_count(answer.report) != std::size_t{0};
    Context context = base::Json::object();
    context.set("submission", std::move(one)).set("facts", std::move(facts)).set("links", links_json(parts, is_faulty));
    context.set("groups", groups_json(parts, view, whole)).set("whole_remarks", std::move(whole));
    context.set("events", history_json(parts, events));
    context.set("buttons", buttons_json(parts, is_faulty, false));
    context.set("grave_buttons", buttons_json(parts, is_faulty, true));
    context.set("typed", std::move(typed));
    context.set("accounts", assignees_json(parts, accounts));
    context.set("can_remark", parts.may(Role::Reviewer, Action::Return));
    const auto words_for = [&view](std::string_view pointer) {
      return view.words_for(pointer);
    };
    // Places are fields and marks; this page has no files and cells.
    base::Json said = messages_json(answer.report, visit->language, {false, true, words_for, &view});
    context.set("pictures", pictures_json(address_of(submission), view, said.view(), visit->language))
        .set("said", std::move(said));
    context.set("hidden_fields", hidden_json({{"_revision", std::to_string(submission.revision)}}));
    context.set("w", submission_words(parts));
    base::Json forms = base::Json::list();
    // Only if the kind has records, the installation has a store, and the state allows it.
    if (view.has_records && records_ != nullptr && parts.may(Role::Secretary, Action::Record)) {
      base::Json form = form_json("get", address_of(submission) + "/record", base::Json::list(),
                                  list_of(button_json("_", "", visit->words(texts::OfficeEnterShow))));
      forms.add(std::move(form.set("title", visit->words(texts::OfficeEnter))));
    }
    for (const OfficeForm& form : replacing_forms(visit, submission)) forms.add(base::to_json(form));
    for (const OfficeForm& form : mail_forms(visit, submission, mails)) forms.add(base::to_json(form));
    if (makes_letter) {
      const auto letter = letters_.form(visit, submission);
      if (!letter) return send_fault(visit, letter.error());
      forms.add(base::to_json(*letter));
    }
    context.set("forms", std::move(forms));
    std::vector<std::string> errors;
    if (!error.empty()) errors.push_back(error);
    const std::string title = submission.person.empty() ? submission.receipt : submission.person;
    visit->has_script = true;
    send_office(visit, status, "submission", title, std::move(context), std::move(errors));
  };
  // Reading personal data is written to the audit, too, before the worker is asked: the page may come late, but it was
  // requested.
  note(visit, "submission.view", "submission:" + submission.id, "ok");
  auto task = task_of_version(visit, Operation::Review, submission, *version);
  if (!task) return;
  with_kinds(visit, [this, visit, state = submission.state, task = *std::move(task),
                     show = std::move(show)](const KindTable& table) mutable {
    // A letter needs a kind for letters, and a decision that a letter can state.
    const bool makes_letter =
        has_letter(state) && table.has(office_.letter_kind) && visit->account.role >= Role::Reviewer;
    ask(visit, std::move(task),
        [show = std::move(show), makes_letter](const TaskAnswer& answer) { show(makes_letter, answer); });
  });
}

// Actions on the submission.

/// The order to return a submission, kept while a worker reads the corrected texts. The due time is the first second
/// after the last day.
struct OfficePages::ReturnOrder {
  std::vector<inbox::Remark> remarks;
  inbox::Seconds expires;
  inbox::Change change;
};

/// A decision is about the state that was shown: if that has changed, the page is shown again with the input. Conflict:
/// another revision. WrongState: the action does not fit the state. Others are faults of the database.
void OfficePages::refuse_change(const VisitPtr& visit, const std::string& id, const inbox::Fault& fault) {
  using Kind = inbox::Fault::Kind;
  if (fault.kind != Kind::Conflict && fault.kind != Kind::WrongState) return send_fault(visit, fault);
  const auto now = inbox::Submissions(inbox_).get(id);
  if (!now) return send_fault(visit, now.error());
  show_submission(visit, *now, http::status::kConflict, texts::OfficeChangedMeanwhile.in(visit->language));
}

/// Assigns the submission; an empty name removes the assignment.
void OfficePages::assign(const VisitPtr& visit, const inbox::Submission& submission, const inbox::Change& change) {
  if (!require(visit, Role::Reviewer)) return;
  // The empty name is not an account; `assignee` may be empty to remove the assignment.
  const std::string assignee = visit->field("_assignee");
  const auto account = inbox::Accounts(inbox_).get(assignee);
  if (!assignee.empty() && (!account || account->disabled)) return send_not_found(visit);
  const auto fault = inbox::Submissions(inbox_).assign(submission.id, assignee, change);
  note(visit, "submission.assign", "submission:" + submission.id, fault ? "refused" : "ok");
  if (fault) return refuse_change(visit, submission.id, *fault);
  send_to(visit, address_of(submission));
}

/// Carries out a button of the page. Each action has a role of its own, which may be higher than that of the page.
void OfficePages::act(const VisitPtr& visit, const inbox::Submission& submission) {
  // All actions share revision, time and note; `_note` becomes the detail of the event.
  const inbox::Change change{visit->account.name,
                             static_cast<std::int64_t>(number_of_digits(visit->field("_revision"))), visit->now,
                             visit->field("_note")};
  if (visit->has("_assign")) return assign(visit, submission, change);
  // Back from a question, with the earlier input. Buttons of a question come here, too, since its form posts to the
  // page of the submission.
  if (visit->has("_back")) return show_submission(visit, submission, 200, {});
  if (visit->has("_remove")) {
    if (require(visit, Role::Secretary)) remove_entered(visit, submission, change);
    return;
  }
  for (const ActionInfo& info : office_actions()) {
    if (!visit->has(info.button)) continue;
    // Roles differ by action: returning is for reviewers, accepting for secretaries.
    if (!require(visit, info.role)) return;
    if (info.action == Action::Return) return send_back(visit, submission, change);
    if (info.action == Action::Accept) return accept(visit, submission, change);
    if (info.action == Action::Reject || info.action == Action::Reopen) {
      return decide_with_reason(visit, submission, info.action, change);
    }
    return decide(visit, submission, info.action, change);
  }
  send_not_found(visit);
}

/// Returns the submission to the applicant. Fields whose names are pointers are remarks on values; at least one remark
/// is required, since the applicant would not know what to change.
void OfficePages::send_back(const VisitPtr& visit, const inbox::Submission& submission, const inbox::Change& change) {
  std::vector<inbox::Remark> remarks;
  // Number, version, author and time of a remark are set by send_back().
  const auto add = [&](std::string pointer, const std::string& text) {
    if (!is_blank(text)) remarks.push_back({0, 0, std::move(pointer), text, {}, 0, {}});
  };
  // Fields of the page itself have names that begin with `_`.
  for (const http::FormField& field : visit->fields) {
    if (field.name.starts_with('/')) add(field.name, field.value);
  }
  add({}, visit->field("_remark"));
  const auto refuse = [&](std::string_view words) {
    show_submission(visit, submission, http::status::kUnprocessable, words);
  };
  if (remarks.empty()) return refuse(texts::OfficeNoRemark.in(visit->language));
  const auto until = typed_date(visit->field("_until"));
  if (!until) return refuse(texts::OfficeBadDate.in(visit->language, visit->field("_until")));
  // The named day is included completely, so it may be today. Midnight at the beginning of the day, plus a
  // day.
  if (*until + kDay <= visit->now) return refuse(texts::OfficePastDate.in(visit->language, visit->field("_until")));
  const auto version = inbox::Submissions(inbox_).version(submission.id, submission.versions);
  if (!version) return send_fault(visit, version.error());
  const ReturnOrder order{remarks, *until + kDay, change};
  // Only if the version did not come from the web pages: then the draft has other texts.
  if (!has_other_texts(submission, *version)) return finish_return(visit, submission, order, std::nullopt);
  auto task = corrected_texts_task(inbox_, submission, *version);
  if (!task) return send_fault(visit, task.error());
  ask(visit, *std::move(task), [this, visit, submission, order](const TaskAnswer& answer) {
    const auto entries = corrected_texts(inbox_, submission, answer);
    if (!entries) return send_problem(visit, http::status::kServerError, texts::ServiceFailed.in(visit->language));
    finish_return(visit, submission, order, entries);
  });
}

/// Returns the submission after the texts of a correction have been read.
void OfficePages::finish_return(const VisitPtr& visit, const inbox::Submission& submission, const ReturnOrder& order,
                                const std::optional<std::string>& entries) {
  const auto done =
      inbox::Submissions(inbox_).send_back(submission.id, order.remarks, order.expires, order.change, entries);
  note(visit, "submission.return", "submission:" + submission.id, done ? "ok" : "refused");
  if (!done) return refuse_change(visit, submission.id, done.error());
  send_to(visit, address_of(submission));
}

// Sends the values of the last version, without pictures.
void OfficePages::send_values(const VisitPtr& visit, const inbox::Submission& submission) {
  const auto version = inbox::Submissions(inbox_).version(submission.id, submission.versions);
  if (!version) return send_fault(visit, version.error());
  note(visit, "submission.data", "submission:" + submission.id, "ok");
  send_file(visit, "application/json", submission.receipt + ".json", version->json, true);
}

/// Sends a page as picture, shown beside the values.
void OfficePages::send_picture(const VisitPtr& visit, const inbox::Submission& submission, std::uint64_t page) {
  const auto version = inbox::Submissions(inbox_).version(submission.id, submission.versions);
  if (!version) return send_fault(visit, version.error());
  auto task = task_of_version(visit, Operation::Render, submission, *version);
  if (!task) return;
  // Pages of a review are made even if the data has errors.
  task->options.review = true;
  task->options.format = "svg";
  task->options.page = page;
  ask_document(visit, submission, *std::move(task), false);
}

/// Sends the whole document with the code of its receipt.
void OfficePages::send_document(const VisitPtr& visit, const inbox::Submission& submission, const std::string& format) {
  const auto version = inbox::Submissions(inbox_).version(submission.id, submission.versions);
  if (!version) return send_fault(visit, version.error());
  auto task = task_of_version(visit, Operation::Render, submission, *version);
  if (!task) return;
  task->options.review = true;
  task->options.format = format;
  task->options.page_code = mark_of_version(submission.receipt, version->hash);
  task->options.page_label = submission.receipt;
  note(visit, "submission.document", "submission:" + submission.id, "ok");
  ask_document(visit, submission, *std::move(task), true);
}

void OfficePages::ask_document(const VisitPtr& visit, const inbox::Submission& submission, Task task,
                               bool as_attachment) {
  ask(visit, std::move(task), [this, visit, as_attachment, receipt = submission.receipt](TaskAnswer answer) {
    // The name in the answer has the kind; the receipt number replaces it, so that files of many submissions differ.
    const std::string ending = answer.name.substr(std::min(answer.name.rfind('.'), answer.name.size()));
    send_file(visit, answer.media_type, receipt + ending, std::move(answer.body), as_attachment);
  });
}

// Finds an attachment of the last version only.
inbox::Result<inbox::FileRecord> OfficePages::attachment_of(const inbox::Submission& submission,
                                                            const std::string& file) {
  auto stored = stored_attachments(inbox_, inbox::version_owner(submission));
  if (!stored) return base::Failure{stored.error()};
  const auto found = std::find_if(stored->begin(), stored->end(), [&](const inbox::FileRecord& one) {
    return std::string_view(one.slot).substr(kAttachmentMark.size()) == file;
  });
  if (found == stored->end()) return base::Failure{inbox::Fault{inbox::Fault::Kind::NotFound}};
  return *found;
}

/// Attachments are sent only as downloads, never shown, since they have not been checked.
void OfficePages::send_attachment(const VisitPtr& visit, const inbox::Submission& submission, const std::string& file) {
  const auto found = attachment_of(submission, file);
  if (!found) return send_fault(visit, found.error());
  auto bytes = inbox::Files(inbox_).read(found->hash);
  if (!bytes) return send_fault(visit, bytes.error());
  note(visit, "submission.attachment", "submission:" + submission.id, "ok");
  send_file(visit, found->type, found->name, *std::move(bytes), true);
}

/// Browsers do not show OFD files: a worker makes a PDF of an attached one. It shows seals without verifying them.
void OfficePages::show_attachment(const VisitPtr& visit, const inbox::Submission& submission, const std::string& file) {
  const auto found = attachment_of(submission, file);
  if (!found) return send_fault(visit, found.error());
  if (found->type != kOfdType) return send_not_found(visit);
  auto bytes = inbox::Files(inbox_).read(found->hash);
  if (!bytes) return send_fault(visit, bytes.error());
  note(visit, "submission.attachment", "submission:" + submission.id, "ok");
  Task task;
  task.operation = Operation::Convert;
  task.language = visit->language;
  task.files = {{found->name, *std::move(bytes)}};
  ask(visit, std::move(task), [this, visit](TaskAnswer answer) {
    send_file(visit, answer.media_type, answer.name, std::move(answer.body), false);
  });
}

/// Compares two versions: a worker reads the values of one after the other.
void OfficePages::differences(const VisitPtr& visit, const inbox::Submission& submission, std::int64_t from,
                              std::int64_t to) {
  inbox::Submissions submissions(inbox_);
  const auto before = submissions.version(submission.id, from);
  // The pages compare neighbours, but the address can name any two versions.
  const auto after = submissions.version(submission.id, to);
  if (!before || !after) return send_fault(visit, before ? after.error() : before.error());
  auto task = task_of_version(visit, Operation::Review, submission, *before);
  if (!task) return;
  auto next = task_of_version(visit, Operation::Review, submission, *after);
  if (!next) return;
  task->options.values_only = true;
  next->options.values_only = true;
  ask(visit, *std::move(task), [this, visit, submission, from, to, next = *std::move(next)](TaskAnswer first) mutable {
    // One after the other, since both at once would take two workers for one page.
    ask(visit, std::move(next), [this, visit, submission, from, to, first = std::move(first)](TaskAnswer second) {
      const auto found =
          version_differences(inbox_, submission, {from, first.body}, {to, second.body}, visit->language);
      if (!found) return send_fault(visit, found.error());
      show_differences(visit, submission, from, to, *found);
    });
  });
}

void OfficePages::show_differences(const VisitPtr& visit, const inbox::Submission& submission, std::int64_t from,
                                   std::int64_t to, const std::vector<ReviewDifference>& differences) {
  base::Json rows = base::Json::list();
  for (const ReviewDifference& one : differences) {
    base::Json row = base::Json::object();
    rows.add(std::move(row.set("label", one.label).set("before", one.before).set("after", one.after)));
  }
  Context context = base::Json::object();
  base::Json words = base::Json::object();
  words.set("filled", visit->words(texts::OfficeValues)).set("none", visit->words(texts::OfficeNoDifferences));
  words.set("before", texts::OfficeVersion.in(visit->language, from));
  words.set("after", texts::OfficeVersion.in(visit->language, to)).set("back", submission.receipt);
  context.set("rows", std::move(rows)).set("back", address_of(submission)).set("w", std::move(words));
  send_office(visit, 200, "differences", texts::OfficeDifferences.in(visit->language, from, to), std::move(context));
}

// Corrections by the office: the reason is requested first, then the form is shown.

void OfficePages::correct(const VisitPtr& visit, const inbox::Submission& submission) {
  if (is_blank(visit->field("_reason"))) return ask_reason(visit, submission);
  const auto version = inbox::Submissions(inbox_).version(submission.id, submission.versions);
  if (!version) return send_fault(visit, version.error());
  TypedValues values = posted_values(visit->fields);
  // Whichever button was pressed, the input is shown again. The fields of the form have names that begin with `/`;
  // without any this is the first view of the form.
  if (!values.empty()) {
    if (visit->has("_delete")) values = without_row(values, visit->field("_delete"));
    return correct_form(visit, submission, *version, entries_json(values));
  }
  auto task = task_of_version(visit, Operation::Review, submission, *version);
  if (!task) return;
  task->options.values_only = true;
  ask(visit, *std::move(task), [this, visit, submission, version = *version](TaskAnswer answer) {
    const auto read = base::from_json<ReviewAnswer>(answer.body);
    // Without values the form would be blank, and saved as such.
    if (!read) return send_problem(visit, http::status::kServerError, texts::ServiceFailed.in(visit->language));
    correct_form(visit, submission, version, entries_json(read->values));
  });
}

// `_revision` begins here and goes through all pages of the correction.
void OfficePages::ask_reason(const VisitPtr& visit, const inbox::Submission& submission) {
  base::Json form = form_json("post", address_of(submission) + "/correct",
                              list_of(input_json("_reason", "textarea", visit->words(texts::OfficeCorrectReason))),
                              list_of(button_json("_go", "1", visit->words(texts::OfficeCorrectGo))));
  form.set("hidden", hidden_json({{"_revision", std::to_string(submission.revision)}}));
  Context context = base::Json::object();
  context.set("forms", list_of(std::move(form)));
  std::vector<std::string> errors;
  if (visit->posts()) errors.push_back(visit->words(texts::OfficeNoReason));
  const unsigned status = errors.empty() ? 200 : http::status::kUnprocessable;
  send_office(visit, status, "correct", visit->words(texts::OfficeCorrect), std::move(context), std::move(errors));
}

/// Shows the form with the values of the version, or with the input. Pictures cannot be corrected; the page says so.
void OfficePages::correct_form(const VisitPtr& visit, const inbox::Submission& submission,
                               const inbox::Version& version, std::string entries) {
  FormPageInput around;
  around.action = address_of(submission) + "/correct";
  around.style_address = kCorrectStyleAddress;
  // Both change files, which the page of the correction cannot show.
  const bool changes_pictures = !visit->files.empty() || visit->has("_remove");
  around.notices = {texts::OfficeCorrectBecause.in(visit->language, visit->field("_reason"))};
  around.notices.insert(around.notices.end(), visit->notices.begin(), visit->notices.end());
  if (changes_pictures) around.notices.push_back(visit->words(texts::OfficeCorrectPictures));
  if (const std::string list = visit->field("_add"); !list.empty()) {
    const auto values = parse_entries(entries);
    around.rows.emplace(list, rows_of(values ? *values : TypedValues(), list) + 1);
  }
  around.hidden = {
      {"_token", token_of(*visit)}, {"_revision", visit->field("_revision")}, {"_reason", visit->field("_reason")}};
  around.buttons = {{"_check", visit->words(texts::ServiceCheck), false},
                    {"_save", visit->words(texts::OfficeCorrectSave), true}};
  // Saving means checking, and storing if there are no errors.
  const bool saves = visit->has("_save") && !changes_pictures;
  const bool check = saves || visit->has("_check");
  Task task;
  task.operation = Operation::FormPage;
  task.kind = submission.kind;
  task.options.by_edition = version.edition;
  task.options.check = check;
  // The edition of the version: the form that was filled in, not a later one.
  task.options.page_around = form_page_json(around);
  task.options.praise = visit->words(texts::OfficeNoMessages);
  task.files = {{"entries", std::move(entries)}, {"data.json", version.json}};
  ask(visit, std::move(task), [this, visit, submission, check, saves](TaskAnswer answer) {
    const auto result = parse_form_result(answer.reading);
    const bool well = result && result->ok;
    if (saves && well) return save_correction(visit, submission, *result);
    // Notices: another user has changed the submission, or pictures were changed.
    const unsigned shown = visit->notices.empty() ? 200 : http::status::kConflict;
    send_shown(visit, check && !well ? http::status::kUnprocessable : shown, std::move(answer.body));
  });
}

/// Saves the correction as a new version.
void OfficePages::save_correction(const VisitPtr& visit, const inbox::Submission& submission,
                                  const FormResult& result) {
  // The applicant's draft does not change until the form is returned: see send_back().
  inbox::NewVersion version;
  version.json = result.data;
  version.edition = result.edition;
  version.source = kOfficeSource;
  // A new one each time: a page that is sent twice is detected by its revision.
  version.submit_id = inbox::random_text(10);
  version.person = result.person;
  version.organisation = result.organisation;
  version.email = result.email;
  const inbox::Change change{visit->account.name,
                             static_cast<std::int64_t>(number_of_digits(visit->field("_revision"))), visit->now,
                             visit->field("_reason")};
  const auto done = inbox::Submissions(inbox_).correct(submission.id, version, change);
  note(visit, "submission.correct", "submission:" + submission.id, done ? "ok" : "refused");
  if (done) return send_to(visit, address_of(submission));
  if (done.error().kind != inbox::Fault::Kind::Conflict) return send_fault(visit, done.error());
  // Another user was faster: the input is shown with the new revision, and saved only after another press of the
  // button.
  inbox::Submissions submissions(inbox_);
  const auto now = submissions.get(submission.id);
  const auto latest = now ? submissions.version(now->id, now->versions) : base::Failure{now.error()};
  if (!latest) return send_fault(visit, latest.error());
  // Without `_save`, so that the next page checks before anything is stored.
  std::erase_if(visit->fields,
                [](const http::FormField& field) { return field.name == "_save" || field.name == "_revision"; });
  visit->fields.push_back({"_revision", std::to_string(now->revision)});
  visit->notices.push_back(visit->words(texts::OfficeChangedMeanwhile));
  correct_form(visit, *now, *latest, entries_json(posted_values(visit->fields)));
}

}  // namespace gongwen::service
