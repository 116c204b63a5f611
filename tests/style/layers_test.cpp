// Cascade layers (css-cascade-5 section 6.4), ::first-line and ::first-letter, as far as styles go.
#include "dom/html_sink.h"
#include "style/page_style.h"
#include "style/style_tree.h"

#include <gtest/gtest.h>

using namespace gongwen;

namespace {

diagnostics::Span whole(std::string_view text) {
  return {diagnostics::SourceId(0), 0, static_cast<std::uint32_t>(text.size())};
}

struct Paragraph {
  explicit Paragraph(const std::vector<std::string>& sheets, std::string_view html = "<p class=\"c\" id=\"i\">x</p>") {
    tree = dom::parse_html(html, whole(html), origins, sink);
    texts = sheets;
    for (const std::string& text : texts) {
      rules.add(std::make_shared<css::StyleSheet>(css::parse_stylesheet(text, whole(text), sink)),
                style::CascadeOrigin::Author);
    }
    styles = style::build_style_tree(tree, rules, sink);
  }
  /// The colour of the first paragraph.
  std::string color() const { return css::to_text(styles.style(styles.of(paragraph()).element).color); }
  dom::NodeId paragraph() const {
    for (dom::NodeId node = tree.root_element(); node; node = tree.next_in_order(node, tree.root_element())) {
      if (tree.is_element(node, dom::ElementName::P)) return node;
    }
    return {};
  }
  std::vector<std::string> texts;
  diagnostics::OriginTable origins;
  diagnostics::DiagnosticSink sink{origins};
  dom::Tree tree;
  style::RuleSet rules;
  style::StyleTree styles;
};

std::string color_of(const std::string& css, std::string_view html = "<p class=\"c\" id=\"i\">x</p>") {
  return Paragraph({css}, html).color();
}

const std::string kRed = "#ff0000";

}  // namespace

TEST(Layers, LaterLayersAreStrongerAndWhatIsInNoneIsTheStrongest) {
  EXPECT_EQ(color_of("@layer a { #i { color: blue } } @layer b { p { color: red } }"), kRed);
  EXPECT_EQ(color_of("p { color: red } @layer a { #i { color: blue } }"), kRed);
  EXPECT_EQ(color_of("@layer b, a; @layer a { p { color: red } } @layer b { #i { color: blue } }"), kRed);
  EXPECT_EQ(color_of("@layer a { #i { color: blue } } @layer b { #i { color: blue } } @layer b { #i { color: red } }"),
            kRed);
}

TEST(Layers, ALayersOwnRulesAreStrongerThanThoseOfTheLayersInIt) {
  EXPECT_EQ(color_of("@layer a { p { color: red } @layer b { #i { color: blue } } }"), kRed);
  EXPECT_EQ(color_of("@layer a.b { #i { color: blue } } @layer a { @layer c { p { color: red } } }"), kRed);
  EXPECT_EQ(color_of("@layer a { @layer b { p { color: blue } } } @layer b { p { color: red } }"), kRed);
}

TEST(Layers, ImportanceTurnsTheOrderOfLayersRound) {
  EXPECT_EQ(color_of("@layer a { p { color: red !important } } @layer b { #i { color: blue !important } }"), kRed);
  EXPECT_EQ(color_of("@layer a { p { color: red !important } } #i { color: blue !important }"), kRed);
  EXPECT_EQ(color_of("@layer a { p { color: blue !important } }", "<p style=\"color: red !important\">x</p>"), kRed);
  EXPECT_EQ(color_of("@layer a { p { color: red !important } }", "<p style=\"color: blue\">x</p>"), kRed);
  EXPECT_EQ(color_of("@layer a { p { --c: red !important } } p { --c: blue !important; color: var(--c) }"), kRed);
}

TEST(Layers, RevertLayerGoesBackToWhatIsBelow) {
  EXPECT_EQ(color_of("@layer a { p { color: red } } @layer b { p { color: blue } .c { color: revert-layer } }"), kRed);
  EXPECT_EQ(color_of("p { color: red }", "<p style=\"color: revert-layer\">x</p>"), kRed);
  EXPECT_EQ(color_of("body { color: red } p { color: revert-layer }", "<body><p>x</p></body>"), kRed);
  EXPECT_EQ(color_of("@layer a { p { color: red } } @layer b { p { color: revert-layer } } p { color: revert-layer }"),
            kRed);
  EXPECT_EQ(color_of("body { color: red } p { --x: revert-layer; color: var(--x) }", "<body><p>x</p></body>"), kRed);
  EXPECT_EQ(color_of("@layer a { p { color: red } } @layer b { p { color: blue; color: revert-layer !important } }"),
            kRed);
}

TEST(Layers, LayersOfSeveralSheets) {
  EXPECT_EQ(Paragraph({"@layer a, b;", "@layer b { p { color: red } }", "@layer a { #i { color: blue } }"}).color(),
            kRed);
  EXPECT_EQ(Paragraph({"@layer { #i { color: blue } }", "@layer { p { color: red } }"}).color(), kRed);
}

TEST(Layers, PageRulesInLayers) {
  const Paragraph p({"@page { margin: 5px } @layer a { @page :first { margin: 7px } }"});
  diagnostics::OriginTable origins;
  diagnostics::DiagnosticSink sink{origins};
  style::PageStyles pages(p.rules, p.styles.style(p.styles.root()), sink);
  style::PageContext first;
  first.number = 1;
  EXPECT_EQ(pages.resolve(first).page.margin_top.value.length, base::LayoutUnit::from_px(5));
}

TEST(Layers, TheFirstLetterInheritsFromTheBoxThatItStandsIn) {
  const Paragraph p({"p::first-letter { font-size: 2em; position: absolute } b { font-size: 20px }"},
                    "<p> <i></i><b>x</b></p>");
  const style::ComputedStyle& letter = p.styles.style(p.styles.of(p.paragraph()).first_letter);
  EXPECT_EQ(letter.font_size.to_px(), 40);
  EXPECT_EQ(letter.position.kind, style::PositionKind::Static);
  const Paragraph none({"p::first-letter { color: red }"}, "<p><img src=\"a.png\" alt=\"\">x</p>");
  EXPECT_FALSE(none.styles.of(none.paragraph()).first_letter);
}

TEST(Layers, OnTheFirstLineInlineBoxesInheritFromIt) {
  const Paragraph p({"p::first-line { font-size: 30px; color: red; margin: 9px; text-indent: 7px; "
                     "text-decoration-inset: auto } "
                     "b { font-size: 2em } p::first-letter { font-weight: 700 }"},
                    "<p>x<b>y</b><br><i>z</i></p>");
  const style::StyleId line = p.styles.first_line(p.paragraph());
  ASSERT_TRUE(line);
  const style::ComputedStyle& style = p.styles.style(line);
  EXPECT_EQ(style.font_size.to_px(), 30);
  EXPECT_EQ(css::to_text(style.color), kRed);
  EXPECT_TRUE(style.text_decoration_inset.is_auto);
  // Neither boxes nor indents are for a line to change.
  EXPECT_TRUE(style.margin_top.value.length.is_zero());
  EXPECT_TRUE(style.text_indent.length.length.is_zero());
  const auto child = [&](dom::ElementName name) {
    return p.styles.of(p.tree.find_child(p.paragraph(), name)).element;
  };
  const auto size = [&](style::StyleId id) {
    return p.styles.style(id).font_size.to_px();
  };
  EXPECT_EQ(p.styles.on_first_line(line, p.styles.of(p.paragraph()).element), line);
  EXPECT_EQ(size(p.styles.on_first_line(line, child(dom::ElementName::B))), 60);
  EXPECT_EQ(size(child(dom::ElementName::B)), 32);
  // What is after a <br> is on no first line.
  EXPECT_EQ(p.styles.on_first_line(line, child(dom::ElementName::I)), child(dom::ElementName::I));
  EXPECT_EQ(size(p.styles.of(p.paragraph()).first_letter), 30);
}

TEST(Layers, TheFirstLineOfABlockMayBeThatOfItsFirstChild) {
  const Paragraph p({"div::first-line { font-size: 30px } p::first-line { font-size: 2em; color: red }"},
                    "<div> <p>x</p><p>y</p></div>");
  const style::StyleId first = p.styles.first_line(p.paragraph());
  ASSERT_TRUE(first);
  EXPECT_EQ(p.styles.style(first).font_size.to_px(), 60);
  const dom::NodeId second = p.tree.node(p.paragraph()).next_sibling;
  EXPECT_EQ(p.styles.style(p.styles.first_line(second)).font_size.to_px(), 32);
  const Paragraph none({"div::first-line { color: red }"}, "<div>x<p>y</p></div>");
  EXPECT_FALSE(none.styles.first_line(none.paragraph()));
}

TEST(Layers, SheetsOfAnotherDocumentComeBehindAndKeepTheirLayers) {
  const auto joined = [](const std::string& own, const std::string& others) {
    Paragraph paragraph({own});
    const Paragraph other({others});
    paragraph.rules.add_sheets_of(other.rules);
    paragraph.styles = style::build_style_tree(paragraph.tree, paragraph.rules, paragraph.sink);
    return paragraph.color();
  };
  EXPECT_EQ(joined("p { color: blue }", "p { color: red }"), kRed);
  EXPECT_EQ(joined("p { color: red }", "@layer a { #i { color: blue } }"), kRed);
  // Layers of one name are one layer; a layer that is named later is stronger.
  EXPECT_EQ(joined("@layer a, b; @layer b { p { color: red } }", "@layer a { p { color: blue } }"), kRed);
  EXPECT_EQ(joined("@layer a { p { color: blue } }", "@layer b { p { color: red } }"), kRed);
  // Anonymous ones are never.
  EXPECT_EQ(joined("@layer { #i { color: blue } }", "@layer { p { color: red } }"), kRed);
}
