#include "sheet/detail/cell_reader.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/sheet.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/sheet.h"
#include "forms/field_names.h"
#include "sheet/formula.h"
#include "sheet/limits.h"
#include "sheet/serial_date.h"

#include <algorithm>
#include <charconv>

namespace gongwen::sheet {
namespace {

constexpr std::string_view kUnticked = "☐";
constexpr std::string_view kTicked = "☑";
/// Without this format, programs convert typed text to numbers and dates where possible.
constexpr std::string_view kTextFormat = "@";

std::optional<double> parse_limit(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole_text = error == std::errc() && end == text.data() + text.size();
  return whole_text && !text.empty() ? std::optional(number) : std::nullopt;
}

std::optional<double> parse_day(std::string_view text) {
  const auto date = parse_iso_date(text);
  return date ? to_serial(*date) : std::nullopt;
}

using Limit = diagnostics::TextPattern<1>;

std::string cut(std::string_view text, std::size_t units) { return std::string(first_utf16_units(text, units)); }

/// Shortens a title that is too long, after a word if words are separated by blanks.
std::string cut_title(std::string_view title) {
  constexpr std::string_view kMore = "…";
  if (utf16_length(title) <= kMaxPromptTitleUnits) return std::string(title);
  const std::string_view start = first_utf16_units(title, kMaxPromptTitleUnits - 1);
  const std::size_t blank = start.rfind(' ');
  if (blank == std::string_view::npos) return cut(title, kMaxPromptTitleUnits);
  return std::string(start.substr(0, blank)).append(kMore);
}

/// The title of a field with the titles of its groups, or with as many of the innermost ones as fit.
std::string short_title(std::string_view title, Language language) {
  const std::string_view colon = texts::Colon.in(language);
  while (utf16_length(title) > kMaxPromptTitleUnits) {
    const std::size_t end = title.find(colon);
    if (end == std::string_view::npos) break;
    title.remove_prefix(end + colon.size());
  }
  return cut_title(title);
}

/// One call per type of field: fills in the cell and returns a description of the expected value.
class InputMaker {
 public:
  InputMaker(const forms::Field& field, const InputSetting& setting) : field_(field), setting_(setting) {
    cell_.text = field.value;
  }

  InputCell make() {
    cell_.validation.allow_blank = !field_.required;
    const std::string expected = std::visit([this](const auto& type) { return fill(type); }, field_.type);
    DataValidation& validation = cell_.validation;
    validation.origin = field_.origin;
    validation.prompt.title = short_title(title(), setting_.prompts);
    validation.prompt.text = joined({field_.required ? say(texts::SheetRequired) : "", expected, hint()});
    validation.prompt.text = cut(validation.prompt.text, kMaxPromptUnits);
    if (!std::holds_alternative<AnyRule>(validation.rule) && !validation.advisory) {
      const bool named = !validation.prompt.title.empty();
      validation.error = {named ? validation.prompt.title : say(texts::SheetInvalidTitle),
                          cut(named ? say(texts::SheetInvalid, expected) : expected, kMaxPromptUnits)};
    }
    return std::move(cell_);
  }

 private:
  std::string say(const diagnostics::BilingualText& text) const { return std::string(text.in(setting_.prompts)); }
  template <std::size_t kArguments, typename... Arguments>
  std::string say(const diagnostics::TextPattern<kArguments>& text, const Arguments&... arguments) const {
    return text.in(setting_.prompts, arguments...);
  }

  /// `，1 至 20`, `，不小于 1`; empty without limits.
  std::string limits_text(const std::string& least, const std::string& most, const Limit& min, const Limit& max) const {
    if (!least.empty() && !most.empty()) return say(texts::SheetFromTo, least, most);
    if (!least.empty()) return say(min, least);
    return most.empty() ? std::string() : say(max, most);
  }

  /// `，如 010-64102222`; empty without examples.
  std::string examples_text() const {
    std::string all;
    for (const std::string& example : field_.examples) all += (all.empty() ? "" : say(texts::SheetOr)) + example;
    return all.empty() ? all : say(texts::SheetExamples, all);
  }

  /// Joins the non-empty sentences.
  std::string joined(std::initializer_list<std::string> sentences) const {
    std::string all;
    for (const std::string& sentence : sentences) {
      if (!all.empty() && !sentence.empty()) all += texts::SheetNextSentence.in(setting_.prompts);
      all += sentence;
    }
    return all;
  }

  /// Radio buttons are labelled individually; such a label is not the title of their field.
  std::string_view title() const {
    const auto* const choice = std::get_if<forms::ChoiceField>(&field_.type);
    const bool labels_a_choice =
        choice != nullptr && !choice->choices.empty() && choice->choices.front().label == field_.label;
    return labels_a_choice ? std::string_view() : std::string_view(field_.label);
  }

  /// The description of the field as a full sentence.
  std::string hint() const {
    if (field_.hint.empty()) return {};
    const std::string end = say(texts::SheetSentenceEnd);
    const bool is_sentence = field_.hint.ends_with(end) || field_.hint.ends_with("）");
    return say(texts::SheetNote, field_.hint) + (is_sentence ? std::string() : end);
  }

  std::string fill(const forms::TextField& text) {
    const std::size_t longest = text.max_characters.value_or(text.multiline ? kMaxTextUnits : 0);
    if (std::max(longest, utf16_length(cell_.text)) <= kMaxInTextFormat) cell_.number_format = kTextFormat;
    const std::string examples = examples_text();
    const std::string wanted = examples.empty() ? std::string() : say(texts::SheetFollowFormat, examples);
    if (!text.max_characters || *text.max_characters > kMaxTextUnits) return wanted;
    cell_.validation.rule = LengthRule{static_cast<std::uint32_t>(*text.max_characters)};
    return joined({wanted, say(texts::SheetMaxCharacters, *text.max_characters)});
  }

  std::string fill(const forms::NumberField& number) {
    cell_.type = DataType::Number;
    cell_.validation.rule = NumberRule{number.whole, parse_limit(number.least), parse_limit(number.most)};
    return say(number.whole ? texts::SheetEnterInteger : texts::SheetEnterNumber,
               limits_text(number.least, number.most, texts::SheetMin, texts::SheetMax));
  }

  std::string fill(const forms::DateField& date) {
    cell_.type = DataType::Date;
    cell_.number_format = input_date_format(date, setting_.language);
    cell_.validation.rule = DateRule{parse_day(date.earliest).value_or(kFirstPlausibleDay),
                                     parse_day(date.latest).value_or(kLastPlausibleDay)};
    return say(date.month_only ? texts::SheetEnterMonth : texts::SheetEnterDate,
               limits_text(date.earliest, date.latest, texts::SheetNotBefore, texts::SheetNotAfter));
  }

  std::string fill(const forms::EmailField&) {
    cell_.number_format = kTextFormat;
    return say(texts::SheetEnterEmail, examples_text());
  }

  std::string fill(const forms::PhoneField&) {
    cell_.number_format = kTextFormat;
    return say(texts::SheetEnterPhone, examples_text());
  }

  std::string fill(const forms::CheckField& check) {
    cell_.text = field_.value == check.on_value ? kTicked : kUnticked;
    cell_.validation.rule = ListRule{{std::string(kUnticked), std::string(kTicked)}};
    return say(texts::SheetChooseTick);
  }

  std::string fill(const forms::ChoiceField& choice) {
    const std::vector<std::string> labels = forms::choice_texts(choice);
    cell_.number_format = kTextFormat;
    if (choice.several) return fill_several(choice, labels);
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if (choice.choices[i].value == field_.value) cell_.text = labels[i];
    }
    ListRule rule;
    for (const std::string& label : labels) {
      if (!label.empty()) rule.choices.push_back(label);
    }
    if (rule.choices.empty()) return {};
    cell_.validation.rule = std::move(rule);
    cell_.validation.advisory = choice.free_text;
    // Leaving the cell blank is allowed until the form is returned.
    cell_.validation.allow_blank = true;
    return say(choice.free_text ? texts::SheetChooseOrWrite : texts::SheetChoose);
  }

  std::string fill_several(const forms::ChoiceField& choice, const std::vector<std::string>& labels) {
    const bool has_boxes = field_.controls.front().choice != forms::FieldControl::kWhole;
    cell_.text.clear();
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const bool chosen = field_.has_chosen(choice.choices[i].value);
      if (!has_boxes && !chosen) continue;
      if (!cell_.text.empty()) cell_.text += has_boxes ? (setting_.by_lines ? "\n" : "　") : "、";
      if (has_boxes) cell_.text += chosen ? kTicked : kUnticked;
      cell_.text += labels[i];
    }
    if (utf16_length(cell_.text) > kMaxInTextFormat) cell_.number_format = {};
    return say(has_boxes ? texts::SheetTickSeveral : texts::SheetWriteSeveral);
  }

  std::string fill(const forms::SignatureField&) { return {}; }
  std::string fill(const forms::FileField&) { return {}; }

  const forms::Field& field_;
  const InputSetting& setting_;
  InputCell cell_;
};

}  // namespace

InputCell make_input_cell(const forms::Field& field, const InputSetting& setting) {
  return InputMaker(field, setting).make();
}

std::string_view input_date_format(const forms::DateField& date, std::string_view language) {
  if (language.empty() || language.starts_with("zh")) {
    return default_date_format(date.month_only ? DatePrecision::Month : DatePrecision::Day);
  }
  return date.month_only ? "yyyy\\-mm" : "yyyy\\-mm\\-dd";
}

namespace {

using diagnostics::DiagnosticId;
namespace messages = diagnostics::messages;
using dom::NodeId;

/// Maximum length of a value quoted in a message.
constexpr std::size_t kMaxShown = 40;

/// The start of a text, for quoting in a message.
std::string shown_part(std::string_view text) {
  const std::string_view begin = first_utf16_units(text, kMaxShown);
  return std::string(begin) + (begin.size() < text.size() ? "…" : "");
}

std::string without_blanks(std::string_view text) {
  constexpr char32_t kFullWidthBlank = 0x3000;
  constexpr char32_t kNoBreakBlank = 0xA0;
  std::string out;
  for (const auto& decoded : base::CodePoints(text)) {
    const char32_t c = decoded.code_point;
    if (c > 0x20 && c != kFullWidthBlank && c != kNoBreakBlank) base::append_utf8(out, c);
  }
  return out;
}

DiagnosticId message_for(FormulaErrorKind error) {
  switch (error) {
    case FormulaError::NoEqualsSign: return messages::SheetFormulaStart;
    case FormulaError::TooLong: return messages::SheetFormulaTooLong;
    case FormulaError::Unbalanced: return messages::SheetFormulaUnbalanced;
    case FormulaError::Character: return messages::SheetFormulaCharacter;
    case FormulaError::External: return messages::SheetFormulaExternal;
    case FormulaError::OwnNames: return messages::SheetFormulaOwnNames;
    case FormulaError::Brackets: return messages::SheetFormulaBrackets;
    case FormulaError::Empty: break;
  }
  return messages::SheetFormulaEmpty;
}

DiagnosticId message_for(ValueError error) {
  switch (error) {
    case ValueError::NotDate: return messages::SheetNotDate;
    case ValueError::NotBoolean: return messages::SheetNotBoolean;
    case ValueError::DateOutOfRange: return messages::SheetDateOutOfRange;
    case ValueError::NotNumber: break;
  }
  return messages::SheetNotNumber;
}

}  // namespace

ReadCell CellReader::read(NodeId cell, DataType type) {
  cell_ = cell;
  origin_ = context_.origin_of(cell);
  result_ = {};
  result_.text_style = result_.size_from = context_.input.styles.of(cell).element;
  CellContent content = collect_content(cell, context_.content);
  if (!content.texts.empty()) origin_ = context_.origin_of(content.texts.front());
  remove_forbidden_characters(content, origin_, context_.sink);
  limit_length(content);
  report_unsupported(content);
  result_.pictures = content.pictures;
  result_.has_control = !content.controls.empty();
  if (content.controls.empty()) {
    read_text(content, type_of(cell, type));
  } else if (context_.input.fillable) {
    read_input(content);
  } else {
    read_shown(content);
  }
  return std::move(result_);
}

DataType CellReader::type_of(NodeId cell, DataType otherwise) const {
  if (const auto type = context_.attributes.data_type(cell)) return *type;
  // In HTML for spreadsheets, the format `@` means that the cell holds text.
  return context_.style_of(cell).number_format == "@" ? DataType::Text : otherwise;
}

namespace {

/// Whether some of the text is raised, lowered or struck out, and some is not.
bool has_moved_or_struck_part(const CellContent& content) {
  const auto is_apart = [&](const ContentRun& run) {
    const RunDecoration& first = content.runs.front().decoration;
    return run.decoration.script != first.script || run.decoration.strike != first.strike;
  };
  return std::ranges::any_of(content.runs, is_apart);
}

}  // namespace

void CellReader::read_text(const CellContent& content, DataType type) {
  if (!content.links.empty()) result_.link = content.links.front();
  take_style(content);
  if (type == DataType::Formula) {
    read_formula(content);
    return;
  }
  if (has_moved_or_struck_part(content)) {
    // 10³ is not a single number, nor is a new amount after a former one that is struck out.
    const auto told = type == DataType::Number    ? std::optional(ValueError::NotNumber)
                      : type == DataType::Date    ? std::optional(ValueError::NotDate)
                      : type == DataType::Boolean ? std::optional(ValueError::NotBoolean)
                                                  : std::nullopt;
    if (told) context_.sink.report(message_for(*told), origin_, shown_part(content.text));
    type = DataType::Text;
  }
  read_value(content.text, type, data_type(content));
  if (std::holds_alternative<Text>(result_.value) && content.runs.size() > 1) store_runs(content);
}

/// If the whole text has one style, it becomes the style of the cell.
void CellReader::take_style(const CellContent& content) {
  if (content.runs.size() != 1) return;
  result_.text_style = content.runs.front().style;
  result_.size_from = content.runs.front().size_from;
  result_.decoration = content.runs.front().decoration;
}

/// Controls that are not filled in: a cell with only a number or date becomes one; all others become text.
void CellReader::read_shown(const CellContent& content) {
  const NodeId control = content.controls.front();
  if (content.texts.empty()) origin_ = context_.origin_of(control);
  const bool alone = content.controls.size() == 1 && content.only_controls;
  const forms::Field* const field = alone ? common_field(content) : nullptr;
  const bool is_number = field != nullptr && std::holds_alternative<forms::NumberField>(field->type);
  const auto* const date = field == nullptr ? nullptr : std::get_if<forms::DateField>(&field->type);
  const DataType own = is_number ? DataType::Number : date != nullptr ? DataType::Date : DataType::Text;
  const DataType type = type_of(cell_, own);
  if (own == DataType::Text || type != own) {
    read_text(content, type);
    return;
  }
  take_style(content);
  read_value(field->value, own, {});
  const bool is_date = std::holds_alternative<Date>(result_.value);
  if (is_date) result_.number_format = input_date_format(*date, context_.style_of(control).language);
}

void CellReader::read_value(std::string_view text, DataType type, std::optional<data::ValueType> data_type) {
  const CellReading reading = read_cell_value(text, type, data_type);
  if (reading.error) context_.sink.report(message_for(*reading.error), origin_, shown_part(text));
  result_.value = reading.value;
  result_.number_format = reading.number_format;
  result_.shown = text;
  if (std::holds_alternative<Text>(reading.value)) {
    store_text(text);
    const bool is_risky = looks_like_number(text) || looks_like_formula(text);
    if (is_risky && text.size() <= kMaxInTextFormat) result_.number_format = "@";
  }
}

void CellReader::store_text(std::string_view text) { result_.value = Text{context_.workbook.texts.store(text)}; }

namespace {

/// The number of runs that a cell of an XLSX file can keep. libxlsxwriter counts the XML of their fonts, too, for the
/// length of a text.
std::size_t most_runs(const TextRuns& runs) {
  constexpr std::size_t kFontXml = 205;  // with all that a font may have, but its name
  std::size_t size = 0;
  std::size_t longest_name = 0;
  for (const TextRun& run : runs) {
    size += written_cell_length(run.text);
    for (const char c : run.text) size += c == '&' || c == '<' || c == '>' ? std::string_view("&amp").size() : 0;
    longest_name = std::max(longest_name, utf16_length(run.font.name));
  }
  const std::size_t left = size < kMaxTextUnits ? kMaxTextUnits - size : 0;
  return left / (kFontXml + longest_name);  // always less than kMaxTextRuns
}

}  // namespace

/// A text in several styles. If these reduce to one font, it stays a plain text.
void CellReader::store_runs(const CellContent& content) {
  TextRuns runs;
  for (std::size_t i = 0; i < content.runs.size(); ++i) {
    const ContentRun& run = content.runs[i];
    Font font = font_of(context_.input.styles.style(run.style), run.decoration);
    font.half_points = font_of(context_.input.styles.style(run.size_from), {}).half_points;
    if (!runs.empty() && runs.back().font == font) {
      runs.back().text += content.run_text(i);
    } else {
      runs.push_back({std::move(font), std::string(content.run_text(i))});
    }
  }
  if (runs.size() < 2) return;
  if (const std::size_t most = most_runs(runs); context_.input.is_xlsx && runs.size() > most) {
    context_.sink.report(messages::SheetTooManyFonts, origin_, std::max<std::size_t>(most, 1));
    if (most < 2) return;
    TextRun& last = runs[most - 1];
    for (std::size_t i = most; i < runs.size(); ++i) last.text += runs[i].text;
    last.font = font_of(context_.style_of(cell_), {});
    runs.resize(most);
    if (runs[most - 2].font == last.font) {
      runs[most - 2].text += last.text;
      runs.pop_back();
    }
    if (runs.size() < 2) return;
  }
  result_.value = RichText{static_cast<std::uint32_t>(sheet_.rich_texts.size())};
  sheet_.rich_texts.push_back(std::move(runs));
}

void CellReader::read_formula(const CellContent& content) {
  if (content.text.empty()) return;
  if (const auto error = check_formula(content.text)) {
    context_.sink.report(message_for(error->kind), origin_, shown_part(error->part));
  } else if (is_from_template(content)) {
    const std::optional<double> shown = context_.attributes.formula_result(cell_);
    result_.value = Formula{static_cast<std::uint32_t>(sheet_.formulas.size())};
    FormulaText formula{stored_formula(content.text), shown, origin_};
    formula.written = formula.expression;
    formula.fills_cells = is_dynamic_formula(content.text);
    formula.states_result = shown.has_value();
    sheet_.formulas.push_back(std::move(formula));
    return;
  }
  store_text(first_utf16_units(content.text, kMaxShown));
}

/// Data may supply numbers to a formula, but nothing else.
/// Reports: sheet/formula-from-data.
bool CellReader::is_from_template(const CellContent& content) const {
  for (const NodeId node : content.texts) {
    const diagnostics::Origin origin = context_.sink.origin(context_.origin_of(node));
    const std::string_view text = base::trim_ascii_space(context_.input.tree.node(node).text);
    if (!origin.data_place || may_stand_in_formula(text)) continue;
    context_.sink.report(messages::SheetFormulaFromData, origin, shown_part(text));
    return false;
  }
  return true;
}

/// Reports: sheet/control-not-alone.
void CellReader::read_input(const CellContent& content) {
  const NodeId control = content.controls.front();
  const forms::Field* const field = common_field(content);
  if (field == nullptr || !holds_nothing_else(content, *field)) {
    context_.sink.report(messages::SheetControlNotAlone, context_.origin_of(control));
    return;
  }
  // Signatures are made on paper.
  if (std::holds_alternative<forms::SignatureField>(field->type)) return;
  origin_ = with_data_place(context_.origin_of(control), *field);
  const bool by_lines = content.text.find('\n') != std::string::npos;
  InputCell input = make_input_cell(*field, {context_.style_of(control).language, by_lines, context_.language});
  input.validation.origin = origin_;
  CellContent value;
  value.text = std::move(input.text);
  remove_forbidden_characters(value, origin_, context_.sink);
  limit_length(value);
  read_value(value.text, input.type, {});
  if (!input.number_format.empty()) result_.number_format = input.number_format;
  result_.field = field;
  result_.input = std::make_unique<InputCell>(std::move(input));
}

/// Whether a cell contains only controls: next to boxes and radio buttons, the labels of their choices are allowed.
bool CellReader::holds_nothing_else(const CellContent& content, const forms::Field& field) {
  std::string rest = without_blanks(content.text);
  if (rest.empty()) return true;
  const auto* const choice = std::get_if<forms::ChoiceField>(&field.type);
  if (choice == nullptr || field.controls.front().choice == forms::FieldControl::kWhole) return false;
  std::vector<std::string> labels;
  for (const std::string& label : forms::choice_texts(*choice)) labels.push_back(without_blanks(label));
  // Longest first, because a label may contain another.
  std::sort(labels.begin(), labels.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  for (const std::string& label : labels) {
    const std::size_t at = label.empty() ? std::string::npos : rest.find(label);
    if (at != std::string::npos) rest.erase(at, label.size());
  }
  return rest.empty();
}

/// The field that all controls of the cell belong to; null if there are several.
const forms::Field* CellReader::common_field(const CellContent& content) const {
  const auto found = context_.fields.find(content.controls.front());
  if (found == context_.fields.end()) return nullptr;
  const forms::Field* const field = found->second;
  const bool same = std::all_of(content.controls.begin(), content.controls.end(), [&](NodeId control) {
    return context_.input.tree.attribute_value(control, dom::AttributeName::Name) == field->pointer;
  });
  return same ? field : nullptr;
}

/// The type of the JSON value that the cell shows; `String` even if a string is only a part of it.
std::optional<data::ValueType> CellReader::data_type(const CellContent& content) const {
  if (!context_.input.value_type) return std::nullopt;
  std::optional<data::ValueType> type;
  for (const NodeId node : content.texts) {
    const diagnostics::Origin origin = context_.sink.origin(context_.origin_of(node));
    type = origin.data_place ? context_.input.value_type(origin.data_place) : std::nullopt;
    if (type == data::ValueType::String) return type;
    // The text is composed of several values.
    if (type == data::ValueType::Object || type == data::ValueType::Array) type.reset();
  }
  return content.texts.size() == 1 ? type : std::nullopt;
}

/// An origin with the place of the control and the place of its value.
diagnostics::OriginId CellReader::with_data_place(diagnostics::OriginId control, const forms::Field& field) {
  diagnostics::Origin origin = context_.sink.origin(control);
  if (!field.data_place || origin.data_place) return control;
  origin.data_place = field.data_place;
  return context_.input.origins.add(origin);
}

void CellReader::limit_length(CellContent& content) {
  if (content.text.size() <= kMaxTextUnits / 2) return;  // an escape sequence grows from 7 to 13 characters
  const std::size_t written = written_cell_length(content.text);
  if (written <= kMaxTextUnits) return;
  const std::size_t length = utf16_length(content.text);
  if (length > kMaxTextUnits) {
    context_.sink.report(messages::SheetTextTooLong, origin_, length);
  } else {
    context_.sink.report(messages::SheetWrittenTextTooLong, origin_, length, written);
  }
  // An error was reported, so nothing will be written; keep a short text to avoid follow-up errors about the row
  // height.
  content.text.resize(first_utf16_units(content.text, kMaxShown).size());
  while (!content.runs.empty() && content.runs.back().begin >= content.text.size()) content.runs.pop_back();
}

void CellReader::report_unsupported(const CellContent& content) {
  const bool has_source = static_cast<bool>(context_.input.picture);
  for (const NodeId node : has_source ? std::vector<NodeId>() : content.pictures) {
    context_.sink.report(messages::SheetUnsupportedContent, context_.origin_of(node), "img");
  }
  for (const NodeId node : content.unsupported) {
    context_.sink.report(messages::SheetUnsupportedContent, context_.origin_of(node),
                         dom::tag_name(context_.input.tree.node(node).name));
  }
  for (std::size_t i = 1; i < content.links.size(); ++i) {
    context_.sink.report(messages::SheetSeveralLinks, context_.origin_of(content.links[i]));
  }
}

}  // namespace gongwen::sheet
