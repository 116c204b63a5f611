#include "engine/bind/detail/bound_part.h"

#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/intake.h"
#include "engine/core/detail/data_files.h"
#include "engine/core/reports.h"
#include "engine/returned/detail/read_form.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace gongwen::engine {

namespace messages = diagnostics::messages;

namespace {

constexpr std::string_view kLabelClass = "annex-label";

/// Classes are separated by blanks.
bool has_class(std::string_view classes, std::string_view name) {
  while (!classes.empty()) {
    const std::size_t end = std::min(classes.find(' '), classes.size());
    if (classes.substr(0, end) == name) return true;
    classes.remove_prefix(std::min(end + 1, classes.size()));
  }
  return false;
}

/// Whether the document prints a label of an annex.
bool has_label(const dom::Tree& tree) {
  const dom::NodeId root = tree.root_element();
  for (dom::NodeId node = root; node; node = tree.next_in_order(node, root)) {
    if (has_class(tree.attribute_value(node, dom::AttributeName::Class), kLabelClass)) return true;
  }
  return false;
}

/// Files in memory come before files on the disk.
DataSource source_at(const std::string& path, const DataSource& plan) {
  DataSource source{path};
  source.files = plan.files;
  if (const MemoryFile* const given = find_file(plan.files, path)) source.text = given->bytes;
  return source;
}

/// Whether this message is among the reported ones.
bool was_reported(Run& run, diagnostics::DiagnosticId id) {
  const std::vector<diagnostics::Diagnostic>& all = run.sink().diagnostics();
  return std::any_of(all.begin(), all.end(), [id](const diagnostics::Diagnostic& one) { return one.id == id; });
}

}  // namespace

BoundPart::BoundPart(const PlannedPart& planned, KindLibrary& kinds, FontSource& fonts)
    : planned_(planned), kinds_(kinds), fonts_(fonts), kind_name_(planned.kind) {}

/// The kind of a part is in the plan, in the stamp of its data, or in the PDF.
bool BoundPart::read(const DataSource& plan, const BindingPlan& set, const RenderOptions& options, Run& plan_run) {
  if (planned_.placed) return read_placed(plan, set, options, plan_run);
  if (!kind_name_.empty() && !kinds_.name_of(kind_name_)) {
    plan_run.sink().report(messages::EngineBindKind, planned_.kind_origin, kind_name_, kinds_.nearest_name(kind_name_));
    return false;
  }
  std::optional<DataSource> source = find_data(plan, options, plan_run);
  if (!source || !find_kind(*source, plan_run)) return false;
  // From here on errors are those of the part, with its own sources.
  steps_ = std::make_unique<KindRun>(kinds_, fonts_, kind_name_);
  if (!steps_->usable()) return false;
  RenderOptions own = options;
  if (!planned_.former_path.empty()) own.draft.changes_from = source_at(planned_.former_path, plan);
  if (!steps_->read(*source, own)) return false;
  source_ = std::move(source);
  return true;
}

/// One of the program's own templates lays out the pages, and prints number and label.
bool BoundPart::read_placed(const DataSource& plan, const BindingPlan& set, const RenderOptions& options,
                            Run& plan_run) {
  placed_.emplace(planned_);
  if (!placed_->read(plan, kinds_.file_reader(), plan_run)) return false;
  std::shared_ptr<const CompiledKind> page = kinds_.get_page(kPlacedPage);
  if (!page) {
    plan_run.sink().report(messages::EngineNoPage, diagnostics::Origin{}, kPlacedPage);
    return false;
  }
  steps_ = std::make_unique<KindRun>(kinds_, fonts_, std::move(page));
  return steps_->usable() && steps_->read(placed_->data(set), options);
}

/// The plan names a data file, a PDF, or neither for a blank form.
std::optional<DataSource> BoundPart::find_data(const DataSource& plan, const RenderOptions& options, Run& plan_run) {
  DataSource source = source_at(planned_.path, plan);
  return planned_.is_pdf ? data_of_pdf(std::move(source), options, plan_run) : std::optional(std::move(source));
}

/// The data in a PDF: attached, or in its form fields. Pages are never copied, since they would bring their own fonts
/// and structure.
std::optional<DataSource> BoundPart::data_of_pdf(DataSource source, const RenderOptions& options, Run& plan_run) {
  FormOptions form_options;
  form_options.fonts = &fonts_;
  form_options.kind = kind_name_;
  form_options.render = options;
  // Strictness applies when the document is made.
  form_options.render.strict = false;
  if (source.text) form_options.bytes = &*source.text;
  std::vector<ReadForm> forms = read_forms(source.path, form_options, kinds_);
  ReadForm& form = forms.front();
  // Binding prints the data again, which would lose a signature, so signed files are refused. The other reasons are
  // checked after that, and only one is reported.
  const bool is_signed = was_reported(*form.run, messages::IntakeSigned);
  const bool is_one = forms.size() == 1;
  const bool has_data = !form.json.empty() && !form.is_blank && !form.run->sink().has_errors();
  if (is_signed) {
    plan_run.sink().report(messages::EngineBindSigned, planned_.path_origin, source.path);
  } else if (!is_one) {
    plan_run.sink().report(messages::EngineBindSeveralForms, planned_.path_origin, source.path, forms.size());
  } else if (!has_data) {
    plan_run.sink().report(messages::EngineBindNoData, planned_.path_origin, source.path);
  }
  if (kind_name_.empty()) kind_name_ = form.kind;
  source.text = std::move(form.json);
  // The path must no longer look like that of a PDF.
  source.path += ".json";  // it has been converted to JSON
  for (ReadForm& read : forms) reports_.push_back(std::move(*read.run).report());
  if (is_signed || !is_one || !has_data) return std::nullopt;
  return source;
}

/// From the plan, or from the stamp of a data workbook.
bool BoundPart::find_kind(const DataSource& source, Run& plan_run) {
  if (kind_name_.empty() && !source.text) kind_name_ = stamped_kind(source.path, kinds_.file_reader());
  if (!kind_name_.empty()) return true;
  plan_run.sink().report(messages::EngineBindKindNeeded, planned_.origin, planned_.path);
  return false;
}

/// Does everything up to boxes, which does not depend on the position.
bool BoundPart::expand(const RenderOptions& options, Run& plan_run) {
  const CompiledKind& kind = steps_->kind();
  output_ = kind.find_output(Format::Pdf);
  if (output_ == nullptr) {
    plan_run.sink().report(messages::EngineBindNoPages, planned_.origin, kind.manifest->info.name);
    return false;
  }
  const text::FontLibrary* const fonts = fonts_.get(run());
  if (fonts == nullptr) return false;
  run().set_annex_label(planned_.label);
  document_ = prepare_document(kind, *output_, steps_->data(), options, run());
  // A label that the document does not print is reported now.
  if (!document_) return false;
  if (!placed_) report_unprinted_label(plan_run);
  const DocumentStyles& styles = document_->styles(*output_);
  report_unknown_faces(styles, *fonts, run().sink());
  surroundings_.emplace(printed_surroundings(kind, document_->fields, *fonts, options, run()));
  surroundings_->line_numbers = options.draft.line_numbers;
  surroundings_->sources = &run().sources();
  stages_.emplace(document_->tree, styles, kind.files, *surroundings_, run().sink());
  return stages_->build_boxes();
}

/// Reports a label for which the kind has no place: it appears only in contents and bookmarks.
void BoundPart::report_unprinted_label(Run& plan_run) const {
  if (!planned_.label || planned_.label->empty() || has_label(document_->tree)) return;
  plan_run.sink().report(messages::EngineBindLabelNotPrinted, planned_.label_origin, *planned_.label,
                         steps_->kind().manifest->info.name);
}

/// The counter of pages continues after the parts before.
bool BoundPart::lay_out(const PartPlace& place, bool is_first) {
  place_ = place;
  layout::PagesAround around;
  around.before = place.pages_before;
  around.counters["page"] = place.number_before;
  // The first part may have pages before page 1, which other parts may not.
  around.number_runs_on = number_runs_on_ = !is_first && !planned_.restarts_number;
  return stages_->lay_out(around);
}

/// Only numbers in the text can change the layout; `Binder::lay_out` then repeats it.
void BoundPart::set_page_total(std::int32_t last_number) {
  // A part that restarts its numbers counts its own pages.
  const std::int32_t total = planned_.restarts_number ? page_count() : last_number;
  // Pages without a number are among those before, so the difference may be negative.
  stages_->set_pages_after(total - place_.pages_before - page_count());
}

/// Numbers grow from page 1 on; walking back finds where they started.
std::int32_t BoundPart::unnumbered_pages() const {
  const std::vector<layout::PageLayout>& pages = layout().pages;
  std::size_t first = pages.size() - 1;
  while (first > 0 && pages[first - 1].number() < pages[first].number()) --first;
  return static_cast<std::int32_t>(first);
}

/// Proofread here, once, since layout is repeated.
paint::PaintedDocument BoundPart::paint(Run& plan_run) {
  stages_->proofread();
  paint::PaintedDocument painted = stages_->paint(nullptr);
  if (placed_) placed_->finish(painted, plan_run);
  return painted;
}

flow::Document BoundPart::make_flow(const paint::DocumentInformation& information, flow::VolumePart volume) {
  volume.number_runs_on = number_runs_on_;
  return stages_->make_flow(information, &volume);
}

/// Also works for a part that was not read completely.
Report BoundPart::report(const RenderOptions& options) {
  if (steps_) {
    steps_->settle(options);
    reports_.push_back(std::move(steps_->run()).report());
  }
  return merge_reports(std::move(reports_));
}

}  // namespace gongwen::engine
