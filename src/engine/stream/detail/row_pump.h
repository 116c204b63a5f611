// RowPump: takes finished rows of a list from the tree while the template expands, and writes them to the file of the
// workbook in another thread.
#pragma once

#include "base/side_thread.h"
#include "diagnostics/text.h"
#include "dom/html_sink.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "sheet/workbook_stream.h"
#include "sheet/xlsx/xlsx_stream.h"
#include "style/page_style.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

namespace gongwen::engine {

/// The reason why a list cannot be streamed, and the place in the template that needs the whole list.
struct WholeReason {
  diagnostics::TextPair text;
  diagnostics::Origin origin = {};
};

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

  /// Writes the rows that are finished. Returns false if the table can only be written as a whole.
  bool flush();
  /// Call after the expansion. Returns whether the file is complete.
  bool end();
  /// Whether there were rows to write before the end of the list.
  bool was_asked() const { return was_asked_; }
  /// The reason why the table can only be written as a whole, if that is known.
  const std::optional<WholeReason>& reason() const { return reason_; }

 private:
  bool begin(dom::NodeId group);
  bool style_document();
  void forget_rows();
  bool has_written();
  void note_obstacle();
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
  bool was_asked_ = false;
  std::optional<WholeReason> reason_;
  std::shared_ptr<base::SideThread> writer_ = std::make_shared<base::SideThread>();
  base::SideTask writing_;  // the last member, so its thread ends before the data that it writes
};

}  // namespace gongwen::engine
