// SheetRows: writes the rows of a long sheet apart from the workbook that the sheet belongs to (the frame), so that few
// rows are in memory. The library's mode for that refuses tables and whatever lies above the current row. So the frame
// is written in its usual mode without rows, and the rows are written in parts, each by a workbook of its own.
//   SheetRows rows(1, date, "/tmp", workbook.sheets.front());  rows.open();
//   rows.add(workbook, sheet, 0);  …  rows.finish();
//   join_package(parts, {rows.rows()}, {}, path);
#pragma once

#include "base/side_thread.h"
#include "base/stop_check.h"
#include "resources/file_descriptor.h"
#include "sheet/workbook.h"
#include "sheet/xlsx/detail/cell_writer.h"
#include "sheet/xlsx/detail/join_package.h"
#include "sheet/xlsx/detail/library.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace gongwen::xlsx {

/// Maximum number of formats of a workbook whose rows are written apart, since all of them are in one row of the frame.
inline constexpr std::size_t kMaxFormatsApart = 16'000;

/// Writes cells of the formats of the model from `first` to before `end`, in their order, to a row. The library numbers
/// formats in the order in which it writes them; if these cells come first, the numbers are the same in all workbooks
/// of these formats.
lxw_error number_formats(lxw_worksheet* worksheet, const FormatWriter& formats, std::uint32_t row, std::size_t first,
                         std::size_t end);

/// The numbers of the formats of the cells from a row on, which counts from 0.
std::vector<int> format_numbers(std::string_view sheet_xml, std::uint32_t first_row);

class SheetRows {
 public:
  /// `number` is that of the sheet in its workbook, from 1. `date` is the workbook's, `folder` has room for the packed
  /// rows. The library numbers the formats of the columns of the workbook's first sheet before all others.
  SheetRows(std::size_t number, std::int64_t date, std::string folder, const sheet::Sheet& first_sheet);
  SheetRows(const SheetRows&) = delete;
  SheetRows& operator=(const SheetRows&) = delete;
  ~SheetRows() = default;

  /// Returns the system's error if no file can be created in the folder.
  std::error_code open();
  /// Writes the rows of `sheet`, of which the first has the number `first_row`. Returns an error's description, empty
  /// if there is none.
  std::string add(const sheet::Workbook& model, const sheet::Sheet& sheet, std::uint32_t first_row,
                  const base::StopCheck* stop_check);
  /// Call it after the last row.
  std::string finish();

  std::size_t number() const { return number_; }
  /// Valid after `finish`, while this object lives.
  PackedRows rows() const;

 private:
  /// A workbook with some of the rows.
  struct Part;

  std::string open_part(const sheet::Workbook& model);
  void close_part();
  std::string pack(Part& part);
  void write_merged(std::uint32_t row, Outcome& outcome);

  std::size_t number_;
  std::int64_t date_;
  std::string folder_;
  std::vector<sheet::FormatId> column_formats_;
  resources::FileDescriptor file_;
  std::shared_ptr<Part> part_;
  std::vector<sheet::Merge> merges_;  // that reach down to the next rows
  sheet::CellRange used_;
  std::vector<int> numbers_;  // of the formats, in the last part
  std::uint64_t length_ = 0;
  std::uint64_t packed_ = 0;
  std::uint32_t check_sum_ = 0;
  std::string error_;
  std::shared_ptr<base::SideThread> packer_ = std::make_shared<base::SideThread>();
  base::SideTask packing_;  // destroyed first, because it uses all members above
};

}  // namespace gongwen::xlsx
