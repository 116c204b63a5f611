#include "diagnostics/catalogue/boxes.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/images.h"
#include "diagnostics/catalogue/layout.h"
#include "diagnostics/catalogue/resources.h"
#include "diagnostics/catalogue/text.h"
#include "dom/html_sink.h"
#include "engine/core/detail/read_source.h"
#include "engine/kinds/detail/style_files.h"
#include "engine/render/detail/lay_out_pages.h"
#include "engine/render/detail/make_files.h"
#include "style/rule_set.h"

#include <algorithm>
#include <initializer_list>

namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;

/// Pages from elsewhere name sheets by addresses of the web or of a server: they are set without.
void add_sheets(const dom::Tree& tree, std::string_view encoding, const BundleFiles& files, Run& run,
                DocumentStyles& styles) {
  const diagnostics::DiagnosticSink::Tolerated sheets(
      run.sink(), {messages::ResourcesNotFound, messages::ResourcesOutsideBundle, messages::ResourcesIsFolder,
                   messages::ResourcesUnreadable, messages::ResourcesTooLarge, messages::ResourcesNotUtf8});
  StyleFiles(files, run.sources(), run.sink()).add_of_document(tree, styles, encoding);
}

bool holds(std::initializer_list<diagnostics::DiagnosticId> ids, diagnostics::DiagnosticId id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

/// The class of a message; null for those that are not about skipped content.
std::size_t PassedOver::*class_of(diagnostics::DiagnosticId id, bool is_about_sheets) {
  const std::string_view name = diagnostics::catalogue_entry(id).id;
  if (id == messages::LayoutUnknownTarget || id == messages::BoxesLinkInDrawing) return &PassedOver::links;
  if (id == messages::TextMissingGlyph || id == messages::ImagesSvgText) return &PassedOver::characters;
  // Of such a drawing only a part is not shown.
  if (id == messages::BoxesUnsupportedElement || id == messages::ImagesSvgUnsupported) return &PassedOver::elements;
  if (holds({messages::EngineFontFile, messages::TextUnknownFamily, messages::TextUnknownFirstFamily,
             messages::TextUnusableFace, messages::TextFaceWithoutOutlines, messages::TextVariableFace,
             messages::TextFaceNotSubset, messages::TextFaceNotEmbedded},
            id)) {
    return &PassedOver::fonts;
  }
  if (name.starts_with("resources/")) return is_about_sheets ? &PassedOver::style_sheets : &PassedOver::images;
  if (name.starts_with("images/") || id == messages::BoxesImageWithoutSource) return &PassedOver::images;
  if (name.starts_with("css/") || name.starts_with("style/")) return &PassedOver::styles;
  if (name.starts_with("dom/")) return &PassedOver::html;
  const bool is_cut = holds({messages::LayoutTextClipped, messages::LayoutTextCut, messages::LayoutOverflow,
                             messages::LayoutTooWide, messages::LayoutBeyondLeft, messages::LayoutMarginOverflow,
                             messages::LayoutOffSheet, messages::LayoutBeyondCell},
                            id);
  return is_cut ? &PassedOver::cut : nullptr;
}

/// What no face has is shown as a box; the text of the document keeps it.
constexpr std::initializer_list<diagnostics::DiagnosticId> kTolerated = {
    messages::LayoutUnknownTarget, messages::TextMissingGlyph, messages::TextControlCharacter};

/// Where all pages would have to be reduced, the elements that are too wide are made narrower first, and no others: one
/// long line must not make a whole document hard to read.
std::unique_ptr<const LaidOutPages> lay_out(dom::Tree& tree, DocumentStyles& styles, const BundleFiles& files,
                                            PageSurroundings& surroundings, Run& run) {
  if (surroundings.fit == layout::PageFit::Keep) return lay_out_pages(tree, styles, files, surroundings, run.sink());
  constexpr int kMostRounds = 4;
  constexpr std::size_t kMostNarrowed = 50;  // with more, everything on the pages is narrowed
  surroundings.tree = TreeUse::Keep;
  std::vector<dom::NodeId> narrowed;
  for (int round = 1;; ++round) {
    diagnostics::DiagnosticSink trial(run.origins());
    trial.set_stop_check(run.sink().stop_check());
    const diagnostics::DiagnosticSink::Tolerated tolerated(trial, kTolerated);
    auto pages = lay_out_pages(tree, styles, files, surroundings, trial);
    const std::size_t known = narrowed.size();
    // Once something is narrowed, what was hidden by it is, too.
    const bool narrows = pages != nullptr && (pages->is_reduced() || known > 0) && round < kMostRounds;
    if (narrows) {
      const bool are_many = known + pages->too_wide().size() > kMostNarrowed;
      for (const LaidOutPages::TooWide& wide : pages->too_wide()) {
        const dom::NodeId element = are_many ? tree.root_element() : wide.element;
        if (std::find(narrowed.begin(), narrowed.end(), element) != narrowed.end()) continue;
        narrowed.push_back(element);
        run.sink().report(messages::LayoutFitted, wide.origin, wide.beyond, wide.page);
      }
    }
    if (narrowed.size() == known) {
      for (const diagnostics::Diagnostic& diagnostic : trial.diagnostics()) run.sink().add(diagnostic);
      return pages;
    }
    styles.rules.add(style::fitting_sheet(tree, std::span(narrowed).subspan(known)), style::CascadeOrigin::UserAgent);
  }
}

/// The messages from number `begin` to before `end` are about style sheets.
void count_passed_over(std::size_t begin, std::size_t end, Run& run) {
  // Further formats of the page report nothing new.
  PassedOver& passed = run.passed_over();
  if (passed != PassedOver()) return;
  const std::vector<diagnostics::Diagnostic>& all = run.sink().diagnostics();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (std::size_t PassedOver::*const member = class_of(all[i].id, i >= begin && i < end)) ++(passed.*member);
  }
}

}  // namespace

std::vector<FinishedFile> typeset_pages(const DataSource& html, const OutputFile& output,
                                        const text::FontLibrary& fonts, std::optional<std::int64_t> date,
                                        const RenderOptions& options, Run& run) {
  const diagnostics::ErrorWatch watch(run.sink());
  if (!suit_options({&output.format, 1}, options, run.sink())) return {};
  const base::Expected<PageSource> source = read_page_source(html, run);
  if (!source) return {};
  const std::string_view text = run.sources().source_text(source->id);
  dom::Tree tree = dom::parse_html(text, {source->id, 0, static_cast<std::uint32_t>(text.size())}, run.origins(),
                                   run.sink(), {}, dom::Syntax::Html);
  DocumentStyles styles;
  styles.rules.add(style::framed_controls_sheet(), style::CascadeOrigin::UserAgent);
  const BundleFiles files{resources::Folder(folder_of(html.path))};
  const std::size_t before_sheets = run.sink().diagnostics().size();
  add_sheets(tree, source->encoding, files, run, styles);
  const std::size_t after_sheets = run.sink().diagnostics().size();
  if (watch.saw_errors()) return {};
  PageSurroundings surroundings{fonts, run.origins()};
  surroundings.profile = proofing::find_profile(options.profile);
  surroundings.tolerance = boxes::Tolerance::AsBrowsers;
  surroundings.limits = page_limits(options.limits);
  // A page that is checked against a standard keeps its sizes.
  if (surroundings.profile == nullptr) surroundings.fit = layout::PageFit::Reduce;
  const diagnostics::DiagnosticSink::Tolerated tolerated(run.sink(), kTolerated);
  const auto pages = lay_out(tree, styles, files, surroundings, run);
  if (pages == nullptr) return {};
  PageWriting writing{fonts, {date}, {options.png.dpi}, {ofd_profile(options.ofd.profile)}, svg_name({&output, 1})};
  writing.pdf.origins = &run.origins();
  std::vector<FinishedFile> finished = write_pages(*pages, output.format, writing, run.sink());
  count_passed_over(before_sheets, after_sheets, run);
  if (options.strict) run.sink().promote_warnings();
  if (watch.saw_errors()) return {};
  return finished;
}

}  // namespace gongwen::engine
