// Reads and checks the attributes of workbook templates: data-sheet, data-type, data-freeze and the others. Also the
// targets of links inside the workbook, and the context that all parts of a build share.
#pragma once

#include "diagnostics/diagnostic.h"
#include "dom/tree.h"
#include "forms/field_names.h"
#include "sheet/build_workbook.h"
#include "sheet/detail/cell_content.h"
#include "sheet/detail/cell_range.h"
#include "sheet/detail/cell_value.h"
#include "sheet/detail/formula_places.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace gongwen::sheet {

// LinkTargets: the targets of links inside the workbook. A link refers to an element by id; its target is the cell, row
// or table that contains this element.

/// Rows inserted before the old row `before`, which is counted without insertions.
struct RowsAdded {
  std::uint32_t before = 0;
  std::uint32_t count = 0;
};

struct TargetPlace {
  std::size_t sheet = 0;
  CellPlace place;
};

class LinkTargets {
 public:
  /// Collects the links of the tree and the elements that they refer to.
  explicit LinkTargets(const dom::Tree& tree);

  /// Records the place of a cell, row or table.
  void settle(dom::NodeId node, const TargetPlace& place);
  /// Shifts the recorded places on a sheet after rows were inserted; `added` is in ascending order.
  void move_down(std::size_t sheet, std::span<const RowsAdded> added);
  /// The place of the element with this id; nullopt if it is not in any sheet.
  std::optional<TargetPlace> find(std::string_view id) const;

 private:
  std::unordered_map<std::string_view, dom::NodeId> nodes_;             // by id: the enclosing cell, row or table
  std::unordered_map<dom::NodeId, std::optional<TargetPlace>> places_;  // only nodes that are link targets
};

/// data-freeze: `head`, a number of columns, or both: `head 2`.
struct FreezeRequest {
  bool head = false;
  std::uint32_t columns = 0;
};

/// Reads attributes. An invalid value reports sheet/invalid-attribute at the attribute and counts as the default.
class SheetAttributes {
 public:
  SheetAttributes(const dom::Tree& tree, diagnostics::DiagnosticSink& sink) : tree_(tree), sink_(sink) {}

  /// data-type; nullopt if missing.
  std::optional<DataType> data_type(dom::NodeId node) const;
  /// colspan, rowspan, span: an integer not below `least`; 1 if missing.
  std::uint32_t span(dom::NodeId node, dom::AttributeName name, std::uint32_t least) const;
  FreezeRequest freeze(dom::NodeId table) const;
  /// data-fit: `width` (one page wide, the default), `page`, `none`, or `2x3` pages.
  std::optional<PageFit> fit(dom::NodeId table) const;
  /// data-chart: the kind of chart; nullopt if missing.
  std::optional<ChartKind> chart_kind(dom::NodeId table) const;
  /// data-tab-color, data-zoom, data-gridlines, data-sums.
  SheetView view(dom::NodeId table) const;
  /// data-fit with a percentage: the scale of printing; 100 without one.
  std::uint16_t print_scale(dom::NodeId table) const;
  /// data-repeat-columns: how many columns are printed on each page across.
  std::uint16_t repeated_columns(dom::NodeId table) const;
  /// data-level: the outline level of a row or column, 0 to 7.
  std::uint8_t outline_level(dom::NodeId element) const;
  /// data-result: what a formula shows in programs that do not calculate.
  std::optional<double> formula_result(dom::NodeId cell) const;
  /// Reports attributes of the table and inside it that are almost one that workbooks know: sheet/unknown-attribute.
  void check_names(dom::NodeId table) const;
  /// Flags such as data-filter, data-protect: present and not `false`.
  bool is_set(dom::NodeId node, std::string_view name) const;

 private:
  std::optional<std::uint16_t> percent(const dom::Attribute& attribute, std::uint16_t least, std::uint16_t most) const;
  void reject(const dom::Attribute& attribute, std::string_view allowed) const;

  const dom::Tree& tree_;
  diagnostics::DiagnosticSink& sink_;
};

// BuildContext: what all parts of one build share.

struct BuildContext {
  BuildContext(const WorkbookInput& workbook_input, diagnostics::DiagnosticSink& diagnostic_sink)
      : input(workbook_input),
        sink(diagnostic_sink),
        shown(input.tree, &input.fields),
        content{input.tree, input.styles, sink, input.fillable ? nullptr : &shown},
        attributes(input.tree, sink),
        looks(input.styles, formats, sink),
        targets(input.tree),
        language(forms::document_language(input.tree)) {
    for (const forms::Field& field : input.fields.fields) {
      for (const forms::FieldControl& control : field.controls) fields.emplace(control.node, &field);
    }
  }

  const style::ComputedStyle& style_of(dom::NodeId element) const {
    return input.styles.style(input.styles.of(element).element);
  }
  diagnostics::OriginId origin_of(dom::NodeId node) const { return input.tree.node(node).origin; }

  const WorkbookInput& input;
  diagnostics::DiagnosticSink& sink;
  forms::ShownFields shown;
  ContentSource content;
  SheetAttributes attributes;
  FormatTable formats;
  CellLooks looks;
  Workbook workbook;
  LinkTargets targets;
  std::vector<TableColumns> tables;                             // by sheet
  diagnostics::Language language;                               // of the document and its prompts
  std::unordered_map<dom::NodeId, const forms::Field*> fields;  // by control
  std::unordered_set<std::string_view> named_fields;            // pointers of fields that have a cell
};

}  // namespace gongwen::sheet
