#include "templating/eval_request.h"

#include "data/readers.h"
#include "diagnostics/catalogue/templating.h"
#include "diagnostics/printer.h"
#include "diagnostics/source_lookup.h"
#include "templating/detail/text_sink.h"
#include "templating/render.h"
#include "templating/template_set.h"

#include <algorithm>
#include <iterator>

// Reads the request of `gongwen eval` (a template, data, options), expands it, and answers with the text or the errors
// as JSON.
namespace gongwen::templating {

using diagnostics::DiagnosticId;
namespace messages = diagnostics::messages;

namespace {

constexpr DiagnosticId kUndefined[] = {
    messages::TemplatingUndefined,     messages::TemplatingUndefinedMember, messages::TemplatingNoMember,
    messages::TemplatingNoElement,     messages::TemplatingNoParameter,     messages::TemplatingNoElse,
    messages::TemplatingEmptySequence, messages::TemplatingNoNeighbour,     messages::TemplatingNoCaller,
    messages::TemplatingNoParentBlock, messages::TemplatingNotExported,
};

constexpr DiagnosticId kSyntax[] = {
    messages::TemplatingUnexpectedCharacter,
    messages::TemplatingBadName,
    messages::TemplatingUnclosedString,
    messages::TemplatingBadEscape,
    messages::TemplatingLiteralTooLarge,
    messages::TemplatingUnopenedBracket,
    messages::TemplatingWrongBracket,
    messages::TemplatingUnclosedComment,
    messages::TemplatingUnclosedRaw,
    messages::TemplatingUnclosedTag,
    messages::TemplatingUnfinishedExpression,
    messages::TemplatingExpectedToken,
    messages::TemplatingExpectedExpression,
    messages::TemplatingExpectedName,
    messages::TemplatingExpectedTag,
    messages::TemplatingExpectedOperator,
    messages::TemplatingExpectedCall,
    messages::TemplatingUnknownTag,
    messages::TemplatingUnsupportedTag,
    messages::TemplatingExtensionTag,
    messages::TemplatingUnopenedTag,
    messages::TemplatingMisnestedTag,
    messages::TemplatingUnclosedBlock,
    messages::TemplatingBadTarget,
    messages::TemplatingRepeatedBlock,
    messages::TemplatingLoopAssigned,
    messages::TemplatingJumpOutsideLoop,
    messages::TemplatingExtendsNotOnTop,
    messages::TemplatingRequiredBlockContent,
    messages::TemplatingBlockNameHyphen,
    messages::TemplatingPrivateImport,
    messages::TemplatingParameterOrder,
    messages::TemplatingRepeatedParameter,
    messages::TemplatingCallerParameter,
    messages::TemplatingArgumentOrder,
    messages::TemplatingRepeatedKeyword,
    messages::TemplatingChainedTests,
    messages::TemplatingSliceInTuple,
    messages::TemplatingTooDeep,
    messages::TemplatingEscapingIsOn,
};

template <std::size_t Size>
bool is_among(DiagnosticId id, const DiagnosticId (&ids)[Size]) {
  return std::find(std::begin(ids), std::end(ids), id) != std::end(ids);
}

}  // namespace

FailureKind failure_kind(DiagnosticId id) {
  if (id == diagnostics::messages::TemplatingUnknownFilter) return FailureKind::UnknownFilter;
  if (id == diagnostics::messages::TemplatingUnknownTest) return FailureKind::UnknownTest;
  if (id == diagnostics::messages::TemplatingTemplateNotFound) return FailureKind::NotFound;
  if (is_among(id, kUndefined)) return FailureKind::Undefined;
  if (is_among(id, kSyntax)) return FailureKind::Syntax;
  return FailureKind::Runtime;
}

std::string_view failure_kind_name(FailureKind kind) {
  switch (kind) {
    case FailureKind::Undefined: return "undefined";
    case FailureKind::Syntax: return "syntax";
    case FailureKind::UnknownFilter: return "unknown_filter";
    case FailureKind::UnknownTest: return "unknown_test";
    case FailureKind::NotFound: return "not_found";
    case FailureKind::Runtime: return "runtime";
  }
  return {};
}

namespace {

constexpr std::string_view kMainName = "<main>";

std::optional<data::Value> find_member(const data::Value& object, std::string_view name) {
  return object.is_object() ? object.find(name) : std::nullopt;
}

bool is_set(const std::optional<data::Value>& options, std::string_view name) {
  const auto option = options ? find_member(*options, name) : std::nullopt;
  return option && option->type() == data::ValueType::Boolean && option->boolean();
}

SyntaxOptions read_options(const data::Value& request) {
  const auto options = find_member(request, "options");
  SyntaxOptions syntax;
  syntax.trim_blocks = is_set(options, "trim_blocks");
  syntax.lstrip_blocks = is_set(options, "lstrip_blocks");
  syntax.keep_trailing_newline = is_set(options, "keep_trailing_newline");
  syntax.extensions = is_set(options, "extensions") ? TagExtensions::Standard : TagExtensions::None;
  syntax.linking = Linking::AsReached;
  return syntax;
}

void add_templates(MapLoader& loader, const data::Value& request) {
  const auto main = find_member(request, "template");
  loader.add(kMainName, main && main->is_string() ? std::string(main->string()) : std::string());
  const auto files = find_member(request, "files");
  if (!files || !files->is_object()) return;
  for (std::size_t i = 0; i < files->size(); ++i) {
    const data::Value file = files->at(i);
    if (file.is_string()) loader.add(file.key(), std::string(file.string()));
  }
}

}  // namespace

base::Expected<std::string> evaluate_json_request(diagnostics::SourceId request, resources::SourceStore& store,
                                                  const Limits& limits, diagnostics::DiagnosticSink& sink,
                                                  std::shared_ptr<const Wordings> wordings) {
  data::JsonLimits json_limits;
  json_limits.nul_characters = data::NulCharacters::Allow;
  const auto document = data::read_json(request, store.source_text(request), json_limits, sink);
  if (!document) return base::kReported;
  MapLoader loader(store);
  add_templates(loader, document->root());
  const std::string_view names[] = {kMainName};
  const auto templates = TemplateSet::compile(names, loader, read_options(document->root()), sink, std::move(wordings));
  if (!templates) return base::kReported;
  TextSink out;
  // Most expansions are shorter; reserved memory that is never touched costs nothing.
  out.reserve(2 * store.source_text(request).size());
  RenderInput input{kMainName, find_member(document->root(), "context"), {}, limits};
  input.printing = Printing::AsJinja;
  if (!render(*templates, input, out, sink)) return base::kReported;
  return std::move(out).take();
}

std::string write_eval_error(std::span<const diagnostics::Diagnostic> diagnostics,
                             const diagnostics::SourceLookup& sources) {
  const std::vector<diagnostics::Diagnostic> sorted = diagnostics::sorted_by_place(diagnostics);
  if (sorted.empty()) return {};
  const diagnostics::Diagnostic& first = sorted.front();
  const diagnostics::Span& place = first.origin.template_place;
  const auto [line, column] = diagnostics::line_column_at(sources.source_text(place.source), place.begin);
  base::Json error = base::Json::object();
  error.set("kind", failure_kind_name(failure_kind(first.id))).set("id", diagnostics::catalogue_entry(first.id).id);
  error.set("template", sources.source_name(place.source)).set("line", line).set("column", column);
  error.set("message", diagnostics::message_text(first, diagnostics::Language::English));
  base::Json object = base::Json::object();
  object.set("error", std::move(error));
  return object.text();
}

}  // namespace gongwen::templating
