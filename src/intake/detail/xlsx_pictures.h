// The pictures of a data workbook that are values: those that lie over a cell, and those in a cell.
#pragma once

#include "intake/detail/xlsx_package.h"
#include "intake/detail/xlsx_sheet.h"
#include "intake/returned_file.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

/// The target of a relationship; empty if it does not exist.
std::string target_of(const std::vector<package::Relationship>& relationships, std::string_view id);

class XlsxPictures {
 public:
  /// `parts` are the relationships of the main part. All arguments must outlive the object.
  XlsxPictures(XlsxPackage& package, const std::vector<package::Relationship>& parts, const IntakeLimits& limits,
               ReturnedFile& file)
      : package_(package), parts_(parts), limits_(limits), file_(file) {}

  /// The number of the picture in a part, see LooseCell::picture; 0 if it cannot be a value. Reports: intake/limit.
  std::uint32_t number_of(const std::string& part);

  /// The number of a picture within a cell, in the same way.
  std::uint32_t number_in(const XlsxCell& cell);

  /// Reports that a sheet has more content over its cells than the limit allows: intake/limit.
  void report_too_many(std::size_t limit);

 private:
  void read_rich_values();
  void read_cell_images();

  XlsxPackage& package_;
  const std::vector<package::Relationship>& parts_;
  const IntakeLimits& limits_;
  ReturnedFile& file_;
  std::size_t bytes_ = 0;  // of all pictures
  bool is_full_ = false;
  std::map<std::string, std::uint32_t> numbers_;  // by part
  bool knows_rich_values_ = false;
  bool knows_cell_images_ = false;
  std::map<std::uint32_t, std::string> rich_values_;             // parts by the number in cells, from 1
  std::map<std::string, std::string, std::less<>> cell_images_;  // parts by identifier
};

}  // namespace gongwen::intake
