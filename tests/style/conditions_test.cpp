// @supports and @layer as rules; what layers do in the cascade is in tests/style/layers_test.cpp.
#include "style/css/stylesheet.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::css;

namespace {

/// How many rules of a style sheet count, and what is reported of it.
struct Counted {
  explicit Counted(std::string_view css) {
    diagnostics::DiagnosticSink sink;
    sheet = parse_stylesheet(css, {diagnostics::SourceId(0), 0, static_cast<std::uint32_t>(css.size())}, sink);
    for (const auto& diagnostic : sink.diagnostics()) ids += catalogue_entry(diagnostic.id).id;
  }
  StyleSheet sheet;
  std::string ids;
};

}  // namespace

TEST(Conditions, AtSupportsAsksForWhatIsUnderstood) {
  const std::pair<std::string_view, bool> rows[] = {
      {"(display: flex)", true},
      {"(display:flex)and (color:red)", true},
      {"(display: nonsense)", false},
      {"(colour: red)", false},
      {"not (colour: red)", true},
      {"(color: red) and (not (colour: red)) and (margin: 0 auto !important)", true},
      {"(color: red) or (colour: red)", true},
      {"((color: red) and (colour: red)) or (width: calc(1px + 2%))", true},
      {"(--anything: goes)", true},
      {"(color: var(--x))", true},
      {"(color: var(--x);)", false},
      {"(color: var(1px))", false},
      {"(--a: var(--b,!))", false},
      {"selector(p:has(> a))", true},
      {"selector(p::nonsense)", false},
      {"selector(a, b)", false},
      {"font-tech(color-COLRv1)", false},
      {"(general enclosed)", false},
  };
  for (const auto& [condition, holds] : rows) {
    SCOPED_TRACE(condition);
    const Counted counted("@supports " + std::string(condition) + " { p { color: red } }");
    EXPECT_EQ(counted.sheet.rules.size(), holds ? 1 : 0);
    EXPECT_TRUE(counted.ids.empty());
  }
}

TEST(Conditions, ConditionsThatAreNone) {
  for (const std::string_view condition : {"", "color: red", "(color: red) and (top: 0) or (left: 0)",
                                           "not(color: red) x", "(color: red) and(top: 0)", "not not (color: red)"}) {
    SCOPED_TRACE(condition);
    const Counted counted("@supports " + std::string(condition) + " { p { color: red } }");
    EXPECT_TRUE(counted.sheet.rules.empty());
    EXPECT_EQ(counted.ids, "css/unknown-supports");
  }
  std::string deep = "(color: red)";
  for (int i = 0; i < 1000; ++i) deep = "(" + deep + ")";
  EXPECT_TRUE(Counted("@supports " + deep + " { p { color: red } }").sheet.rules.empty());
}

TEST(Conditions, LayersHavePathsAndThoseWithoutANameHaveOneOfTheirOwn) {
  const Counted counted(
      "@layer a, b.c; @layer a { p { top: 0 } @layer d { p { top: 0 } } } @layer { p { top: 0 } }"
      " @layer { @media print { p { top: 0 } } } p { top: 0 }");
  ASSERT_EQ(counted.sheet.rules.size(), 5);
  EXPECT_EQ(counted.sheet.layers.size(), 5);
  EXPECT_EQ(counted.sheet.layers[1], (LayerPath{"b", "c"}));
  EXPECT_EQ(counted.sheet.layers[2], (LayerPath{"a", "d"}));
  EXPECT_EQ(counted.sheet.rules[0].layer, 0);
  EXPECT_EQ(counted.sheet.rules[1].layer, 2);
  EXPECT_NE(counted.sheet.rules[2].layer, counted.sheet.rules[3].layer);
  EXPECT_EQ(counted.sheet.rules[4].layer, kNoLayer);
  EXPECT_TRUE(counted.ids.empty());
}

TEST(Conditions, LayersThatAreNone) {
  for (const std::string_view css : {"@layer a, b { p { top: 0 } }", "@layer;", "@layer 3 { p { top: 0 } }",
                                     "@layer inherit { p { top: 0 } }", "@layer a . b { p { top: 0 } }"}) {
    SCOPED_TRACE(css);
    const Counted counted(css);
    EXPECT_TRUE(counted.sheet.rules.empty());
    EXPECT_EQ(counted.ids, "css/invalid-layer");
  }
}

TEST(Conditions, TheNumberOfLayersHasAnEnd) {
  std::string css;
  for (int i = 0; i < 1001; ++i) css += "@layer l" + std::to_string(i) + ";";
  const Counted counted(css + "@layer l7 { p { top: 0 } }");
  EXPECT_EQ(counted.sheet.layers.size(), 1000);
  EXPECT_EQ(counted.sheet.rules.size(), 1);
  EXPECT_EQ(counted.ids, "css/invalid-layer");
}

TEST(Conditions, ImportsIntoLayersAndOnConditions) {
  const Counted counted(
      "@layer x; @import 'a.css' layer(y) print; @import url(b.css) layer; @import 'c.css' screen;"
      "@import 'd.css' supports(display: flex); @import 'e.css' supports(colour: red);");
  ASSERT_EQ(counted.sheet.imports.size(), 3);
  EXPECT_EQ(counted.sheet.imports[0].layer, 1);
  EXPECT_EQ(counted.sheet.imports[0].layers_before, 1);
  EXPECT_EQ(counted.sheet.imports[1].layer, 2);
  EXPECT_EQ(counted.sheet.imports[2].layer, kNoLayer);
  EXPECT_TRUE(counted.ids.empty());
  EXPECT_EQ(Counted("@layer x { } @import 'a.css';").ids, "css/invalid-import");
}
