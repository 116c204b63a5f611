// The words of Chinese as they are read from ICU's data are those that ICU itself finds.
#include "text/detail/word_dictionary.h"

#include "base/utf8.h"
#include "text/words.h"

#include <random>
#include <string>

#include <gtest/gtest.h>

using gongwen::text::find_word_ends;
using gongwen::text::WordDictionary;

namespace {

constexpr std::u32string_view kOffice =
    U"各成员单位为落实本年度工作安排秘书处组织专家对已立项的国家标准项目进行了检查重点编制进度材料质量和经费使用情况现"
    U"将有关"
    U"事项通知如下一是起草组应当于前报送展告格式见附逾期未由予以提醒二对意分歧较大条款召开不少三次讨论会形成逐处理表并"
    U"说"
    U"明采纳与否理由引用等文件核其现行效版特此发展中华人民共和时々〇";

/// Kana at the end, apart from the words before, need ICU.
void expect_as_icu(const std::u32string& text) {
  ASSERT_TRUE(WordDictionary::serves(text));
  const std::u32string for_icu = text + U"。ア";
  ASSERT_FALSE(WordDictionary::serves(for_icu));
  const std::vector<bool> own = find_word_ends(text);
  const std::vector<bool> icu = find_word_ends(for_icu);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_han = text[i] >= 0x3005 && text[i] <= 0x9FFF && (text[i] <= 0x3007 || text[i] >= 0x3400);
    if (is_han) EXPECT_EQ(own[i], icu[i]) << "character " << i << " of " << gongwen::base::to_utf8(text);
  }
}

}  // namespace

TEST(WordDictionary, IsThereAndSoIsIcu) {
  EXPECT_NE(WordDictionary::find(), nullptr);
  // One word for ICU; without ICU each is a word.
  EXPECT_FALSE(find_word_ends(U"カタカナ").front());
}

TEST(WordDictionary, FindsTheWordsOfSentences) {
  expect_as_icu(U"");
  expect_as_icu(U"龘");
  expect_as_icu(U"关于开展网络安全国家标准立项建议征集工作的通知");
  expect_as_icu(U"中华人民共和国国民经济和社会发展第十四个五年规划和二〇三五年远景目标纲要");
  expect_as_icu(
      U"引用GB/T 22239—2019《信息安全技术　网络安全等级保护基本要求》等文件（见附件1），２０２４年5月8日印发。");
  expect_as_icu(U"人人都说：研究生命起源，南京市长江大桥；化妆和服装；乒乓球拍卖完了。");
}

TEST(WordDictionary, FindsTheWordsOfAnyCharacters) {
  std::mt19937 random(7);  // NOLINT: the same texts in each run
  const auto below = [&random](std::size_t limit) {
    return static_cast<std::size_t>(random() % limit);
  };
  for (int round = 0; round < 400; ++round) {
    std::u32string text;
    const std::size_t length = 1 + below(90);
    while (text.size() < length) {
      switch (below(8)) {
        case 0: text += static_cast<char32_t>(0x4E00 + below(0x9FFF - 0x4E00)); break;
        case 1: text += static_cast<char32_t>(0x3400 + below(0x4DBF - 0x3400)); break;
        case 2: text += U"，。 aB3（）—“”％\u200B\uFFFC\u2060"[below(15)]; break;
        default: text += kOffice.substr(below(kOffice.size()), 1 + below(4)); break;
      }
    }
    expect_as_icu(text);
  }
}

TEST(WordDictionary, LeavesOtherScriptsToIcu) {
  EXPECT_FALSE(WordDictionary::serves(U"カタカナ"));
  EXPECT_FALSE(WordDictionary::serves(U"가"));
  EXPECT_FALSE(WordDictionary::serves(U"甲\U00020BB7"));
  EXPECT_FALSE(WordDictionary::serves(U"甲\u0301"));
  EXPECT_FALSE(WordDictionary::serves(U"甲\u00AD乙"));
}
