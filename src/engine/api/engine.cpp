#include "gongwen/engine.h"

#include "base/format.h"
#include "data/values.h"
#include "diagnostics/catalogue/engine.h"
#include "engine/api/detail/implementation.h"
#include "engine/batch/detail/batch_run.h"
#include "engine/bind/detail/bind.h"
#include "engine/collect/detail/collect.h"
#include "engine/core/detail/font_source.h"
#include "engine/core/detail/read_source.h"
#include "engine/core/run.h"
#include "engine/fill/detail/fill_form.h"
#include "engine/input/detail/drafted_form.h"
#include "engine/input/detail/new_data.h"
#include "engine/input/detail/new_form.h"
#include "engine/input/detail/rule_examples.h"
#include "engine/input/read_data.h"
#include "engine/kinds/detail/editions.h"
#include "engine/kinds/detail/kind_library.h"
#include "engine/render/detail/make_files.h"
#include "engine/render/detail/output_files.h"
#include "engine/render/expand_document.h"
#include "engine/returned/detail/carry_forward.h"
#include "engine/returned/detail/extract.h"
#include "engine/returned/detail/shown_form.h"
#include "engine/runs/detail/check_set.h"
#include "engine/runs/kind_run.h"
#include "intake/file_reader.h"
#include "layout/proofing/proofread.h"
#include "resources/atomic_file.h"
#include "resources/byte_stream.h"
#include "schema/describe_fields.h"
#include "templating/template_set.h"

// The calls of Engine (include/gongwen/engine.h): the steps of each call, in order. The steps
// themselves are in runs/kind_run.h and the folders below. Common to all calls: texts of the call
// choose the kinds, an unknown profile is reported before anything is made, and Run::attempt catches
// stops. Pattern of a call: CallKinds (the library, with texts of the call), KindRun (one kind, one
// document), Run::attempt around everything that may be stopped, settle() for the confirmed warnings,
// then the report. All calls are const and may run in several threads: their shared state is in
// Implementation, which locks.
namespace gongwen {
namespace {

using engine::FinishedFile;
using engine::KindRun;
using engine::OutputFile;
using engine::Run;

/// Whether the profile with which documents are compared exists; true if none is requested.
bool knows_profile(const RenderOptions& options, Run& run) {
  if (options.profile.empty() || proofing::find_profile(options.profile) != nullptr) return true;
  run.sink().report(diagnostics::messages::EngineUnknownProfile, diagnostics::Origin{}, options.profile,
                    proofing::profile_names());
  return false;
}

/// Makes the planned outputs in memory. `named`: the outputs are files that will be written, whose names may come from
/// the data.
bool make_outputs(KindRun& steps, const DataSource& data, const RenderOptions& options, bool named) {
  // Workbooks of long lists are written while their data is read, without a document in memory.
  switch (steps.stream(data, options)) {
    case KindRun::Streaming::Done: return true;
    case KindRun::Streaming::Failed: return false;
    case KindRun::Streaming::Impossible: break;
  }
  // For a review, pages are also made from data with errors; missing values are left blank.
  const bool fits = steps.read(data, options);
  if (!fits && !(options.review && steps.has_data())) return false;
  steps.run().leave_blanks(!fits);
  return (!named || steps.name_outputs(options)) && steps.make(steps.planned_formats(), options);
}

/// A workbook for input shows all data from which it is made; into other forms, the values that two kinds have in
/// common are carried over.
base::Expected<std::string> make_new_data(KindRun& steps, engine::KindLibrary& kinds, const NewData& options) {
  if (options.form == DataForm::Workbook || options.from.is_blank()) {
    return engine::new_data(steps.kind(), options, steps.run());
  }
  const std::optional<NewData> carried = engine::carry_over(options, steps.kind(), kinds, steps.run());
  if (!carried) return base::kReported;
  return engine::new_data(steps.kind(), *carried, steps.run());
}

/// A run is finished when its report is taken.
Report report_of(Run& run) { return std::move(run).report(); }

/// The file of the kind's texts; empty, after a report, if the kind has none. `language` is a tag such as
/// `zh`.
std::string texts_of(KindRun& steps, std::string_view language) {
  if (!steps.usable()) return {};
  const auto texts = engine::find_texts(steps.kind(), language, steps.run().sink());
  return texts ? engine::write_texts_file(steps.name(), *texts) : std::string();
}

/// Bytes are moved only if the caller gets them; written files are described without.
RenderedFile rendered_file(const OutputFile& output, FinishedFile& file, bool keep_bytes) {
  RenderedFile result{output.format, output.path, {}, file.size(), file.pages, std::move(file.sha256), file.page};
  if (keep_bytes) result.bytes = std::move(file.bytes);
  return result;
}

}  // namespace

Engine::Engine(const EngineOptions& options) : implementation_(std::make_unique<Implementation>(options)) {}
Engine::~Engine() = default;

/// Kinds whose manifest has errors are left out and reported.
KindList Engine::list() const {
  Run run;
  KindList list;
  // A misspelt folder in the options would otherwise only mean fewer kinds.
  implementation_->kinds.report_bad_paths(run.sink());
  const std::vector<std::string> names = implementation_->kinds.names();
  if (names.empty())
    run.sink().report(diagnostics::messages::EngineNoKinds, diagnostics::Origin{},
                      implementation_->options->share_folder);
  for (const std::string& name : names) {
    // Only the manifest is read: compiling all kinds to list them would take long.
    const std::optional<engine::BundleFiles> files = implementation_->kinds.find_bundle(name);
    if (!files) continue;
    const auto info = engine::read_kind_info(*files, name, run.sources(), run.documents(), run.sink());
    if (info) list.kinds.push_back(*info);
  }
  list.report = report_of(run);
  return list;
}

/// For commands that watch files and render again when one changes.
std::vector<std::string> Engine::template_files(std::string_view kind) const {
  const std::optional<std::string> name = implementation_->kinds.name_of(kind);
  const std::optional<engine::BundleFiles> files = name ? implementation_->kinds.find(*name) : std::nullopt;
  if (!files) return {};
  return implementation_->kinds.paths_of(*files);
}

std::string Engine::kind_name(std::string_view words) const {
  return implementation_->kinds.name_of(words).value_or(std::string());
}

/// The complete check: every format of the kind is made, since some errors show only on pages.
Report Engine::check(std::string_view kind, const std::vector<DataSource>& data, const RenderOptions& options) const {
  // Without a kind, each file is checked by the kind stamped on it; files may be of several kinds.
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
    // Each file is made completely, in memory, so that messages about the pages are also reported. An error in one file
    // does not end the others; a stop does.
    if (!steps.usable() || !knows_profile(options, steps.run())) break;
    const bool done = steps.run().attempt([&] {
      // Only documents, not pictures: these show the same pages.
      if (steps.read(source, options) && steps.name_outputs(options))
        steps.make(steps.kind().manifest->info.formats, options);
      return true;
    });
    steps.settle(options);
    if (!done) break;
  }
  return report_of(steps.run());
}

/// The quick check: the data against the schema and the rules of the kind, without pages.
Report Engine::check_values(std::string_view kind, const std::vector<DataSource>& data,
                            const RenderOptions& options) const {
  CallKinds kinds(*implementation_, options, kind);
  if (!kinds.ok()) return std::move(kinds).report();
  KindRun steps(*kinds, implementation_->fonts, kind);
  for (const DataSource& source : data) {
    if (!steps.usable()) break;
    const bool done = steps.run().attempt([&] {
      steps.read(source, options);
      // Texts that the kind prescribes are compared here, since no page is made that would show them.
      if (options.review && steps.has_data()) report_fixed_texts(steps.data(), steps.kind(), steps.run());
      return true;
    });
    steps.settle(options);
    if (!done) break;
  }
  return report_of(steps.run());
}

/// Documents that belong together are compared with each other, not only with their schemas.
SetCheck Engine::check_set(const std::string& folder, const RenderOptions& options, CheckScope scope) const {
  Run run;
  if (!knows_profile(options, run)) return {{}, {}, report_of(run)};
  CallKinds kinds(*implementation_, options);
  if (!kinds.ok()) return {{}, {}, std::move(kinds).report()};
  return engine::check_set(folder, options, scope, *kinds, implementation_->fonts);
}

/// In memory: nothing is written, and files get no names.
Rendering Engine::render(std::string_view kind, const DataSource& data, const std::vector<Format>& formats,
                         const RenderOptions& options) const {
  Rendering result;
  // Data in memory has no file name that would identify a kind.
  const std::string chosen = data.text ? std::string(kind) : implementation_->kind_of(kind, data, result.report);
  // Data in memory without a kind continues: KindRun reports the missing kind.
  if (chosen.empty() && !data.text) return result;
  CallKinds kinds(*implementation_, options, chosen);
  if (!kinds.ok()) {
    result.report = std::move(kinds).report();
    return result;
  }
  // Outputs in memory have no path.
  std::vector<Output> outputs;
  outputs.reserve(formats.size());
  for (const Format format : formats) outputs.push_back({std::string(), format});
  KindRun steps(*kinds, implementation_->fonts, chosen, engine::parts_for(outputs));
  result.kind = steps.name();
  steps.tell_author();
  // Each step reports by itself; `&&` only decides whether the next one makes sense.
  const bool made =
      steps.usable() && knows_profile(options, steps.run()) && steps.plan(outputs, data) && steps.run().attempt([&] {
        if (!make_outputs(steps, data, options, false)) return false;
        if (options.hashes) engine::hash_files(steps.files());
        return true;
      });
  // All files or none: a caller never gets half of the formats.
  for (std::size_t i = 0; made && i < steps.outputs().size(); ++i) {
    result.files.push_back(rendered_file(steps.outputs()[i], steps.files()[i], true));
  }
  steps.settle(options);
  result.report = report_of(steps.run());
  return result;
}

namespace {

/// Makes and writes the outputs. Hashes are computed before writing, of the bytes in memory.
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

/// Like render(), but the files are written, and their bytes are not returned.
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
  // Fonts are opened in another thread while this one compiles the kind and reads the data.
  const bool has_pages = engine::parts_for(outputs) != engine::KindParts::Sheets;
  if (has_pages && implementation_->options->threads_per_document > 1) implementation_->fonts.prepare();
  KindRun steps(*kinds, implementation_->fonts, chosen, engine::parts_for(outputs));
  return write_rendering(steps, data, outputs, options);
}

namespace {

BatchResult refused_batch(Report report) {
  BatchResult result;
  result.status = report.status();
  result.report = std::move(report);
  return result;
}

}  // namespace

/// Everything that concerns all records is checked before the first one is read.
BatchResult Engine::batch(std::string_view kind, const BatchOptions& options) const {
  Run run;
  if (!knows_profile(options.render, run)) return refused_batch(report_of(run));
  const std::string chosen =
      kind.empty() ? engine::recognise_kind(options.inputs, implementation_->kinds.file_reader(), run.sink())
                   : std::string(kind);
  // The reason is in the run: no input has a stamp.
  if (chosen.empty()) return refused_batch(report_of(run));
  CallKinds kinds(*implementation_, options.render, chosen);
  // Texts that cannot be used end the batch before its first record.
  if (!kinds.ok()) return refused_batch(std::move(kinds).report());
  return engine::run_batch(chosen, options, *kinds, implementation_->fonts);
}

/// The fields of a kind, as a table for people or as JSON for programs.
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

/// For editors and other programs that check data themselves.
TextResult Engine::schema(std::string_view kind) const {
  KindRun steps(implementation_->kinds, implementation_->fonts, kind);
  TextResult result;
  if (steps.usable()) {
    // The text of the file as it is in the bundle, not of the compiled schema.
    auto bytes = steps.kind().files.read_bytes(engine::kSchemaName, diagnostics::Origin{}, steps.run().sink());
    if (bytes) result.text = *std::move(bytes);
  }
  result.report = report_of(steps.run());
  return result;
}

/// Empty for a kind with errors: its files do not define a document.
std::string Engine::definition_hash(std::string_view kind) const {
  const KindRun steps(implementation_->kinds, implementation_->fonts, kind);
  return steps.usable() ? engine::definition_hash(steps.kind()) : std::string();
}

/// The hash that a batch compares to find out which of its documents must be made again.
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

/// A file for people to change and give back as replaced texts.
Report Engine::texts_file(std::string_view kind, const std::string& path, bool may_replace,
                          std::string_view language) const {
  KindRun steps(implementation_->kinds, implementation_->fonts, kind);
  const std::string text = texts_of(steps, language);
  const resources::Existing existing = may_replace ? resources::Existing::Replace : resources::Existing::Keep;
  if (!text.empty()) resources::write_file(path, text, steps.run().sink(), existing);
  return report_of(steps.run());
}

// The mail of a kind in one of its languages; `values` fill the places in its texts.
MailResult Engine::mail(std::string_view kind, std::string_view name, Language language,
                        const std::map<std::string, std::string, std::less<>>& values) const {
  KindRun steps(implementation_->kinds, implementation_->fonts, kind);
  MailResult result;
  if (steps.usable()) {
    auto mail = engine::write_mail(steps.kind().texts, name, diagnostics::language_tag(language), values);
    if (mail) {
      result.subject = std::move(mail->subject);
      result.text = std::move(mail->text);
    } else {
      steps.run().sink().report(diagnostics::messages::EngineNoMail, diagnostics::Origin{}, steps.name(), name);
    }
  }
  result.report = report_of(steps.run());
  return result;
}

/// The file with which a person starts.
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

/// The text is made completely before the file is opened, so that an error leaves an existing file unchanged.
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

/// A new bundle is a copy of a skeleton in the share folder.
Report Engine::new_kind(const std::string& name, const std::string& folder) const {
  Run run;
  const resources::Folder skeleton(implementation_->options->share_folder + "/templates/shared/new-kind",
                                   "templates/shared/new-kind");
  engine::new_kind(name, folder, skeleton, implementation_->kinds, run);
  return report_of(run);
}

NewFormResult Engine::new_form(const std::string& name, const std::string& folder, const NewForm& form) const {
  Run run;
  NewFormResult result;
  result.counts = engine::new_form(name, folder, form, implementation_->kinds, result.guesses, run);
  result.report = report_of(run);
  return result;
}

/// The kind is compiled first, so that no bundle with errors is written.
Report Engine::expand_form(std::string_view kind, const std::string& folder) const {
  KindRun steps(implementation_->kinds, implementation_->fonts, kind);
  if (steps.usable()) engine::write_expanded(steps.kind(), folder, steps.run().sink());
  return report_of(steps.run());
}

/// A kind with errors has no edition: no form of it can have been sent out.
Report Engine::keep_edition(std::string_view kind, const std::string& folder) const {
  KindRun steps(implementation_->kinds, implementation_->fonts, kind);
  if (steps.usable()) engine::keep_edition(steps.kind(), folder, steps.run().sink());
  return report_of(steps.run());
}

TextResult Engine::edition(std::string_view kind) const {
  KindRun steps(implementation_->kinds, implementation_->fonts, kind);
  TextResult result;
  if (steps.usable()) result.text = engine::edition_json(steps.kind());
  result.report = report_of(steps.run());
  return result;
}

// The name under which this edition can be requested; only the kind if it is the present edition. Empty if it is
// unknown.
std::string Engine::edition_name(std::string_view kind, std::string_view edition) const {
  engine::KindLibrary& kinds = implementation_->kinds;
  const auto found = kinds.get(fmt::format("{}@{}", kind, edition));
  if (!found || !found->usable) return {};
  const std::string& name = found->manifest->info.name;
  return found == kinds.get(name) ? name : fmt::format("{}@{}", name, engine::definition_hash(*found));
}

/// Data of the present edition, or of one with the same fields, is returned as it is.
TextResult Engine::carry_forward(std::string_view kind, std::string_view edition, const DataSource& data) const {
  KindRun steps(implementation_->kinds, implementation_->fonts, kind);
  TextResult result;
  const auto former = implementation_->kinds.get(fmt::format("{}@{}", kind, edition));
  // `kind@edition` is a kept edition, or the present kind if the hash is its own.
  const bool is_known = steps.usable() && former && former->usable;
  const auto read = is_known ? engine::parse_data(data, *former, {}, steps.run()) : base::kReported;
  if (read && former.get() == &steps.kind()) {
    data::append_value_json(result.text, read->root());
  } else if (read) {
    engine::CarriedData carried = engine::carry_forward(read->root(), *former, steps.kind());
    result.text = std::move(carried.json);
    carried.added.clear();  // the check reports missing values
    engine::report_carried(carried, data.path, *former, steps.kind(), steps.run().sink());
  }
  result.report = report_of(steps.run());
  return result;
}

TypedValues Engine::carry_forward(std::string_view kind, const TypedValues& values) const {
  const KindRun steps(implementation_->kinds, implementation_->fonts, kind);
  return steps.usable() ? engine::carry_forward(values, steps.kind()) : values;
}

TextResult Engine::rule_examples(std::string_view kind, bool as_json, Language language) const {
  KindRun steps(implementation_->kinds, implementation_->fonts, kind);
  TextResult result;
  if (steps.usable()) result.text = engine::rule_examples(steps.kind(), as_json, language, steps.run());
  result.report = report_of(steps.run());
  return result;
}

Report Engine::draft_form(std::string_view kind, const std::string& folder) const {
  // A bundle without a workbook has no layout: rows are then made by the shape of fields.
  KindRun steps(implementation_->kinds, implementation_->fonts, kind);
  if (!steps.usable()) return report_of(steps.run());
  engine::DraftLayout layout;
  if (const auto blank = engine::blank_layout(steps.shared_kind())) layout = engine::draft_layout(*blank);
  engine::write_draft(steps.kind(), folder, layout, steps.run());
  return report_of(steps.run());
}

FormFields Engine::list_form_fields(const DataSource& form) const {
  return engine::list_form_fields(form, implementation_->kinds);
}

Rendering Engine::fill_form(const FormFilling& filling, const std::optional<Output>& output) const {
  return engine::fill_form(filling, output, implementation_->kinds, implementation_->fonts);
}

/// Without an output the bytes of the PDF are returned.
Rendering Engine::bind(const DataSource& plan, const std::optional<Output>& output,
                       const RenderOptions& options) const {
  Run run;
  if (!knows_profile(options, run)) return {{}, {}, report_of(run)};
  CallKinds kinds(*implementation_, options);
  if (!kinds.ok()) return {{}, {}, std::move(kinds).report()};
  const engine::BindingEnd end = output ? engine::BindingEnd::File : engine::BindingEnd::Bytes;
  return engine::bind(plan, end, output.value_or(Output{}), options, *kinds, implementation_->fonts);
}

// The plan with all its documents, but no file.
Report Engine::check_plan(const DataSource& plan, const RenderOptions& options) const {
  Run run;
  if (!knows_profile(options, run)) return report_of(run);
  CallKinds kinds(*implementation_, options);
  if (!kinds.ok()) return std::move(kinds).report();
  return engine::bind(plan, engine::BindingEnd::Check, {}, options, *kinds, implementation_->fonts).report;
}

std::string Engine::new_plan(DataForm form, Language language) const { return engine::new_plan(form, language); }

/// An existing file is replaced only on request: it may be a plan that a person has written.
Report Engine::new_plan_file(const std::string& path, bool may_replace, Language language) const {
  Run run;
  const resources::Existing existing = may_replace ? resources::Existing::Replace : resources::Existing::Keep;
  // The extension determines the form.
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

/// Kinds are chosen inside, for they may follow from the register or from the forms.
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

/// Shows the document after a stage, for authors of kinds and for tests.
TextResult Engine::dump(std::string_view kind, Stage stage, Format output, const DataSource& data,
                        const RenderOptions& options) const {
  CallKinds kinds(*implementation_, options, kind);
  if (!kinds.ok()) return {{}, std::move(kinds).report()};
  KindRun steps(*kinds, implementation_->fonts, kind);
  TextResult dump;
  const Format format = engine::format_of(stage, output);
  // Some stages belong to the template itself, before any data.
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

/// Opens every face, since a list names their weights and counts their characters.
FontList Engine::fonts() const {
  Run run;
  FontList list;
  if (const text::FontLibrary* const fonts = implementation_->fonts.get(run)) list = engine::list_fonts(*fonts);
  list.report = report_of(run);
  return list;
}

/// Lists the characters of a text that no face has, for people who choose fonts.
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

/// HTML from elsewhere, without a kind; one output.
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
    // Pages come before names of files: how many pictures there are depends on the pages.
    std::vector<FinishedFile> files = engine::typeset_pages(html, *planned, *fonts, engine, options, run);
    const auto outputs = files.empty() ? base::Expected<std::vector<OutputFile>>(base::kReported)
                                       : engine::outputs_of_files({*planned}, files, run.sink());
    if (!outputs) return false;
    if (options.hashes) engine::hash_files(files);
    // The last chance to stop: files are written as a whole or not at all.
    run.sink().go_on_now();
    intake::FileReader& reader = implementation_->kinds.file_reader();
    // Filled-in forms of people are not overwritten.
    if (!options.force && !engine::keeps_forms(*outputs, files, reader, run.sink())) return false;
    if (!engine::write_outputs(*outputs, files, engine.temporary_folder, run.sink())) return false;
    for (std::size_t i = 0; i < files.size(); ++i)
      result.files.push_back(rendered_file((*outputs)[i], files[i], false));
    return true;
  });
  result.report = report_of(run);
  return result;
}

/// Typesets a page in several formats, in memory.
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
          engine::typeset_pages(html, *planned, *fonts, *implementation_->options, options, run);
      if (options.hashes) engine::hash_files(files);
      for (FinishedFile& file : files) result.files.push_back(rendered_file({format, {}, false}, file, true));
    }
    return true;
  });
  result.report = report_of(run);
  // All formats or none.
  if (!result.report.ok()) result.files.clear();
  return result;
}

}  // namespace gongwen
