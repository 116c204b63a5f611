// Instructions: calling macros, functions and methods.
#include "base/format.h"
#include "diagnostics/catalogue/templating.h"
#include "templating/detail/machine/machine.h"
#include "templating/detail/machine/run_function.h"
#include "templating/detail/value/arithmetic.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/members.h"

#include <algorithm>

namespace gongwen::templating {

namespace messages = diagnostics::messages;

Arguments Machine::read_arguments(const CallShape& shape, const Value* base) {
  Arguments arguments{{base, shape.positional}, {}};
  const Value* next = base + shape.positional;
  if (!shape.keywords.empty()) {
    const std::span<Keyword> keywords = arena().array<Keyword>(shape.keywords.size());
    for (std::size_t i = 0; i < keywords.size(); ++i) {
      new (&keywords[i]) Keyword{program_.names.text(shape.keywords[i]), *next++};
    }
    arguments.keywords = keywords;
  }
  if (shape.star || shape.double_star) add_starred(shape, next, arguments);
  return arguments;
}

/// Adds what `*` and `**` bring along.
void Machine::add_starred(const CallShape& shape, const Value* starred, Arguments& arguments) {
  if (shape.star) {
    ArenaVector<Value> all;
    for (const Value& argument : arguments.positional) all.push_back(arena(), argument);
    for (const Value& argument : collect(*this, *starred)) all.push_back(arena(), argument);
    arguments.positional = all.span();
    ++starred;
  }
  if (!shape.double_star) return;
  require_defined(*starred);
  if (!is_mapping(*starred)) fail_about(*starred, messages::TemplatingBadDoubleStar, type_name(*starred));
  ArenaVector<Keyword> all;
  for (const Keyword& keyword : arguments.keywords) all.push_back(arena(), keyword);
  const MappingView view(*starred);
  std::size_t cursor = 0;
  while (const auto entry = view.next(cursor)) {
    if (!entry->key.is_text()) fail_about(*starred, messages::TemplatingBadDoubleStar, type_name(entry->key));
    for (const Keyword& keyword : arguments.keywords) {
      if (keyword.name == entry->key.text()) fail(messages::TemplatingArgumentTwice, "**", keyword.name);
    }
    all.push_back(arena(), {entry->key.text(), entry->value});
  }
  arguments.keywords = all.span();
}

void Machine::call_value(const Instruction& instruction) {
  const CallShape& shape = program_.shapes[instruction.a];
  Value* const base = top_ - shape.stack_size();
  const Arguments arguments = read_arguments(shape, base);
  base[-1] = call(base[-1], arguments);
  top_ = base;
}

void Machine::call_and_emit(const Instruction& instruction) {
  const CallShape& shape = program_.shapes[instruction.a];
  Value* const base = top_ - shape.stack_size();
  const Arguments arguments = read_arguments(shape, base);
  if (!run_writing(base[-1], arguments)) write(call(base[-1], arguments));
  top_ = base - 1;
}

Value Machine::call(const Value& callee, const Arguments& arguments) {
  switch (callee.kind()) {
    case Kind::Function: return invoke(*this, callee.as<const Builtin>(), Value::missing(), arguments);
    case Kind::Method: {
      const auto& method = callee.as<Method>();
      return invoke(*this, *method.builtin, method.self, arguments);
    }
    case Kind::Joiner: {
      auto& joiner = callee.as<Joiner>();
      return std::exchange(joiner.used, true) ? joiner.separator : Value::text({});
    }
    case Kind::Undefined:
      if (is_blank(callee)) return callee;
      fail_undefined(callee);
    default: break;
  }
  open_capture();
  if (!run_writing(callee, arguments)) fail_about(callee, messages::TemplatingNotCallable, type_name(callee));
  return close_capture();
}

bool Machine::run_writing(const Value& callee, const Arguments& arguments) {
  switch (callee.kind()) {
    case Kind::Macro: run_macro(callee.as<Macro>(), arguments); return true;
    case Kind::BlockReference: run_block(callee.as<BlockReference>()); return true;
    case Kind::Loop: {
      const auto& loop = callee.as<LoopState>();
      if (loop.recursion.function == nullptr) fail(messages::TemplatingLoopNotRecursive);
      if (arguments.positional.size() != 1) fail(messages::TemplatingMissingArgument, "loop", "iterable");
      run_loop_function(loop.recursion, arguments.positional[0], loop.depth0 + 1);
      return true;
    }
    default: return false;
  }
}

void Machine::make_macro(const Instruction& instruction) {
  const Function& function = program_.functions[instruction.a];
  const std::string_view name = function.name ? program_.names.text(function.name) : std::string_view();
  push(Value::of(arena().make<Macro>(Closure{&function, frame_, frame_->context}, name, &program_.names)));
}

void Machine::set_missing_parameter(const Instruction& instruction) {
  const std::string_view name = program_.names.text(NameId(instruction.b));
  frame_->slots[instruction.a] = make_undefined(*this, UndefinedReason::Parameter, name);
}

void Machine::run_macro(const Macro& macro, const Arguments& arguments) {
  run_function(macro.closure, [&](Value* slots) { bind_macro(macro, arguments, slots); });
}

/// Jinja's way of giving arguments to a macro: positional ones first, the rest by name; what is
/// left over goes to `varargs` and `kwargs` where the macro uses them.
void Machine::bind_macro(const Macro& macro, const Arguments& arguments, Value* slots) {
  const MacroSignature& signature = macro.closure.function->signature;
  const std::size_t count = signature.parameters.size();
  const std::size_t positional = std::min(count, arguments.positional.size());
  std::copy_n(arguments.positional.begin(), positional, slots);
  ArenaVector<Keyword> left_over;
  const Keyword* caller = nullptr;
  for (const Keyword& keyword : arguments.keywords) {
    std::size_t parameter = positional;
    while (parameter < count && program_.names.text(signature.parameters[parameter]) != keyword.name) ++parameter;
    if (parameter < count) {
      slots[parameter] = keyword.value;
    } else if (keyword.name == "caller" && signature.uses_caller && !signature.explicit_caller) {
      caller = &keyword;
    } else {
      left_over.push_back(arena(), keyword);
    }
  }
  std::size_t next = count;
  if (signature.uses_caller && !signature.explicit_caller) {
    slots[next++] = caller != nullptr ? caller->value : make_undefined(*this, UndefinedReason::NoCaller, "caller");
  }
  if (signature.uses_kwargs) {
    auto& dict = arena().make<Dict>();
    for (const Keyword& keyword : left_over) dict.set(*this, Value::text(keyword.name), keyword.value);
    slots[next++] = Value::of(dict);
  }
  if (signature.uses_varargs) slots[next] = make_tuple_value(*this, arguments.positional.subspan(positional));
  check_left_over(macro, arguments, left_over.span());
}

void Machine::check_left_over(const Macro& macro, const Arguments& arguments, std::span<const Keyword> keywords) {
  const MacroSignature& signature = macro.closure.function->signature;
  const std::string_view name = macro.name.empty() ? std::string_view("caller") : macro.name;
  if (!signature.uses_kwargs && !keywords.empty()) {
    const bool is_caller = keywords[0].name == "caller";
    if (is_caller && !signature.uses_caller) fail(messages::TemplatingCallerUnused, name);
    std::vector<std::string_view> known;
    for (const NameId parameter : signature.parameters) known.push_back(program_.names.text(parameter));
    fail(messages::TemplatingUnknownMacroArgument, name, keywords[0].name, fmt::format("{}", fmt::join(known, ", ")));
  }
  if (!signature.uses_varargs && arguments.positional.size() > signature.parameters.size()) {
    fail(messages::TemplatingTooManyArguments, name, signature.parameters.size());
  }
}

void Machine::run_block(const BlockReference& block) {
  const BlockStack* stack = block.context->find_blocks(block.name);
  run_function({&program_.function(stack->functions[block.level]), nullptr, block.context}, [](Value*) {});
}

}  // namespace gongwen::templating
