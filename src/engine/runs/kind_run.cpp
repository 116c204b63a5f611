#include "engine/runs/kind_run.h"

#include "diagnostics/catalogue/engine.h"
#include "engine/core/reports.h"
#include "engine/input/read_data.h"
#include "engine/render/detail/draft.h"
#include "engine/render/expand_document.h"
#include "engine/returned/detail/shown_form.h"
#include "engine/runs/detail/unknown_tags.h"
#include "engine/stream/detail/stream_workbook.h"

// The steps of one rendering. A caller calls them in order and stops at the first that returns false; messages of all
// steps are in one run.
namespace gongwen::engine {
namespace {

void report_unknown_kind(std::string_view name, const KindLibrary& kinds, Run& run) {
  kinds.report_bad_paths(run.sink());
  // If there is no kind at all, the folders are wrong rather than the name.
  if (kinds.names().empty()) {
    run.sink().report(diagnostics::messages::EngineNoKinds, diagnostics::Origin{}, kinds.folders().back().root());
    return;
  }
  run.sink().report(diagnostics::messages::EngineUnknownKind, diagnostics::Origin{}, name, kinds.nearest_name(name));
}

}  // namespace

/// The run starts with the messages of the kind. A kind that is not usable still has a name and messages.
KindRun::KindRun(KindLibrary& kinds, FontSource& fonts, std::string_view name, KindParts parts)
    : kinds_(kinds), fonts_(fonts), kind_(kinds.get(name, parts)), run_(kind_ ? Run(kind_) : Run()) {
  if (!kind_) report_unknown_kind(name, kinds, run_);
  run_.set_field_guide(field_guide(kind_, parts == KindParts::All));
}

KindRun::KindRun(KindLibrary& kinds, FontSource& fonts, std::shared_ptr<const CompiledKind> page)
    : kinds_(kinds), fonts_(fonts), kind_(std::move(page)), run_(kind_ ? Run(kind_) : Run()) {}

/// Texts that no template uses concern authors; callers that make documents for others omit this.
void KindRun::tell_author() {
  if (!kind_) return;
  for (const diagnostics::Diagnostic& unused : kind_->unused_texts) run_.sink().add(unused);
}

/// Done before anything is read, so that a wrong path costs no time.
bool KindRun::plan(const std::vector<Output>& outputs, const DataSource& data) {
  base::Expected<std::vector<OutputFile>> planned = plan_outputs(outputs, *kind_->manifest, data, run_.sink());
  if (!planned) return false;
  outputs_ = *std::move(planned);
  input_ = input_file(data);
  return true;
}

/// Warnings of the kind itself also count in a strict run.
KindRun::Streaming KindRun::stream(const DataSource& data, const RenderOptions& options) {
  run_.obey(options);
  // Only a workbook can be written before all of its data has been read: pages depend on what follows them.
  if (!makes_one_workbook()) return Streaming::Impossible;
  std::optional<FinishedFile> file = stream_workbook(kind_, data, options, outputs_.front().path, run_);
  if (!file) return Streaming::Impossible;
  if (options.strict) run_.sink().promote_warnings();
  if (run_.sink().has_errors()) return Streaming::Failed;
  files_.push_back(*std::move(file));
  return Streaming::Done;
}

/// Former data is read first: it must not change the run's data files after the document was read.
bool KindRun::read(const DataSource& data, const RenderOptions& options) {
  run_.obey(options);
  run_.sink().go_on_now();
  const diagnostics::ErrorWatch watch(run_.sink());
  if (!suit_draft(options, data.is_blank(), run_.sink())) return false;
  // A run may read several documents.
  run_.set_former_data(nullptr);
  if (!options.draft.changes_from.is_blank()) {
    run_.set_former_data(read_former_data(options.draft.changes_from, *kind_, options, run_));
    former_input_ = input_file(options.draft.changes_from);
  }
  data_ = read_data(data, *kind_, options, run_);
  return !watch.saw_errors();
}

/// Only a workbook under a known name can be streamed: names in folders need the data.
bool KindRun::makes_one_workbook() const {
  return outputs_.size() == 1 && outputs_.front().format == Format::Xlsx && !outputs_.front().in_folder;
}

/// Names in folders come from the data, so they are made after reading.
bool KindRun::name_outputs(const RenderOptions& options) {
  const base::Expected<std::string> name = make_file_name(*kind_, *data_, options, run_);
  if (!name) return false;
  for (OutputFile& output : outputs_) {
    // The name depends on the data, so outputs in folders get theirs only now.
    if (output.in_folder) output.path.append(name_in_folder(*name, output.format));
  }
  return true;
}

/// Files are made in memory; only now the number of pages, and so of files, is known.
bool KindRun::make(std::span<const Format> formats, const RenderOptions& options) {
  const text::FontLibrary* const fonts = fonts_.get(run_);
  if (fonts == nullptr) return false;
  const diagnostics::ErrorWatch watch(run_.sink());
  const pdf::SpareCore spare_core =
      kinds_.options().threads_per_document > 1 ? pdf::SpareCore::Yes : pdf::SpareCore::No;
  files_ = make_files(*kind_, *data_, formats, {*fonts, options, spare_core, &kinds_, svg_name(outputs_)}, run_);
  // A check has no outputs.
  if (watch.saw_errors() || outputs_.empty()) return !watch.saw_errors();
  base::Expected<std::vector<OutputFile>> each = outputs_of_files(outputs_, files_, run_.sink());
  // Names of pages may collide with each other, or with an input.
  if (!each || !are_separate_files(*each, input_, run_.sink())) return false;
  if (!former_input_.empty() && !are_separate_files(*each, former_input_, run_.sink())) return false;
  outputs_ = *std::move(each);
  return options.force || keeps_forms(outputs_, files_, kinds_.file_reader(), run_.sink());
}

/// A stage of templates needs no data and no fonts.
std::string KindRun::dump(Stage stage, Format output, const RenderOptions& options) {
  DumpSource source{data_.get()};
  if (source_of(stage) == StageSource::Pages && (source.fonts = fonts_.get(run_)) == nullptr) return {};
  return dump_stage(*kind_, *kind_->find_output(output), stage, source, options, run_);
}

void KindRun::settle(const RenderOptions& options) {
  if (kind_ != nullptr) explain_unknown_tags(*kind_, run_);
  settle_warnings(options, data_.get(), run_);
}

bool KindRun::write() {
  // The last chance to stop: once started, writing is completed.
  run_.sink().go_on_now();
  return write_outputs(outputs_, files_, kinds_.options().temporary_folder, run_.sink());
}

std::vector<Format> KindRun::planned_formats() const {
  std::vector<Format> formats;
  for (const OutputFile& output : outputs_) formats.push_back(output.format);
  return formats;
}

}  // namespace gongwen::engine
