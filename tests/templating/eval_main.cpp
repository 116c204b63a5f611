// Reads a request as `gongwen eval` does from standard input and writes the expansion, or an error
// as JSON with exit status 1. With `--text`, errors are written for people. With `--serve`, each
// line of input is a request, and each line of output its answer: {"ok": "…"} or {"error": {…}}.
#include "base/json.h"
#include "diagnostics/printer.h"
#include "resources/read_file.h"
#include "templating/eval_request.h"

#include <cstdio>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>

using namespace gongwen;

namespace {

int answer_once(bool for_people) {
  resources::SourceStore store;
  diagnostics::DiagnosticSink sink;
  const std::string input{std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
  const auto source = store.add("<request>", input);
  const auto expansion = templating::evaluate_json_request(source, store, {}, sink);
  if (expansion) {
    std::cout << *expansion;
    return 0;
  }
  if (for_people) {
    std::cerr << diagnostics::print_text(sink.diagnostics(), {&store, nullptr}, {});
  } else {
    std::cout << templating::write_eval_error(sink.diagnostics(), store) << '\n';
  }
  return 1;
}

int serve() {
  for (std::string line; std::getline(std::cin, line);) {
    resources::SourceStore store;
    diagnostics::DiagnosticSink sink;
    const auto source = store.add("<request>", line);
    const auto expansion = templating::evaluate_json_request(source, store, {}, sink);
    std::string out;
    if (expansion) {
      out = R"({"ok": )";
      base::append_json_string(out, *expansion);
      out += "}";
    } else {
      out = templating::write_eval_error(sink.diagnostics(), store);
    }
    std::cout << out << std::endl;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view mode = argc > 1 ? argv[1] : "";
  return mode == "--serve" ? serve() : answer_once(mode == "--text");
}
