#include "engine/batch/detail/record.h"

#include "data/csv_table.h"
#include "data/readers.h"
#include "engine/core/detail/read_source.h"
#include "engine/input/read_data.h"
#include "resources/read_file.h"

namespace gongwen::engine {
namespace {

base::Expected<data::Document> read_row(const Record& record, diagnostics::SourceId source, Run& run) {
  data::CsvTable table(source, run.sources().source_text(source), record.table->separator, record.row - 1);
  const std::optional<data::TableRow> row = table.next_row(run.sink());
  if (!row) return base::kReported;
  return record.table->columns.read(*row, source, run.sink());
}

}  // namespace

std::shared_ptr<const data::Document> read_record(Record& record, const CompiledKind& kind,
                                                  const RenderOptions& options, Run& run) {
  for (const diagnostics::Diagnostic& remark : record.remarks) run.sink().add(remark);
  for (const diagnostics::Diagnostic& error : record.errors) run.sink().add(error);
  if (!record.errors.empty()) return nullptr;
  run.set_data_files({record.data_folder, nullptr});
  const base::Expected<diagnostics::SourceId> source =
      record.row_cells.empty()
          ? resources::add_text(record.source_name, std::move(record.text), run.sources(), run.sink(), record.start)
          : run.sources().add_cells(record.source_name, std::move(record.text), std::move(record.row_cells));
  if (!source) return nullptr;
  run.mark_data(*source);
  if (!record.cells.empty()) run.documents().add_cells(*source, std::move(record.cells));
  const std::string_view text = run.sources().source_text(*source);
  const data::JsonLimits limits = json_limits(options.limits);
  base::Expected<data::Document> read = record.form == RecordForm::TableRow ? read_row(record, *source, run)
                                        : record.form == RecordForm::Yaml
                                            ? data::read_yaml(*source, text, limits, run.sink())
                                            : data::read_json(*source, text, limits, run.sink());
  return read ? check_data(*std::move(read), kind, options, run) : nullptr;
}

}  // namespace gongwen::engine
