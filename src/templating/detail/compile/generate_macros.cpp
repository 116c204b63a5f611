// Macros and call blocks.
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/compile/generator.h"
#include "templating/detail/compile/symbols.h"

#include <algorithm>

namespace gongwen::templating {

namespace messages = diagnostics::messages;

void Generator::generate_macro(const MacroStatement& node, const diagnostics::Span& span, const Scope& scope) {
  const FunctionId id = generate_macro_function(FunctionKind::Macro, node.parts, node.name, span, scope);
  function().emit(Opcode::MakeMacro, span, id.value);
  function().emit(Opcode::StoreSlot, span, scope.symbols->find(node.name)->slot);
  export_name(node.name, span, scope, Export::Public);
}

void Generator::generate_call_block(const CallBlockStatement& node, const diagnostics::Span& span, const Scope& scope) {
  const FunctionId caller = generate_macro_function(FunctionKind::CallBlock, node.parts, {}, span, scope);
  const auto& call = std::get<CallNode>(node.call->node);
  generate_call(call, node.call->span, scope, Opcode::CallAndEmit, caller);
}

FunctionId Generator::generate_macro_function(FunctionKind kind, const MacroParts& parts, NameId name,
                                              const diagnostics::Span& span, const Scope& scope) {
  return generate_function(kind, span, [&] {
    function().set_name(name);
    Symbols symbols(function(), scope.symbols);
    declare_parameters(parts, span, symbols);
    for (const ExpressionPtr& value : parts.defaults) symbols.visit(*value);
    symbols.visit(parts.body);
    enter_scope(symbols, span);
    const Scope inner{&symbols};
    generate_defaults(parts, span, inner);
    generate_body(parts.body, inner);
  });
}

/// The parameters take the first slots, then those that a body gets by using them.
void Generator::declare_parameters(const MacroParts& parts, const diagnostics::Span& span, Symbols& symbols) {
  MacroSignature& signature = function().signature();
  signature.parameters = parts.parameters;
  for (const NameId parameter : parts.parameters) symbols.declare_parameter(parameter);
  const auto declares = [&](NameId name) {
    return std::find(parts.parameters.begin(), parts.parameters.end(), name) != parts.parameters.end();
  };
  const NameId caller = program_.names.intern("caller");
  signature.explicit_caller = declares(caller);
  signature.uses_caller = reads_name(parts.body, caller);
  if (signature.uses_caller && !signature.explicit_caller) symbols.declare_parameter(caller);
  if (signature.uses_caller && signature.explicit_caller) {
    const auto position = std::find(parts.parameters.begin(), parts.parameters.end(), caller);
    const auto after = static_cast<std::size_t>(parts.parameters.end() - position);
    if (after > parts.defaults.size()) sink_.report(messages::TemplatingCallerParameter, {span, {}});
  }
  const NameId kwargs = program_.names.intern("kwargs");
  signature.uses_kwargs = reads_name(parts.body, kwargs) && !declares(kwargs);
  if (signature.uses_kwargs) symbols.declare_parameter(kwargs);
  const NameId varargs = program_.names.intern("varargs");
  signature.uses_varargs = reads_name(parts.body, varargs) && !declares(varargs);
  if (signature.uses_varargs) symbols.declare_parameter(varargs);
}

/// Defaults are worked out at each call, one after the other, so that they can refer to parameters
/// before them.
void Generator::generate_defaults(const MacroParts& parts, const diagnostics::Span& span, const Scope& scope) {
  const std::size_t without_default = parts.parameters.size() - parts.defaults.size();
  for (std::size_t i = 0; i < parts.parameters.size(); ++i) {
    const std::uint32_t slot = scope.symbols->find(parts.parameters[i])->slot;
    const std::size_t given = function().emit(Opcode::JumpIfSet, span, 0, slot);
    if (i < without_default) {
      function().emit(Opcode::MissingParameter, span, slot, parts.parameters[i].value);
    } else {
      generate_value(*parts.defaults[i - without_default], scope);
      function().emit(Opcode::StoreSlot, span, slot);
    }
    function().land(given);
  }
}

}  // namespace gongwen::templating
