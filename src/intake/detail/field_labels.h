// Labels of fields on a workbook form: normalised for comparison, and located relative to their fields.
#pragma once

#include "intake/detail/xlsx_sheet.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

/// Normalises a label for comparison, ignoring spacing and the colon: `姓　名：` becomes `姓名`.
std::string label_text(std::string_view text);

// Labels tell whether a cell is still the same field.

/// The place of a field's label, relative to its cell.
struct FieldLabel {
  bool is_above = false;  // otherwise on the left
  std::uint32_t distance = 0;
  std::string text;  // see label_text
};

/// A sheet in which labels are searched. All cells of a merge have the text of its first cell.
struct LabelledSheet {
  const XlsxCells& cells;
  const std::vector<CellArea>& merges;
};

/// The merge that contains a cell; the cell alone if no merge does.
CellArea area_at(const std::vector<CellArea>& merges, CellReference place);

/// The label of a cell: the nearest text on its left, unless another field comes first; otherwise the text directly
/// above it, or above the other rows of its list (the head of the column). `fields` are the named cells with their
/// field_pattern.
std::optional<FieldLabel> find_label(const LabelledSheet& sheet, CellReference place,
                                     const std::map<CellReference, std::string>& fields);

/// Whether the label is exactly at its former place.
bool has_label_at(const LabelledSheet& sheet, CellReference place, const FieldLabel& label);

/// The texts of a sheet, by label_text.
using LabelIndex = std::multimap<std::string, CellArea>;
LabelIndex index_labels(const LabelledSheet& sheet);

/// Whether the label is anywhere on the left of the cell or above it: rows and columns may have been inserted in
/// between.
bool has_label_beside(const LabelIndex& labels, CellReference place, const FieldLabel& label);

}  // namespace gongwen::intake
