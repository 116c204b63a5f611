#include "sheet/detail/input_cell.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/sheet.h"
#include "forms/field_names.h"
#include "sheet/limits.h"
#include "sheet/serial_date.h"

#include <algorithm>
#include <charconv>

namespace gongwen::sheet {
namespace {

constexpr std::string_view kUnticked = "☐";
constexpr std::string_view kTicked = "☑";
/// Programs turn what is typed into other cells into numbers and dates where they can.
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

/// A title that is too long ends after a word, where words are apart.
std::string cut_title(std::string_view title) {
  constexpr std::string_view kMore = "…";
  if (utf16_length(title) <= kMaxPromptTitleUnits) return std::string(title);
  const std::string_view start = first_utf16_units(title, kMaxPromptTitleUnits - 1);
  const std::size_t blank = start.rfind(' ');
  if (blank == std::string_view::npos) return cut(title, kMaxPromptTitleUnits);
  return std::string(start.substr(0, blank)).append(kMore);
}

/// The title of a field with those of its groups, or as many of them, from the last on, as there is room for.
std::string short_title(std::string_view title, Language language) {
  const std::string_view colon = texts::Colon.in(language);
  while (utf16_length(title) > kMaxPromptTitleUnits) {
    const std::size_t end = title.find(colon);
    if (end == std::string_view::npos) break;
    title.remove_prefix(end + colon.size());
  }
  return cut_title(title);
}

/// One call for each type of field: fills in the cell and says what is expected.
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
    const auto* const text = std::get_if<forms::TextField>(&field_.type);
    if (text != nullptr && text->multiline) {
      // Merged cells do not grow with their texts, and what they do not show is not printed.
      const std::string with_room = joined({validation.prompt.text, say(texts::SheetMakeRoom)});
      if (utf16_length(with_room) <= kMaxPromptUnits) validation.prompt.text = with_room;
    }
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

  /// Sentences, some of which may be empty.
  std::string joined(std::initializer_list<std::string> sentences) const {
    std::string all;
    for (const std::string& sentence : sentences) {
      if (!all.empty() && !sentence.empty()) all += texts::SheetNextSentence.in(setting_.prompts);
      all += sentence;
    }
    return all;
  }

  /// Radio buttons are labelled one by one, which is not a name for their field.
  std::string_view title() const {
    const auto* const choice = std::get_if<forms::ChoiceField>(&field_.type);
    const bool labels_a_choice =
        choice != nullptr && !choice->choices.empty() && choice->choices.front().label == field_.label;
    return labels_a_choice ? std::string_view() : std::string_view(field_.label);
  }

  /// The description of the field as a sentence.
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
    // A blank is a choice, too, until the form comes back.
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

}  // namespace gongwen::sheet
