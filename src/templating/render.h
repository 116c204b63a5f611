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

// Dumps of the stages of this module as text, for tests and for `gongwen dump`. One line a token,
// node or instruction, only what is not the default, no addresses.

/// `1:4 name x`. Errors are reported, and tokens that follow them are dumped nevertheless.
std::string dump_tokens(const LoadedTemplate& text, const SyntaxOptions& options, diagnostics::DiagnosticSink& sink);

/// The syntax tree, children indented. Empty if an error was reported.
std::string dump_ast(const LoadedTemplate& text, const SyntaxOptions& options, diagnostics::DiagnosticSink& sink);

/// The functions of all templates with their instructions.
std::string dump_program(const TemplateSet& templates);

// render: one expansion of a template.

/// A name that templates can use besides the members of the data. Texts must live as long as the
/// expansion; several values become a tuple.
struct Binding {
  std::string_view name;
  std::variant<data::Value, std::span<const data::Value>, std::int64_t, std::string_view, bool> value;
};

/// What becomes of a value that a template names and the data lack: an error, or a blank as in a form that is to be
/// filled in by hand.
enum class MissingData : std::uint8_t { Error, Blank };

/// How values without a text are printed: as Jinja prints them, `None` and `{'name': 'x'}`; or as documents need it,
/// where null is nothing, and a list or an object is an error, since no document means that.
enum class Printing : std::uint8_t { AsJinja, ForDocuments };

/// An empty array of the data whose items come from elsewhere; it is not the root.
struct StreamedList {
  data::Value array;
  ItemStream& items;
};

/// The title of the choice that the schema lists for the value at this place of the data; nothing where it lists none.
using ChoiceTitle = std::function<std::optional<std::string>(diagnostics::DataPlace place, std::string_view code)>;

struct RenderInput {
  std::string_view template_name;
  /// An object, whose members are the names that the templates see. Its document must live as long
  /// as the expansion.
  std::optional<data::Value> data;
  std::span<const Binding> bindings;
  Limits limits;
  MissingData missing = MissingData::Error;
  /// Of the same document as `data`.
  std::optional<StreamedList> streamed = std::nullopt;
  /// What the filter `choice_title` asks; null: there are no titles.
  ChoiceTitle choice_title = {};
  Printing printing = Printing::ForDocuments;
};

/// Writes the expansion to `out`. Returns: false when something was reported, or when the sink
/// wanted no more. Reports: templating/*, with the place in the template and in the data, and
/// the chain of calls.
bool render(const TemplateSet& templates, const RenderInput& input, Sink& out, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::templating
