// Workbooks of long lists: the call that makes one, and the pump that writes rows while the template expands.
#pragma once

#include "base/side_thread.h"
#include "dom/html_sink.h"
#include "engine/core/detail/data_files.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "gongwen/engine.h"
#include "sheet/workbook_stream.h"
#include "sheet/xlsx/xlsx_stream.h"
#include "style/page_style.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::engine {

// A workbook of a long list, made while the list is read: neither the items nor the rows are in memory as a whole.

/// The file, if there are no errors and the list can be streamed: JSON Lines of at least `stream_from` bytes, in the
/// only table of the workbook. Its cells are the same as without streaming. It is staged for `target`, or in memory if
/// that is empty; if no file can be created at the target, that is reported, and the file is empty. In all other cases
/// nothing, and nothing is reported: reading the list as a whole reports the errors, or makes what streaming cannot.
/// Texts are proofread like those in other data.
/// Reports: those of AtomicFile; proofing/….
std::optional<FinishedFile> stream_workbook(const std::shared_ptr<const CompiledKind>& kind, const DataSource& source,
                                            const RenderOptions& options, const std::string& target, Run& run);

// RowPump: takes the rows of a list from the tree while its template expands, and writes them to the workbook's file;
// another thread writes while the template continues.

struct RowPumpInput {
  const CompiledKind& kind;
  const KindOutput& output;
  dom::HtmlSink& html;
  sheet::ValueTypeLookup value_type;
  xlsx::XlsxOptions file;
  xlsx::RoomNeeded room;
};

class RowPump {
 public:
  RowPump(RowPumpInput input, Run& run);

  /// Writes the rows that have come. Returns: false when the table can only be written as a whole.
  bool flush();
  /// After the expansion. Returns: whether the file is complete.
  bool end();

 private:
  bool begin(dom::NodeId group);
  bool style_document();
  void forget_rows();
  bool has_written();
  bool is_silent() const { return run_.sink().diagnostics().empty(); }

  RowPumpInput input_;
  Run& run_;
  forms::FieldModel no_fields_;
  DocumentStyles own_styles_;
  const DocumentStyles* document_styles_ = nullptr;
  std::optional<style::GrowingStyles> styles_;
  std::optional<style::PageStyles> pages_;
  std::optional<sheet::WorkbookInput> workbook_input_;
  std::optional<sheet::WorkbookStream> workbook_;
  diagnostics::DiagnosticSink file_sink_;  // of the thread that writes
  xlsx::XlsxStream file_;
  dom::NodeId group_;
  base::StringArena::Mark texts_;
  std::size_t origins_ = 0;
  std::int32_t dropped_ = 0;
  bool rows_are_written_ = true;
  std::shared_ptr<base::SideThread> writer_ = std::make_shared<base::SideThread>();
  base::SideTask writing_;  // the last member: it ends before what it writes from
};

/// Whether the document has its own style elements or links to style sheets, among its nodes from `first` on.
bool has_own_styles(const dom::Tree& tree, dom::NodeId first);

}  // namespace gongwen::engine
