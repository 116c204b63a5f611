#include "intake/option_marks.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace gongwen::intake;

const std::set<std::string> kDegrees{"非常满意", "满意", "一般", "不满意"};
const std::set<std::string> kKinds{"制造业", "信息服务业", "其他"};

/// The ticked options with the words behind them, `满意`, `其他=某业`; `?` for texts that are not read.
std::string ticked(std::string_view text, const std::set<std::string>& options) {
  const auto marked = marked_options(text, options);
  if (!marked) return "?";
  std::string all;
  for (const MarkedOption& one : *marked) {
    if (!one.is_ticked && one.rest.empty()) continue;
    all += (all.empty() ? "" : ",") + (one.is_ticked ? one.option : "-" + one.option);
    if (!one.rest.empty()) all += "=" + one.rest;
  }
  return all;
}

TEST(OptionMarks, TicksAreReadHoweverTheyArePut) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"□非常满意　☑满意　□一般　□不满意", "满意"},
      {"□非常满意　□满意√　□一般　□不满意", "满意"},
      {"□非常满意　√满意　□一般　□不满意", "满意"},
      {"□非常满意　√□满意　□一般　□不满意", "满意"},
      {"□非常满意　□√满意　□一般　□不满意", "满意"},
      {"非常满意□　满意■　一般□　不满意□", "满意"},
      {"非常满意□　满意□√　一般□　不满意□", "满意"},
      {"○非常满意　●满意　○一般　○不满意", "满意"},
      {"（ ）非常满意　（√）满意　（ ）一般　（ ）不满意", "满意"},
      {"非常满意（  ）　满意（√）　一般（  ）　不满意（  ）", "满意"},
      {"A. 非常满意　B. 满意　C. 一般 √D. 不满意", "不满意"},
      {"A. 非常满意\nB. 满意√\nC. 一般\nD. 不满意", "满意"},
      {"A. 非常满意\n☑ B. 满意\n□ C. 一般", "满意"},
      {"√ A. 非常满意\n√ B. 满意\n□ C. 一般", "非常满意,满意"},
      {"A. 非常满意\nB. 满意 √\nC. 一般", "满意"},
      {"□非常满意\n√\n□满意", "?"},
      {"□非常满意　□满意　□一般　□不满意", ""},
      {"A. 非常满意　B. 满意　C. 一般　D. 不满意", ""},
      // A tick that may mean either option.
      {"□非常满意 √ □满意 □一般 □不满意", "?"},
      {"非常满意√满意　一般　不满意", "?"},
      {"A. 非常满意　B. 满意√C. 一般", "?"},
      {"□非常满意　×满意　□一般", "?"},
      // No list with marks.
      {"满意", "?"},
      {"满意、一般", "?"},
      {"☑满意", "?"},
      {"□满意 ☑满意", "?"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(ticked(text, kDegrees), expected) << text;
}

TEST(OptionMarks, WordsBehindAnOptionAreKept) {
  EXPECT_EQ(ticked("□制造业　□信息服务业　☑其他：某业", kKinds), "其他=某业");
  EXPECT_EQ(ticked("□制造业（某类）　□信息服务业　☑其他", kKinds), "-制造业=（某类）,其他");
  EXPECT_EQ(ticked("A. 制造业\nB. 信息服务业\nC. 其他（请注明）某业", kKinds), "-其他=（请注明）某业");
  EXPECT_EQ(ticked("行业：□制造业　☑其他", kKinds), "?");
}

TEST(OptionMarks, LettersNameOptions) {
  const std::string text = "A．等级保护　B、风险评估；C) 应急演练。\n（D） USB. 检查";
  std::vector<std::string> words;
  for (const LetteredOption& one : lettered_options(text)) words.push_back(text.substr(one.words, one.end - one.words));
  EXPECT_EQ(words, (std::vector<std::string>{"等级保护", "风险评估", "应急演练", "USB. 检查"}));
  for (const std::string_view none : {"A. 甲", "B. 甲 C. 乙", "见 A. 甲 B. 乙", "A B", "", "A. B. 乙"})
    EXPECT_TRUE(lettered_options(none).empty()) << none;
  EXPECT_EQ(lettered_options("C. 丙", 'C').size(), 1U);
  EXPECT_EQ(answer_letters(" B "), "B");
  EXPECT_EQ(answer_letters("ａ、ｃ"), "AC");
  EXPECT_EQ(answer_letters("ABD"), "ABD");
  for (const std::string_view none : {"", "　", "AA", "B类", "25"}) EXPECT_EQ(answer_letters(none), "") << none;
}

}  // namespace
