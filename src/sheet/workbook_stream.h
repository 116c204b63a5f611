// WorkbookStream: the workbook of a template whose one table is too long to be in memory as a whole. The tree grows
// while the template expands; now and then the rows that have come are built, written and taken from the tree.
//   WorkbookStream stream(input, sink);
//   if (stream.begin(tbody)) write(stream.workbook(), stream.first_row());    // the rows so far
//   …  if (stream.more()) write(…);                                           // after each further stretch
//   if (stream.end()) finish(…);
// If it cannot be built in parts, the result is false; build_workbook can build it from the whole tree. Nothing of that
// is reported.
#pragma once

#include "sheet/build_workbook.h"

#include <memory>
#include <optional>

namespace gongwen::sheet {

struct BuildContext;
class SheetBuilder;

class WorkbookStream {
 public:
  /// `input` has no fields, and its tree is in the middle of its only table. All must outlive the object.
  WorkbookStream(const WorkbookInput& input, diagnostics::DiagnosticSink& sink);
  ~WorkbookStream();
  WorkbookStream(const WorkbookStream&) = delete;
  WorkbookStream& operator=(const WorkbookStream&) = delete;

  /// With all rows so far, of which the last are in the row group that is open.
  bool begin(dom::NodeId open_group);
  /// With the rows that are in the open group now.
  bool more();
  /// With the rest of the table, and what the sheet has besides its rows. The tree is finished.
  bool end();

  /// Its only sheet has the rows of the last step, which start at `first_row`; merges and links are those of these
  /// rows.
  const Workbook& workbook() const;
  std::uint32_t first_row() const;

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
