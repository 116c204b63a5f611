// The attributes of workbook templates: data-sheet, data-type, data-freeze and the others, read and checked.
#pragma once

#include "diagnostics/diagnostic.h"
#include "dom/tree.h"
#include "forms/field_names.h"
#include "sheet/build_workbook.h"
#include "sheet/detail/cell_content.h"
#include "sheet/detail/cell_range.h"
#include "sheet/detail/cell_value.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace gongwen::sheet {

// LinkTargets: the cells that links inside the workbook lead to. A link names an element by its id; what it leads to is
// the cell, row or table that the element is in.

/// Rows that came in before a row that is counted without them.
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
  /// Looks for links and for what they name.
  explicit LinkTargets(const dom::Tree& tree);

  /// Records where a cell, row or table was placed.
  void settle(dom::NodeId node, const TargetPlace& place);
  /// Moves what was placed on a sheet after rows that came in later, in ascending order.
  void move_down(std::size_t sheet, std::span<const RowsAdded> added);
  /// Where the element with this id was placed.
  std::optional<TargetPlace> find(std::string_view id) const;

 private:
  std::unordered_map<std::string_view, dom::NodeId> nodes_;             // by id: the cell, row or table around
  std::unordered_map<dom::NodeId, std::optional<TargetPlace>> places_;  // only nodes that a link leads to
};

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

// BuildContext: what all parts of one build share.

struct BuildContext {
  BuildContext(const WorkbookInput& workbook_input, diagnostics::DiagnosticSink& diagnostic_sink)
      : input(workbook_input),
        sink(diagnostic_sink),
        shown(input.tree, &input.fields),
        content{input.tree, input.styles, input.fillable ? nullptr : &shown},
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

  /// Whether formulas refer to existing sheets, once all are there. Reports: sheet/formula-no-sheet.
  void check_formulas() const;

  const WorkbookInput& input;
  diagnostics::DiagnosticSink& sink;
  forms::ShownFields shown;
  ContentSource content;
  SheetAttributes attributes;
  FormatTable formats;
  CellLooks looks;
  Workbook workbook;
  LinkTargets targets;
  diagnostics::Language language;                               // of the document, and of its prompts
  std::unordered_map<dom::NodeId, const forms::Field*> fields;  // by their control
  std::unordered_set<std::string_view> named_fields;            // pointers of fields that have a cell
};

}  // namespace gongwen::sheet
