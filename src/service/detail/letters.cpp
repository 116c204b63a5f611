#include "service/detail/letters.h"

#include "service/detail/bulk_change.h"
#include "service/detail/office_pages.h"

#include <algorithm>
#include <map>
#include <utility>

namespace gongwen::service {
namespace {

/// Returns the result of a state as letters name it; empty for states without a letter. A letter is a document of the
/// kind `result-notice`; its data are put together here: addressee, form, receipt, person, day of submission, result,
/// remarks with their fields, deadline, reason, date.
std::string_view result_of(inbox::State state) {
  if (state == inbox::State::Returned) return "returned";
  if (state == inbox::State::Accepted) return "accepted";
  return state == inbox::State::Rejected ? "rejected" : std::string_view();
}

/// Returns the last version that the applicant sent: the letter names the day on which the applicant sent the form, so
/// corrections of the office do not count.
inbox::Result<inbox::Version> last_sent(inbox::Submissions& submissions, const inbox::Submission& submission) {
  auto version = submissions.version(submission.id, submission.versions);
  for (std::int64_t number = submission.versions - 1; version && version->source == "office" && number > 0; --number) {
    version = submissions.version(submission.id, number);
  }
  return version;
}

/// Returns the reason of the last rejection; empty if the submission is not rejected.
inbox::Result<std::string> rejection_reason(inbox::Inbox& inbox, const inbox::Submission& submission) {
  if (submission.state != inbox::State::Rejected) return std::string();
  return inbox::Submissions(inbox).last_detail(submission.id, inbox::Action::Reject);
}

/// The texts that the user types on the page of a letter, or that the inbox has.
struct LetterTexts {
  std::string addressee;
  std::string until = {};   // for a return, if the inbox has no deadline
  std::string reason = {};  // for a rejection; blank: none is stated
};

std::string addressee_of(const inbox::Submission& submission) {
  // A letter to a person in an organisation is addressed to the organisation.
  return submission.organisation.empty() ? submission.person : submission.organisation;
}

/// Returns whether a worker has to be asked for the titles of the fields of remarks.
bool has_remarks(const std::vector<inbox::Remark>& remarks, const inbox::Submission& submission) {
  return submission.state == inbox::State::Returned &&
         std::any_of(remarks.begin(), remarks.end(),
                     [&](const inbox::Remark& remark) { return is_valid(remark, submission); });
}

/// Returns the data of a letter. `form`: the title of the form; `view`: the words for its fields.
inbox::Result<base::Json> letter_data(inbox::Inbox& inbox, const inbox::Submission& submission, const std::string& form,
                                      const std::vector<inbox::Remark>& remarks, const ReviewView& view,
                                      const LetterTexts& typed, inbox::Seconds now) {
  inbox::Submissions submissions(inbox);
  const auto sent = last_sent(submissions, submission);
  if (!sent) return base::Failure{sent.error()};
  base::Json data = base::Json::object();
  data.set("addressee", typed.addressee).set("form", form).set("receipt", submission.receipt);
  if (!submission.person.empty()) data.set("subject", submission.person);
  data.set("submitted", local_day(sent->created)).set("result", result_of(submission.state));
  if (submission.state == inbox::State::Returned) {
    base::Json said = base::Json::list();
    for (const inbox::Remark& remark : remarks) {
      // Remarks on earlier versions have been dealt with, and those of a recalled return are no longer valid.
      if (!is_valid(remark, submission)) continue;
      base::Json one = base::Json::object();
      // A remark on the whole form has no field.
      if (const std::string field = view.words_for(remark.pointer); !field.empty()) one.set("field", field);
      said.add(std::move(one.set("text", remark.text)));
    }
    const auto deadline = submissions.deadline(submission);
    data.set("remarks", std::move(said));
    // The last open day; typed by the user if the inbox has no deadline.
    data.set("until", deadline ? local_day(*deadline - 1) : typed.until);
  }
  if (!is_blank(typed.reason)) data.set("reason", typed.reason);
  data.set("date", local_day(now));
  return data;
}

}  // namespace

bool has_letter(inbox::State state) { return !result_of(state).empty(); }

inbox::Result<std::string> result_letter(inbox::Inbox& inbox, const inbox::Submission& submission,
                                         const std::string& form, inbox::Seconds now) {
  const auto reason = rejection_reason(inbox, submission);
  if (!reason) return base::Failure{reason.error()};
  const LetterTexts texts{addressee_of(submission), {}, *reason};
  const auto data = letter_data(inbox, submission, form, {}, ReviewView(), texts, now);
  if (!data) return base::Failure{data.error()};
  return data->text();
}

/// Returns the form for a letter, which asks for what the inbox does not know; earlier input is shown again.
inbox::Result<OfficeForm> Letters::form(const VisitPtr& visit, const inbox::Submission& submission) {
  const auto reason = rejection_reason(inbox_, submission);
  if (!reason) return base::Failure{reason.error()};
  // After an error the page shows the input.
  const auto value_of = [&](std::string_view name, const std::string& otherwise) {
    return visit->has(name) ? visit->field(name) : otherwise;
  };
  OfficeForm form{"/office/s/" + submission.id + "/letter",
                  {{"_addressee", "text", visit->words(texts::OfficeLetterAddressee),
                    value_of("_addressee", addressee_of(submission))}},
                  {{"_letter", visit->words(texts::OfficeLetterMake), true}},
                  visit->words(texts::OfficeLetter)};
  const bool is_returned = submission.state == inbox::State::Returned;
  // A submission from a web page has its deadline in the draft.
  if (is_returned && !inbox::Submissions(inbox_).deadline(submission)) {
    form.inputs.push_back({"_until", "date", visit->words(texts::OfficeUntil), visit->field("_until")});
  }
  if (submission.state == inbox::State::Rejected) {
    form.inputs.push_back(
        {"_reason", "textarea", visit->words(texts::OfficeLetterReason), value_of("_reason", *reason)});
  }
  return form;
}

/// Calls `go_on` with the words for the fields of a submission in the language of the letter, and its remarks.
void Letters::with_words(const VisitPtr& visit, const inbox::Submission& submission,
                         const std::function<void(const std::vector<inbox::Remark>&, const ReviewView&)>& go_on) {
  inbox::Submissions submissions(inbox_);
  const auto remarks = submissions.remarks(submission.id);
  if (!remarks) return pages_.send_fault(visit, remarks.error());
  if (!has_remarks(*remarks, submission)) return go_on(*remarks, ReviewView());
  const auto version = submissions.version(submission.id, submission.versions);
  if (!version) return pages_.send_fault(visit, version.error());
  auto task = pages_.task_of_version(visit, Operation::Review, submission, *version);
  if (!task) return;
  task->options.values_only = true;
  // The worker writes words in the visit's language, so this is Chinese for the question.
  const diagnostics::Language language = std::exchange(visit->language, diagnostics::Language::Chinese);
  pages_.ask(visit, *std::move(task), [visit, language, go_on, remarks = *remarks](const TaskAnswer& answer) {
    visit->language = language;
    go_on(remarks, review_view(answer.body, diagnostics::Language::Chinese));
  });
}

void Letters::send(const VisitPtr& visit, const inbox::Submission& submission) {
  with_titles(visit, [this, visit, submission](const KindTable& table) {
    // An installation without the kind has no letters, so the address does not exist.
    if (!has_letter(submission.state) || !table.has(pages_.office_.letter_kind)) return pages_.send_not_found(visit);
    with_words(visit, submission,
               [this, visit, submission, form = table.title_of(submission.kind)](
                   const std::vector<inbox::Remark>& remarks, const ReviewView& view) {
                 const LetterTexts typed{visit->field("_addressee"), visit->field("_until"), visit->field("_reason")};
                 const auto data = letter_data(inbox_, submission, form, remarks, view, typed, visit->now);
                 if (!data) return pages_.send_fault(visit, data.error());
                 make(visit, submission, data->text());
               });
  });
}

/// Calls `go_on` with the Chinese titles of all kinds.
void Letters::with_titles(const VisitPtr& visit, const std::function<void(const KindTable&)>& go_on) {
  const diagnostics::Language language = std::exchange(visit->language, diagnostics::Language::Chinese);
  pages_.with_kinds(visit, [visit, language, go_on](const KindTable& table) {
    visit->language = language;
    go_on(table);
  });
}

void Letters::make(const VisitPtr& visit, const inbox::Submission& submission, const std::string& data) {
  Task task;
  task.operation = Operation::Render;
  task.kind = pages_.office_.letter_kind;
  task.options.format = "pdf";
  task.files = {{"letter.json", data}};
  // `ask_whatever`: errors in the data are shown with the form for another try.
  pages_.ask_whatever(visit, std::move(task), [this, visit, submission](TaskAnswer answer) {
    if (answer.outcome != Outcome::Done) {
      auto again = form(visit, submission);
      if (!again) return pages_.send_fault(visit, again.error());
      OfficeTable page;
      page.said = {messages_json(answer.report, visit->language).text()};
      page.forms = {*std::move(again)};
      return pages_.send_office(visit, http::status::kUnprocessable, visit->words(texts::OfficeLetter), page,
                                {visit->words(texts::OfficeMakeErrors)});
    }
    // Written to the audit when the letter exists, not when it was requested.
    pages_.note(visit, "submission.letter", "submission:" + submission.id, "ok");
    pages_.send_file(visit, answer.media_type, submission.receipt + ' ' + answer.name, std::move(answer.body), false);
  });
}

// Letters about many submissions.

struct Letters::Bound {
  std::vector<inbox::Submission> submissions;  // all have a letter
  std::map<std::string, std::string> titles;   // titles of the kinds
  std::vector<MemoryFile> files = {};          // the data of the letters that are ready
};

void Letters::send_all(const VisitPtr& visit, std::vector<inbox::Submission> submissions) {
  if (submissions.size() > kMaxLetters) {
    return pages_.send_problem(visit, http::status::kUnprocessable,
                               texts::OfficeExportTooMany.in(visit->language, kMaxLetters));
  }
  with_titles(visit, [this, visit, submissions = std::move(submissions)](const KindTable& table) {
    if (!table.has(pages_.office_.letter_kind)) return pages_.send_not_found(visit);
    const auto letters = std::make_shared<Bound>();
    letters->submissions = submissions;
    // Each kind is asked for once.
    for (const inbox::Submission& one : submissions) letters->titles[one.kind] = table.title_of(one.kind);
    add(visit, letters);
  });
}

/// Adds the data of the next letter, and then those of the others. Letters with remarks need a worker, whose answer
/// continues here; for the others it calls itself, at most kMaxLetters deep.
void Letters::add(const VisitPtr& visit, const std::shared_ptr<Bound>& letters) {
  if (letters->files.size() == letters->submissions.size()) return bind(visit, letters);
  const inbox::Submission& one = letters->submissions[letters->files.size()];
  with_words(visit, one,
             [this, visit, letters, &one](const std::vector<inbox::Remark>& remarks, const ReviewView& view) {
               const auto reason = rejection_reason(inbox_, one);
               if (!reason) return pages_.send_fault(visit, reason.error());
               const LetterTexts typed{addressee_of(one), {}, *reason};
               const auto data = letter_data(inbox_, one, letters->titles[one.kind], remarks, view, typed, visit->now);
               if (!data) return pages_.send_fault(visit, data.error());
               letters->files.push_back({one.receipt + ".json", data->text()});
               add(visit, letters);
             });
}

void Letters::bind(const VisitPtr& visit, const std::shared_ptr<Bound>& letters) {
  base::Json parts = base::Json::list();
  for (const MemoryFile& file : letters->files) {
    base::Json part = base::Json::object();
    // `numbering: restart`: each letter counts its pages from 1.
    part.set("kind", pages_.office_.letter_kind).set("data", file.path).set("numbering", "restart");
    parts.add(std::move(part));
  }
  base::Json plan = base::Json::object();
  const diagnostics::Language chinese = diagnostics::Language::Chinese;
  plan.set("title", texts::OfficeLetter.in(chinese)).set("language", diagnostics::language_tag(chinese));
  // `start_right` starts each on a right-hand page, so that printing on both sides keeps letters apart.
  plan.set("cover", false).set("contents", false).set("start_right", true).set("parts", std::move(parts));
  Task task;
  task.operation = Operation::Bind;
  task.files = std::move(letters->files);
  task.files.insert(task.files.begin(), {"letters.json", plan.text()});
  pages_.ask_whatever(visit, std::move(task), [this, visit, letters](TaskAnswer answer) {
    if (answer.outcome != Outcome::Done) {
      OfficeTable page;
      page.said = {messages_json(answer.report, visit->language, {true, true, {}}).text()};
      page.links = {{"/office/", visit->words(texts::OfficeTitle)}};
      return pages_.send_office(visit, http::status::kUnprocessable, visit->words(texts::OfficeLetters), page,
                                {visit->words(texts::OfficeMakeErrors)});
    }
    for (const inbox::Submission& one : letters->submissions) {
      pages_.note(visit, "submission.letter", "submission:" + one.id, "ok");
    }
    const std::string name = fmt::format("{} {}.pdf", visit->words(texts::OfficeLetters), local_day(visit->now));
    pages_.send_file(visit, answer.media_type, name, std::move(answer.body), true);
  });
}

}  // namespace gongwen::service
