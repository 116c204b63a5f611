// CellReader: reads one template cell into a typed value, before its place and format are known.
#pragma once

#include "diagnostics/text.h"
#include "forms/field_model.h"
#include "sheet/data_validation.h"
#include "sheet/detail/cell_value.h"
#include "sheet/detail/sheet_attributes.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::sheet {

// InputCell: a form field as a cell: its value, format, validation and prompt.

/// A field as a cell.
struct InputCell {
  std::string text;  // the value as text, to be read as `type`
  DataType type = DataType::Text;
  std::string_view number_format;  // static storage
  DataValidation validation;       // without its range
};

struct InputSetting {
  std::string_view language = "zh";  // BCP 47: how dates are written
  bool by_lines = false;             // tick boxes are on separate lines
  diagnostics::Language prompts = diagnostics::Language::Chinese;
};

/// A single tick box becomes a drop-down list of ☐ and ☑; radio buttons and selects become a list of their labels.
/// Several boxes become a text in which each precedes its label, `☐甲　☑乙`, to be edited by hand. `setting.prompts` is
/// the language of the document, whatever the language of the cell.
InputCell make_input_cell(const forms::Field& field, const InputSetting& setting);

/// The number format of a date field: the Chinese spelling, in other languages ISO 8601.
std::string_view input_date_format(const forms::DateField& date, std::string_view language);

struct ReadCell {
  CellValue value;
  std::string shown;          // what the cell shows, to measure it
  style::StyleId text_style;  // if the whole text has one style; otherwise the cell's
  style::StyleId size_from;
  RunDecoration decoration;
  std::string_view number_format;  // shows the value as it was written
  dom::NodeId link;
  std::vector<dom::NodeId> pictures;
  std::unique_ptr<InputCell> input;  // if the cell has a control to fill in
  const forms::Field* field = nullptr;
  bool has_control = false;  // whether it is filled in or not
};

class CellReader {
 public:
  CellReader(BuildContext& context, Sheet& sheet) : context_(context), sheet_(sheet) {}

  /// Reads a cell. `type` applies if the cell itself states none.
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
