#include "engine/make_workbook.h"

#include "resources/environment.h"
#include "resources/memory_file.h"
#include "sheet/build_workbook.h"
#include "style/style_tree.h"
#include "xlsx/write_xlsx.h"

namespace gongwen::engine {

std::string workbook_bytes(const sheet::Workbook& workbook, diagnostics::DiagnosticSink& sink) {
  // The library writes files by name only.
  resources::MemoryFile file("workbook");
  if (!file.open(sink)) return {};
  xlsx::XlsxOptions options;
  options.path = file.path();
  options.shown_path = "workbook";
  options.temporary_folder = resources::environment_variable("TMPDIR").value_or(std::string());
  options.fallback_date = resources::source_date_epoch();
  return xlsx::write_xlsx(workbook, options, sink) ? file.read(sink) : std::string();
}

FinishedFile make_workbook(const dom::Tree& tree, const DocumentStyles& styles, const WorkbookSource& source,
                           diagnostics::DiagnosticSink& sink) {
  const diagnostics::ErrorWatch watch(sink);
  const style::StyleTree style_tree = style::build_style_tree(tree, styles.rules, sink);
  style::PageStyles page_styles(styles.rules, style_tree.style(style_tree.root()), sink);
  const data::Document& data = source.data;
  const auto value_type = [&data](diagnostics::DataPlace place) -> std::optional<data::ValueType> {
    if (place.source != data.source() || place.node >= data.node_count()) return std::nullopt;
    return data::Value(data, place.node).type();
  };
  const sheet::WorkbookInput input{
      tree, style_tree, page_styles, source.fields, value_type, source.form.has_value(), source.form};
  const sheet::Workbook workbook = sheet::build_workbook(input, sink);
  if (watch.saw_errors()) return {};
  return {workbook_bytes(workbook, sink), workbook.sheets.size()};
}

}  // namespace gongwen::engine
