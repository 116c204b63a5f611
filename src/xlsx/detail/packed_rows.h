// PackedRows: the rows of one worksheet, packed while the library writes them. It would keep them as XML in a temporary
// file of ten times the size, and pack them when the workbook is closed, in one thread: half of the time of a long
// list.
//   auto rows = PackedRows::open(worksheet, "/tmp");  …  rows->finish();
//   join_rows(…, rows, …);
#pragma once

#include "base/expected.h"
#include "base/side_thread.h"
#include "resources/file_descriptor.h"
#include "xlsx/detail/library.h"

#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

namespace gongwen::xlsx {

/// Rows in the form of a ZIP entry: deflate blocks in whole bytes without a last one (RFC 1951), in a file without a
/// name.
struct PackedEntry {
  int file = -1;
  std::uint64_t packed = 0;     // bytes of the file
  std::uint64_t length = 0;     // of the XML
  std::uint32_t check_sum = 0;  // CRC-32 of the XML
};

class PackedRows {
 public:
  /// Takes the rows of `worksheet` from now on, which the library keeps by row and has none of yet. `folder` has room
  /// for what they are packed. Returns: the error of the system where it takes no file.
  static base::Expected<std::unique_ptr<PackedRows>, std::error_code> open(lxw_worksheet* worksheet,
                                                                           const std::string& folder);
  PackedRows(const PackedRows&) = delete;
  PackedRows& operator=(const PackedRows&) = delete;
  ~PackedRows();

  /// After the last row and before the library closes its workbook. Returns: the first error of the file.
  std::error_code finish();

  /// The number of the worksheet, from 1.
  std::size_t sheet() const { return sheet_; }
  /// Valid after `finish`, as long as the object.
  PackedEntry rows() const { return {file_.number(), packed_, length_, check_sum_}; }

 private:
  PackedRows(lxw_worksheet* worksheet, resources::FileDescriptor file);

  static ssize_t take(void* self, const char* bytes, std::size_t size);
  void add(std::string_view bytes);
  void pack_filled();
  void pack(const std::string& text);

  lxw_worksheet* worksheet_;
  std::size_t sheet_;
  resources::FileDescriptor file_;
  std::string filling_;  // what the library has written since the last stretch
  std::string full_;     // of the thread that packs
  std::uint64_t length_ = 0;
  std::uint64_t packed_ = 0;
  std::uint32_t check_sum_ = 0;
  std::error_code error_;
  std::FILE* stream_ = nullptr;
  std::shared_ptr<base::SideThread> packer_ = std::make_shared<base::SideThread>();
  base::SideTask packing_;  // after all that it works on
};

/// Writes the archive at `target`: that at `parts`, with `rows` in those sheets that were written without them.
/// Returns: what was wrong, if anything, in the words of the system where it has some.
std::string join_rows(const std::string& parts, std::span<const std::unique_ptr<PackedRows>> rows,
                      const std::string& target);

}  // namespace gongwen::xlsx
