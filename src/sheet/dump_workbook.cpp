#include "base/format.h"
#include "sheet/build_workbook.h"
#include "sheet/page_setup.h"

#include <array>

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
  constexpr std::array<std::string_view, 6> kNames{"general", "left", "center", "right", "justify", "distributed"};
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
    for (const DataValidation& validation : sheet_.validations) dump_validation(validation);
    for (const Chart& chart : sheet_.charts) dump_chart(chart);
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
    text += header_text("header", print.header, print.header_distance);
    return text + header_text("footer", print.footer, print.footer_distance);
  }

  static std::string header_text(std::string_view name, const HeaderLine& line, LayoutUnit distance) {
    const std::string code = header_code(line);
    return code.empty() ? std::string() : fmt::format("\n  {} {} {}", name, to_text(distance), code);
  }

  void dump_column(std::size_t index) {
    const Column& column = sheet_.columns[index];
    out_ += fmt::format("  column {} {}{}\n", column_letters(static_cast<std::uint32_t>(index)), to_text(column.width),
                        column.hidden ? " hidden" : "");
  }

  void dump_row(std::size_t index) {
    const Row& row = sheet_.rows[index];
    out_ += fmt::format("  row {} {}", index + 1, to_text(row.height));
    if (row.outline_level > 0) out_ += fmt::format(" level {}", row.outline_level);
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
        return " formula " + text.expression + (text.result ? " → " + number_text(*text.result) : std::string());
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

  void dump_chart(const Chart& chart) {
    out_ += fmt::format("  chart {} {} labels {} values {} name {} at {} {} x {} step {} {}\n",
                        chart.kind == ChartKind::Bar ? "bar" : "column", in_quotes(chart.title), to_text(chart.labels),
                        to_text(chart.values), to_text(chart.name), to_text(chart.place), to_text(chart.width),
                        to_text(chart.height), number_text(chart.step), in_quotes(chart.description));
  }

  static std::string limit_text(const std::optional<double>& limit) { return limit ? number_text(*limit) : "…"; }

  static std::string rule_text(const ValidationRule& rule) {
    struct Writer {
      std::string operator()(const AnyRule&) const { return " any"; }
      std::string operator()(const ListRule& list) const {
        std::string out = " list";
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

}  // namespace gongwen::sheet
