#include "engine/bind/detail/bind.h"

#include "base/utf8.h"
#include "data/document_builder.h"
#include "data/value_text.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "engine/bind/detail/binding_plan.h"
#include "engine/core/detail/data_files.h"
#include "engine/core/detail/font_source.h"
#include "engine/core/reports.h"
#include "engine/kinds/detail/kind_library.h"
#include "engine/render/detail/lay_out_pages.h"
#include "engine/render/detail/make_files.h"
#include "engine/render/detail/output_files.h"
#include "engine/returned/detail/read_form.h"
#include "engine/runs/detail/check_set.h"
#include "engine/runs/kind_run.h"
#include "ofd/write_ofd.h"
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

namespace gongwen::engine {

namespace {

// The cover sheet and the contents of a bound set: the bundle `shared/pages/binding`, made with the titles and numbers
// of the parts.

inline constexpr std::string_view kBindingPage = "binding";

struct ContentsEntry {
  std::string id;
  std::string label;
  std::string title;
  std::string page;  // as it is printed
};

class BoundFront {
 public:
  BoundFront(KindLibrary& kinds, FontSource& fonts) : kinds_(kinds), fonts_(fonts) {}

  /// With an odd number of pages if what follows starts on a left-hand page, otherwise with an even one; if the
  /// contents alone cannot be so, a page is missing. Returns: false when an error was reported. Reports: engine/no-page
  /// (into `plan_run`), and all errors of a page.
  bool make(const BindingPlan& plan, const std::vector<ContentsEntry>& entries, bool odd, const RenderOptions& options,
            Run& plan_run);
  /// Once. The object must outlive the pages.
  paint::PaintedDocument paint() { return stages_->paint(nullptr); }
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

bool BoundFront::make(const BindingPlan& plan, const std::vector<ContentsEntry>& entries, bool odd,
                      const RenderOptions& options, Run& plan_run) {
  if (!make_pages(plan, entries, false, options, plan_run)) return false;
  const bool is_odd = stages_->document().pages.size() % 2 == 1;
  if (is_odd == odd || !plan.has_cover || !plan.has_contents) return true;
  return make_pages(plan, entries, true, options, plan_run);
}

/// `apart`: the contents start on the sheet after the cover's.
bool BoundFront::make_pages(const BindingPlan& plan, const std::vector<ContentsEntry>& entries, bool apart,
                            const RenderOptions& options, Run& plan_run) {
  // What points into the run goes before it.
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

data::Document BoundFront::make_data(const BindingPlan& plan, const std::vector<ContentsEntry>& entries, bool apart,
                                     diagnostics::SourceId source) const {
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

Report BoundFront::report(const RenderOptions& options) {
  if (!run_) return {};
  settle_warnings(options, data_.get(), *run_);
  return std::move(*run_).report();
}

// One document of a bound set: read and checked, laid out after the others, painted.

/// Where the pages of a part are among those of all parts.
struct PartPlace {
  std::int32_t pages_before = 0;
  std::int32_t number_before = 0;  // of the page before, as it is printed
  bool has_blank_before = false;   // that page is a blank one, for the side of the sheet
};

class BoundPart {
 public:
  BoundPart(const PlannedPart& planned, KindLibrary& kinds, FontSource& fonts);

  /// Reads and checks the data. `plan` gives the files that are in memory. Errors about the part's entry in the plan go
  /// to `plan_run`, all others into the part's own report. Returns: false when an error was reported. Reports:
  /// engine/bind-*, those of a rendering.
  bool read(const DataSource& plan, const RenderOptions& options, Run& plan_run);
  /// Makes the document. Returns as `read`.
  bool expand(const RenderOptions& options, Run& plan_run);
  /// Lays out the pages at their place; another time when it has become another. Returns as `read`.
  bool lay_out(const PartPlace& place, bool is_first);
  /// Says the number of the last page of all parts, which is how many pages a person counts.
  void set_page_total(std::int32_t last_number);
  /// The finished pages, checked against profiles. Once, at the end.
  paint::PaintedDocument paint();
  /// At the end: confirmed warnings are left out, and the report is given.
  Report report(const RenderOptions& options);

  const PlannedPart& planned() const { return planned_; }
  const PartPlace& place() const { return place_; }
  const layout::DocumentLayout& layout() const { return stages_->document(); }
  /// Pages before the one that is numbered 1 by the part itself, such as its own contents.
  std::int32_t unnumbered_pages() const;
  std::int32_t page_count() const { return static_cast<std::int32_t>(stages_->document().pages.size()); }
  /// Null before it is known.
  const CompiledKind* kind() const { return steps_ && steps_->usable() ? &steps_->kind() : nullptr; }
  /// What was read; nothing if the data is not valid.
  const std::optional<DataSource>& source() const { return source_; }
  Run& run() { return steps_->run(); }

 private:
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
  PartPlace place_;
};

using diagnostics::Origin;

constexpr std::string_view kLabelClass = "annex-label";

bool has_class(std::string_view classes, std::string_view name) {
  while (!classes.empty()) {
    const std::size_t end = std::min(classes.find(' '), classes.size());
    if (classes.substr(0, end) == name) return true;
    classes.remove_prefix(std::min(end + 1, classes.size()));
  }
  return false;
}

bool has_label(const dom::Tree& tree) {
  const dom::NodeId root = tree.root_element();
  for (dom::NodeId node = root; node; node = tree.next_in_order(node, root)) {
    if (has_class(tree.attribute_value(node, dom::AttributeName::Class), kLabelClass)) return true;
  }
  return false;
}

/// A file in memory goes before one on the disk.
DataSource source_at(const std::string& path, const DataSource& plan) {
  DataSource source{path};
  source.files = plan.files;
  if (const MemoryFile* const given = find_file(plan.files, path)) source.text = given->bytes;
  return source;
}

bool was_reported(Run& run, diagnostics::DiagnosticId id) {
  const std::vector<diagnostics::Diagnostic>& all = run.sink().diagnostics();
  return std::any_of(all.begin(), all.end(), [id](const diagnostics::Diagnostic& one) { return one.id == id; });
}

BoundPart::BoundPart(const PlannedPart& planned, KindLibrary& kinds, FontSource& fonts)
    : planned_(planned), kinds_(kinds), fonts_(fonts), kind_name_(planned.kind) {}

bool BoundPart::read(const DataSource& plan, const RenderOptions& options, Run& plan_run) {
  if (!kind_name_.empty() && !kinds_.name_of(kind_name_)) {
    plan_run.sink().report(messages::EngineBindKind, planned_.kind_origin, kind_name_, kinds_.nearest_name(kind_name_));
    return false;
  }
  std::optional<DataSource> source = find_data(plan, options, plan_run);
  if (!source || !find_kind(*source, plan_run)) return false;
  steps_ = std::make_unique<KindRun>(kinds_, fonts_, kind_name_);
  if (!steps_->usable()) return false;
  RenderOptions own = options;
  if (!planned_.former_path.empty()) own.draft.changes_from = source_at(planned_.former_path, plan);
  if (!steps_->read(*source, own)) return false;
  source_ = std::move(source);
  return true;
}

std::optional<DataSource> BoundPart::find_data(const DataSource& plan, const RenderOptions& options, Run& plan_run) {
  DataSource source = source_at(planned_.path, plan);
  return planned_.is_pdf ? data_of_pdf(std::move(source), options, plan_run) : std::optional(std::move(source));
}

/// The data that a PDF carries: attached, or in its fields. Pages are never copied.
std::optional<DataSource> BoundPart::data_of_pdf(DataSource source, const RenderOptions& options, Run& plan_run) {
  FormOptions form_options;
  form_options.fonts = &fonts_;
  form_options.kind = kind_name_;
  form_options.render = options;
  form_options.render.strict = false;
  if (source.text) form_options.bytes = &*source.text;
  std::vector<ReadForm> forms = read_forms(source.path, form_options, kinds_);
  ReadForm& form = forms.front();
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
  source.path += ".json";  // what it is now
  for (ReadForm& read : forms) reports_.push_back(std::move(*read.run).report());
  if (is_signed || !is_one || !has_data) return std::nullopt;
  return source;
}

bool BoundPart::find_kind(const DataSource& source, Run& plan_run) {
  if (kind_name_.empty() && !source.text) kind_name_ = stamped_kind(source.path, kinds_.file_reader());
  if (!kind_name_.empty()) return true;
  plan_run.sink().report(messages::EngineBindKindNeeded, planned_.origin, planned_.path);
  return false;
}

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
  if (!document_) return false;
  report_unprinted_label(plan_run);
  const DocumentStyles& styles = document_->styles(*output_);
  report_unknown_faces(styles, *fonts, run().sink());
  surroundings_.emplace(printed_surroundings(kind, document_->fields, *fonts, options, run()));
  surroundings_->line_numbers = options.draft.line_numbers;
  stages_.emplace(document_->tree, styles, kind.files, *surroundings_, run().sink());
  return stages_->build_boxes();
}

/// The kind has no place for the label: it is in the contents and the bookmarks only.
void BoundPart::report_unprinted_label(Run& plan_run) const {
  if (!planned_.label || planned_.label->empty() || has_label(document_->tree)) return;
  plan_run.sink().report(messages::EngineBindLabelNotPrinted, planned_.label_origin, *planned_.label,
                         steps_->kind().manifest->info.name);
}

bool BoundPart::lay_out(const PartPlace& place, bool is_first) {
  place_ = place;
  layout::PagesAround around;
  around.before = place.pages_before;
  around.counters["page"] = place.number_before;
  // The first part may have further pages before page 1.
  around.number_runs_on = !is_first && !planned_.restarts_number;
  return stages_->lay_out(around);
}

void BoundPart::set_page_total(std::int32_t last_number) {
  // Who counts from 1 again counts the own pages.
  const std::int32_t total = planned_.restarts_number ? page_count() : last_number;
  // Pages without a number are among those before, so that this may be negative.
  stages_->set_pages_after(total - place_.pages_before - page_count());
}

std::int32_t BoundPart::unnumbered_pages() const {
  const std::vector<layout::PageLayout>& pages = layout().pages;
  std::size_t first = pages.size() - 1;
  while (first > 0 && pages[first - 1].number() < pages[first].number()) --first;
  return static_cast<std::int32_t>(first);
}

paint::PaintedDocument BoundPart::paint() {
  stages_->proofread();
  return stages_->paint(nullptr);
}

Report BoundPart::report(const RenderOptions& options) {
  if (steps_) {
    steps_->settle(options);
    reports_.push_back(std::move(steps_->run()).report());
  }
  return merge_reports(std::move(reports_));
}

// The pages of the parts in one document: one structure, one outline, one list of destinations and labels.

/// What is known of a part beside its pages.
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

  /// Cover sheet and contents, once and first. What follows comes on a left-hand page or a right-hand one.
  void add_front(paint::PaintedDocument front, bool left_follows);
  void add_part(paint::PaintedDocument part, const JoinedPart& joined);
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

/// `annex-2` for 附件2 and Annex 2, `annex-1` for the only annex, which has no number; empty for other labels.
std::string annex_id(std::string_view label) {
  for (const Language language : {Language::Chinese, Language::English}) {
    if (label == texts::EngineOnlyAnnex.in(language)) return std::string(kAnnexId) + "1";
    const std::string word = texts::EngineAnnex.in(language, "");
    if (!label.starts_with(word)) continue;
    const std::string_view number = label.substr(word.size());
    if (std::all_of(number.begin(), number.end(), base::is_ascii_digit)) return std::string(kAnnexId).append(number);
  }
  return {};
}

std::string full_title(const ContentsEntry& entry) {
  return entry.label.empty() ? entry.title : entry.label + "　" + entry.title;
}

/// The destination of a part, which its line in the contents leads to.
std::string part_id(std::size_t index) { return "part-" + std::to_string(index + 1); }

PageJoiner::PageJoiner(const BindingPlan& plan, diagnostics::OriginTable& origins) : plan_(plan), origins_(origins) {
  paint::DocumentInformation& information = set_.information;
  information.title = plan.title;
  information.author = plan.organization;
  information.language = plan.language == "en" ? "en" : "zh-CN";
  information.date = plan.date;
}

void PageJoiner::add_front(paint::PaintedDocument front, bool left_follows) {
  const base::Size size = front.pages.back().size;
  paint::append_pages(set_, std::move(front), [](diagnostics::OriginId) { return diagnostics::OriginId(); });
  if ((set_.pages.size() % 2 == 1) != left_follows) add_blank_page(size);
  const Language language = plan_.language == "en" ? Language::English : Language::Chinese;
  if (plan_.has_cover) {
    set_.page_labels.push_back({0, PageLabels::Style::None, std::string(texts::EngineCoverLabel.in(language))});
  }
  for (std::size_t page = plan_.has_cover ? 1 : 0; page < set_.pages.size(); ++page) label_front_page(page);
}

/// i, ii …: pages before page 1.
void PageJoiner::label_front_page(std::size_t page) {
  const bool continues = !set_.page_labels.empty() && set_.page_labels.back().style == PageLabels::Style::LowerRoman;
  if (!continues) set_.page_labels.push_back({page, PageLabels::Style::LowerRoman});
}

void PageJoiner::add_blank_page(base::Size size) {
  paint::PageDisplay& page = set_.pages.emplace_back();
  page.size = size;
}

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
  // The writer of the file asks only what comes from the data; everything else was reported by the part itself.
  const diagnostics::OriginId from_data = origins_.add(joined.origin);
  paint::append_pages(set_, std::move(part), [&](diagnostics::OriginId id) {
    return id && joined.origins.at(id).data_place ? from_data : diagnostics::OriginId();
  });
  if (plan_.has_contents) set_.destinations[joined.entry.id] = {first, {}};
  lead_to_annex(joined.entry.label, first);
}

/// Where a document that is not an annex itself names its annexes. The names of the first one stay as they are.
void PageJoiner::note_annexes(const paint::PaintedDocument& part) {
  for (const auto& [id, destination] : part.destinations) {
    if (id.starts_with(kAnnexId) && !set_.destinations.contains(id)) listed_annexes_.insert(id);
  }
}

/// What refers to an annex by its number finds it in its list of annexes; in a set that has the annex, it is the annex.
void PageJoiner::lead_to_annex(std::string_view label, std::size_t page) {
  const std::string id = annex_id(label);
  if (listed_annexes_.erase(id) != 0) set_.destinations[id] = {page, {}};
}

void PageJoiner::label_page(std::size_t page, std::int32_t number) {
  if (!set_.page_labels.empty()) {
    const PageLabels& last = set_.page_labels.back();
    const auto expected = last.start + static_cast<std::int32_t>(page - last.first_page);
    if (last.style == PageLabels::Style::Decimal && expected == number) return;
  }
  set_.page_labels.push_back({page, PageLabels::Style::Decimal, {}, std::max(number, 1)});
}

/// The part's title is the first level. Where the part has its title there and nothing else, this is it.
void PageJoiner::add_outline(paint::PaintedDocument& part, const ContentsEntry& entry) const {
  std::vector<paint::OutlineItem>& items = part.outline;
  const auto at_top = std::count_if(items.begin(), items.end(), [](const auto& item) { return item.level <= 1; });
  const bool has_title = at_top == 1 && items.front().level <= 1 &&
                         data::comparable_text(items.front().title) == data::comparable_text(part.information.title);
  if (has_title) {
    items.erase(items.begin());
  } else {
    for (paint::OutlineItem& item : items) ++item.level;
  }
  paint::OutlineItem title;
  title.title = full_title(entry);
  items.insert(items.begin(), std::move(title));
}

/// Parts whose text says how many pages there are may have other pages once it is known.
constexpr int kMaxLayouts = 4;

class Binder {
 public:
  Binder(const DataSource& source, const RenderOptions& options, KindLibrary& kinds, FontSource& fonts)
      : source_(source), options_(options), kinds_(kinds), fonts_(fonts), front_(kinds, fonts) {}

  Rendering run(BindingEnd end, const Output& output) {
    Rendering result;
    run_.obey(options_);
    const bool done = run_.attempt([&] { return suits() && plan_output(end, output) && make(); });
    settle();
    const bool sound = done && !has_errors_ && !run_.sink().has_errors();
    if (sound && end != BindingEnd::Check) finish(end, result);
    reports_.insert(reports_.begin(), std::move(run_).report());
    result.report = merge_reports(std::move(reports_));
    return result;
  }

 private:
  bool suits() {
    if (!options_.fillable) return true;
    run_.sink().report(messages::EngineBindFillable, diagnostics::Origin{});
    return false;
  }

  bool plan_output(BindingEnd end, const Output& output) {
    output_ = {output.format == Format::Ofd ? Format::Ofd : Format::Pdf, output.path, false};
    if (end != BindingEnd::File) return true;
    const base::Expected<OutputFile> planned = plan_page_output(output, run_.sink());
    if (!planned) return false;
    output_.format = planned->format;
    if (output_.format == Format::Pdf || output_.format == Format::Ofd)
      return are_separate_files({&output_, 1}, input_file(source_), run_.sink());
    run_.sink().report(messages::EngineBindOnlyPdf, diagnostics::Origin{}, output.path);
    return false;
  }

  bool make() {
    plan_ = read_binding_plan(source_, options_, run_);
    if (!plan_ || !keeps_inputs()) return false;
    for (const PlannedPart& planned : plan_->parts) parts_.emplace_back(planned, kinds_, fonts_);
    bool sound = read_attachments();
    for (BoundPart& part : parts_) sound = part.read(source_, options_, run_) && sound;
    check_agreement();
    if (!sound) return false;
    for (BoundPart& part : parts_) sound = part.expand(options_, run_) && sound;
    return sound && lay_out() && join();
  }

  /// No document of the set is replaced by it.
  bool keeps_inputs() {
    bool separate = true;
    const auto check = [&](const std::string& path) {
      separate = separate && are_separate_files({&output_, 1}, path, run_.sink());
    };
    for (const PlannedPart& part : plan_->parts) {
      check(part.path);
      if (!part.former_path.empty()) check(part.former_path);
    }
    for (const PlannedAttachment& attachment : plan_->attachments) check(attachment.path);
    return separate;
  }

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
      pdf::Attachment attachment{planned.name, "application/octet-stream", planned.title, std::move(bytes)};
      if (attachment.bytes.starts_with("%PDF-")) attachment.media_type = "application/pdf";
      attachment.relationship = "Supplement";
      attachment_origins_.push_back(planned.origin);
      attachments_.push_back(std::move(attachment));
    }
    return sound;
  }

  /// What the documents say of the same thing must agree. Of several of one kind it is not known what belongs together.
  void check_agreement() {
    std::vector<SetPaper> papers;
    for (const BoundPart& part : parts_) {
      if (part.source()) papers.push_back({*part.kind(), *part.source()});
    }
    check_papers(papers, options_, kinds_, run_);
  }

  bool lay_out() {
    for (int round = 0; round < kMaxLayouts; ++round) {
      if (!lay_out_once()) return false;
      const std::int32_t total = last_number();
      for (BoundPart& part : parts_) part.set_page_total(total);
      if (!moved() && last_number() == total) break;
    }
    return true;
  }

  std::int32_t last_number() const { return parts_.back().layout().pages.back().number(); }

  /// Whether the number of pages before a part has changed since it was laid out.
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

  /// Page 1 is on a right-hand page. Where the first part has pages before it, those of the front make up for them.
  bool lay_out_once() {
    BoundPart& first = parts_.front();
    if (!first.lay_out({}, true)) return false;
    PartPlace place;
    place.pages_before = has_front() && first.unnumbered_pages() % 2 == 1 ? 1 : 0;
    starts_left_ = place.pages_before == 1;
    bool is_first = true;
    for (BoundPart& part : parts_) {
      place.has_blank_before = !is_first && part.planned().starts_right && place.pages_before % 2 == 1;
      if (place.has_blank_before) {
        ++place.pages_before;
        ++place.number_before;
      }
      if (part.planned().restarts_number) place.number_before = 0;
      const bool is_laid_out = is_first && !starts_left_;
      if (!is_laid_out && !part.lay_out(place, is_first)) return false;
      is_first = false;
      place.pages_before += part.page_count();
      place.number_before = part.layout().pages.back().number();
    }
    return true;
  }

  bool has_front() const { return plan_->has_cover || plan_->has_contents; }

  bool join() {
    PageJoiner joiner(*plan_, run_.origins());
    std::vector<paint::PaintedDocument> painted;
    std::vector<ContentsEntry> entries;
    for (BoundPart& part : parts_) {
      painted.push_back(part.paint());
      const PlannedPart& planned = part.planned();
      const std::string title = planned.title.empty() ? bare_title(painted.back().information.title) : planned.title;
      entries.push_back({part_id(entries.size()), planned.label.value_or(std::string()), title,
                         std::to_string(part.layout().pages.front().number())});
    }
    if (has_front()) {
      if (!front_.make(*plan_, entries, starts_left_, options_, run_)) return false;
      joiner.add_front(front_.paint(), starts_left_);
    }
    std::size_t index = 0;
    for (BoundPart& part : parts_) {
      joiner.add_part(std::move(painted[index]), {entries[index], part.layout(), part.place(), part.unnumbered_pages(),
                                                  part.planned().origin, part.run().origins()});
      ++index;
    }
    set_ = std::move(joiner).finish();
    set_.information.title += title_mark();
    return write_set();
  }

  /// What the mark of a draft puts after a title.
  std::string title_mark() const {
    return options_.draft.mark.empty() ? std::string() : "（" + options_.draft.mark + "）";
  }

  /// Contents and bookmarks do not repeat the mark of the set.
  std::string bare_title(std::string title) const {
    if (title.ends_with(title_mark())) title.resize(title.size() - title_mark().size());
    return title;
  }

  bool write_set() {
    const text::FontLibrary* const fonts = fonts_.get(run_);
    if (fonts == nullptr) return false;
    file_.format = output_.format;
    file_.pages = set_.pages.size();
    file_.bytes = output_.format == Format::Ofd ? ofd_bytes(*fonts) : pdf_bytes(*fonts);
    return !run_.sink().has_errors();
  }

  std::string pdf_bytes(const text::FontLibrary& fonts) {
    pdf::PdfOptions options{kinds_.options().date};
    options.origins = &run_.origins();
    options.attachments = std::move(attachments_);
    return pdf::write_pdf(set_, fonts, options, run_.sink());
  }

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

  /// Reports of the parts; confirmed warnings are none.
  void settle() {
    settle_warnings(options_, plan_ ? plan_->document.get() : nullptr, run_);
    for (BoundPart& part : parts_) reports_.push_back(part.report(options_));
    reports_.push_back(front_.report(options_));
    has_errors_ = std::any_of(reports_.begin(), reports_.end(), [](const Report& report) { return !report.ok(); });
  }

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
  paint::PaintedDocument set_;
  FinishedFile file_;
  std::vector<Report> reports_;
  bool has_errors_ = false;
};

}  // namespace

Rendering bind(const DataSource& plan, BindingEnd end, const Output& output, const RenderOptions& options,
               KindLibrary& kinds, FontSource& fonts) {
  return Binder(plan, options, kinds, fonts).run(end, output);
}

std::string new_plan(DataForm form, Language language) {
  schema::StarterOptions options;
  // What a plan looks like is seen from two parts; the title is left to the person.
  options.values = {{"/parts/0/kind", "regulations"},
                    {"/parts/0/data", "regulations.json"},
                    {"/parts/1/kind", "expert-application"},
                    {"/parts/1/data", "expert-application.json"},
                    {"/parts/1/annex", "true"}};
  const schema::Starter starter = schema::make_starter(plan_schema(), options);
  return form == DataForm::Yaml ? schema::write_starter_yaml(starter, language) : schema::write_starter_json(starter);
}

}  // namespace gongwen::engine
