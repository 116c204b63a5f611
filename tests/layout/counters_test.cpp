// Counters and list markers (css-lists-3).
#include "layout/boxes/detail/counters.h"

#include "layout/box_dump.h"

using gongwen::boxes::Counters;
using gongwen::tests::Boxed;

TEST(Counters, ACounterLivesAmongTheSiblingsOfTheElementThatMadeItAndNestsBelow) {
  Counters counters;
  counters.enter();  // body
  counters.enter();  // ol
  counters.reset({"n", 0});
  counters.enter();  // li
  counters.increment({"n", 1});
  counters.enter();  // ol
  counters.reset({"n", 0});
  counters.enter();  // li
  counters.increment({"n", 1});
  EXPECT_EQ(counters.joined("n", ".", "decimal", {}), "1.1");
  counters.leave();
  counters.enter();  // li
  counters.increment({"n", 1});
  EXPECT_EQ(counters.joined("n", ".", "decimal", {}), "1.2");
  EXPECT_EQ(counters.snapshot(), (std::vector<std::pair<std::string, std::vector<std::int32_t>>>{{"n", {1, 2}}}));
  counters.leave();
  counters.leave();  // inner ol
  counters.leave();  // li
  counters.enter();  // li
  counters.increment({"n", 1});
  EXPECT_EQ(counters.joined("n", ".", "decimal", {}), "2");
}

TEST(Counters, ManyCountersOfSiblingsAreFoundByTheirNames) {
  constexpr int kCounters = 200'000;  // each compared with all others would take minutes
  Counters counters;
  counters.enter();
  for (int i = 0; i < kCounters; ++i) {
    counters.enter();
    counters.reset({"c" + std::to_string(i), i});
    counters.leave();
  }
  EXPECT_EQ(counters.value("c7"), 7);
  const auto all = counters.snapshot();
  ASSERT_EQ(all.size(), std::size_t{kCounters});
  EXPECT_EQ(all.back().first, "c199999");
  counters.leave();
  EXPECT_TRUE(counters.snapshot().empty());
}

TEST(Counters, CountersCountFrom0AlsoThoseThatNobodyMadeAndStopAtTheirLimits) {
  Counters counters;
  EXPECT_EQ(counters.value("n"), 0);
  EXPECT_EQ(counters.joined("n", ".", "decimal", {}), "0");
  counters.enter();
  counters.increment({"n", 5});
  EXPECT_EQ(counters.value("n"), 5);
  counters.set({"m", 3});
  EXPECT_EQ(counters.value("m"), 3);
  counters.set({"n", INT32_MAX});
  counters.increment({"n", 1});
  EXPECT_EQ(counters.value("n"), INT32_MAX);
}

TEST(Counters, ListsNumberTheirItems) {
  struct Case {
    std::string_view style;
    std::string_view body;
    std::string_view boxes;
  };
  const Case cases[] = {
      {"", "<ol><li>甲</li><li>乙</li></ol>", "block(block(marker(\"1. \") \"甲\") block(marker(\"2. \") \"乙\"))"},
      {"", "<ol start=\"3\"><li>甲</li><li value=\"7\">乙</li><li>丙</li></ol>",
       "block(block(marker(\"3. \") \"甲\") block(marker(\"7. \") \"乙\") block(marker(\"8. \") \"丙\"))"},
      {"ol{list-style-type:cjk-ideographic}", "<ol start=\"10\"><li>甲</li><li>乙</li></ol>",
       "block(block(marker(\"十、\") \"甲\") block(marker(\"十一、\") \"乙\"))"},
      {"ul{list-style-type:none}", "<ul><li>甲</li></ul>", "block(block(\"甲\"))"},
      {"ul{list-style-type:\"—\"}", "<ul><li>甲</li></ul>", "block(block(marker(\"—\") \"甲\"))"},
      {"li{list-style-position:inside}", "<ol><li>甲</li></ol>", "block(block(inline(\"1. \") \"甲\"))"},
      {"li::marker{content:\"第\" counter(list-item) \"项\"}", "<ol><li>甲</li></ol>",
       "block(block(marker(\"第\" \"1\" \"项\") \"甲\"))"},
      {"ol{counter-reset:c}li{counter-increment:c 2}li::before{content:counters(c,\".\")}ol,li{list-style:none}",
       "<ol><li>甲<ol><li>乙</li></ol></li><li>丙</li></ol>",
       "block(block(block*(inline::before(\"2\") \"甲\") block(block(inline::before(\"2.2\") \"乙\"))) "
       "block(inline::before(\"4\") \"丙\"))"},
      {"", "<ol reversed><li>甲</li><div><li>乙</li></div></ol>",
       "block(block(marker(\"2. \") \"甲\") block(block(marker(\"1. \") \"乙\")))"},
      {"", "<ol reversed><li>甲<ol><li>乙</li></ol></li><li value=\"7\">丙</li></ol>",
       "block(block(marker(\"2. \") block*(\"甲\") block(block(marker(\"1. \") \"乙\"))) block(marker(\"7. \") "
       "\"丙\"))"},
      {"ol{counter-reset:list-item}", "<ol reversed><li>甲</li><li>乙</li></ol>",
       "block(block(marker(\"1. \") \"甲\") block(marker(\"2. \") \"乙\"))"},
      {"ol{counter-reset:list-item}", "<ol start=\"5\"><li>甲</li></ol>", "block(block(marker(\"1. \") \"甲\"))"},
      {"b{display:list-item;counter-increment:list-item 3}",
       "<ol reversed><li>甲</li><li><b>乙</b></li><li>丙</li></ol>",
       "block(block(marker(\"3. \") \"甲\") block(marker(\"2. \") block(marker(\"5. \") \"乙\")) "
       "block(marker(\"4. \") \"丙\"))"},
      {"",
       "<ol reversed><div "
       "style=\"display:contents;counter-reset:reversed(list-item)\"><li>甲</li></div><li>乙</li></ol>",
       "block(block(marker(\"2. \") \"甲\") block(marker(\"1. \") \"乙\"))"},
      {"i{counter-reset:reversed(list-item)}", "<ol reversed><li>甲</li><div><i></i><li>乙</li></div><li>丙</li></ol>",
       "block(block(marker(\"3. \") \"甲\") block(block*(inline) block(marker(\"1. \") \"乙\")) "
       "block(marker(\"2. \") \"丙\"))"},
      {"li{counter-increment:n -1 n -1}ol{counter-reset:reversed(n);list-style:none}li::before{content:counter(n)}",
       "<ol><li>甲</li><li>乙</li></ol>",
       "block(block(inline::before(\"4\") \"甲\") block(inline::before(\"2\") \"乙\"))"},
      {"p::before{counter-reset:reversed(n);content:counter(n)}b,p::after{counter-increment:n "
       "-1}p::after{content:counter(n)}",
       "<p><b>甲</b></p>", "block(inline::before(\"3\") inline(\"甲\") inline::after(\"1\"))"},
      {"p::after{counter-reset:reversed(n);counter-increment:n -2;content:counter(n)}", "<p>甲</p>",
       "block(\"甲\" inline::after(\"2\"))"},
      {"li{counter-set:n 4}", "<ol><li value=\"2\">甲</li></ol>", "block(block(marker(\"1. \") \"甲\"))"},
      {"", "<ol start=\" +3.5\"><li value=\"5x\">甲</li><li>乙</li></ol>",
       "block(block(marker(\"5. \") \"甲\") block(marker(\"6. \") \"乙\"))"},
      {"ol{content:none}", "<ol><li>甲</li></ol>", "block"},
      {"li[title]{display:none}",
       "<ol reversed><li>甲<ol><li>乙</li></ol></li><li title=\"x\">丙</li><div><li>丁</li></div></ol>",
       "block(block(marker(\"2. \") block*(\"甲\") block(block(marker(\"1. \") \"乙\"))) "
       "block(block(marker(\"1. \") \"丁\")))"},
      {"", "<ol reversed start=\"9\"><li>甲</li><li>乙</li></ol>",
       "block(block(marker(\"9. \") \"甲\") block(marker(\"8. \") \"乙\"))"},
      {"li{counter-set:list-item 5}", "<ol><li value=\"2\">甲</li></ol>", "block(block(marker(\"5. \") \"甲\"))"},
      {"ol{counter-reset:list-item 6}", "<ol start=\"2\"><li>甲</li></ol>", "block(block(marker(\"7. \") \"甲\"))"},
      {"p{counter-increment:n -2}div{counter-reset:reversed(n)}p::before{content:counter(n)}",
       "<div><p>甲</p><p>乙</p></div>",
       "block(block(inline::before(\"4\") \"甲\") block(inline::before(\"2\") \"乙\"))"},
      {"p{display:contents;counter-reset:n 5}b::before{content:counter(n)}", "<p><b>甲</b></p>",
       "inline(inline::before(\"0\") \"甲\")"},
      {"p::before{display:list-item;content:\"甲\";list-style-type:decimal}", "<p>乙</p>",
       "block(block::before(marker(\"1. \") \"甲\") block*(\"乙\"))"},
      {"span{display:list-item inline;list-style-type:decimal}", "<p>甲<span>乙</span></p>",
       "block(\"甲\" inline(inline(\"1. \") \"乙\"))"},
      {"span{display:inline flow-root list-item;list-style-type:decimal}", "<p>甲<span>乙</span></p>",
       "block(\"甲\" inline-block(marker(\"1. \") \"乙\"))"},
      {"p{display:flow-root list-item;list-style-type:decimal}", "<p>甲</p>", "block(marker(\"1. \") \"甲\")"},
      {"body{counter-reset:n}h2::before{counter-increment:n;content:counter(n)}div{contain:content}",
       "<h2>甲</h2><div><h2>乙</h2><h2>丙</h2></div><h2>丁</h2>",
       "block(inline::before(\"1\") \"甲\") block(block(inline::before(\"1\") \"乙\") block(inline::before(\"1\") "
       "\"丙\")) "
       "block(inline::before(\"2\") \"丁\")"},
      {"b::before{content:open-quote}i{contain:style}", "<p><b>甲</b><i><b>乙</b></i><b>丙</b></p>",
       "block(inline(inline::before(\"“\") \"甲\") inline(inline(inline::before(\"‘\") \"乙\")) "
       "inline(inline::before(\"‘\") \"丙\"))"},
      {"div{contain:style}b::before{content:open-quote}", "<div><b>甲</b></div><p><b>乙</b><b>丙</b></p>",
       "block(inline(inline::before(\"“\") \"甲\")) block(inline(inline::before(\"“\") \"乙\") "
       "inline(inline::before(\"‘\") \"丙\"))"},
      {"li{contain:content}p{counter-increment:list-item -1}", "<ol reversed><li>甲<p>乙</p></li><li>丙</li></ol>",
       "block(block(marker(\"2. \") block*(\"甲\") block(\"乙\")) block(marker(\"1. \") \"丙\"))"},
      {"ul{list-style-image:linear-gradient(red,red)}", "<ul><li>甲</li></ul>",
       "block(block(marker(inline-block \" \") \"甲\"))"},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.body);
    SCOPED_TRACE(each.style);
    EXPECT_EQ(Boxed(each.style, each.body).dump(), each.boxes);
  }
}

TEST(Counters, MarkersOfPseudoElementsLookAsTheBuiltInSheetHasAllMarkers) {
  const Boxed boxed("p::before{display:list-item;content:\"甲\"}p::marker{color:red}", "<p>乙</p>");
  const auto& styles = boxed.styles;
  const auto body = boxed.tree.find_child(boxed.tree.root_element(), gongwen::dom::ElementName::Body);
  const auto paragraph = boxed.boxes.box_of(boxed.tree.find_child(body, gongwen::dom::ElementName::P));
  const auto before = boxed.boxes.box(paragraph).first_child;
  const auto& marker = boxed.boxes.box(boxed.boxes.box(before).first_child);
  ASSERT_EQ(marker.part, gongwen::boxes::BoxPart::Marker);
  const auto& style = styles.style(marker.style);
  EXPECT_EQ(style.unicode_bidi, gongwen::style::UnicodeBidi::Isolate);
  EXPECT_EQ(style.white_space_collapse, gongwen::style::WhiteSpaceCollapse::Preserve);
  EXPECT_EQ(style.text_wrap_mode, gongwen::style::TextWrapMode::Nowrap);
  EXPECT_EQ(gongwen::css::to_text(style.color), "#000000");
}

TEST(Counters, ItemsThatLookAlikeShareTheStyleOfTheirGradient) {
  const Boxed boxed("ul{list-style-image:linear-gradient(red,red)}", "<ul><li>甲</li><li>乙</li></ul>");
  std::vector<gongwen::style::StyleId> found;
  for (std::size_t i = 0; i < boxed.boxes.size(); ++i) {
    const auto& box = boxed.boxes.box(gongwen::boxes::BoxId(i));
    if (box.kind == gongwen::boxes::BoxKind::InlineBlock) found.push_back(box.style);
  }
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0], found[1]);
}

TEST(Counters, AClipOfABoxIsReportedOnceForEachValueAndNotWhereItClipsNothing) {
  const Boxed boxed(
      "p{clip-path:NONE}.i{clip-path:initial}.j{clip-path:inherit}.a{clip-path:url(#a)}.b{clip-path:url(#b)}",
      "<p>甲</p><p class='i'>甲</p><p class='j'>甲</p><p class='a'>甲</p><p class='a'>甲</p><p class='b'>甲</p>");
  EXPECT_EQ(boxed.sink.diagnostics().size(), 2U);
}

TEST(Counters, WhatCrossReferencesMayAskOfAnElementIsKept) {
  const Boxed boxed(
      "h2{counter-increment:c;bookmark-level:1;string-set:s content(text)}h2::before{content:counter(c) \"、\"}",
      "<h2>甲</h2><h2 id=\"t\">乙<b>丙</b></h2>");
  const auto* const target = boxed.boxes.find_target("t");
  ASSERT_NE(target, nullptr);
  EXPECT_EQ(target->text, "乙丙");
  EXPECT_EQ(target->before, "2、");
  EXPECT_EQ(target->counters,
            (std::vector<std::pair<std::string, std::vector<std::int32_t>>>{{"footnote", {0}}, {"c", {2}}}));
  EXPECT_EQ(boxed.boxes.find_target("none"), nullptr);
  ASSERT_NE(boxed.boxes.bookmark_label(target->node), nullptr);
  const auto* const strings = boxed.boxes.string_assignments(target->node);
  ASSERT_NE(strings, nullptr);
  EXPECT_EQ(strings->front().value, "乙丙");
}
