#include "sheet/ods/detail/styles_part.h"

#include "base/format.h"
#include "sheet/ods/detail/document_xml.h"
#include "sheet/ods/detail/mark_formats.h"

#include <algorithm>

namespace gongwen::ods {

using base::XmlWriter;
using sheet::Sheet;

namespace {

struct PaperSize {
  double width;  // mm, upright
  double height;
};

PaperSize size_of(sheet::Paper paper) {
  using sheet::Paper;
  switch (paper) {
    case Paper::A3: return {297, 420};
    case Paper::A4: return {210, 297};
    case Paper::A5: return {148, 210};
    case Paper::B4: return {257, 364};
    case Paper::B5: return {182, 257};
    case Paper::Letter: return {215.9, 279.4};
    case Paper::Legal: return {215.9, 355.6};
    case Paper::Ledger: return {279.4, 431.8};
  }
  return {210, 297};
}

bool is_blank(const sheet::HeaderLine& line) {
  return std::all_of(line.begin(), line.end(), [](const sheet::HeaderText& text) { return text.parts.empty(); });
}

/// The distance between the edge of the page's content and the header, as Excel's margins have it.
void write_layout(XmlWriter& xml, std::size_t index, const sheet::PrintSetup& print) {
  const auto mm = [](double length) {
    return fmt::format("{:.2f}mm", length);
  };
  const PaperSize paper = size_of(print.paper);
  const bool is_wide = print.orientation == sheet::Orientation::Landscape;
  const double top = print.margins.top.to_mm();
  const double bottom = print.margins.bottom.to_mm();
  const bool has_header = !is_blank(print.header);
  const bool has_footer = !is_blank(print.footer);
  const double header = has_header ? std::min(print.header_distance.to_mm(), top) : top;
  const double footer = has_footer ? std::min(print.footer_distance.to_mm(), bottom) : bottom;
  xml.open("style:page-layout").attribute("style:name", fmt::format("pm{}", index + 1));
  xml.open("style:page-layout-properties");
  xml.attribute("fo:page-width", mm(is_wide ? paper.height : paper.width));
  xml.attribute("fo:page-height", mm(is_wide ? paper.width : paper.height));
  xml.attribute("style:print-orientation", is_wide ? "landscape" : "portrait");
  // Pages are numbered through the workbook, as in .xlsx files.
  xml.attribute("style:first-page-number", "continue");
  xml.attribute("fo:margin-top", mm(header)).attribute("fo:margin-bottom", mm(footer));
  xml.attribute("fo:margin-left", mm(print.margins.left.to_mm()));
  xml.attribute("fo:margin-right", mm(print.margins.right.to_mm()));
  if (print.fit) {
    xml.attribute("style:scale-to-X", std::to_string(print.fit->wide));
    xml.attribute("style:scale-to-Y", std::to_string(print.fit->tall));
  } else if (print.scale != 100) {
    xml.attribute("style:scale-to", std::to_string(print.scale) + "%");
  }
  if (print.center_horizontally || print.center_vertically) {
    xml.attribute("style:table-centering", print.center_horizontally && print.center_vertically ? "both"
                                           : print.center_horizontally                          ? "horizontal"
                                                                                                : "vertical");
  }
  xml.attribute("style:print", "objects charts drawings zero-values");
  xml.close();
  const auto region = [&](std::string_view name, std::string_view side, double height) {
    xml.open(name).open("style:header-footer-properties").attribute("fo:min-height", mm(height));
    xml.attribute("svg:height", mm(height)).attribute("fo:margin-" + std::string(side), "0mm").close().close();
  };
  if (has_header) region("style:header-style", "bottom", top - header);
  if (has_footer) region("style:footer-style", "top", bottom - footer);
  xml.close();
}

std::string header_style(std::size_t sheet, std::string_view line, std::size_t part) {
  return fmt::format("M{}{}{}", line.substr(6, 1), sheet + 1, part);
}

void write_header(XmlWriter& xml, std::size_t sheet, std::string_view name, const sheet::HeaderLine& line) {
  constexpr std::string_view kRegions[] = {"style:region-left", "style:region-center", "style:region-right"};
  if (is_blank(line)) {
    xml.open(name).attribute("style:display", "false").close();
    return;
  }
  xml.open(name);
  for (std::size_t part = 0; part < line.size(); ++part) {
    xml.open(kRegions[part]).open("text:p").open("text:span");
    xml.attribute("text:style-name", header_style(sheet, name, part));
    for (const sheet::HeaderPart& each : line[part].parts) {
      if (const auto* text = std::get_if<std::string>(&each)) write_line(xml, *text);
      if (const auto* field = std::get_if<sheet::PageField>(&each)) {
        xml.element(*field == sheet::PageField::Number ? "text:page-number" : "text:page-count", "1");
      }
    }
    xml.close().close().close();
  }
  xml.close();
}

}  // namespace

std::string styles_xml(const sheet::Workbook& workbook) {
  std::string out;
  XmlWriter xml(out);
  open_document(out, xml, "office:document-styles");
  write_fonts(xml, workbook);
  xml.open("office:styles");
  xml.open("style:style").attribute("style:name", "Default").attribute("style:family", "table-cell").close();
  write_mark_styles(xml, workbook);
  xml.close().open("office:automatic-styles");
  constexpr std::string_view kHeader = "style:header";
  constexpr std::string_view kFooter = "style:footer";
  for (std::size_t i = 0; i < workbook.sheets.size(); ++i) {
    const sheet::PrintSetup& print = workbook.sheets[i].print;
    write_layout(xml, i, print);
    for (const std::string_view name : {kHeader, kFooter}) {
      const sheet::HeaderLine& line = name == kHeader ? print.header : print.footer;
      for (std::size_t part = 0; part < line.size(); ++part) {
        xml.open("style:style").attribute("style:name", header_style(i, name, part));
        xml.attribute("style:family", "text");
        write_font(xml, line[part].font);
        xml.close();
      }
    }
  }
  xml.close().open("office:master-styles");
  for (std::size_t i = 0; i < workbook.sheets.size(); ++i) {
    xml.open("style:master-page").attribute("style:name", fmt::format("mp{}", i + 1));
    xml.attribute("style:page-layout-name", fmt::format("pm{}", i + 1));
    write_header(xml, i, kHeader, workbook.sheets[i].print.header);
    write_header(xml, i, kFooter, workbook.sheets[i].print.footer);
    xml.close();
  }
  xml.close().close();
  return out;
}

std::string settings_xml(const sheet::Workbook& workbook) {
  std::string out;
  XmlWriter xml(out);
  open_document(out, xml, "office:document-settings");
  const auto item = [&](std::string_view name, std::string_view type, std::string_view value) {
    xml.open("config:config-item").attribute("config:name", name).attribute("config:type", type).text(value).close();
  };
  xml.open("office:settings").open("config:config-item-set").attribute("config:name", "ooo:view-settings");
  xml.open("config:config-item-map-indexed").attribute("config:name", "Views");
  xml.open("config:config-item-map-entry");
  item("ViewId", "string", "view1");
  xml.open("config:config-item-map-named").attribute("config:name", "Tables");
  for (const Sheet& sheet : workbook.sheets) {
    xml.open("config:config-item-map-entry").attribute("config:name", sheet.name);
    const std::string columns = std::to_string(sheet.frozen.columns);
    const std::string rows = std::to_string(sheet.frozen.rows);
    // 2: frozen, as opposed to split.
    item("HorizontalSplitMode", "short", sheet.frozen.columns > 0 ? "2" : "0");
    item("VerticalSplitMode", "short", sheet.frozen.rows > 0 ? "2" : "0");
    item("HorizontalSplitPosition", "int", columns);
    item("VerticalSplitPosition", "int", rows);
    item("ActiveSplitRange", "short", sheet.frozen.rows > 0 ? "2" : sheet.frozen.columns > 0 ? "1" : "2");
    item("PositionLeft", "int", "0");
    item("PositionRight", "int", columns);
    item("PositionTop", "int", "0");
    item("PositionBottom", "int", rows);
    item("ZoomType", "short", "0");
    item("ZoomValue", "int", std::to_string(sheet.view.zoom));
    item("PageViewZoomValue", "int", "60");
    item("ShowGrid", "boolean", sheet.view.gridlines ? "true" : "false");
    xml.close();
  }
  xml.close();
  const auto first =
      std::find_if(workbook.sheets.begin(), workbook.sheets.end(), [](const Sheet& sheet) { return !sheet.is_hidden; });
  if (first != workbook.sheets.end()) item("ActiveTable", "string", first->name);
  xml.close().close().close().close().close();
  return out;
}

}  // namespace gongwen::ods
