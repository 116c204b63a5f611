#include "pdf/document/detail/form_fields.h"

#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/pdf.h"
#include "forms/shown_fields.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace gongwen::pdf {
namespace {

FormFieldKind kind_of(const forms::Field& field, std::uint32_t choice) {
  if (std::holds_alternative<forms::SignatureField>(field.type)) return FormFieldKind::Signature;
  if (std::holds_alternative<forms::CheckField>(field.type)) return FormFieldKind::CheckBox;
  const auto* const choices = std::get_if<forms::ChoiceField>(&field.type);
  if (choices == nullptr) return FormFieldKind::Text;
  // Lists of several choices cannot be filled in safely (viewers spoil them): their values are lines of a text.
  if (choice == FormField::kWhole) return choices->several ? FormFieldKind::Text : FormFieldKind::Combo;
  return choices->several ? FormFieldKind::CheckBox : FormFieldKind::Radios;
}

const forms::FieldControl* control_of(const FormField& field) {
  const auto& controls = field.field->controls;
  const auto found = std::find_if(controls.begin(), controls.end(), [](const forms::FieldControl& control) {
    return control.choice == forms::FieldControl::kWhole;
  });
  return found == controls.end() ? nullptr : &*found;
}

const std::string& spoken_option(const forms::FieldChoice& choice) {
  return choice.label.empty() ? choice.option : choice.label;
}

/// `（如 2024年2月4日 或 2024-02-04）`: in what ways a value may be written.
std::string spoken_examples(const FormField& field, std::string_view language) {
  const Language spoken = forms::language_of_tag(language);
  const bool is_date = std::holds_alternative<forms::DateField>(field.field->type);
  std::string all;
  const auto add = [&](const std::string& example) {
    if (!all.empty()) all += texts::PdfOr.in(spoken);
    all += example;
  };
  for (const std::string& example : field.field->examples) {
    const std::string shown = is_date ? forms::shown_date(example, language) : example;
    add(shown);
    if (shown != example) add(example);
  }
  return all.empty() ? all : texts::PdfExamples.in(spoken, all);
}

}  // namespace

std::string FormField::pointer() const {
  if (choice == kWhole) return field->pointer;
  return field->pointer + "/" + std::to_string(std::get<forms::ChoiceField>(field->type).choices[choice].number);
}

std::vector<FormField> form_fields(const paint::PaintedDocument& document, const forms::FieldModel& model) {
  std::vector<FormField> fields;
  std::map<std::tuple<std::uint32_t, FormFieldKind, std::uint32_t>, std::size_t> known;
  for (std::size_t page = 0; page < document.pages.size(); ++page) {
    const auto& areas = document.pages[page].fields;
    for (std::size_t i = 0; i < areas.size(); ++i) {
      const forms::Field& field = model.fields[areas[i].field];
      const FormFieldKind kind = kind_of(field, areas[i].choice);
      const std::uint32_t choice = kind == FormFieldKind::CheckBox ? areas[i].choice : FormField::kWhole;
      const auto [entry, is_new] = known.try_emplace({areas[i].field, kind, choice}, fields.size());
      if (is_new) fields.push_back({&field, kind, choice, {}});
      fields[entry->second].widgets.push_back({page, i});
    }
  }
  return fields;
}

std::string spoken_name(const FormField& field, std::string_view language) {
  const Language spoken = forms::language_of_tag(language);
  std::string name = field.field->label.empty() ? field.field->pointer : field.field->label;
  if (field.choice != FormField::kWhole) {
    const auto& choices = std::get<forms::ChoiceField>(field.field->type);
    name.append(texts::Colon.in(spoken)).append(spoken_option(choices.choices[field.choice]));
  }
  name += spoken_examples(field, language);
  if (field.field->required) name += texts::PdfRequired.in(spoken);
  return name;
}

std::string spoken_choice(const FormField& field, std::uint32_t choice, std::string_view language) {
  const auto* const choices = std::get_if<forms::ChoiceField>(&field.field->type);
  if (field.kind != FormFieldKind::Radios || choices == nullptr) return spoken_name(field, language);
  return spoken_name(field, language)
      .append(texts::Colon.in(forms::language_of_tag(language)))
      .append(spoken_option(choices->choices[choice]));
}

std::string field_text(const FormField& field, std::string_view language) {
  if (field.kind == FormFieldKind::Combo) {
    const auto& choices = std::get<forms::ChoiceField>(field.field->type);
    for (const forms::FieldChoice& option : choices.choices) {
      if (option.value == field.field->value) return option.option;
    }
    return field.field->value;
  }
  if (std::holds_alternative<forms::ChoiceField>(field.field->type)) return field.field->value;
  const forms::FieldControl* const control = control_of(field);
  return control == nullptr ? field.field->value : forms::shown_text(*field.field, *control, language);
}

bool is_ticked(const FormField& field, std::uint32_t choice) {
  if (const auto* const check = std::get_if<forms::CheckField>(&field.field->type)) {
    return field.field->value == check->on_value;
  }
  const auto* const choices = std::get_if<forms::ChoiceField>(&field.field->type);
  return choices != nullptr && choice < choices->choices.size() &&
         field.field->has_chosen(choices->choices[choice].value);
}

}  // namespace gongwen::pdf
