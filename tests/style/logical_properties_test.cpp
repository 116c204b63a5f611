// Logical properties in the cascade, and the directions that `dir`, bdi and bdo give.
#include "dom/html_sink.h"
#include "style/style_tree.h"

#include <array>

#include <gtest/gtest.h>

using namespace gongwen;
using style::ComputedStyle;
using style::Direction;
using style::UnicodeBidi;

namespace {

diagnostics::Span whole(std::string_view text) {
  return {diagnostics::SourceId(0), 0, static_cast<std::uint32_t>(text.size())};
}

struct Styled {
  Styled(std::string_view css_text, std::string_view html) : css(css_text) {
    tree = dom::parse_html(html, whole(html), origins, sink);
    rules.add(style::user_agent_sheet(), style::CascadeOrigin::UserAgent);
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

double px(const style::Margin& margin) { return margin.value.resolve({}).to_px(); }
double px(const style::LengthPercentage& length) { return length.resolve({}).to_px(); }

/// Top, right, bottom, left.
std::array<double, 4> margins(const ComputedStyle& style) {
  return {px(style.margin_top), px(style.margin_right), px(style.margin_bottom), px(style.margin_left)};
}

using Four = std::array<double, 4>;

struct FlowCase {
  const char* css;
  Four margins;  // of block-start 1px, inline-end 2px, block-end 3px, inline-start 4px
};

class LogicalSides : public testing::TestWithParam<FlowCase> {};

}  // namespace

TEST_P(LogicalSides, FollowTheWritingModeAndTheDirection) {
  const std::string css =
      std::string("#x { ") + GetParam().css +
      "; margin-block: 1px 3px; margin-inline: 4px 2px; border-style: solid; border-block-start-width: 1px;"
      " border-inline-end-width: 2px; border-block-end-width: 3px; border-inline-start-width: 4px;"
      " padding-block-start: 1px; padding-inline: 4px 2px; padding-block-end: 3px; inset-block: 1px 3px;"
      " inset-inline-start: 4px; inset-inline-end: 2px; inline-size: 50px; block-size: 20px; }";
  const Styled s(css, "<p id=\"x\">1</p>");
  const ComputedStyle& x = s.of("x");
  EXPECT_EQ(margins(x), GetParam().margins);
  EXPECT_EQ((Four{x.border_top_width.to_px(), x.border_right_width.to_px(), x.border_bottom_width.to_px(),
                  x.border_left_width.to_px()}),
            GetParam().margins);
  EXPECT_EQ((Four{px(x.padding_top), px(x.padding_right), px(x.padding_bottom), px(x.padding_left)}),
            GetParam().margins);
  EXPECT_EQ((Four{px(x.top), px(x.right), px(x.bottom), px(x.left)}), GetParam().margins);
  const bool is_vertical = x.writing_mode != style::WritingMode::HorizontalTb;
  EXPECT_EQ(px(x.width.value), is_vertical ? 20 : 50);
  EXPECT_EQ(px(x.height.value), is_vertical ? 50 : 20);
}

INSTANTIATE_TEST_SUITE_P(Flows, LogicalSides,
                         testing::Values(FlowCase{"direction: ltr", {1, 2, 3, 4}},
                                         FlowCase{"direction: rtl", {1, 4, 3, 2}},
                                         FlowCase{"writing-mode: vertical-rl", {4, 1, 2, 3}},
                                         FlowCase{"writing-mode: vertical-rl; direction: rtl", {2, 1, 4, 3}},
                                         FlowCase{"writing-mode: vertical-lr", {4, 3, 2, 1}},
                                         FlowCase{"writing-mode: vertical-lr; direction: rtl", {2, 3, 4, 1}},
                                         FlowCase{"writing-mode: sideways-rl", {4, 1, 2, 3}},
                                         FlowCase{"writing-mode: sideways-lr", {2, 3, 4, 1}},
                                         FlowCase{"writing-mode: sideways-lr; direction: rtl", {4, 3, 2, 1}}));

TEST(LogicalProperties, OfALogicalAndAPhysicalOneTheLaterWins) {
  const Styled s(
      "p { direction: rtl }"
      "#a { margin-right: 1px; margin-inline-start: 2px } #b { margin-inline-start: 2px; margin-right: 1px }"
      "#c { margin-inline-start: 2px !important; margin-right: 1px }"
      "#d { margin-inline: var(--i); --i: 5px 6px } #e { direction: var(--d); --d: ltr; margin-inline-start: 7px }",
      "<p id=\"a\">1</p><p id=\"b\">2</p><p id=\"c\">3</p><p id=\"d\">4</p><p id=\"e\">5</p>");
  EXPECT_EQ(px(s.of("a").margin_right), 2);
  EXPECT_EQ(px(s.of("b").margin_right), 1);
  EXPECT_EQ(px(s.of("c").margin_right), 2);
  EXPECT_EQ(margins(s.of("d"))[1], 5);
  EXPECT_EQ(margins(s.of("d"))[3], 6);
  EXPECT_EQ(margins(s.of("e"))[3], 7);
}

TEST(LogicalProperties, CornersFloatsAndAlignmentFollowTheDirection) {
  const Styled s(
      "div { direction: rtl; text-align: start } #a { border-start-start-radius: 1px; border-end-start-radius: 2px }"
      "#b { float: inline-start; clear: inline-end; text-align: match-parent } #c { all: initial }"
      "#d { text-align: match-parent; direction: ltr }",
      "<div><div id=\"a\">1</div><div id=\"b\">2</div><div id=\"c\">3</div><div id=\"d\">4</div></div>");
  EXPECT_EQ(px(s.of("a").border_top_right_radius.horizontal), 1);
  EXPECT_EQ(px(s.of("a").border_bottom_right_radius.horizontal), 2);
  EXPECT_EQ(s.of("b").float_value, style::Float::Right);
  EXPECT_EQ(s.of("b").clear, style::Clear::Left);
  EXPECT_EQ(s.of("b").text_align.keyword, style::TextAlign::Right);
  EXPECT_EQ(s.of("d").text_align.keyword, style::TextAlign::Right);
  // `all` leaves the directions of the text (css-cascade-5 section 3.2).
  EXPECT_EQ(s.of("c").direction, Direction::Rtl);
}

TEST(Directionality, DirAndItsElementsSetDirectionAndIsolation) {
  const Styled s(
      ":dir(rtl) { background-color: red }",
      "<div dir=\"rtl\"><p id=\"a\">1</p><p id=\"b\" dir=\"auto\">12 abc</p><ul id=\"l\"><li>1</li></ul></div>"
      "<p id=\"c\" dir=\"AUTO\">1 <bdi>abc</bdi><span dir=\"ltr\">x</span> \u05D0 x</p><p><bdi id=\"d\">\u0645</bdi>"
      "<bdo id=\"e\" dir=\"rtl\">abc</bdo><span id=\"f\" dir=\"rtl\">x</span></p><pre id=\"g\" dir=\"auto\">x</pre>");
  EXPECT_EQ(s.of("a").direction, Direction::Rtl);
  EXPECT_EQ(s.of("b").direction, Direction::Ltr);
  EXPECT_EQ(px(s.of("l").padding_right), 40);
  EXPECT_EQ(px(s.of("l").padding_left), 0);
  EXPECT_EQ(s.of("c").direction, Direction::Rtl);
  EXPECT_EQ(s.of("d").direction, Direction::Rtl);
  EXPECT_EQ(s.of("d").unicode_bidi, UnicodeBidi::Isolate);
  EXPECT_EQ(s.of("e").unicode_bidi, UnicodeBidi::IsolateOverride);
  EXPECT_EQ(s.of("e").direction, Direction::Rtl);
  EXPECT_EQ(s.of("f").unicode_bidi, UnicodeBidi::Isolate);
  EXPECT_EQ(s.of("g").unicode_bidi, UnicodeBidi::Plaintext);
  EXPECT_EQ(css::to_text(s.of("a").background_color.color), "#ff0000");
  EXPECT_NE(css::to_text(s.of("b").background_color.color), "#ff0000");
}

namespace {

/// Which offsets of a relatively positioned box are left of four, by its parent.
std::string offsets_in(const char* parent) {
  const Styled s(
      std::string("#around { ") + parent + " } #x { position: relative; top: 1px; right: 2px; bottom: 3px; left: 4px }",
      "<div id=\"around\"><p id=\"x\">1</p></div>");
  const ComputedStyle& x = s.of("x");
  std::string left;
  if (!x.top.is_auto) left += 't';
  if (!x.right.is_auto) left += 'r';
  if (!x.bottom.is_auto) left += 'b';
  if (!x.left.is_auto) left += 'l';
  return left;
}

}  // namespace

TEST(LogicalProperties, OfOffsetsThatContradictEachOtherThoseAtTheStartCount) {
  EXPECT_EQ(offsets_in("direction: rtl"), "trb");
  EXPECT_EQ(offsets_in("writing-mode: vertical-rl"), "trb");
  EXPECT_EQ(offsets_in("writing-mode: vertical-lr"), "trbl");
  EXPECT_EQ(offsets_in("writing-mode: vertical-lr; direction: rtl"), "rbl");
  EXPECT_EQ(offsets_in("writing-mode: vertical-rl; direction: rtl"), "rb");
  EXPECT_EQ(offsets_in("writing-mode: sideways-lr"), "rbl");
  EXPECT_EQ(offsets_in("writing-mode: vertical-lr; direction: rtl; text-orientation: upright"), "trbl");
}

TEST(LogicalProperties, UprightTextStartsAtTheTopWhateverItsDirection) {
  const Styled s(
      "#x { writing-mode: vertical-rl; direction: rtl; text-orientation: upright; margin: 0;"
      " margin-inline-start: 5px } #y { writing-mode: vertical-rl; direction: rtl; margin: 0;"
      " margin-inline-start: 5px }",
      "<p id=\"x\">1</p><p id=\"y\">1</p>");
  EXPECT_EQ(margins(s.of("x")), (Four{5, 0, 0, 0}));
  EXPECT_EQ(margins(s.of("y")), (Four{0, 0, 5, 0}));
}

TEST(LogicalProperties, ParagraphsKeepTheirDistanceAlongTheFlow) {
  const Styled s(
      "p { font-size: 10px } #v { writing-mode: vertical-lr } #w { writing-mode: vertical-lr; margin-left: 3px }",
      "<p id=\"h\">1</p><p id=\"v\">1</p><p id=\"w\">1</p>");
  EXPECT_EQ(margins(s.of("h")), (Four{10, 0, 10, 0}));
  EXPECT_EQ(margins(s.of("v")), (Four{0, 10, 0, 10}));
  EXPECT_EQ(margins(s.of("w")), (Four{0, 10, 0, 3}));
}

TEST(LogicalProperties, WhatAWritingModeDoesNotApplyToHandsItDown) {
  const Styled s("#c { display: contents; writing-mode: vertical-rl } #r { writing-mode: vertical-lr }",
                 "<div id=\"c\"><p id=\"x\">1</p></div><table><tr id=\"r\"><td id=\"y\">1</td></tr></table>");
  EXPECT_EQ(s.of("c").writing_mode, style::WritingMode::VerticalRl);
  // What has no box is not what a box is in.
  const Styled inner(
      "#c { display: contents; writing-mode: vertical-rl; direction: rtl } #f { float: inline-start }"
      "#o { position: relative; left: 1px; right: 1px }",
      "<p><span id=\"c\"><b id=\"b\">1</b><b id=\"f\">1</b><i id=\"o\">1</i></span></p>");
  EXPECT_EQ(inner.of("b").display, style::Display::InlineBlock);
  EXPECT_EQ(inner.of("f").float_value, style::Float::Left);
  EXPECT_FALSE(inner.of("o").left.is_auto);
  EXPECT_EQ(s.of("x").writing_mode, style::WritingMode::VerticalRl);
  EXPECT_EQ(s.of("r").writing_mode, style::WritingMode::VerticalLr);
  EXPECT_EQ(s.of("y").writing_mode, style::WritingMode::VerticalLr);
}
