// Entering the machine: what it throws becomes diagnostics here, and goes no further.
#pragma once

#include "diagnostics/catalogue/templating.h"
#include "diagnostics/diagnostic.h"
#include "templating/detail/machine/machine.h"
#include "templating/render.h"

#include <span>
#include <vector>

namespace gongwen::templating {

/// Calls `run()`; false when it ended early, the reasons being reported.
template <typename Run>
bool run_guarded(Machine& machine, diagnostics::DiagnosticSink& sink, Run run) {
  machine.report_warnings_to(sink);
  try {
    run();
    return true;
  } catch (Failure& failure) {
    for (diagnostics::Diagnostic& diagnostic : failure.diagnostics) sink.add(std::move(diagnostic));
  } catch (const ArenaExhausted&) {
    // While data was taken in, before the first instruction.
    sink.report(diagnostics::messages::TemplatingOutOfMemory, diagnostics::Origin{}, machine.limits().memory_bytes);
  } catch (const Machine::Stopped&) {
    // The sink has said why.
  }
  return false;
}

/// The bindings that the program has a use for.
std::vector<NamedValue> make_bindings(Machine& machine, const Program& program, std::span<const Binding> bindings);

}  // namespace gongwen::templating
