#include "engine/render/detail/make_docx.h"

#include "engine/render/detail/chart_workbook.h"
#include "engine/render/make_workbook.h"
#include "flow/docx/write_docx.h"
#include "images/image_set.h"
#include "paint/picture_page.h"
#include "paint/raster/rasterize.h"
#include "paint/svg/write_svg.h"

#include <variant>

namespace gongwen::engine {

flow::Properties flow_properties(const paint::DocumentInformation& information) {
  flow::Properties properties;
  properties.title = information.title;
  properties.author = information.author;
  properties.subject = information.subject;
  properties.keywords = information.keywords;
  properties.language = information.language;
  properties.date = information.date;
  // Parts of an official document (发文字号 …) become custom properties under their Chinese names.
  for (const paint::OfficialText& entry : information.official) {
    properties.custom.emplace_back(paint::official_part_info(entry.part).chinese, entry.text);
  }
  return properties;
}

// Pictures and drawings are made when the writer requests them: PNG for all programs, SVG beside it for those that show
// drawings, and the numbers of charts as workbooks.
std::string docx_bytes(const flow::Document& document, const EngineOptions& engine, const text::FontLibrary& fonts,
                       diagnostics::DiagnosticSink& sink) {
  // Twice the resolution of office printers' drafts: small type in drawings stays readable.
  constexpr double kPictureDpi = 300;
  docx::DocxOptions options;
  options.fallback_date = engine.date;
  // Holds the pictures inside drawings that contain text.
  images::ImageSet parts(nullptr, nullptr, sink);
  const auto page_of = [&parts](const flow::Picture& picture) {
    return paint::picture_page(*picture.image, picture.size, parts);
  };
  options.png = [&](const flow::Picture& picture) {
    return raster::rasterize(page_of(picture), fonts, {.dpi = kPictureDpi}, sink);
  };
  options.svg = [&](const flow::Picture& picture) -> std::string {
    // Only drawings can be written without pixels.
    if (!std::holds_alternative<images::Drawing>(picture.image->picture)) return {};
    paint::PaintedDocument drawn;
    drawn.pages.push_back(page_of(picture));
    return svg::write_svg(drawn, 0, fonts);
  };
  options.workbook = [&](const charts::ChartDescription& chart) {
    return workbook_bytes(chart_workbook(chart), engine, sink);
  };
  return docx::write_docx(document, options);
}

}  // namespace gongwen::engine
