// Tables beside the data: lists that are kept as CSV files or JSON Lines take their places in the document.
#pragma once

#include "data/document.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "engine/core/run.h"

#include <span>

namespace gongwen::engine {

/// Whether a table of this name is JSON Lines.
bool is_json_lines(std::string_view path);

/// The document with all tables in it. Reports: resources/*, data/table-*; every fault of every table.
base::Expected<data::Document> insert_tables(data::Document document, std::span<const TableFile> tables,
                                             const CompiledKind& kind, const RenderOptions& options, Run& run);

}  // namespace gongwen::engine
