// XlsxStream: writes a workbook of one sheet while its rows arrive.
//   XlsxStream file(options, sink);
//   file.begin(workbook, 0, bytes);  file.add_rows(workbook, 4096);  …  file.finish(workbook, 98304);
#pragma once

#include "sheet/xlsx/detail/library_file.h"
#include "sheet/xlsx/write_xlsx.h"

#include <cstdint>
#include <memory>

namespace gongwen::xlsx {

class XlsxStream {
 public:
  /// Copies `options`; `sink` must outlive the object.
  XlsxStream(const XlsxOptions& options, diagnostics::DiagnosticSink& sink);
  /// Without `finish`, the file is removed.
  ~XlsxStream();
  XlsxStream(const XlsxStream&) = delete;
  XlsxStream& operator=(const XlsxStream&) = delete;

  // Each call takes the workbook with the next rows of its sheet, the first of which has the number `first_row`, and
  // with the merges and links of these rows. Formats may be added but not changed. Each returns whether there was no
  // error so far; reports are those of write_xlsx.

  /// `room` is the estimated space for the whole workbook.
  bool begin(const sheet::Workbook& workbook, std::uint32_t first_row, const RoomNeeded& room);
  bool add_rows(const sheet::Workbook& workbook, std::uint32_t first_row);
  /// Writes the last rows and the sheet-wide settings, and completes the file.
  bool finish(const sheet::Workbook& workbook, std::uint32_t first_row);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace gongwen::xlsx
