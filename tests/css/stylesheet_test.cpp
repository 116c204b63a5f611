#include "css/stylesheet.h"

#include <doctest/doctest.h>

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

TEST_CASE("page rules with selectors and margin boxes") {
  const Parsed parsed(
      "@page wide:first, :left { size: A4 landscape; margin: 2cm; @top-center { content: 'a' } color: red }");
  REQUIRE(parsed.sheet.pages.size() == 1);
  const PageRule& page = parsed.sheet.pages[0];
  REQUIRE(page.selectors.size() == 2);
  CHECK(page.selectors[0].name == "wide");
  CHECK(page.selectors[0].first);
  CHECK(page.selectors[1].left);
  CHECK(page.selectors[0].specificity() > page.selectors[1].specificity());
  CHECK(page.block.declarations.size() == 6);
  REQUIRE(page.margin_boxes.size() == 1);
  CHECK(page.margin_boxes[0].box == MarginBox::TopCenter);
  CHECK(parsed.ids().empty());
}

TEST_CASE("media blocks count when they concern print") {
  CHECK(Parsed("@media print { p { color: red } }").sheet.rules.size() == 1);
  CHECK(Parsed("@media screen { p { color: red } }").sheet.rules.empty());
  CHECK(Parsed("@media not screen, tv { p { color: red } }").sheet.rules.size() == 1);
  const Parsed unknown("@media (min-width: 10cm) { p { color: red } }");
  CHECK(unknown.sheet.rules.empty());
  CHECK(unknown.ids() == Ids{"css/unknown-media-query"});
}

TEST_CASE("font faces with local names and ranges") {
  const Parsed parsed(
      "@font-face { font-family: 'GW Latin'; font-weight: 700; src: local(\"Liberation Serif Bold\"), local(Times);"
      " unicode-range: U+20-7E, U+A0-B6, U+4?? }");
  REQUIRE(parsed.sheet.font_faces.size() == 1);
  const FontFaceRule& face = parsed.sheet.font_faces[0];
  CHECK(face.family == "GW Latin");
  CHECK(face.weight == 700);
  REQUIRE(face.sources.size() == 2);
  CHECK(face.sources[1].name == "Times");
  CHECK(face.ranges == std::vector<UnicodeRange>{{0x20, 0x7E}, {0xA0, 0xB6}, {0x400, 0x4FF}});
  CHECK(Parsed("@font-face { src: local(x) }").ids() == Ids{"css/invalid-font-face"});
  CHECK(Parsed("@counter-style { symbols: a }").ids() == Ids{"css/invalid-counter-style"});
  CHECK(Parsed("@counter-style x { system: numeric; symbols: a }").ids() == Ids{"css/invalid-counter-style"});
  CHECK(Parsed("@counter-style x { symbols: a; sufix: ')' }").ids() == Ids{"css/invalid-descriptor"});
  CHECK(Parsed("@counter-style x { system: additive; additive-symbols: 1 a, 5 b }").ids() ==
        Ids{"css/invalid-descriptor", "css/invalid-counter-style"});
  CHECK(Parsed("@page { @footnotes { margin: 0 } }").ids() == Ids{"css/unknown-at-rule"});
  CHECK(Parsed("@page { @top-left { content: leader(dotted) } }").ids() == Ids{"css/invalid-value"});
  CHECK(Parsed("@page :nth(2 of) { margin: 0 }").ids() == Ids{"css/invalid-selector"});
}

TEST_CASE("imports stand at the begin") {
  const Parsed parsed("@charset \"utf-8\"; @import \"a.css\"; @import url(b.css) print; @import 'c.css' screen; p{}");
  REQUIRE(parsed.sheet.imports.size() == 2);
  CHECK(parsed.sheet.imports[1].url == "b.css");
  CHECK(Parsed("p {} @import 'a.css';").ids() == Ids{"css/invalid-import"});
}

TEST_CASE("faults in rules are told, and the rules behind them count") {
  const Parsed parsed(
      "p:nosuch { color: red } @nosuch x; em { color: blue } @page { @top-middle { content: 'x' } } strong");
  CHECK(parsed.sheet.rules.size() == 1);
  CHECK(parsed.ids() ==
        Ids{"css/invalid-selector", "css/unknown-at-rule", "css/unknown-at-rule", "css/unfinished-rule"});
}

TEST_CASE("hostile style sheets end") {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "@media print{";
  CHECK(Parsed(deep).sheet.rules.empty());
  CHECK(Parsed(std::string(100'000, '{')).sheet.rules.size() <= 1);
  CHECK(Parsed("p{width:" + std::string(100'000, '(') + "}").ids() == Ids{"css/invalid-value"});
}
