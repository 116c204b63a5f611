// Counters and list markers (css-lists-3).
#include "boxes/counters.h"

#include "boxes/box_dump.h"

using gongwen::boxes::Counters;
using gongwen::tests::Boxed;

TEST_CASE("a counter lives among the siblings of the element that made it, and nests below") {
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
  CHECK(counters.joined("n", ".", "decimal", {}) == "1.1");
  counters.leave();
  counters.enter();  // li
  counters.increment({"n", 1});
  CHECK(counters.joined("n", ".", "decimal", {}) == "1.2");
  CHECK(counters.snapshot() == std::vector<std::pair<std::string, std::vector<std::int32_t>>>{{"n", {1, 2}}});
  counters.leave();
  counters.leave();  // inner ol
  counters.leave();  // li
  counters.enter();  // li
  counters.increment({"n", 1});
  CHECK(counters.joined("n", ".", "decimal", {}) == "2");
}

TEST_CASE("counters count from 0, also those that nobody made, and stop at their limits") {
  Counters counters;
  CHECK(counters.value("n") == 0);
  CHECK(counters.joined("n", ".", "decimal", {}) == "0");
  counters.enter();
  counters.increment({"n", 5});
  CHECK(counters.value("n") == 5);
  counters.set({"m", 3});
  CHECK(counters.value("m") == 3);
  counters.set({"n", INT32_MAX});
  counters.increment({"n", 1});
  CHECK(counters.value("n") == INT32_MAX);
}

TEST_CASE("lists number their items") {
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
  };
  for (const Case& each : cases) {
    CAPTURE(each.body);
    CAPTURE(each.style);
    CHECK(Boxed(each.style, each.body).dump() == each.boxes);
  }
}

TEST_CASE("what cross-references may ask of an element is kept") {
  const Boxed boxed(
      "h2{counter-increment:c;bookmark-level:1;string-set:s content(text)}h2::before{content:counter(c) \"、\"}",
      "<h2>甲</h2><h2 id=\"t\">乙<b>丙</b></h2>");
  const auto* const target = boxed.boxes.find_target("t");
  REQUIRE(target != nullptr);
  CHECK(target->text == "乙丙");
  CHECK(target->before == "2、");
  CHECK(target->counters ==
        std::vector<std::pair<std::string, std::vector<std::int32_t>>>{{"footnote", {0}}, {"c", {2}}});
  CHECK(boxed.boxes.find_target("none") == nullptr);
  REQUIRE(boxed.boxes.bookmark_label(target->node) != nullptr);
  const auto* const strings = boxed.boxes.string_assignments(target->node);
  REQUIRE(strings != nullptr);
  CHECK(strings->front().value == "乙丙");
}
