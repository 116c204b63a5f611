#include "dom/html_sink.h"
#include "engine/core/detail/read_source.h"
#include "engine/kinds/detail/style_files.h"
#include "engine/render/detail/make_pdf.h"
#include "resources/environment.h"
#include "style/rule_set.h"

namespace gongwen::engine {

FinishedFile typeset_page(const DataSource& html, const text::FontLibrary& fonts, const RenderOptions& options,
                          Run& run) {
  const diagnostics::ErrorWatch watch(run.sink());
  const base::Expected<diagnostics::SourceId> source = read_source(html, run);
  if (!source) return {};
  const std::string_view text = run.sources().source_text(*source);
  const dom::Tree tree = dom::parse_html(text, {*source, 0, static_cast<std::uint32_t>(text.size())}, run.origins(),
                                         run.sink(), {}, dom::Syntax::Html);
  DocumentStyles styles;
  styles.rules.add(style::framed_controls_sheet(), style::CascadeOrigin::UserAgent);
  const BundleFiles files{resources::Folder(folder_of(html.path))};
  StyleFiles(files, run.sources(), run.sink()).add_of_document(tree, styles);
  if (watch.saw_errors()) return {};
  const proofing::Profile* const profile = proofing::find_profile(options.profile);
  const PdfSurroundings surroundings{
      fonts, run.origins(), {resources::source_date_epoch()}, profile, boxes::Tolerance::AsBrowsers};
  FinishedFile file = make_pdf(tree, styles, files, surroundings, run.sink());
  if (options.strict) run.sink().promote_warnings();
  if (watch.saw_errors()) return {};
  return file;
}

}  // namespace gongwen::engine
