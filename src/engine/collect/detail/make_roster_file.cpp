#include "data/document_builder.h"
#include "dom/html_sink.h"
#include "engine/collect/detail/roster.h"
#include "engine/kinds/detail/style_files.h"
#include "engine/render/detail/make_pdf.h"
#include "engine/render/make_workbook.h"
#include "resources/environment.h"

namespace gongwen::engine {

FinishedFile make_roster_file(const Roster& roster, const OutputFile& output, FontSource& fonts, Run& run) {
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
  const text::FontLibrary* const library = fonts.get(run);
  if (library == nullptr) return {};
  return make_pdf(tree, styles, files, {*library, {resources::source_date_epoch()}}, run.sink());
}

}  // namespace gongwen::engine
