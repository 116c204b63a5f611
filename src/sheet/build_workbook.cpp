#include "sheet/build_workbook.h"

#include "base/escapes.h"
#include "base/format.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/sheet.h"
#include "diagnostics/catalogue/texts/sheet.h"
#include "intake/number_format.h"
#include "sheet/detail/document_properties.h"
#include "sheet/detail/formula_steps.h"
#include "sheet/detail/sheet_builder.h"
#include "sheet/detail/style_format.h"
#include "sheet/formula.h"
#include "sheet/limits.h"
#include "sheet/page_setup.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace gongwen::sheet {
namespace {

using base::to_text;

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string number_text(double number) { return fmt::format("{:.15g}", number); }

std::string_view name_of(LineKind kind) {
  constexpr std::array<std::string_view, 8> kNames{"none",   "thin",   "medium", "thick",
                                                   "double", "dotted", "dashed", "medium-dashed"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view name_of(HorizontalAlign align) {
  constexpr std::array<std::string_view, 7> kNames{"general", "left",        "center",       "right",
                                                   "justify", "distributed", "center-across"};
  return kNames[static_cast<std::size_t>(align)];
}

std::string_view name_of(VerticalAlign align) {
  constexpr std::array<std::string_view, 3> kNames{"top", "middle", "bottom"};
  return kNames[static_cast<std::size_t>(align)];
}

std::string_view name_of(Paper paper) {
  constexpr std::array<std::string_view, 8> kNames{"A3", "A4", "A5", "B4", "B5", "letter", "legal", "ledger"};
  return kNames[static_cast<std::size_t>(paper)];
}

std::string text_of(const Font& font) {
  std::string out = fmt::format("{} {}pt", font.name, number_text(font.half_points / 2.0));
  if (font.bold) out += " bold";
  if (font.italic) out += " italic";
  if (font.underline) out += " underline";
  if (font.strike) out += " strike";
  if (font.script == Script::Superscript) out += " superscript";
  if (font.script == Script::Subscript) out += " subscript";
  if (font.color != css::kBlack) out += " " + css::to_text(font.color);
  return out;
}

std::string text_of(const BorderLine& line) {
  std::string out(name_of(line.kind));
  if (line.kind != LineKind::None && line.color != css::kBlack) out += css::to_text(line.color);
  return out;
}

std::string text_of(const Borders& borders) {
  if (borders == Borders{}) return {};
  if (borders.top == borders.right && borders.top == borders.bottom && borders.top == borders.left) {
    return " border " + text_of(borders.top);
  }
  return fmt::format(" border {} {} {} {}", text_of(borders.top), text_of(borders.right), text_of(borders.bottom),
                     text_of(borders.left));
}

std::string text_of(const CellFormat& format) {
  std::string out = text_of(format.font);
  if (!format.background.is_transparent()) out += " on " + css::to_text(format.background);
  out += text_of(format.borders);
  if (format.horizontal != HorizontalAlign::General) out += " " + std::string(name_of(format.horizontal));
  if (format.vertical != VerticalAlign::Bottom) out += " " + std::string(name_of(format.vertical));
  if (format.wrap) out += " wrap";
  if (format.shrink) out += " shrink";
  if (format.indent > 0) out += fmt::format(" indent {}", format.indent);
  if (format.rotation.stacked) out += " stacked";
  if (format.rotation.degrees != 0) out += fmt::format(" rotate {}", format.rotation.degrees);
  if (!format.number_format.empty()) out += " " + format.number_format;
  if (!format.locked) out += " unlocked";
  return out;
}

class SheetDumper {
 public:
  SheetDumper(const Sheet& sheet, std::string& out) : sheet_(sheet), out_(out) {}

  void dump() {
    out_ += "sheet " + in_quotes(sheet_.name) + setup_text() + "\n";
    for (std::size_t i = 0; i < sheet_.columns.size(); ++i) dump_column(i);
    for (std::size_t i = 0; i < sheet_.rows.size(); ++i) dump_row(i);
    for (const Merge& merge : sheet_.merges) out_ += "  merge " + to_text(merge.range) + "\n";
    for (const Hyperlink& link : sheet_.links) out_ += "  link " + to_text(link.place) + " " + link.address + "\n";
    if (sheet_.table) dump_table(*sheet_.table);
    for (const DataValidation& validation : sheet_.validations) dump_validation(validation);
    for (const Chart& chart : sheet_.charts) dump_chart(chart);
    for (const ConditionalFormat& mark : sheet_.marks) dump_mark(mark);
    for (const CellNote& note : sheet_.notes)
      out_ += "  note " + to_text(note.place) + " " + in_quotes(note.text) + "\n";
    for (const Picture& picture : sheet_.pictures) {
      out_ += fmt::format("  picture {} + {} {} {} x {} {} bytes {}\n", to_text(picture.place), to_text(picture.x),
                          to_text(picture.y), to_text(picture.width), to_text(picture.height), picture.file.size(),
                          in_quotes(picture.description));
    }
  }

 private:
  std::string setup_text() const {
    const PrintSetup& print = sheet_.print;
    std::string text =
        fmt::format(" {}{} margins {} {} {} {}", name_of(print.paper),
                    print.orientation == Orientation::Landscape ? " landscape" : "", to_text(print.margins.top),
                    to_text(print.margins.right), to_text(print.margins.bottom), to_text(print.margins.left));
    text += " area " + to_text(print.area);
    text += print.fit ? fmt::format(" fit {}x{}", print.fit->wide, print.fit->tall) : " natural-size";
    if (print.repeated_rows) {
      text += fmt::format(" repeat {}:{}", print.repeated_rows->first + 1, print.repeated_rows->last + 1);
    }
    if (print.center_horizontally) text += " center-horizontally";
    if (print.center_vertically) text += " center-vertically";
    if (sheet_.frozen != FrozenPanes{}) {
      text += " freeze " + to_text(CellPlace{sheet_.frozen.rows, sheet_.frozen.columns});
    }
    if (sheet_.filter) text += " filter " + to_text(*sheet_.filter);
    if (sheet_.is_protected) text += " protected";
    if (print.scale != 100) text += fmt::format(" scale {}%", print.scale);
    if (print.repeated_columns > 0) text += fmt::format(" repeat-columns {}", print.repeated_columns);
    const SheetView& view = sheet_.view;
    if (view.tab_color) text += " tab " + css::to_text(*view.tab_color);
    if (view.zoom != 100) text += fmt::format(" zoom {}%", view.zoom);
    if (!view.gridlines) text += " no-gridlines";
    if (view.sums_above) text += " sums-above";
    text += header_text("header", print.header, print.header_distance);
    return text + header_text("footer", print.footer, print.footer_distance);
  }

  static std::string header_text(std::string_view name, const HeaderLine& line, LayoutUnit distance) {
    const std::string code = header_code(line);
    if (code.empty()) return {};
    std::string text = fmt::format("\n  {} {} {}", name, to_text(distance), code);
    for (const HeaderText& part : line) {
      const HeaderPicture* const picture = find_picture(part);
      if (picture == nullptr) continue;
      text += fmt::format(" picture {} x {} bytes {}", to_text(picture->width), to_text(picture->height),
                          picture->file.size());
    }
    return text;
  }

  void dump_column(std::size_t index) {
    const Column& column = sheet_.columns[index];
    out_ += fmt::format("  column {} {}{}", column_letters(static_cast<std::uint32_t>(index)), to_text(column.width),
                        column.hidden ? " hidden" : "");
    if (column.outline_level > 0) out_ += fmt::format(" level {}", column.outline_level);
    if (column.is_collapsed) out_ += " ends-folded";
    out_ += "\n";
  }

  void dump_row(std::size_t index) {
    const Row& row = sheet_.rows[index];
    out_ += fmt::format("  row {} {}{}", index + 1, to_text(row.height), row.fits_content ? " fits" : "");
    if (row.outline_level > 0) out_ += fmt::format(" level {}", row.outline_level);
    if (row.hidden) out_ += " folded";
    if (row.is_collapsed) out_ += " ends-folded";
    if (row.breaks_page) out_ += " page-break";
    out_ += "\n";
    for (const Cell& cell : sheet_.cells_of(row)) {
      const CellPlace place{static_cast<std::uint32_t>(index), cell.column};
      out_ += fmt::format("    {}{} f{}\n", to_text(place), value_text(cell.value), cell.format.value);
    }
  }

  std::string value_text(const CellValue& value) const {
    struct Writer {
      const Sheet& sheet;
      std::string operator()(const Empty&) const { return {}; }
      std::string operator()(const Text& text) const { return " text " + in_quotes(text.text); }
      std::string operator()(const RichText& rich) const {
        std::string out = " rich";
        for (const TextRun& run : sheet.rich_texts[rich.index]) {
          out += " " + in_quotes(run.text) + "[" + text_of(run.font) + "]";
        }
        return out;
      }
      std::string operator()(const Number& number) const { return " number " + number_text(number.value); }
      std::string operator()(const Boolean& boolean) const { return boolean.value ? " true" : " false"; }
      std::string operator()(const Date& date) const { return " date " + number_text(date.serial); }
      std::string operator()(const Formula& formula) const {
        const FormulaText& text = sheet.formulas[formula.index];
        return " formula " + text.expression +
               (text.result ? " → " + number_text(*text.result)
                : text.text ? " → " + in_quotes(*text.text)
                            : std::string());
      }
    };
    return std::visit(Writer{sheet_}, value);
  }

  void dump_validation(const DataValidation& validation) {
    out_ += "  validation " + to_text(validation.range) + rule_text(validation.rule);
    if (!validation.allow_blank) out_ += " required";
    if (!validation.prompt.title.empty()) out_ += " " + in_quotes(validation.prompt.title);
    if (!validation.prompt.text.empty()) out_ += " " + in_quotes(validation.prompt.text);
    out_ += "\n";
  }

  void dump_table(const ListTable& table) {
    out_ += fmt::format("  table {} {}{}\n", table.name, to_text(table.range), table.has_total ? " total" : "");
    for (const TableColumn& column : table.columns) {
      if (column.formula.empty() && column.total == TotalFunction::None) continue;
      out_ += "    " + in_quotes(column.head);
      if (!column.formula.empty()) out_ += " " + column.formula;
      if (column.total != TotalFunction::None) out_ += fmt::format(" total {}", static_cast<int>(column.total));
      out_ += "\n";
    }
  }

  void dump_chart(const Chart& chart) {
    out_ += fmt::format("  chart {} {} labels {}", charts::kind_name(chart.kind), in_quotes(chart.title),
                        to_text(chart.labels));
    for (const ChartSeries& series : chart.series) {
      out_ += fmt::format(" values {} name {}{}", to_text(series.values), to_text(series.name),
                          series.has_formulas ? " calculated" : "");
    }
    out_ += fmt::format(" at {} {} x {}{}{} {}\n", to_text(chart.place), to_text(chart.width), to_text(chart.height),
                        chart.whole_numbers ? " whole" : "", chart.needs_axis ? "" : " no-axis",
                        in_quotes(chart.description));
  }

  void dump_mark(const ConditionalFormat& mark) {
    constexpr std::array<std::string_view, 8> kRules{"compare", "text", "class", "rank", "if", "bar", "scale", "icons"};
    out_ += "  mark " + to_text(mark.range) + " " + std::string(kRules[mark.rule.index()]);
    if (const auto* const compare = std::get_if<CompareMark>(&mark.rule)) {
      out_ += fmt::format(" {} {}", static_cast<int>(compare->comparison), operand_text(compare->first));
      if (compare->comparison >= Comparison::Between) out_ += " " + operand_text(compare->second);
    }
    if (const auto* const text = std::get_if<TextMark>(&mark.rule)) {
      out_ += fmt::format(" {} {}", static_cast<int>(text->place), in_quotes(text->text));
    }
    if (const auto* const formula = std::get_if<FormulaMark>(&mark.rule)) out_ += " " + formula->formula;
    if (mark.look.color) out_ += " color " + css::to_text(*mark.look.color);
    if (mark.look.background) out_ += " on " + css::to_text(*mark.look.background);
    if (mark.look.bold) out_ += " bold";
    if (mark.look.italic) out_ += " italic";
    if (mark.look.strike) out_ += " strike";
    out_ += "\n";
  }

  static std::string operand_text(const MarkOperand& operand) {
    const auto* const number = std::get_if<double>(&operand);
    return number != nullptr ? number_text(*number) : std::get<std::string>(operand);
  }

  static std::string limit_text(const std::optional<double>& limit) { return limit ? number_text(*limit) : "…"; }

  static std::string rule_text(const ValidationRule& rule) {
    struct Writer {
      std::string operator()(const AnyRule&) const { return " any"; }
      std::string operator()(const ListRule& list) const {
        std::string out = list.source.empty() ? " list" : " list " + list.source;
        for (const std::string& choice : list.choices) out += " " + in_quotes(choice);
        return out;
      }
      std::string operator()(const NumberRule& number) const {
        return fmt::format(" {} {} to {}", number.whole ? "whole" : "decimal", limit_text(number.least),
                           limit_text(number.most));
      }
      std::string operator()(const DateRule& date) const {
        return fmt::format(" date {} to {}", limit_text(date.earliest), limit_text(date.latest));
      }
      std::string operator()(const LengthRule& length) const { return fmt::format(" length {}", length.most); }
    };
    return std::visit(Writer{}, rule);
  }

  const Sheet& sheet_;
  std::string& out_;
};

std::string properties_text(const DocumentProperties& properties) {
  std::string out = "workbook";
  if (!properties.title.empty()) out += " title " + in_quotes(properties.title);
  if (!properties.author.empty()) out += " author " + in_quotes(properties.author);
  if (!properties.subject.empty()) out += " subject " + in_quotes(properties.subject);
  if (!properties.keywords.empty()) out += " keywords " + in_quotes(properties.keywords);
  if (!properties.category.empty()) out += " category " + in_quotes(properties.category);
  if (properties.created) out += fmt::format(" created {}", *properties.created);
  return out + "\n";
}

}  // namespace

std::string dump_workbook(const Workbook& workbook) {
  std::string out = properties_text(workbook.properties);
  for (const Sheet& sheet : workbook.sheets) SheetDumper(sheet, out).dump();
  for (const DefinedName& name : workbook.names) {
    out += fmt::format("name {} {} = {}\n", name.name, absolute_reference(workbook.sheets[name.sheet].name, name.range),
                       name.pointer);
  }
  for (std::size_t i = 0; i < workbook.formats.size(); ++i) {
    out += fmt::format("format f{}: {}\n", i, text_of(workbook.formats[i]));
  }
  return out;
}

namespace {

namespace texts = diagnostics::texts;

/// Maximum number of rows in a preview.
constexpr std::size_t kMaxShownRows = 1'000;
/// Width of a digit in row numbers, in px.
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

/// Quotes a text for a style sheet: font names come from templates and may contain anything.
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
  constexpr std::array<std::string_view, 7> kHorizontal{"", "left", "center", "right", "justify", "justify", "center"};
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

/// What a cell shows: HTML, and the CSS class for its kind of value.
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
    // In a fixed table layout, a column without a width would get no room.
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
  bool is_hidden(std::uint32_t row) const { return sheet_.rows[row].height == LayoutUnit() || sheet_.rows[row].hidden; }

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

  /// Hidden rows and columns are left out, so spans must not count them.
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
      shown.html += base::escape_markup(intake::shown_text(text->text, {0, code}));
    } else if (const auto* const rich = std::get_if<RichText>(&cell.value)) {
      for (const TextRun& run : sheet_.rich_texts[rich->index]) {
        shown.html += fmt::format("<span style=\"{}\">{}</span>", base::escape_attribute(font_style(run.font)),
                                  base::escape_markup(run.text));
      }
    } else if (const auto* const number = std::get_if<Number>(&cell.value)) {
      shown.html += base::escape_markup(shown_value(number->value, code));
      shown.kind = " number";
    } else if (const auto* const date = std::get_if<Date>(&cell.value)) {
      shown.html += base::escape_markup(shown_value(date->serial, code));
      shown.kind = " number";
    } else if (const auto* const boolean = std::get_if<Boolean>(&cell.value)) {
      shown.html = boolean->value ? "TRUE" : "FALSE";
      shown.kind = " truth";
    } else if (const auto* const formula = std::get_if<Formula>(&cell.value)) {
      const FormulaText& known = sheet_.formulas[formula->index];
      shown.html +=
          base::escape_markup(known.result ? shown_value(*known.result, code) : known.text.value_or(known.expression));
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
  std::map<CellPlace, CellRange> merges_;  // by first cell
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

namespace {

namespace messages = diagnostics::messages;
using dom::ElementName;
using dom::NodeId;
using dom::NodeKind;

class WorkbookBuilder {
 public:
  WorkbookBuilder(const WorkbookInput& input, diagnostics::DiagnosticSink& sink) : context_(input, sink) {}

  Workbook build() {
    const NodeId root = tree().root_element();
    if (root) context_.workbook.properties = read_properties(tree(), context_.sink);
    const NodeId body = root ? tree().find_child(root, ElementName::Body) : NodeId();
    if (body) read_inside(body);
    Workbook& workbook = context_.workbook;
    if (workbook.sheets.empty() && !context_.sink.has_errors()) {
      context_.sink.report(messages::SheetNoSheet, body ? context_.origin_of(body) : diagnostics::OriginId());
    }
    resolve_links();
    complete_formulas(context_);
    if (context_.input.fillable) workbook.stamp = context_.input.stamp;
    workbook.formats = std::move(context_.formats).take();
    return std::move(workbook);
  }

 private:
  const dom::Tree& tree() const { return context_.input.tree; }

  /// Tables with data-sheet become sheets at any depth; content beside them is not in any sheet.
  void read_inside(NodeId parent) {
    for (NodeId node = tree().node(parent).first_child; node; node = tree().node(node).next_sibling) {
      if (tree().node(node).kind == NodeKind::Text) {
        const bool blank = base::trim_ascii_space(tree().node(node).text).empty();
        if (!blank) context_.sink.report(messages::SheetOutsideSheet, context_.origin_of(node));
      } else if (context_.style_of(node).display != style::Display::None) {
        read_element(node);
      }
    }
  }

  void read_element(NodeId node) {
    if (!tree().is_element(node, ElementName::Table)) {
      read_inside(node);
    } else if (const dom::Attribute* const name = tree().find_custom_attribute(node, "data-sheet")) {
      add_sheet(node, *name);
    } else {
      context_.sink.report(messages::SheetOutsideSheet, context_.origin_of(node));
    }
  }

  void add_sheet(NodeId table, const dom::Attribute& name) {
    std::string shown(name.value);
    if (context_.attributes.is_set(table, "data-sheet-clean")) {
      shown = free_name(clean_sheet_name(shown));
    } else {
      check_name(name);
    }
    context_.attributes.check_names(table);
    SheetBuilder builder(table, context_.workbook.sheets.size(), context_);
    context_.workbook.sheets.push_back(builder.build(std::move(shown)));
  }

  bool is_taken(std::string_view name) const {
    return std::any_of(context_.workbook.sheets.begin(), context_.workbook.sheets.end(),
                       [name](const Sheet& sheet) { return base::equals_ignoring_ascii_case(sheet.name, name); });
  }

  /// The name, with a number if another sheet has it: 甲单位 (2).
  std::string free_name(const std::string& name) const {
    std::string candidate = name;
    for (std::size_t number = 2; is_taken(candidate); ++number) {
      const std::string suffix = fmt::format(" ({})", number);
      candidate = std::string(first_utf16_units(name, kMaxSheetNameUnits - suffix.size())) + suffix;
    }
    return candidate;
  }

  void check_name(const dom::Attribute& name) {
    const std::optional<SheetNameError> error = check_sheet_name(name.value);
    if (!error) return check_unique(name);
    switch (*error) {
      case SheetNameError::Empty: context_.sink.report(messages::SheetNameEmpty, name.origin); break;
      case SheetNameError::TooLong:
        context_.sink.report(messages::SheetNameTooLong, name.origin, name.value, utf16_length(name.value),
                             kMaxSheetNameUnits);
        break;
      case SheetNameError::Character:
        context_.sink.report(messages::SheetNameCharacter, name.origin, name.value,
                             forbidden_name_character(name.value));
        break;
      case SheetNameError::Apostrophe:
        context_.sink.report(messages::SheetNameApostrophe, name.origin, name.value);
        break;
      case SheetNameError::Reserved: context_.sink.report(messages::SheetNameReserved, name.origin, name.value); break;
    }
  }

  void check_unique(const dom::Attribute& name) {
    for (const Sheet& sheet : context_.workbook.sheets) {
      if (!base::equals_ignoring_ascii_case(sheet.name, name.value)) continue;
      context_.sink.report(messages::SheetNameTwice, name.origin, name.value);
    }
  }

  /// Resolves links inside the workbook, once all places are known.
  void resolve_links() {
    for (Sheet& sheet : context_.workbook.sheets) {
      std::erase_if(sheet.links, [&](Hyperlink& link) { return !resolve(link); });
    }
  }

  bool resolve(Hyperlink& link) {
    if (!link.address.starts_with('#')) return true;
    const auto target = context_.targets.find(std::string_view(link.address).substr(1));
    if (!target) {
      context_.sink.report(messages::SheetUnknownTarget, link.origin, link.address);
      return false;
    }
    const Sheet& sheet = context_.workbook.sheets[target->sheet];
    link.address = "#" + absolute_reference(sheet.name, {target->place, target->place});
    return true;
  }

  BuildContext context_;
};

}  // namespace

Workbook build_workbook(const WorkbookInput& input, diagnostics::DiagnosticSink& sink) {
  return WorkbookBuilder(input, sink).build();
}

}  // namespace gongwen::sheet
