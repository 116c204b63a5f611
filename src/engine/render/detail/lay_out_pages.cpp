#include "engine/render/detail/lay_out_pages.h"

#include "base/assert.h"
#include "base/escapes.h"
#include "base/format.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/layout.h"
#include "diagnostics/catalogue/text.h"
#include "engine/render/detail/flow_comments.h"
#include "engine/render/detail/make_docx.h"
#include "engine/render/detail/make_files.h"
#include "layout/inline/text_style.h"
#include "paint/page_codes.h"
#include "paint/svg/write_svg.h"
#include "pdf/write_pdf.h"
#include "style/applied_rules.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>

// From a tree to pages, stage by stage, and from pages to files. Long documents are the reason for most complications:
// pages are painted while further ones are laid out, and boxes and nodes that are no longer needed are released. Order:
// build_boxes() → lay_out() → proofread() → paint() → write_pages(). While lay_out() runs, Press takes each finished
// page, proofreads and paints it, and releases its boxes and nodes. If the whole document is needed (line numbers,
// profiles, forms), pages are kept and painted at the end.
namespace gongwen::engine {
namespace {

/// A PDF, with the sizes of its pages for callers that join files.
FinishedFile write_document(const LaidOutPages& pages, const PageWriting& writing, diagnostics::DiagnosticSink& sink) {
  const paint::PaintedDocument& painted = pages.painted();
  pdf::PdfOptions options = writing.pdf;
  options.form = pages.form();
  FinishedFile file{pdf::write_pdf(painted, writing.fonts, options, sink), painted.pages.size()};
  for (const paint::PageDisplay& page : painted.pages) {
    // A page in the file includes the margin around the page box, on all four sides.
    const double around = 2 * page.margin.width.to_pt();
    file.page_sizes.push_back({page.size.width.to_pt() + around, page.size.height.to_pt() + around});
    // PDF readers show a turned page upright.
    if (page.rotation != 0) std::swap(file.page_sizes.back().width, file.page_sizes.back().height);
  }
  return file;
}

/// The date is the same in both formats, so that a pair of files agrees.
ofd::OfdOptions ofd_options(const PageWriting& writing) {
  ofd::OfdOptions options = writing.ofd;
  options.fallback_date = writing.pdf.fallback_date;
  options.origins = writing.pdf.origins;
  return options;
}

/// A file name as a relative address.
std::string address_beside(std::string_view name) {
  // RFC 3986, unreserved characters; bytes beyond ASCII stay readable, as browsers accept them in addresses.
  constexpr std::string_view kPlain = "-._~";
  std::string address;
  for (const char c : name) {
    const bool is_plain = base::is_ascii_alnum(c) || kPlain.find(c) != std::string_view::npos || (c & '\x80') != 0;
    is_plain ? address.push_back(c) : base::append_percent_encoded(address, c);
  }
  return address;
}

using WritePage = std::function<std::string(const paint::PageDisplay& page, std::size_t number)>;

/// One file for each page.
std::vector<FinishedFile> write_each_page(const paint::PaintedDocument& painted, const WritePage& write_page,
                                          const diagnostics::DiagnosticSink& sink) {
  std::vector<FinishedFile> files;
  for (const paint::PageDisplay& page : painted.pages) {
    sink.go_on_now();
    FinishedFile& file = files.emplace_back();
    file.page = files.size();
    file.pages = 1;
    file.bytes = write_page(page, file.page);
  }
  return files;
}

/// All files of a format; errors are found by the caller.
std::vector<FinishedFile> write_files(const LaidOutPages& pages, Format format, const PageWriting& writing,
                                      diagnostics::DiagnosticSink& sink) {
  const paint::PaintedDocument& painted = pages.painted();
  switch (format) {
    case Format::Pdf: {
      std::vector<FinishedFile> files;
      files.push_back(write_document(pages, writing, sink));
      return files;
    }
    case Format::Svg:
      return write_each_page(
          painted,
          // Several pages may be put into one HTML document, so ids begin with the number of the page:
          // `p3-`.
          [&](const paint::PageDisplay&, std::size_t number) {
            svg::SvgOptions options{"p" + std::to_string(number) + "-"};
            if (!writing.svg_name.empty()) {
              options.address_of_page = [&](std::size_t other) {
                return address_beside(page_path(writing.svg_name, other + 1, painted.pages.size()));
              };
            }
            return svg::write_svg(painted, number - 1, writing.fonts, options);
          },
          sink);
    case Format::Png:
      return write_each_page(
          painted,
          [&](const paint::PageDisplay& page, std::size_t) {
            // After an error no pictures are returned, so the others are not drawn.
            return sink.has_errors() ? std::string() : raster::rasterize(page, writing.fonts, writing.png, sink);
          },
          sink);
    case Format::Ofd: {
      std::vector<FinishedFile> files;
      files.push_back({ofd::write_ofd(painted, writing.fonts, ofd_options(writing), sink), painted.pages.size()});
      return files;
    }
    case Format::Xlsx:
    case Format::Ods:
    case Format::Csv: break;
    case Format::Docx: {
      GONGWEN_ASSERT(pages.flow() != nullptr);
      std::vector<FinishedFile> files;
      files.push_back({docx_bytes(*pages.flow(), writing.engine, writing.fonts, sink), painted.pages.size()});
      return files;
    }
  }
  GONGWEN_ASSERT(false);  // not a format of pages
  return {};
}

}  // namespace

/// The public type and the writer's are separate, so that the header of the engine does not depend on the writer.
ofd::OfdProfile ofd_profile(OfdProfile profile) {
  switch (profile) {
    case OfdProfile::Archive: break;
    case OfdProfile::Plain: return ofd::OfdProfile::Plain;
  }
  return ofd::OfdProfile::Archive;
}

/// All files or none.
std::vector<FinishedFile> write_pages(const LaidOutPages& pages, Format format, const PageWriting& writing,
                                      diagnostics::DiagnosticSink& sink) {
  const diagnostics::ErrorWatch watch(sink);
  std::vector<FinishedFile> files = write_files(pages, format, writing, sink);
  if (watch.saw_errors()) return {};
  for (FinishedFile& file : files) file.format = format;
  return files;
}

/// The two files name each other: identifier of the OFD file in the PDF, hash of the PDF in the OFD file. So the PDF is
/// written between two steps of the OFD file.
PdfAndOfd write_pdf_and_ofd(const LaidOutPages& pages, PageWriting writing, diagnostics::DiagnosticSink& sink) {
  const diagnostics::ErrorWatch watch(sink);
  const ofd::OfdOptions options = ofd_options(writing);
  ofd::OfdFile ofd(pages.painted(), writing.fonts, options, sink);
  // 1. identifier of the OFD, 2. PDF with it, 3. OFD with the hash of the PDF.
  // The identifier depends on the pages alone, so it is known before the PDF exists.
  writing.pdf.ofd_identifier = ofd.identifier();
  PdfAndOfd files{write_document(pages, writing, sink), {}};
  if (watch.saw_errors()) return {};
  files.ofd = {std::move(ofd).finish(base::sha256(files.pdf.bytes)), pages.painted().pages.size()};
  files.pdf.format = Format::Pdf;
  files.ofd.format = Format::Ofd;
  return files;
}

/// Members are initialised in the order of the stages.
PageStages::PageStages(const dom::Tree& tree, const DocumentStyles& styles, const BundleFiles& files,
                       const PageSurroundings& surroundings, diagnostics::DiagnosticSink& sink)
    : tree_(tree),
      styles_(styles),
      surroundings_(surroundings),
      sink_(sink),
      early_findings_(surroundings.origins),
      watch_(sink),
      font_context_(surroundings.fonts, styles.font_faces),
      measures_(font_context_),
      style_tree_(style::build_style_tree(tree, styles.rules, sink, &measures_)),
      image_files_(files, surroundings.data_files, surroundings.files_beside, surroundings.further_files),
      filter_painter_(raster::drawing_painter(sink)),
      images_(&image_files_, &font_context_, sink,
              surroundings.tolerance == boxes::Tolerance::AsBrowsers ? images::MissingImages::Warn
                                                                     : images::MissingImages::Fail) {
  // Fonts are loaded while pages are laid out; a stop also ends that.
  font_context_.set_stop_check(sink.stop_check());
  images_.filter_with(*filter_painter_);
}

/// A document whose root is not displayed has no pages.
bool PageStages::build_boxes() {
  // A document whose root is `display: none` has no box at all, which is hardly intended.
  boxes_ = boxes::build_boxes(tree_, style_tree_, images_, surroundings_.origins, sink_,
                              {surroundings_.tolerance, surroundings_.fields});
  if (watch_.saw_errors()) return false;
  if (boxes_.root()) return true;
  const dom::NodeId element = tree_.root_element();
  sink_.report(diagnostics::messages::LayoutNothingDisplayed,
               element ? tree_.node(element).origin : diagnostics::OriginId());
  return false;
}

/// Press: gets pages as they are completed, proofreads their lines by the rules for all documents, and paints them.
class PageStages::Press : public layout::PageSink {
 public:
  /// With `facts`, boxes and nodes are kept, since the document for word processors is made from them.
  Press(paint::DocumentPainter& painter, layout::LayoutContext& context, boxes::BoxTree& boxes, dom::Tree* tree,
        diagnostics::DiagnosticSink& findings, flow::PageFacts* facts)
      : painter_(painter), context_(context), boxes_(boxes), tree_(tree), findings_(findings), facts_(facts) {}

  // The order matters: proofreading needs the boxes, which may be released once the page is painted.
  // Called on the thread that lays out.
  void take(const layout::PageLayout& page) override {
    proofing::proofread_lines(page, index_++, context_, findings_);
    painter_.paint_content(page);
    if (facts_ != nullptr) facts_->add_page(page);
  }
  /// Boxes and nodes of painted pages are not needed again.
  void give_back(layout::BoxId first, layout::BoxId end) override {
    if (facts_ != nullptr) return;
    // `end` is the first box that is still needed.
    if (tree_ != nullptr) tree_->release(boxes_.box(first).node, boxes_.box(end).node);
    boxes_.release(first, end);
  }

 private:
  paint::DocumentPainter& painter_;
  layout::LayoutContext& context_;
  boxes::BoxTree& boxes_;
  dom::Tree* tree_;
  diagnostics::DiagnosticSink& findings_;
  flow::PageFacts* facts_;
  std::size_t index_ = 0;
};

/// Whether pages may be painted before the last one is laid out. Line numbers, profiles and forms need the whole
/// document.
bool PageStages::may_paint_early() const {
  return surroundings_.line_numbers == 0 && surroundings_.profile == nullptr && !surroundings_.has_red_head &&
         surroundings_.form == nullptr && surroundings_.blanks == nullptr;
}

/// May be called again with other pages around.
bool PageStages::lay_out(const layout::PagesAround& around, PageUse use, dom::Tree* spent) {
  page_styles_.emplace(styles_.rules, style_tree_.style(style_tree_.root()), sink_, &measures_);
  context_.emplace(boxes_, style_tree_, tree_, font_context_, sink_);
  // A painter refers to the context that was just replaced.
  painter_.reset();
  early_findings_ = diagnostics::DiagnosticSink(surroundings_.origins);
  facts_ = {};
  std::optional<Press> press;
  // Pages are painted as soon as they are finished, and their boxes are released: a long document never has all of its
  // fragments in memory.
  if (use == PageUse::Paint && may_paint_early()) {
    painter_ = std::make_unique<paint::DocumentPainter>(*context_);
    press.emplace(*painter_, *context_, boxes_, spent, early_findings_, surroundings_.makes_flow ? &facts_ : nullptr);
  }
  document_ = layout::layout_document(*page_styles_, *context_, surroundings_.limits, around, surroundings_.fit,
                                      press ? &*press : nullptr);
  if (surroundings_.line_numbers > 0) layout::number_lines(document_, surroundings_.line_numbers, *context_);
  return !watch_.saw_errors();
}

diagnostics::Span PageStages::declaration_of(dom::NodeId node, std::string_view property) const {
  if (surroundings_.sources == nullptr) return {};
  diagnostics::Span shorthand;
  for (const style::AppliedRule& rule : style::applied_rules(tree_, styles_.rules, node, surroundings_.origins)) {
    if (!(rule.element == node)) continue;
    for (const style::AppliedDeclaration& declaration : rule.declarations) {
      if (declaration.is_overridden) continue;
      const std::string_view text = surroundings_.sources->source_text(declaration.span.source)
                                        .substr(declaration.span.begin, declaration.span.end - declaration.span.begin);
      // `color: red` → color.
      const std::string_view name = base::trim_ascii_space(text.substr(0, text.find(':')));
      if (name == property) return declaration.span;
      // `background` also sets `background-image`.
      const bool is_shorthand =
          (property.size() > name.size() && property.starts_with(name) && property[name.size()] == '-') ||
          (name == "columns" && property.starts_with("column-"));
      if (is_shorthand && !shorthand) shorthand = declaration.span;
    }
  }
  return shorthand;
}

flow::Document PageStages::make_flow(const paint::DocumentInformation& information, const flow::VolumePart* volume) {
  if (!document_.is_taken) {
    // If pages were painted early, Press has collected the facts.
    facts_ = {};
    for (const layout::PageLayout& page : document_.pages) facts_.add_page(page);
  }
  facts_.finish(document_);
  const auto page_style = [this](const style::PageContext& page) -> const style::PageStyle& {
    return page_styles_->resolve(page);
  };
  flow::FlowInput input{*context_, facts_, page_style, styles_.font_faces};
  input.fonts = surroundings_.office_fonts;
  input.properties = flow_properties(information);
  input.find_declaration = [this](dom::NodeId node, std::string_view property) {
    return declaration_of(node, property);
  };
  input.volume = volume;
  input.form = surroundings_.flow_form;
  FlowComments comments(surroundings_.origins, information.language);
  if (surroundings_.has_comments) {
    comments.add_proofreading(sink_.diagnostics());
    input.take_comments = [&comments](diagnostics::OriginId origin) {
      return comments.take(origin);
    };
  }
  return flow::build_document(input, sink_);
}

/// Returns whether the total changes any page, which must then be painted again.
bool PageStages::set_pages_after(std::int32_t pages) {
  return layout::set_pages_after(document_, pages, *page_styles_, *context_);
}

/// Findings about early pages were collected, so that they are reported after errors of the layout.
void PageStages::proofread() {
  if (document_.is_taken) {  // done page by page
    for (const diagnostics::Diagnostic& finding : early_findings_.diagnostics()) sink_.add(finding);
    return;
  }
  // A profile has its own rules for lines and for the text as a whole.
  if (surroundings_.profile != nullptr) {
    proofing::proofread(document_, *surroundings_.profile, *context_);
    return;
  }
  for (std::size_t i = 0; i < document_.pages.size(); ++i) {
    proofing::proofread_lines(document_.pages[i], i, *context_, sink_);
  }
  if (surroundings_.has_red_head) proofing::proofread_official_pages(document_, *context_);
}

/// In reverse order: later stages refer to earlier ones.
void PageStages::forget_layout() {
  painter_.reset();
  document_ = {};
  context_.reset();
  page_styles_.reset();
  boxes_ = {};
  style_tree_ = {};
}

paint::PaintedDocument PageStages::paint(const forms::FieldModel* fields) {
  // The pages were painted as they came; only the parts that belong to the whole document are left.
  if (document_.is_taken) return painter_->finish(document_);
  return paint::paint_document(document_, *context_, fields);
}

namespace {

/// Appends pages with the texts that do not fit into their fields. Returns false if an error was reported.
bool append_continuation(const std::vector<pdf::FieldWithoutRoom>& fields, const PageSurroundings& surroundings,
                         const DocumentStyles& styles, const BundleFiles& files, PageStages& form,
                         paint::PaintedDocument& painted, std::optional<Continuation>& continuation) {
  if (fields.empty() || surroundings.continuation == nullptr) return true;
  continuation.emplace(*surroundings.continuation, fields, painted.information, surroundings);
  // Further pages change `counter(pages)` on the pages of the form.
  if (!continuation->expand(styles, files) || !continuation->lay_out(form.document())) return false;
  // Page totals on the form include the pages that follow it.
  const std::size_t pages = form.document().pages.size();
  if (form.set_pages_after(static_cast<std::int32_t>(continuation->page_count())))
    painted = form.paint(&surroundings.form->fields);
  // With more pages, a total in running text may get longer and need another line. The
  // continuation then begins on another page number and is laid out once more; this does not make
  // it longer.
  const bool is_moved = form.document().pages.size() != pages;
  if (is_moved && !continuation->lay_out(form.document())) return false;
  continuation->append_to(painted);
  return true;
}

}  // namespace

/// Compared by their lists of names: each is reported once.
void report_unknown_faces(const DocumentStyles& styles, const text::FontLibrary& fonts,
                          diagnostics::DiagnosticSink& sink) {
  if (styles.font_faces.empty()) return;
  std::set<std::vector<std::string>> reported;
  for (const auto& sheet : styles.rules.sheets()) {
    for (const css::FontFaceRule& rule : sheet->font_faces) {
      std::vector<std::string> names;
      for (const css::FontFaceRule::Source& source : rule.sources) {
        if (source.local) names.push_back(source.name);
      }
      // Files that cannot be used have been removed from the rule, and reported. A face with a file among its sources
      // can always be loaded; only names of installed faces may be unknown. Sheets repeat faces, so each list of names
      // is reported once.
      if (names.size() < rule.sources.size()) continue;
      const bool found = std::any_of(names.begin(), names.end(),
                                     [&](const std::string& name) { return text::is_local_face(fonts, name); });
      if (names.empty() || found || !reported.insert(names).second) continue;
      sink.report(diagnostics::messages::TextUnknownFamily, diagnostics::Origin{rule.span, {}},
                  layout::family_list(names), text::suggested_family(fonts, names));
    }
  }
}

/// Everything to which painted pages refer. `stages` comes first: painted content refers to its fonts, images and
/// boxes, so it must be destroyed last.
struct LaidOutPages::Implementation {
  explicit Implementation(const dom::Tree& tree, const DocumentStyles& styles, const BundleFiles& files,
                          const PageSurroundings& surroundings, diagnostics::DiagnosticSink& sink)
      : stages(tree, styles, files, surroundings, sink) {}

  PageStages stages;
  paint::PaintedDocument painted;
  std::optional<pdf::PreparedForm> form;
  std::vector<LaidOutPages::TooWide> too_wide;
  bool is_reduced = false;
  std::optional<Continuation> continuation;
  std::optional<flow::Document> flow;
  std::map<std::string, std::int32_t, std::less<>> target_pages;
};

LaidOutPages::LaidOutPages() = default;
LaidOutPages::~LaidOutPages() = default;
const paint::PaintedDocument& LaidOutPages::painted() const { return implementation_->painted; }
const std::vector<LaidOutPages::TooWide>& LaidOutPages::too_wide() const { return implementation_->too_wide; }
bool LaidOutPages::is_reduced() const { return implementation_->is_reduced; }
const flow::Document* LaidOutPages::flow() const { return implementation_->flow ? &*implementation_->flow : nullptr; }

std::optional<std::int32_t> LaidOutPages::page_of_target(std::string_view id) const {
  const auto found = implementation_->target_pages.find(id);
  return found == implementation_->target_pages.end() ? std::nullopt : std::optional(found->second);
}

pdf::PreparedForm* LaidOutPages::form() const { return implementation_->form ? &*implementation_->form : nullptr; }

/// Stages up to painting; layout data is dropped at the end, since only painted pages are needed for files.
std::unique_ptr<const LaidOutPages> lay_out_pages(dom::Tree& tree, const DocumentStyles& styles,
                                                  const BundleFiles& files, const PageSurroundings& surroundings,
                                                  diagnostics::DiagnosticSink& sink) {
  const diagnostics::ErrorWatch watch(sink);
  report_unknown_faces(styles, surroundings.fonts, sink);
  auto pages = std::make_unique<LaidOutPages>();
  pages->implementation_ = std::make_unique<LaidOutPages::Implementation>(tree, styles, files, surroundings, sink);
  LaidOutPages::Implementation& parts = *pages->implementation_;
  // A tree that is not needed afterwards is released page by page.
  dom::Tree* const spent = surroundings.tree == TreeUse::Keep ? nullptr : &tree;
  if (!parts.stages.build_boxes() || !parts.stages.lay_out({}, PageUse::Paint, spent)) return nullptr;
  parts.stages.proofread();
  parts.painted = parts.stages.paint(surroundings.form == nullptr ? surroundings.blanks : &surroundings.form->fields);
  // Before pages are added that only a PDF needs.
  if (surroundings.makes_flow) parts.flow = parts.stages.make_flow(parts.painted.information);
  if (surroundings.form != nullptr) {
    parts.form.emplace(parts.painted, *surroundings.form, surroundings.fonts);
    // Values longer than their fields go onto continuation pages, which need the finished form: only it knows how much
    // room the fields have.
    if (surroundings.continuation != nullptr &&
        !append_continuation(parts.form->fields_without_room(parts.painted), surroundings, styles, files, parts.stages,
                             parts.painted, parts.continuation)) {
      return nullptr;
    }
  }
  // Codes come last, when the number of pages is final.
  if (!surroundings.page_code.text.empty()) {
    paint::add_page_codes(parts.painted, {surroundings.page_code.text, surroundings.page_code.label},
                          parts.stages.images());
  }
  if (watch.saw_errors()) return nullptr;
  parts.is_reduced = parts.stages.document().is_reduced;
  // Descriptions of wide content are made here, since boxes are about to be dropped.
  for (const layout::WideContent& wide : parts.stages.document().too_wide) {
    parts.too_wide.push_back(
        {parts.stages.boxes().box(wide.box).node, wide.origin, fmt::format("{:.1f}", wide.beyond.to_mm()), wide.page});
  }
  const layout::DocumentLayout& layout = parts.stages.document();
  for (const auto& [id, anchor] : layout.anchors) {
    // The numbers are those printed on pages, which may start again within the document.
    if (anchor.page < layout.pages.size()) parts.target_pages.emplace(id, layout.pages[anchor.page].number());
  }
  parts.stages.forget_layout();
  return pages;
}

}  // namespace gongwen::engine
