// Reads the parts that all sheets of a workbook share: lists of sheets and names, shared texts, properties.
#pragma once

#include "intake/detail/xlsx_looks.h"
#include "intake/detail/xlsx_package.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace gongwen::intake {

struct XlsxName {
  std::string name;
  std::string target;  // as written: `'表'!$B$1`
};

struct XlsxSheetEntry {
  std::string name;
  std::string relationship;
  bool is_hidden = false;
};

struct XlsxWorkbook {
  bool from_1904 = false;
  std::vector<XlsxSheetEntry> sheets;
  std::vector<XlsxName> names;
};

/// Reads the main part. Reports: intake/limit, and the package's reports.
bool read_xlsx_workbook(XlsxPackage& package, std::string_view part, const IntakeLimits& limits, ReturnedFile& file,
                        XlsxWorkbook& workbook);

struct SharedStrings {
  std::vector<std::string> texts;
  std::map<std::size_t, RunLooks> looks;  // by index; only of texts whose runs look different from their cells
};

/// Reads the shared texts in order, without phonetic guides, with escapes decoded.
bool read_shared_strings(XlsxPackage& package, std::string_view part, const IntakeLimits& limits, ReturnedFile& file,
                         const ThemeColors& theme, SharedStrings& strings);

/// Reads the stamp from the custom properties gongwen.kind, gongwen.edition, gongwen.hash.
forms::FormStamp read_stamp_properties(XlsxPackage& package, std::string_view part);

struct CoreProperties {
  std::string description;
  std::string created;
  std::string modified;
};

CoreProperties read_core_properties(XlsxPackage& package, std::string_view part);

}  // namespace gongwen::intake
