#include "engine/collect.h"

#include "data/document_builder.h"
#include "diagnostics/catalogue/intake.h"
#include "dom/html_sink.h"
#include "engine/extract.h"
#include "engine/kind_run.h"
#include "engine/make_pdf.h"
#include "engine/make_workbook.h"
#include "engine/merge_reports.h"
#include "engine/roster_page.h"
#include "engine/style_files.h"
#include "resources/atomic_file.h"
#include "resources/environment.h"
#include "resources/walk_folder.h"

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;

constexpr int kMostDepth = 16;  // folders inside one another

/// Not what programs leave beside an open document or in an archive, and nothing hidden: people did not put it there.
bool is_put_there(std::string_view name) {
  return !name.starts_with('.') && !name.starts_with("~$") && name != "Thumbs.db" && name != "desktop.ini" &&
         name != "__MACOSX";
}

class Collector {
 public:
  Collector(const CollectOptions& options, KindLibrary& kinds, FontSource& fonts)
      : options_(options), kinds_(kinds), fonts_(fonts) {}

  Collection run(std::string_view kind, const std::string& folder) {
    KindRun steps(kinds_, fonts_, kind);
    const DataSource no_data;
    if (!steps.usable() || !steps.plan(options_.outputs, no_data)) return finish(steps);
    name_outputs(steps);
    find_files(folder, steps.run().sink());
    if (files_.empty()) {
      steps.run().sink().report(messages::IntakeNoFiles, diagnostics::Origin{}, folder);
      return finish(steps);
    }
    read(steps.kind().manifest->info.name, steps.run());
    Roster roster = make_roster(forms_, steps.shared_kind(), options_.render);
    roster.folder = folder.ends_with('/') ? folder : folder + "/";
    result_.forms = files_.size();
    result_.applicants = roster.rows.size();
    result_.unreadable = roster.unreadable;
    for (const ReadForm& form : forms_) result_.faulty += form.run->sink().has_errors();
    write(roster, steps);
    return finish(steps);
  }

 private:
  /// A folder gets a roster of a fixed name.
  void name_outputs(const KindRun& steps) {
    outputs_ = steps.outputs();
    for (OutputFile& output : outputs_) {
      if (output.in_folder) output.path.append("汇总").append(format_ending(output.format));
    }
  }

  void find_files(const std::string& folder, diagnostics::DiagnosticSink& sink) {
    if (!resources::Folder(folder).exists()) return;
    const resources::FolderWalk walk = resources::walk_folder(folder, kMostDepth, is_put_there);
    for (const std::string& path : walk.files) {
      if (!is_own_output(path)) files_.push_back(path);
    }
    for (const auto* const skipped : {&walk.links, &walk.deep}) {
      for (const std::string& path : *skipped) {
        sink.report(messages::IntakeFolderSkipped, diagnostics::Origin{}, path, kMostDepth);
      }
    }
    for (const std::string& path : walk.unreadable) {
      sink.report(messages::IntakeFolderUnreadable, diagnostics::Origin{}, path);
    }
  }

  /// What an earlier run has put beside the forms: the roster, and the data in their folder.
  bool is_own_output(const std::string& path) const {
    for (const OutputFile& output : outputs_) {
      if (resources::is_same_path(path, output.path)) return true;
    }
    return !options_.json_folder.empty() && path.ends_with(".json") &&
           resources::is_path_below(path, options_.json_folder);
  }

  void read(const std::string& kind, Run& run) {
    const std::vector<std::string> names = data_file_names(files_);
    const std::string& folder = options_.json_folder;
    const std::string prefix = folder.empty() || folder.ends_with('/') ? folder : folder + "/";
    for (std::size_t i = 0; i < files_.size(); ++i) {
      if (options_.progress) options_.progress(i, files_.size());
      FormOptions form;
      form.kind = kind;
      form.no_other_kind = true;
      form.check = true;
      form.shown = prefix.empty() ? "<" + files_[i] + ">" : prefix + names[i];
      form.render = options_.render;
      forms_.push_back(read_form(files_[i], form, kinds_));
      if (!prefix.empty() && !forms_.back().json.empty()) {
        resources::write_file(prefix + names[i], forms_.back().json, run.sink());
      }
    }
    if (options_.progress) options_.progress(files_.size(), files_.size());
  }

  FinishedFile make(const Roster& roster, const OutputFile& output, Run& run) {
    const std::string html = roster_html(roster, output.format, output.path);
    const auto source = run.sources().add("<roster>", html);
    const std::string_view text = run.sources().source_text(source);
    const dom::Tree tree =
        dom::parse_html(text, {source, 0, static_cast<std::uint32_t>(text.size())}, run.sink(), {}, dom::Syntax::Html);
    DocumentStyles styles;
    const BundleFiles files{resources::Folder(".")};
    StyleFiles(files, run.sources(), run.sink()).add_of_document(tree, styles);
    if (output.format == Format::Xlsx) {
      data::DocumentBuilder builder(source);
      builder.begin_object(0);
      builder.end_object(0);
      const data::Document none = std::move(builder).finish();
      const forms::FieldModel no_fields;
      return make_workbook(tree, styles, {none, no_fields}, run.sink());
    }
    const text::FontLibrary* const fonts = fonts_.get(run);
    if (fonts == nullptr) return {};
    return make_pdf(tree, styles, files, {*fonts, {resources::source_date_epoch()}}, run.sink());
  }

  void write(const Roster& roster, KindRun& steps) {
    const diagnostics::ErrorWatch watch(steps.run().sink());
    std::vector<FinishedFile> files;
    for (const OutputFile& output : outputs_) files.push_back(make(roster, output, steps.run()));
    if (watch.saw_errors() || !write_outputs(outputs_, files, steps.run().sink())) return;
    for (std::size_t i = 0; i < files.size(); ++i) {
      const OutputFile& output = outputs_[i];
      result_.files.push_back({output.format, output.path, {}, files[i].bytes.size(), files[i].pages});
    }
  }

  /// The forms one by one, then what concerns the whole.
  Collection finish(KindRun& steps) {
    std::vector<Report> reports;
    for (ReadForm& form : forms_) reports.push_back(std::move(*form.run).report());
    reports.push_back(std::move(steps.run()).report());
    result_.report = merge_reports(std::move(reports));
    return std::move(result_);
  }

  const CollectOptions& options_;
  KindLibrary& kinds_;
  FontSource& fonts_;
  std::vector<OutputFile> outputs_;
  std::vector<std::string> files_;
  std::vector<ReadForm> forms_;
  Collection result_;
};

}  // namespace

Collection collect(std::string_view kind, const std::string& folder, const CollectOptions& options, KindLibrary& kinds,
                   FontSource& fonts) {
  return Collector(options, kinds, fonts).run(kind, folder);
}

}  // namespace gongwen::engine
