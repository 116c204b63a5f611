#include "base/language_tag.h"

#include <gtest/gtest.h>

using namespace gongwen;

TEST(LanguageTag, IsGroupsOfLettersAndDigitsWithHyphensBetweenThem) {
  for (const std::string_view tag : {"zh", "zh-CN", "zh-Hans-CN", "en", "de-1996", "x-klingon", "abcdefgh-12345678"}) {
    SCOPED_TRACE(tag);
    EXPECT_TRUE(base::is_language_tag(tag));
  }
  for (const std::string_view tag :
       {"", "zh_CN", "zh-", "-zh", "zh--CN", "1en", "zh CN", "abcdefghi", "zh-abcdefghi", "中文"}) {
    SCOPED_TRACE(tag);
    EXPECT_FALSE(base::is_language_tag(tag));
  }
}
