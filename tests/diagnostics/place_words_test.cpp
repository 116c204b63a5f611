// Places in Word files as people say them.
#include "diagnostics/place_words.h"

#include <gtest/gtest.h>

namespace {

using namespace gongwen::diagnostics;

TEST(PlaceWords, AParagraphIsNamedWithItsStory) {
  const struct {
    std::string_view place;
    std::string_view english;
    std::string_view chinese;
  } kPlaces[] = {{"¶14", "paragraph 14", "第14段"},
                 {"textbox ¶3", "textbox paragraph 3", "文本框第3段"},
                 {"first header ¶2", "first header paragraph 2", "首页页眉第2段"},
                 {"footnote 2 ¶1", "footnote 2 paragraph 1", "脚注 2第1段"},
                 {"单位!B7", "单位!B7", "单位!B7"},
                 {"", "", ""}};
  for (const auto& [place, english, chinese] : kPlaces) {
    EXPECT_EQ(place_in_words(place, Language::English), english);
    EXPECT_EQ(place_in_words(place, Language::Chinese), chinese);
  }
  EXPECT_EQ(story_in_words("header ¶2:3", Language::Chinese), "页眉 ¶2:3");
}

}  // namespace
