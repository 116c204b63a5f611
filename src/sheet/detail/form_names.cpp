#include "sheet/detail/form_names.h"

#include "forms/field_names.h"
#include "sheet/limits.h"

#include <algorithm>

// Defined names of input cells: by them a returned workbook is read, even if cells were moved.
namespace gongwen::sheet {
namespace {

/// A numbered name that is neither a cell reference nor taken by another field.
std::string free_name(const BuildContext& context) {
  for (std::size_t number = context.workbook.names.size() + 1;; ++number) {
    std::string name = forms::numbered_cell_name(number);
    const bool is_pointer = context.input.fields.find(*forms::pointer_of_cell_name(name)) != nullptr;
    const bool is_taken = std::any_of(context.workbook.names.begin(), context.workbook.names.end(),
                                      [&name](const DefinedName& known) { return known.name == name; });
    if (!is_pointer && !is_taken) return name;
  }
}

std::vector<forms::FieldChoice> mapped_choices(const forms::Field& field) {
  if (const auto* const check = std::get_if<forms::CheckField>(&field.type)) {
    const bool is_word = check->on_value != "true";
    return is_word ? std::vector<forms::FieldChoice>{{check->on_value, "☑", 0, {}}} : std::vector<forms::FieldChoice>();
  }
  const auto* const choice = std::get_if<forms::ChoiceField>(&field.type);
  if (choice == nullptr) return {};
  std::vector<forms::FieldChoice> mapped;
  const std::vector<std::string> labels = forms::choice_texts(*choice);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (!labels[i].empty()) mapped.push_back({choice->choices[i].value, labels[i], 0, {}});
  }
  return mapped;
}

}  // namespace

DefinedName name_field(const forms::Field& field, const NamedCell& cell, const BuildContext& context) {
  DefinedName name{forms::cell_name(field.pointer), cell.sheet, cell.range, field.pointer, {}, {}};
  if (!is_valid_defined_name(name.name)) name.name = free_name(context);
  name.type = forms::field_type_name(field.type);
  name.choices = mapped_choices(field);
  return name;
}

}  // namespace gongwen::sheet
