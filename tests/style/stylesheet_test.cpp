#include "style/css/stylesheet.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::css;
using Ids = std::vector<std::string>;

namespace {

struct Parsed {
  std::string text;
  diagnostics::DiagnosticSink sink;
  StyleSheet sheet;
  explicit Parsed(std::string_view css) : text(css) {
    sheet = parse_stylesheet(text, {diagnostics::SourceId(0), 0, static_cast<std::uint32_t>(text.size())}, sink);
  }
  Ids ids() const {
    Ids out;
    for (const auto& diagnostic : sink.diagnostics()) out.emplace_back(catalogue_entry(diagnostic.id).id);
    return out;
  }
};

}  // namespace

TEST(Stylesheet, PageRulesWithSelectorsAndMarginBoxes) {
  const Parsed parsed(
      "@page wide:first, :left { size: A4 landscape; margin: 2cm; @top-center { content: 'a' } color: red }");
  ASSERT_EQ(parsed.sheet.pages.size(), 1);
  const PageRule& page = parsed.sheet.pages[0];
  ASSERT_EQ(page.selectors.size(), 2);
  EXPECT_EQ(page.selectors[0].name, "wide");
  EXPECT_TRUE(page.selectors[0].first);
  EXPECT_TRUE(page.selectors[1].left);
  EXPECT_GT(page.selectors[0].specificity(), page.selectors[1].specificity());
  EXPECT_EQ(page.block.declarations.size(), 6);
  ASSERT_EQ(page.margin_boxes.size(), 1);
  EXPECT_EQ(page.margin_boxes[0].box, MarginBox::TopCenter);
  EXPECT_TRUE(parsed.ids().empty());
}

TEST(Stylesheet, MediaBlocksCountWhenTheyConcernPrint) {
  EXPECT_EQ(Parsed("@media print { p { color: red } }").sheet.rules.size(), 1);
  EXPECT_TRUE(Parsed("@media screen { p { color: red } }").sheet.rules.empty());
  EXPECT_EQ(Parsed("@media not screen, tv { p { color: red } }").sheet.rules.size(), 1);
  const Parsed unknown("@media (thickness: 10cm) { p { color: red } }");
  EXPECT_TRUE(unknown.sheet.rules.empty());
  EXPECT_EQ(unknown.ids(), Ids{"css/unknown-media-query"});
}

TEST(Stylesheet, MediaFeaturesAreThoseOfASheetOfPaper) {
  const auto holds = [](std::string_view query) {
    return matches_print(query);
  };
  for (const char* query :
       {"(min-width: 10cm)", "(width >= 100px)", "(min-width: 60ch)", "(min-width: 99ex)", "(min-width: 41rlh)",
        "(100px < width <= 210mm)", "(orientation: portrait)", "print and (color)",
        "(min-color: 8) and (monochrome: 0)", "not all and (monochrome)", "(max-aspect-ratio: 1/1)",
        "screen, (orientation: portrait)", "not (orientation: landscape)", "((width < 10px) or (height > 10px))",
        "(min-resolution: 2dppx)", "(width > 10px) or (thick: 1)", "(prefers-color-scheme: light)"}) {
    SCOPED_TRACE(query);
    EXPECT_EQ(holds(query), std::optional(true));
  }
  for (const char* query :
       {"(width < 100px)", "(orientation: landscape)", "screen and (color)", "(hover)", "(grid)", "(max-width: 45ch)",
        "(width >= 100ex)", "(min-width: 42lh)", "only screen and (min-width: 1px)", "(color) and (width = 3px)"}) {
    SCOPED_TRACE(query);
    EXPECT_EQ(holds(query), std::optional(false));
  }
  for (const char* query : {"(thick: 1)", "not (thick: 1)", "(width < 1px > 2px)", "(color) and (width) or (height)",
                            "(min-width)", "(1px < width = 3px)", "not", "(", "all and"}) {
    SCOPED_TRACE(query);
    EXPECT_EQ(holds(query), std::nullopt);
  }
}

TEST(Stylesheet, RulesInRulesCountWhereTheyAre) {
  const Parsed parsed(
      "a { color: red; &.b { color: blue } i { color: lime } color: gray; @media print { color: black; u & { top: 0 } }"
      "  @media screen { color: white } --x: { y: z }; }");
  EXPECT_TRUE(parsed.ids().empty());
  ASSERT_EQ(parsed.sheet.rules.size(), 7);
  const auto values = [&](std::size_t rule) {
    const DeclarationBlock& block = parsed.sheet.rules[rule].block;
    return block.declarations.empty() ? std::string(block.custom.at(0).name)
                                      : to_text(block.declarations.front().values);
  };
  EXPECT_EQ(values(1), "#0000ff");
  EXPECT_EQ(values(3), "#808080");
  EXPECT_EQ(values(4), "#000000");
  EXPECT_EQ(values(6), "--x");
  EXPECT_EQ(parsed.sheet.rules[2].selectors.front().compounds.size(), 2);
  // Very deep ones end.
  std::string deep;
  for (int i = 0; i < 1000; ++i) deep += "&.a b, .c & { ";
  EXPECT_EQ(Parsed("p { " + deep + "}").ids().size(), 1);
}

TEST(Stylesheet, RegisteredProperties) {
  const Parsed parsed("@property --x { syntax: \"<length>#\"; inherits: true; initial-value: 1px, 2px }");
  EXPECT_TRUE(parsed.ids().empty());
  ASSERT_EQ(parsed.sheet.properties.size(), 1);
  EXPECT_EQ(parsed.sheet.properties[0].name, "--x");
  for (const char* wrong : {"@property x { syntax: \"*\"; inherits: true }", "@property --x { syntax: \"*\" }",
                            "@property --x { syntax: \"<length>\"; inherits: true; initial-value: red }",
                            "@property --x { syntax: \"||\"; inherits: true; initial-value: red }"}) {
    SCOPED_TRACE(wrong);
    EXPECT_EQ(Parsed(wrong).ids(), Ids{"css/invalid-property-rule"});
  }
}

TEST(Stylesheet, FontFacesWithLocalNamesAndRanges) {
  const Parsed parsed(
      "@font-face { font-family: 'GW Latin'; font-weight: 700; src: local(\"Liberation Serif Bold\"), local(Times);"
      " unicode-range: U+20-7E, U+A0-B6, U+4?? }");
  ASSERT_EQ(parsed.sheet.font_faces.size(), 1);
  const FontFaceRule& face = parsed.sheet.font_faces[0];
  EXPECT_EQ(face.family, "GW Latin");
  EXPECT_EQ(face.min_weight, 700);
  EXPECT_EQ(face.max_weight, 700);
  ASSERT_EQ(face.sources.size(), 2);
  EXPECT_EQ(face.sources[1].name, "Times");
  EXPECT_EQ(face.ranges, (std::vector<UnicodeRange>{{0x20, 0x7E}, {0xA0, 0xB6}, {0x400, 0x4FF}}));
  const Parsed wide(
      "@font-face { font-family: W; src: url(w.ttf) format(truetype); font-weight: 700 300; font-stretch: 75% }");
  ASSERT_EQ(wide.sheet.font_faces.size(), 1);
  EXPECT_EQ(wide.sheet.font_faces[0].min_weight, 300);
  EXPECT_EQ(wide.sheet.font_faces[0].max_weight, 700);
  EXPECT_EQ(wide.sheet.font_faces[0].min_stretch, 75);
  EXPECT_EQ(Parsed("@font-face { src: local(x) }").ids(), Ids{"css/invalid-font-face"});
  EXPECT_EQ(Parsed("@counter-style { symbols: a }").ids(), Ids{"css/invalid-counter-style"});
  EXPECT_EQ(Parsed("@counter-style x { system: numeric; symbols: a }").ids(), Ids{"css/invalid-counter-style"});
  EXPECT_EQ(Parsed("@counter-style x { symbols: a; sufix: ')' }").ids(), Ids{"css/invalid-descriptor"});
  EXPECT_EQ(Parsed("@counter-style x { system: additive; additive-symbols: 1 a, 5 b }").ids(),
            (Ids{"css/invalid-descriptor", "css/invalid-counter-style"}));
  EXPECT_EQ(Parsed("@page { @footnotes { margin: 0 } }").ids(), Ids{"css/unknown-at-rule"});
  EXPECT_EQ(Parsed("@page { @top-left { content: leader(dotted) } }").ids(), Ids{"css/invalid-value"});
  EXPECT_EQ(Parsed("@page :nth(2 of) { margin: 0 }").ids(), Ids{"css/invalid-selector"});
}

TEST(Stylesheet, ImportsStandAtTheBegin) {
  const Parsed parsed("@charset \"utf-8\"; @import \"a.css\"; @import url(b.css) print; @import 'c.css' screen; p{}");
  ASSERT_EQ(parsed.sheet.imports.size(), 2);
  EXPECT_EQ(parsed.sheet.imports[1].url, "b.css");
  EXPECT_EQ(Parsed("p {} @import 'a.css';").ids(), Ids{"css/invalid-import"});
}

TEST(Stylesheet, FaultsInRulesAreToldAndTheRulesBehindThemCount) {
  const Parsed parsed(
      "p:nosuch { color: red } @nosuch x; em { color: blue } @page { @top-middle { content: 'x' } } strong");
  EXPECT_EQ(parsed.sheet.rules.size(), 1);
  EXPECT_EQ(parsed.ids(),
            (Ids{"css/invalid-selector", "css/unknown-at-rule", "css/unknown-at-rule", "css/unfinished-rule"}));
}

TEST(Stylesheet, HostileStyleSheetsEnd) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "@media print{";
  EXPECT_TRUE(Parsed(deep).sheet.rules.empty());
  EXPECT_LE(Parsed(std::string(100'000, '{')).sheet.rules.size(), 1);
  EXPECT_EQ(Parsed("p{width:" + std::string(100'000, '(') + "}").ids(), Ids{"css/invalid-value"});
}
