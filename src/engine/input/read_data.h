// Reads the data of a document: from text to a checked document, with the tables beside it.
#pragma once

#include "data/document.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "schema/normal_values.h"

#include <memory>
#include <span>

namespace gongwen::engine {

// Inserts lists that are kept as CSV files, workbooks or JSON Lines into the document.

/// Whether a table with this name is JSON Lines.
bool is_json_lines(std::string_view path);

/// Inserts all tables. Reports: resources/*, data/table-*; all errors of all tables.
base::Expected<data::Document> insert_tables(data::Document document, std::span<const TableFile> tables,
                                             const CompiledKind& kind, const RenderOptions& options, Run& run);

// From text to a checked document with defaults.

/// Whether a file with this name is read as YAML.
bool is_yaml(std::string_view path);

/// Parses the document without checking it: YAML or a workbook by the ending of the name, otherwise JSON.
/// Reports: resources/*, data/*, intake/*, databook/*.
base::Expected<data::Document> parse_data(const DataSource& source, const CompiledKind& kind,
                                          const RenderOptions& options, Run& run);

/// Reads and checks data: YAML if the name ends in .yaml or .yml, a workbook if it ends in
/// .xlsx, otherwise JSON. Returns null if the text cannot be read. Data that schema or rules
/// refuse is also returned, so that more can be reported about it. Reports: resources/*, data/*,
/// rules/*.
std::shared_ptr<const data::Document> read_data(const DataSource& source, const CompiledKind& kind,
                                                const RenderOptions& options, Run& run);

/// Reads the former data of a document, to show changes: validated, but not checked by rules. Null if an error was
/// reported: resources/*, data/*.
std::shared_ptr<const data::Document> read_former_data(const DataSource& source, const CompiledKind& kind,
                                                       const RenderOptions& options, Run& run);

/// Turns values as people write them into what the schema asks for. Reports: data/direction-override.
schema::NormalValues make_normal(data::Document read, const CompiledKind& kind, const RenderOptions& options, Run& run);

/// The second half of read_data, for a document that has been read: normal values, schema, defaults, rules.
std::shared_ptr<const data::Document> check_data(data::Document read, const CompiledKind& kind,
                                                 const RenderOptions& options, Run& run);

/// Notes the values that the schema has supplied, for callers that show them.
void report_defaults(const data::Document& document, const std::vector<std::string>& added, const CompiledKind& kind,
                     Run& run);

}  // namespace gongwen::engine
