// Walks through the tree of a template like an expansion, with places of the data as values: each use leaves evidence
// at the place, and the type is chosen from that at the end.
#pragma once

#include "templating/detail/syntax/ast.h"
#include "templating/detail/uses/call_uses.h"
#include "templating/detail/uses/value_flow.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::templating {

/// Each statement is walked through once, and each macro again for every call with new arguments or at a new place.
/// Recursive calls are not followed, and all calls together take a limited number of steps.
class UseWalk {
 public:
  explicit UseWalk(const NameTable& names) : names_(names), calls_(flows_, names) {}

  UsedData run(const TemplateTree& tree);

 private:
  using Scope = std::map<NameId, Flow>;
  struct Macro {
    const MacroParts* parts = nullptr;
    std::size_t scopes = 0;  // number of visible scopes
    std::vector<Flow> defaults = {};
    std::vector<Flow> current = {};  // of the parameters, during the walk through the macro
    bool is_active = false;
  };
  /// A name whose value was changed.
  struct Change {
    NameId name;
    std::optional<Flow> before;
  };

  // Statements (use_walk.cpp).
  void walk(const Statements& body);
  void walk(const LiteralStatement&) {}
  void walk(const OutputStatement& node) { calls_.print(flow_of(*node.value)); }
  void walk(const ForStatement& node);
  void walk(const IfStatement& node);
  void walk(const SetStatement& node) { bind(*node.target, flow_of(*node.value)); }
  void walk(const SetBlockStatement& node);
  void walk(const WithStatement& node);
  void walk(const MacroStatement& node);
  void walk(const CallBlockStatement& node);
  void walk(const FilterBlockStatement& node);
  void walk(const BlockStatement& node) { walk(node.body); }
  void walk(const ExtendsStatement& node);
  void walk(const IncludeStatement& node);
  void walk(const ImportStatement& node);
  void walk(const FromImportStatement& node);
  void walk(const DoStatement& node) { flow_of(*node.value); }
  void walk(const BreakStatement&) {}
  void walk(const ContinueStatement&) {}

  Macro make_macro(const MacroParts& parts);
  void walk_definition(const Macro& macro);
  void call_macro(Macro& macro, const WalkedArguments& arguments, const Expression& at);

  void open_scope();
  void close_scope();
  void assign(NameId name, Flow value);
  void bind(const Expression& target, const Flow& value);
  Flow* find_bound(NameId name);
  Flow imported_from(const Expression& name);
  /// `{% if x and not y %}`
  void test(const Expression& expression);

  // Expressions (walk_expression.cpp).
  Flow flow_of(const Expression& expression);
  Flow flow_of(const ConstantNode&, const Expression&) { return {}; }
  Flow flow_of(const NameNode& node, const Expression& at);
  Flow flow_of(const NamespaceTargetNode&, const Expression&) { return {}; }
  Flow flow_of(const TupleNode& node, const Expression&) { return flow_of_items(node.items); }
  Flow flow_of(const ListNode& node, const Expression&) { return flow_of_items(node.items); }
  Flow flow_of(const DictNode& node, const Expression& at);
  Flow flow_of(const UnaryNode& node, const Expression& at);
  Flow flow_of(const BinaryNode& node, const Expression& at);
  Flow flow_of(const LogicalNode& node, const Expression& at);
  Flow flow_of(const ConcatNode& node, const Expression& at);
  Flow flow_of(const CompareNode& node, const Expression& at);
  Flow flow_of(const ConditionalNode& node, const Expression& at);
  Flow flow_of(const AttributeNode& node, const Expression& at);
  Flow flow_of(const SubscriptNode& node, const Expression& at);
  Flow flow_of(const SliceNode& node, const Expression& at);
  Flow flow_of(const CallNode& node, const Expression& at);
  Flow flow_of(const FilterNode& node, const Expression& at);
  Flow flow_of(const TestNode& node, const Expression& at);
  Flow flow_of_items(const Expressions& items);
  Flow call_method(const CallNode& node, const AttributeNode& method, const Expression& at);
  Flow call_function(std::string_view name, const WalkedArguments& arguments, const Expression& at);
  void call_imported(const MadeValue& module, std::string_view name, const WalkedArguments& arguments,
                     const Expression& at);
  WalkedArguments walk_arguments(const CallArguments& arguments);
  void note_all(const WalkedArguments& arguments, Evidence evidence);

  std::string text(NameId name) const { return std::string(names_.text(name)); }

  const NameTable& names_;
  ValueFlows flows_;
  CallUses calls_;
  std::vector<Scope> scopes_{1};
  std::vector<Change> changes_;  // in the innermost scope
  std::vector<std::size_t> changes_before_;
  std::map<NameId, Macro> macros_;
  std::vector<Macro> callers_;  // blocks of `call`, innermost last
  std::vector<Flow> loops_;     // items of loops that may call themselves
  std::set<std::vector<std::uintptr_t>> called_;
  std::vector<TakenName> taken_;
  std::optional<diagnostics::Span> unfollowed_;
  bool is_open_ = false;
  std::size_t level_ = 0;
  std::size_t called_levels_ = 0;
  std::size_t steps_ = 0;  // number of calls
};

}  // namespace gongwen::templating
