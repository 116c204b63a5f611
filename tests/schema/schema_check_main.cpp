// Reads a request (see schema/validate.h) from standard input and ends with 0 for a valid
// instance, 1 for one that is not, 2 when there is no verdict. `--lines` reads one request a line
// and answers each with a line `valid`, `invalid` or `unusable`; `-v` prints the messages.
#include "diagnostics/printer.h"
#include "resources/read_file.h"
#include "schema/validate.h"

#include <cstdio>
#include <iostream>
#include <string>

namespace {

using namespace gongwen;

schema::SchemaVerdict check(std::string text, bool verbose) {
  resources::SourceStore store;
  diagnostics::DiagnosticSink sink;
  const diagnostics::SourceId source = store.add("<stdin>", std::move(text));
  const schema::SchemaCheckResult result = schema::check_schema_request(source, store.source_text(source), sink);
  data::DocumentRegistry documents;
  if (result.request != nullptr) documents.add(*result.request);
  if (verbose) std::cerr << diagnostics::print_text(sink.diagnostics(), {&store, &documents}, {});
  return result.verdict;
}

int check_lines(bool verbose) {
  static const char* const kNames[] = {"valid", "invalid", "unusable"};
  for (std::string line; std::getline(std::cin, line);) {
    std::cout << kNames[static_cast<int>(check(line, verbose))] << std::endl;
  }
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  bool lines = false;
  bool verbose = false;
  for (int i = 1; i < count; ++i) {
    lines |= std::string_view(arguments[i]) == "--lines";
    verbose |= std::string_view(arguments[i]) == "-v";
  }
  if (lines) return check_lines(verbose);
  const std::string text(std::istreambuf_iterator<char>(std::cin), {});
  return static_cast<int>(check(text, verbose));
}
