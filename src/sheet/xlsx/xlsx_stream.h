// XlsxStream: a workbook of one sheet, written while its rows come.
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
  XlsxStream(const XlsxOptions& options, diagnostics::DiagnosticSink& sink);
  /// Without `finish` no file is left.
  ~XlsxStream();
  XlsxStream(const XlsxStream&) = delete;
  XlsxStream& operator=(const XlsxStream&) = delete;

  // Each takes the workbook with those rows of its sheet that come next, the first of which has the number `first_row`;
  // merges and links are those of these rows. Formats may only be added. Each returns whether there was no error;
  // reports: those of write_xlsx.

  /// `room` is what the whole workbook takes, about.
  bool begin(const sheet::Workbook& workbook, std::uint32_t first_row, const RoomNeeded& room);
  bool add_rows(const sheet::Workbook& workbook, std::uint32_t first_row);
  /// The last rows, and all that belongs to the sheet as a whole. The file is complete then.
  bool finish(const sheet::Workbook& workbook, std::uint32_t first_row);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace gongwen::xlsx
