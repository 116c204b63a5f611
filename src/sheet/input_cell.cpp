#include "sheet/input_cell.h"

#include "base/utf8.h"
#include "sheet/limits.h"
#include "sheet/serial_date.h"

#include <charconv>

namespace gongwen::sheet {
namespace {

constexpr std::string_view kUnticked = "☐";
constexpr std::string_view kTicked = "☑";
/// Programs turn what is typed into other cells into numbers and dates where they can.
constexpr std::string_view kTextFormat = "@";
/// Old programs show a text format beyond this length as ####.
constexpr std::size_t kMostInTextFormat = 255;

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

/// `，1 至 20`, `，不小于 1`; empty without limits.
std::string limits_text(const std::string& least, const std::string& most) {
  if (!least.empty() && !most.empty()) return "，" + least + " 至 " + most;
  if (!least.empty()) return "，不小于 " + least;
  return most.empty() ? std::string() : "，不大于 " + most;
}

std::string cut(std::string_view text, std::size_t units) { return std::string(first_utf16_units(text, units)); }

/// One call for each type of field: fills in the cell and says what is expected.
class InputMaker {
 public:
  explicit InputMaker(const forms::Field& field) : field_(field) { cell_.text = field.value; }

  InputCell make() {
    const std::string expected = std::visit([this](const auto& type) { return fill(type); }, field_.type);
    DataValidation& validation = cell_.validation;
    validation.origin = field_.origin;
    validation.allow_blank = !field_.required;
    validation.prompt.title = cut(title(), kMaxPromptTitleUnits);
    validation.prompt.text = cut((field_.required ? "必填。" : "") + expected, kMaxPromptUnits);
    if (!std::holds_alternative<AnyRule>(validation.rule)) {
      validation.error = {"输入有误", cut(expected, kMaxPromptUnits)};
    }
    return std::move(cell_);
  }

 private:
  /// Radio buttons are labelled one by one, which is no name for their field.
  std::string_view title() const {
    const auto* const choice = std::get_if<forms::ChoiceField>(&field_.type);
    const bool labels_a_choice =
        choice != nullptr && !choice->choices.empty() && choice->choices.front().label == field_.label;
    return labels_a_choice ? std::string_view() : std::string_view(field_.label);
  }

  std::string fill(const forms::TextField& text) {
    const bool short_text = text.most_characters && *text.most_characters <= kMostInTextFormat;
    if (!text.multiline && (short_text || !text.most_characters)) cell_.number_format = kTextFormat;
    if (!text.most_characters || *text.most_characters > kMaxTextUnits) return {};
    cell_.validation.rule = LengthRule{static_cast<std::uint32_t>(*text.most_characters)};
    return "最多 " + std::to_string(*text.most_characters) + " 个字。";
  }

  std::string fill(const forms::NumberField& number) {
    cell_.type = DataType::Number;
    cell_.validation.rule = NumberRule{number.whole, parse_limit(number.least), parse_limit(number.most)};
    return (number.whole ? "请输入整数" : "请输入数字") + limits_text(number.least, number.most) + "。";
  }

  std::string fill(const forms::DateField& date) {
    cell_.type = DataType::Date;
    cell_.number_format = default_date_format(date.month_only ? DatePrecision::Month : DatePrecision::Day);
    cell_.validation.rule = DateRule{parse_day(date.earliest), parse_day(date.latest)};
    const std::string example = date.month_only ? "请输入年月，如 2024-2" : "请输入日期，如 2024-2-19";
    return example + limits_text(date.earliest, date.latest) + "。";
  }

  std::string fill(const forms::EmailField&) {
    cell_.number_format = kTextFormat;
    return "请输入电子邮箱。";
  }

  std::string fill(const forms::PhoneField&) {
    cell_.number_format = kTextFormat;
    return "请输入电话号码。";
  }

  std::string fill(const forms::CheckField& check) {
    cell_.text = field_.value == check.on_value ? kTicked : kUnticked;
    cell_.validation.rule = ListRule{{std::string(kUnticked), std::string(kTicked)}};
    return "请在列表中选择 ☑（是）或 ☐（否）。";
  }

  std::string fill(const forms::ChoiceField& choice) {
    cell_.text = labels_of(choice);
    if (choice.several) return "可填多项，用顿号分开。";
    ListRule rule;
    for (const forms::FieldChoice& option : choice.choices) {
      if (!option.option.empty()) rule.choices.push_back(option.option);
    }
    if (rule.choices.empty()) return {};
    cell_.validation.rule = std::move(rule);
    return "请在列表中选择。";
  }

  std::string fill(const forms::SignatureField&) { return "请在此签字。"; }

  /// The labels of the values that are chosen, which stand one to a line.
  std::string labels_of(const forms::ChoiceField& choice) const {
    std::string labels;
    std::string_view rest = field_.value;
    while (!rest.empty()) {
      const std::string_view value = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(rest.size(), value.size() + 1));
      for (const forms::FieldChoice& option : choice.choices) {
        if (option.value == value) labels += (labels.empty() ? "" : "、") + option.option;
      }
    }
    return labels;
  }

  const forms::Field& field_;
  InputCell cell_;
};

}  // namespace

InputCell make_input_cell(const forms::Field& field) { return InputMaker(field).make(); }

}  // namespace gongwen::sheet
