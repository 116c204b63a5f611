// WorkbookStream: builds the workbook of a template whose only table is too long for memory. While the template
// expands, the tree grows; from time to time the new rows are built, written and removed from the tree.
//   WorkbookStream stream(input, sink);
//   if (stream.begin(tbody)) write(stream.workbook(), stream.first_row());    // the rows so far
//   …  if (stream.more()) write(…);                                           // after each further part
//   if (stream.end()) finish(…);
// The functions return false if the workbook cannot be built in parts. Nothing is reported then; build it from the
// whole tree with build_workbook.
#pragma once

#include "sheet/build_workbook.h"

#include <cstdint>
#include <memory>
#include <optional>

namespace gongwen::sheet {

struct BuildContext;
class SheetBuilder;

/// Why a workbook cannot be built in parts.
enum class StreamObstacle : std::uint8_t {
  None,
  Sheets,   // the rows are not in the only table, or there is content beside it
  Foot,     // it precedes the rows
  Chart,    // of the table
  Widths,   // depend on all rows
  Cells,    // span rows, lead to places in the workbook, or are to be filled in
  Breaks,   // style sheets ask for page breaks
  Columns,  // a row has more cells than the table has columns
};

class WorkbookStream {
 public:
  /// `input` must have no fields, and its tree must end in the middle of its only table. All arguments must outlive the
  /// object.
  WorkbookStream(const WorkbookInput& input, diagnostics::DiagnosticSink& sink);
  ~WorkbookStream();
  WorkbookStream(const WorkbookStream&) = delete;
  WorkbookStream& operator=(const WorkbookStream&) = delete;

  /// Builds the rows so far; the last of them are in `open_group`.
  bool begin(dom::NodeId open_group);
  /// Builds the rows that are now in the open group.
  bool more();
  /// Builds the rest of the table and everything else of the sheet. The tree must be complete.
  bool end();

  /// The workbook's only sheet holds the rows of the last step, which start at row `first_row`, with their merges and
  /// links.
  const Workbook& workbook() const;
  std::uint32_t first_row() const;
  /// After a function has returned false.
  StreamObstacle obstacle() const;

 private:
  bool is_alone(dom::NodeId table) const;
  void lend_sheet();
  void take_sheet_back();

  const WorkbookInput& input_;
  std::unique_ptr<BuildContext> context_;
  std::unique_ptr<SheetBuilder> builder_;
  dom::NodeId table_;
};

}  // namespace gongwen::sheet
