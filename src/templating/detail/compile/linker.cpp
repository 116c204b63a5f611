#include "templating/detail/compile/linker.h"

#include "base/nearest_name.h"
#include "diagnostics/catalogue/templating.h"
#include "diagnostics/printer.h"
#include "templating/detail/compile/generator.h"
#include "templating/detail/syntax/ast.h"
#include "templating/detail/syntax/parser.h"

#include <algorithm>

// Compiles the templates that are asked for and then all that they include, import or extend. Names that are
// expressions are estimated by their constant beginning; templates that only run time can name are compiled when they
// are reached.
namespace gongwen::templating {

LaterTemplates::LaterTemplates(Program& program, std::shared_ptr<TemplateLoader> loader, const SyntaxOptions& options,
                               std::set<std::string, std::less<>> names)
    : program_(program), loader_(std::move(loader)), options_(options), names_(std::move(names)) {}

LaterTemplates::Found LaterTemplates::find(std::string_view name) {
  const std::lock_guard lock(mutex_);
  if (names_.contains(name)) {
    compile(name);
    names_.erase(std::string(name));
  }
  return {program_.find_template(name), program_.attribute_count};
}

bool LaterTemplates::is_compiled(std::string_view name) {
  const std::lock_guard lock(mutex_);
  return static_cast<bool>(program_.find_template(name));
}

NameId LaterTemplates::find_name(std::string_view name) {
  const std::lock_guard lock(mutex_);
  return program_.names.find(name);
}

void LaterTemplates::compile(std::string_view name) {
  if (program_.find_template(name)) return;
  diagnostics::DiagnosticSink errors;
  Linker linker(program_, *loader_, options_, errors, &names_);
  linker.add_root(name);
  linker.link();
  program_.complete();
  if (!errors.has_errors()) return;
  TemplateId id = program_.find_template(name);
  if (!id) {  // it cannot be read
    id = TemplateId(program_.templates.size());
    CompiledTemplate unread;
    unread.name = name;
    program_.templates.push_back(std::move(unread));
    program_.templates_by_name.emplace(std::string(name), id);
  }
  program_.templates[id.index()].errors = diagnostics::sorted_by_place(errors.diagnostics());
}

namespace {

namespace messages = diagnostics::messages;

class WordingCalls {
 public:
  WordingCalls(Program& program, diagnostics::DiagnosticSink& sink) : program_(program), sink_(sink) {}

  void visit(const Statements& body) {
    for (const Statement& statement : body) {
      for_each_part(
          statement, [&](const Expression& expression) { visit(expression); },
          [&](const Statements& inner) { visit(inner); });
    }
  }

 private:
  void visit(const Expression& expression) {
    if (const auto* call = std::get_if<CallNode>(&expression.node)) look_at(*call);
    for_each_child(expression, [&](const Expression& child) { visit(child); });
  }

  void look_at(const CallNode& call) {
    const auto* name = std::get_if<NameNode>(&call.callee->node);
    if (name == nullptr || program_.names.text(name->name) != "wording" || call.arguments.positional.empty()) return;
    add_ids(*call.arguments.positional.front(), call);
  }

  void add_ids(const Expression& id, const CallNode& call) {
    if (const auto* constant = std::get_if<ConstantNode>(&id.node); constant != nullptr && constant->value.is_text()) {
      program_.wording_uses.ids.emplace(constant->value.text());
      check(constant->value.text(), id, call);
    } else if (const auto* choice = std::get_if<ConditionalNode>(&id.node)) {
      add_ids(*choice->then, call);
      if (choice->otherwise != nullptr) add_ids(*choice->otherwise, call);
    } else {
      program_.wording_uses.beginnings.emplace(beginning_of(id));
    }
  }

  /// The common beginning of the ids; empty if it is unknown.
  static std::string_view beginning_of(const Expression& id) {
    const auto* concat = std::get_if<ConcatNode>(&id.node);
    if (concat == nullptr || concat->items.empty()) return {};
    const auto* first = std::get_if<ConstantNode>(&concat->items.front()->node);
    return first != nullptr && first->value.is_text() ? first->value.text() : std::string_view();
  }

  void check(std::string_view id, const Expression& at, const CallNode& call) {
    const Wording* const wording = program_.find_wording(id);
    if (wording == nullptr) {
      sink_.report(messages::TemplatingUnknownWording, diagnostics::Origin{at.span, {}}, id,
                   program_.wordings ? program_.wordings->nearest_id(id) : std::string());
      return;
    }
    if (call.arguments.double_star != nullptr) return;
    std::vector<std::string> given;
    for (const auto& [name, value] : call.arguments.keywords) given.emplace_back(program_.names.text(name));
    std::sort(given.begin(), given.end());
    if (given == wording->places) return;
    sink_.report(messages::TemplatingWordingValues, diagnostics::Origin{at.span, {}}, id, list_places(wording->places),
                 list_places(given));
  }

  Program& program_;
  diagnostics::DiagnosticSink& sink_;
};

}  // namespace

void collect_wording_calls(const Statements& body, Program& program, diagnostics::DiagnosticSink& sink) {
  WordingCalls(program, sink).visit(body);
}

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
  // Another template may have named them by constants.
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

/// Returns false if there is no template of this name.
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
    // A template that is not named literally may be unused, so its errors are reported only when it is reached.
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

/// The common prefix of all names that the expression can yield; empty if unknown.
static std::string_view beginning_of_names(const Expression& name) {
  const auto* concat = std::get_if<ConcatNode>(&name.node);
  if (concat == nullptr || concat->items.empty()) return {};
  const auto* first = std::get_if<ConstantNode>(&concat->items.front()->node);
  return first != nullptr && first->value.is_text() ? first->value.text() : std::string_view();
}

/// A constant name, or several of which one must exist. `"events/" ~ type` can mean any template with that prefix, any
/// other expression any template.
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
