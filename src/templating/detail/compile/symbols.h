// Analyses before code is generated: variables of scopes, constants, questions about bodies.
#pragma once

#include "templating/detail/compile/program.h"
#include "templating/detail/syntax/ast.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <vector>

namespace gongwen::templating {

class FunctionBuilder;

// Evaluates expressions without names and calls at compile time, like Jinja.

/// The value of a constant expression, if it is a plain number or text. Returns nullopt for other results, and for
/// errors, which are reported when the expression is reached.
std::optional<Value> fold_constant(Program& program, const Expression& expression);

// Questions about whole bodies that decide how they are compiled.

/// Whether the name is read in the body before it is set there. The search includes inner functions, but not
/// blocks.
bool reads_name(const Statements& body, NameId name);

/// Whether the body has an `extends`, at any depth.
bool has_extends(const Statements& body);

/// Whether the body has a `block … scoped`, at any depth.
bool has_scoped_block(const Statements& body);

/// The first place at which the name is set; null if absent.
const Expression* find_store(const Expression& expression, NameId name);
const Expression* find_store(const Statements& body, NameId name);

// Symbols: the variables of a scope, and the sources of their first values. By Jinja's rules a name that is only read
// comes from the context, a name that is set somewhere in a scope belongs to that scope, and branches of `if` share the
// scope around them.

/// A slot of one function.
struct Variable {
  FunctionBuilder* owner = nullptr;
  std::uint32_t slot = 0;
  friend bool operator==(const Variable&, const Variable&) = default;
};

/// The initial value of a variable when its scope is entered.
enum class LoadKind : std::uint8_t {
  Parameter,  // set when the scope is entered
  Resolve,    // looked up in the context
  Alias,      // a copy of the variable of an outer scope
  Unset,
};
struct Load {
  Variable variable;
  NameId name;
  LoadKind kind = LoadKind::Unset;
  Variable outer;  // of an Alias
};

class Symbols {
 public:
  Symbols(FunctionBuilder& owner, const Symbols* parent);

  /// The variable to which the name refers here; nullopt if the name was never analysed.
  std::optional<Variable> find(NameId name) const;
  Variable declare_parameter(NameId name);

  /// Analyses a part of a scope. Call it in the order in which the parts run.
  void visit(const Expression& expression);
  void visit(const Statements& body);
  /// Turns the names of a target into parameters of this scope, set when it is entered.
  void declare_target(const Expression& target);

  const std::vector<Load>& loads() const { return loads_; }
  bool is_stored(NameId name) const { return stores_.contains(name); }
  /// Keeps a variable that is only read in another slot.
  void redirect(NameId name, Variable variable) { variables_[name] = variable; }
  /// The variables that were set here or in the enclosing scopes, by name.
  std::map<NameId, Variable> stored_variables() const;

 private:
  void load(NameId name);
  void store(NameId name);
  Variable define(NameId name, LoadKind kind, Variable outer = {});
  void set_load(const Load& load);
  void visit_statement(const Statement& statement);
  void visit_if(std::span<const IfBranch> branches, const Statements& otherwise);
  void merge_branches(std::span<const Symbols> branches);

  FunctionBuilder* owner_;
  const Symbols* parent_;
  std::map<NameId, Variable> variables_;
  std::vector<Load> loads_;
  std::set<NameId> stores_;
  std::uint32_t scope_;  // the same for all branches, so that a name has one slot in all
};

}  // namespace gongwen::templating
