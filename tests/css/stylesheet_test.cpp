#include "css/stylesheet.h"

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
  const Parsed unknown("@media (min-width: 10cm) { p { color: red } }");
  EXPECT_TRUE(unknown.sheet.rules.empty());
  EXPECT_EQ(unknown.ids(), Ids{"css/unknown-media-query"});
}

TEST(Stylesheet, FontFacesWithLocalNamesAndRanges) {
  const Parsed parsed(
      "@font-face { font-family: 'GW Latin'; font-weight: 700; src: local(\"Liberation Serif Bold\"), local(Times);"
      " unicode-range: U+20-7E, U+A0-B6, U+4?? }");
  ASSERT_EQ(parsed.sheet.font_faces.size(), 1);
  const FontFaceRule& face = parsed.sheet.font_faces[0];
  EXPECT_EQ(face.family, "GW Latin");
  EXPECT_EQ(face.weight, 700);
  ASSERT_EQ(face.sources.size(), 2);
  EXPECT_EQ(face.sources[1].name, "Times");
  EXPECT_EQ(face.ranges, (std::vector<UnicodeRange>{{0x20, 0x7E}, {0xA0, 0xB6}, {0x400, 0x4FF}}));
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
