// Documents that the office receives or makes: forms that came by mail, documents from uploaded data, rosters,
// registers and exports. Whatever shows or sends personal data is written to the audit first.
#include "base/date.h"
#include "base/escapes.h"
#include "service/detail/export_api.h"
#include "service/detail/office_pages.h"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace gongwen::service {
namespace {

using inbox::Role;

}  // namespace

// /office/import

/// /office/import: enters uploaded forms. Forms that were entered stay, even if a later file fails, and the page shows
/// the result for each file.
void OfficePages::import(const VisitPtr& visit) {
  if (!visit->posts()) return show_import(visit, 200, nullptr);
  if (visit->has("_decide")) return enter_doubtful(visit);
  if (visit->files.empty())
    return send_problem(visit, http::status::kUnprocessable, texts::OfficeNoFile.in(visit->language));
  std::vector<MemoryFile> files;
  for (UploadedFile& file : visit->files) files.push_back({std::move(file.name), std::move(file.bytes)});
  visit->files.clear();
  // The bytes are moved, not copied: imports may have hundreds of megabytes.
  FormImportOptions options{visit->field("kind"), visit->language, options_.task_time, visit->now, visit->account.name};
  options.in_words = true;
  options.asks = true;
  FormImport::start(pool_, inbox_, std::move(files), std::move(options), [this, visit](FormImports made) {
    // Known forms are written to the audit, too, since a user has tried to enter them again.
    for (const ImportedForm& form : made.forms) {
      if (form.submission) {
        note(visit, "submission.import", "submission:" + form.submission->id, form.is_new ? "ok" : "known");
      }
    }
    // If there is no result at all, the reason is the whole answer.
    const bool is_nothing = made.forms.empty();
    if (is_nothing && made.refused) {
      if (refuse_failed(visit, *made.refused)) return;
      return send_not_found(visit);
    }
    if (is_nothing && made.fault) return send_fault(visit, *made.fault);
    const bool is_whole = !made.refused && !made.fault;
    // 503 for a part: the same files can be sent again, since forms that were entered are recognised.
    const unsigned status = !is_whole          ? http::status::kUnavailable
                            : made.has_forms() ? 200
                                               : http::status::kUnprocessable;
    show_import(visit, status, std::make_shared<const FormImports>(std::move(made)));
  });
}

namespace {

/// Returns a row for a form that was found in a file, with its submission. One row per form, not per file, since a file
/// may have several.
OfficeRow imported_row(const ImportedForm& form, const KindTable& table, diagnostics::Language language) {
  if (!form.is_read) return {{{form.file}, {}, {}, {std::string(texts::OfficeImportUnread.in(language))}}};
  OfficeCell outcome{std::string(texts::OfficeImportOther.in(language))};
  // Doubtful: a person has to decide whether it is the next version of a submission.
  if (form.maybe) {
    outcome = {texts::OfficeImportDoubt.in(language, form.maybe->receipt), "/office/s/" + form.maybe->id};
  } else if (form.submission && form.is_version && form.is_new) {
    outcome = {texts::OfficeImportVersion.in(language, form.submission->versions, form.submission->receipt),
               "/office/s/" + form.submission->id};
  } else if (form.submission) {
    const auto& words = form.is_new ? texts::OfficeImported : texts::OfficeImportAgain;
    outcome = {words.in(language, form.submission->receipt), "/office/s/" + form.submission->id};
  }
  return {{{form.file}, {table.title_of(form.kind)}, {form.person}, std::move(outcome)}};
}

/// Returns the form in which a user decides about each form that may be a version of another: a choice and, in hidden
/// fields, the data that was read, with its seal. The page itself has the sealed forms, so that the service stores
/// nothing for pages that are never sent.
std::optional<OfficeForm> doubts_form(const OfficeVisit& visit, const FormImports& made, const KeptInput& keeps) {
  OfficeForm form{"/office/import", {}, {{"_decide", visit.words(texts::OfficeImportDecide)}}};
  form.title = visit.words(texts::OfficeImportDoubts);
  for (const ImportedForm& one : made.forms) {
    if (!one.maybe) continue;
    // The number in the names of the fields joins choice, text and seal: `_as-0`, `_form-0`, `_seal-0`.
    const std::string number = std::to_string(form.inputs.size());
    const std::string text = base::to_json(one.doubtful).text();
    form.hidden.push_back({"_form-" + number, text});
    form.hidden.push_back({"_seal-" + number, keeps.seal(text, visit.now)});
    const std::string who = one.person.empty() ? one.file : one.person + " · " + one.file;
    form.inputs.push_back(select_input(
        "_as-" + number, who, "version",
        {{"version", texts::OfficeImportAsVersion.in(visit.language, one.maybe->versions + 1, one.maybe->receipt)},
         {"new", visit.words(texts::OfficeImportAsNew)}}));
  }
  return form.inputs.empty() ? std::nullopt : std::optional(std::move(form));
}

/// All kinds, by their titles.
std::vector<OfficeChoice> kind_choices(const KindTable& table) {
  std::vector<OfficeChoice> kinds;
  for (const auto& [kind, title] : table.titles) kinds.push_back({kind, title});
  return kinds;
}

}  // namespace

/// Shows the page of imports. `made` is the result for the files, null before any were sent.
void OfficePages::show_import(const VisitPtr& visit, unsigned status, const std::shared_ptr<const FormImports>& made) {
  with_kinds(visit, [this, visit, status, made](const KindTable& table) {
    OfficeTable page;
    page.paragraphs = {visit->words(texts::OfficeImportAbout)};
    if (made) {
      page.heads = {visit->words(texts::OfficeFile), visit->words(texts::OfficeFilterKind),
                    visit->words(texts::OfficeColumnPerson), visit->words(texts::OfficeImportOutcome)};
      for (const ImportedForm& form : made->forms) page.rows.push_back(imported_row(form, table, visit->language));
      // Places in messages include the file, since there may be many.
      page.said = {messages_json(made->report().text(), visit->language, {true, true, {}}).text()};
    }
    OfficeInput file{"file", "file", visit->words(texts::OfficeFiles)};
    file.multiple = true;
    std::vector<OfficeChoice> kinds = kind_choices(table);
    // Data in JSON do not state their kind; other files do.
    kinds.insert(kinds.begin(), {"", visit->words(texts::OfficeImportStated)});
    OfficeInput kind =
        select_input("kind", visit->words(texts::OfficeFilterKind), visit->field("kind"), std::move(kinds));
    kind.hint = visit->words(texts::OfficeImportKind);
    if (made) {
      if (auto form = doubts_form(*visit, *made, kept_)) page.forms.push_back(*std::move(form));
    }
    page.forms.push_back(
        {"/office/import", {std::move(file), std::move(kind)}, {{"_import", visit->words(texts::OfficeImportButton)}}});
    std::vector<std::string> errors;
    if (status == http::status::kUnprocessable) errors.push_back(visit->words(texts::ServiceUnreadable));
    if (status == http::status::kUnavailable) errors.push_back(visit->words(texts::OfficeImportPartly));
    send_office(visit, status, visit->words(texts::OfficeImport), page, std::move(errors));
  });
}

// /office/make

namespace {

/// Larger documents are sent as files, since a link within the page would hold them in memory several times.
constexpr std::size_t kMaxInPage = std::size_t{8} << 20;

/// Returns a format that the form offers; PDF for anything else.
std::string made_format(std::string_view wanted) {
  return wanted == "xlsx" || wanted == "docx" || wanted == "ofd" ? std::string(wanted) : "pdf";
}

}  // namespace

/// /office/make: makes a document from uploaded data, or the blank form if no file was sent.
void OfficePages::make(const VisitPtr& visit) {
  if (!visit->posts()) return show_make(visit, 200, {});
  const bool blank = visit->files.empty();
  // No file: a blank form, which can be filled in on the computer.
  Task task;
  task.operation = Operation::Render;
  task.kind = visit->field("kind");
  task.options.format = made_format(visit->field("format"));
  task.options.blank = blank;
  // An OFD file has no fields to fill in.
  task.options.fillable = blank && task.options.format != "ofd";
  for (UploadedFile& file : visit->files) task.files.push_back({std::move(file.name), std::move(file.bytes)});
  visit->files.clear();
  const std::string kind = task.kind;
  ask_whatever(visit, std::move(task), [this, visit, kind](TaskAnswer answer) {
    if (answer.outcome == Outcome::UnknownKind || answer.outcome == Outcome::NotOffered) return send_not_found(visit);
    if (answer.outcome != Outcome::Done) return show_make(visit, http::status::kUnprocessable, answer.report);
    note(visit, "document.make", "kind:" + kind, "ok");
    // A document with warnings is shown with them, so that they are not overlooked.
    if (answer.warnings > 0 && answer.body.size() <= kMaxInPage) return show_made(visit, answer);
    send_file(visit, answer.media_type, answer.name, std::move(answer.body), true);
  });
}

/// Shows a document with warnings: a page with the messages and a link that contains the document (a data: address), so
/// that the service does not have to store it.
void OfficePages::show_made(const VisitPtr& visit, const TaskAnswer& answer) {
  // Base64 makes it a third longer; kMaxInPage is the length before that.
  std::string address = fmt::format("data:{};base64,", answer.media_type);
  base::append_base64(address, answer.body);
  OfficeTable page;
  page.paragraphs = {visit->words(texts::OfficeMadeAbout)};
  page.links = {{std::move(address), texts::OfficeMadeSave.in(visit->language, answer.name), answer.name}};
  page.said = {messages_json(answer.report, visit->language).text()};
  send_office(visit, 200, visit->words(texts::OfficeMake), page);
}

void OfficePages::show_make(const VisitPtr& visit, unsigned status, const std::string& report) {
  with_kinds(visit, [this, visit, status, report](const KindTable& table) {
    OfficeTable page;
    page.paragraphs = {visit->words(texts::OfficeMakeAbout)};
    page.forms = {
        {"/office/make",
         {select_input("kind", visit->words(texts::OfficeFilterKind), visit->field("kind"), kind_choices(table)),
          select_input("format", visit->words(texts::OfficeMakeFormat), visit->field("format"),
                       {{"pdf", "PDF"}, {"docx", "Word"}, {"xlsx", "Excel"}, {"ofd", "OFD"}}),
          {"data", "file", visit->words(texts::OfficeMakeData)}},
         {{"_make", visit->words(texts::OfficeMakeButton)}}}};
    std::vector<std::string> errors;
    if (status != 200) {
      // Uploads are not stored, so the file has to be chosen again.
      errors.push_back(visit->words(texts::OfficeMakeErrors));
      page.said = {messages_json(report, visit->language).text()};
    }
    send_office(visit, status, visit->words(texts::OfficeMake), page, std::move(errors));
  });
}

// /office/export

namespace {

/// The possible exports, by the names of the buttons.
struct ExportAs {
  std::string_view name;
  std::string_view format;
  bool is_register;
  const diagnostics::BilingualText& label;
};

std::vector<ExportAs> exports() {
  return {{"roster-pdf", "pdf", false, texts::OfficeExportRosterPdf},
          {"roster-xlsx", "xlsx", false, texts::OfficeExportRosterXlsx},
          {"register-pdf", "pdf", true, texts::OfficeExportRegisterPdf},
          {"register-xlsx", "xlsx", true, texts::OfficeExportRegisterXlsx},
          {"data", "", false, texts::OfficeExportData}};
}

}  // namespace

void OfficePages::export_page(const VisitPtr& visit) {
  if (!visit->posts()) return show_export(visit, 200, {});
  with_kinds(visit, [this, visit](const KindTable& table) { export_as(visit, table); });
}

/// Makes the requested export, with the same functions as ExportApi.
void OfficePages::export_as(const VisitPtr& visit, const KindTable& table) {
  const std::vector<ExportAs> known = exports();
  const auto wanted = std::find_if(known.begin(), known.end(),
                                   [&](const ExportAs& one) { return visit->field("_export") == one.name; });
  if (wanted == known.end()) return send_not_found(visit);
  const auto refuse = [&](std::string_view words) {
    show_export(visit, http::status::kUnprocessable, std::string(words));
  };
  inbox::SubmissionFilter filter;
  filter.kind = visit->field("kind");
  filter.state = inbox::find_state(visit->field("state"));
  if (const auto bad = read_days(visit->field("from"), visit->field("to"), filter)) {
    return refuse(texts::OfficeBadDate.in(visit->language, bad->value));
  }
  const bool is_data = wanted->format.empty();
  // Rosters and registers have the columns of one kind; data may be of all kinds.
  if (!is_data && filter.kind.empty()) return refuse(texts::OfficeExportNoKind.in(visit->language));
  std::vector<std::string> kinds{filter.kind};
  std::string register_kind;
  // A register gathers forms of several kinds under a kind of its own.
  if (wanted->is_register) {
    const auto gathered = table.registers.find(filter.kind);
    if (gathered == table.registers.end()) return refuse(texts::OfficeExportNoRegister.in(visit->language));
    register_kind = gathered->second;
    kinds = table.gathered_by(register_kind);
  }
  auto found = find_exported(inbox_, filter, kinds);
  if (!found) return send_fault(visit, found.error());
  if (found->empty()) return refuse(texts::OfficeExportNone.in(visit->language));
  if (found->size() > kMaxExport) return refuse(texts::OfficeExportTooMany.in(visit->language, kMaxExport));
  // Exports are written to the audit before they are made, since data of many people leaves the service. If the export
  // fails, the audit has one line too many, which is better than one too few.
  note(visit, "submission.export", "kind:" + filter.kind, "ok");
  const std::string day = local_day(visit->now);
  if (is_data) return send_data(visit, *std::move(found), filter.kind);
  auto task = export_task(inbox_, *found, filter.kind, register_kind, wanted->format);
  if (!task) return send_fault(visit, task.error());
  // `_without` is empty, or the hash of the list of forms that the page has named.
  task->options.leaves_out = visit->field("_without");
  const std::string label = visit->words(wanted->is_register ? texts::OfficeRegister : texts::OfficeRoster);
  ask_whatever(visit, *std::move(task), [this, visit, day, label](TaskAnswer answer) {
    if (answer.outcome != Outcome::Done) {
      // Only a register refuses for this reason: forms with errors would be missing in it.
      const auto left_out = answer.name == kLeavesOut ? parse_left_out(answer.reading) : std::nullopt;
      return show_export(visit, http::status::kUnprocessable, {}, answer.report, left_out);
    }
    send_file(visit, answer.media_type, fmt::format("{} {}{}", label, day, answer.name), std::move(answer.body), true);
  });
}

/// Sends the data of all submissions as JSON Lines, the first one handed in first. They are read one by one while they
/// are sent; a fault after the beginning can only break off the connection.
void OfficePages::send_data(const VisitPtr& visit, std::vector<inbox::Submission> found, const std::string& kind) {
  const std::string name = fmt::format("{} {}.jsonl", kind.empty() ? "data" : kind, local_day(visit->now));
  http::Response head = file_head("application/x-ndjson", name, true);
  // The head is sent before the first submission is read: its status cannot be changed any more.
  send_in_pieces(visit->exchange, std::move(head), submission_data(inbox_, std::move(found), false));
}

namespace {

/// Returns the form that makes the same register without the named forms (`_without` is the hash of their list), and
/// without no others.
OfficeForm without_form(const PageVisit& visit, const LeftOut& left_out) {
  OfficeForm form{"/office/export", {}, {}};
  form.buttons = {
      {"_export", texts::OfficeExportWithout.in(visit.language, left_out.names.size()), false, visit.field("_export")}};
  form.hidden = {{"_without", left_out.hash}};
  for (const char* const name : {"kind", "state", "from", "to"}) form.hidden.push_back({name, visit.field(name)});
  return form;
}

}  // namespace

/// Shows the page of exports. `left_out` are the forms that a register would lack; the page offers to make it without
/// them.
void OfficePages::show_export(const VisitPtr& visit, unsigned status, const std::string& error,
                              const std::string& report, const std::optional<LeftOut>& left_out) {
  with_kinds(visit, [this, visit, status, error, report, left_out](const KindTable& table) {
    const auto kinds = inbox::Submissions(inbox_).kinds();
    if (!kinds) return send_fault(visit, kinds.error());
    OfficeTable page;
    page.paragraphs = {visit->words(texts::OfficeExportAbout)};
    if (!report.empty()) page.said = {messages_json(report, visit->language).text()};
    // First, since the page is mainly about it.
    if (left_out) page.forms.push_back(without_form(*visit, *left_out));
    std::vector<OfficeChoice> choices{{"", visit->words(texts::OfficeFilterAll)}};
    bool any_register = false;
    for (const std::string& kind : *kinds) {
      choices.push_back({kind, table.title_of(kind)});
      // Registers are offered only if some kind with submissions has one.
      any_register = any_register || table.registers.contains(kind);
    }
    std::vector<OfficeChoice> states{{"", visit->words(texts::OfficeFilterAll)}};
    for (const inbox::State state : inbox::all_states()) {
      states.push_back({std::string(inbox::state_name(state)), visit->words(state_words(state))});
    }
    OfficeForm form{"/office/export", {}, {}};
    // Most exports are of accepted submissions.
    form.inputs = {select_input("kind", visit->words(texts::OfficeFilterKind), visit->field("kind"), choices),
                   select_input("state", visit->words(texts::OfficeFilterState),
                                visit->posts() ? visit->field("state") : "accepted", states),
                   {"from", "date", visit->words(texts::OfficeFilterFrom), visit->field("from")},
                   {"to", "date", visit->words(texts::OfficeFilterTo), visit->field("to")}};
    for (const ExportAs& one : exports()) {
      if (one.is_register && !any_register) continue;
      form.buttons.push_back({"_export", visit->words(one.label), true, std::string(one.name)});
    }
    page.forms.push_back(std::move(form));
    std::vector<std::string> errors;
    if (left_out) {
      errors.push_back(texts::OfficeExportLeftOut.in(visit->language, left_out->names.size(), left_out->all,
                                                     joined_texts(left_out->names, visit->language)));
    } else if (status != 200) {
      errors.push_back(error.empty() ? visit->words(texts::OfficeMakeErrors) : error);
    }
    send_office(visit, status, visit->words(texts::OfficeExport), page, std::move(errors));
  });
}

}  // namespace gongwen::service
