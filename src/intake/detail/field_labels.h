// Labels of fields on a workbook form: as they are compared, and where they are found.
#pragma once

#include "intake/detail/xlsx_sheet.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

// Labels as they are compared.

/// A label as people may have spaced it: `姓　名：` is `姓名`.
std::string label_text(std::string_view text);

// The labels of the fields of a workbook form: by them it is seen whether a cell still is the field that it was.

/// Where the label of a field is, seen from its cell.
struct FieldLabel {
  bool is_above = false;  // else left
  std::uint32_t distance = 0;
  std::string text;  // see label_text
};

/// What a label is looked for in. Merged cells have the text of their first one in all.
struct LabelledSheet {
  const XlsxCells& cells;
  const std::vector<CellArea>& merges;
};

/// The merged cells that a cell is one of; the cell alone for others.
CellArea area_at(const std::vector<CellArea>& merges, CellReference place);

/// The nearest text left of the cell, unless another field precedes it; otherwise the text right above it, or above the
/// other rows of its list: the head of the column. `fields` are the cells with names, by what their pointers have in
/// common with those of other rows (field_pattern).
std::optional<FieldLabel> find_label(const LabelledSheet& sheet, CellReference place,
                                     const std::map<CellReference, std::string>& fields);

/// Whether the label is exactly where it was.
bool has_label_at(const LabelledSheet& sheet, CellReference place, const FieldLabel& label);

/// The texts of a sheet by how they are compared.
using LabelIndex = std::multimap<std::string, CellArea>;
LabelIndex index_labels(const LabelledSheet& sheet);

/// Whether the label is anywhere left of the cell or above it: rows and columns between the two may have been added.
bool has_label_beside(const LabelIndex& labels, CellReference place, const FieldLabel& label);

}  // namespace gongwen::intake
