// Texts as people read them.
#include "data/value_text.h"

#include <gtest/gtest.h>

using gongwen::data::comparable_text;
using gongwen::data::reads_same;

namespace {

struct Pair {
  const char* one;
  const char* other;
};

}  // namespace

TEST(ComparableText, TextsThatPeopleReadAsTheSame) {
  for (const auto& [one, other] : {
           Pair{"示例（北京）研究院", "示例(北京) 研究院"},
           Pair{"示例〔2024〕5号", "示例[2024]5号"},
           Pair{"GB/T 1234.1—2020", "ＧＢ／Ｔ１２３４．１-2020"},
           Pair{"Security — Part 1", "security--part 1"},
           Pair{"A–B", "A－B"},
           Pair{"“示例”标准", "「示例」标准"},
           Pair{"《甲》", "〈甲〉"},
           Pair{"O’Neil", "o'neil"},
           Pair{"阿卜杜·示例", "阿卜杜•示例"},
           Pair{"张　示例", "张示例"},
           Pair{"WANG\u00A0Shi\u200Bli", "Wang Shili"},
           Pair{"甲。", "甲．"},
           Pair{"", " \u3000"},
       }) {
    SCOPED_TRACE(one);
    EXPECT_TRUE(reads_same(one, other));
    EXPECT_EQ(comparable_text(one), comparable_text(other));
  }
}

TEST(ComparableText, TextsThatPeopleTellApart) {
  for (const auto& [one, other] : {
           Pair{"第1部分", "第2部分"},
           Pair{"GB/T 1234.1", "GB/T 1234.2"},
           Pair{"GB/T 1234.1", "GB/T 12341"},
           Pair{"Part 1 2", "Part 12"},
           Pair{"1·2", "12"},
           Pair{"1-2", "12"},
           Pair{"甲、乙", "甲乙"},
           Pair{"示例（北京）研究院", "示例北京研究院"},
           Pair{"张示", "张示例"},
           Pair{"李己", "李已"},
           Pair{"", "甲"},
       }) {
    SCOPED_TRACE(one);
    EXPECT_FALSE(reads_same(one, other));
    EXPECT_FALSE(reads_same(other, one));
    EXPECT_NE(comparable_text(one), comparable_text(other));
  }
}
