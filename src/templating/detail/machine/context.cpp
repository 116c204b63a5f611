#include "templating/detail/machine/context.h"

#include "templating/detail/builtins/registry.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/members.h"
#include "templating/detail/value/references.h"

namespace gongwen::templating {
namespace {

const NamedValue* find_named(std::span<const NamedValue> values, NameId name) {
  for (const NamedValue& value : values) {
    if (value.name == name) return &value;
  }
  return nullptr;
}

}  // namespace

Value Context::find(NameId name) const {
  if (const NamedValue* own = find_named(variables_.span(), name)) return own->value;
  if (const NamedValue* given = find_named(inherited_, name)) return given->value;
  const std::string_view text = program_->names.text(name);
  if (data_.is(Kind::DataObject)) {
    if (const auto member = MappingView(data_).find(text)) return *member;
  }
  const Builtin* global = find_global(text);
  return global == nullptr ? Value::missing() : Value::of(*global);
}

void Context::set(Arena& arena, const NamedValue& variable) {
  for (NamedValue& own : variables_) {
    if (own.name != variable.name) continue;
    own = variable;
    return;
  }
  variables_.push_back(arena, variable);
}

const Value* Context::find_exported(std::string_view name) const {
  const NamedValue* own = find_named(variables_.span(), program_->find_name(name));
  return own != nullptr && own->is_exported ? &own->value : nullptr;
}

std::vector<std::string_view> Context::exported_names() const {
  std::vector<std::string_view> names;
  for (const NamedValue& variable : variables_.span()) {
    if (variable.is_exported) names.push_back(program_->names.text(variable.name));
  }
  return names;
}

std::span<const NamedValue> Context::snapshot(Arena& arena, std::span<const NamedValue> locals) const {
  ArenaVector<NamedValue> all;
  all.reserve(arena, locals.size() + variables_.size() + inherited_.size());
  for (const std::span<const NamedValue> part : {locals, variables_.span(), inherited_}) {
    for (const NamedValue& value : part) {
      if (find_named(all.span(), value.name) == nullptr) all.push_back(arena, value);
    }
  }
  return all.span();
}

std::vector<std::string_view> Context::known_names() const {
  std::vector<std::string_view> names;
  for (const NamedValue& value : variables_) names.push_back(program_->names.text(value.name));
  for (const NamedValue& value : inherited_) names.push_back(program_->names.text(value.name));
  if (data_.is(Kind::DataObject)) {
    const MappingView view(data_);
    std::size_t cursor = 0;
    while (const auto entry = view.next(cursor)) {
      if (entry->key.is_text()) names.push_back(entry->key.text());
    }
  }
  for (const std::string_view name : global_names()) names.push_back(name);
  return names;
}

void Context::add_blocks(Arena& arena, const CompiledTemplate& compiled) {
  for (const auto& [name, function] : compiled.blocks) {
    BlockStack* stack = nullptr;
    for (BlockStack& candidate : blocks_) {
      if (candidate.name == name) stack = &candidate;
    }
    if (stack == nullptr) {
      blocks_.push_back(arena, {name, {}});
      stack = &blocks_.back();
    }
    stack->functions.push_back(arena, function);
  }
}

const BlockStack* Context::find_blocks(NameId name) const {
  for (const BlockStack& stack : blocks_) {
    if (stack.name == name) return &stack;
  }
  return nullptr;
}

std::string macro_repr(const Macro& macro) {
  return macro.name.empty() ? "<Macro anonymous>" : "<Macro '" + std::string(macro.name) + "'>";
}

Value find_macro_member(Runtime& runtime, const Macro& macro, std::string_view name) {
  const MacroSignature& signature = macro.closure.function->signature;
  if (name == "name") return macro.name.empty() ? Value::none() : Value::text(macro.name);
  if (name == "catch_kwargs") return Value::boolean(signature.uses_kwargs);
  if (name == "catch_varargs") return Value::boolean(signature.uses_varargs);
  if (name == "caller") return Value::boolean(signature.uses_caller);
  if (name == "explicit_caller") return Value::boolean(signature.explicit_caller);
  if (name != "arguments") return Value::missing();
  const std::span<Value> names = runtime.arena().array<Value>(signature.parameters.size());
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = Value::text(macro.names->text(signature.parameters[i]));
  return Value::of(runtime.arena().make<Tuple>(names));
}

Value find_module_member(const Module& module, std::string_view name) {
  if (name == "__name__") return Value::text(module.name);
  const Value* exported = module.context->find_exported(name);
  return exported == nullptr ? Value::missing() : *exported;
}

std::vector<std::string_view> module_members(const Module& module) { return module.context->exported_names(); }

Value find_block(Runtime& runtime, const SelfReference& self, std::string_view name) {
  const NameId id = self.context->program().find_name(name);
  if (!id || self.context->find_blocks(id) == nullptr) return Value::missing();
  return Value::of(runtime.arena().make<BlockReference>(self.context, id, 0u));
}

Value find_block_member(Runtime& runtime, const BlockReference& block, std::string_view name) {
  if (name == "super") return find_parent_block(runtime, block);
  if (name == "name") return Value::text(block.context->program().names.text(block.name));
  return Value::missing();
}

Value find_parent_block(Runtime& runtime, const BlockReference& block) {
  const BlockStack* stack = block.context->find_blocks(block.name);
  if (stack == nullptr || block.level + 1 >= stack->functions.size()) {
    const std::string_view name = block.context->program().names.text(block.name);
    return make_undefined(runtime, UndefinedReason::NoParentBlock, name);
  }
  return Value::of(runtime.arena().make<BlockReference>(block.context, block.name, block.level + 1));
}

}  // namespace gongwen::templating
