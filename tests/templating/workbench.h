// Workbench: expands templates in tests. What fails becomes a line for each diagnostic, so that a
// table can hold both.
#pragma once

#include "data/readers.h"
#include "diagnostics/printer.h"
#include "resources/read_file.h"
#include "support/diagnostic_lines.h"
#include "templating/detail/text_sink.h"
#include "templating/expression.h"
#include "templating/render.h"
#include "templating/template_set.h"

#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::templating {

struct Workbench {
  resources::SourceStore store;
  MapLoader loader{store};
  diagnostics::DiagnosticSink sink;
  SyntaxOptions options;
  Limits limits;
  MissingData missing = MissingData::Error;
  ChoiceTitle choice_title;
  Printing printing = Printing::AsJinja;
  std::shared_ptr<const Wordings> wordings;
  std::unique_ptr<data::Document> document;
  data::DocumentRegistry documents;

  Workbench& with_data(std::string_view json) {
    const auto source = store.add("data.json", std::string(json));
    auto read = data::read_json(source, store.source_text(source), {}, sink);
    if (!read) return *this;
    document = std::make_unique<data::Document>(*std::move(read));
    documents.add(*document);
    return *this;
  }
  Workbench& with_file(std::string_view name, std::string_view text) {
    loader.add(name, std::string(text));
    return *this;
  }

  base::Expected<TemplateSet> compile(std::string_view text) {
    loader.add("main", std::string(text));
    const std::string_view names[] = {"main"};
    return TemplateSet::compile(names, loader, options, sink, wordings);
  }

  bool expand_to(Sink& out, std::string_view text, std::span<const Binding> bindings = {}) {
    const auto set = compile(text);
    if (!set) return false;
    const RenderInput input{
        "main",  document ? std::optional(document->root()) : std::nullopt, bindings, limits, missing, {}, choice_title,
        printing};
    return render(*set, input, out, sink);
  }

  /// The expansion, or the diagnostics: `templating/undefined 1:4 x`, without `templating/` and
  /// with the first argument.
  std::string expand(std::string_view text) {
    TextSink out;
    return expand_to(out, text) ? out.text() : faults();
  }

  std::string faults() const {
    return test::DiagnosticLines({&store, &documents}, {"templating/", "main"})
        .write(diagnostics::sorted_by_place(sink.diagnostics()));
  }

  std::string print(diagnostics::Language language = diagnostics::Language::English) const {
    return diagnostics::print_text(sink.diagnostics(), {&store, &documents}, {language, 50});
  }
};

/// One expansion with nothing but data.
inline std::string expand(std::string_view text, std::string_view json = "{}") {
  Workbench bench;
  return bench.with_data(json).expand(text);
}

/// A row of a table: a template and what it gives.
struct Row {
  std::string_view text;
  std::string_view expected;
};

}  // namespace gongwen::templating
