// From a compiled kind and checked data to a document tree, and the stages between as text.
#pragma once

#include "dom/tree.h"
#include "engine/core/run.h"
#include "engine/kinds/detail/compiled_kind.h"
#include "text/font_library.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::engine {

// What is between a template and a file, as text: for authors who look for an error, and for tests.

/// What a stage is made of, which says what its dump needs.
enum class StageSource : std::uint8_t { Template, Data, Pages };
StageSource source_of(Stage stage);

/// The format whose output has the stage, where only one has it; `wanted` for the others.
Format format_of(Stage stage, Format wanted);

struct DumpSource {
  const data::Document* data = nullptr;      // null for StageSource::Template
  const text::FontLibrary* fonts = nullptr;  // of StageSource::Pages
};

/// One stage of one output. Returns: what could be dumped; errors are reported.
std::string dump_stage(const CompiledKind& kind, const KindOutput& output, Stage stage, const DumpSource& source,
                       const RenderOptions& options, Run& run);

/// What templates of this run make of values that the data lack.
templating::MissingData missing_data(const Run& run);

/// The expanded template of one output. Returns: nothing when an error was reported. Reports: templating/*, dom/*.
std::optional<dom::Tree> expand_document(const CompiledKind& kind, const KindOutput& output, const data::Document& data,
                                         const RenderOptions& options, Run& run);

/// Of a template that makes a text and not pages, which the section `publish` of the kind names: values as they are,
/// without blanks at its ends. `data` is an object with the names that the template sees. Nothing when an error was
/// reported: templating/*.
std::optional<std::string> expand_text(const CompiledKind& kind, std::string_view name, const data::Value& data,
                                       const Limits& limits, Run& run);

}  // namespace gongwen::engine
