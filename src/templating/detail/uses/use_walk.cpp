#include "templating/detail/uses/use_walk.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <variant>

namespace gongwen::templating {
namespace {

/// Steps in calls of macros: a fraction of a second, and at most some ten megabytes of values.
constexpr std::size_t kMostSteps = 50'000;
/// Statements and expressions in one another before a call is not followed: far from the end of the stack.
constexpr std::size_t kDeepestCall = 600;

}  // namespace

UsedData UseWalk::run(const TemplateTree& tree) {
  walk(tree.body);
  flows_.spread_types();
  UsedData data{used_value(flows_.root(), nullptr), std::move(taken_), unfollowed_};
  data.root.type = UsedType::Group;
  data.root.is_open = is_open_;
  if (flows_.is_overfull() && !data.unfollowed) data.unfollowed.emplace();
  return data;
}

void UseWalk::walk(const Statements& body) {
  ++level_;
  for (const Statement& statement : body) {
    if (called_levels_ > 0) ++steps_;
    std::visit([this](const auto& node) { walk(node); }, statement.node);
  }
  --level_;
}

void UseWalk::walk(const ForStatement& node) {
  const Flow list = flow_of(*node.iterable);
  {
    const BranchGuard branch(flows_);
    open_scope();
    const Flow item = flows_.item_of(list, node.target->span);
    flows_.run_through(item);
    bind(*node.target, item);
    MadeValue loop;
    for (const std::string_view name : {"previtem", "nextitem"}) loop.members.emplace(name, item);
    if (const NameId id = names_.find("loop")) assign(id, flows_.make(std::move(loop)));
    if (node.recursive) loops_.push_back(item);
    std::optional<BranchGuard> chosen;
    if (node.test != nullptr) {
      test(*node.test);
      chosen.emplace(flows_);
    }
    walk(node.body);
    if (node.recursive) loops_.pop_back();
    close_scope();
  }
  const BranchGuard branch(flows_);
  walk(node.otherwise);
}

// After the branches, a name has the values of all of them, and its old one if some branch does not set it.
void UseWalk::walk(const IfStatement& node) {
  struct Merged {
    Flow flow;
    std::size_t branches = 0;
  };
  std::map<NameId, Merged> merged;
  const auto walk_branch = [&](const Statements& body) {
    const std::size_t first = changes_.size();
    {
      const BranchGuard branch(flows_);
      walk(body);
    }
    std::set<NameId> seen;
    while (changes_.size() > first) {
      Change change = std::move(changes_.back());
      changes_.pop_back();
      Flow& now = scopes_.back()[change.name];
      if (seen.insert(change.name).second) {
        Merged& all = merged[change.name];
        all.flow.add(now);
        ++all.branches;
      }
      if (change.before)
        now = *std::move(change.before);
      else
        scopes_.back().erase(change.name);
    }
  };
  for (const IfBranch& one : node.branches) {
    std::optional<BranchGuard> otherwise;
    if (&one != &node.branches.front()) otherwise.emplace(flows_);
    test(*one.test);
    otherwise.reset();
    walk_branch(one.body);
  }
  walk_branch(node.otherwise);
  for (auto& [name, all] : merged) {
    const auto before = scopes_.back().find(name);
    if (all.branches <= node.branches.size() && before != scopes_.back().end()) all.flow.add(before->second);
    assign(name, std::move(all.flow));
  }
}

void UseWalk::walk(const SetBlockStatement& node) {
  walk(node.body);
  if (node.filter != nullptr) flow_of(*node.filter);
  bind(*node.target, {});
}

void UseWalk::walk(const WithStatement& node) {
  std::vector<Flow> values;
  for (const auto& [target, value] : node.bindings) values.push_back(flow_of(*value));
  open_scope();
  for (std::size_t i = 0; i < values.size(); ++i) bind(*node.bindings[i].first, values[i]);
  walk(node.body);
  close_scope();
}

void UseWalk::walk(const MacroStatement& node) {
  Macro& macro = macros_[node.name];
  // A macro that defines itself anew would destroy its own parts.
  if (macro.is_active) return;
  macro = make_macro(node.parts);
  assign(node.name, {});
  walk_definition(macro);
}

void UseWalk::walk(const CallBlockStatement& node) {
  Macro block = make_macro(node.parts);
  walk_definition(block);
  callers_.push_back(std::move(block));
  flow_of(*node.call);
  callers_.pop_back();
}

void UseWalk::walk(const FilterBlockStatement& node) {
  walk(node.body);
  flow_of(*node.filter);
}

void UseWalk::walk(const ExtendsStatement& node) {
  flow_of(*node.name);
  is_open_ = true;
}

void UseWalk::walk(const IncludeStatement& node) {
  flow_of(*node.name);
  is_open_ = is_open_ || node.with_context;
}

void UseWalk::walk(const ImportStatement& node) {
  assign(node.target, imported_from(*node.name));
  is_open_ = is_open_ || node.with_context;
}

void UseWalk::walk(const FromImportStatement& node) {
  const Flow module = imported_from(*node.name);
  for (const ImportedName& one : node.names) assign(one.alias ? one.alias : one.name, module);
  is_open_ = is_open_ || node.with_context;
}

Flow UseWalk::imported_from(const Expression& name) {
  flow_of(name);
  const Value* const constant = constant_of(name);
  MadeValue module;
  module.imported = constant != nullptr && constant->is_text() ? constant->text() : std::string_view();
  return flows_.make(std::move(module));
}

// Macros.

UseWalk::Macro UseWalk::make_macro(const MacroParts& parts) {
  Macro macro;
  macro.parts = &parts;
  macro.scopes = scopes_.size();
  for (const ExpressionPtr& one : parts.defaults) macro.defaults.push_back(flow_of(*one));
  return macro;
}

/// A macro may never be called, so what it reads need not be there; but the names that it reads are known.
void UseWalk::walk_definition(const Macro& macro) {
  const MacroParts& parts = *macro.parts;
  const BranchGuard branch(flows_);
  open_scope();
  for (const NameId parameter : parts.parameters) assign(parameter, {});
  walk(parts.body);
  close_scope();
}

void UseWalk::call_macro(Macro& macro, const WalkedArguments& arguments, const Expression& at) {
  const MacroParts& parts = *macro.parts;
  const std::size_t first_default = parts.parameters.size() - std::min(parts.parameters.size(), parts.defaults.size());
  std::vector<Flow> values;
  std::vector<std::uintptr_t> call{reinterpret_cast<std::uintptr_t>(&parts),
                                   reinterpret_cast<std::uintptr_t>(flows_.branch()),
                                   callers_.empty() ? 0 : reinterpret_cast<std::uintptr_t>(callers_.back().parts)};
  for (std::size_t i = 0; i < parts.parameters.size(); ++i) {
    Flow& value = values.emplace_back();
    if (i < arguments.positional.size()) value.add(arguments.positional[i]);
    for (const auto& [name, flow] : arguments.keywords) {
      if (name == names_.text(parts.parameters[i])) value.add(flow);
    }
    if (i >= first_default && i - first_default < macro.defaults.size()) {
      calls_.note_substitute(value, *parts.defaults[i - first_default]);
      value.add(macro.defaults[i - first_default]);
    }
    for (const DataNode* const node : value.nodes) call.push_back(reinterpret_cast<std::uintptr_t>(node));
    for (const MadeValue* const made : value.made) call.push_back(reinterpret_cast<std::uintptr_t>(made));
    call.push_back(0);
  }
  if (macro.is_active) {
    for (std::size_t i = 0; i < values.size() && i < macro.current.size(); ++i)
      flows_.repeat(values[i], macro.current[i]);
    return;
  }
  if (called_.contains(call)) return;
  if (steps_ >= kMostSteps || level_ >= kDeepestCall) {
    if (!unfollowed_) unfollowed_ = at.span;
    return;
  }
  called_.insert(std::move(call));
  // A macro sees the names that are known where it stands, not those of its caller.
  const auto seen = static_cast<std::ptrdiff_t>(std::min(macro.scopes, scopes_.size()));
  std::vector<Scope> hidden(std::make_move_iterator(scopes_.begin() + seen), std::make_move_iterator(scopes_.end()));
  scopes_.erase(scopes_.begin() + seen, scopes_.end());
  open_scope();
  for (std::size_t i = 0; i < values.size(); ++i) assign(parts.parameters[i], values[i]);
  macro.current = std::move(values);
  macro.is_active = true;
  ++called_levels_;
  walk(parts.body);
  --called_levels_;
  macro.is_active = false;
  close_scope();
  scopes_.insert(scopes_.end(), std::make_move_iterator(hidden.begin()), std::make_move_iterator(hidden.end()));
}

// Names.

void UseWalk::open_scope() {
  scopes_.emplace_back();
  changes_before_.push_back(changes_.size());
}

void UseWalk::close_scope() {
  scopes_.pop_back();
  changes_.resize(changes_before_.back());
  changes_before_.pop_back();
}

void UseWalk::assign(NameId name, Flow value) {
  Scope& scope = scopes_.back();
  const auto found = scope.find(name);
  changes_.push_back({name, found == scope.end() ? std::nullopt : std::optional(std::move(found->second))});
  scope[name] = std::move(value);
}

void UseWalk::bind(const Expression& target, const Flow& value) {
  if (const auto* const name = std::get_if<NameNode>(&target.node)) {
    assign(name->name, value);
  } else if (const auto* const tuple = std::get_if<TupleNode>(&target.node)) {
    for (std::size_t i = 0; i < tuple->items.size(); ++i) {
      const Flow part = flows_.part_of(value, i, tuple->items.size(), target.span);
      flows_.run_through(part);
      bind(*tuple->items[i], part);
    }
  } else if (const auto* const member = std::get_if<NamespaceTargetNode>(&target.node)) {
    const Flow* const known = find_bound(member->name);
    if (known == nullptr) return;
    for (MadeValue* const made : known->made) made->members[text(member->attribute)].add(value);
  }
}

Flow* UseWalk::find_bound(NameId name) {
  for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
    if (const auto found = scope->find(name); found != scope->end()) return &found->second;
  }
  return nullptr;
}

void UseWalk::test(const Expression& expression) {
  if (const auto* const logical = std::get_if<LogicalNode>(&expression.node)) {
    test(*logical->left);
    const BranchGuard branch(flows_);
    test(*logical->right);
  } else if (const auto* const unary = std::get_if<UnaryNode>(&expression.node);
             unary != nullptr && unary->operation == UnaryOperator::Not) {
    test(*unary->operand);
  } else {
    ValueFlows::note(flow_of(expression), Evidence::Condition);
  }
}

}  // namespace gongwen::templating
