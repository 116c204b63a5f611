#include "cli/usage.h"

#include "cli/session.h"
#include "diagnostics/catalogue/cli.h"
#include "diagnostics/printer.h"

#include <cstdio>

namespace gongwen::cli {

int print_usage_error(const Session& session, diagnostics::DiagnosticId id, std::vector<std::string> arguments) {
  diagnostics::DiagnosticSink sink;
  sink.add({id, diagnostics::Severity::Error, {}, std::move(arguments), {}});
  diagnostics::PrintOptions options;
  const bool chinese = session.wording().language == Language::Chinese;
  options.language = chinese ? diagnostics::Language::Chinese : diagnostics::Language::English;
  const std::string text = session.json() ? diagnostics::print_json(sink.diagnostics(), {}, options)
                                          : diagnostics::print_text(sink.diagnostics(), {}, options);
  std::fwrite(text.data(), 1, text.size(), stderr);
  return diagnostics::catalogue_entry(id).fault == diagnostics::Fault::Environment ? 3 : 2;
}

int refuse_useless(const Session& session, std::string option, std::string command) {
  return print_usage_error(session, diagnostics::messages::CliNoEffect, {std::move(option), std::move(command)});
}

}  // namespace gongwen::cli
