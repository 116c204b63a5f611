#include "engine/bind/detail/bind.h"

#include "base/utf8.h"
#include "data/document_builder.h"
#include "data/value_text.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "engine/bind/detail/binding_plan.h"
#include "engine/bind/detail/placed_pages.h"
#include "engine/core/detail/data_files.h"
#include "engine/core/detail/font_source.h"
#include "engine/core/reports.h"
#include "engine/kinds/detail/kind_library.h"
#include "engine/render/detail/lay_out_pages.h"
#include "engine/render/detail/make_docx.h"
#include "engine/render/detail/make_files.h"
#include "engine/render/detail/output_files.h"
#include "engine/returned/detail/read_form.h"
#include "engine/runs/detail/check_set.h"
#include "engine/runs/kind_run.h"
#include "flow/volume.h"
#include "ofd/write_ofd.h"
#include "package/media_type.h"
#include "paint/display_list.h"
#include "pdf/write_pdf.h"
#include "resources/read_file.h"
#include "schema/starter.h"
#include "schema/validate.h"

#include <algorithm>
#include <list>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// Binds several documents into one file: reads and checks each part, lays it out after the parts before it, and joins
// the pages. Two things depend on each other: the page numbers of a part follow from the pages before it, and a part
// may print the total number of pages; so layout is repeated until nothing changes, four times at the most.
namespace gongwen::engine {

namespace {

// BoundFront: cover sheet and contents, made from the bundle `shared/pages/binding` with titles and page numbers of the
// parts.

inline constexpr std::string_view kBindingPage = "binding";

/// A line of the contents.
struct ContentsEntry {
  std::string id;
  std::string label;
  std::string title;
  std::string page;  // as it is printed
};

/// Made last, when the numbers of all parts are known.
class BoundFront {
 public:
  BoundFront(KindLibrary& kinds, FontSource& fonts) : kinds_(kinds), fonts_(fonts) {}

  /// Makes an odd number of pages if a left-hand page follows, otherwise an even one. If cover and contents cannot have
  /// that number, a page is missing. Returns false if an error was reported. Reports: engine/no-page (to `plan_run`),
  /// and all errors of a page.
  bool make(const BindingPlan& plan, const std::vector<ContentsEntry>& entries, bool odd, const RenderOptions& options,
            Run& plan_run);
  /// To be called once. Pictures of the pages stay in this object, which must outlive the result.
  paint::PaintedDocument paint() { return stages_->paint(nullptr); }
  /// The pages for word processors, on the same condition.
  flow::Document make_flow(const paint::DocumentInformation& information, const flow::VolumePart& volume) {
    return stages_->make_flow(information, &volume);
  }
  Report report(const RenderOptions& options);

 private:
  bool make_pages(const BindingPlan& plan, const std::vector<ContentsEntry>& entries, bool apart,
                  const RenderOptions& options, Run& plan_run);
  data::Document make_data(const BindingPlan& plan, const std::vector<ContentsEntry>& entries, bool apart,
                           diagnostics::SourceId source) const;

  KindLibrary& kinds_;
  FontSource& fonts_;
  std::shared_ptr<const CompiledKind> page_;
  std::optional<Run> run_;
  std::shared_ptr<const data::Document> data_;
  std::optional<PreparedDocument> document_;
  std::optional<PageSurroundings> surroundings_;
  std::optional<PageStages> stages_;
};

namespace messages = diagnostics::messages;

/// The number of pages is adjusted by starting the contents on a new sheet; without cover and contents nothing can be
/// adjusted.
bool BoundFront::make(const BindingPlan& plan, const std::vector<ContentsEntry>& entries, bool odd,
                      const RenderOptions& options, Run& plan_run) {
  if (!make_pages(plan, entries, false, options, plan_run)) return false;
  const bool is_odd = stages_->document().pages.size() % 2 == 1;
  if (is_odd == odd || !plan.has_cover || !plan.has_contents) return true;
  return make_pages(plan, entries, true, options, plan_run);
}

/// With `apart` the contents start on the sheet after that of the cover.
bool BoundFront::make_pages(const BindingPlan& plan, const std::vector<ContentsEntry>& entries, bool apart,
                            const RenderOptions& options, Run& plan_run) {
  // Objects that refer to the run are destroyed before it.
  stages_.reset();
  surroundings_.reset();
  document_.reset();
  page_ = kinds_.get_page(kBindingPage);
  if (!page_) {
    plan_run.sink().report(messages::EngineNoPage, diagnostics::Origin{}, kBindingPage);
    return false;
  }
  run_.emplace(page_);
  run_->obey(plan_run);
  const KindOutput* const output = page_->usable ? page_->find_output(Format::Pdf) : nullptr;
  const text::FontLibrary* const fonts = fonts_.get(*run_);
  if (page_->usable && output == nullptr) {
    run_->sink().report(messages::EngineNoSuchOutput, diagnostics::Origin{}, kBindingPage,
                        format_info(Format::Pdf).name);
  }
  if (output == nullptr || fonts == nullptr) return false;
  data_ = std::make_shared<const data::Document>(
      make_data(plan, entries, apart, run_->sources().add_name(std::string(kBindingPage))));
  run_->documents().add(data_);
  if (!schema::validate(*page_->schema, data_->root(), {}, run_->sink())) return false;
  document_ = prepare_document(*page_, *output, *data_, options, *run_);
  if (!document_) return false;
  surroundings_.emplace(PageSurroundings{*fonts, run_->origins()});
  stages_.emplace(document_->tree, document_->styles(*output), page_->files, *surroundings_, run_->sink());
  return stages_->build_boxes() && stages_->lay_out();
}

/// Data of the page `binding`, by its schema; without places, since no person wrote it.
data::Document BoundFront::make_data(const BindingPlan& plan, const std::vector<ContentsEntry>& entries, bool apart,
                                     diagnostics::SourceId source) const {
  // Places are 0, since there is no text that messages could point to.
  data::DocumentBuilder builder(source);
  const auto put = [&builder](std::string_view name, std::string_view text) {
    builder.key(name, 0, 0);
    builder.string(text, 0, 0);
  };
  const auto put_flag = [&builder](std::string_view name, bool flag) {
    builder.key(name, 0, 0);
    builder.boolean(flag, 0, 0);
  };
  builder.begin_object(0);
  put("language", plan.language);
  put("title", plan.title);
  if (!plan.organization.empty()) put("organization", plan.organization);
  if (!plan.date.empty()) put("date", plan.date);
  put_flag("cover", plan.has_cover);
  put_flag("contents", plan.has_contents);
  put_flag("apart", apart);
  builder.key("entries", 0, 0);
  builder.begin_array(0);
  for (const ContentsEntry& entry : entries) {
    builder.begin_object(0);
    put("id", entry.id);
    put("label", entry.label);
    put("title", entry.title);
    put("page", entry.page);
    builder.end_object(0);
  }
  builder.end_array(0);
  builder.end_object(0);
  return std::move(builder).finish();
}

/// Empty if no front was made.
Report BoundFront::report(const RenderOptions& options) {
  if (!run_) return {};
  settle_warnings(options, data_.get(), *run_);
  return std::move(*run_).report();
}

// BoundPart: one document of the set.

/// Position of a part among all pages.
struct PartPlace {
  std::int32_t pages_before = 0;
  std::int32_t number_before = 0;  // of the page before, as it is printed
  bool has_blank_before = false;   // that page is a blank one, for the side of the sheet
};

class BoundPart {
 public:
  BoundPart(const PlannedPart& planned, KindLibrary& kinds, FontSource& fonts);

  /// Reads and checks the data. Files in memory are those of `plan`. Errors in the plan's entry are reported to
  /// `plan_run`, others to the part's own report. Returns false if an error was reported. Reports: engine/bind-*, those
  /// of a rendering.
  bool read(const DataSource& source, const BindingPlan& plan, const RenderOptions& options, Run& plan_run);
  /// Expands the template. Returns as `read`.
  bool expand(const RenderOptions& options, Run& plan_run);
  /// Lays out the pages at a position; again if it has changed. Returns as `read`.
  bool lay_out(const PartPlace& place, bool is_first);
  /// Sets the number of the last page of the set, which pages print as the total.
  void set_page_total(std::int32_t last_number);
  /// The finished pages, compared with profiles. To be called once, last.
  paint::PaintedDocument paint(Run& plan_run);
  /// Null unless it is placed as it is.
  const PlacedPages* placed() const { return placed_ ? &*placed_ : nullptr; }
  /// The document for word processors, at its position; after `paint`. Pictures stay in this object.
  flow::Document make_flow(const paint::DocumentInformation& information, flow::VolumePart volume);
  /// The report without confirmed warnings. To be called last.
  Report report(const RenderOptions& options);

  const PlannedPart& planned() const { return planned_; }
  const PartPlace& place() const { return place_; }
  const layout::DocumentLayout& layout() const { return stages_->document(); }
  /// Pages before the one with number 1, such as the part's own contents.
  std::int32_t unnumbered_pages() const;
  std::int32_t page_count() const { return static_cast<std::int32_t>(stages_->document().pages.size()); }
  /// Null before the kind is known.
  const CompiledKind* kind() const { return steps_ && steps_->usable() ? &steps_->kind() : nullptr; }
  /// The source that was read; nullopt if the data is not valid.
  const std::optional<DataSource>& source() const { return source_; }
  Run& run() { return steps_->run(); }

 private:
  bool read_placed(const DataSource& source, const BindingPlan& plan, const RenderOptions& options, Run& plan_run);
  std::optional<DataSource> find_data(const DataSource& plan, const RenderOptions& options, Run& plan_run);
  std::optional<DataSource> data_of_pdf(DataSource source, const RenderOptions& options, Run& plan_run);
  bool find_kind(const DataSource& source, Run& plan_run);
  void report_unprinted_label(Run& plan_run) const;

  const PlannedPart& planned_;
  KindLibrary& kinds_;
  FontSource& fonts_;
  std::string kind_name_;
  std::vector<Report> reports_;  // of the reading of a PDF
  std::unique_ptr<KindRun> steps_;
  std::optional<DataSource> source_;
  const KindOutput* output_ = nullptr;
  std::optional<PreparedDocument> document_;
  std::optional<PageSurroundings> surroundings_;
  std::optional<PageStages> stages_;
  std::optional<PlacedPages> placed_;
  PartPlace place_;
  bool number_runs_on_ = false;
};

using diagnostics::Origin;

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

/// Whether a message was reported, whatever else was.
bool was_reported(Run& run, diagnostics::DiagnosticId id) {
  const std::vector<diagnostics::Diagnostic>& all = run.sink().diagnostics();
  return std::any_of(all.begin(), all.end(), [id](const diagnostics::Diagnostic& one) { return one.id == id; });
}

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

/// The pages are laid out by a template of the program's own, which prints number and label.
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
  // Binding prints the data anew, which would lose a signature, so signed files are refused. The other reasons are
  // looked at after that, and only one is reported.
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

/// Everything up to boxes: this does not depend on the position.
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

/// Reports a label that the kind has no place for: it appears in contents and bookmarks only.
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

/// Only numbers in the text can change the layout; `Binder::lay_out` repeats it then.
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

/// Also for a part that was not read completely.
Report BoundPart::report(const RenderOptions& options) {
  if (steps_) {
    steps_->settle(options);
    reports_.push_back(std::move(steps_->run()).report());
  }
  return merge_reports(std::move(reports_));
}

// PageJoiner: the pages of all parts in one document, with one structure, outline, and list of destinations and labels.

/// What the joiner needs besides the pages of a part.
struct JoinedPart {
  const ContentsEntry& entry;
  const layout::DocumentLayout& layout;
  const PartPlace& place;
  std::int32_t unnumbered_pages;
  diagnostics::Origin origin;  // of the part in the plan
  const diagnostics::OriginTable& origins;
};

class PageJoiner {
 public:
  /// `origins` are those of the set.
  PageJoiner(const BindingPlan& plan, diagnostics::OriginTable& origins);

  /// Adds cover sheet and contents, once and first. `left_follows`: the next page is a left-hand one.
  void add_front(paint::PaintedDocument front, bool left_follows);
  void add_part(paint::PaintedDocument part, const JoinedPart& joined);
  std::size_t page_count() const { return set_.pages.size(); }
  paint::PaintedDocument finish() && { return std::move(set_); }

 private:
  void add_blank_page(base::Size size);
  void label_page(std::size_t page, std::int32_t number);
  void label_front_page(std::size_t page);
  void note_annexes(const paint::PaintedDocument& part);
  void lead_to_annex(std::string_view label, std::size_t page);
  void add_outline(paint::PaintedDocument& part, const ContentsEntry& entry) const;

  const BindingPlan& plan_;
  diagnostics::OriginTable& origins_;
  paint::PaintedDocument set_;
  std::set<std::string> listed_annexes_;  // destinations
};

using paint::PageLabels;

constexpr std::string_view kAnnexId = "annex-";

/// The id of an annex: `annex-2` for 附件2 and Annex 2, `annex-1` for the only annex, which has no number; empty for
/// other labels.
std::string annex_id(std::string_view label) {
  for (const Language language : {Language::Chinese, Language::English}) {
    // `附件2` gives `annex-2`; a document with a single annex calls it `附件`.
    if (label == texts::EngineOnlyAnnex.in(language)) return std::string(kAnnexId) + "1";
    const std::string word = texts::EngineAnnex.in(language, "");
    if (!label.starts_with(word)) continue;
    const std::string_view number = label.substr(word.size());
    if (std::all_of(number.begin(), number.end(), base::is_ascii_digit)) return std::string(kAnnexId).append(number);
  }
  return {};
}

/// 附件2 专家申报表: label and title are separated by a full-width blank.
std::string full_title(const ContentsEntry& entry) {
  return entry.label.empty() ? entry.title : entry.label + "　" + entry.title;
}

/// The destination of a part's line in the contents.
std::string part_id(std::size_t index) { return "part-" + std::to_string(index + 1); }

/// The information of the set replaces that of the parts.
PageJoiner::PageJoiner(const BindingPlan& plan, diagnostics::OriginTable& origins) : plan_(plan), origins_(origins) {
  paint::DocumentInformation& information = set_.information;
  information.title = plan.title;
  information.author = plan.organization;
  information.language = plan.language == "en" ? "en" : "zh-CN";
  information.date = plan.date;
}

/// A blank page is added if the front ends on the wrong side.
void PageJoiner::add_front(paint::PaintedDocument front, bool left_follows) {
  const base::Size size = front.pages.back().size;
  paint::append_pages(set_, std::move(front), [](diagnostics::OriginId) { return diagnostics::OriginId(); });
  // Page 1 is a right-hand page, so after an odd number of pages a left-hand one follows.
  if ((set_.pages.size() % 2 == 1) != left_follows) add_blank_page(size);
  const Language language = plan_.language == "en" ? Language::English : Language::Chinese;
  if (plan_.has_cover) {
    set_.page_labels.push_back({0, PageLabels::Style::None, std::string(texts::EngineCoverLabel.in(language))});
  }
  for (std::size_t page = plan_.has_cover ? 1 : 0; page < set_.pages.size(); ++page) label_front_page(page);
}

/// Pages before page 1 have the labels i, ii …
void PageJoiner::label_front_page(std::size_t page) {
  const bool continues = !set_.page_labels.empty() && set_.page_labels.back().style == PageLabels::Style::LowerRoman;
  if (!continues) set_.page_labels.push_back({page, PageLabels::Style::LowerRoman});
}

/// Blank pages are as large as the page before.
void PageJoiner::add_blank_page(base::Size size) {
  paint::PageDisplay& page = set_.pages.emplace_back();
  page.size = size;
}

/// Appends a part, with page labels, bookmarks and destinations.
void PageJoiner::add_part(paint::PaintedDocument part, const JoinedPart& joined) {
  if (joined.place.has_blank_before) {
    label_page(set_.pages.size(), joined.place.number_before);
    add_blank_page(set_.pages.back().size);
  }
  const std::size_t first = set_.pages.size();
  for (std::size_t i = 0; i < joined.layout.pages.size(); ++i) {
    const bool is_before_page_1 = static_cast<std::int32_t>(i) < joined.unnumbered_pages;
    is_before_page_1 ? label_front_page(first + i) : label_page(first + i, joined.layout.pages[i].number());
  }
  add_outline(part, joined.entry);
  if (joined.entry.label.empty()) note_annexes(part);
  // The writer needs origins only for messages about data; everything else has been reported by the part.
  const diagnostics::OriginId from_data = origins_.add(joined.origin);
  paint::append_pages(set_, std::move(part), [&](diagnostics::OriginId id) {
    return id && joined.origins.at(id).data_place ? from_data : diagnostics::OriginId();
  });
  if (plan_.has_contents) set_.destinations[joined.entry.id] = {first, {}};
  lead_to_annex(joined.entry.label, first);
}

/// Collects destinations of annexes in a document that is not an annex. The first document with a name keeps it.
void PageJoiner::note_annexes(const paint::PaintedDocument& part) {
  for (const auto& [id, destination] : part.destinations) {
    if (id.starts_with(kAnnexId) && !set_.destinations.contains(id)) listed_annexes_.insert(id);
  }
}

/// References to an annex lead to the list of annexes; if the set contains the annex, they lead to it.
void PageJoiner::lead_to_annex(std::string_view label, std::size_t page) {
  const std::string id = annex_id(label);
  if (listed_annexes_.erase(id) != 0) set_.destinations[id] = {page, {}};
}

/// A range of labels continues as long as numbers follow each other.
void PageJoiner::label_page(std::size_t page, std::int32_t number) {
  if (!set_.page_labels.empty()) {
    const PageLabels& last = set_.page_labels.back();
    const auto expected = last.start + static_cast<std::int32_t>(page - last.first_page);
    if (last.style == PageLabels::Style::Decimal && expected == number) return;
  }
  set_.page_labels.push_back({page, PageLabels::Style::Decimal, {}, std::max(number, 1)});
}

/// Puts the part's title at the first level of the outline. If the part has its title as its only first-level entry,
/// that is replaced.
void PageJoiner::add_outline(paint::PaintedDocument& part, const ContentsEntry& entry) const {
  std::vector<paint::OutlineItem>& items = part.outline;
  const auto at_top = std::count_if(items.begin(), items.end(), [](const auto& item) { return item.level <= 1; });
  const bool has_title = at_top == 1 && items.front().level <= 1 &&
                         data::comparable_text(items.front().title) == data::comparable_text(part.information.title);
  if (has_title) {
    items.erase(items.begin());
  } else {
    // The part's own outline moves one level down, below its title.
    for (paint::OutlineItem& item : items) ++item.level;
  }
  paint::OutlineItem title;
  title.title = full_title(entry);
  items.insert(items.begin(), std::move(title));
}

/// A part that prints the total may need another page when the total is known, which changes the total again.
constexpr int kMaxLayouts = 4;

/// Whether files of a format have both text in order and an outline.
bool holds_sets(Format format) { return format == Format::Pdf || format == Format::Ofd || format == Format::Docx; }

/// The whole call, step by step.
class Binder {
 public:
  Binder(const DataSource& source, const RenderOptions& options, KindLibrary& kinds, FontSource& fonts)
      : source_(source), options_(options), kinds_(kinds), fonts_(fonts), front_(kinds, fonts) {}

  /// Reports of all parts are merged in any case.
  Rendering run(BindingEnd end, const Output& output) {
    Rendering result;
    run_.obey(options_);
    // Nothing is written before everything has been made without an error.
    const bool done = run_.attempt([&] { return suits() && plan_output(end, output) && make(); });
    settle();
    const bool sound = done && !has_errors_ && !run_.sink().has_errors();
    if (sound && end != BindingEnd::Check) finish(end, result);
    reports_.insert(reports_.begin(), std::move(run_).report());
    result.report = merge_reports(std::move(reports_));
    return result;
  }

 private:
  /// Form fields of several documents would have the same names.
  bool suits() {
    if (!options_.fillable) return true;
    run_.sink().report(messages::EngineBindFillable, diagnostics::Origin{});
    return false;
  }

  /// Only formats with pages and structure can hold a set.
  bool plan_output(BindingEnd end, const Output& output) {
    const Format format = output.format.value_or(Format::Pdf);
    output_ = {holds_sets(format) ? format : Format::Pdf, output.path, false};
    if (end != BindingEnd::File) return true;
    const base::Expected<OutputFile> planned = plan_page_output(output, run_.sink());
    if (!planned) return false;
    output_.format = planned->format;
    if (holds_sets(output_.format)) return are_separate_files({&output_, 1}, input_file(source_), run_.sink());
    run_.sink().report(messages::EngineBindOnlyPdf, diagnostics::Origin{}, output.path);
    return false;
  }

  /// All parts are read before any is laid out, so that all errors in their data appear in one report.
  bool make() {
    plan_ = read_binding_plan(source_, options_, run_);
    if (!plan_ || !keeps_inputs()) return false;
    if (!suits_format()) return false;
    for (const PlannedPart& planned : plan_->parts) parts_.emplace_back(planned, kinds_, fonts_);
    // All parts are read even after an error, so that the author gets the messages of all at once.
    bool sound = read_attachments();
    for (BoundPart& part : parts_) sound = part.read(source_, *plan_, options_, run_) && sound;
    check_agreement();
    if (!sound) return false;
    for (BoundPart& part : parts_) sound = part.expand(options_, run_) && sound;
    return sound && lay_out() && join();
  }

  /// Pages of a PDF can be placed in a PDF only, pictures in files with pages.
  bool suits_format() {
    bool suits = true;
    for (const PlannedPart& part : plan_->parts) {
      if (!part.placed) continue;
      const bool needs_pdf = part.placed->pictures.empty();
      if (output_.format == Format::Pdf || (output_.format == Format::Ofd && !needs_pdf)) continue;
      const std::string formats = needs_pdf ? "PDF" : "PDF, OFD";
      run_.sink().report(messages::EngineBindPlacedFormat, part.origin, format_info(output_.format).name, formats);
      suits = false;
    }
    return suits;
  }

  /// Whether the output is separate from all inputs, so that no document of the set is replaced.
  bool keeps_inputs() {
    bool separate = true;
    // The output must not replace a file that it is made from.
    const auto check = [&](const std::string& path) {
      separate = separate && are_separate_files({&output_, 1}, path, run_.sink());
    };
    for (const PlannedPart& part : plan_->parts) {
      check(part.path);
      if (!part.former_path.empty()) check(part.former_path);
      if (!part.placed) continue;
      for (const PlannedPart::Placed::Picture& picture : part.placed->pictures) check(picture.path);
    }
    for (const PlannedAttachment& attachment : plan_->attachments) check(attachment.path);
    return separate;
  }

  /// Files in memory first. An attachment of a missing file is an error, like a missing part.
  bool read_attachments() {
    bool sound = true;
    for (const PlannedAttachment& planned : plan_->attachments) {
      const MemoryFile* const given = find_file(source_.files, planned.path);
      std::string bytes;
      if (given != nullptr) {
        bytes = given->bytes;
      } else {
        base::Expected<std::string> read = resources::read_bytes(planned.path, {}, run_.sink());
        if (!read) {
          sound = false;
          continue;
        }
        bytes = *std::move(read);
      }
      pdf::Attachment attachment{planned.name, planned.media_type, planned.title, std::move(bytes)};
      if (attachment.media_type.empty()) {
        attachment.media_type = package::media_type_of(attachment.bytes, attachment.name);
      }
      attachment.relationship = planned.relationship;
      attachment_origins_.push_back(planned.origin);
      attachments_.push_back(std::move(attachment));
    }
    return sound;
  }

  /// Compares the documents with each other: the same thing must be the same in all of them. With several documents of
  /// one kind it is unknown which belong together.
  void check_agreement() {
    std::vector<SetPaper> papers;
    for (const BoundPart& part : parts_) {
      if (part.source() && part.placed() == nullptr) papers.push_back({*part.kind(), *part.source()});
    }
    check_papers(papers, options_, kinds_, run_);
  }

  /// Repeated until total and positions are stable.
  bool lay_out() {
    // Pages may print the total, and a longer total may change the number of pages: rounds are repeated until both
    // agree.
    for (int round = 0; round < kMaxLayouts; ++round) {
      if (!lay_out_once()) return false;
      const std::int32_t total = last_number();
      for (BoundPart& part : parts_) part.set_page_total(total);
      if (!moved() && last_number() == total) break;
    }
    return true;
  }

  /// The number that is printed on the last page.
  std::int32_t last_number() const { return parts_.back().layout().pages.back().number(); }

  /// Whether any part has other pages before it than when it was laid out.
  bool moved() const {
    const BoundPart* before = nullptr;
    for (const BoundPart& part : parts_) {
      if (before != nullptr) {
        const std::int32_t blank = part.place().has_blank_before ? 1 : 0;
        if (before->place().pages_before + before->page_count() + blank != part.place().pages_before) return true;
      }
      before = &part;
    }
    return false;
  }

  /// Lays all parts out once. Page 1 is a right-hand page; if the first part has pages before it, the front is made to
  /// fit.
  bool lay_out_once() {
    BoundPart& first = parts_.front();
    if (!first.lay_out({}, true)) return false;
    PartPlace place;
    place.pages_before = has_front() && first.unnumbered_pages() % 2 == 1 ? 1 : 0;
    starts_left_ = place.pages_before == 1;
    bool is_first = true;
    for (BoundPart& part : parts_) {
      // A part that starts on the right gets a blank page if the number of pages before is odd.
      place.has_blank_before = !is_first && part.planned().starts_right && place.pages_before % 2 == 1;
      // The blank page is counted, and its number is not printed.
      if (place.has_blank_before) {
        ++place.pages_before;
        ++place.number_before;
      }
      if (part.planned().restarts_number) place.number_before = 0;
      // It was laid out above.
      const bool is_laid_out = is_first && !starts_left_;
      if (!is_laid_out && !part.lay_out(place, is_first)) return false;
      is_first = false;
      place.pages_before += part.page_count();
      place.number_before = part.layout().pages.back().number();
    }
    return true;
  }

  bool has_front() const { return plan_->has_cover || plan_->has_contents; }

  /// Parts are painted before the front is made, which needs their titles and first pages.
  bool join() {
    PageJoiner joiner(*plan_, run_.origins());
    std::vector<paint::PaintedDocument> painted;
    std::vector<ContentsEntry> entries;
    for (BoundPart& part : parts_) {
      painted.push_back(part.paint(run_));
      const PlannedPart& planned = part.planned();
      const std::string title = planned.title.empty() ? bare_title(painted.back().information.title) : planned.title;
      // Page numbers are final now: the front does not change those of the parts.
      entries.push_back({part_id(entries.size()), planned.label.value_or(std::string()), title,
                         std::to_string(part.layout().pages.front().number())});
    }
    if (has_front()) {
      if (!front_.make(*plan_, entries, starts_left_, options_, run_)) return false;
      joiner.add_front(front_.paint(), starts_left_);
    }
    std::size_t index = 0;
    if (output_.format == Format::Docx) flow_ = join_flow(painted, entries);
    for (BoundPart& part : parts_) {
      const std::size_t blank = part.place().has_blank_before ? 1 : 0;
      first_pages_.push_back(joiner.page_count() + blank);
      joiner.add_part(std::move(painted[index]), {entries[index], part.layout(), part.place(), part.unnumbered_pages(),
                                                  part.planned().origin, part.run().origins()});
      ++index;
    }
    set_ = std::move(joiner).finish();
    // The set has the mark once, in its title.
    set_.information.title += title_mark();
    flow_.properties = flow_properties(set_.information);
    return write_set();
  }

  /// The parts as sections of one document for word processors: their page numbers follow from those of the pages.
  flow::Document join_flow(const std::vector<paint::PaintedDocument>& painted,
                           const std::vector<ContentsEntry>& entries) {
    // Each part has a bookmark at its start, to which contents and references to annexes lead.
    flow::VolumePart volume;
    std::vector<flow::VolumeEntry> lines;
    for (const ContentsEntry& entry : entries) {
      const std::size_t bookmark = ++volume.bookmarks_before;
      lines.push_back({bookmark, entry.page});
      volume.targets_elsewhere.emplace(entry.id, bookmark);
      if (const std::string annex = annex_id(entry.label); !annex.empty()) {
        volume.targets_elsewhere.emplace(annex, bookmark);
      }
    }
    std::vector<flow::JoinedDocument> documents;
    if (has_front()) {
      flow::JoinedDocument& front = documents.emplace_back();
      front.document = front_.make_flow({}, volume);
      flow::refer_to_pages(front.document, lines);
      volume.bookmarks_before = front.document.last_bookmark;
    }
    std::size_t index = 0;
    for (BoundPart& part : parts_) {
      flow::JoinedDocument joined;
      volume.start_bookmark = lines[index].bookmark;
      joined.document = part.make_flow({}, volume);
      joined.title = bare_title(painted[index].information.title);
      const std::int32_t number = part.layout().pages.front().number();
      if (index == 0 || part.planned().restarts_number) joined.first_number = std::max(number, 0);
      const bool starts_sheet = index == 0 ? has_front() : part.place().has_blank_before;
      if (starts_sheet && number % 2 == 1) joined.start = flow::SectionStart::OddPage;
      volume.bookmarks_before = joined.document.last_bookmark;
      documents.push_back(std::move(joined));
      ++index;
    }
    for (std::size_t i = 0; i < attachments_.size(); ++i) {
      run_.sink().report(messages::EngineBindAttachmentLeftOut, attachment_origins_[i], attachments_[i].name);
    }
    return flow::join_documents(std::move(documents), {});
  }

  /// What the mark of a draft adds to a title.
  std::string title_mark() const {
    return options_.draft.mark.empty() ? std::string() : "（" + options_.draft.mark + "）";
  }

  /// Contents and bookmarks leave out the mark, which the set has once.
  std::string bare_title(std::string title) const {
    if (title.ends_with(title_mark())) title.resize(title.size() - title_mark().size());
    return title;
  }

  /// In memory; finish() writes the file.
  bool write_set() {
    const text::FontLibrary* const fonts = fonts_.get(run_);
    if (fonts == nullptr) return false;
    file_.format = output_.format;
    file_.pages = set_.pages.size();
    file_.bytes = set_bytes(*fonts);
    return !run_.sink().has_errors();
  }

  std::string set_bytes(const text::FontLibrary& fonts) {
    if (output_.format == Format::Docx) return docx_bytes(flow_, kinds_.options(), fonts, run_.sink());
    return output_.format == Format::Ofd ? ofd_bytes(fonts) : pdf_bytes(fonts);
  }

  /// The set has one structure and one outline, so it is written as a single document.
  std::string pdf_bytes(const text::FontLibrary& fonts) {
    pdf::PdfOptions options{kinds_.options().date};
    options.origins = &run_.origins();
    options.attachments = std::move(attachments_);
    std::size_t index = 0;
    for (const BoundPart& part : parts_) {
      if (part.placed() != nullptr) part.placed()->add_to(options, first_pages_[index]);
      ++index;
    }
    return pdf::write_pdf(set_, fonts, options, run_.sink());
  }

  /// OFD attachments are files of the package, reported at their places in the plan.
  std::string ofd_bytes(const text::FontLibrary& fonts) {
    ofd::OfdOptions options{ofd_profile(options_.ofd.profile)};
    options.fallback_date = kinds_.options().date;
    options.origins = &run_.origins();
    for (std::size_t i = 0; i < attachments_.size(); ++i) {
      pdf::Attachment& attachment = attachments_[i];
      options.attachments.push_back({std::move(attachment.name), std::move(attachment.description),
                                     std::move(attachment.bytes), attachment_origins_[i]});
    }
    return ofd::write_ofd(set_, fonts, options, run_.sink());
  }

  /// Collects the reports of all parts, without confirmed warnings.
  void settle() {
    settle_warnings(options_, plan_ ? plan_->document.get() : nullptr, run_);
    for (BoundPart& part : parts_) reports_.push_back(part.report(options_));
    reports_.push_back(front_.report(options_));
    has_errors_ = std::any_of(reports_.begin(), reports_.end(), [](const Report& report) { return !report.ok(); });
  }

  /// The last chance to stop before the file is written.
  void finish(BindingEnd end, Rendering& result) {
    if (options_.hashes) hash_files({&file_, 1});
    const bool written = end != BindingEnd::File || run_.attempt([&] {
      run_.sink().go_on_now();
      if (!options_.force && !keeps_forms({&output_, 1}, {&file_, 1}, kinds_.file_reader(), run_.sink())) return false;
      return write_outputs({&output_, 1}, {&file_, 1}, kinds_.options().temporary_folder, run_.sink());
    });
    if (!written) return;
    RenderedFile file{output_.format, output_.path, {}, file_.size(), file_.pages, file_.sha256};
    if (end == BindingEnd::Bytes) file.bytes = std::move(file_.bytes);
    result.files.push_back(std::move(file));
  }

  const DataSource& source_;
  const RenderOptions& options_;
  KindLibrary& kinds_;
  FontSource& fonts_;
  Run run_;  // of the plan
  OutputFile output_;
  std::optional<BindingPlan> plan_;
  std::list<BoundPart> parts_;
  BoundFront front_;
  bool starts_left_ = false;  // the first part, after the front
  std::vector<pdf::Attachment> attachments_;
  std::vector<diagnostics::Origin> attachment_origins_;
  std::vector<std::size_t> first_pages_;  // of the parts, in the set
  paint::PaintedDocument set_;
  flow::Document flow_;  // for word processors
  FinishedFile file_;
  std::vector<Report> reports_;
  bool has_errors_ = false;
};

}  // namespace

Rendering bind(const DataSource& plan, BindingEnd end, const Output& output, const RenderOptions& options,
               KindLibrary& kinds, FontSource& fonts) {
  return Binder(plan, options, kinds, fonts).run(end, output);
}

/// A plan for people to edit.
std::string new_plan(DataForm form, Language language) {
  schema::StarterOptions options;
  // Two parts show what a plan looks like; the title is left blank for the person.
  options.values = {{"/parts/0/kind", "regulations"},
                    {"/parts/0/data", "regulations.json"},
                    {"/parts/1/kind", "expert-application"},
                    {"/parts/1/data", "expert-application.json"},
                    {"/parts/1/annex", "true"}};
  const schema::Starter starter = schema::make_starter(plan_schema(), options);
  return form == DataForm::Yaml ? schema::write_starter_yaml(starter, language) : schema::write_starter_json(starter);
}

}  // namespace gongwen::engine
