// Flex containers that continue where they have another width, or less room, than where they started.
#include "layout/pages_of.h"

#include <gtest/gtest.h>

using namespace gongwen::tests;
using Pages = std::vector<std::string>;

namespace {

/// Items of one line each, numbered from 1.
std::string items(int count) {
  std::string out;
  for (int i = 1; i <= count; ++i) out += "<p>" + std::to_string(i) + "</p>";
  return out;
}

}  // namespace

// Beside the float two items are in a line, on the next page four.
TEST(FlexBreaks, AContainerThatBecomesWiderGoesOnWithTheItemThatComesNext) {
  const std::string style = ".a{float:right;width:80px;height:20px}.f{display:flex;flex-wrap:wrap}.f p{width:40px}";
  const std::string body = "<div class=\"a\"></div><div class=\"f\">" + items(15) + "</div>";
  EXPECT_EQ(pages(style, body), (Pages{"1/2/3/4/5/6/7/8/9/10", "11/12/13/14/15"}));
  const std::string dump = lay_out(style, body).fragments();
  const std::string second = dump.substr(dump.find("page 2"));
  EXPECT_NE(second.find("line 140,20 "), std::string::npos) << second;  // 14, the fourth in its line
  EXPECT_NE(second.find("line 20,40 "), std::string::npos) << second;   // 15
}

TEST(FlexBreaks, LinesFromBelowGoOnLikewise) {
  const std::string style =
      ".a{float:right;width:80px;height:20px}.f{display:flex;flex-wrap:wrap-reverse}.f p{width:40px}";
  EXPECT_EQ(pages(style, "<div class=\"a\"></div><div class=\"f\">" + items(15) + "</div>"),
            (Pages{"7/8/9/10/11/12/13/14/15", "1/2/3/4/5/6"}));
}

TEST(FlexBreaks, ALineThatIsCutOnAPageOfAnotherWidthGoesOnWithItsOwnItems) {
  const std::string style =
      "@page wide{size:360px 140px;margin:20px}.f{display:flex;flex-wrap:wrap}.f>*{width:80px}.n{page:wide}";
  const std::string body = "<div class=\"f\"><p>1</p><p>2</p><p>3</p><div>4<div class=\"n\">5</div>6</div>" +
                           std::string("<p>7</p><p>8</p></div>");
  EXPECT_EQ(pages(style, body), (Pages{"1/2/3/4", "5", "6/7/8"}));
}

// Where the notes leave no room to what overflows an item, it waits.
TEST(FlexBreaks, OverflowOfAnItemWaitsWhereThereIsNoRoom) {
  EXPECT_EQ(pages(".n{float:footnote;footnote-policy:line}.f{display:flex;height:20px}",
                  "<div class=\"f\"><div>一<br>二<br>三<br>四<br>五<br>六<span class=\"n\">甲<br>乙<br>丙<br>丁<br>戊"
                  "</span><br>七</div></div>"),
            (Pages{"一|二|三|四|五", "六1", "七"}));
}
