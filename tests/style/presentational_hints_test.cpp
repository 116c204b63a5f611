// Attributes and elements of HTML that speak of the look (HTML section 15.3): what they come to, and that every
// author's rule is stronger.
#include "style/detail/presentational_hints.h"

#include "dom/html_sink.h"
#include "style/style_tree.h"

#include <gtest/gtest.h>

using namespace gongwen;
using base::LayoutUnit;

namespace {

diagnostics::Span whole(std::string_view text) {
  return {diagnostics::SourceId(0), 0, static_cast<std::uint32_t>(text.size())};
}

/// A page of others, styled.
struct Page {
  explicit Page(std::string_view html, std::string_view css_text = "") : css(css_text) {
    tree = dom::parse_html(html, whole(html), origins, sink, {}, dom::Syntax::Html);
    rules.add(std::make_shared<css::StyleSheet>(css::parse_stylesheet(css, whole(css), sink)),
              style::CascadeOrigin::Author);
    styles = style::build_style_tree(tree, rules, sink);
    EXPECT_TRUE(sink.diagnostics().empty());
  }
  const style::ComputedStyle& of(std::string_view id) const {
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

TEST(PresentationalHints, DimensionsNumbersAndColoursAsHTMLReadsThem) {
  EXPECT_EQ(style::legacy_dimension(" 12.5em"), "12.5px");
  EXPECT_EQ(style::legacy_dimension("50%x"), "50%");
  EXPECT_TRUE(style::legacy_dimension("-3").empty());
  EXPECT_EQ(style::legacy_dimension("3;color:red"), "3px");
  EXPECT_TRUE(style::legacy_dimension("0", style::Zero::Ignored).empty());
  EXPECT_EQ(style::legacy_number("+7x", -1), 7);
  EXPECT_EQ(style::legacy_number("x", -1), -1);
  EXPECT_EQ(style::legacy_color("#abc"), "#abc");
  EXPECT_EQ(style::legacy_color("ff8000"), "#ff8000");
  EXPECT_EQ(style::legacy_color("Navy"), "Navy");
  EXPECT_EQ(style::legacy_color("#12"), "#010200");
  EXPECT_EQ(style::legacy_color("}p{color:red").find('}'), std::string::npos);
  EXPECT_TRUE(style::legacy_color("transparent").empty());
  EXPECT_EQ(style::legacy_font_size("+1"), "large");
  EXPECT_EQ(style::legacy_font_size("-9"), "x-small");
  EXPECT_EQ(style::legacy_font_size("12"), "xxx-large");
  EXPECT_EQ(style::legacy_font_family("A B, serif, 'C\"'"), "\"A B\",serif,\"C\"");
}

TEST(PresentationalHints, TablesAndTheirParts) {
  const Page page(
      "<table id=t border=3 cellspacing=4 cellpadding=6 width=50% align=center bgcolor=#eee>"
      "<tr id=r align=right valign=top bgcolor=ff0000 height=30><td id=a width=80 nowrap>1<th id=b width=0 align=left>2"
      "</table><table rules=rows><tr id=s><td id=c>3</table>");
  EXPECT_EQ(page.of("t").border_top_width, LayoutUnit::from_px(3));
  EXPECT_EQ(page.of("t").border_top_style, style::BorderStyle::Outset);
  EXPECT_EQ(page.of("t").border_spacing.horizontal, LayoutUnit::from_px(4));
  EXPECT_EQ(page.of("t").width.value.percent, 50 * style::LengthPercentage::kUnitsPerPercent);
  EXPECT_TRUE(page.of("t").margin_left.is_auto);
  EXPECT_EQ(page.of("r").text_align, style::TextAlign::Right);
  EXPECT_EQ(css::to_text(page.of("r").background_color.resolve({})), "#ff0000");
  EXPECT_EQ(page.of("a").padding_left.length, LayoutUnit::from_px(6));
  EXPECT_EQ(page.of("a").border_left_width, LayoutUnit::from_px(1));
  EXPECT_EQ(page.of("a").text_wrap_mode, style::TextWrapMode::Nowrap);
  EXPECT_EQ(page.of("a").width.value.length, LayoutUnit::from_px(80));
  EXPECT_TRUE(page.of("b").width.is_auto());
  EXPECT_EQ(page.of("b").text_align, style::TextAlign::Left);
  EXPECT_EQ(page.of("s").border_bottom_style, style::BorderStyle::Solid);
  EXPECT_EQ(page.of("c").border_bottom_style, style::BorderStyle::None);
}

TEST(PresentationalHints, AHeaderCellIsCentredUnlessItsTextIsAlignedFromOutside) {
  const Page page(
      "<table><tr><th id=a>1<tr align=right><th id=b>2<tr class=e><th id=c>3<tr class=s><th id=d>4<th id=e class=r>5"
      "</table><div class=c><table class=s><tr><th id=f class=i>6<th id=g class=x>7</table></div>",
      ".e{text-align:end}.s{text-align:start}.r{text-align:right}.c{text-align:center}.i{text-align:inherit}"
      ".x{text-align:left;text-align:revert}");
  EXPECT_EQ(page.of("a").text_align, style::TextAlign::Center);
  EXPECT_EQ(page.of("b").text_align, style::TextAlign::Right);
  EXPECT_EQ(page.of("c").text_align, style::TextAlign::End);
  EXPECT_EQ(page.of("d").text_align, style::TextAlign::Center);  // `start` is the initial value, whoever wrote it
  EXPECT_EQ(page.of("e").text_align, style::TextAlign::Right);
  EXPECT_EQ(page.of("f").text_align, style::TextAlign::Start);
  EXPECT_EQ(page.of("g").text_align, style::TextAlign::Center);
}

TEST(PresentationalHints, ElementsThatWereMadeForTheLook) {
  const Page page(
      "<body bgcolor=navy text=white><center id=c><div id=d>1</div></center><font id=f color=red size=5 face='X Y'>2"
      "</font><br id=b clear=all><ol id=o type=I><li>3</ol><hr id=h size=6 noshade align=right width=100>"
      "<p id=p align=justify>4</p><p>5 <tt id=t>6</tt></p>");
  EXPECT_EQ(page.of("c").text_align, style::TextAlign::Center);
  EXPECT_TRUE(page.of("d").margin_left.is_auto);
  EXPECT_EQ(page.of("f").font_size.to_px(), 24);
  EXPECT_EQ(page.of("f").font_family.front(), "X Y");
  EXPECT_EQ(page.of("b").clear, style::Clear::Both);
  EXPECT_EQ(page.of("o").list_style_type.text, "upper-roman");
  EXPECT_EQ(page.of("h").border_top_width, LayoutUnit::from_px(3));
  EXPECT_TRUE(page.of("h").margin_left.is_auto);
  EXPECT_EQ(page.of("p").text_align, style::TextAlign::Justify);
  EXPECT_EQ(page.of("t").font_family.front(), "monospace");
  EXPECT_EQ(css::to_text(page.of("p").color), "#ffffff");
}

TEST(PresentationalHints, AnyRuleOfTheAuthorIsStrongerAndSelectorsKnowElementsByTheNamesTheyWereWrittenWith) {
  const Page page("<center id=c>1</center><table id=t border=5 width=9><tr><td>2</table><font id=f size=7>3</font>",
                  "* { border-top-width: 1px } table { width: auto } center { text-align: right } font { color: red }"
                  " span { color: blue }");
  EXPECT_EQ(page.of("c").text_align, style::TextAlign::Right);
  EXPECT_EQ(page.of("t").border_top_width, LayoutUnit::from_px(1));
  EXPECT_TRUE(page.of("t").width.is_auto());
  EXPECT_EQ(css::to_text(page.of("f").color), "#ff0000");
}
