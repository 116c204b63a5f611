#include "engine/batch/detail/record_maker.h"

#include "data/readers.h"
#include "data/table_frame.h"
#include "diagnostics/catalogue/engine.h"
#include "engine/core/detail/read_source.h"
#include "engine/core/reports.h"
#include "engine/input/read_data.h"
#include "engine/render/detail/make_files.h"
#include "engine/render/detail/output_files.h"
#include "resources/folder.h"
#include "resources/read_file.h"
#include "resources/text_hash.h"

#include <algorithm>
#include <chrono>

// A record goes through read → name → make → write. Its name depends on the names of all records before it, so a thread
// may wait in the middle. In every case, each record must take a name or give up its turn, or all later records would
// wait forever.
namespace gongwen::engine {
namespace {

/// The row is parsed again here, so that messages have its own source and line.
base::Expected<data::Document> read_row(const Record& record, diagnostics::SourceId source, Run& run) {
  data::CsvTable table(source, run.sources().source_text(source), record.table->separator, record.row - 1);
  const std::optional<data::TableRow> row = table.next_row(run.sink());
  if (!row) return base::kReported;
  return record.table->columns.read(*row, source, run.sink());
}

}  // namespace

/// Returns null after errors. The record's text is moved into the run, since messages quote it.
std::shared_ptr<const data::Document> read_record(Record& record, const CompiledKind& kind,
                                                  const RenderOptions& options, Run& run) {
  // Remarks of reading the table are reported with the record.
  for (const diagnostics::Diagnostic& remark : record.remarks) run.sink().add(remark);
  for (const diagnostics::Diagnostic& error : record.errors) run.sink().add(error);
  if (!record.errors.empty()) return nullptr;
  run.set_data_files({record.data_folder, nullptr});
  const base::Expected<diagnostics::SourceId> source =
      // Cells of a workbook keep their places, and texts of other files keep their lines.
      record.row_cells.empty()
          ? resources::add_text(record.source_name, std::move(record.text), run.sources(), run.sink(), record.start)
          : run.sources().add_cells(record.source_name, std::move(record.text), std::move(record.row_cells));
  if (!source) return nullptr;
  // Rows of a sheet know their cells, so that messages name `表!C7` instead of a column of a text that no user has
  // seen.
  run.mark_data(*source);
  if (!record.cells.empty()) run.documents().add_cells(*source, std::move(record.cells));
  const std::string_view text = run.sources().source_text(*source);
  const data::JsonLimits limits = json_limits(options.limits);
  base::Expected<data::Document> read = record.form == RecordForm::TableRow ? read_row(record, *source, run)
                                        : record.form == RecordForm::Yaml
                                            ? data::read_yaml(*source, text, limits, run.sink())
                                            : data::read_json(*source, text, limits, run.sink());
  return read ? check_data(*std::move(read), kind, options, run) : nullptr;
}

namespace {

/// Names of the files of a format; `count` of them if each page is a file.
std::vector<std::string> names_of_format(const std::string& name, Format format, std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t page = 1; page <= count; ++page)
    names.push_back(page_path(name_in_folder(name, format), page, count));
  return names;
}

/// The number of entries from `first` on that are files of a format: one, or one for each page.
template <typename Files, typename IsOfFormat>
std::size_t count_of_format(const Files& files, std::size_t first, Format format, const IsOfFormat& is_of_format) {
  std::size_t end = first;
  // Formats such as PNG have a file per page, all others one file.
  while (end < files.size() && is_of_format(files[end])) {
    ++end;
    if (!format_info(format).is_file_per_page) break;
  }
  return end - first;
}

/// The hash of a file beside the data, as it is now; empty if it does not exist.
std::string hash_beside(const std::string& folder, const std::string& name) {
  diagnostics::DiagnosticSink unheard;
  const base::Expected<std::string> bytes = resources::Folder(folder).read_bytes(name, {}, unheard);
  return bytes ? output_hash(*bytes) : std::string();
}

/// Pages in SVG name each other in links; files of other formats contain no names.
bool is_svg(Format format) { return format == Format::Svg; }

}  // namespace

/// Manifests and storage recognise files by this hash; it needs no cryptographic strength.
std::string output_hash(std::string_view bytes) { return resources::TextHash(bytes).hexadecimal(); }

bool fit(const RemoteDocuments& made, const std::vector<Format>& formats, const CompiledKind& kind) {
  // A worker's answer is not trusted: it must have the files of all formats in their order and nothing else, and a name
  // that is safe as a file name.
  std::size_t known = 0;
  for (const Format format : formats) {
    const std::size_t count =
        count_of_format(made.files, known, format, [&](const FinishedFile& file) { return file.format == format; });
    if (count == 0) return false;
    known += count;
  }
  return known == made.files.size() && safe_file_name(made.name, kind.manifest->info.name) == made.name;
}

/// Data is checked, and warnings are settled, before anything is made from it.
bool RecordSteps::read(Record& record) {
  const diagnostics::ErrorWatch watch(run_.sink());
  data_ = read_record(record, kind_, options_, run_);
  settle_warnings(options_, data_.get(), run_);
  return data_ != nullptr && !watch.saw_errors();
}

/// Expands the kind's template for file names, and makes the result safe.
base::Expected<std::string> RecordSteps::own_name() const {
  base::Expected<std::string> made = kind_.file_name->expand(
      {{}, data_->root(), {}, templating_limits(options_.limits, run_.sink().stop_check()), {}}, run_.sink());
  if (!made) return base::kReported;
  return safe_file_name(*made, kind_.manifest->info.name);
}

/// SVG pages link to each other, so they need the name.
std::vector<FinishedFile> RecordSteps::make(const std::vector<Format>& formats, const std::string& name,
                                            KindLibrary& kinds, FontSource& fonts) const {
  const MakeOptions make_options{*fonts.get(run_), options_, pdf::SpareCore::No, &kinds,
                                 name_in_folder(name, Format::Svg)};
  return make_files(kind_, *data_, formats, make_options, run_);
}

/// With their hashes at this moment: a later change makes the document outdated.
std::vector<ManifestFile> RecordSteps::files_beside(const std::string& folder) const {
  std::vector<ManifestFile> beside;
  for (const std::string& file : run_.files_beside()) beside.push_back({file, hash_beside(folder, file)});
  return beside;
}

/// Odd, so that it is never 0.
std::uint64_t name_owner(const BatchOptions& options, const std::string& place) {
  return options.watch.empty() ? 0 : resources::TextHash(place).short_number() | 1;
}

std::uint64_t RecordMaker::owner_of(const Record& record) const { return name_owner(context_.options, record.place); }

/// Whether an entry has the same data, files beside it, and definition. The input hash has been compared already.
bool RecordMaker::is_of_now(const ManifestEntry& entry, const Record& record) const {
  if (!entry.done || entry.definition != context_.definition) return false;
  for (const ManifestFile& file : entry.beside) {
    if (hash_beside(record.data_folder, file.name) != file.hash) return false;
  }
  return true;
}

/// Whether the files of an entry are those that the record would get now, with unchanged contents.
bool RecordMaker::is_there(const BatchManifest::Found& found, const Record& record, const std::string& name) const {
  const ManifestEntry& entry = found.entry;
  // With other numbers the entries would be out of order. Files of a watched folder arrive in any order.
  if (entry.record != record.number && context_.options.watch.empty()) return false;
  std::vector<std::string> names;
  for (const Format format : context_.formats) {
    const std::string_view ending = format_info(format).ending;
    const std::size_t count = count_of_format(entry.outputs, names.size(), format,
                                              [&](const ManifestFile& file) { return file.name.ends_with(ending); });
    if (count == 0) return false;
    for (std::string& file : names_of_format(name, format, count)) names.push_back(std::move(file));
  }
  // The earlier run may have had other formats, or a name that is taken now.
  if (names.size() != entry.outputs.size()) return false;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (entry.outputs[i].name != names[i]) return false;
  }
  return std::all_of(entry.outputs.begin(), entry.outputs.end(),
                     [&](const ManifestFile& file) { return context_.output.is_as_written(file); });
}

/// Names the files and writes them, or leaves them to the sender if the output is remote. Fills entry and record in
/// both cases.
bool RecordMaker::write(const Record& record, const std::string& name, std::vector<FinishedFile> files,
                        RecordOutcome& outcome, Run& run) const {
  std::vector<std::string> names;
  for (const Format format : context_.formats) {
    const std::size_t count =
        count_of_format(files, names.size(), format, [&](const FinishedFile& file) { return file.format == format; });
    for (std::string& file : names_of_format(name, format, count)) names.push_back(std::move(file));
  }
  std::vector<OutputDocument> documents;
  for (std::size_t i = 0; i < files.size(); ++i) {
    documents.push_back({names[i], std::move(files[i].bytes), {}});
    // Hashed here, since bytes are moved to the output.
    documents.back().hash = output_hash(documents.back().bytes);
  }
  // If a folder cannot be written, all further records would also fail, so the whole run ends.
  if (!context_.output.write(record.number, documents, run.sink())) {
    outcome.is_fatal = true;
    return false;
  }
  for (std::size_t i = 0; i < files.size(); ++i) {
    const std::size_t size = documents[i].bytes.size();
    outcome.entry.outputs.push_back({names[i], documents[i].hash, size, files[i].pages});
    outcome.record.files.push_back(
        {files[i].format, context_.output.path_of(names[i]), {}, size, files[i].pages, {}, files[i].page});
  }
  return true;
}

/// Whether the formats can be made. Templates that were changed during a watch may have errors, which then concern each
/// record.
bool RecordMaker::has_outputs(Run& run) const {
  const CompiledKind& kind = *context_.kind;
  if (!kind.usable) {
    for (const diagnostics::Diagnostic& diagnostic : kind.diagnostics) run.sink().add(diagnostic);
    return false;
  }
  for (const Format format : context_.formats) {
    if (kind.find_output(format) != nullptr) continue;
    run.sink().report(diagnostics::messages::EngineNoSuchOutput, diagnostics::Origin{}, kind.manifest->info.name,
                      format_info(format).name);
    return false;
  }
  return true;
}

/// Makes the documents of a record. `name` is empty if the record has no name yet. On return the record has taken a
/// name or given up its turn; after a stop, `name` tells which.
bool RecordMaker::make_documents(Record& record, std::string& name, RecordOutcome& outcome, Run& run) const {
  const diagnostics::ErrorWatch watch(run.sink());
  if (!has_outputs(run)) {
    if (name.empty()) context_.names.pass(record.number);
    return false;
  }
  RecordSteps steps(*context_.kind, context_.options.render, run);
  // A record whose data has errors still takes its turn.
  const bool is_read = steps.read(record);
  if (name.empty()) {
    base::Expected<std::string> own = base::kReported;
    if (is_read) own = steps.own_name();
    if (!own) {
      context_.names.pass(record.number);
      return false;
    }
    outcome.entry.name = *std::move(own);
    name = context_.names.take(record.number, outcome.entry.name, owner_of(record));
  }
  if (!is_read || watch.saw_errors()) return false;
  std::vector<FinishedFile> files = steps.make(context_.formats, name, context_.kinds, context_.fonts);
  if (watch.saw_errors()) return false;
  outcome.entry.beside = steps.files_beside(record.data_folder);
  // The last chance to stop before files are written.
  run.sink().go_on_now();
  return write(record, name, std::move(files), outcome, run);
}

/// The facts known before anything was made: the entry of a failed record has only these members.
RecordOutcome RecordMaker::begin(const Record& record) const {
  RecordOutcome outcome;
  outcome.record.number = outcome.entry.record = record.number;
  outcome.record.place = outcome.entry.input = record.place;
  outcome.entry.input_hash = record.input_hash;
  outcome.entry.copy = record.copy;
  outcome.entry.definition = context_.definition;
  return outcome;
}

/// Keeps documents of an earlier run if data, definition, name and contents agree.
RecordOutcome RecordMaker::make(Record record) const {
  RecordOutcome outcome = begin(record);
  std::string name;
  const std::optional<BatchManifest::Found> found =
      context_.options.resume ? context_.manifest.find(record.input_hash, record.copy) : std::nullopt;
  if (found && is_of_now(found->entry, record)) {
    outcome.entry.name = found->entry.name;
    name = context_.names.take(record.number, found->entry.name, owner_of(record));
    if (is_there(*found, record, name)) {
      outcome.record.made = outcome.record.skipped = true;
      outcome.kept = found->place;
      outcome.entry.outputs = found->entry.outputs;
      return outcome;
    }
  }
  return make_named(std::move(record), std::move(name), std::move(outcome));
}

/// Makes documents in a run of their record.
RecordOutcome RecordMaker::make_named(Record record, std::string name, RecordOutcome outcome) const {
  const auto begin = std::chrono::steady_clock::now();
  Run run(context_.kind, Run::KindMessages::Leave);
  run.obey(context_.options.render);
  try {
    outcome.record.made = outcome.entry.done = make_documents(record, name, outcome, run);
  } catch (const base::WorkStopped&) {
    // The batch itself reports the stop.
    if (name.empty()) context_.names.pass(record.number);
    outcome.is_given_up = true;
    return outcome;
  }
  tell(run, outcome);
  const std::chrono::duration<double, std::milli> spent = std::chrono::steady_clock::now() - begin;
  outcome.entry.milliseconds = spent.count();
  return outcome;
}

/// Moves the report into the outcome, and messages into the entry of the manifest.
void RecordMaker::tell(Run& run, RecordOutcome& outcome) const {
  outcome.record.report = std::move(run).report();
  const bool has_messages = !outcome.record.report.contents()->diagnostics.empty();
  if (has_messages) outcome.entry.report = outcome.record.report.json(context_.options.language);
}

/// If numbering has changed the name, and files link to each other by name, the record is made again here.
RecordOutcome RecordMaker::put(Record record, RemoteDocuments made) const {
  RecordOutcome outcome = begin(record);
  outcome.entry.name = made.name;
  std::string name = context_.names.take(record.number, made.name, owner_of(record));
  const bool has_names_inside = std::any_of(context_.formats.begin(), context_.formats.end(), is_svg);
  if (has_names_inside && name != made.name) return make_named(std::move(record), std::move(name), std::move(outcome));
  Run run(context_.kind, Run::KindMessages::Leave);
  // Reports messages about the data here, where the data has places.
  if (made.has_messages) {
    Record again = record;
    const bool is_read = RecordSteps(*context_.kind, context_.options.render, run).read(again);
    if (!is_read) return make_named(std::move(record), std::move(name), std::move(outcome));
  }
  outcome.entry.beside = std::move(made.beside);
  outcome.record.made = outcome.entry.done = write(record, name, std::move(made.files), outcome, run);
  outcome.entry.milliseconds = made.milliseconds;
  tell(run, outcome);
  return outcome;
}

/// The turn must be given up, or later records would wait.
RecordOutcome RecordMaker::give_up(const Record& record, Run& run) const {
  RecordOutcome outcome = begin(record);
  context_.names.pass(record.number);
  tell(run, outcome);
  return outcome;
}

}  // namespace gongwen::engine
