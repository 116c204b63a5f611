// Pages of a bundle that are Word files: made into a template and a style sheet when the kind is compiled.
#pragma once

#include "engine/kinds/detail/style_files.h"
#include "resources/read_file.h"

#include <map>
#include <string>
#include <string_view>

namespace gongwen::engine {

/// Whether a template's name is that of a Word file.
inline bool is_word_page(std::string_view name) { return name.ends_with(".docx"); }

struct WordPage {
  diagnostics::SourceId source;  // of the template
  /// `document.docx.css` and the pictures that the page shows, in addition to the files of the bundle.
  resources::FilesInMemory files;
  std::string style_name;
  bool has_fields = false;  // tags are places to fill in
};

/// Reads and adopts a Word file. `title` is used for the document if the file has none. Reports: adopt/*,
/// resources/*.
base::Expected<WordPage> read_word_page(const BundleFiles& files, const std::string& name, const std::string& title,
                                        const diagnostics::Origin& origin, resources::SourceStore& store,
                                        diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
