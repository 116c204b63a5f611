// InputCell: what a form's field is as a cell: its value, how it is shown, what may be typed and what is said about it.
#pragma once

#include "diagnostics/text.h"
#include "forms/field_model.h"
#include "sheet/data_validation.h"
#include "sheet/detail/cell_value.h"

#include <string>
#include <string_view>

namespace gongwen::sheet {

struct InputCell {
  std::string text;  // the value as text, to be read as `type`
  DataType type = DataType::Text;
  std::string_view number_format;  // lives for ever
  DataValidation validation;       // without its range
};

struct InputSetting {
  std::string_view language = "zh";  // BCP 47: how dates are written
  bool by_lines = false;             // boxes are below each other
  diagnostics::Language prompts = diagnostics::Language::Chinese;
};

/// A box to tick is a list of ☐ and ☑; radio buttons and selects are a list of their labels; several boxes are a text
/// in which each is before its label, `☐甲　☑乙`, to be changed by hand. Prompts are in the language of the
/// document, whatever that of the cell.
InputCell make_input_cell(const forms::Field& field, const InputSetting& setting);

/// The number format of a field that is a date: as Chinese writes it, in other languages as ISO 8601 does.
std::string_view input_date_format(const forms::DateField& date, std::string_view language);

}  // namespace gongwen::sheet
