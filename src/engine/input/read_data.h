// The data of a document, from text to what is checked, with the tables beside it.
#pragma once

#include "data/document.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "schema/normal_values.h"

#include <memory>
#include <span>

namespace gongwen::engine {

// Tables beside the data: lists that are kept as CSV files or JSON Lines take their places in the document.

/// Whether a table of this name is JSON Lines.
bool is_json_lines(std::string_view path);

/// The document with all tables in it. Reports: resources/*, data/table-*; every error of every table.
base::Expected<data::Document> insert_tables(data::Document document, std::span<const TableFile> tables,
                                             const CompiledKind& kind, const RenderOptions& options, Run& run);

// Reading the data of a document: from text to a checked document with its defaults.

/// Whether a file of this name is read as YAML.
bool is_yaml(std::string_view path);

/// The document alone, compared with nothing: YAML or a workbook by the ending of the name, otherwise JSON.
/// Reports: resources/*, data/*, intake/*, databook/*.
base::Expected<data::Document> parse_data(const DataSource& source, const CompiledKind& kind,
                                          const RenderOptions& options, Run& run);

/// YAML when the name ends in .yaml or .yml, a workbook when it ends in .xlsx, otherwise JSON. Returns: null when the
/// text cannot be read; data that the schema or the rules refuse is still given, so that more can be reported about it.
/// Reports: resources/*, data/*, rules/*.
std::shared_ptr<const data::Document> read_data(const DataSource& source, const CompiledKind& kind,
                                                const RenderOptions& options, Run& run);

/// The former data of a document, as far as to show them: the schema is asked, the rules are not. Null when an error
/// was reported: resources/*, data/*.
std::shared_ptr<const data::Document> read_former_data(const DataSource& source, const CompiledKind& kind,
                                                       const RenderOptions& options, Run& run);

/// Values as people write them, made what the schema asks for. Reports: data/direction-override.
schema::NormalValues make_normal(data::Document read, const CompiledKind& kind, const RenderOptions& options, Run& run);

/// The second half of it, for data that have been read: normal values, schema, defaults, rules.
std::shared_ptr<const data::Document> check_data(data::Document read, const CompiledKind& kind,
                                                 const RenderOptions& options, Run& run);

}  // namespace gongwen::engine
