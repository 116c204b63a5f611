#include "sheet/detail/sheet_marks.h"

#include "base/escapes.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/sheet.h"
#include "diagnostics/catalogue/texts/sheet.h"
#include "sheet/formula.h"
#include "sheet/limits.h"
#include "sheet/serial_date.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace gongwen::sheet {
namespace {

namespace messages = diagnostics::messages;
namespace texts = diagnostics::texts;

constexpr std::array<std::string_view, 5> kMarkAttributes{"data-mark", "data-list", "data-prompt", "data-note",
                                                          "data-list-other"};

std::string_view trimmed(std::string_view text) { return base::trim_ascii_space(text); }

/// Takes a word at the start of the text, followed by a blank or the end.
bool take_word(std::string_view word, std::string_view& text) {
  if (!text.starts_with(word)) return false;
  const std::string_view rest = text.substr(word.size());
  if (!rest.empty() && !base::is_ascii_space(rest.front())) return false;
  text = trimmed(rest);
  return true;
}

bool take_sign(std::string_view sign, std::string_view& text) {
  if (!text.starts_with(sign)) return false;
  text = trimmed(text.substr(sign.size()));
  return true;
}

std::string without_quotes(std::string_view text) {
  if (text.size() > 1 && text.starts_with('"') && text.ends_with('"')) text = text.substr(1, text.size() - 2);
  return std::string(text);
}

std::optional<double> number_in(std::string_view text) {
  const bool is_percent = text.ends_with('%');
  if (is_percent) text.remove_suffix(1);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return is_percent ? number / 100 : number;
}

/// A number, a day, a formula (`=…`, or with brackets), or a text.
std::optional<MarkOperand> parse_operand(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return std::nullopt;
  if (const auto number = number_in(text)) return MarkOperand(*number);
  if (const auto date = parse_iso_date(text)) {
    if (const auto serial = to_serial(*date)) return MarkOperand(*serial);
  }
  if (text.starts_with('=')) return MarkOperand(std::string(text));
  if (!text.starts_with('"') && text.find_first_of("([") != std::string_view::npos) {
    return MarkOperand("=" + std::string(text));
  }
  return MarkOperand("=" + base::in_double_quotes(without_quotes(text)));
}

std::optional<MarkRule> parse_between(std::string_view text, bool is_outside) {
  constexpr std::string_view kAnd = " and ";
  const std::size_t middle = text.find(kAnd);
  if (middle == std::string_view::npos) return std::nullopt;
  const auto first = parse_operand(text.substr(0, middle));
  const auto second = parse_operand(text.substr(middle + kAnd.size()));
  if (!first || !second) return std::nullopt;
  return CompareMark{is_outside ? Comparison::NotBetween : Comparison::Between, *first, *second};
}

std::optional<MarkRule> parse_rank(std::string_view text, bool lowest) {
  RankMark rank;
  rank.lowest = lowest;
  rank.percent = text.ends_with('%');
  if (rank.percent) text.remove_suffix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), rank.count);
  const bool is_number = error == std::errc() && end == text.data() + text.size();
  if (!is_number || rank.count == 0 || rank.count > (rank.percent ? 100 : 1000)) return std::nullopt;
  return rank;
}

std::optional<MarkRule> parse_condition(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, Comparison>, 8> kSigns{{{"<>", Comparison::NotEqual},
                                                                           {"≠", Comparison::NotEqual},
                                                                           {">=", Comparison::AtLeast},
                                                                           {"<=", Comparison::AtMost},
                                                                           {">", Comparison::Greater},
                                                                           {"<", Comparison::Less},
                                                                           {"==", Comparison::Equal},
                                                                           {"=", Comparison::Equal}}};
  for (const auto& [sign, comparison] : kSigns) {
    if (!take_sign(sign, text)) continue;
    const auto operand = parse_operand(text);
    return operand ? std::optional<MarkRule>(CompareMark{comparison, *operand, 0.0}) : std::nullopt;
  }
  const bool is_negated = take_word("not", text);
  if (take_word("between", text)) return parse_between(text, is_negated);
  if (take_word("contains", text) && !text.empty()) {
    return TextMark{is_negated ? TextPlace::ContainsNot : TextPlace::Contains, without_quotes(text)};
  }
  if (text == "blank") return ClassMark{is_negated ? CellClass::NotBlank : CellClass::Blank};
  if (is_negated) return std::nullopt;
  if (take_word("begins", text) && !text.empty()) return TextMark{TextPlace::Begins, without_quotes(text)};
  if (take_word("ends", text) && !text.empty()) return TextMark{TextPlace::Ends, without_quotes(text)};
  if (text == "duplicate") return ClassMark{CellClass::Duplicate};
  if (text == "unique") return ClassMark{CellClass::Unique};
  if (take_word("top", text)) return parse_rank(text, false);
  if (take_word("bottom", text)) return parse_rank(text, true);
  if (!take_word("if", text)) return std::nullopt;
  const std::string formula = text.starts_with('=') ? std::string(text) : "=" + std::string(text);
  return check_formula(formula) ? std::nullopt : std::optional<MarkRule>(FormulaMark{formula});
}

std::optional<MarkLook> parse_look(std::string_view text) {
  MarkLook look;
  while (!trimmed(text).empty()) {
    const std::size_t end = std::min(text.find(';'), text.size());
    const std::string_view declaration = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (trimmed(declaration).empty()) continue;
    const std::size_t colon = declaration.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const std::string_view name = trimmed(declaration.substr(0, colon));
    const std::string_view value = trimmed(declaration.substr(colon + 1));
    if (name == "color" || name == "background" || name == "background-color") {
      const auto color = css::parse_color(value);
      if (!color) return std::nullopt;
      (name == "color" ? look.color : look.background) = color;
    } else if (name == "font-weight" && value == "bold") {
      look.bold = true;
    } else if (name == "font-style" && value == "italic") {
      look.italic = true;
    } else if (name == "text-decoration" && value == "line-through") {
      look.strike = true;
    } else {
      return std::nullopt;
    }
  }
  return look == MarkLook{} ? std::nullopt : std::optional(look);
}

/// Parses bars, scales and icons, which have no look of their own.
std::optional<MarkRule> parse_graph(std::string_view text) {
  if (take_word("bar", text)) {
    const auto color = css::parse_color(text);
    return color ? std::optional<MarkRule>(BarMark{*color}) : std::nullopt;
  }
  if (take_word("scale", text)) {
    ScaleMark scale;
    while (!text.empty()) {
      const std::size_t end = std::min(text.find(' '), text.size());
      const auto color = css::parse_color(text.substr(0, end));
      if (!color) return std::nullopt;
      scale.colors.push_back(*color);
      text = trimmed(text.substr(end));
    }
    return scale.colors.size() == 2 || scale.colors.size() == 3 ? std::optional<MarkRule>(scale) : std::nullopt;
  }
  if (!take_word("icons", text)) return std::nullopt;
  constexpr std::array<std::pair<std::string_view, IconKind>, 6> kKinds{{{"arrows", IconKind::Arrows},
                                                                         {"lights", IconKind::Lights},
                                                                         {"flags", IconKind::Flags},
                                                                         {"signs", IconKind::Signs},
                                                                         {"symbols", IconKind::Symbols},
                                                                         {"ratings", IconKind::Ratings}}};
  for (const auto& [name, kind] : kKinds) {
    if (!take_word(name, text)) continue;
    const bool is_reversed = text == "reversed";
    return is_reversed || text.empty() ? std::optional<MarkRule>(IconMark{kind, is_reversed}) : std::nullopt;
  }
  return std::nullopt;
}

/// The first `{` that opens a look; those of `{row}` belong to a formula.
std::size_t find_look(std::string_view text) {
  std::size_t at = text.find('{');
  while (at != std::string_view::npos && text.substr(at).starts_with("{row}")) at = text.find('{', at + 1);
  return at;
}

}  // namespace

std::optional<std::vector<ParsedMark>> parse_marks(std::string_view text, std::string& wrong) {
  std::vector<ParsedMark> marks;
  while (!(text = trimmed(text)).empty()) {
    if (text.front() == ';') {
      text.remove_prefix(1);
      continue;
    }
    const std::size_t brace = find_look(text);
    const std::size_t semicolon = text.find(';');
    const bool has_look = brace < semicolon && brace != std::string_view::npos;
    const std::size_t close = has_look ? text.find('}', brace) : std::min(semicolon, text.size());
    wrong = std::string(text.substr(0, close == std::string_view::npos ? close : close + 1));
    if (close == std::string_view::npos) return std::nullopt;
    std::optional<MarkRule> rule;
    std::optional<MarkLook> look = MarkLook{};
    if (has_look) {
      rule = parse_condition(trimmed(text.substr(0, brace)));
      look = parse_look(text.substr(brace + 1, close - brace - 1));
    } else {
      rule = parse_graph(trimmed(text.substr(0, close)));
    }
    if (!rule || !look) return std::nullopt;
    marks.push_back({*std::move(rule), *look});
    text.remove_prefix(std::min(close + 1, text.size()));
  }
  wrong.clear();
  return marks;
}

bool has_marks(dom::NodeId element, const dom::Tree& tree) {
  if (tree.attributes(element).empty()) return false;
  return tree.find_attribute(element, dom::AttributeName::Title) != nullptr ||
         std::any_of(kMarkAttributes.begin(), kMarkAttributes.end(),
                     [&](std::string_view name) { return tree.find_custom_attribute(element, name) != nullptr; });
}

namespace {

class MarkReader {
 public:
  MarkReader(const MarkedCells& cells, Sheet& sheet, BuildContext& context)
      : cells_(cells), sheet_(sheet), context_(context) {}

  void read_mark() {
    const dom::Attribute* const attribute = find("data-mark");
    if (attribute == nullptr) return;
    std::string wrong;
    const auto marks = parse_marks(attribute->value, wrong);
    if (!marks || marks->empty()) {
      context_.sink.report(messages::SheetInvalidMark, attribute->origin, wrong);
      return;
    }
    for (const ParsedMark& mark : *marks) {
      sheet_.marks.push_back({cells_.range, mark.rule, mark.look, attribute->origin});
    }
  }

  void read_list() {
    const dom::Attribute* const list = find("data-list");
    const dom::Attribute* const prompt = find("data-prompt");
    if (list == nullptr && prompt == nullptr) return;
    DataValidation validation;
    validation.range = cells_.range;
    validation.origin = (list == nullptr ? prompt : list)->origin;
    const std::string title(first_utf16_units(cells_.heading, kMaxPromptTitleUnits));
    if (prompt != nullptr) {
      validation.prompt = {title, std::string(first_utf16_units(prompt->value, kMaxPromptUnits))};
    }
    if (list != nullptr && !set_list(*list, title, validation)) return;
    sheet_.validations.push_back(std::move(validation));
  }

  void read_note() {
    const dom::Attribute* attribute = find("data-note");
    if (attribute == nullptr) {
      attribute = context_.input.tree.find_attribute(cells_.element, dom::AttributeName::Title);
    }
    if (attribute == nullptr || trimmed(attribute->value).empty()) return;
    std::string text;
    for (const auto& decoded : base::CodePoints(attribute->value)) {
      if (!is_forbidden_character(decoded.code_point)) base::append_utf8(text, decoded.code_point);
    }
    sheet_.notes.push_back({cells_.range.first, std::string(first_utf16_units(text, kMaxTextUnits))});
  }

 private:
  const dom::Attribute* find(std::string_view name) const {
    return context_.input.tree.find_custom_attribute(cells_.element, name);
  }

  bool set_list(const dom::Attribute& list, const std::string& title, DataValidation& validation) {
    const std::string_view text = trimmed(list.value);
    ListRule rule;
    if (text.starts_with('=')) {
      rule.source = text;
      if (check_formula(text)) rule.source.clear();
    } else {
      rule.choices = split_list(text);
    }
    if (rule.source.empty() && rule.choices.empty()) {
      context_.sink.report(messages::SheetInvalidList, list.origin, text);
      return false;
    }
    validation.rule = std::move(rule);
    validation.advisory = context_.attributes.is_set(cells_.element, "data-list-other");
    if (!validation.advisory) {
      validation.error = {title.empty() ? std::string(texts::SheetInvalidTitle.in(context_.language)) : title,
                          std::string(texts::SheetChoose.in(context_.language))};
    }
    return true;
  }

  const MarkedCells& cells_;
  Sheet& sheet_;
  BuildContext& context_;
};

/// Writes places into the formula; false after reporting a name that does not exist.
bool place_formula(std::string& formula, const FormulaPlaces& places, diagnostics::OriginId origin,
                   BuildContext& context) {
  std::vector<UnknownPlace> unknown;
  formula = stored_formula(with_places(formula, places, unknown));
  for (const UnknownPlace& one : unknown) {
    if (one.is_sheet) {
      std::string known;
      for (const TableColumns& table : context.tables) known += (known.empty() ? "" : "、") + table.sheet;
      context.sink.report(messages::SheetFormulaNoSheet, origin, one.table, known);
    } else {
      context.sink.report(messages::SheetFormulaNoColumn, origin, one.column, one.table, one.known);
    }
  }
  return unknown.empty();
}

}  // namespace

void read_marks(const MarkedCells& cells, bool has_note, Sheet& sheet, BuildContext& context) {
  MarkReader reader(cells, sheet, context);
  reader.read_mark();
  reader.read_list();
  if (has_note) reader.read_note();
}

void place_marks(Sheet& sheet, const TableColumns& own, BuildContext& context) {
  for (ConditionalFormat& mark : sheet.marks) {
    const FormulaPlaces places{mark.range.first.row, &own, context.tables};
    if (auto* const formula = std::get_if<FormulaMark>(&mark.rule)) {
      place_formula(formula->formula, places, mark.origin, context);
    }
    auto* const compare = std::get_if<CompareMark>(&mark.rule);
    if (compare == nullptr) continue;
    for (MarkOperand* operand : {&compare->first, &compare->second}) {
      auto* const formula = std::get_if<std::string>(operand);
      if (formula != nullptr) place_formula(*formula, places, mark.origin, context);
    }
  }
  for (DataValidation& validation : sheet.validations) {
    auto* const list = std::get_if<ListRule>(&validation.rule);
    if (list == nullptr || list->source.empty()) continue;
    place_formula(list->source, {validation.range.first.row, &own, context.tables}, validation.origin, context);
  }
}

namespace {

/// `lines` are rows or columns; the line next to a folded group gets the sign that unfolds it.
template <typename Line>
void end_folded(std::vector<Line>& lines, bool sums_first) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!lines[i].hidden || lines[i].outline_level == 0) continue;
    const bool has_beside = sums_first ? i > 0 : i + 1 < lines.size();
    if (!has_beside) continue;
    Line& beside = lines[sums_first ? i - 1 : i + 1];
    beside.is_collapsed = beside.is_collapsed || beside.outline_level < lines[i].outline_level;
  }
}

}  // namespace

void end_folded_groups(Sheet& sheet) {
  end_folded(sheet.rows, sheet.view.sums_above);
  end_folded(sheet.columns, false);
}

void move_marks_down(std::span<const RowsAdded> added, Sheet& sheet) {
  const auto moved = [&](std::uint32_t row) {
    std::uint32_t by = 0;
    for (const RowsAdded& rows : added) by += row >= rows.before ? rows.count : 0;
    return row + by;
  };
  for (ConditionalFormat& mark : sheet.marks) {
    mark.range.first.row = moved(mark.range.first.row);
    mark.range.last.row = moved(mark.range.last.row);
  }
  for (CellNote& note : sheet.notes) note.place.row = moved(note.place.row);
  for (Picture& picture : sheet.pictures) picture.place.row = moved(picture.place.row);
}

}  // namespace gongwen::sheet
