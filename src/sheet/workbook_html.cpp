#include "base/escapes.h"
#include "base/format.h"
#include "diagnostics/catalogue/texts/sheet.h"
#include "sheet/build_workbook.h"
#include "sheet/detail/style_format.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace gongwen::sheet {
namespace {

namespace texts = diagnostics::texts;

/// More rows help nobody who looks at a template.
constexpr std::size_t kMaxShownRows = 1'000;
/// Of the numbers of rows, in pixels.
constexpr std::size_t kDigitWidth = 8;

constexpr std::string_view kStyle =
    "body{margin:0;font:14px/1.4 sans-serif;color:#1d2129;background:#fff}"
    ".tabs{position:sticky;top:0;left:0;background:#eef1f5;padding:4px 8px;z-index:1}"
    "input{position:absolute;opacity:0}"
    "label{display:inline-block;padding:4px 12px;margin-right:4px;border:1px solid "
    "#d0d4da;border-radius:4px;background:#fff}"
    "input:focus-visible+label{outline:2px solid #1f4f8f}"
    ".sheet{display:none;padding:8px}"
    "table{border-collapse:collapse;table-layout:fixed;width:0}"
    "td{padding:1px 3px;overflow:hidden;border:1px solid #e4e7ec;white-space:pre;vertical-align:bottom}"
    "td.wrap{white-space:pre-wrap;overflow-wrap:anywhere}td.number{text-align:right}td.truth{text-align:center}"
    "th{font:12px sans-serif;color:#5a6270;background:#f5f6f8;border:1px solid #d0d4da;padding:1px 4px}"
    "p{color:#5a6270}";

std::string px(LayoutUnit length) { return fmt::format("{:.1f}px", length.to_px()); }

/// A text for a style sheet: names of fonts come from templates.
std::string css_string(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\' || c == '<' || static_cast<unsigned char>(c) < ' ') continue;
    out += c;
  }
  return out + "'";
}

std::string font_style(const Font& font) {
  std::string style = fmt::format("font-family:{};font-size:{:.1f}pt;", css_string(font.name), font.half_points / 2.0);
  if (font.bold) style += "font-weight:bold;";
  if (font.italic) style += "font-style:italic;";
  if (font.underline || font.strike) {
    style +=
        fmt::format("text-decoration:{}{};", font.underline ? "underline " : "", font.strike ? "line-through" : "");
  }
  if (font.script == Script::Superscript) style += "vertical-align:super;";
  if (font.script == Script::Subscript) style += "vertical-align:sub;";
  if (font.color != css::kBlack) style += fmt::format("color:{};", css::to_text(font.color));
  return style;
}

std::string border_style(std::string_view side, const BorderLine& line) {
  constexpr std::array<std::string_view, 8> kLines{"",           "1px solid",  "2px solid",  "3px solid",
                                                   "3px double", "1px dotted", "1px dashed", "2px dashed"};
  if (line.kind == LineKind::None) return {};
  return fmt::format("border-{}:{} {};", side, kLines[static_cast<std::size_t>(line.kind)], css::to_text(line.color));
}

std::string cell_style(const CellFormat& format) {
  constexpr std::array<std::string_view, 6> kHorizontal{"", "left", "center", "right", "justify", "justify"};
  constexpr std::array<std::string_view, 3> kVertical{"top", "middle", "bottom"};
  std::string style = font_style(format.font);
  if (!format.background.is_transparent()) style += fmt::format("background:{};", css::to_text(format.background));
  style += border_style("top", format.borders.top) + border_style("right", format.borders.right);
  style += border_style("bottom", format.borders.bottom) + border_style("left", format.borders.left);
  if (format.horizontal != HorizontalAlign::General) {
    style += fmt::format("text-align:{};", kHorizontal[static_cast<std::size_t>(format.horizontal)]);
  }
  style += fmt::format("vertical-align:{};", kVertical[static_cast<std::size_t>(format.vertical)]);
  if (format.indent > 0) {
    const bool is_right = format.horizontal == HorizontalAlign::Right;
    style += fmt::format("padding-{}:{};", is_right ? "right" : "left", px(kIndentStep * format.indent));
  }
  if (format.rotation.stacked) style += "writing-mode:vertical-rl;text-orientation:upright;";
  return style;
}

/// What a cell shows: HTML, and the class that its value gives it.
struct ShownCell {
  std::string html;
  std::string_view kind;
};

class SheetPage {
 public:
  SheetPage(const Workbook& workbook, const Sheet& sheet, diagnostics::Language language)
      : workbook_(workbook), sheet_(sheet), language_(language) {
    for (const Merge& merge : sheet_.merges) add_merge(merge.range);
  }

  std::string make() {
    const std::size_t rows = std::min(sheet_.rows.size(), kMaxShownRows);
    // A fixed layout gives no room to a column without a width.
    out_ +=
        fmt::format("<table>\n<colgroup><col style=\"width:{}px\">", kDigitWidth * std::to_string(rows).size() + 12);
    for (const Column& column : sheet_.columns) {
      if (!column.hidden) out_ += fmt::format("<col style=\"width:{}\">", px(column.width));
    }
    out_ += "</colgroup>\n<tr><th></th>";
    for (std::uint32_t column = 0; column < sheet_.columns.size(); ++column) {
      if (!sheet_.columns[column].hidden) out_ += fmt::format("<th scope=\"col\">{}</th>", column_letters(column));
    }
    out_ += "</tr>\n";
    for (std::uint32_t row = 0; row < rows; ++row) add_row(row);
    out_ += "</table>\n";
    if (rows < sheet_.rows.size()) add_line(texts::SheetRowsNotShown.in(language_, sheet_.rows.size() - rows));
    for (const Chart& chart : sheet_.charts) {
      add_line(texts::SheetChart.in(language_, chart.title.empty() ? chart.description : chart.title));
    }
    return std::move(out_);
  }

 private:
  bool is_hidden(std::uint32_t row) const { return sheet_.rows[row].height == LayoutUnit(); }

  void add_merge(const CellRange& range) {
    merges_.emplace(range.first, range);
    for (std::uint32_t row = range.first.row; row <= range.last.row && row < kMaxShownRows; ++row) {
      for (std::uint32_t column = range.first.column; column <= range.last.column; ++column) {
        if (CellPlace{row, column} != range.first) covered_.insert({row, column});
      }
    }
  }

  void add_row(std::uint32_t number) {
    const Row& row = sheet_.rows[number];
    if (is_hidden(number)) return;
    out_ += fmt::format("<tr style=\"height:{}\"><th scope=\"row\">{}</th>", px(row.height), number + 1);
    const std::span<const Cell> cells = sheet_.cells_of(row);
    std::size_t next = 0;
    for (std::uint32_t column = 0; column < sheet_.columns.size(); ++column) {
      while (next < cells.size() && cells[next].column < column) ++next;
      const Cell* const cell = next < cells.size() && cells[next].column == column ? &cells[next] : nullptr;
      const bool is_seen = !sheet_.columns[column].hidden && !covered_.contains({number, column});
      if (is_seen) add_cell({number, column}, cell);
    }
    out_ += "</tr>\n";
  }

  void add_cell(const CellPlace& place, const Cell* cell) {
    out_ += "<td";
    if (const auto merge = merges_.find(place); merge != merges_.end()) add_spans(merge->second);
    if (cell == nullptr) {
      out_ += "></td>";
      return;
    }
    const CellFormat& format = workbook_.format(cell->format);
    const ShownCell shown = show(*cell, format);
    out_ += fmt::format(" class=\"f{}{}{}\">{}</td>", cell->format.index(), format.wrap ? " wrap" : "", shown.kind,
                        shown.html);
  }

  /// Hidden rows and columns are left out, so that nothing spans them.
  void add_spans(const CellRange& range) {
    std::uint32_t rows = 0;
    std::uint32_t columns = 0;
    for (std::uint32_t row = range.first.row; row <= range.last.row && row < sheet_.rows.size(); ++row) {
      if (!is_hidden(row)) ++rows;
    }
    for (std::uint32_t column = range.first.column; column <= range.last.column && column < sheet_.columns.size();
         ++column) {
      if (!sheet_.columns[column].hidden) ++columns;
    }
    if (columns > 1) out_ += fmt::format(" colspan=\"{}\"", columns);
    if (rows > 1) out_ += fmt::format(" rowspan=\"{}\"", rows);
  }

  ShownCell show(const Cell& cell, const CellFormat& format) const {
    const std::string& code = format.number_format;
    ShownCell shown;
    if (const auto* const text = std::get_if<Text>(&cell.value)) {
      shown.html += base::escape_markup(shown_text(text->text, code));
    } else if (const auto* const rich = std::get_if<RichText>(&cell.value)) {
      for (const TextRun& run : sheet_.rich_texts[rich->index]) {
        shown.html += fmt::format("<span style=\"{}\">{}</span>", base::escape_attribute(font_style(run.font)),
                                  base::escape_markup(run.text));
      }
    } else if (const auto* const number = std::get_if<Number>(&cell.value)) {
      shown.html += base::escape_markup(shown_number(number->value, code));
      shown.kind = " number";
    } else if (const auto* const date = std::get_if<Date>(&cell.value)) {
      shown.html += base::escape_markup(shown_number(date->serial, code));
      shown.kind = " number";
    } else if (const auto* const boolean = std::get_if<Boolean>(&cell.value)) {
      shown.html = boolean->value ? "TRUE" : "FALSE";
      shown.kind = " truth";
    } else if (const auto* const formula = std::get_if<Formula>(&cell.value)) {
      const FormulaText& known = sheet_.formulas[formula->index];
      shown.html += base::escape_markup(known.result ? shown_number(*known.result, code) : known.expression);
      shown.kind = " number";
    }
    return shown;
  }

  void add_line(const std::string& text) {
    out_ += "<p>";
    out_ += base::escape_markup(text);
    out_ += "</p>\n";
  }

  const Workbook& workbook_;
  const Sheet& sheet_;
  diagnostics::Language language_;
  std::map<CellPlace, CellRange> merges_;  // by their first cells
  std::set<CellPlace> covered_;
  std::string out_;
};

}  // namespace

std::string workbook_html(const Workbook& workbook, diagnostics::Language language) {
  std::string style(kStyle);
  for (std::size_t i = 0; i < workbook.formats.size(); ++i) {
    style += fmt::format("td.f{}{{{}}}", i, cell_style(workbook.formats[i]));
  }
  std::string tabs;
  std::string sheets;
  for (std::size_t i = 0; i < workbook.sheets.size(); ++i) {
    const Sheet& sheet = workbook.sheets[i];
    if (sheet.is_hidden) continue;
    style += fmt::format(
        "body:has(#s{0}:checked) .s{0}{{display:block}}#s{0}:checked+label{{background:#1f4f8f;color:#fff}}", i);
    tabs += fmt::format("<input type=\"radio\" name=\"sheet\" id=\"s{0}\"{1}><label for=\"s{0}\">", i,
                        tabs.empty() ? " checked" : "");
    tabs += base::escape_markup(sheet.name);
    tabs += "</label>\n";
    sheets += fmt::format("<section class=\"sheet s{}\" aria-label=\"", i);
    sheets += base::escape_attribute(sheet.name);
    sheets += "\">\n" + SheetPage(workbook, sheet, language).make() + "</section>\n";
  }
  const std::string title = base::escape_markup(workbook.properties.title);
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{}</title>\n<style>{}</style>\n"
      "</head>\n<body>\n<div class=\"tabs\">\n{}</div>\n{}</body>\n</html>\n",
      diagnostics::language_tag(language), title, style, tabs, sheets);
}

}  // namespace gongwen::sheet
