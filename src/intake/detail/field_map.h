// The hidden sheet `_gw` of a workbook form: its stamp, and which cell holds which field.
#pragma once

#include "intake/detail/xlsx_sheet.h"

#include <string>
#include <vector>

namespace gongwen::intake {

struct MappedField {
  std::string name;  // `gw.applicant.name`
  std::string pointer;
  std::string type;
  std::string sheet;
  std::string cell;
};

struct FieldMap {
  Stamp stamp;
  std::vector<MappedField> fields;
};

inline constexpr std::string_view kMapSheet = "_gw";

/// Rows that begin with `kind`, `edition` or `hash` make the stamp, rows that begin with a name of ours the map; all
/// else is heads and remarks.
FieldMap read_field_map(const XlsxCells& cells);

}  // namespace gongwen::intake
