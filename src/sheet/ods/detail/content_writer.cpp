#include "sheet/ods/detail/content_writer.h"

#include "base/format.h"
#include "diagnostics/catalogue/sheet.h"
#include "diagnostics/catalogue/texts/sheet.h"
#include "sheet/ods/detail/number_styles.h"
#include "sheet/ods/detail/open_formula.h"
#include "sheet/serial_date.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace gongwen::ods {
namespace {

namespace texts = diagnostics::texts;
using base::XmlWriter;
using sheet::CellFormat;
using sheet::CellPlace;
using sheet::Sheet;

constexpr std::size_t kStretch = std::size_t{512} << 10;

std::string cell_style(std::size_t index) { return fmt::format("ce{}", index + 1); }
std::string points(double value) { return fmt::format("{:.2f}pt", value); }
std::string color_text(css::Color color) {
  return fmt::format("#{:02x}{:02x}{:02x}", color.red, color.green, color.blue);
}

std::string border_text(const sheet::BorderLine& line) {
  using sheet::LineKind;
  const auto with = [&](std::string_view look) {
    return std::string(look) + " " + color_text(line.color);
  };
  switch (line.kind) {
    case LineKind::None: return "none";
    case LineKind::Thin: return with("0.74pt solid");
    case LineKind::Medium: return with("1.76pt solid");
    case LineKind::Thick: return with("2.49pt solid");
    case LineKind::Double: return with("2.49pt double");
    case LineKind::Dotted: return with("0.74pt dotted");
    case LineKind::Dashed: return with("0.74pt dashed");
    case LineKind::MediumDashed: return with("1.76pt dashed");
  }
  return "none";
}

void write_font(XmlWriter& xml, const sheet::Font& font) {
  xml.open("style:text-properties");
  const std::string size = points(font.half_points / 2.0);
  for (const std::string_view script : {"", "-asian", "-complex"}) {
    const std::string suffix(script);
    const std::string prefix = script.empty() ? "fo:font" : "style:font";
    xml.attribute("style:font-name" + suffix, font.name);
    xml.attribute(prefix + "-size" + suffix, size);
    if (font.bold) xml.attribute(prefix + "-weight" + suffix, "bold");
    if (font.italic) xml.attribute(prefix + "-style" + suffix, "italic");
  }
  if (font.underline) {
    xml.attribute("style:text-underline-style", "solid").attribute("style:text-underline-width", "auto");
  }
  if (font.strike) xml.attribute("style:text-line-through-style", "solid");
  if (font.script == sheet::Script::Superscript) xml.attribute("style:text-position", "super 58%");
  if (font.script == sheet::Script::Subscript) xml.attribute("style:text-position", "sub 58%");
  if (font.color != css::kBlack) xml.attribute("fo:color", color_text(font.color));
  xml.close();
}

/// The text of one paragraph: blanks and tabs that XML would lose are elements.
void write_line(XmlWriter& xml, std::string_view text) {
  while (!text.empty()) {
    const std::size_t plain = std::min({text.find('\t'), text.find("  "), text.starts_with(' ') ? 0 : text.size(),
                                        text.ends_with(' ') ? text.size() - 1 : text.size()});
    if (plain > 0) xml.text(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) return;
    if (text.front() == '\t') {
      xml.open("text:tab").close();
      text.remove_prefix(1);
      continue;
    }
    const std::size_t count = std::min(text.find_first_not_of(' '), text.size());
    xml.open("text:s").attribute("text:c", std::to_string(count)).close();
    text.remove_prefix(count);
  }
}

/// Calls `write_line` for each line of the text.
template <typename WriteLine>
void for_each_line(std::string_view text, const WriteLine& write) {
  for (std::size_t start = 0; start <= text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    write(text.substr(start, end - start));
    start = end + 1;
  }
}

void open_document(std::string& out, XmlWriter& xml, std::string_view root) {
  out += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  xml.open(root);
  const std::string base = "urn:oasis:names:tc:opendocument:xmlns:";
  for (const std::string_view name : {"office", "style", "text", "table", "number", "config", "meta"}) {
    const std::string_view place = name == "number" ? "datastyle" : name;
    xml.attribute("xmlns:" + std::string(name), base + std::string(place) + ":1.0");
  }
  xml.attribute("xmlns:fo", base + "xsl-fo-compatible:1.0").attribute("xmlns:svg", base + "svg-compatible:1.0");
  xml.attribute("xmlns:of", base + "of:1.2").attribute("xmlns:xlink", "http://www.w3.org/1999/xlink");
  xml.attribute("xmlns:dc", "http://purl.org/dc/elements/1.1/").attribute("office:version", "1.3");
}

void write_fonts(XmlWriter& xml, const sheet::Workbook& workbook) {
  std::vector<std::string> names;
  const auto add = [&names](const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  for (const CellFormat& format : workbook.formats) add(format.font.name);
  for (const Sheet& sheet : workbook.sheets) {
    for (const sheet::TextRuns& runs : sheet.rich_texts) {
      for (const sheet::TextRun& run : runs) add(run.font.name);
    }
    for (const sheet::HeaderLine* line : {&sheet.print.header, &sheet.print.footer}) {
      for (const sheet::HeaderText& text : *line) add(text.font.name);
    }
  }
  xml.open("office:font-face-decls");
  for (const std::string& name : names) {
    xml.open("style:font-face").attribute("style:name", name).attribute("svg:font-family", "'" + name + "'").close();
  }
  xml.close();
}

}  // namespace

ContentWriter::ContentWriter(const sheet::Workbook& workbook, diagnostics::DiagnosticSink& sink)
    : workbook_(workbook), sink_(sink) {}

void ContentWriter::flush(std::size_t at_least) {
  if (out_.size() < at_least) return;
  (*take_)(out_);
  out_.clear();
}

void ContentWriter::write(const TakeXml& take) {
  take_ = &take;
  open_document(out_, xml_, "office:document-content");
  write_fonts(xml_, workbook_);
  write_styles();
  xml_.open("office:body").open("office:spreadsheet");
  write_validations();
  for (std::size_t i = 0; i < workbook_.sheets.size(); ++i) write_sheet(i);
  write_names();
  xml_.close().close().close();
  flush(0);
}

void ContentWriter::write_styles() {
  xml_.open("office:automatic-styles");
  write_sizes();
  write_number_styles();
  for (std::size_t i = 0; i < workbook_.formats.size(); ++i) write_cell_style(i);
  for (std::size_t i = 0; i < workbook_.sheets.size(); ++i) {
    xml_.open("style:style").attribute("style:name", fmt::format("ta{}", i + 1)).attribute("style:family", "table");
    xml_.attribute("style:master-page-name", fmt::format("mp{}", i + 1));
    xml_.open("style:table-properties").attribute("table:display", workbook_.sheets[i].is_hidden ? "false" : "true");
    xml_.close().close();
    const Sheet& sheet = workbook_.sheets[i];
    for (std::size_t runs = 0; runs < sheet.rich_texts.size(); ++runs) {
      for (std::size_t run = 0; run < sheet.rich_texts[runs].size(); ++run) {
        xml_.open("style:style").attribute("style:name", fmt::format("T{}-{}-{}", i, runs, run));
        xml_.attribute("style:family", "text");
        write_font(xml_, sheet.rich_texts[runs][run].font);
        xml_.close();
      }
    }
  }
  xml_.close();
}

void ContentWriter::write_number_styles() {
  for (const CellFormat& format : workbook_.formats) {
    const std::string& code = format.number_format;
    if (code.empty() || code == "General" || number_styles_.contains(code)) continue;
    const std::string name = fmt::format("N{}", 100 + number_styles_.size());
    const bool is_written = write_number_style(xml_, name, code);
    number_styles_[code] = is_written ? name : std::string();
    if (!is_written) sink_.report(diagnostics::messages::SheetOdsFormat, diagnostics::Origin{}, code);
  }
}

void ContentWriter::write_cell_style(std::size_t index) {
  using sheet::HorizontalAlign;
  const CellFormat& format = workbook_.formats[index];
  xml_.open("style:style").attribute("style:name", cell_style(index)).attribute("style:family", "table-cell");
  xml_.attribute("style:parent-style-name", "Default");
  const auto number = number_styles_.find(format.number_format);
  if (number != number_styles_.end() && !number->second.empty()) {
    xml_.attribute("style:data-style-name", number->second);
  }
  xml_.open("style:table-cell-properties");
  if (!format.background.is_transparent()) xml_.attribute("fo:background-color", color_text(format.background));
  const sheet::Borders& borders = format.borders;
  const auto edge = [&](std::string_view side, const sheet::BorderLine& line) {
    xml_.attribute("fo:border-" + std::string(side), border_text(line));
    if (line.kind == sheet::LineKind::Double) {
      xml_.attribute("style:border-line-width-" + std::string(side), "0.74pt 1.01pt 0.74pt");
    }
  };
  edge("top", borders.top);
  edge("right", borders.right);
  edge("bottom", borders.bottom);
  edge("left", borders.left);
  constexpr std::string_view kVertical[] = {"top", "middle", "bottom"};
  xml_.attribute("style:vertical-align", kVertical[static_cast<std::size_t>(format.vertical)]);
  if (format.wrap) xml_.attribute("fo:wrap-option", "wrap");
  if (format.shrink) xml_.attribute("style:shrink-to-fit", "true");
  if (format.rotation.stacked) xml_.attribute("style:direction", "ttb");
  if (format.rotation.degrees != 0) {
    xml_.attribute("style:rotation-angle", std::to_string((360 + format.rotation.degrees) % 360));
  }
  if (!format.locked) xml_.attribute("style:cell-protect", "none");
  if (format.horizontal != HorizontalAlign::General) {
    xml_.attribute("style:text-align-source", "fix").attribute("style:repeat-content", "false");
  }
  xml_.close();
  const auto align = [&]() -> std::string_view {
    switch (format.horizontal) {
      case HorizontalAlign::General: return "";
      case HorizontalAlign::Left: return "start";
      case HorizontalAlign::Center:
      case HorizontalAlign::CenterAcross: return "center";
      case HorizontalAlign::Right: return "end";
      case HorizontalAlign::Justify:
      case HorizontalAlign::Distributed: return "justify";
    }
    return "";
  };
  if (!align().empty() || format.indent > 0) {
    xml_.open("style:paragraph-properties");
    if (!align().empty()) xml_.attribute("fo:text-align", align());
    // A step is three blanks of the standard font, 9 pt.
    if (format.indent > 0) xml_.attribute("fo:margin-left", points(format.indent * 9.0));
    xml_.close();
  }
  write_font(xml_, format.font);
  xml_.close();
}

/// A style for each width of a column and each height of a row.
void ContentWriter::write_sizes() {
  for (const Sheet& sheet : workbook_.sheets) {
    for (const sheet::Column& column : sheet.columns) {
      const int width = static_cast<int>(std::lround(column.width.to_px() * 64));
      if (!widths_.try_emplace(width, fmt::format("co{}", widths_.size() + 1)).second) continue;
      xml_.open("style:style").attribute("style:name", widths_[width]).attribute("style:family", "table-column");
      xml_.open("style:table-column-properties").attribute("style:column-width", points(column.width.to_pt()));
      xml_.close().close();
    }
    for (const sheet::Row& row : sheet.rows) {
      const std::pair key{static_cast<int>(std::lround(row.height.to_px() * 64)), row.breaks_page};
      if (!heights_.try_emplace(key, fmt::format("ro{}", heights_.size() + 1)).second) continue;
      xml_.open("style:style").attribute("style:name", heights_[key]).attribute("style:family", "table-row");
      xml_.open("style:table-row-properties").attribute("style:row-height", points(row.height.to_pt()));
      xml_.attribute("style:use-optimal-row-height", "false");
      xml_.attribute("fo:break-before", row.breaks_page ? "page" : "auto");
      xml_.close().close();
    }
  }
}

void ContentWriter::write_validations() {
  const auto has_any = [](const Sheet& sheet) {
    return !sheet.validations.empty();
  };
  if (std::none_of(workbook_.sheets.begin(), workbook_.sheets.end(), has_any)) return;
  struct Condition {
    std::string operator()(const sheet::AnyRule&) const { return {}; }
    std::string operator()(const sheet::ListRule& rule) const {
      std::string text = "of:cell-content-is-in-list(";
      for (const std::string& choice : rule.choices) {
        text += text.ends_with('(') ? "\"" : ";\"";
        for (const char c : choice) text.append(c == '"' ? 2 : 1, c);
        text += '"';
      }
      return text + ")";
    }
    std::string operator()(const sheet::NumberRule& rule) const {
      return within(rule.whole ? "cell-content-is-whole-number()" : "cell-content-is-decimal-number()",
                    "cell-content()", rule.least, rule.most);
    }
    std::string operator()(const sheet::DateRule& rule) const {
      return within("cell-content-is-date()", "cell-content()", rule.earliest, rule.latest);
    }
    std::string operator()(const sheet::LengthRule& rule) const {
      return fmt::format("of:cell-content-text-length()<={}", rule.most);
    }
    static std::string within(std::string_view type, std::string_view value, const std::optional<double>& least,
                              const std::optional<double>& most) {
      std::string text = "of:" + std::string(type);
      if (least && most) return text + fmt::format(" and {}-is-between({},{})", value.substr(0, 12), *least, *most);
      if (least) text += fmt::format(" and {}>={}", value, *least);
      if (most) text += fmt::format(" and {}<={}", value, *most);
      return text;
    }
  };
  xml_.open("table:content-validations");
  std::size_t number = 0;
  for (const Sheet& sheet : workbook_.sheets) {
    for (const sheet::DataValidation& validation : sheet.validations) {
      xml_.open("table:content-validation").attribute("table:name", fmt::format("val{}", ++number));
      const std::string condition = std::visit(Condition{}, validation.rule);
      if (!condition.empty()) xml_.attribute("table:condition", condition);
      xml_.attribute("table:allow-empty-cell", validation.allow_blank ? "true" : "false");
      xml_.attribute(
          "table:base-cell-address",
          range_address(sheet.name, {validation.range.first, validation.range.first})
              .substr(0, range_address(sheet.name, {validation.range.first, validation.range.first}).rfind(":'")));
      const auto message = [&](std::string_view element, const sheet::ValidationMessage& text, bool shown) {
        xml_.open(element).attribute("table:display", shown ? "true" : "false");
        if (!text.title.empty()) xml_.attribute("table:title", text.title);
        if (element == "table:error-message") xml_.attribute("table:message-type", "stop");
        if (!text.text.empty()) for_each_line(text.text, [&](std::string_view line) { xml_.element("text:p", line); });
        xml_.close();
      };
      message("table:help-message", validation.prompt,
              !validation.prompt.title.empty() || !validation.prompt.text.empty());
      message("table:error-message", validation.error, !validation.advisory);
      xml_.close();
    }
  }
  xml_.close();
}

void ContentWriter::write_sheet(std::size_t index) {
  const Sheet& sheet = workbook_.sheets[index];
  merge_ = link_ = note_ = 0;
  open_merges_.clear();
  xml_.open("table:table")
      .attribute("table:name", sheet.name)
      .attribute("table:style-name", fmt::format("ta{}", index + 1));
  if (!sheet.print.may_grow) xml_.attribute("table:print-ranges", range_address(sheet.name, sheet.print.area));
  if (sheet.is_protected) xml_.attribute("table:protected", "true");
  for (const sheet::Column& column : sheet.columns) {
    xml_.open("table:table-column");
    xml_.attribute("table:style-name", widths_[static_cast<int>(std::lround(column.width.to_px() * 64))]);
    if (column.hidden) xml_.attribute("table:visibility", "collapse");
    if (column.format) xml_.attribute("table:default-cell-style-name", cell_style(column.format->index()));
    xml_.close();
  }
  if (sheet.columns.empty()) xml_.open("table:table-column").close();
  write_rows(sheet, index);
  xml_.close();
  if (!sheet.charts.empty()) {
    sink_.report(diagnostics::messages::SheetOdsLeftOut, sheet.charts.front().origin, texts::SheetOdsCharts.english,
                 texts::SheetOdsCharts.chinese);
  }
  validations_ += sheet.validations.size();
}

void ContentWriter::write_rows(const Sheet& sheet, std::size_t) {
  std::vector<const sheet::CellNote*> notes;
  std::uint8_t level = 0;
  bool in_head = false;
  const auto& repeated = sheet.print.repeated_rows;
  for (std::uint32_t number = 0; number < sheet.rows.size(); ++number) {
    base::tick(sink_.stop_check());
    const sheet::Row& row = sheet.rows[number];
    const bool is_head = repeated && number >= repeated->first && number <= repeated->last;
    const std::uint8_t wanted = is_head ? 0 : row.outline_level;
    for (; level > wanted; --level) xml_.close();
    if (in_head && !is_head) xml_.close();
    if (!in_head && is_head) xml_.open("table:table-header-rows");
    in_head = is_head;
    for (; level < wanted; ++level) xml_.open("table:table-row-group");
    open_row(row);
    write_cells(sheet, number, row);
    xml_.close();
    flush(kStretch);
  }
  for (; level > 0; --level) xml_.close();
  if (in_head) xml_.close();
  if (sheet.rows.empty()) xml_.open("table:table-row").open("table:table-cell").close().close();
}

void ContentWriter::open_row(const sheet::Row& row) {
  xml_.open("table:table-row");
  xml_.attribute("table:style-name",
                 heights_[{static_cast<int>(std::lround(row.height.to_px() * 64)), row.breaks_page}]);
  if (row.height == base::LayoutUnit()) xml_.attribute("table:visibility", "collapse");
}

void ContentWriter::write_blanks(std::uint32_t count, std::string_view name) {
  if (count == 0) return;
  xml_.open(name);
  if (count > 1) xml_.attribute("table:number-columns-repeated", std::to_string(count));
  xml_.close();
}

void ContentWriter::write_cells(const Sheet& sheet, std::uint32_t number, const sheet::Row& row) {
  while (merge_ < sheet.merges.size() && sheet.merges[merge_].range.first.row == number) {
    open_merges_.push_back(sheet.merges[merge_++]);
  }
  // A text centred across cells: OpenDocument merges them.
  const std::span<const sheet::Cell> cells = sheet.cells_of(row);
  const auto is_across = [&](std::size_t i) {
    return workbook_.format(cells[i].format).horizontal == sheet::HorizontalAlign::CenterAcross;
  };
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (!is_across(i) || std::holds_alternative<sheet::Empty>(cells[i].value)) continue;
    std::uint32_t last = cells[i].column;
    for (std::size_t next = i + 1; next < cells.size() && cells[next].column == last + 1 && is_across(next) &&
                                   std::holds_alternative<sheet::Empty>(cells[next].value);
         ++next) {
      ++last;
    }
    if (last > cells[i].column) {
      open_merges_.push_back({{{number, cells[i].column}, {number, last}}, cells[i].format});
    }
  }
  const auto covering = [&](std::uint32_t column) -> const sheet::Merge* {
    for (const sheet::Merge& merge : open_merges_) {
      if (column >= merge.range.first.column && column <= merge.range.last.column) return &merge;
    }
    return nullptr;
  };
  std::uint32_t end = cells.empty() ? 0 : cells.back().column + 1;
  for (const sheet::Merge& merge : open_merges_) end = std::max(end, merge.range.last.column + 1);
  std::size_t next = 0;
  for (std::uint32_t column = 0; column < end; ++column) {
    const sheet::Merge* const merge = covering(column);
    const bool is_first = merge == nullptr || merge->range.first == CellPlace{number, column};
    const bool has_cell = next < cells.size() && cells[next].column == column;
    if (!is_first) {
      if (has_cell) ++next;
      xml_.open("table:covered-table-cell").attribute("table:style-name", cell_style(merge->format.index())).close();
      continue;
    }
    sheet::Cell blank;
    if (merge != nullptr) blank.format = merge->format;
    if (!has_cell && merge == nullptr) {
      write_blanks(1, "table:table-cell");
      continue;
    }
    xml_.open("table:table-cell");
    if (merge != nullptr) {
      xml_.attribute("table:number-columns-spanned", std::to_string(merge->range.column_count()));
      xml_.attribute("table:number-rows-spanned", std::to_string(merge->range.row_count()));
    }
    write_cell(sheet, {number, column}, has_cell ? cells[next] : blank);
    if (has_cell) ++next;
    xml_.close();
  }
  if (end == 0) xml_.open("table:table-cell").close();
  std::erase_if(open_merges_, [number](const sheet::Merge& merge) { return merge.range.last.row <= number; });
}

void ContentWriter::write_cell(const Sheet& sheet, const CellPlace& place, const sheet::Cell& cell) {
  xml_.attribute("table:style-name", cell_style(cell.format.index()));
  for (std::size_t i = 0; i < sheet.validations.size(); ++i) {
    const sheet::CellRange& range = sheet.validations[i].range;
    const bool is_in = place.row >= range.first.row && place.row <= range.last.row &&
                       place.column >= range.first.column && place.column <= range.last.column;
    if (!is_in) continue;
    xml_.attribute("table:content-validation-name", fmt::format("val{}", validations_ + i + 1));
    break;
  }
  write_value(sheet, cell);
  write_note(sheet, place);
  write_text(sheet, place, cell);
}

void ContentWriter::write_number(double value, sheet::FormatId format) {
  const std::string text = fmt::format("{}", value);
  switch (look_of(workbook_.format(format).number_format)) {
    case NumberLook::Percentage:
      xml_.attribute("office:value-type", "percentage").attribute("office:value", text);
      break;
    case NumberLook::Date:
      xml_.attribute("office:value-type", "date").attribute("office:date-value", sheet::iso_date(value));
      break;
    case NumberLook::Time: {
      const auto seconds = static_cast<std::int64_t>(std::llround(value * 86'400));
      xml_.attribute("office:value-type", "time");
      xml_.attribute("office:time-value",
                     fmt::format("PT{}H{:02}M{:02}S", seconds / 3'600, seconds / 60 % 60, seconds % 60));
      break;
    }
    case NumberLook::Number:
    case NumberLook::Text: xml_.attribute("office:value-type", "float").attribute("office:value", text); break;
  }
}

void ContentWriter::write_value(const Sheet& sheet, const sheet::Cell& cell) {
  struct Writer {
    ContentWriter& self;
    const Sheet& sheet;
    const sheet::Cell& cell;
    void operator()(const sheet::Empty&) const {}
    void operator()(const sheet::Text&) const { self.xml_.attribute("office:value-type", "string"); }
    void operator()(const sheet::RichText&) const { self.xml_.attribute("office:value-type", "string"); }
    void operator()(const sheet::Number& number) const { self.write_number(number.value, cell.format); }
    void operator()(const sheet::Boolean& boolean) const {
      self.xml_.attribute("office:value-type", "boolean");
      self.xml_.attribute("office:boolean-value", boolean.value ? "true" : "false");
    }
    void operator()(const sheet::Date& date) const {
      self.xml_.attribute("office:value-type", "date");
      self.xml_.attribute("office:date-value", sheet::iso_date(date.serial));
    }
    void operator()(const sheet::Formula& formula) const { self.write_formula(sheet, cell, formula); }
  };
  std::visit(Writer{*this, sheet, cell}, cell.value);
}

void ContentWriter::write_formula(const Sheet& sheet, const sheet::Cell& cell, const sheet::Formula& formula) {
  const sheet::FormulaText& text = sheet.formulas[formula.index];
  if (const auto expression = open_formula(text.expression)) {
    xml_.attribute("table:formula", *expression);
  } else {
    sink_.report(diagnostics::messages::SheetOdsLeftOut, text.origin, texts::SheetOdsTableFormulas.english,
                 texts::SheetOdsTableFormulas.chinese);
  }
  if (text.result) write_number(*text.result, cell.format);
}

void ContentWriter::write_note(const Sheet& sheet, const CellPlace& place) {
  const auto note = std::find_if(sheet.notes.begin(), sheet.notes.end(),
                                 [&](const sheet::CellNote& each) { return each.place == place; });
  if (note == sheet.notes.end()) return;
  xml_.open("office:annotation");
  for_each_line(note->text, [&](std::string_view line) { xml_.element("text:p", line); });
  xml_.close();
}

void ContentWriter::write_text(const Sheet& sheet, const CellPlace& place, const sheet::Cell& cell) {
  const bool is_link = link_ < sheet.links.size() && sheet.links[link_].place == place;
  const std::string address = is_link ? link_address(sheet.links[link_++].address) : std::string();
  const auto open_link = [&] {
    if (is_link) xml_.open("text:a").attribute("xlink:href", address).attribute("xlink:type", "simple");
  };
  if (const auto* text = std::get_if<sheet::Text>(&cell.value)) {
    for_each_line(text->text, [&](std::string_view line) {
      xml_.open("text:p");
      open_link();
      write_line(xml_, line);
      if (is_link) xml_.close();
      xml_.close();
    });
  } else if (const auto* rich = std::get_if<sheet::RichText>(&cell.value)) {
    const auto sheet_index = static_cast<std::size_t>(&sheet - workbook_.sheets.data());
    const sheet::TextRuns& runs = sheet.rich_texts[rich->index];
    xml_.open("text:p");
    for (std::size_t run = 0; run < runs.size(); ++run) {
      bool is_first = true;
      for_each_line(runs[run].text, [&](std::string_view line) {
        if (!std::exchange(is_first, false)) xml_.close().open("text:p");
        if (line.empty()) return;
        open_link();
        xml_.open("text:span").attribute("text:style-name", fmt::format("T{}-{}-{}", sheet_index, rich->index, run));
        write_line(xml_, line);
        xml_.close();
        if (is_link) xml_.close();
      });
    }
    xml_.close();
  }
}

void ContentWriter::write_names() {
  if (!workbook_.names.empty()) {
    xml_.open("table:named-expressions");
    for (const sheet::DefinedName& name : workbook_.names) {
      const std::string& sheet = workbook_.sheets[name.sheet].name;
      xml_.open("table:named-range").attribute("table:name", name.name);
      xml_.attribute("table:cell-range-address", range_address(sheet, name.range)).close();
    }
    xml_.close();
  }
  const auto is_filtered = [](const Sheet& sheet) {
    return sheet.filter.has_value();
  };
  if (std::none_of(workbook_.sheets.begin(), workbook_.sheets.end(), is_filtered)) return;
  xml_.open("table:database-ranges");
  std::size_t number = 0;
  for (const Sheet& sheet : workbook_.sheets) {
    if (!sheet.filter) continue;
    xml_.open("table:database-range").attribute("table:name", fmt::format("list{}", ++number));
    xml_.attribute("table:target-range-address", range_address(sheet.name, *sheet.filter));
    xml_.attribute("table:display-filter-buttons", "true").close();
  }
  xml_.close();
}

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

/// Between the edge of the page's content and the header, as the margins of Excel have it.
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
  xml.attribute("fo:margin-top", mm(header)).attribute("fo:margin-bottom", mm(footer));
  xml.attribute("fo:margin-left", mm(print.margins.left.to_mm()));
  xml.attribute("fo:margin-right", mm(print.margins.right.to_mm()));
  if (print.fit) {
    xml.attribute("style:scale-to-X", std::to_string(print.fit->wide));
    xml.attribute("style:scale-to-Y", std::to_string(print.fit->tall));
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
