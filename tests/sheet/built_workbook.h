// BuiltWorkbook: an HTML text with its <style> elements, taken through all stages up to the workbook model; or a
// template with data, expanded first.
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "dom/tree.h"
#include "resources/read_file.h"
#include "sheet/build_workbook.h"
#include "style/rule_set.h"
#include "templating/template_set.h"

#include <optional>
#include <string>
#include <vector>

namespace gongwen::tests {

struct BuiltWorkbook {
  explicit BuiltWorkbook(const std::string& html, const sheet::ValueTypeLookup& value_type = {},
                         bool is_fillable = true, bool is_for_xlsx = true);
  BuiltWorkbook(const std::string& html_template, const std::string& json);

  /// The ids of all messages, in order.
  std::vector<std::string> complaints() const;
  /// All messages as a person reads them; empty when there are none.
  std::string messages() const;
  const sheet::Sheet& sheet(std::size_t index = 0) const { return workbook.sheets.at(index); }
  const sheet::Cell& cell(std::size_t row, std::size_t index, std::size_t sheet_index = 0) const;
  const sheet::CellFormat& format(std::size_t row, std::size_t index) const;

  resources::SourceStore sources;
  diagnostics::OriginTable origins;
  diagnostics::DiagnosticSink sink{origins};
  dom::Tree tree;
  style::RuleSet rules;
  sheet::Workbook workbook;
  std::optional<data::Document> data;
  std::optional<templating::TemplateSet> templates;
  data::DocumentRegistry documents;
  bool fillable = true;
  bool is_xlsx = true;

 private:
  void build(const sheet::ValueTypeLookup& value_type);
};

}  // namespace gongwen::tests
