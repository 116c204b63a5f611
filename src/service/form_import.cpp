#include "service/detail/form_import.h"

#include "base/format.h"
#include "base/sha256.h"
#include "inbox/receipt.h"
#include "service/detail/pages.h"
#include "service/detail/pictures.h"

#include <tuple>
#include <utility>

namespace gongwen::service {
namespace {

std::string source_of(std::string_view bytes) {
  if (bytes.starts_with("%PDF-")) return "pdf";
  if (bytes.starts_with("PK")) return "xlsx";
  return "json";
}

}  // namespace

std::uint64_t FormImport::start(WorkerPool& pool, inbox::Inbox& inbox, MemoryFile file, FormImportOptions options,
                                Done done) {
  const std::shared_ptr<FormImport> run(new FormImport(pool, inbox, std::move(options), std::move(done)));
  run->hash_ = base::sha256(file.bytes);
  run->source_ = source_of(file.bytes);
  Task task = run->task_of(Operation::Extract, run->options_.kind);
  task.options.check = true;
  task.files.push_back(std::move(file));
  return pool.submit(std::move(task), Lane::Interactive,
                     [run](PoolAnswer answer) { run->take_reading(std::move(answer)); });
}

Task FormImport::task_of(Operation operation, const std::string& kind) const {
  Task task;
  task.operation = operation;
  task.kind = kind;
  task.language = options_.language;
  task.time = options_.time;
  return task;
}

void FormImport::take_reading(PoolAnswer reading) {
  const auto json = base::parse_json(reading.answer.body);
  const auto files = json ? json->view().find("files") : std::nullopt;
  const auto report = json ? json->view().find("report") : std::nullopt;
  made_.report = report ? report->json() : reading.answer.report;
  for (std::size_t i = 0; files && i < files->size(); ++i) {
    const auto data = files->at(i).find("data");
    const auto signatures = files->at(i).find("signatures");
    if (data) {
      reads_.push_back({files->at(i).text_of("kind"), data->json(), signatures ? signatures->json() : std::string()});
    }
  }
  made_.reading = std::move(reading);
  go_on();
}

/// Each kind is asked for once.
void FormImport::go_on() {
  while (next_ < reads_.size()) {
    const std::string& kind = reads_[next_].kind;
    if (!kinds_.contains(kind)) {
      pool_.submit(
          task_of(Operation::Form, kind), Lane::Interactive, [run = shared_from_this(), kind](PoolAnswer answer) {
            const bool is_known = answer.end == TaskEnd::Answered && (answer.answer.outcome == Outcome::Done ||
                                                                      answer.answer.outcome == Outcome::NotOffered);
            // Nobody knows whether forms of the kind are received: the file is to be sent again.
            if (!is_known) {
              run->made_.reading = std::move(answer);
              return run->done_(std::move(run->made_));
            }
            auto form = base::parse_json(answer.answer.body);
            run->kinds_[kind] = {form ? *std::move(form) : base::Json::object(), answer.answer.tag};
            run->go_on();
          });
      return;
    }
    if (!enter(reads_[next_++])) break;
  }
  done_(std::move(made_));
}

bool FormImport::enter(const Read& read) {
  const Described& described = kinds_[read.kind];
  const base::JsonView form = described.form.view();
  const std::string prefix = form.text_of("receipt");
  inbox::NewVersion version;
  version.json = read.json;
  version.edition = described.edition;
  version.source = source_;
  version.signatures = read.signatures;
  version.submit_id = fmt::format("import {} {} {}", hash_, next_, read.kind);
  std::tie(version.person, version.organisation) = names_of_form(read.json, form);
  ImportedForm imported{read.kind, version.person, std::nullopt};
  if (inbox::is_receipt_prefix(prefix)) {
    auto made = inbox::Submissions(inbox_).import(read.kind, version, prefix, local_year(options_.now), options_.now,
                                                  &imported.is_new);
    if (!made) {
      made_.fault = made.error();
      return false;
    }
    imported.submission = *std::move(made);
  }
  made_.forms.push_back(std::move(imported));
  return true;
}

}  // namespace gongwen::service
