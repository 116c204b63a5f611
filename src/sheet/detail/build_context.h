// BuildContext: what all parts of one build share.
#pragma once

#include "forms/field_names.h"
#include "sheet/build_workbook.h"
#include "sheet/detail/cell_content.h"
#include "sheet/detail/cell_looks.h"
#include "sheet/detail/link_targets.h"
#include "sheet/detail/sheet_attributes.h"

#include <unordered_map>
#include <unordered_set>

namespace gongwen::sheet {

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
