// A closing mark at the end of a line may be set half as wide, also where an inline box ends behind it.
#include "layout/pages_of.h"

using gongwen::tests::pages;
using Pages = std::vector<std::string>;

namespace {

constexpr const char* kNarrow = "p{width:56px;text-spacing-trim:normal}";

}  // namespace

TEST_CASE("a closing mark that fits by half its width ends the line, in an inline box as in a line of text") {
  CHECK(pages(kNarrow, "<p>甲乙丙丁戊）</p>") == Pages{"甲乙丙丁戊）"});
  CHECK(pages(kNarrow, "<p><span>甲乙丙丁戊）</span></p>") == Pages{"甲乙丙丁戊）"});
  CHECK(pages(kNarrow, "<p><b><i>甲乙丙丁戊）</i></b>己庚</p>") == Pages{"甲乙丙丁戊）|己庚"});
}

TEST_CASE("room behind the mark keeps it from the end of the line") {
  CHECK(pages(std::string(kNarrow) + "span{padding-right:6px}", "<p><span>甲乙丙丁戊）</span></p>") ==
        Pages{"甲乙丙丁|戊）"});
}
