// Workbooks of bundles that are an office's own files: made into a template when the kind is compiled.
#pragma once

#include "engine/kinds/detail/style_files.h"
#include "resources/read_file.h"
#include "schema/schema.h"

#include <memory>
#include <string>
#include <string_view>

namespace gongwen::book {
struct BookModel;
}

namespace gongwen::engine {

/// Whether a template's name is that of a workbook.
inline bool is_book_template(std::string_view name) { return name.ends_with(".xlsx"); }

struct BookTemplate {
  diagnostics::SourceId source;  // of the template's text
  std::shared_ptr<const book::BookModel> model;
};

/// Reads a workbook. Cells whose defined names are those of single fields of `schema` show them.
/// Reports: book/*, resources/*.
base::Expected<BookTemplate> read_book_template(const BundleFiles& files, const std::string& name,
                                                const schema::Schema& schema, const diagnostics::Origin& origin,
                                                resources::SourceStore& store, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
