// Counters and list markers (css-lists-3).
#include "boxes/detail/counters.h"

#include "boxes/box_dump.h"

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
      {"ol{content:none}", "<ol><li>甲</li></ol>", "block"},
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
      {"ul{list-style-image:linear-gradient(red,red)}", "<ul><li>甲</li></ul>",
       "block(block(marker(inline-block \" \") \"甲\"))"},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.body);
    SCOPED_TRACE(each.style);
    EXPECT_EQ(Boxed(each.style, each.body).dump(), each.boxes);
  }
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
