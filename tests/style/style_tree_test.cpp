#include "style/style_tree.h"

#include "dom/html_sink.h"
#include "style/counter_style.h"
#include "style/page_style.h"

#include <algorithm>
#include <ctime>
#include <limits>

#include <gtest/gtest.h>

using namespace gongwen;
using style::ComputedStyle;

namespace {

diagnostics::Span whole(std::string_view text) {
  return {diagnostics::SourceId(0), 0, static_cast<std::uint32_t>(text.size())};
}

/// A document with one style sheet, styled.
struct Styled {
  Styled(std::string_view css_text, std::string_view html) : css(css_text) {
    tree = dom::parse_html(html, whole(html), origins, sink);
    rules.add(std::make_shared<css::StyleSheet>(css::parse_stylesheet(css, whole(css), sink)),
              style::CascadeOrigin::Author);
    styles = style::build_style_tree(tree, rules, sink);
  }
  const ComputedStyle& of(std::string_view id) const {
    for (dom::NodeId node = tree.root_element(); node; node = tree.next_in_order(node, tree.root_element())) {
      if (tree.node(node).kind == dom::NodeKind::Element && tree.attribute_value(node, dom::AttributeName::Id) == id) {
        return styles.style(styles.of(node).element);
      }
    }
    ADD_FAILURE() << "no such id";
    return style::initial_style();
  }
  std::string css;
  diagnostics::OriginTable origins;
  diagnostics::DiagnosticSink sink{origins};
  dom::Tree tree;
  style::RuleSet rules;
  style::StyleTree styles;
};

}  // namespace

TEST(StyleTree, TheStrongestDeclarationWins) {
  const Styled s(
      "p { color: red } .a { color: green } #x { color: blue } p { color: gray }"
      " .b { color: lime !important } p.c { color: black }",
      "<p id=\"x\" class=\"a\">1</p><p id=\"y\" class=\"a\">2</p><p id=\"z\">3</p>"
      "<p id=\"i\" class=\"b\" style=\"color:teal\">4</p><p id=\"j\" class=\"c\" style=\"color:teal\">5</p>");
  EXPECT_EQ(css::to_text(s.of("x").color), "#0000ff");
  EXPECT_EQ(css::to_text(s.of("y").color), "#008000");
  EXPECT_EQ(css::to_text(s.of("z").color), "#808080");
  EXPECT_EQ(css::to_text(s.of("i").color), "#00ff00");
  EXPECT_EQ(css::to_text(s.of("j").color), "#008080");
}

TEST(StyleTree, InheritanceAndTheKeywordsThatSteerIt) {
  const Styled s(
      "div { color: red; margin-left: 3px; font-size: 20px; line-height: 1.5 }"
      " #b { margin-left: inherit; color: initial } #c { color: unset; margin-left: unset }"
      " h1 { font-weight: normal } #d { font-weight: revert }",
      "<div><p id=\"a\">1</p><p id=\"b\">2</p><p id=\"c\">3</p><h1 id=\"d\">4</h1></div>");
  EXPECT_EQ(css::to_text(s.of("a").color), "#ff0000");
  EXPECT_EQ(s.of("a").margin_left.value.length.raw(), 0);
  EXPECT_EQ(s.of("b").margin_left.value.length, base::LayoutUnit::from_px(3));
  EXPECT_EQ(css::to_text(s.of("b").color), "#000000");
  EXPECT_EQ(css::to_text(s.of("c").color), "#ff0000");
  EXPECT_EQ(s.of("d").font_weight, 700);
  EXPECT_EQ(s.of("d").font_size.to_px(), 40);
}

TEST(StyleTree, LengthsCountInTheirOwnUnits) {
  const Styled s(
      ":root { font-size: 10px } #a { font-size: 2em; width: 2em; height: 3rem; margin-left: 1in;"
      " margin-right: calc(50% - 12pt); text-indent: 2ic; line-height: 120% }",
      "<div id=\"a\">x</div>");
  const ComputedStyle& a = s.of("a");
  EXPECT_EQ(a.font_size.to_px(), 20);
  EXPECT_EQ(a.width.value.length.to_px(), 40);
  EXPECT_EQ(a.height.value.length.to_px(), 30);
  EXPECT_EQ(a.margin_left.value.length.to_px(), 96);
  EXPECT_EQ(a.margin_right.value.length.to_px(), -16);
  EXPECT_EQ(a.margin_right.value.percent, 50 * style::LengthPercentage::kUnitsPerPercent);
  EXPECT_EQ(a.margin_right.value.resolve(base::LayoutUnit::from_px(100)).to_px(), 34);
  EXPECT_EQ(a.text_indent.length.length.to_px(), 40);
  EXPECT_EQ(a.line_height.length.to_px(), 24);
}

TEST(StyleTree, LeastAndGreatestOfLengthsAndPercentagesAreToldInLayout) {
  const Styled s(
      "#a { width: min(100px, 50%); height: max(2em, 10px); margin-left: calc(2 * max(10px, 10%) - 5px);"
      " margin-right: clamp(50px, 40%, 120px); padding-left: min(30px, 20px);"
      " background-position: right min(10px, 5%) top 0 }",
      "<div id=\"a\">x</div>");
  const ComputedStyle& a = s.of("a");
  const auto at = [](const style::LengthPercentage& length, int base) {
    return length.resolve(base::LayoutUnit::from_px(base)).to_px();
  };
  EXPECT_TRUE(a.width.value.has_percent());
  EXPECT_EQ(at(a.width.value, 360), 100);
  EXPECT_EQ(at(a.width.value, 100), 50);
  EXPECT_FALSE(a.height.value.has_percent());
  EXPECT_EQ(a.height.value.length.to_px(), 32);
  EXPECT_EQ(at(a.margin_left.value, 50), 15);
  EXPECT_EQ(at(a.margin_left.value, 300), 55);
  EXPECT_EQ(at(a.margin_right.value, 100), 50);
  EXPECT_EQ(at(a.margin_right.value, 200), 80);
  EXPECT_EQ(at(a.margin_right.value, 400), 120);
  EXPECT_EQ(a.padding_left.length.to_px(), 20);
  EXPECT_EQ(at(a.background_position_x[0], 100), 95);
  EXPECT_EQ(at(a.background_position_x[0], 400), 390);
}

TEST(StyleTree, PercentagesThatComeToNothingStillReferToSomething) {
  const Styled s(
      "#a { height: calc(40px + 10% - 20% / 2); width: 0%; top: calc(40px - 10%); left: calc(2 * 3px);"
      " min-width: calc(1% - 1%); max-width: calc(10% + 5px) }",
      "<div id=\"a\">x</div>");
  const ComputedStyle& a = s.of("a");
  EXPECT_TRUE(a.height.value.has_percent());
  EXPECT_TRUE(a.height.value.is_mixed());
  EXPECT_EQ(a.height.value.resolve(base::LayoutUnit::from_px(100)).to_px(), 40);
  EXPECT_TRUE(a.width.value.has_percent());
  EXPECT_FALSE(a.width.value.is_mixed());
  EXPECT_TRUE(a.top.value.has_percent());
  EXPECT_FALSE(a.left.value.has_percent());
  EXPECT_TRUE(a.min_width.value.has_percent());
  EXPECT_TRUE(a.max_width.value.is_mixed());
}

TEST(StyleTree, CustomPropertiesAreFilledInCirclesAreRefused) {
  const Styled s(
      ":root { --main: #d8000f; --pad: 1mm 2mm; --x: var(--y); --y: var(--x) }"
      " #a { color: var(--main); padding: var(--pad) }"
      " #b { color: var(--none, green); border-top: var(--none, 2px solid red) }"
      " #c { color: var(--x) }",
      "<p id=\"a\">1</p><p id=\"b\">2</p><p id=\"c\">3</p>");
  EXPECT_EQ(css::to_text(s.of("a").color), "#d8000f");
  EXPECT_EQ(s.of("a").padding_left.length, base::LayoutUnit::round_from_mm(2));
  EXPECT_EQ(css::to_text(s.of("b").color), "#008000");
  EXPECT_EQ(s.of("b").border_top_width.to_px(), 2);
  EXPECT_EQ(css::to_text(s.of("c").color), "#000000");
  ASSERT_EQ(s.sink.diagnostics().size(), 1);
  EXPECT_EQ(s.sink.diagnostics()[0].arguments, (std::vector<std::string>{"var(--x)", "color"}));
}

TEST(StyleTree, SelectorsFindTheirElements) {
  const Styled s(
      "ul > li:nth-child(2) { color: red } li:last-of-type { color: green } p + p { color: blue }"
      " p ~ div { color: teal } [lang|=en] { color: lime } li:not(.x):first-child { color: gray }",
      "<ul><li id=\"a\">1</li><li id=\"b\">2</li><li id=\"c\">3</li></ul><p id=\"d\">x</p><p id=\"e\">y</p>"
      "<div id=\"f\">z</div><p><span id=\"g\" lang=\"en-GB\">w</span></p>");
  const std::pair<const char*, const char*> expected[] = {{"a", "#808080"}, {"b", "#ff0000"}, {"c", "#008000"},
                                                          {"d", "#000000"}, {"e", "#0000ff"}, {"f", "#008080"},
                                                          {"g", "#00ff00"}};
  for (const auto& [id, color] : expected) {
    SCOPED_TRACE(id);
    EXPECT_EQ(css::to_text(s.of(id).color), color);
  }
}

TEST(StyleTree, LineSettingValuesOfSeveralPartsAreComputedPartByPart) {
  const Styled s(
      "div { font-size: 20px; -gw-squeeze: normal stops 1em autospace 0 5px 10px; text-emphasis: open }"
      " #b { font-size: 10px; text-autospace: ideograph-alpha replace; hyphenate-limit-chars: 8 3; "
      "hyphenate-limit-lines: 2 }"
      " #c { text-emphasis-style: filled sesame; hanging-punctuation: first force-end; ruby-position: under }",
      "<div id=\"a\"><p id=\"b\">1</p><p id=\"c\">2</p></div><p id=\"d\">3</p>");
  // The limits are inherited as parts of an em.
  const style::Squeeze& squeeze = s.of("b").squeeze;
  EXPECT_TRUE(squeeze.enabled);
  EXPECT_EQ(squeeze.stops.value, style::EmRatio::kOne);
  EXPECT_EQ(squeeze.commas.value, style::EmRatio::kOne / 2);
  EXPECT_EQ(squeeze.autospace_least.value, 0);
  EXPECT_EQ(squeeze.autospace_natural.value, style::EmRatio::kOne / 4);
  EXPECT_EQ(squeeze.autospace_most.value, style::EmRatio::kOne / 2);
  EXPECT_FALSE(s.of("d").squeeze.enabled);
  EXPECT_EQ(s.of("b").text_autospace, (style::TextAutospace{true, false, false, true}));
  EXPECT_EQ(s.of("b").hyphenate_limit_chars, (style::HyphenateLimits{8, 3, 3}));
  EXPECT_EQ(s.of("b").hyphenate_limit_lines, 2);
  EXPECT_FALSE(s.of("c").hyphenate_limit_lines);
  EXPECT_TRUE(s.of("b").text_emphasis_style.open);
  EXPECT_EQ(s.of("b").text_emphasis_style.shape, style::EmphasisShape::Circle);
  EXPECT_EQ(s.of("c").text_emphasis_style.shape, style::EmphasisShape::Sesame);
  EXPECT_TRUE(s.of("c").hanging_punctuation.first);
  EXPECT_EQ(s.of("c").hanging_punctuation.end, style::HangingPunctuation::End::Force);
  EXPECT_EQ(s.of("c").ruby_position, (style::RubyPosition{style::RubyPosition::Side::Under, false}));
}

TEST(StyleTree, KerningIsInheritedAndResetByTheShorthandOfFonts) {
  const Styled s("div { font-kerning: none } #b { font: 10px serif } #c { font-kerning: normal }",
                 "<div><p id=\"a\">1</p><p id=\"b\">2</p><p id=\"c\">3</p></div>");
  EXPECT_EQ(s.of("a").font_kerning, style::FontKerning::None);
  EXPECT_EQ(s.of("b").font_kerning, style::FontKerning::Auto);
  EXPECT_EQ(s.of("c").font_kerning, style::FontKerning::Normal);
}

TEST(StyleTree, ElementsAlikeShareOneStyle) {
  std::string html = "<table>";
  for (int i = 0; i < 500; ++i) html += "<tr><td>1</td><td class=\"c\">2</td></tr>";
  const Styled s("td { color: red } .c { color: blue }", html + "</table>");
  std::size_t distinct = 0;
  style::StyleId highest;
  for (dom::NodeId node = s.tree.root_element(); node; node = s.tree.next_in_order(node, s.tree.root_element())) {
    if (s.tree.node(node).kind != dom::NodeKind::Element) continue;
    const style::StyleId id = s.styles.of(node).element;
    if (!highest || id > highest) {
      highest = id;
      ++distinct;
    }
  }
  EXPECT_EQ(distinct, 7);  // html, body, table, tbody, tr, td, td.c
}

TEST(StyleTree, PageRulesByNamePositionAndSide) {
  Styled s(
      "@page { margin: 10mm; size: A4 } @page :left { margin-left: 20mm } @page wide { size: A4 landscape }"
      " @page :first { margin-top: 50mm } @page wide:first { margin-top: 5mm }"
      " @page { @top-left { content: 'x'; color: red } @top-right { color: red } }",
      "<p>1</p>");
  style::PageStyles pages(s.rules, s.styles.style(s.styles.root()), s.sink);
  const auto mm = [](double value) {
    return base::LayoutUnit::round_from_mm(value);
  };
  using style::PageSide;
  EXPECT_EQ(pages.resolve({"", 2, PageSide::Right, false}).page.margin_top.value.length, mm(10));
  EXPECT_EQ(pages.resolve({"", 2, PageSide::Left, false}).page.margin_left.value.length, mm(20));
  EXPECT_EQ(pages.resolve({"", 1, PageSide::Right, false}).page.margin_top.value.length, mm(50));
  const style::PageStyle& wide = pages.resolve({"wide", 1, PageSide::Right, false});
  EXPECT_EQ(wide.page.margin_top.value.length, mm(5));
  EXPECT_EQ(wide.page.page_size.width, mm(297));
  EXPECT_TRUE(wide.margin_boxes[static_cast<std::size_t>(css::MarginBox::TopLeft)] != nullptr);
  EXPECT_FALSE(wide.margin_boxes[static_cast<std::size_t>(css::MarginBox::TopRight)] != nullptr);
}

TEST(StyleTree, CountersInTheirStyles) {
  struct Case {
    std::int32_t value;
    std::string_view style;
    std::string_view text;
  };
  const Case cases[] = {
      {12, "decimal", "12"},
      {-3, "decimal", "-3"},
      {7, "decimal-leading-zero", "07"},
      {4, "lower-roman", "iv"},
      {1999, "upper-roman", "MCMXCIX"},
      {4000, "upper-roman", "4000"},
      {27, "lower-alpha", "aa"},
      {0, "lower-alpha", "0"},
      {10, "simp-chinese-informal", "十"},
      {11, "simp-chinese-informal", "十一"},
      {21, "simp-chinese-informal", "二十一"},
      {105, "simp-chinese-informal", "一百零五"},
      {1010, "simp-chinese-informal", "一千零一十"},
      {-5, "simp-chinese-informal", "负五"},
      {11, "simp-chinese-formal", "壹拾壹"},
      {2024, "cjk-decimal", "二〇二四"},
      {3, "circled", "③"},
      {21, "circled", "㉑"},
      {50, "circled", "㊿"},
      {51, "circled", "51"},
      {10000, "simp-chinese-informal", "一〇〇〇〇"},
      {2, "cjk-heavenly-stem", "乙"},
      {5, "nosuch", "5"},
  };
  const style::CounterStyles styles;
  for (const Case& c : cases) {
    SCOPED_TRACE(c.style);
    EXPECT_EQ(styles.format(c.value, c.style), c.text);
  }
  EXPECT_EQ(styles.marker(2, "decimal"), "2. ");
  EXPECT_EQ(styles.marker(2, "simp-chinese-informal"), "二、");
}

TEST(StyleTree, DisplayOfSeveralWords) {
  using style::Display;
  const std::pair<std::string_view, Display> cases[] = {
      {"block flow", Display::Block},
      {"flow", Display::Block},
      {"inline flow", Display::Inline},
      {"flow-root block", Display::FlowRoot},
      {"inline flow-root", Display::InlineBlock},
      {"block flex", Display::Flex},
      {"grid inline", Display::InlineGrid},
      {"inline table", Display::InlineTable},
      {"inline ruby", Display::Ruby},
      {"block ruby", Display::BlockRuby},
      {"block list-item", Display::ListItem},
      {"list-item flow-root", Display::FlowRootListItem},
      {"inline list-item", Display::InlineListItem},
      {"flow-root list-item inline", Display::InlineBlockListItem},
  };
  for (const auto& [value, display] : cases) {
    const Styled s("p { display: " + std::string(value) + " }", "<p id=\"x\">1</p>");
    EXPECT_EQ(s.of("x").display, display) << value;
  }
}

TEST(StyleTree, ContainmentKeepsTheOverflowOfTheBody) {
  constexpr std::string_view kHtml = "<html><body id=\"b\"><p>1</p></body></html>";
  EXPECT_EQ(Styled("body { overflow: hidden }", kHtml).of("b").overflow_x, style::Overflow::Visible);
  EXPECT_EQ(Styled("body { overflow: hidden; contain: paint }", kHtml).of("b").overflow_x, style::Overflow::Hidden);
  EXPECT_EQ(Styled("html { contain: style } body { overflow: hidden }", kHtml).of("b").overflow_x,
            style::Overflow::Hidden);
}

TEST(StyleTree, DirectionsOfManyElementsInOneAutoTextAreReadOnce) {
  // Processor time: read for each element it would be 16 times as much for 4 times as many.
  const auto time_of = [](int count) {
    std::string html = "<div dir=\"auto\">";
    for (int i = 0; i < count; ++i) html += "<b>1</b>";
    html += "<b id=\"x\">א</b></div>";
    std::clock_t best = std::numeric_limits<std::clock_t>::max();
    for (int i = 0; i < 3; ++i) {
      const std::clock_t start = std::clock();
      EXPECT_EQ(css::to_text(Styled("b:dir(rtl) { color: red }", html).of("x").color), "#ff0000");
      best = std::min(best, std::clock() - start);
    }
    return best;
  };
  EXPECT_LT(time_of(40'000), 9 * time_of(10'000));
}

TEST(StyleTree, TheDirectionOfAutoIsThatOfEachText) {
  const std::string html =
      "<table><tr><td dir=\"auto\">abc</td><td dir=\"auto\">אבג</td><td><bdi>abc</bdi></td><td><bdi>אבג</bdi></td></tr>"
      "</table>";
  const std::string css = "td:dir(rtl) { color: red }";
  diagnostics::OriginTable origins;
  diagnostics::DiagnosticSink sink{origins};
  const dom::Tree tree = dom::parse_html(html, whole(html), origins, sink);
  style::RuleSet rules;
  rules.add(std::make_shared<css::StyleSheet>(css::parse_stylesheet(css, whole(css), sink)),
            style::CascadeOrigin::Author);
  style::GrowingStyles growing(tree, rules, sink);
  growing.extend();
  std::vector<std::string> found;
  const dom::NodeId root = tree.root_element();
  for (dom::NodeId node = root; node; node = tree.next_in_order(node, root)) {
    if (!tree.is_element(node, dom::ElementName::Td) && !tree.is_element(node, dom::ElementName::Bdi)) continue;
    const ComputedStyle& style = growing.styles().style(growing.styles().of(node).element);
    found.push_back((style.direction == style::Direction::Rtl ? "rtl " : "ltr ") + css::to_text(style.color));
  }
  EXPECT_EQ(found, (std::vector<std::string>{"ltr #000000", "rtl #ff0000", "ltr #000000", "ltr #000000", "ltr #000000",
                                             "rtl #000000"}));
}
