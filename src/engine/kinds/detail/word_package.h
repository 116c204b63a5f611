// The Word file that is the page of a kind, compiled as its own template: see adopt/package_template.h. Compiled when a
// DOCX file is first requested.
#pragma once

#include "adopt/package_template.h"
#include "diagnostics/diagnostic.h"
#include "templating/template_set.h"

#include <optional>
#include <string>
#include <vector>

namespace gongwen::engine {

struct CompiledKind;
struct KindOutput;

struct WordPackage {
  std::string bytes;  // of the file
  adopt::PackageTemplate package;
  std::optional<templating::TemplateSet> templates;
  diagnostics::SourceId source;  // of the template's text
  /// Diagnostics of the compilation; after errors the package is not usable.
  std::vector<diagnostics::Diagnostic> diagnostics;
  bool usable = false;
};

/// The package of an output whose template is a Word file; compiled only once, even if several threads request it.
const WordPackage& word_package_of(const CompiledKind& kind, const KindOutput& output);

}  // namespace gongwen::engine
