// Entering the machine: exceptions that it throws are turned into diagnostics here, and go no further.
#pragma once

#include "diagnostics/catalogue/templating.h"
#include "diagnostics/diagnostic.h"
#include "templating/detail/machine/machine.h"
#include "templating/render.h"

#include <span>
#include <vector>

namespace gongwen::templating {

/// Calls `run()`. Returns false if it ended early, after reporting the reasons.
template <typename Run>
bool run_guarded(Machine& machine, diagnostics::DiagnosticSink& sink, Run run) {
  machine.report_warnings_to(sink);
  try {
    run();
    return true;
  } catch (Failure& failure) {
    for (diagnostics::Diagnostic& diagnostic : failure.diagnostics) sink.add(std::move(diagnostic));
  } catch (const ArenaExhausted&) {
    // Thrown while data was taken over, before the first instruction.
    sink.report(diagnostics::messages::TemplatingOutOfMemory, diagnostics::Origin{}, machine.limits().memory_bytes);
  } catch (const Machine::Stopped&) {
    // The sink has reported the reason.
  }
  return false;
}

/// The bindings whose names the program uses.
std::vector<NamedValue> make_bindings(Machine& machine, const Program& program, std::span<const Binding> bindings);

}  // namespace gongwen::templating
