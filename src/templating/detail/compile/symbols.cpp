#include "templating/detail/compile/symbols.h"

#include "templating/detail/compile/generator.h"
#include "templating/detail/machine/machine.h"
#include "templating/detail/syntax/ast.h"
#include "templating/detail/text_sink.h"

#include <algorithm>

// Analyses scopes before code is generated: which names a scope reads and sets, in the order in which Jinja looks for
// them, and which expressions are constant.
namespace gongwen::templating {
namespace {

/// Walks in the order in which Jinja looks for names, up to the first statement that reads or sets the name.
class ReadSearch {
 public:
  explicit ReadSearch(NameId name) : name_(name) {}

  bool run(const Statements& body) {
    visit(body);
    return is_read_;
  }

 private:
  void visit(const Statements& body) {
    for (const Statement& statement : body) {
      if (!is_decided_) visit(statement);
    }
  }

  void visit(const Statement& statement) {
    if (std::holds_alternative<BlockStatement>(statement.node)) return;
    if (const auto* call = std::get_if<CallBlockStatement>(&statement.node)) {
      visit(*call->call);
      visit_macro(call->parts);
    } else if (const auto* macro = std::get_if<MacroStatement>(&statement.node)) {
      visit_macro(macro->parts);
    } else {
      for_each_part(
          statement, [&](const Expression& expression) { visit(expression); },
          [&](const Statements& body) { visit(body); });
    }
  }

  void visit_macro(const MacroParts& parts) {
    const bool declares = std::find(parts.parameters.begin(), parts.parameters.end(), name_) != parts.parameters.end();
    is_decided_ = is_decided_ || declares;
    for (const ExpressionPtr& value : parts.defaults) visit(*value);
    visit(parts.body);
  }

  void visit(const Expression& expression) {
    if (is_decided_) return;
    const auto* name = std::get_if<NameNode>(&expression.node);
    if (name != nullptr && name->name == name_) {
      is_decided_ = true;
      is_read_ = name->use == NameUse::Load;
    }
    for_each_child(expression, [&](const Expression& child) { visit(child); });
  }

  NameId name_;
  bool is_decided_ = false;
  bool is_read_ = false;
};

/// Whether `matches(statement)` is true for any statement of the body, at any depth.
template <typename Matches>
bool any_statement(const Statements& body, Matches matches) {
  return std::any_of(body.begin(), body.end(), [&](const Statement& statement) {
    bool found = matches(statement);
    for_each_part(
        statement, [](const Expression&) {},
        [&](const Statements& inner) { found = found || any_statement(inner, matches); });
    return found;
  });
}

}  // namespace

bool reads_name(const Statements& body, NameId name) { return ReadSearch(name).run(body); }

bool has_extends(const Statements& body) {
  return any_statement(
      body, [](const Statement& statement) { return std::holds_alternative<ExtendsStatement>(statement.node); });
}

bool has_scoped_block(const Statements& body) {
  return any_statement(body, [](const Statement& statement) {
    const auto* block = std::get_if<BlockStatement>(&statement.node);
    return block != nullptr && block->scoped;
  });
}

const Expression* find_store(const Expression& expression, NameId name) {
  const auto* node = std::get_if<NameNode>(&expression.node);
  if (node != nullptr && node->name == name && node->use == NameUse::Store) return &expression;
  const Expression* found = nullptr;
  for_each_child(expression, [&](const Expression& child) {
    if (found == nullptr) found = find_store(child, name);
  });
  return found;
}

const Expression* find_store(const Statements& body, NameId name) {
  const Expression* found = nullptr;
  for (const Statement& statement : body) {
    for_each_part(
        statement,
        [&](const Expression& expression) {
          if (found == nullptr) found = find_store(expression, name);
        },
        [&](const Statements& inner) {
          if (found == nullptr) found = find_store(inner, name);
        });
  }
  return found;
}

namespace {

/// The limit for calculating an expression at compile time; costlier ones are left to run time.
Limits folding_limits() {
  Limits limits;
  limits.steps = 20'000;
  limits.memory_bytes = 1 << 20;
  limits.text_bytes = 64 << 10;
  return limits;
}

/// A copy that lives as long as the program; nullopt for values other than numbers and texts.
std::optional<Value> keep(Program& program, const Value& value) {
  switch (value.kind()) {
    case Kind::None:
    case Kind::Boolean:
    case Kind::Integer:
    case Kind::Float: return value;
    case Kind::Text: return Value::text(program.arena.store(value.text()), value.safety());
    default: return std::nullopt;
  }
}

}  // namespace

std::optional<Value> fold_constant(Program& program, const Expression& expression) {
  diagnostics::DiagnosticSink unheard;
  const std::size_t constants = program.constants.size();
  const std::size_t shapes = program.shapes.size();
  const std::size_t builtins = program.builtins.size();
  Generator generator(program, {}, Linking::AsReached, unheard);
  const Function function = generator.generate_expression(expression, Folding::Nothing);
  std::optional<Value> result;
  if (!unheard.has_errors()) {
    const Limits limits = folding_limits();
    TextSink sink;
    Machine machine(program, limits, sink);
    if (const auto value = machine.try_evaluate(function)) result = keep(program, *value);
  }
  program.constants.shorten(constants);
  program.shapes.shorten(shapes);
  program.builtins.shorten(builtins);
  return result;
}

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

/// Visits the parts of a statement that belong to the scope around it; its inner scopes are analysed when they are
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

/// A name that only some branches set keeps its former value in the others.
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
