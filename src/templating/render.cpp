#include "templating/render.h"

#include "diagnostics/catalogue/templating.h"
#include "templating/detail/compile/later_templates.h"
#include "templating/detail/machine/guarded_run.h"
#include "templating/detail/syntax/ast_walk.h"
#include "templating/detail/value/iterate.h"

namespace gongwen::templating {
namespace {

Value wrap_all(Machine& machine, std::span<const data::Value> bound) {
  std::vector<Value> wrapped;
  for (const data::Value& value : bound) wrapped.push_back(machine.wrap(value));
  return make_tuple_value(machine, wrapped);
}

}  // namespace

std::vector<NamedValue> make_bindings(Machine& machine, const Program& program, std::span<const Binding> bindings) {
  std::vector<NamedValue> values;
  for (const Binding& binding : bindings) {
    const NameId name = program.find_name(binding.name);
    if (!name) continue;
    const Value value = std::visit(Overloaded{
                                       [&](const data::Value& bound) { return machine.wrap(bound); },
                                       [&](std::span<const data::Value> bound) { return wrap_all(machine, bound); },
                                       [](std::int64_t bound) { return Value::integer(bound); },
                                       [](std::string_view bound) { return Value::text(bound); },
                                       [](bool bound) { return Value::boolean(bound); },
                                   },
                                   binding.value);
    values.push_back({name, value});
  }
  return values;
}

bool render(const TemplateSet& templates, const RenderInput& input, Sink& out, diagnostics::DiagnosticSink& sink) {
  const Program& program = templates.program();
  const TemplateId id = program.later != nullptr ? program.later->find(input.template_name).id
                                                 : program.find_template(input.template_name);
  if (!id) {
    sink.report(diagnostics::messages::TemplatingTemplateNotFound, diagnostics::Origin{}, input.template_name, "");
    return false;
  }
  Machine machine(program, input.limits, out);
  if (input.missing == MissingData::Blank) machine.leave_blanks();
  machine.title_choices(input.choice_title);
  return run_guarded(machine, sink, [&] {
    if (input.streamed) machine.stream(input.streamed->array, input.streamed->items);
    const Value data = input.data ? machine.wrap(*input.data) : Value::missing();
    machine.expand(id, data, make_bindings(machine, program, input.bindings));
  });
}

}  // namespace gongwen::templating
