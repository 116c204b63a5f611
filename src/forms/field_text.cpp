#include "diagnostics/catalogue/texts/common.h"
#include "forms/shown_fields.h"

#include <algorithm>
#include <map>

namespace gongwen::forms {
namespace {

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view without_zero(std::string_view number) { return number.starts_with('0') ? number.substr(1) : number; }

/// The labels of what is chosen, joined as a sentence would.
std::string chosen_labels(const Field& field, const ChoiceField& choice, std::string_view language) {
  const std::string_view comma = texts::ListComma.in(language_of_tag(language));
  std::string labels;
  std::string_view rest = field.value;
  while (!rest.empty()) {
    const std::string_view value = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), value.size() + 1));
    const auto option = std::find_if(choice.choices.begin(), choice.choices.end(),
                                     [value](const FieldChoice& known) { return known.value == value; });
    if (!labels.empty()) labels += comma;
    labels += option == choice.choices.end() || option->label.empty() ? value : option->label;
  }
  return labels;
}

}  // namespace

diagnostics::Language language_of_tag(std::string_view tag) {
  return tag.starts_with("zh") ? diagnostics::Language::Chinese : diagnostics::Language::English;
}

diagnostics::Language document_language(const dom::Tree& tree) {
  const dom::NodeId root = tree.root_element();
  const std::string_view tag = root ? tree.attribute_value(root, dom::AttributeName::Lang) : std::string_view();
  return tag.empty() ? diagnostics::Language::Chinese : language_of_tag(tag);
}

std::vector<std::string> choice_texts(const ChoiceField& choice) {
  std::map<std::string_view, int> uses;
  for (const FieldChoice& option : choice.choices) ++uses[option.label];
  std::vector<std::string> texts;
  for (const FieldChoice& option : choice.choices) {
    texts.push_back(option.label.empty() || uses[option.label] > 1 ? option.value : option.label);
  }
  return texts;
}

std::string shown_date(std::string_view date, std::string_view language) {
  if (!language.starts_with("zh")) return std::string(date);
  const bool is_month = date.size() == 7;
  if ((!is_month && date.size() != 10) || date[4] != '-') return std::string(date);
  const std::string_view year = date.substr(0, 4);
  const std::string_view month = date.substr(5, 2);
  if (!all_digits(year) || !all_digits(month)) return std::string(date);
  std::string shown = std::string(year).append("年").append(without_zero(month)).append("月");
  if (is_month) return shown;
  const std::string_view day = date.substr(8);
  if (date[7] != '-' || !all_digits(day)) return std::string(date);
  return shown.append(without_zero(day)).append("日");
}

std::string shown_text(const Field& field, const FieldControl& control, std::string_view language,
                       const BoxGlyphs& boxes) {
  if (const auto* const check = std::get_if<CheckField>(&field.type)) {
    return std::string(field.value == check->on_value ? boxes.ticked : boxes.empty);
  }
  if (const auto* const choice = std::get_if<ChoiceField>(&field.type)) {
    if (control.choice == FieldControl::kWhole) return chosen_labels(field, *choice, language);
    const bool chosen = field.has_chosen(choice->choices[control.choice].value);
    return std::string(chosen ? boxes.ticked : boxes.empty);
  }
  if (std::holds_alternative<DateField>(field.type)) return shown_date(field.value, language);
  return field.value;
}

}  // namespace gongwen::forms
