// Labels of fields on a workbook form: as they are compared, and where they are found.
#pragma once

#include "intake/detail/xlsx_sheet.h"

#include <map>
#include <optional>
#include <set>
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

/// The nearest text left of the cell; for cells that another field precedes, above it. `fields` are the cells with
/// names.
std::optional<FieldLabel> find_label(const XlsxCells& cells, CellReference place,
                                     const std::set<CellReference>& fields);

/// Whether the label is exactly where it was.
bool has_label_at(const XlsxCells& cells, CellReference place, const FieldLabel& label);

/// The texts of a sheet by how they are compared.
using LabelIndex = std::multimap<std::string, CellReference>;
LabelIndex index_labels(const XlsxCells& cells);

/// Whether the label is anywhere left of the cell or above it: rows and columns between the two may have been added.
bool has_label_beside(const LabelIndex& labels, CellReference place, const FieldLabel& label);

}  // namespace gongwen::intake
