// RowPump: takes the rows of a list from the tree while its template expands, and writes them to the workbook's file;
// another thread writes while the template goes on.
#pragma once

#include "dom/html_sink.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "engine/core/run.h"
#include "sheet/workbook_stream.h"
#include "style/growing_styles.h"
#include "style/page_style.h"
#include "xlsx/xlsx_stream.h"

#include <cstdint>
#include <future>
#include <optional>

namespace gongwen::engine {

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
  std::future<bool> writing_;  // the last member: it ends before what it writes from
};

/// Whether the document has style elements or links to style sheets of its own, among its nodes from `first` on.
bool has_own_styles(const dom::Tree& tree, dom::NodeId first);

}  // namespace gongwen::engine
