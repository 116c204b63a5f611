#include "templating/detail/compile/symbols.h"

#include "templating/detail/compile/function_builder.h"
#include "templating/detail/syntax/ast_walk.h"

#include <algorithm>

namespace gongwen::templating {

Symbols::Symbols(FunctionBuilder& owner, const Symbols* parent)
    : owner_(&owner), parent_(parent), scope_(owner.add_scope()) {}

std::optional<Variable> Symbols::find(NameId name) const {
  for (const Symbols* symbols = this; symbols != nullptr; symbols = symbols->parent_) {
    const auto found = symbols->variables_.find(name);
    if (found != symbols->variables_.end()) return found->second;
  }
  return std::nullopt;
}

Variable Symbols::declare_parameter(NameId name) {
  stores_.insert(name);
  return define(name, LoadKind::Parameter);
}

Variable Symbols::define(NameId name, LoadKind kind, Variable outer) {
  const Variable variable{owner_, owner_->slot_in_scope(scope_, name)};
  variables_[name] = variable;
  set_load({variable, name, kind, outer});
  return variable;
}

void Symbols::set_load(const Load& load) {
  const auto same = std::find_if(loads_.begin(), loads_.end(),
                                 [&](const Load& earlier) { return earlier.variable == load.variable; });
  if (same != loads_.end()) {
    *same = load;
  } else {
    loads_.push_back(load);
  }
}

void Symbols::load(NameId name) {
  if (!find(name)) define(name, LoadKind::Resolve);
}

void Symbols::store(NameId name) {
  stores_.insert(name);
  if (variables_.contains(name)) return;
  const std::optional<Variable> outer = parent_ == nullptr ? std::nullopt : parent_->find(name);
  if (outer) {
    define(name, LoadKind::Alias, *outer);
  } else {
    define(name, LoadKind::Unset);
  }
}

void Symbols::visit(const Expression& expression) {
  if (const auto* name = std::get_if<NameNode>(&expression.node)) {
    switch (name->use) {
      case NameUse::Load: load(name->name); break;
      case NameUse::Store: store(name->name); break;
      case NameUse::Parameter: declare_parameter(name->name); break;
    }
  } else if (const auto* target = std::get_if<NamespaceTargetNode>(&expression.node)) {
    load(target->name);
  }
  for_each_child(expression, [&](const Expression& child) { visit(child); });
}

void Symbols::declare_target(const Expression& target) {
  if (const auto* name = std::get_if<NameNode>(&target.node)) declare_parameter(name->name);
  for_each_child(target, [&](const Expression& child) { declare_target(child); });
}

void Symbols::visit(const Statements& body) {
  for (const Statement& statement : body) visit_statement(statement);
}

/// Visits what belongs to the scope around the statement; its own scopes are analysed when they are
/// compiled.
void Symbols::visit_statement(const Statement& statement) {
  std::visit(Overloaded{
                 [](const LiteralStatement&) {},
                 [&](const OutputStatement& node) { visit(*node.value); },
                 [&](const ForStatement& node) { visit(*node.iterable); },
                 [&](const IfStatement& node) { visit_if(node.branches, node.otherwise); },
                 [&](const SetStatement& node) {
                   visit(*node.value);
                   visit(*node.target);
                 },
                 [&](const SetBlockStatement& node) { visit(*node.target); },
                 [&](const WithStatement& node) {
                   for (const auto& [target, value] : node.bindings) visit(*value);
                 },
                 [&](const MacroStatement& node) { store(node.name); },
                 [&](const CallBlockStatement& node) { visit(*node.call); },
                 [&](const FilterBlockStatement& node) { visit(*node.filter); },
                 [](const BlockStatement&) {},
                 [&](const ExtendsStatement& node) { visit(*node.name); },
                 [&](const IncludeStatement& node) { visit(*node.name); },
                 [&](const ImportStatement& node) {
                   visit(*node.name);
                   store(node.target);
                 },
                 [&](const FromImportStatement& node) {
                   visit(*node.name);
                   for (const ImportedName& imported : node.names) store(imported.alias);
                 },
                 [&](const DoStatement& node) { visit(*node.value); },
                 [](const BreakStatement&) {},
                 [](const ContinueStatement&) {},
             },
             statement.node);
}

void Symbols::visit_if(std::span<const IfBranch> branches, const Statements& otherwise) {
  visit(*branches.front().test);
  Symbols parts[] = {*this, *this, *this};  // `if`, all `elif` together, `else`
  parts[0].visit(branches.front().body);
  for (const IfBranch& branch : branches.subspan(1)) parts[1].visit_if({&branch, 1}, {});
  parts[2].visit(otherwise);
  merge_branches(parts);
}

/// A name that only some branches set keeps, in the others, the value that it had before.
void Symbols::merge_branches(std::span<const Symbols> branches) {
  std::map<NameId, std::size_t> counts;
  for (const Symbols& branch : branches) {
    for (const NameId name : branch.stores_) {
      if (!stores_.contains(name)) ++counts[name];
    }
  }
  for (const Symbols& branch : branches) {
    for (const auto& [name, variable] : branch.variables_) variables_[name] = variable;
    for (const Load& load : branch.loads_) set_load(load);
    stores_.insert(branch.stores_.begin(), branch.stores_.end());
  }
  for (const auto& [name, count] : counts) {
    if (count == branches.size()) continue;
    const Variable variable = variables_.at(name);
    const std::optional<Variable> outer = parent_ == nullptr ? std::nullopt : parent_->find(name);
    set_load({variable, name, outer ? LoadKind::Alias : LoadKind::Resolve, outer.value_or(Variable{})});
  }
}

std::map<NameId, Variable> Symbols::stored_variables() const {
  std::map<NameId, Variable> stored;
  for (const Symbols* symbols = this; symbols != nullptr; symbols = symbols->parent_) {
    for (const NameId name : symbols->stores_) stored.try_emplace(name, *find(name));
  }
  return stored;
}

}  // namespace gongwen::templating
