// Declarations that turn out to be wrong when styles are computed.
#include "dom/html_sink.h"
#include "resources/read_file.h"
#include "style/style_tree.h"
#include "support/diagnostic_lines.h"

#include <gtest/gtest.h>

using namespace gongwen;

namespace {

/// What is reported of a style sheet for one paragraph.
std::string faults(std::string_view css) {
  constexpr std::string_view kPage = "<p>x</p>";
  resources::SourceStore store;
  diagnostics::OriginTable origins;
  diagnostics::DiagnosticSink sink{origins};
  const auto place_of = [&](const char* name, std::string_view text) {
    return diagnostics::Span{store.add(name, std::string(text)), 0, static_cast<std::uint32_t>(text.size())};
  };
  const dom::Tree tree = dom::parse_html(kPage, place_of("page", kPage), origins, sink);
  style::RuleSet rules;
  rules.add(std::make_shared<css::StyleSheet>(css::parse_stylesheet(css, place_of("main", css), sink)),
            style::CascadeOrigin::Author);
  style::build_style_tree(tree, rules, sink);
  return test::DiagnosticLines({&store, nullptr}, {"css/", "main"}).write(sink.diagnostics());
}

}  // namespace

TEST(Faults, VariablesThatCannotBeFilledIn) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"p { color: var(--none) }", "invalid-variable 1:5 var(--none)"},
      {"p { --a: 3px;\n  color: var(--a) }", "invalid-variable 2:3 var(--a)"},
      {"p { --a: var(--b); --b: var(--a);\n  margin: var(--a) }", "invalid-variable 2:3 var(--a)"},
      {"p { color: var(--none, red) }", ""},
      {"p { --a: var(--a, red);\n  color: var(--a) }", "invalid-variable 2:3 var(--a)"},
      {"p { --a: var(--b, red); --b: var(--a); --c: var(--b);\n  color: var(--c) }", "invalid-variable 2:3 var(--c)"},
      {"p { --a: var(--a, red); color: var(--a, green) }", ""},
      // References that are tried again and again without making a token.
      {"p { --a: var(--a, var(--a));\n  margin: var(--a) }", "invalid-variable 2:3 var(--a)"},
  };
  for (const auto& [css, expected] : rows) {
    SCOPED_TRACE(css);
    EXPECT_EQ(faults(css), expected);  // css/invalid-variable
  }
}
