#include "sheet/ods/detail/embedded_files.h"

#include "base/format.h"
#include "sheet/ods/detail/chart_xml.h"
#include "sheet/ods/detail/document_xml.h"

namespace gongwen::ods {
namespace {

using base::XmlWriter;

constexpr std::string_view kChartType = "application/vnd.oasis.opendocument.chart";

void open_frame(XmlWriter& xml, base::LayoutUnit x, base::LayoutUnit y, base::LayoutUnit width,
                base::LayoutUnit height) {
  xml.open("draw:frame")
      .attribute("draw:style-name", kFrameStyle)
      .attribute("svg:x", points(x.to_pt()))
      .attribute("svg:y", points(y.to_pt()));
  xml.attribute("svg:width", points(width.to_pt())).attribute("svg:height", points(height.to_pt()));
}

void write_reference(XmlWriter& xml, std::string_view element, std::string_view target) {
  xml.open(element).attribute("xlink:href", target).attribute("xlink:type", "simple");
  xml.attribute("xlink:show", "embed").attribute("xlink:actuate", "onLoad").close();
}

void close_frame(XmlWriter& xml, const std::string& description) {
  if (!description.empty()) xml.element("svg:desc", description);
  xml.close();
}

}  // namespace

EmbeddedFiles::EmbeddedFiles(const sheet::Workbook& workbook) {
  for (const sheet::Sheet& sheet : workbook.sheets) {
    for (const sheet::Picture& picture : sheet.pictures) add_picture(picture);
    for (const sheet::Chart& chart : sheet.charts) add_chart(sheet, chart);
  }
}

void EmbeddedFiles::add_picture(const sheet::Picture& picture) {
  const bool is_png = picture.file.starts_with("\x89PNG");
  const std::string name = fmt::format("Pictures/{}.{}", pictures_.size() + 1, is_png ? "png" : "jpg");
  if (!pictures_.try_emplace(picture.file, name).second) return;
  files_.push_back({name, is_png ? "image/png" : "image/jpeg", picture.file, {}});
}

void EmbeddedFiles::add_chart(const sheet::Sheet& sheet, const sheet::Chart& chart) {
  const std::string folder = fmt::format("Object {}", charts_.size() + 1);
  charts_.emplace(&chart, folder);
  folders_.push_back({folder + "/", std::string(kChartType)});
  files_.push_back({folder + "/content.xml", "text/xml", {}, chart_xml(sheet, chart)});
}

void EmbeddedFiles::write_frames(XmlWriter& xml, const sheet::Sheet& sheet, sheet::CellPlace place) const {
  for (const sheet::Picture& picture : sheet.pictures) {
    if (picture.place != place) continue;
    open_frame(xml, picture.x, picture.y, picture.width, picture.height);
    write_reference(xml, "draw:image", pictures_.at(picture.file));
    close_frame(xml, picture.description);
  }
  for (const sheet::Chart& chart : sheet.charts) {
    if (chart.place != place) continue;
    open_frame(xml, {}, {}, chart.width, chart.height);
    write_reference(xml, "draw:object", "./" + charts_.at(&chart));
    close_frame(xml, chart.description);
  }
}

}  // namespace gongwen::ods
