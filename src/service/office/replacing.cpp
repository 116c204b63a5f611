// What an office needs to stay in contact with an applicant whose form came by mail: a corrected file becomes the next
// version of the submission, and an applicant who has lost the code, or never had one, gets a link.
#include "base/escapes.h"
#include "service/detail/corrected_texts.h"
#include "service/detail/office_pages.h"
#include "service/inbox/shown_pages.h"

#include <algorithm>

namespace gongwen::service {
namespace {

std::string address_of_page(const inbox::Submission& submission) { return "/office/s/" + submission.id; }

}  // namespace

/// Returns the forms below the page of a submission: for a corrected file, and for a new link.
std::vector<OfficeForm> OfficePages::replacing_forms(const VisitPtr& visit, const inbox::Submission& submission) const {
  std::vector<OfficeForm> forms;
  if (visit->account.role < inbox::Role::Secretary) return forms;
  const std::string address = address_of_page(submission);
  if (inbox::state_after(submission.state, inbox::Action::Replace)) {
    OfficeInput file{"file", "file", visit->words(texts::OfficeFile)};
    file.hint = texts::OfficeReplaceHint.in(visit->language, submission.receipt);
    OfficeForm form{
        address + "/replace", {std::move(file)}, {{"_replace", visit->words(texts::OfficeReplaceButton), true}}};
    form.title = visit->words(texts::OfficeReplace);
    form.hidden = {{"_revision", std::to_string(submission.revision)}};
    forms.push_back(std::move(form));
  }
  OfficeForm link{address + "/link", {}, {{"_link", visit->words(texts::OfficeRelinkButton), true}}};
  link.title = visit->words(texts::OfficeRelink);
  link.about = visit->words(texts::OfficeRelinkAbout);
  forms.push_back(std::move(link));
  const auto removes = inbox::Submissions(inbox_).may_remove(submission, visit->account.name, visit->now);
  if (removes && *removes) {
    OfficeForm form{address, {}, {{"_remove", visit->words(texts::OfficeRemoveButton), true}}};
    form.title = visit->words(texts::OfficeRemove);
    form.about = texts::OfficeRemoveAbout.in(visit->language, local_time(submission.created + inbox::kMayRemove));
    form.hidden = {{"_revision", std::to_string(submission.revision)}};
    forms.push_back(std::move(form));
  }
  return forms;
}

/// Removes a submission that was entered by mistake, after asking.
void OfficePages::remove_entered(const VisitPtr& visit, const inbox::Submission& submission,
                                 const inbox::Change& change) {
  inbox::Submissions submissions(inbox_);
  const auto may = submissions.may_remove(submission, change.actor, change.now);
  if (!may) return send_fault(visit, may.error());
  if (!*may || submission.revision != change.revision) {
    return refuse_change(visit, submission.id, {inbox::Fault::Kind::Conflict});
  }
  if (visit->field("_remove") != "sure") {
    OfficeTable page;
    page.paragraphs = {visit->words(texts::OfficeAskRemoveAbout)};
    page.forms = {{{}, {}, {{"_remove", visit->words(texts::OfficeRemoveButton), false, "sure"}}}};
    return ask_first(visit, submission, 200, texts::OfficeAskRemove.in(visit->language, submission.receipt),
                     std::move(page), {});
  }
  const auto fault = submissions.remove_entered(submission.id, change);
  note(visit, "submission.remove", "submission:" + submission.id, fault ? "refused" : submission.receipt);
  if (fault) return refuse_change(visit, submission.id, *fault);
  static_cast<void>(inbox::ShownPages(inbox_).remove_all());
  send_to(visit, "/office/");
}

void OfficePages::replace(const VisitPtr& visit, const inbox::Submission& submission) {
  const auto refuse = [this, visit, submission](std::string_view words) {
    show_submission(visit, submission, http::status::kUnprocessable, words);
  };
  if (visit->files.empty()) return refuse(texts::OfficeNoFile.in(visit->language));
  const auto revision = static_cast<std::int64_t>(number_of_digits(visit->field("_revision")));
  if (revision != submission.revision || !inbox::state_after(submission.state, inbox::Action::Replace)) {
    return refuse_change(visit, submission.id, {inbox::Fault::Kind::Conflict});
  }
  std::vector<MemoryFile> files{{std::move(visit->files.front().name), std::move(visit->files.front().bytes)}};
  visit->files.clear();
  FormImportOptions options{submission.kind, visit->language, options_.task_time, visit->now, visit->account.name};
  options.in_words = true;
  options.replaces = submission;
  // Data in JSON do not state their kind; other files do, and are not read as this kind if they are of another.
  if (!files.front().path.ends_with(".json")) options.kind.clear();
  FormImport::start(
      pool_, inbox_, std::move(files), std::move(options), [this, visit, submission, refuse](FormImports made) {
        // No form was read, for instance because all workers are busy or the kind no longer exists.
        if (made.refused && made.forms.empty()) {
          if (refuse_failed(visit, *made.refused)) return;
          return send_not_found(visit);
        }
        if (made.fault) return refuse_change(visit, submission.id, *made.fault);
        const auto read =
            // Number of forms that were recognised, of any kind.
            std::count_if(made.forms.begin(), made.forms.end(), [](const auto& one) { return one.is_read; });
        const auto entered = std::find_if(made.forms.begin(), made.forms.end(),
                                          [](const auto& one) { return one.submission.has_value(); });
        // A file is entered only if it has exactly one form, of the kind of the submission.
        if (entered == made.forms.end()) {
          if (read > 1) return refuse(texts::OfficeReplaceSeveral.in(visit->language, read));
          if (read > 0) return refuse(texts::OfficeReplaceOtherKind.in(visit->language));
          OfficeTable page;
          page.said = {messages_json(made.report().text(), visit->language, {true, true, {}}).text()};
          page.links = {{address_of_page(submission), submission.receipt}};
          return send_office(visit, http::status::kUnprocessable, visit->words(texts::OfficeReplace), page,
                             {visit->words(texts::ServiceUnreadable)});
        }
        // The same values as the present version: nothing was stored.
        if (!entered->is_new) return refuse(texts::OfficeReplaceSame.in(visit->language));
        note(visit, "submission.replace", "submission:" + submission.id, "ok");
        // Goes directly to the differences, which the office will check first.
        send_to(visit, fmt::format("{}/diff/{}/{}", address_of_page(submission), submission.versions,
                                   entered->submission->versions));
      });
}

// The page of imports sends the sealed values that it showed: text, seal and choice of each form under one number.
void OfficePages::enter_doubtful(const VisitPtr& visit) {
  OfficeTable page;
  page.heads = {visit->words(texts::OfficeColumnPerson), visit->words(texts::OfficeImportOutcome)};
  std::vector<std::string> errors;
  // Fields are numbered without gaps, so the first missing number ends the list.
  for (std::size_t i = 0; visit->has(fmt::format("_form-{}", i)); ++i) {
    const std::string text = visit->field(fmt::format("_form-{}", i));
    const auto form = kept_.fits(text, visit->field(fmt::format("_seal-{}", i)), visit->now)
                          ? base::from_json<DoubtfulForm>(text)
                          : std::nullopt;
    // A wrong or old seal: this form is not entered; the others are.
    if (!form) {
      errors = {visit->words(texts::OfficeImportSealed)};
      continue;
    }
    // Anything but `new` means the version that the page had selected.
    const bool as_version = visit->field(fmt::format("_as-{}", i)) != "new";
    const auto made = enter_decided(inbox_, *form, as_version, visit->account.name, visit->now);
    note(visit, as_version ? "submission.replace" : "submission.import",
         "submission:" + (made ? made->id : form->submission), made ? "ok" : "refused");
    if (!made) {
      // Looked up for its receipt number, so that the message names the form.
      const auto now = inbox::Submissions(inbox_).get(form->submission);
      errors.push_back(texts::OfficeImportChanged.in(visit->language, now ? now->receipt : form->person));
      continue;
    }
    page.rows.push_back({{{form->person},
                          {as_version ? texts::OfficeImportVersion.in(visit->language, made->versions, made->receipt)
                                      : texts::OfficeImported.in(visit->language, made->receipt),
                           address_of_page(*made)}}});
  }
  const unsigned status = errors.empty() ? 200 : http::status::kConflict;
  send_office(visit, status, visit->words(texts::OfficeImport), page, std::move(errors));
}

// A draft keeps its entries; only its secret is renewed.
void OfficePages::relink(const VisitPtr& visit, const inbox::Submission& submission) {
  // Handed in on the web.
  if (!submission.draft.empty()) return make_link(visit, submission, {});
  // A form that came by mail: the applicant goes on with its values.
  const auto version = inbox::Submissions(inbox_).version(submission.id, submission.versions);
  if (!version) return send_fault(visit, version.error());
  auto task = task_of_version(visit, Operation::Review, submission, *version);
  if (!task) return;
  task->options.values_only = true;
  ask(visit, *std::move(task), [this, visit, submission](const TaskAnswer& answer) {
    const auto entries = corrected_texts(inbox_, submission, answer);
    if (!entries) return send_problem(visit, http::status::kServerError, texts::ServiceFailed.in(visit->language));
    make_link(visit, submission, *entries);
  });
}

// relink() ends all former links, so only the last one works.
void OfficePages::make_link(const VisitPtr& visit, const inbox::Submission& submission, const std::string& entries) {
  const auto key =
      inbox::Submissions(inbox_).relink(submission.id, entries, {visit->account.name, submission.revision, visit->now});
  // Because of the revision, a page that is sent twice gives a Conflict.
  note(visit, "submission.relink", "submission:" + submission.id, key ? "ok" : "refused");
  if (!key) return send_fault(visit, key.error());
  // After `#`, so that no log has the secret.
  const std::string link = full_address(visit->request(), fmt::format("/resume/{}#{}", key->id, key->secret));
  OfficeTable page;
  page.paragraphs = {visit->words(texts::OfficeRelinkOnce)};
  page.heads = {visit->words(texts::OfficeColumnReceipt), visit->words(texts::OfficeRelinkLink)};
  page.rows = {{{{submission.receipt, address_of_page(submission)}, {link}}}};
  // For the user's own mail program, since the service does not send this link.
  page.links = {{fmt::format("mailto:{}?subject={}&body={}", submission.email,
                             base::percent_encoded(texts::OfficeRelinkSubject.in(visit->language, submission.receipt)),
                             base::percent_encoded(link)),
                 visit->words(texts::OfficeRelinkMail)},
                {address_of_page(submission), visit->words(texts::OfficeAskBack)}};
  send_office(visit, 200, visit->words(texts::OfficeRelink), page);
}

/// Sends the form with the values and the receipt number in its stamp, so that the returned file becomes the next
/// version.
void OfficePages::send_form(const VisitPtr& visit, const inbox::Submission& submission, const std::string& format) {
  const auto version = inbox::Submissions(inbox_).version(submission.id, submission.versions);
  if (!version) return send_fault(visit, version.error());
  auto task = task_of_version(visit, Operation::Render, submission, *version);
  if (!task) return;
  task->options.review = true;
  task->options.format = format;
  task->options.fillable = true;
  task->options.receipt = submission.receipt;
  note(visit, "submission.document", "submission:" + submission.id, "ok");
  ask_document(visit, submission, *std::move(task), true);
}

}  // namespace gongwen::service
