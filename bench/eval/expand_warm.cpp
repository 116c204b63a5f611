// gongwen's part in the warm bench of expansion: compiles the template of a request once, expands it again and again,
// and writes the expansion, and the seconds that each took as JSON.
// Usage: bench_expand REQUEST EXPANSION ROUNDS
#include "base/format.h"
#include "data/readers.h"
#include "diagnostics/printer.h"
#include "resources/read_file.h"
#include "templating/detail/text_sink.h"
#include "templating/render.h"
#include "templating/template_set.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <vector>

using namespace gongwen;

namespace {

using Clock = std::chrono::steady_clock;

class WarmBench {
 public:
  /// Whether all went well; what did not is printed.
  bool run(const char* request, const char* output, int rounds) {
    const bool good = expand(request, output, rounds);
    std::fputs(diagnostics::print_text(sink_.diagnostics(), {&store_, nullptr}, {}).c_str(), stderr);
    return good;
  }

 private:
  bool expand(const char* request_path, const char* output, int rounds) {
    const auto source = resources::read_text(request_path, {}, store_, sink_);
    if (!source) return false;
    const auto request = data::read_json(*source, store_.source_text(*source), {}, sink_);
    if (!request) return false;
    const auto text = request->resolve("/template");
    const auto context = request->resolve("/context");
    if (!text || !context) return false;
    templating::MapLoader loader(store_);
    loader.add("main", std::string(text->string()));
    const std::string_view names[] = {"main"};
    const auto templates = templating::TemplateSet::compile(names, loader, {}, sink_);
    if (!templates) return false;

    std::string expansion;
    std::vector<std::string> seconds;
    for (int round = 0; round < rounds; ++round) {
      const auto begin = Clock::now();
      templating::TextSink out;
      if (!templating::render(*templates, {"main", context, {}, {}}, out, sink_)) return false;
      expansion = std::move(out).take();
      seconds.push_back(fmt::format("{:.9f}", std::chrono::duration<double>(Clock::now() - begin).count()));
    }
    std::ofstream(output, std::ios::binary) << expansion;
    fmt::print("[{}]\n", fmt::join(seconds, ", "));
    return true;
  }

  resources::SourceStore store_;
  diagnostics::DiagnosticSink sink_;
};

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) {
    std::fputs("usage: bench_expand REQUEST EXPANSION ROUNDS\n", stderr);
    return 2;
  }
  return WarmBench().run(arguments[1], arguments[2], std::atoi(arguments[3])) ? 0 : 1;
}
