// Several templates: extends, block, include, import.
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/compile/generator.h"

namespace gongwen::templating {

namespace messages = diagnostics::messages;

void Generator::generate_extends(const ExtendsStatement& node, const diagnostics::Span& span, const Scope& scope) {
  if (!scope.toplevel) {
    sink_.report(messages::TemplatingExtendsNotOnTop, diagnostics::Origin{span, {}});
    return;
  }
  if (has_extended_) {
    const auto jump =
        extends_known_ ? std::nullopt : std::optional(function().emit(Opcode::JumpIfExtended, span, 0, parent_slot_));
    if (!jump) {
      function().emit(Opcode::FailExtendedTwice, span);
      unreachable_ = true;
      return;
    }
    // Not extended yet: go on; otherwise fail.
    const std::size_t go_on = function().emit(Opcode::Jump, span);
    function().land(*jump);
    function().emit(Opcode::FailExtendedTwice, span);
    function().land(go_on);
  }
  generate_value(*node.name, scope);
  function().emit(Opcode::Extend, node.name->span, parent_slot_);
  extends_known_ = extends_known_ || scope.rootlevel;
  has_extended_ = true;
  extends_span_ = span;
}

void Generator::generate_include(const IncludeStatement& node, const diagnostics::Span& span, const Scope& scope) {
  generate_value(*node.name, scope);
  const int flags = (node.ignore_missing ? kIgnoreMissing : 0) | (node.with_context ? kWithContext : 0);
  function().emit(Opcode::Include, span, static_cast<std::uint32_t>(flags), node.with_context ? add_locals(scope) : 0);
}

void Generator::generate_import(const ImportStatement& node, const diagnostics::Span& span, const Scope& scope) {
  generate_value(*node.name, scope);
  function().emit(Opcode::Import, span, node.with_context ? std::uint32_t{kWithContext} : 0,
                  node.with_context ? add_locals(scope) : 0);
  function().emit(Opcode::StoreSlot, span, scope.symbols->find(node.target)->slot);
  export_name(node.target, span, scope, Export::Private);
}

void Generator::generate_from_import(const FromImportStatement& node, const diagnostics::Span& span,
                                     const Scope& scope) {
  generate_value(*node.name, scope);
  function().emit(Opcode::Import, span, node.with_context ? std::uint32_t{kWithContext} : 0,
                  node.with_context ? add_locals(scope) : 0);
  for (const ImportedName& imported : node.names) {
    function().emit(Opcode::ImportName, span, imported.name.value);
    function().emit(Opcode::StoreSlot, span, scope.symbols->find(imported.alias)->slot);
    export_name(imported.alias, span, scope, Export::Private);
  }
  function().emit(Opcode::Pop, span);
}

/// The place of a block: whichever template overrides it last fills it.
void Generator::generate_block_call(const BlockStatement& node, const diagnostics::Span& span, const Scope& scope) {
  if (scope.toplevel && extends_known_) return;
  const bool conditional = scope.toplevel && has_extended_;
  const std::size_t jump = conditional ? function().emit(Opcode::JumpIfExtended, span, 0, parent_slot_) : 0;
  const auto flags = static_cast<std::uint8_t>((node.scoped ? kScoped : 0) | (node.required ? kRequired : 0));
  function().emit(Opcode::RunBlock, span, node.name.value, node.scoped ? add_locals(scope) : 0, flags);
  if (conditional) function().land(jump);
}

/// The variables that others may see from here.
std::uint32_t Generator::add_locals(const Scope& scope) {
  std::vector<LocalVariable> locals;
  for (const auto& [name, variable] : scope.symbols->stored_variables()) {
    locals.push_back({name, function().hops_to(variable), variable.slot});
  }
  program_.locals.push_back(std::move(locals));
  return static_cast<std::uint32_t>(program_.locals.size() - 1);
}

}  // namespace gongwen::templating
