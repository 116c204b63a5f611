#include "intake/detail/cell_field.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "intake/cells.h"
#include "intake/field_value.h"

#include <algorithm>
#include <iterator>
#include <optional>

namespace gongwen::intake {
namespace {

namespace messages = diagnostics::messages;

/// Why a cell has no value that could be read; nothing when it has one.
std::optional<diagnostics::DiagnosticId> message_of(CellTrouble trouble) {
  switch (trouble) {
    case CellTrouble::Error:
    case CellTrouble::Picture: return messages::IntakeCellError;
    case CellTrouble::Damaged: return messages::IntakeDamagedCell;
    case CellTrouble::Twice: return messages::IntakeCellTwice;
    case CellTrouble::NoResult: return messages::IntakeNoResult;
    case CellTrouble::Invisible: return messages::IntakeHiddenField;
    case CellTrouble::None: break;
  }
  return std::nullopt;
}

}  // namespace

bool take_field_cell(const std::string& pointer, const LooseCell& cell, const MappedField* mapped, std::size_t max_text,
                     ReturnedFile& file) {
  const FieldPlace where{0, cell.sheet, cell_reference_text({cell.row, cell.column})};
  const auto refuse = [&](diagnostics::DiagnosticId why, std::vector<std::string> arguments) {
    file.report_field(pointer, where, why, std::move(arguments));
    return false;
  };
  if (const auto why = message_of(cell.trouble)) return refuse(*why, {cell.text});
  if (trim_blanks(cell.text).empty()) {
    file.blanks.push_back({pointer, RawType::Text, {}, {}, where});
    return true;
  }
  if (cell.is_unsure) return refuse(messages::IntakeHiddenField, {cell.text});
  if (base::count_code_points(cell.text) > max_text) {
    return refuse(messages::IntakeTextTooLong, {std::to_string(max_text)});
  }
  // Some programs make the formula TRUE() of a ticked cell.
  if (cell.is_formula && cell.type != RawType::Boolean) {
    file.report_field(pointer, where, messages::IntakeFormula, {cell.text});
  }
  if (cell.is_struck) {
    const diagnostics::BilingualText line = texts::IntakeAStrikeThrough;
    file.report_field(pointer, where, messages::IntakeMarkBeside,
                      {std::string(line.english), std::string(line.chinese)});
  }
  RawField value = value_of_cell(pointer, cell.type, cell.text, cell.shown);
  value.place = where;
  auto values = mapped == nullptr ? std::nullopt : mapped_values(value, *mapped);
  if (!values) {
    file.fields.push_back(std::move(value));
    return true;
  }
  // A list of choices of which none is ticked.
  if (values->empty()) file.blanks.push_back({pointer, RawType::Text, {}, {}, where});
  std::move(values->begin(), values->end(), std::back_inserter(file.fields));
  return true;
}

}  // namespace gongwen::intake
