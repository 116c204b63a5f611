#include "engine/api/task_maker.h"

#include "base/file_path.h"
#include "data/table_frame.h"
#include "engine/batch/detail/record_maker.h"
#include "engine/batch/detail/task_message.h"
#include "engine/core/detail/font_source.h"
#include "engine/core/detail/report.h"
#include "engine/kinds/detail/kind_library.h"
#include "intake/file_reader.h"
#include "resources/atomic_file.h"
#include "resources/file_tree.h"
#include "resources/folder.h"
#include "resources/output_folder.h"

// One task is a list of records of a batch. The worker must make exactly the files that the sender would have made, so
// a task names hashes of program, bundle, fonts and options, and anything that cannot be decided here without risk is
// left to the sender.
namespace gongwen {
namespace {

using engine::MadeFile;
using engine::MadeRecord;
using engine::ManifestFile;
using engine::ParsedTask;
using engine::Record;
using engine::Run;
using queue::ObjectStore;

/// Makes the records of one task.
class TaskRun {
 public:
  TaskRun(ParsedTask& parsed, std::shared_ptr<const engine::CompiledKind> kind, engine::KindLibrary& kinds,
          engine::FontSource& fonts, ObjectStore& objects)
      : parsed_(parsed), kind_(std::move(kind)), kinds_(kinds), fonts_(fonts), objects_(objects) {}

  /// Fetches the files beside the data from the store into a temporary folder. Returns an error of the store, if any.
  std::optional<queue::Error> fetch_beside(const std::string& temporary_folder) {
    if (parsed_.task.beside.empty()) return std::nullopt;
    if (auto made = resources::TemporaryFolder::make(temporary_folder)) beside_.emplace(*std::move(made));
    if (!beside_) return queue::Error{queue::Error::Kind::Refused, temporary_folder};
    for (const ManifestFile& file : parsed_.task.beside) {
      // Tasks come from another machine: a name must not lead out of the temporary folder.
      if (!resources::is_inner_name(file.name)) continue;
      const queue::Result<std::string> bytes = objects_.get(file.hash, queue::kMaxObject);
      // The file stays absent; the record that needs it fails here and is left to the batch.
      const bool is_missing = !bytes && bytes.error().kind == queue::Error::Kind::Missing;
      if (is_missing || (bytes && engine::output_hash(*bytes) != file.hash)) continue;
      // Any other error of the store concerns all records.
      if (!bytes) return bytes.error();
      const std::string path = base::join_path(beside_->path(), file.name);
      for (std::size_t end = file.name.find('/'); end != std::string::npos; end = file.name.find('/', end + 1)) {
        resources::make_folder(base::join_path(beside_->path(), file.name.substr(0, end)));
      }
      diagnostics::DiagnosticSink sink;
      if (!resources::write_file(path, *bytes, sink)) return queue::Error{queue::Error::Kind::Refused, path};
    }
    return std::nullopt;
  }

  /// Makes one record. The record stays unmade (the state of a new MadeRecord) if messages arise after its data was
  /// read: the sender makes it again, and reports with line and column.
  queue::Result<MadeRecord> make(std::size_t index) {
    const auto begin = std::chrono::steady_clock::now();
    Record& record = parsed_.task.records[index];
    MadeRecord made{record.number};
    if (record.form == engine::RecordForm::TableRow && !open_table()) return made;
    record.table = table_;
    record.data_folder = beside_ ? beside_->path() : std::string();
    // Messages of the kind are reported by the sender once, not for each record.
    Run run(kind_, Run::KindMessages::Leave);
    engine::RecordSteps steps(*kind_, parsed_.task.render, run);
    if (!steps.read(record)) return made;
    // Only messages of later steps need the document.
    const std::size_t of_data = run.sink().diagnostics().size();
    made.has_messages = of_data > 0 || !run.defaults().empty() || !run.readings().empty();
    const base::Expected<std::string> name = steps.own_name();
    if (!name) return made;
    const std::vector<engine::FinishedFile> files = steps.make(parsed_.task.formats, *name, kinds_, fonts_);
    made.beside = steps.files_beside(record.data_folder);
    // Messages about the pages, or work that was left out: the sender repeats the record.
    if (run.sink().diagnostics().size() > of_data || run.passed_over() != PassedOver()) return made;
    for (const engine::FinishedFile& file : files) {
      made.files.push_back({file.format, engine::output_hash(file.bytes), file.bytes.size(), file.pages, file.page});
      // Objects are stored before the record is answered: an answer never names a missing one.
      if (const auto error = objects_.put(made.files.back().hash, file.bytes)) return base::Failure{*error};
    }
    made.state = MadeRecord::State::Made;
    made.name = *name;
    const std::chrono::duration<double, std::milli> spent = std::chrono::steady_clock::now() - begin;
    made.milliseconds = spent.count();
    return made;
  }

 private:
  /// Columns are matched with the schema once for all rows of the task.
  bool open_table() {
    if (table_ != nullptr) return true;
    diagnostics::DiagnosticSink sink;
    data::CsvTable table({}, parsed_.header, parsed_.separator, 0);
    const std::optional<data::TableRow> header = table.next_row(sink);
    if (!header) return false;
    base::Expected<schema::TableRecords> columns = schema::TableRecords::open(*header, *kind_->schema, sink);
    // The sender reports headings that do not fit the schema.
    if (!columns) return false;
    table_ = std::make_shared<const engine::RecordTable>(
        engine::RecordTable{parsed_.separator, parsed_.header, *std::move(columns)});
    return true;
  }

  ParsedTask& parsed_;
  std::shared_ptr<const engine::CompiledKind> kind_;
  engine::KindLibrary& kinds_;
  engine::FontSource& fonts_;
  ObjectStore& objects_;
  std::optional<resources::TemporaryFolder> beside_;
  std::shared_ptr<const engine::RecordTable> table_;
};

}  // namespace

/// Kinds and fonts stay open between tasks: a worker process makes many of one batch.
struct TaskMaker::Implementation {
  explicit Implementation(const EngineOptions& given)
      : options(engine::complete_options(given)),
        fonts(options->share_folder + "/fonts", options->font_folders),
        kinds(options, std::make_shared<intake::FileReader>(options->libexec_folder)) {}

  std::shared_ptr<const EngineOptions> options;
  engine::FontSource fonts;
  engine::KindLibrary kinds;
  /// The kind and the parts of its definition with which the last task was compared, so that tasks of one batch do not
  /// compute hashes again.
  std::shared_ptr<const engine::CompiledKind> known_kind;
  engine::DefinitionParts known;
};

TaskMaker::TaskMaker(const EngineOptions& options) : implementation_(std::make_unique<Implementation>(options)) {}
TaskMaker::~TaskMaker() = default;

/// `say` gets each record as soon as it is made, so that a crash loses only one record.
TaskMaker::Answer TaskMaker::make(const TaskCall& call, ObjectStore& objects,
                                  const std::function<void(const std::string&)>& say) {
  std::optional<ParsedTask> parsed = engine::parse_task(call.task);
  if (!parsed) return {Outcome::Refused, "task"};
  const std::shared_ptr<const engine::CompiledKind> kind = implementation_->kinds.get(parsed->task.kind);
  if (kind == nullptr || !kind->usable) return {Outcome::Refused, "kind"};
  Run run;
  const text::FontLibrary* const fonts = implementation_->fonts.get(run);
  if (fonts == nullptr) return {Outcome::Refused, "fonts"};
  // Refused unless program, bundle, fonts and options are those of the sender: the same data would give other files.
  if (kind != implementation_->known_kind || parsed->task.definition != implementation_->known) {
    const engine::DefinitionParts own =
        engine::definition_parts(*kind, implementation_->kinds, *fonts, parsed->task.render);
    if (const std::string_view part = different_part(parsed->task.definition, own); !part.empty()) {
      return {Outcome::Refused, std::string(part)};
    }
    implementation_->known_kind = kind;
    implementation_->known = own;
  }
  TaskRun at_work(*parsed, kind, implementation_->kinds, implementation_->fonts, objects);
  if (const auto error = at_work.fetch_beside(call.folder)) {
    return {Outcome::NoObjects, error->reason};
  }
  // From `first` on: after a crash of the process the supervisor continues after the record that caused it.
  for (std::size_t i = call.first; i < parsed->task.records.size(); ++i) {
    const queue::Result<MadeRecord> made = at_work.make(i);
    if (!made) return {Outcome::NoObjects, made.error().reason};
    say(made_record_json(*made).text());
  }
  return {};
}

/// Reads the parts of a task that the supervisor needs, even for tasks of other versions.
std::optional<TaskSummary> summarize_task(std::string_view task) {
  std::optional<engine::TaskHead> head = engine::parse_task_head(task);
  if (!head) return std::nullopt;
  return TaskSummary{std::move(head->run), head->number, std::move(head->records)};
}

/// The objects of an answer that was not taken, which the worker must remove.
std::vector<std::string> objects_of_records(const std::vector<std::string>& records) {
  std::vector<std::string> objects;
  for (const std::string& record : records) {
    for (std::string& object : engine::objects_of(record)) objects.push_back(std::move(object));
  }
  return objects;
}

std::string late_reason(std::chrono::minutes limit) { return fmt::format("{}{} min", engine::kLate, limit.count()); }

std::string workers_reason(std::uint32_t count) { return fmt::format("{}{}", engine::kWorkers, count); }

/// The answer for a record whose process crashed: the supervisor gives it.
std::string crashed_record(std::uint64_t record, const std::string& reason) {
  MadeRecord made{record, MadeRecord::State::Crashed};
  made.reason = reason;
  return made_record_json(made).text();
}

std::string task_answer(const TaskSummary& task, const std::string& worker, const std::string& refused,
                        const std::vector<std::string>& records) {
  return engine::task_answer_json(task.number, worker, refused, records);
}

}  // namespace gongwen
