// CellReader: one cell of the template, from its content to a typed value, before it has a place and a format.
#pragma once

#include "diagnostics/text.h"
#include "forms/field_model.h"
#include "sheet/data_validation.h"
#include "sheet/detail/cell_value.h"
#include "sheet/detail/sheet_attributes.h"

#include <memory>
#include <string>
#include <string_view>

namespace gongwen::sheet {

// InputCell: what a form's field is as a cell: its value, how it is shown, what may be typed and what is said about it.

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

struct ReadCell {
  CellValue value;
  std::string shown;          // what the cell shows, to measure it by
  style::StyleId text_style;  // of the text, if all of it has one; otherwise the cell's
  style::StyleId size_from;
  RunDecoration decoration;
  std::string_view number_format;  // shows the value as it was written
  dom::NodeId link;
  std::unique_ptr<InputCell> input;  // of a cell with a control
  const forms::Field* field = nullptr;
  bool has_control = false;  // filled in or not
};

class CellReader {
 public:
  CellReader(BuildContext& context, Sheet& sheet) : context_(context), sheet_(sheet) {}

  /// `type` is that of cells which do not say their own.
  /// Reports: sheet/… about the content.
  ReadCell read(dom::NodeId cell, DataType type);

 private:
  DataType type_of(dom::NodeId cell, DataType otherwise) const;
  void read_text(const CellContent& content, DataType type);
  void read_formula(const CellContent& content);
  void read_shown(const CellContent& content);
  void read_input(const CellContent& content);
  void take_style(const CellContent& content);
  static bool holds_nothing_else(const CellContent& content, const forms::Field& field);
  void read_value(std::string_view text, DataType type, std::optional<data::ValueType> data_type);
  void store_text(std::string_view text);
  void store_runs(const CellContent& content);
  diagnostics::OriginId with_data_place(diagnostics::OriginId control, const forms::Field& field);
  void limit_length(CellContent& content);
  void report_unsupported(const CellContent& content);
  bool is_from_template(const CellContent& content) const;
  const forms::Field* common_field(const CellContent& content) const;
  std::optional<data::ValueType> data_type(const CellContent& content) const;

  BuildContext& context_;
  Sheet& sheet_;
  dom::NodeId cell_;
  diagnostics::OriginId origin_;
  ReadCell result_;
};

}  // namespace gongwen::sheet
