#include "gongwen/engine.h"

#include "diagnostics/catalogue/engine.h"
#include "engine/api/detail/implementation.h"
#include "engine/batch/detail/batch_run.h"
#include "engine/bind/detail/bind.h"
#include "engine/collect/detail/collect.h"
#include "engine/core/detail/font_source.h"
#include "engine/core/detail/read_source.h"
#include "engine/core/run.h"
#include "engine/input/detail/new_data.h"
#include "engine/input/read_data.h"
#include "engine/kinds/detail/kind_library.h"
#include "engine/render/detail/make_files.h"
#include "engine/render/detail/output_files.h"
#include "engine/render/expand_document.h"
#include "engine/returned/detail/read_form.h"
#include "engine/returned/detail/shown_form.h"
#include "engine/runs/detail/check_set.h"
#include "engine/runs/kind_run.h"
#include "intake/file_reader.h"
#include "proofing/proofread.h"
#include "resources/atomic_file.h"
#include "resources/byte_stream.h"
#include "schema/describe_fields.h"
#include "templating/template_set.h"

namespace gongwen {
namespace {

using engine::FinishedFile;
using engine::KindRun;
using engine::OutputFile;
using engine::Run;

/// Whether documents can be compared with the profile that is asked for, if any.
bool knows_profile(const RenderOptions& options, Run& run) {
  if (options.profile.empty() || proofing::find_profile(options.profile) != nullptr) return true;
  run.sink().report(diagnostics::messages::EngineUnknownProfile, diagnostics::Origin{}, options.profile,
                    proofing::profile_names());
  return false;
}

/// From data to the planned outputs in memory. Outputs that are not written need no names.
bool make_outputs(KindRun& steps, const DataSource& data, const RenderOptions& options, bool named) {
  switch (steps.stream(data, options)) {
    case KindRun::Streaming::Done: return true;
    case KindRun::Streaming::Failed: return false;
    case KindRun::Streaming::Impossible: break;
  }
  const bool fits = steps.read(data, options);
  if (!fits && !(options.review && steps.has_data())) return false;
  steps.run().leave_blanks(!fits);
  return (!named || steps.name_outputs(options)) && steps.make(steps.planned_formats(), options);
}

/// A workbook shows all of the data that it is made from, other forms what the kinds have in common.
base::Expected<std::string> make_new_data(KindRun& steps, engine::KindLibrary& kinds, const NewData& options) {
  if (options.form == DataForm::Workbook || options.from.is_blank()) {
    return engine::new_data(steps.kind(), options, steps.run());
  }
  const std::optional<NewData> carried = engine::carry_over(options, steps.kind(), kinds, steps.run());
  if (!carried) return base::kReported;
  return engine::new_data(steps.kind(), *carried, steps.run());
}

Report report_of(Run& run) { return std::move(run).report(); }

/// The file of the kind's texts; empty when there is none, which is reported.
std::string texts_of(KindRun& steps, std::string_view language) {
  if (!steps.usable()) return {};
  const auto texts = engine::find_texts(steps.kind(), language, steps.run().sink());
  return texts ? engine::write_texts_file(steps.name(), *texts) : std::string();
}

RenderedFile rendered_file(const OutputFile& output, FinishedFile& file, bool keep_bytes) {
  RenderedFile result{output.format, output.path, {}, file.size(), file.pages, std::move(file.sha256), file.page};
  if (keep_bytes) result.bytes = std::move(file.bytes);
  return result;
}

}  // namespace

Engine::Engine(const EngineOptions& options) : implementation_(std::make_unique<Implementation>(options)) {}
Engine::~Engine() = default;

KindList Engine::list() const {
  Run run;
  KindList list;
  implementation_->kinds.report_bad_paths(run.sink());
  const std::vector<std::string> names = implementation_->kinds.names();
  if (names.empty())
    run.sink().report(diagnostics::messages::EngineNoKinds, diagnostics::Origin{},
                      implementation_->options->share_folder);
  for (const std::string& name : names) {
    const std::optional<engine::BundleFiles> files = implementation_->kinds.find_bundle(name);
    if (!files) continue;
    const auto info = engine::read_kind_info(*files, name, run.sources(), run.documents(), run.sink());
    if (info) list.kinds.push_back(*info);
  }
  list.report = report_of(run);
  return list;
}

std::vector<std::string> Engine::template_files(std::string_view kind) const {
  const std::optional<std::string> name = implementation_->kinds.name_of(kind);
  const std::optional<engine::BundleFiles> files = name ? implementation_->kinds.find(*name) : std::nullopt;
  if (!files) return {};
  return implementation_->kinds.paths_of(*files);
}

std::string Engine::kind_name(std::string_view words) const {
  return implementation_->kinds.name_of(words).value_or(std::string());
}

Report Engine::check(std::string_view kind, const std::vector<DataSource>& data, const RenderOptions& options) const {
  if (kind.empty()) {
    std::vector<Report> reports;
    for (const DataSource& source : data) {
      Report& report = reports.emplace_back();
      const std::string chosen = implementation_->kind_of({}, source, report);
      if (!chosen.empty()) report = check(chosen, {source}, options);
    }
    return engine::merge_reports(std::move(reports));
  }
  CallKinds kinds(*implementation_, options, kind);
  if (!kinds.ok()) return std::move(kinds).report();
  KindRun steps(*kinds, implementation_->fonts, kind);
  steps.tell_author();
  for (const DataSource& source : data) {
    if (!steps.usable() || !knows_profile(options, steps.run())) break;
    const bool done = steps.run().attempt([&] {
      if (steps.read(source, options) && steps.name_outputs(options))
        steps.make(steps.kind().manifest->info.formats, options);
      return true;
    });
    steps.settle(options);
    if (!done) break;
  }
  return report_of(steps.run());
}

Report Engine::check_values(std::string_view kind, const std::vector<DataSource>& data,
                            const RenderOptions& options) const {
  CallKinds kinds(*implementation_, options, kind);
  if (!kinds.ok()) return std::move(kinds).report();
  KindRun steps(*kinds, implementation_->fonts, kind);
  for (const DataSource& source : data) {
    if (!steps.usable()) break;
    const bool done = steps.run().attempt([&] {
      steps.read(source, options);
      if (options.review && steps.has_data()) report_fixed_texts(steps.data(), steps.kind(), steps.run());
      return true;
    });
    steps.settle(options);
    if (!done) break;
  }
  return report_of(steps.run());
}

SetCheck Engine::check_set(const std::string& folder, const RenderOptions& options, CheckScope scope) const {
  Run run;
  if (!knows_profile(options, run)) return {{}, {}, report_of(run)};
  CallKinds kinds(*implementation_, options);
  if (!kinds.ok()) return {{}, {}, std::move(kinds).report()};
  return engine::check_set(folder, options, scope, *kinds, implementation_->fonts);
}

Rendering Engine::render(std::string_view kind, const DataSource& data, const std::vector<Format>& formats,
                         const RenderOptions& options) const {
  Rendering result;
  const std::string chosen = data.text ? std::string(kind) : implementation_->kind_of(kind, data, result.report);
  if (chosen.empty() && !data.text) return result;
  CallKinds kinds(*implementation_, options, chosen);
  if (!kinds.ok()) {
    result.report = std::move(kinds).report();
    return result;
  }
  std::vector<Output> outputs;
  outputs.reserve(formats.size());
  for (const Format format : formats) outputs.push_back({std::string(), format});
  KindRun steps(*kinds, implementation_->fonts, chosen, engine::parts_for(outputs));
  result.kind = steps.name();
  steps.tell_author();
  const bool made =
      steps.usable() && knows_profile(options, steps.run()) && steps.plan(outputs, data) && steps.run().attempt([&] {
        if (!make_outputs(steps, data, options, false)) return false;
        if (options.hashes) engine::hash_files(steps.files());
        return true;
      });
  for (std::size_t i = 0; made && i < steps.outputs().size(); ++i) {
    result.files.push_back(rendered_file(steps.outputs()[i], steps.files()[i], true));
  }
  steps.settle(options);
  result.report = report_of(steps.run());
  return result;
}

namespace {

Rendering write_rendering(KindRun& steps, const DataSource& data, const std::vector<Output>& outputs,
                          const RenderOptions& options) {
  Rendering result;
  result.kind = steps.name();
  steps.tell_author();
  const bool written =
      steps.usable() && knows_profile(options, steps.run()) && steps.plan(outputs, data) && steps.run().attempt([&] {
        if (!make_outputs(steps, data, options, true)) return false;
        if (options.hashes) engine::hash_files(steps.files());
        return steps.write();
      });
  for (std::size_t i = 0; written && i < steps.outputs().size(); ++i) {
    result.files.push_back(rendered_file(steps.outputs()[i], steps.files()[i], false));
  }
  steps.settle(options);
  result.report = report_of(steps.run());
  return result;
}

}  // namespace

Rendering Engine::render_files(std::string_view kind, const DataSource& data, const std::vector<Output>& outputs,
                               const RenderOptions& options) const {
  Rendering result;
  const std::string chosen = implementation_->kind_of(kind, data, result.report);
  if (chosen.empty()) return result;
  CallKinds kinds(*implementation_, options, chosen);
  if (!kinds.ok()) {
    result.report = std::move(kinds).report();
    return result;
  }
  // While the kind is compiled and the data is read.
  const bool has_pages = engine::parts_for(outputs) != engine::KindParts::Sheets;
  if (has_pages && implementation_->options->threads_per_document > 1) implementation_->fonts.prepare();
  KindRun steps(*kinds, implementation_->fonts, chosen, engine::parts_for(outputs));
  return write_rendering(steps, data, outputs, options);
}

BatchResult Engine::batch(std::string_view kind, const BatchOptions& options) const {
  Run run;
  if (!knows_profile(options.render, run)) {
    BatchResult refused;
    refused.report = report_of(run);
    refused.status = refused.report.status();
    return refused;
  }
  const std::string chosen =
      kind.empty() ? engine::recognise_kind(options.inputs, implementation_->kinds.file_reader(), run.sink())
                   : std::string(kind);
  if (chosen.empty()) {
    BatchResult refused;
    refused.report = report_of(run);
    refused.status = refused.report.status();
    return refused;
  }
  CallKinds kinds(*implementation_, options.render, chosen);
  if (!kinds.ok()) {
    BatchResult refused;
    refused.report = std::move(kinds).report();
    refused.status = refused.report.status();
    return refused;
  }
  return engine::run_batch(chosen, options, *kinds, implementation_->fonts);
}

TextResult Engine::describe(std::string_view kind, FieldForm form, Language language) const {
  KindRun steps(implementation_->kinds, implementation_->fonts, kind);
  TextResult fields;
  if (steps.usable()) {
    const schema::SchemaField root = schema::describe_all_fields(*steps.kind().schema);
    fields.text =
        form == FieldForm::Json ? schema::describe_as_json(root) + "\n" : schema::describe_as_text(root, language);
  }
  fields.report = report_of(steps.run());
  return fields;
}

TextResult Engine::schema(std::string_view kind) const {
  KindRun steps(implementation_->kinds, implementation_->fonts, kind);
  TextResult result;
  if (steps.usable()) {
    auto bytes = steps.kind().files.read_bytes(engine::kSchemaName, diagnostics::Origin{}, steps.run().sink());
    if (bytes) result.text = *std::move(bytes);
  }
  result.report = report_of(steps.run());
  return result;
}

std::string Engine::definition_hash(std::string_view kind) const {
  const KindRun steps(implementation_->kinds, implementation_->fonts, kind);
  return steps.usable() ? engine::definition_hash(steps.kind()) : std::string();
}

std::string Engine::document_definition(std::string_view kind, const RenderOptions& options) const {
  KindRun steps(implementation_->kinds, implementation_->fonts, kind);
  const text::FontLibrary* const fonts = implementation_->fonts.get(steps.run());
  if (!steps.usable() || fonts == nullptr) return {};
  return engine::batch_definition(steps.kind(), implementation_->kinds, *fonts, options);
}

TextResult Engine::texts(std::string_view kind, std::string_view language) const {
  KindRun steps(implementation_->kinds, implementation_->fonts, kind);
  TextResult result;
  result.text = texts_of(steps, language);
  result.report = report_of(steps.run());
  return result;
}

Report Engine::texts_file(std::string_view kind, const std::string& path, bool may_replace,
                          std::string_view language) const {
  KindRun steps(implementation_->kinds, implementation_->fonts, kind);
  const std::string text = texts_of(steps, language);
  const resources::Existing existing = may_replace ? resources::Existing::Replace : resources::Existing::Keep;
  if (!text.empty()) resources::write_file(path, text, steps.run().sink(), existing);
  return report_of(steps.run());
}

TextResult Engine::new_data(std::string_view kind, const NewData& options) const {
  KindRun steps(implementation_->kinds, implementation_->fonts, kind);
  TextResult data;
  if (steps.usable()) {
    if (base::Expected<std::string> text = make_new_data(steps, implementation_->kinds, options)) {
      data.text = *std::move(text);
    }
  }
  data.report = report_of(steps.run());
  return data;
}

Report Engine::new_file(std::string_view kind, const std::string& path, bool may_replace,
                        const NewData& options) const {
  KindRun steps(implementation_->kinds, implementation_->fonts, kind);
  if (steps.usable()) {
    const resources::Existing existing = may_replace ? resources::Existing::Replace : resources::Existing::Keep;
    const base::Expected<std::string> text = make_new_data(steps, implementation_->kinds, options);
    if (text) resources::write_file(path, *text, steps.run().sink(), existing);
  }
  return report_of(steps.run());
}

Report Engine::new_kind(const std::string& name, const std::string& folder) const {
  Run run;
  const resources::Folder skeleton(implementation_->options->share_folder + "/templates/shared/new-kind",
                                   "templates/shared/new-kind");
  engine::new_kind(name, folder, skeleton, implementation_->kinds, run);
  return report_of(run);
}

Rendering Engine::bind(const DataSource& plan, const std::optional<Output>& output,
                       const RenderOptions& options) const {
  Run run;
  if (!knows_profile(options, run)) return {{}, {}, report_of(run)};
  CallKinds kinds(*implementation_, options);
  if (!kinds.ok()) return {{}, {}, std::move(kinds).report()};
  const engine::BindingEnd end = output ? engine::BindingEnd::File : engine::BindingEnd::Bytes;
  return engine::bind(plan, end, output.value_or(Output{}), options, *kinds, implementation_->fonts);
}

Report Engine::check_plan(const DataSource& plan, const RenderOptions& options) const {
  Run run;
  if (!knows_profile(options, run)) return report_of(run);
  CallKinds kinds(*implementation_, options);
  if (!kinds.ok()) return std::move(kinds).report();
  return engine::bind(plan, engine::BindingEnd::Check, {}, options, *kinds, implementation_->fonts).report;
}

std::string Engine::new_plan(DataForm form, Language language) const { return engine::new_plan(form, language); }

Report Engine::new_plan_file(const std::string& path, bool may_replace, Language language) const {
  Run run;
  const resources::Existing existing = may_replace ? resources::Existing::Replace : resources::Existing::Keep;
  const DataForm form = engine::is_yaml(path) ? DataForm::Yaml : DataForm::Json;
  resources::write_file(path, engine::new_plan(form, language), run.sink(), existing);
  return report_of(run);
}

Extraction Engine::extract(const std::vector<FormSource>& forms, const ExtractOptions& options) const {
  CallKinds kinds(*implementation_, options.render, options.kind);
  if (!kinds.ok()) return {{}, std::move(kinds).report()};
  return engine::extract(forms, options, *kinds, implementation_->fonts);
}

Extraction Engine::extract(const std::vector<std::string>& files, const ExtractOptions& options) const {
  std::vector<FormSource> forms;
  forms.reserve(files.size());
  for (const std::string& file : files) forms.push_back({file});
  return extract(forms, options);
}

Collection Engine::collect(const std::vector<std::string>& kinds, const std::string& folder,
                           const CollectOptions& options) const {
  CallKinds library(*implementation_, options.render);
  if (!library.ok()) {
    Collection refused;
    refused.report = std::move(library).report();
    return refused;
  }
  return engine::collect(kinds, folder, options, *library, implementation_->fonts);
}

TextResult Engine::dump(std::string_view kind, Stage stage, Format output, const DataSource& data,
                        const RenderOptions& options) const {
  CallKinds kinds(*implementation_, options, kind);
  if (!kinds.ok()) return {{}, std::move(kinds).report()};
  KindRun steps(*kinds, implementation_->fonts, kind);
  TextResult dump;
  const Format format = engine::format_of(stage, output);
  const bool has_data = engine::source_of(stage) != engine::StageSource::Template;
  if (steps.usable() && steps.plan({{std::string(), format}}, data)) {
    steps.run().attempt([&] {
      if (!has_data || steps.read(data, options)) dump.text = steps.dump(stage, format, options);
      return true;
    });
  }
  dump.report = report_of(steps.run());
  return dump;
}

FontList Engine::fonts() const {
  Run run;
  FontList list;
  if (const text::FontLibrary* const fonts = implementation_->fonts.get(run)) list = engine::list_fonts(*fonts);
  list.report = report_of(run);
  return list;
}

MissingCharacters Engine::missing_characters(const DataSource& text) const {
  Run run;
  MissingCharacters missing;
  const text::FontLibrary* const fonts = implementation_->fonts.get(run);
  const base::Expected<diagnostics::SourceId> source = engine::read_source(text, run);
  if (fonts != nullptr && source) {
    missing.characters = engine::missing_characters(*fonts, run.sources().source_text(*source));
  }
  missing.report = report_of(run);
  return missing;
}

Rendering Engine::typeset(const DataSource& html, const Output& output, const RenderOptions& options) const {
  Run run;
  run.obey(options);
  Rendering result;
  const base::Expected<OutputFile> planned = engine::plan_page_output(output, run.sink());
  const text::FontLibrary* const fonts =
      planned && knows_profile(options, run) ? implementation_->fonts.get(run) : nullptr;
  run.attempt([&] {
    if (fonts == nullptr) return false;
    const EngineOptions& engine = *implementation_->options;
    std::vector<FinishedFile> files = engine::typeset_pages(html, *planned, *fonts, engine.date, options, run);
    const auto outputs = files.empty() ? base::Expected<std::vector<OutputFile>>(base::kReported)
                                       : engine::outputs_of_files({*planned}, files, run.sink());
    if (!outputs) return false;
    if (options.hashes) engine::hash_files(files);
    run.sink().go_on_now();
    intake::FileReader& reader = implementation_->kinds.file_reader();
    if (!options.force && !engine::keeps_forms(*outputs, files, reader, run.sink())) return false;
    if (!engine::write_outputs(*outputs, files, engine.temporary_folder, run.sink())) return false;
    for (std::size_t i = 0; i < files.size(); ++i)
      result.files.push_back(rendered_file((*outputs)[i], files[i], false));
    return true;
  });
  result.report = report_of(run);
  return result;
}

Rendering Engine::typeset(const DataSource& html, const std::vector<Format>& formats,
                          const RenderOptions& options) const {
  Run run;
  run.obey(options);
  Rendering result;
  const text::FontLibrary* const fonts = knows_profile(options, run) ? implementation_->fonts.get(run) : nullptr;
  run.attempt([&] {
    for (const Format format : formats) {
      const auto planned = engine::plan_page_output({std::string(), format}, run.sink());
      if (fonts == nullptr || !planned) return false;
      std::vector<FinishedFile> files =
          engine::typeset_pages(html, *planned, *fonts, implementation_->options->date, options, run);
      if (options.hashes) engine::hash_files(files);
      for (FinishedFile& file : files) result.files.push_back(rendered_file({format, {}, false}, file, true));
    }
    return true;
  });
  result.report = report_of(run);
  if (!result.report.ok()) result.files.clear();
  return result;
}

}  // namespace gongwen
