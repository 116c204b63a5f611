// Messages that point at two places.
#include "data/readers.h"
#include "resources/read_file.h"
#include "schema/schema.h"
#include "schema/validate.h"
#include "support/diagnostic_lines.h"

#include <gtest/gtest.h>

using namespace gongwen;

TEST(Faults, ANameThatStandsTwiceIsShownAtBothPlaces) {
  resources::SourceStore store;
  diagnostics::DiagnosticSink sink;
  const auto source = store.add("main", "{\"a\": 1,\n \"b\": 2,\n \"a\": 3}");
  EXPECT_FALSE(data::read_json(source, store.source_text(source), {}, sink));
  EXPECT_EQ(test::DiagnosticLines({&store, nullptr}, {"data/", "main"}).write(sink.diagnostics()),
            "duplicate-name 3:2 a\n  first-here 1:2");
}
