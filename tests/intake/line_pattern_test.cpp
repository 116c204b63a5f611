#include "intake/line_pattern.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace {

using namespace gongwen::intake;

/// The values with `|` between them, `none` if the text is another one; words around the line in brackets.
std::string matched(std::string_view pattern, std::string_view text) {
  const auto line = read_line_pattern(pattern);
  if (!line) return "no line";
  const auto match = match_line(*line, LineText(text));
  if (!match) return "none";
  std::string all;
  for (const std::string_view value : match->values) all += (all.empty() ? "" : "|") + std::string(value);
  for (const std::string_view words : {match->before, match->behind}) {
    if (!words.empty()) all += "[" + std::string(words) + "]";
  }
  return all;
}

TEST(LinePattern, ValuesStandBetweenTheWordsOfALine) {
  EXPECT_EQ(matched("正本{/a}份，副本{/b}份", "正本__1__份，副本2份"), "__1__|2");
  EXPECT_EQ(matched("正本{/a}份，副本{/b}份", "正 本：１ 份,副本 2 份"), "１|2");
  EXPECT_EQ(matched("本人（姓名：{/a}）承诺如下", "本人(姓名：张三)承诺如下"), "张三");
  EXPECT_EQ(matched("{/a}负责人：{}（盖章）{/d}", "同意。\n负责人：王某 （盖章）\n2026年1月2日"),
            "同意。|王某|2026年1月2日");
  EXPECT_EQ(matched("自{/a}至{/b}", "自今日至明日"), "今日|明日");
  EXPECT_EQ(matched("用 {{{/a}}} 括起", "用{甲}括起"), "甲");
  EXPECT_EQ(matched("□（单间{/a}间）", "（单间1间）"), "1");
}

TEST(LinePattern, IsNotReadWhereItsWordsStandInTwoWaysOrAreOthers) {
  EXPECT_EQ(matched("自{/a}至{/b}", "自甲至乙至丙"), "none");
  EXPECT_EQ(matched("正本{/a}份，副本{/b}份", "正本1份，复印件2份"), "none");
  EXPECT_EQ(matched("正本{/a}份，副本{/b}份", "另附正本1份，副本2份"), "none");
  EXPECT_EQ(matched("本人自愿参加{/a}项目评审", "特此说明：本人自愿参加甲项目评审。"), "甲[特此说明：][。]");
  EXPECT_EQ(matched("{/a}{/b}页", "12页"), "no line");
  EXPECT_EQ(matched("{/a}页", "12页"), "no line");
  EXPECT_EQ(matched("没有空白", "没有空白"), "no line");
}

TEST(LinePattern, AValueWithWordsOfTheLineEndsSomewhereElse) {
  const auto line = read_line_pattern("（姓名：{/a}，身份证号：{/b}）参与评审");
  ASSERT_TRUE(line);
  EXPECT_TRUE(has_words_of_line(*line, LineText("110101）参与评审")));
  EXPECT_FALSE(has_words_of_line(*line, LineText("110101")));
}

}  // namespace
