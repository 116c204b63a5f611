// A closing mark at the end of a line may be set half as wide, also where an inline box ends behind it.
#include "layout/pages_of.h"

using gongwen::tests::pages;
using Pages = std::vector<std::string>;

namespace {

constexpr const char* kNarrow = "p{width:56px;text-spacing-trim:normal}";

}  // namespace

TEST(LineEndMarks, AClosingMarkThatFitsByHalfItsWidthEndsTheLineInAnInlineBoxAsInALineOfText) {
  EXPECT_EQ(pages(kNarrow, "<p>甲乙丙丁戊）</p>"), Pages{"甲乙丙丁戊）"});
  EXPECT_EQ(pages(kNarrow, "<p><span>甲乙丙丁戊）</span></p>"), Pages{"甲乙丙丁戊）"});
  EXPECT_EQ(pages(kNarrow, "<p><b><i>甲乙丙丁戊）</i></b>己庚</p>"), Pages{"甲乙丙丁戊）|己庚"});
}

TEST(LineEndMarks, RoomBehindTheMarkKeepsItFromTheEndOfTheLine) {
  EXPECT_EQ(pages(std::string(kNarrow) + "span{padding-right:6px}", "<p><span>甲乙丙丁戊）</span></p>"),
            Pages{"甲乙丙丁|戊）"});
}
