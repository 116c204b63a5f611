// The attributes of workbook templates: data-sheet, data-type, data-freeze and the others, read and checked.
#pragma once

#include "diagnostics/diagnostic.h"
#include "dom/tree.h"
#include "sheet/detail/cell_value.h"
#include "sheet/detail/chart.h"

#include <optional>
#include <string_view>

namespace gongwen::sheet {

/// data-freeze: `head`, a number of columns, or both: `head 2`.
struct FreezeRequest {
  bool head = false;
  std::uint32_t columns = 0;
};

/// All report sheet/invalid-attribute at the attribute and take its default then.
class SheetAttributes {
 public:
  SheetAttributes(const dom::Tree& tree, diagnostics::DiagnosticSink& sink) : tree_(tree), sink_(sink) {}

  /// data-type; nothing if it is missing.
  std::optional<DataType> data_type(dom::NodeId node) const;
  /// colspan, rowspan, span: a number of at least `least`; 1 if it is missing.
  std::uint32_t span(dom::NodeId node, dom::AttributeName name, std::uint32_t least) const;
  FreezeRequest freeze(dom::NodeId table) const;
  /// data-fit: `width` (one page wide, the default), `page`, `none`, or `2x3` pages.
  std::optional<PageFit> fit(dom::NodeId table) const;
  /// data-chart: `bar` or `column`; nothing if it is missing.
  std::optional<ChartKind> chart_kind(dom::NodeId table) const;
  /// data-level: how deep a row is grouped.
  std::uint8_t outline_level(dom::NodeId row) const;
  /// data-result: what a formula shows where nothing is calculated.
  std::optional<double> formula_result(dom::NodeId cell) const;
  /// data-filter, data-protect: there, and not `false`.
  bool is_set(dom::NodeId node, std::string_view name) const;

 private:
  void reject(const dom::Attribute& attribute, std::string_view allowed) const;

  const dom::Tree& tree_;
  diagnostics::DiagnosticSink& sink_;
};

}  // namespace gongwen::sheet
