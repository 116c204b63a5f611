// Expands templates: from a compiled kind and checked data to a document tree, and the stages between as text.
#pragma once

#include "dom/tree.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "text/font_library.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::engine {

// Dumps of the stages between template and file, for authors who look for an error, and for tests.

/// The input of a stage, which its dump needs.
enum class StageSource : std::uint8_t { Template, Data, Pages };
StageSource source_of(Stage stage);

/// The format whose output has the stage, if there is only one; otherwise `wanted`.
Format format_of(Stage stage, Format wanted);

struct DumpSource {
  const data::Document* data = nullptr;      // null for StageSource::Template
  const text::FontLibrary* fonts = nullptr;  // of StageSource::Pages
};

/// Dumps one stage of one output, as far as possible; errors are reported.
std::string dump_stage(const CompiledKind& kind, const KindOutput& output, Stage stage, const DumpSource& source,
                       const RenderOptions& options, Run& run);

/// How templates of this run treat missing values.
templating::MissingData missing_data(const Run& run);

/// The inputs for expanding the template of an output.
struct ExpansionSource {
  const templating::TemplateSet& templates;
  const CompiledKind& kind;
  const KindOutput& output;
  const data::Document& data;
  const RenderOptions& options;
};

/// Expands the template of an output into any sink. Returns false if an error was reported. Reports: templating/*.
bool expand_into(const ExpansionSource& source, templating::Sink& out, Run& run, diagnostics::DiagnosticSink& messages);

/// Expands the template of an output; nullopt if an error was reported. Reports: templating/*, dom/*.
std::optional<dom::Tree> expand_document(const CompiledKind& kind, const KindOutput& output, const data::Document& data,
                                         const RenderOptions& options, Run& run);

/// Expands a template of the section `publish`, which makes a text: values are not escaped, and blanks at the ends are
/// removed. `data` is an object with the names for the template. Returns nullopt if an error was reported:
/// templating/*.
std::optional<std::string> expand_text(const CompiledKind& kind, std::string_view name, const data::Value& data,
                                       const Limits& limits, Run& run);

}  // namespace gongwen::engine
