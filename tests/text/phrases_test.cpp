// `word-break: auto-phrase`: headings are broken between words.
#include "text/words.h"
#include "text/workbench.h"

using namespace gongwen::text;
using gongwen::base::LayoutUnit;
using gongwen::tests::Bench;

namespace {

std::string words(std::string_view utf8) {
  const std::u32string text = gongwen::base::to_utf32(utf8);
  const std::vector<bool> ends = find_word_ends(text);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    out += gongwen::base::to_utf8(std::u32string_view(text).substr(i, 1));
    if (ends[i] && i + 1 < text.size()) out += "|";
  }
  return out;
}

}  // namespace

TEST(Phrases, WordsOfOfficialTitles) {
  EXPECT_EQ(words("国家标准立项目录"), "国家标准|立项|目录");
  EXPECT_EQ(words("立项专家评审"), "立项|专家|评审");
  EXPECT_EQ(words("网络安全标准化技术委员会秘书处"), "网络安全|标准化|技术委员会|秘书处");
  EXPECT_EQ(words("关于开展征求意见稿的通知"), "关于|开展|征求意见稿的|通知");
  EXPECT_EQ(words("人工智能安全供应链风险评估"), "人工智能|安全|供应链|风险评估");
  EXPECT_EQ(words("关键信息基础设施访问控制"), "关键|信息|基础设施|访问控制");
  EXPECT_EQ(words(""), "");
  EXPECT_NE(words("\xF0\xA0\xAE\xB7甲ab"), "");
}

TEST(Phrases, LinesEndBetweenWordsAndInsideOfOneOnlyWhereItDoesNotFit) {
  Bench bench;
  bench.style.rules.words = WordBreaking::AutoPhrase;
  EXPECT_EQ(bench.lines("网络安全国家标准立项目录", 100), "网络安全国家标准立项|目录");
  EXPECT_EQ(bench.lines("立项专家评审", 30), "立项|专家|评审");
  EXPECT_EQ(bench.lines("技术委员会", 30), "技术委|员会");
  bench.style.rules.words = WordBreaking::Normal;
  EXPECT_EQ(bench.lines("立项专家评审", 30), "立项专|家评审");
}

TEST(Phrases, ATitleIsBalancedBetweenWords) {
  Bench bench;
  bench.style.rules.words = WordBreaking::AutoPhrase;
  const std::string lines =
      bench.lines("关于开展网络安全国家标准立项建议征集工作的通知", 200, {WrapStyle::Balance, TextLength()});
  EXPECT_EQ(lines, "关于开展网络安全国家标准|立项建议征集工作的通知");
}
