// What documents with the same rules take from each other.
#include "dom/html_sink.h"
#include "style/font_measures.h"
#include "style/style_tree.h"

#include <gtest/gtest.h>

using namespace gongwen;
using style::ComputedStyle;

namespace {

diagnostics::Span span_of(std::string_view text) {
  return {diagnostics::SourceId(0), 0, static_cast<std::uint32_t>(text.size())};
}

class FixedMeasures final : public style::FontMeasures {
 public:
  double x_height(const ComputedStyle&) override { return 5; }
  double zero_advance(const ComputedStyle&) override { return 5; }
  style::LetterHeights letter_heights(const ComputedStyle&) override { return {10, 2, 8}; }
};

std::shared_ptr<const css::StyleSheet> sheet(std::string_view css) {
  static diagnostics::OriginTable origins;
  diagnostics::DiagnosticSink sink{origins};
  return std::make_shared<css::StyleSheet>(css::parse_stylesheet(css, span_of(css), sink));
}

/// A document that is styled by rules which others have, too.
struct Sharing {
  Sharing(const style::RuleSet& rules, std::string_view html) {
    tree = dom::parse_html(html, span_of(html), origins, sink);
    styles = style::build_style_tree(tree, rules, sink, &measures);
  }
  const ComputedStyle& of(std::string_view id) const {
    for (dom::NodeId node = tree.root_element(); node; node = tree.next_in_order(node, tree.root_element())) {
      if (tree.node(node).kind == dom::NodeKind::Element && tree.attribute_value(node, dom::AttributeName::Id) == id)
        return styles.style(styles.of(node).element);
    }
    ADD_FAILURE() << "no such id";
    return style::initial_style();
  }
  FixedMeasures measures;
  diagnostics::OriginTable origins;
  diagnostics::DiagnosticSink sink{origins};
  dom::Tree tree;
  style::StyleTree styles;
};

}  // namespace

TEST(StyleMemory, TheNextDocumentHasTheSameStyles) {
  style::RuleSet rules;
  rules.add(sheet("p { color: red } .a b { width: 2ex }"), style::CascadeOrigin::Author);
  const Sharing first(rules, "<p id=\"p\" class=\"a\">1<b id=\"b\">2</b></p>");
  const Sharing second(rules, "<p>0</p><p id=\"p\" class=\"a\"><b id=\"b\">3</b></p><b id=\"c\">4</b>");
  EXPECT_EQ(&second.of("p"), &first.of("p"));
  EXPECT_EQ(&second.of("b"), &first.of("b"));
  EXPECT_EQ(second.of("b").width.value.length.to_px(), 10);
  EXPECT_TRUE(second.of("c").width.is_auto());
}

TEST(StyleMemory, WhatADocumentSaysItselfIsItsOwn) {
  style::RuleSet rules;
  rules.add(sheet("div, b { font-size: 2em }"), style::CascadeOrigin::Author);
  const std::string_view html =
      "<div style=\"font-size: 10px\"><b id=\"b\">1</b></div><p lang=\"en\" id=\"p\">2</p><table width=\"50\" id=\"t\">"
      "<tr><td>3</td></tr></table>";
  const Sharing first(rules, html);
  const Sharing second(rules,
                       "<div style=\"font-size: 20px\"><b id=\"b\">1</b></div><p lang=\"zh\" id=\"p\">2</p>"
                       "<table width=\"70\" id=\"t\"><tr><td>3</td></tr></table>");
  EXPECT_EQ(first.of("b").font_size.to_px(), 20);
  EXPECT_EQ(second.of("b").font_size.to_px(), 40);
  EXPECT_EQ(second.of("p").language, "zh");
  EXPECT_EQ(second.of("t").width.value.length.to_px(), 70);
  const Sharing third(rules, html);
  EXPECT_EQ(third.of("b").font_size.to_px(), 20);
  EXPECT_EQ(third.of("p").language, "en");
  EXPECT_EQ(third.of("t").width.value.length.to_px(), 50);
}

TEST(StyleMemory, FaultsAreReportedOfEachDocument) {
  style::RuleSet rules;
  rules.add(sheet("p { color: var(--none) }"), style::CascadeOrigin::Author);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Sharing(rules, "<p>1</p>").sink.diagnostics().size(), 1U);
}

TEST(StyleMemory, TheRootHidesWhatItHidAtFirst) {
  style::RuleSet rules;
  rules.add(sheet("html.h, body { overflow: hidden }"), style::CascadeOrigin::Author);
  const std::string_view hiding = "<html class=\"h\"><body id=\"b\"><p>1</p></body></html>";
  const std::string_view plain = "<html><body id=\"b\"><p>1</p></body></html>";
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(Sharing(rules, hiding).of("b").hides_overflow());
    EXPECT_FALSE(Sharing(rules, plain).of("b").hides_overflow());
  }
}

TEST(StyleMemory, AnotherRootFontSizeIsAnotherStyle) {
  style::RuleSet rules;
  rules.add(sheet("html { font-size: 10px } html.h { font-size: 20px } p { width: 2rem }"),
            style::CascadeOrigin::Author);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(Sharing(rules, "<html><body><p id=\"p\">1</p></body></html>").of("p").width.value.length.to_px(), 20);
    EXPECT_EQ(
        Sharing(rules, "<html class=\"h\"><body><p id=\"p\">1</p></body></html>").of("p").width.value.length.to_px(),
        40);
  }
}

TEST(StyleMemory, RulesThatAreAddedCount) {
  style::RuleSet rules;
  rules.add(sheet("p { color: red }"), style::CascadeOrigin::Author);
  const Sharing before(rules, "<p id=\"p\">1</p>");
  const style::RuleSet copy = rules;
  rules.add(sheet("p { color: blue }"), style::CascadeOrigin::Author);
  EXPECT_EQ(css::to_text(Sharing(rules, "<p id=\"p\">1</p>").of("p").color), "#0000ff");
  EXPECT_EQ(css::to_text(Sharing(copy, "<p id=\"p\">1</p>").of("p").color), "#ff0000");
  EXPECT_EQ(css::to_text(before.of("p").color), "#ff0000");
}
