#include "templating/detail/compile/linker.h"

#include "base/nearest_name.h"
#include "diagnostics/catalogue/templating.h"
#include "diagnostics/printer.h"
#include "templating/detail/compile/generator.h"
#include "templating/detail/syntax/ast_walk.h"
#include "templating/detail/syntax/parser.h"

#include <algorithm>

namespace gongwen::templating {

namespace messages = diagnostics::messages;

Linker::Linker(Program& program, TemplateLoader& loader, const SyntaxOptions& options,
               diagnostics::DiagnosticSink& sink, std::set<std::string, std::less<>>* later)
    : program_(program), loader_(loader), options_(options), sink_(sink), later_(later) {}

void Linker::add_root(std::string_view name) {
  if (program_.find_template(name)) return;
  const std::size_t errors = sink_.error_count();
  const auto loaded = loader_.load(name, {}, sink_);
  if (loaded) {
    compile(*loaded, name, sink_);
  } else if (sink_.error_count() == errors) {
    report_missing(name, {});
  }
}

void Linker::link() {
  while (!pending_.empty()) {
    const Reference reference = std::move(pending_.front());
    pending_.pop_front();
    resolve(reference);
  }
  // Another template may have named them in full.
  if (later_ != nullptr) {
    std::erase_if(*later_, [&](const std::string& name) { return bool(program_.find_template(name)); });
  }
}

void Linker::resolve(const Reference& reference) {
  if (program_.find_template(reference.name)) return;
  const std::size_t errors = sink_.error_count();
  if (load_and_compile(reference)) return;
  const bool reported = sink_.error_count() != errors;
  if (!reported && !reference.is_optional && options_.linking == Linking::Early) {
    report_missing(reference.name, reference.origin);
  }
}

/// False when there is no template of this name.
bool Linker::load_and_compile(const Reference& reference) {
  const std::string& name = reference.name;
  const auto loaded = loader_.load(name, reference.origin, sink_);
  if (!loaded) return false;
  if (options_.linking == Linking::Early) {
    compile(*loaded, name, sink_, !reference.is_possible);
    return true;
  }
  diagnostics::DiagnosticSink errors;
  compile(*loaded, name, errors);
  program_.templates[program_.find_template(name).index()].errors = diagnostics::sorted_by_place(errors.diagnostics());
  return true;
}

void Linker::compile(const LoadedTemplate& loaded, std::string_view name, diagnostics::DiagnosticSink& sink,
                     bool is_used) {
  const TemplateId id(program_.templates.size());
  CompiledTemplate compiled;
  compiled.name = name;
  compiled.source = loaded.source;
  compiled.text = loaded.text;
  program_.templates.push_back(std::move(compiled));
  program_.templates_by_name.emplace(std::string(name), id);
  const std::size_t before = sink.error_count();
  const TemplateTree tree =
      Parser({loaded.source, loaded.text}, options_, program_.names, program_.arena, sink).parse_template();
  if (sink.error_count() != before) return;
  Generator(program_, id, options_.linking, sink).generate(tree);
  collect_references(tree.body, program_.templates[id.index()]);
  diagnostics::DiagnosticSink unheard;
  collect_wording_calls(tree.body, program_, is_used ? sink : unheard);
}

void Linker::report_missing(std::string_view name, const diagnostics::Origin& origin) {
  const std::vector<std::string>& names = all_names();
  const std::vector<std::string_view> known(names.begin(), names.end());
  sink_.report(messages::TemplatingTemplateNotFound, origin, name, base::find_nearest_name(name, known));
}

const std::vector<std::string>& Linker::all_names() {
  if (!all_names_) all_names_ = loader_.list();
  return *all_names_;
}

void Linker::load_all(std::string_view beginning) {
  if (loaded_beginnings_.contains(std::string_view()) || !loaded_beginnings_.emplace(beginning).second) return;
  for (const std::string& name : all_names()) {
    if (!name.starts_with(beginning)) continue;
    if (later_ != nullptr) {
      later_->insert(name);
      continue;
    }
    // A template that is named nowhere may well be unused: its errors matter only when it is
    // reached.
    pending_.push_back({name, {}, true, beginning.empty()});
  }
}

void Linker::collect_references(const Statements& body, CompiledTemplate& from) {
  for (const Statement& statement : body) {
    std::visit(Overloaded{
                   [&](const ExtendsStatement& node) { collect_reference(*node.name, false, from); },
                   [&](const IncludeStatement& node) { collect_reference(*node.name, node.ignore_missing, from); },
                   [&](const ImportStatement& node) { collect_reference(*node.name, false, from); },
                   [&](const FromImportStatement& node) { collect_reference(*node.name, false, from); },
                   [](const auto&) {},
               },
               statement.node);
    for_each_part(
        statement, [](const Expression&) {}, [&](const Statements& inner) { collect_references(inner, from); });
  }
}

/// The common prefix of all names that the expression can give; empty if it is not known.
static std::string_view beginning_of_names(const Expression& name) {
  const auto* concat = std::get_if<ConcatNode>(&name.node);
  if (concat == nullptr || concat->items.empty()) return {};
  const auto* first = std::get_if<ConstantNode>(&concat->items.front()->node);
  return first != nullptr && first->value.is_text() ? first->value.text() : std::string_view();
}

/// A name as it is written, or several of which one must exist; `"events/" ~ type` can mean any template with that
/// prefix, and any other expression any template at all.
void Linker::collect_reference(const Expression& name, bool is_optional, CompiledTemplate& from) {
  if (const auto* constant = std::get_if<ConstantNode>(&name.node); constant != nullptr && constant->value.is_text()) {
    from.references.emplace_back(constant->value.text());
    pending_.push_back({from.references.back(), {name.span, {}}, is_optional});
    return;
  }
  const auto* list = std::get_if<ListNode>(&name.node);
  const auto* tuple = std::get_if<TupleNode>(&name.node);
  if (list == nullptr && tuple == nullptr) {
    from.references_any = true;
    load_all(beginning_of_names(name));
    return;
  }
  for (const ExpressionPtr& item : list != nullptr ? list->items : tuple->items) collect_reference(*item, true, from);
}

}  // namespace gongwen::templating
