// Limits of documents; the errors of markup are in html_sink_test.cpp.
#include "dom/html_sink.h"
#include "resources/read_file.h"
#include "support/diagnostic_lines.h"

#include <gtest/gtest.h>

using namespace gongwen;

namespace {

std::string faults(std::string_view html, const dom::TreeLimits& limits) {
  resources::SourceStore store;
  diagnostics::OriginTable origins;
  diagnostics::DiagnosticSink sink{origins};
  const diagnostics::SourceId source = store.add("main", std::string(html));
  dom::parse_html(store.source_text(source), {source, 0, static_cast<std::uint32_t>(html.size())}, origins, sink,
                  limits);
  return test::DiagnosticLines({&store, nullptr}, {"dom/", "main"}).write(sink.diagnostics());
}

}  // namespace

TEST(Faults, ADocumentBeyondTheLimitsEndsWhereItPassesThem) {
  // The document itself, html, head, body and four more.
  EXPECT_TRUE(faults("<p>a</p><p>b</p>", {400, 8}).empty());
  EXPECT_EQ(faults("<p>a</p>\n<p>b</p><p>c</p><p>d</p>", {400, 8}), "too-large 2:9 8");
  EXPECT_EQ(faults("<div><div><div><p>a</p></div></div></div>", {4, 100}), "too-deep 1:11 4");
}
