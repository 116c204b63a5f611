// What the office makes and brings in itself: forms that came by mail, documents of uploaded data, rosters and export.
#include "base/sha256.h"
#include "inbox/receipt.h"
#include "service/detail/office_visit.h"
#include "service/detail/pictures.h"

#include <algorithm>
#include <tuple>

namespace gongwen::service {
namespace {

using inbox::Role;

/// Of one roster or export.
constexpr std::size_t kMaxExport = 2'000;

base::Json one(base::Json json) { return std::move(base::Json::list().add(std::move(json))); }

base::Json kind_choices(const std::map<std::string, std::string>& titles, std::string_view chosen) {
  base::Json choices = base::Json::list();
  for (const auto& [kind, title] : titles) add_choice(choices, kind, title.empty() ? kind : title, chosen);
  return choices;
}

std::string source_of(std::string_view bytes) {
  if (bytes.starts_with("%PDF-")) return "pdf";
  if (bytes.starts_with("PK")) return "xlsx";
  return "json";
}

}  // namespace

/// The forms of a file that came, of which one after the other is kept.
struct OfficePages::ImportRun {
  struct Form {
    std::string kind;
    std::string json;
    std::string edition;
    std::string part;
  };
  std::string hash;  // of the file
  std::string source;
  std::string report;
  std::vector<Form> forms;
  std::size_t next = 0;
  std::map<std::string, std::string> titles;
  base::Json rows = base::Json::list();
};

// /office/import

void OfficePages::import(const VisitPtr& visit) {
  if (!require(visit, Role::Secretary)) return;
  if (!visit->posts()) return show_import(visit, 200, nullptr, {});
  if (visit->files.empty()) return show_import(visit, kFormInvalid, nullptr, visit->words(texts::OfficeNoFile));
  with_titles(visit, [this, visit](const std::map<std::string, std::string>& titles) {
    const UploadedFile& file = visit->files.front();
    auto run = std::make_shared<ImportRun>();
    run->hash = base::sha256(file.bytes);
    run->source = source_of(file.bytes);
    run->titles = titles;
    Task task;
    task.operation = Operation::Extract;
    task.options.check = true;
    task.files = {{file.name, file.bytes}};
    ask_whatever(visit, std::move(task), [this, visit, run](TaskAnswer answer) {
      const auto json = base::parse_json(answer.body);
      const auto files = json ? json->view().find("files") : std::nullopt;
      const auto report = json ? json->view().find("report") : std::nullopt;
      run->report = report ? report->json() : answer.report;
      for (std::size_t i = 0; files && i < files->size(); ++i) {
        const base::JsonView form = files->at(i);
        const auto data = form.find("data");
        if (!data) continue;
        run->forms.push_back({form.text_of("kind"), data->json(), form.text_of("edition"), form.text_of("part")});
      }
      if (run->forms.empty()) {
        return show_import(visit, kFormInvalid, run, visit->words(texts::ServiceUnreadable));
      }
      import_next(visit, run);
    });
  });
}

/// Data with errors are kept, too: that is for the review to see.
void OfficePages::import_next(const VisitPtr& visit, const std::shared_ptr<ImportRun>& run) {
  if (run->next == run->forms.size()) return show_import(visit, 200, run, {});
  Task task;
  task.operation = Operation::Form;
  task.kind = run->forms[run->next].kind;
  ask_whatever(visit, std::move(task), [this, visit, run](TaskAnswer answer) {
    const ImportRun::Form& form = run->forms[run->next++];
    const auto json = base::parse_json(answer.body);
    const std::string prefix = json ? json->view().text_of("receipt") : std::string();
    base::Json outcome = base::Json::object();
    inbox::NewVersion version;
    version.json = form.json;
    version.edition = answer.tag;
    version.source = run->source;
    version.submit_id = fmt::format("import {} {}", run->hash, run->next);
    if (json) std::tie(version.person, version.organisation) = names_of_form(form.json, json->view());
    if (!inbox::is_receipt_prefix(prefix)) {
      outcome.set("text", visit->words(texts::OfficeImportOther));
    } else {
      const auto made =
          inbox::Submissions(inbox_).import(form.kind, version, prefix, local_year(visit->now), visit->now);
      if (!made) return send_fault(visit, made.error());
      const bool is_new = made->created == visit->now;
      note(visit, "submission.import", "submission:" + made->id, is_new ? "ok" : "known");
      outcome.set("address", "/office/s/" + made->id);
      outcome.set("text", is_new ? texts::OfficeImported.in(visit->language, made->receipt)
                                 : texts::OfficeImportAgain.in(visit->language, made->receipt));
    }
    const auto title = run->titles.find(form.kind);
    base::Json cells = base::Json::list();
    cells.add(std::move(base::Json::object().set("text", title == run->titles.end() ? form.kind : title->second)));
    cells.add(std::move(base::Json::object().set("text", version.person))).add(std::move(outcome));
    run->rows.add(std::move(base::Json::object().set("cells", std::move(cells))));
    import_next(visit, run);
  });
}

void OfficePages::show_import(const VisitPtr& visit, unsigned status, const std::shared_ptr<ImportRun>& run,
                              const std::string& error) {
  Context context = base::Json::object();
  if (run != nullptr) {
    const std::vector<std::string> heads{visit->words(texts::OfficeFilterKind), visit->words(texts::OfficeColumnPerson),
                                         visit->words(texts::OfficeImportOutcome)};
    context.set("rows", std::move(run->rows)).set("heads", base::Json::list_of(heads));
    context.set("said", messages_json(run->report, as_is));
  }
  const std::vector<std::string> about{visit->words(texts::OfficeImportAbout)};
  context.set("paragraphs", base::Json::list_of(about)).set("w", base::Json::object());
  context.set("hidden_fields", hidden_json({{"_token", token_of(*visit)}}));
  context.set("forms",
              one(form_json("post", "/office/import", one(input_json("file", "file", visit->words(texts::OfficeFile))),
                            one(button_json("_import", "1", visit->words(texts::OfficeImportButton))), true)));
  std::vector<std::string> errors;
  if (!error.empty()) errors.push_back(error);
  send_office(visit, status, "table", visit->words(texts::OfficeImport), std::move(context), std::move(errors));
}

// /office/make

void OfficePages::make(const VisitPtr& visit) {
  if (!visit->posts()) return show_make(visit, 200, {});
  const bool blank = visit->files.empty();
  Task task;
  task.operation = Operation::Render;
  task.kind = visit->field("kind");
  task.options.format = visit->field("format") == "xlsx" ? "xlsx" : "pdf";
  task.options.blank = blank;
  task.options.fillable = blank;
  for (UploadedFile& file : visit->files) task.files.push_back({file.name, std::move(file.bytes)});
  const std::string kind = task.kind;
  ask_whatever(visit, std::move(task), [this, visit, kind](TaskAnswer answer) {
    if (answer.outcome == Outcome::UnknownKind || answer.outcome == Outcome::NotOffered) return send_not_found(visit);
    if (answer.outcome != Outcome::Done) return show_make(visit, kFormInvalid, answer.report);
    note(visit, "document.make", "kind:" + kind, "ok");
    send_file(visit, answer.media_type, answer.name, std::move(answer.body), true);
  });
}

void OfficePages::show_make(const VisitPtr& visit, unsigned status, const std::string& report) {
  with_titles(visit, [this, visit, status, report](const std::map<std::string, std::string>& titles) {
    Context context = base::Json::object();
    base::Json inputs = base::Json::list();
    inputs.add(select_json("kind", visit->words(texts::OfficeFilterKind), kind_choices(titles, visit->field("kind"))));
    base::Json formats = base::Json::list();
    add_choice(formats, "pdf", "PDF", visit->field("format"));
    add_choice(formats, "xlsx", "Excel", visit->field("format"));
    inputs.add(select_json("format", visit->words(texts::OfficeMakeFormat), std::move(formats)));
    inputs.add(input_json("data", "file", visit->words(texts::OfficeMakeData)));
    context.set("forms", one(form_json("post", "/office/make", std::move(inputs),
                                       one(button_json("_make", "1", visit->words(texts::OfficeMakeButton))), true)));
    const std::vector<std::string> about{visit->words(texts::OfficeMakeAbout)};
    context.set("paragraphs", base::Json::list_of(about)).set("w", base::Json::object());
    context.set("hidden_fields", hidden_json({{"_token", token_of(*visit)}}));
    std::vector<std::string> errors;
    if (status != 200) {
      errors.push_back(visit->words(texts::OfficeMakeErrors));
      context.set("said", messages_json(report, as_is));
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

constexpr std::string_view kRegister = "proposal-register";

}  // namespace

void OfficePages::export_page(const VisitPtr& visit) {
  if (!require(visit, Role::Secretary)) return;
  if (!visit->posts()) return show_export(visit, 200, {});
  const std::vector<ExportAs> known = exports();
  const auto wanted = std::find_if(known.begin(), known.end(),
                                   [&](const ExportAs& one) { return visit->field("_export") == one.name; });
  if (wanted == known.end()) return send_not_found(visit);
  inbox::SubmissionFilter filter;
  filter.kind = visit->field("kind");
  filter.state = inbox::find_state(visit->field("state"));
  filter.count = kMaxExport + 1;
  inbox::Submissions submissions(inbox_);
  const auto found = submissions.list(filter);
  if (!found) return send_fault(visit, found.error());
  if (found->empty()) return show_export(visit, kFormInvalid, visit->words(texts::OfficeExportNone));
  if (found->size() > kMaxExport) {
    return show_export(visit, kFormInvalid, texts::OfficeExportTooMany.in(visit->language, kMaxExport));
  }
  Task task;
  task.operation = Operation::Collect;
  task.kind = filter.kind;
  task.options.format = wanted->format;
  if (wanted->is_register) task.options.collected_as = kRegister;
  std::string lines;
  for (auto one = found->rbegin(); one != found->rend(); ++one) {
    auto version = submissions.version(one->id, one->versions);
    if (!version) return send_fault(visit, version.error());
    if (!wanted->format.empty()) {
      task.files.push_back({one->receipt + ".json", std::move(version->json)});
      continue;
    }
    base::Json line = base::Json::object();
    line.set("receipt", one->receipt).set("kind", one->kind).set("state", inbox::state_name(one->state));
    line.set("version", version->number).set("sha256", version->hash).set("received", local_time(version->created));
    line.set("data", base::Json::written(version->json));
    std::string text = line.text();
    std::erase_if(text, [](char c) { return c == '\n' || c == '\r'; });
    lines += text + '\n';
  }
  note(visit, "submission.export", "kind:" + filter.kind, "ok");
  const std::string day = local_time(visit->now).substr(0, 10);
  if (wanted->format.empty()) {
    return send_file(visit, "application/x-ndjson", fmt::format("{} {}.jsonl", filter.kind, day), std::move(lines),
                     true);
  }
  const std::string label = visit->words(wanted->is_register ? texts::OfficeRegister : texts::OfficeRoster);
  ask_whatever(visit, std::move(task), [this, visit, day, label](TaskAnswer answer) {
    if (answer.outcome != Outcome::Done) return show_export(visit, kFormInvalid, {}, answer.report);
    send_file(visit, answer.media_type, fmt::format("{} {}{}", label, day, answer.name), std::move(answer.body), true);
  });
}

void OfficePages::show_export(const VisitPtr& visit, unsigned status, const std::string& error,
                              const std::string& report) {
  with_titles(visit, [this, visit, status, error, report](const std::map<std::string, std::string>& titles) {
    const auto kinds = inbox::Submissions(inbox_).kinds();
    if (!kinds) return send_fault(visit, kinds.error());
    base::Json choices = base::Json::list();
    for (const std::string& kind : *kinds) {
      const auto title = titles.find(kind);
      add_choice(choices, kind, title == titles.end() ? kind : title->second, visit->field("kind"));
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
    base::Json buttons = base::Json::list();
    for (const ExportAs& one : exports()) buttons.add(button_json("_export", one.name, visit->words(one.label), true));
    Context context = base::Json::object();
    context.set("forms", one(form_json("post", "/office/export", std::move(inputs), std::move(buttons), false)));
    const std::vector<std::string> about{visit->words(texts::OfficeExportAbout)};
    context.set("paragraphs", base::Json::list_of(about)).set("w", base::Json::object());
    context.set("hidden_fields", hidden_json({{"_token", token_of(*visit)}}));
    if (!report.empty()) context.set("said", messages_json(report, as_is));
    std::vector<std::string> errors;
    if (status != 200) errors.push_back(error.empty() ? visit->words(texts::OfficeMakeErrors) : error);
    send_office(visit, status, "table", visit->words(texts::OfficeExport), std::move(context), std::move(errors));
  });
}

}  // namespace gongwen::service
