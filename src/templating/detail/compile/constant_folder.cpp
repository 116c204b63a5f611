#include "templating/detail/compile/generator.h"
#include "templating/detail/compile/symbols.h"
#include "templating/detail/machine/machine.h"
#include "templating/detail/text_sink.h"

namespace gongwen::templating {
namespace {

/// What one expression may cost at compile time; beyond that, it is left to the expansion.
Limits folding_limits() {
  Limits limits;
  limits.steps = 20'000;
  limits.memory_bytes = 1 << 20;
  limits.text_bytes = 64 << 10;
  return limits;
}

/// A copy that lives as long as the program; nothing for values other than numbers and texts.
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

}  // namespace gongwen::templating
