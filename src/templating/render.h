// One expansion of a template, and dumps of the stages before it.
#pragma once

#include "data/document.h"
#include "diagnostics/diagnostic.h"
#include "templating/detail/syntax/lexer.h"
#include "templating/limits.h"
#include "templating/sink.h"
#include "templating/template_set.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace gongwen::templating {

// Dumps of the stages of this module as text, for tests and for `gongwen dump`: one line per token, node or
// instruction, without default values and addresses.

/// `1:4 name x`. Reports errors, but dumps the tokens after them nevertheless.
std::string dump_tokens(const LoadedTemplate& text, const SyntaxOptions& options, diagnostics::DiagnosticSink& sink);

/// The syntax tree, children indented. Empty if an error was reported.
std::string dump_ast(const LoadedTemplate& text, const SyntaxOptions& options, diagnostics::DiagnosticSink& sink);

/// The functions of all templates with their instructions.
std::string dump_program(const TemplateSet& templates);

// render: one expansion of a template.

/// A name that templates can use besides the members of the data. Texts must outlive the expansion; several values
/// become a tuple.
struct Binding {
  std::string_view name;
  std::variant<data::Value, std::span<const data::Value>, std::int64_t, std::string_view, bool> value;
};

/// How a value that a template names and the data lack is treated: as an error, or as a blank in a form to be filled in
/// by hand.
enum class MissingData : std::uint8_t { Error, Blank };

/// How values without a text are printed: as in Jinja, `None` and `{'name': 'x'}`; or as for documents, where null
/// prints as nothing, and a list or an object is an error, since it is never intended.
enum class Printing : std::uint8_t { AsJinja, ForDocuments };

/// An empty array of the data whose items come from a stream; it is not the root.
struct StreamedList {
  data::Value array;
  ItemStream& items;
};

/// The title of the choice that the schema lists for the value at this place of the data; nullopt if it lists none.
using ChoiceTitle = std::function<std::optional<std::string>(diagnostics::DataPlace place, std::string_view code)>;

struct RenderInput {
  std::string_view template_name;
  /// An object whose members are the names visible to the templates. Its document must outlive the
  /// expansion.
  std::optional<data::Value> data;
  std::span<const Binding> bindings;
  Limits limits;
  MissingData missing = MissingData::Error;
  /// Must be in the document of `data`.
  std::optional<StreamedList> streamed = std::nullopt;
  /// Called by the filter `choice_title`; null: there are no titles.
  ChoiceTitle choice_title = {};
  Printing printing = Printing::ForDocuments;
};

/// Writes the expansion to `out`. Returns false if something was reported, or if the sink stopped the
/// expansion. Reports: templating/*, with the place in the template and in the data, and the chain of
/// calls.
bool render(const TemplateSet& templates, const RenderInput& input, Sink& out, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::templating
