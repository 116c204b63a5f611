// Messages that point at two places.
#include "data/read_json.h"
#include "data/schema.h"
#include "data/validate.h"
#include "resources/source_store.h"
#include "support/diagnostic_lines.h"

#include <doctest/doctest.h>

using namespace gongwen;

TEST_CASE("a name that stands twice is shown at both places") {
  resources::SourceStore store;
  diagnostics::DiagnosticSink sink;
  const auto source = store.add("main", "{\"a\": 1,\n \"b\": 2,\n \"a\": 3}");
  CHECK_FALSE(data::read_json(source, store.source_text(source), {}, sink));
  CHECK(test::DiagnosticLines({&store, nullptr}, {"data/", "main"}).write(sink.diagnostics()) ==
        "duplicate-name 3:2 a\n  first-here 1:2");
}
