#include "sheet/ods/detail/mark_formats.h"

#include "base/format.h"
#include "diagnostics/catalogue/sheet.h"
#include "diagnostics/catalogue/texts/sheet.h"
#include "sheet/ods/detail/document_xml.h"
#include "sheet/ods/detail/open_formula.h"

#include <array>
#include <optional>
#include <string>

namespace gongwen::ods {
namespace {

namespace texts = diagnostics::texts;
using base::XmlWriter;
using sheet::Comparison;
using sheet::ConditionalFormat;

std::string mark_style(std::size_t sheet, std::size_t mark) { return fmt::format("mark{}-{}", sheet + 1, mark + 1); }

std::string in_quotation_marks(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) out.append(c == '"' ? 2 : 1, c);
  return out + "\"";
}

/// The condition of a rule that changes the look; nullopt for bars, scales and icons, and for formulas that cannot be
/// converted.
class MarkCondition {
 public:
  MarkCondition(const sheet::Workbook& workbook, const ConditionalFormat& mark) : workbook_(workbook), mark_(mark) {}

  std::optional<std::string> text() const {
    return std::visit([this](const auto& rule) { return text_of(rule); }, mark_.rule);
  }

 private:
  using Result = std::optional<std::string>;

  Result text_of(const sheet::CompareMark& rule) const {
    const Result first = operand(rule.first);
    if (!first) return std::nullopt;
    const auto within = [&](std::string_view name) -> Result {
      const Result second = operand(rule.second);
      return second ? Result(fmt::format("{}({},{})", name, *first, *second)) : std::nullopt;
    };
    switch (rule.comparison) {
      case Comparison::Equal: return "=" + *first;
      case Comparison::NotEqual: return "!=" + *first;
      case Comparison::Greater: return ">" + *first;
      case Comparison::Less: return "<" + *first;
      case Comparison::AtLeast: return ">=" + *first;
      case Comparison::AtMost: return "<=" + *first;
      case Comparison::Between: return within("between");
      case Comparison::NotBetween: return within("not-between");
    }
    return std::nullopt;
  }

  Result text_of(const sheet::TextMark& rule) const {
    constexpr std::array<std::string_view, 4> kNames{"contains-text", "not-contains-text", "begins-with", "ends-with"};
    return fmt::format("{}({})", kNames[static_cast<std::size_t>(rule.place)], in_quotation_marks(rule.text));
  }

  Result text_of(const sheet::ClassMark& rule) const {
    const std::string cell = "[." + to_text(mark_.range.first) + "]";
    switch (rule.of) {
      case sheet::CellClass::Duplicate: return "duplicate";
      case sheet::CellClass::Unique: return "unique";
      case sheet::CellClass::Blank: return "formula-is(LEN(TRIM(" + cell + "))=0)";
      case sheet::CellClass::NotBlank: return "formula-is(LEN(TRIM(" + cell + "))>0)";
    }
    return std::nullopt;
  }

  Result text_of(const sheet::RankMark& rule) const {
    return fmt::format("{}-{}({})", rule.lowest ? "bottom" : "top", rule.percent ? "percent" : "elements", rule.count);
  }

  Result text_of(const sheet::FormulaMark& rule) const {
    const Result formula = open_expression(rule.formula, workbook_);
    return formula ? Result("formula-is(" + *formula + ")") : std::nullopt;
  }

  Result text_of(const sheet::BarMark&) const { return std::nullopt; }
  Result text_of(const sheet::ScaleMark&) const { return std::nullopt; }
  Result text_of(const sheet::IconMark&) const { return std::nullopt; }

  Result operand(const sheet::MarkOperand& operand) const {
    if (const auto* const value = std::get_if<double>(&operand)) return fmt::format("{}", *value);
    return open_expression(std::get<std::string>(operand), workbook_);
  }

  const sheet::Workbook& workbook_;
  const ConditionalFormat& mark_;
};

void write_entry(XmlWriter& xml, std::string_view name, std::string_view type, std::string_view value) {
  xml.open(name).attribute("calcext:type", type);
  xml.attribute("calcext:value", value);
}

void write_bar(XmlWriter& xml, const sheet::BarMark& rule) {
  xml.open("calcext:data-bar").attribute("calcext:positive-color", color_text(rule.color));
  xml.attribute("calcext:gradient", "false")
      .attribute("calcext:min-length", "0")
      .attribute("calcext:max-length", "100");
  write_entry(xml, "calcext:formatting-entry", "auto-minimum", "0");
  xml.close();
  write_entry(xml, "calcext:formatting-entry", "auto-maximum", "0");
  xml.close().close();
}

void write_scale(XmlWriter& xml, const sheet::ScaleMark& rule) {
  xml.open("calcext:color-scale");
  for (std::size_t i = 0; i < rule.colors.size(); ++i) {
    const bool is_last = i + 1 == rule.colors.size();
    write_entry(xml, "calcext:color-scale-entry",
                i == 0    ? "minimum"
                : is_last ? "maximum"
                          : "percentile",
                i == 0 || is_last ? "0" : "50");
    xml.attribute("calcext:color", color_text(rule.colors[i])).close();
  }
  xml.close();
}

void write_icons(XmlWriter& xml, const sheet::IconMark& rule) {
  constexpr std::array<std::string_view, 6> kTypes{"3Arrows", "3TrafficLights1", "3Flags",
                                                   "3Signs",  "3Symbols",        "4Rating"};
  const bool has_four = rule.kind == sheet::IconKind::Ratings;
  xml.open("calcext:icon-set").attribute("calcext:icon-set-type", kTypes[static_cast<std::size_t>(rule.kind)]);
  for (const std::string_view percent : {"0", has_four ? "25" : "33", has_four ? "50" : "67", "75"}) {
    if (percent == "75" && !has_four) continue;
    write_entry(xml, "calcext:formatting-entry", "percent", percent);
    xml.close();
  }
  xml.close();
}

bool has_condition(const sheet::MarkRule& rule) {
  return !std::holds_alternative<sheet::BarMark>(rule) && !std::holds_alternative<sheet::ScaleMark>(rule) &&
         !std::holds_alternative<sheet::IconMark>(rule);
}

}  // namespace

void write_mark_styles(XmlWriter& xml, const sheet::Workbook& workbook) {
  for (std::size_t i = 0; i < workbook.sheets.size(); ++i) {
    for (std::size_t mark = 0; mark < workbook.sheets[i].marks.size(); ++mark) {
      const ConditionalFormat& format = workbook.sheets[i].marks[mark];
      if (!has_condition(format.rule)) continue;
      const sheet::MarkLook& look = format.look;
      xml.open("style:style").attribute("style:name", mark_style(i, mark)).attribute("style:family", "table-cell");
      xml.attribute("style:parent-style-name", "Default");
      if (look.background) {
        xml.open("style:table-cell-properties").attribute("fo:background-color", color_text(*look.background)).close();
      }
      xml.open("style:text-properties");
      if (look.color) xml.attribute("fo:color", color_text(*look.color));
      if (look.strike) xml.attribute("style:text-line-through-style", "solid");
      for (const std::string_view prefix : {"fo:font-weight", "style:font-weight-asian", "style:font-weight-complex"}) {
        if (look.bold) xml.attribute(prefix, "bold");
      }
      for (const std::string_view prefix : {"fo:font-style", "style:font-style-asian", "style:font-style-complex"}) {
        if (look.italic) xml.attribute(prefix, "italic");
      }
      xml.close().close();
    }
  }
}

void write_mark_formats(XmlWriter& xml, const sheet::Workbook& workbook, std::size_t sheet,
                        diagnostics::DiagnosticSink& sink) {
  const sheet::Sheet& model = workbook.sheets[sheet];
  if (model.marks.empty()) return;
  xml.open("calcext:conditional-formats");
  for (std::size_t i = 0; i < model.marks.size(); ++i) {
    const ConditionalFormat& mark = model.marks[i];
    const std::optional<std::string> condition = MarkCondition(workbook, mark).text();
    if (has_condition(mark.rule) && !condition) {
      sink.report(diagnostics::messages::SheetOdsLeftOut, mark.origin, texts::SheetOdsTableFormulas.english,
                  texts::SheetOdsTableFormulas.chinese);
      continue;
    }
    xml.open("calcext:conditional-format");
    xml.attribute("calcext:target-range-address", range_address(model.name, mark.range));
    if (condition) {
      xml.open("calcext:condition").attribute("calcext:apply-style-name", mark_style(sheet, i));
      xml.attribute("calcext:value", *condition);
      xml.attribute("calcext:base-cell-address", cell_address(model.name, mark.range.first)).close();
    } else if (const auto* const bar = std::get_if<sheet::BarMark>(&mark.rule)) {
      write_bar(xml, *bar);
    } else if (const auto* const scale = std::get_if<sheet::ScaleMark>(&mark.rule)) {
      write_scale(xml, *scale);
    } else if (const auto* const icons = std::get_if<sheet::IconMark>(&mark.rule)) {
      write_icons(xml, *icons);
      if (icons->reversed) {
        sink.report(diagnostics::messages::SheetOdsLeftOut, mark.origin, texts::SheetOdsReversedIcons.english,
                    texts::SheetOdsReversedIcons.chinese);
      }
    }
    xml.close();
  }
  xml.close();
}

}  // namespace gongwen::ods
