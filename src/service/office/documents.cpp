// What the office makes and brings in itself: forms that came by mail, documents of uploaded data, rosters and export.
#include "base/date.h"
#include "base/escapes.h"
#include "service/detail/office_pages.h"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace gongwen::service {
namespace {

using inbox::Role;

}  // namespace

// /office/import

void OfficePages::import(const VisitPtr& visit) {
  if (!require(visit, Role::Secretary)) return;
  if (!visit->posts()) return show_import(visit, 200, nullptr);
  if (visit->files.empty()) return send_problem(visit, kFormInvalid, texts::OfficeNoFile.in(visit->language));
  std::vector<MemoryFile> files;
  for (UploadedFile& file : visit->files) files.push_back({std::move(file.name), std::move(file.bytes)});
  visit->files.clear();
  FormImportOptions options{visit->field("kind"), visit->language, options_.task_time, visit->now, visit->account.name};
  options.in_words = true;
  FormImport::start(pool_, inbox_, std::move(files), std::move(options), [this, visit](FormImports made) {
    for (const ImportedForm& form : made.forms) {
      if (form.submission) {
        note(visit, "submission.import", "submission:" + form.submission->id, form.is_new ? "ok" : "known");
      }
    }
    const bool is_nothing = made.forms.empty();
    if (is_nothing && made.refused) {
      if (refuse_failed(visit, *made.refused)) return;
      return send_not_found(visit);
    }
    if (is_nothing && made.fault) return send_fault(visit, *made.fault);
    const bool is_whole = !made.refused && !made.fault;
    const unsigned status = !is_whole ? kFormBusy : made.has_forms() ? 200 : kFormInvalid;
    show_import(visit, status, std::make_shared<const FormImports>(std::move(made)));
  });
}

namespace {

base::Json imported_row(const ImportedForm& form, const KindTable& table, diagnostics::Language language) {
  if (!form.is_read) {
    return row_of(text_cell(form.file), text_cell({}), text_cell({}),
                  text_cell(texts::OfficeImportUnread.in(language)));
  }
  base::Json outcome = text_cell(texts::OfficeImportOther.in(language));
  if (form.submission) {
    const auto& words = form.is_new ? texts::OfficeImported : texts::OfficeImportAgain;
    outcome = text_cell(words.in(language, form.submission->receipt), "/office/s/" + form.submission->id);
  }
  return row_of(text_cell(form.file), text_cell(table.title_of(form.kind)), text_cell(form.person), std::move(outcome));
}

}  // namespace

/// `made`: what came of files; null before any were sent.
void OfficePages::show_import(const VisitPtr& visit, unsigned status, const std::shared_ptr<const FormImports>& made) {
  with_kinds(visit, [this, visit, status, made](const KindTable& table) {
    Context context = base::Json::object();
    if (made) {
      base::Json rows = base::Json::list();
      for (const ImportedForm& form : made->forms) rows.add(imported_row(form, table, visit->language));
      const std::vector<std::string> heads{visit->words(texts::OfficeFile), visit->words(texts::OfficeFilterKind),
                                           visit->words(texts::OfficeColumnPerson),
                                           visit->words(texts::OfficeImportOutcome)};
      context.set("rows", std::move(rows)).set("heads", base::Json::list_of(heads));
      context.set("said", messages_json(made->report().text(), visit->language, {true, true, {}}));
    }
    context.set("paragraphs", base::Json::list_of(std::vector<std::string>{visit->words(texts::OfficeImportAbout)}));
    base::Json kinds = base::Json::list();
    add_choice(kinds, "", visit->words(texts::OfficeImportStated), visit->field("kind"));
    for (const auto& [kind, title] : table.titles) add_choice(kinds, kind, title, visit->field("kind"));
    base::Json kind = select_json("kind", visit->words(texts::OfficeFilterKind), std::move(kinds));
    kind.set("hint", visit->words(texts::OfficeImportKind));
    base::Json file = input_json("file", "file", visit->words(texts::OfficeFiles));
    file.set("multiple", true);
    base::Json inputs = list_of(std::move(file), std::move(kind));
    context.set("forms",
                list_of(form_json("post", "/office/import", std::move(inputs),
                                  list_of(button_json("_import", "1", visit->words(texts::OfficeImportButton))))));
    std::vector<std::string> errors;
    if (status == kFormInvalid) errors.push_back(visit->words(texts::ServiceUnreadable));
    if (status == kFormBusy) errors.push_back(visit->words(texts::OfficeImportPartly));
    send_office(visit, status, "table", visit->words(texts::OfficeImport), std::move(context), std::move(errors));
  });
}

// /office/make

namespace {

/// A longer document is sent at once.
constexpr std::size_t kMaxInPage = std::size_t{8} << 20;

std::string made_format(std::string_view wanted) {
  return wanted == "xlsx" || wanted == "ofd" ? std::string(wanted) : "pdf";
}

}  // namespace

void OfficePages::make(const VisitPtr& visit) {
  if (!visit->posts()) return show_make(visit, 200, {});
  const bool blank = visit->files.empty();
  Task task;
  task.operation = Operation::Render;
  task.kind = visit->field("kind");
  task.options.format = made_format(visit->field("format"));
  task.options.blank = blank;
  task.options.fillable = blank && task.options.format != "ofd";
  for (UploadedFile& file : visit->files) task.files.push_back({std::move(file.name), std::move(file.bytes)});
  visit->files.clear();
  const std::string kind = task.kind;
  ask_whatever(visit, std::move(task), [this, visit, kind](TaskAnswer answer) {
    if (answer.outcome == Outcome::UnknownKind || answer.outcome == Outcome::NotOffered) return send_not_found(visit);
    if (answer.outcome != Outcome::Done) return show_make(visit, kFormInvalid, answer.report);
    note(visit, "document.make", "kind:" + kind, "ok");
    if (answer.warnings > 0 && answer.body.size() <= kMaxInPage) return show_made(visit, answer);
    send_file(visit, answer.media_type, answer.name, std::move(answer.body), true);
  });
}

/// A document about which there is something to say is a link below it; nothing of it is kept here.
void OfficePages::show_made(const VisitPtr& visit, const TaskAnswer& answer) {
  Context context = base::Json::object();
  base::Json link = base::Json::object();
  std::string address = fmt::format("data:{};base64,", answer.media_type);
  base::append_base64(address, answer.body);
  link.set("address", std::move(address));
  link.set("label", texts::OfficeMadeSave.in(visit->language, answer.name)).set("download", answer.name);
  context.set("links", list_of(std::move(link)));
  context.set("paragraphs", base::Json::list_of(std::vector<std::string>{visit->words(texts::OfficeMadeAbout)}));
  context.set("said", messages_json(answer.report, visit->language));
  send_office(visit, 200, "table", visit->words(texts::OfficeMake), std::move(context));
}

void OfficePages::show_make(const VisitPtr& visit, unsigned status, const std::string& report) {
  with_kinds(visit, [this, visit, status, report](const KindTable& table) {
    base::Json kinds = base::Json::list();
    for (const auto& [kind, title] : table.titles) add_choice(kinds, kind, title, visit->field("kind"));
    base::Json inputs = base::Json::list();
    inputs.add(select_json("kind", visit->words(texts::OfficeFilterKind), std::move(kinds)));
    base::Json formats = base::Json::list();
    add_choice(formats, "pdf", "PDF", visit->field("format"));
    add_choice(formats, "xlsx", "Excel", visit->field("format"));
    add_choice(formats, "ofd", "OFD", visit->field("format"));
    inputs.add(select_json("format", visit->words(texts::OfficeMakeFormat), std::move(formats)));
    inputs.add(input_json("data", "file", visit->words(texts::OfficeMakeData)));
    Context context = base::Json::object();
    context.set("forms", list_of(form_json("post", "/office/make", std::move(inputs),
                                           list_of(button_json("_make", "1", visit->words(texts::OfficeMakeButton))))));
    context.set("paragraphs", base::Json::list_of(std::vector<std::string>{visit->words(texts::OfficeMakeAbout)}));
    std::vector<std::string> errors;
    if (status != 200) {
      errors.push_back(visit->words(texts::OfficeMakeErrors));
      context.set("said", messages_json(report, visit->language));
    }
    send_office(visit, status, "table", visit->words(texts::OfficeMake), std::move(context), std::move(errors));
  });
}

// /office/export

namespace {

/// What can be exported, as the buttons name it.
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
  if (!require(visit, Role::Secretary)) return;
  if (!visit->posts()) return show_export(visit, 200, {});
  with_kinds(visit, [this, visit](const KindTable& table) { export_as(visit, table); });
}

void OfficePages::export_as(const VisitPtr& visit, const KindTable& table) {
  const std::vector<ExportAs> known = exports();
  const auto wanted = std::find_if(known.begin(), known.end(),
                                   [&](const ExportAs& one) { return visit->field("_export") == one.name; });
  if (wanted == known.end()) return send_not_found(visit);
  const auto refuse = [&](std::string_view words) {
    show_export(visit, kFormInvalid, std::string(words));
  };
  inbox::SubmissionFilter filter;
  filter.kind = visit->field("kind");
  filter.state = inbox::find_state(visit->field("state"));
  if (const auto bad = read_days(visit->field("from"), visit->field("to"), filter)) {
    return refuse(texts::OfficeBadDate.in(visit->language, *bad));
  }
  const bool is_data = wanted->format.empty();
  if (!is_data && filter.kind.empty()) return refuse(texts::OfficeExportNoKind.in(visit->language));
  std::vector<std::string> kinds{filter.kind};
  std::string register_kind;
  if (wanted->is_register) {
    const auto gathered = table.registers.find(filter.kind);
    if (gathered == table.registers.end()) return refuse(texts::OfficeExportNoRegister.in(visit->language));
    register_kind = gathered->second;
    kinds = table.gathered_by(register_kind);
  }
  const auto found = find_exported(inbox_, filter, kinds);
  if (!found) return send_fault(visit, found.error());
  if (found->empty()) return refuse(texts::OfficeExportNone.in(visit->language));
  if (found->size() > kMaxExport) return refuse(texts::OfficeExportTooMany.in(visit->language, kMaxExport));
  note(visit, "submission.export", "kind:" + filter.kind, "ok");
  const std::string day = local_day(visit->now);
  if (is_data) return send_data(visit, *found, filter.kind);
  auto task = export_task(inbox_, *found, filter.kind, register_kind, wanted->format);
  if (!task) return send_fault(visit, task.error());
  task->options.leaves_out = visit->field("_without");
  const std::string label = visit->words(wanted->is_register ? texts::OfficeRegister : texts::OfficeRoster);
  ask_whatever(visit, *std::move(task), [this, visit, day, label](TaskAnswer answer) {
    if (answer.outcome != Outcome::Done) {
      const auto left_out = answer.name == kLeavesOut ? parse_left_out(answer.reading) : std::nullopt;
      return show_export(visit, kFormInvalid, {}, answer.report, left_out);
    }
    send_file(visit, answer.media_type, fmt::format("{} {}{}", label, day, answer.name), std::move(answer.body), true);
  });
}

void OfficePages::send_data(const VisitPtr& visit, const std::vector<inbox::Submission>& found,
                            const std::string& kind) {
  std::string lines;
  inbox::Submissions submissions(inbox_);
  for (auto one = found.rbegin(); one != found.rend(); ++one) {
    const auto version = submissions.version(one->id, one->versions);
    if (!version) return send_fault(visit, version.error());
    lines += export_line(*one, *version);
  }
  const std::string name = fmt::format("{} {}.jsonl", kind.empty() ? "data" : kind, local_day(visit->now));
  send_file(visit, "application/x-ndjson", name, std::move(lines), true);
}

namespace {

/// The same again, without the forms that were named: no others.
base::Json without_form(const PageVisit& visit, const LeftOut& left_out) {
  base::Json form =
      form_json("post", "/office/export", base::Json::list(),
                list_of(button_json("_export", visit.field("_export"),
                                    texts::OfficeExportWithout.in(visit.language, left_out.names.size()), false)));
  std::vector<std::pair<std::string, std::string>> hidden{{"_without", left_out.hash}};
  for (const char* const name : {"kind", "state", "from", "to"}) hidden.emplace_back(name, visit.field(name));
  return std::move(form.set("hidden", hidden_json(hidden)));
}

}  // namespace

/// `left_out`: forms that a register would lack; it is made without them when somebody says so.
void OfficePages::show_export(const VisitPtr& visit, unsigned status, const std::string& error,
                              const std::string& report, const std::optional<LeftOut>& left_out) {
  with_kinds(visit, [this, visit, status, error, report, left_out](const KindTable& table) {
    const auto kinds = inbox::Submissions(inbox_).kinds();
    if (!kinds) return send_fault(visit, kinds.error());
    base::Json choices = base::Json::list();
    add_choice(choices, "", visit->words(texts::OfficeFilterAll), visit->field("kind"));
    bool any_register = false;
    for (const std::string& kind : *kinds) {
      add_choice(choices, kind, table.title_of(kind), visit->field("kind"));
      any_register = any_register || table.registers.contains(kind);
    }
    base::Json states = base::Json::list();
    const std::string chosen = visit->posts() ? visit->field("state") : "accepted";
    add_choice(states, "", visit->words(texts::OfficeFilterAll), chosen);
    for (const inbox::State state : inbox::all_states()) {
      add_choice(states, inbox::state_name(state), visit->words(state_words(state)), chosen);
    }
    base::Json inputs = base::Json::list();
    inputs.add(select_json("kind", visit->words(texts::OfficeFilterKind), std::move(choices)));
    inputs.add(select_json("state", visit->words(texts::OfficeFilterState), std::move(states)));
    inputs.add(input_json("from", "text", visit->words(texts::OfficeFilterFrom), visit->field("from")));
    inputs.add(input_json("to", "text", visit->words(texts::OfficeFilterTo), visit->field("to")));
    base::Json buttons = base::Json::list();
    for (const ExportAs& one : exports()) {
      if (one.is_register && !any_register) continue;
      buttons.add(button_json("_export", one.name, visit->words(one.label), true));
    }
    Context context = base::Json::object();
    base::Json forms = base::Json::list();
    if (left_out) forms.add(without_form(*visit, *left_out));
    forms.add(form_json("post", "/office/export", std::move(inputs), std::move(buttons)));
    context.set("forms", std::move(forms));
    context.set("paragraphs", base::Json::list_of(std::vector<std::string>{visit->words(texts::OfficeExportAbout)}));
    if (!report.empty()) context.set("said", messages_json(report, visit->language));
    std::vector<std::string> errors;
    if (left_out) {
      errors.push_back(texts::OfficeExportLeftOut.in(visit->language, left_out->names.size(), left_out->all,
                                                     joined_texts(left_out->names, visit->language)));
    } else if (status != 200) {
      errors.push_back(error.empty() ? visit->words(texts::OfficeMakeErrors) : error);
    }
    send_office(visit, status, "table", visit->words(texts::OfficeExport), std::move(context), std::move(errors));
  });
}

}  // namespace gongwen::service
