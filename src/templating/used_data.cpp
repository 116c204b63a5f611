#include "templating/used_data.h"

#include "templating/detail/builtins/input_types.h"
#include "templating/detail/builtins/registry.h"
#include "templating/detail/syntax/parser.h"
#include "templating/detail/uses/use_walk.h"

namespace gongwen::templating {

base::Expected<UsedData> used_data(const LoadedTemplate& text, diagnostics::DiagnosticSink& sink) {
  const diagnostics::ErrorWatch watch(sink);
  Arena arena(std::uint64_t{1} << 28);
  NameTable names(arena);
  const SyntaxOptions options;
  const TemplateTree tree = Parser({text.source, text.text}, options, names, arena, sink).parse_template();
  if (watch.saw_errors()) return base::kReported;
  return UseWalk(names).run(tree);
}

std::vector<std::string_view> untyped_builtins() {
  std::vector<std::string_view> untyped;
  for (const std::string_view name : filter_names()) {
    if (!types_of_filter(name)) untyped.push_back(name);
  }
  for (const std::string_view name : test_names()) {
    if (!types_of_test(name)) untyped.push_back(name);
  }
  return untyped;
}

}  // namespace gongwen::templating
