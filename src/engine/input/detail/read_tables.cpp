#include "base/ascii.h"
#include "data/readers.h"
#include "engine/core/detail/read_source.h"
#include "engine/input/detail/table_input.h"
#include "engine/input/read_data.h"
#include "resources/read_file.h"
#include "schema/read_table.h"

namespace gongwen::engine {
namespace {

/// One that was given with the data, otherwise one on the disk.
base::Expected<std::string> read_bytes_of(const TableFile& file, Run& run) {
  if (const std::string* const bytes = run.data_files().find(file.path)) return *bytes;
  return resources::read_bytes(file.path, {}, run.sink());
}

base::Expected<data::Document> read_lines(const TableFile& file, const RenderOptions& options, Run& run) {
  base::Expected<std::string> bytes = read_bytes_of(file, run);
  if (!bytes) return base::kReported;
  const std::string name = file.path == "-" ? "<stdin>" : file.path;
  const base::Expected<diagnostics::SourceId> source =
      resources::add_text(name, *std::move(bytes), run.sources(), run.sink());
  if (!source) return base::kReported;
  run.mark_data(*source);
  return data::read_json_lines(*source, run.sources().source_text(*source), json_limits(options.limits), run.sink());
}

base::Expected<data::Document> read_table_file(const TableFile& file, const CompiledKind& kind,
                                               const RenderOptions& options, Run& run) {
  if (is_json_lines(file.path)) return read_lines(file, options, run);
  base::Expected<std::string> bytes = read_bytes_of(file, run);
  if (!bytes) return base::kReported;
  const data::KnowsHeading knows = schema::headings_of_list(*kind.schema, file.pointer);
  const auto table = TableInput::open(file.path, *std::move(bytes), knows, *kind.file_reader, run);
  if (!table) return base::kReported;
  return schema::read_table((*table)->rows(), *kind.schema, file.pointer, {}, run.sink());
}

}  // namespace

bool is_json_lines(std::string_view path) {
  const std::string lower = base::ascii_lowercase(path);
  return lower.ends_with(".jsonl") || lower.ends_with(".ndjson");
}

base::Expected<data::Document> insert_tables(data::Document document, std::span<const TableFile> tables,
                                             const CompiledKind& kind, const RenderOptions& options, Run& run) {
  base::Expected<data::Document> filled(std::move(document));
  bool all_read = true;
  for (const TableFile& file : tables) {
    const base::Expected<data::Document> table = read_table_file(file, kind, options, run);
    all_read = all_read && table.has_value();
    if (!all_read) continue;
    filled = schema::insert_table(*std::move(filled), file.pointer, *table, run.sink());
    all_read = filled.has_value();
  }
  if (!all_read) return base::kReported;
  return filled;
}

}  // namespace gongwen::engine
