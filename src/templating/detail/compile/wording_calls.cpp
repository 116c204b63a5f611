#include "diagnostics/catalogue/templating.h"
#include "templating/detail/compile/linker.h"
#include "templating/detail/syntax/ast_walk.h"

#include <algorithm>

namespace gongwen::templating {
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

  /// What the ids have in common; empty when it is not known.
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

}  // namespace gongwen::templating
