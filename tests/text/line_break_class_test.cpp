// Where lines may end: GB/T 15834-2011 clause 5, CLREQ 3.1.3, Unicode Standard Annex 14.
#include "text/detail/line_break_class.h"

#include "base/utf8.h"

using namespace gongwen::text;

namespace {

/// The text with `|` at each place at which a line may end.
std::string breaks(std::string_view utf8, const BreakRules& rules = {}) {
  std::string out;
  char32_t before = 0;
  bool spaces = false;
  for (const char32_t c : gongwen::base::to_utf32(utf8)) {
    if (c == U' ') {
      spaces = true;
      out += ' ';
      continue;
    }
    const bool may = before != 0 && may_break_between(break_class(before, rules), break_class(c, rules), spaces, rules);
    if (may) out += '|';
    gongwen::base::append_utf8(out, c);
    before = c;
    spaces = false;
  }
  return out;
}

constexpr BreakRules kEnglish{TextLanguage::Other, BreakStrictness::Normal, WordBreaking::Normal};

}  // namespace

TEST(LineBreakClass, NoLineBeginsWithAMarkThatClosesNoneEndsWithOneThatOpens) {
  // GB/T 15834-2011 5.1.1 to 5.1.5
  for (const std::string_view mark : {"，", "。", "、", "；", "：", "？", "！", "）", "》", "〉",
                                      "］", "】", "」", "』", "〕", "”",  "’",  "．", "％", "℃"}) {
    SCOPED_TRACE(::testing::PrintToString(mark));
    EXPECT_EQ(breaks("甲" + std::string(mark) + "乙"), "甲" + std::string(mark) + "|乙");
  }
  for (const std::string_view mark : {"（", "《", "〈", "［", "【", "「", "『", "〔", "“", "‘"}) {
    SCOPED_TRACE(::testing::PrintToString(mark));
    EXPECT_EQ(breaks("甲" + std::string(mark) + "乙"), "甲|" + std::string(mark) + "乙");
  }
}

TEST(LineBreakClass, MarksStayTogetherInRows) {
  EXPECT_EQ(breaks("甲。”乙"), "甲。”|乙");
  EXPECT_EQ(breaks("甲”。乙"), "甲”。|乙");
  EXPECT_EQ(breaks("甲）、（乙"), "甲）、|（乙");
  EXPECT_EQ(breaks("“《甲》”乙"), "“《甲》”|乙");
  EXPECT_EQ(breaks("甲？！乙"), "甲？！|乙");
}

TEST(LineBreakClass, DashesAndEllipsesAreNeverTornAtTheStrictLevelTheyBeginNoLine) {
  constexpr BreakRules kStrict{TextLanguage::Chinese, BreakStrictness::Strict, WordBreaking::Normal};
  EXPECT_EQ(breaks("甲——乙"), "甲|——|乙");
  EXPECT_EQ(breaks("甲……乙"), "甲|……|乙");
  EXPECT_EQ(breaks("甲——乙", kStrict), "甲——|乙");
  EXPECT_EQ(breaks("甲……乙", kStrict), "甲……|乙");
  EXPECT_EQ(breaks("wait … now …", kEnglish), "wait |… |now |…");
}

TEST(LineBreakClass, ConnectorsDoNotBeginALine) {
  EXPECT_EQ(breaks("列夫·托尔斯泰"), "列|夫·|托|尔|斯|泰");
  EXPECT_EQ(breaks("北京～上海"), "北|京～|上|海");
}

TEST(LineBreakClass, NumbersKeepTheirSignsUnitsAndSeparators) {
  EXPECT_EQ(breaks("共1,234.5元"), "共|1,234.5|元");
  EXPECT_EQ(breaks("占50%的"), "占|50%|的");
  EXPECT_EQ(breaks("￥100元"), "￥100|元");
  EXPECT_EQ(breaks("约20℃时"), "约|20℃|时");
  EXPECT_EQ(breaks("第3/4页"), "第|3/4|页");
  EXPECT_EQ(breaks("为-5度"), "为-5|度");
}

TEST(LineBreakClass, LatinWordsStayWholeBesideHan) {
  EXPECT_EQ(breaks("采用TLS协议"), "采|用|TLS|协|议");
  EXPECT_EQ(breaks("见RFC 8446。"), "见|RFC |8446。");
  EXPECT_EQ(breaks("甲/乙"), "甲/乙");  // GB/T 15834-2011 5.1.9
  EXPECT_EQ(breaks("ISO/IEC", kEnglish), "ISO/|IEC");
  EXPECT_EQ(breaks("co-operate"), "co-|operate");
  EXPECT_EQ(breaks("v1.2.3a"), "v1.2.3a");
}

TEST(LineBreakClass, GlueTiesZeroWidthSpaceParts) {
  EXPECT_EQ(breaks("甲\u00A0乙"), "甲\u00A0乙");
  EXPECT_EQ(breaks("甲\u2060乙"), "甲\u2060乙");
  EXPECT_EQ(breaks("ab\u200B\u200Bcd"), "ab\u200B\u200B|cd");
}

TEST(LineBreakClass, EnglishKeepsItsOwnRulesForQuotationMarksAndBrackets) {
  EXPECT_EQ(breaks("say “yes” now", kEnglish), "say |“yes” |now");
  EXPECT_EQ(breaks("f(x) and", kEnglish), "f(x) |and");
  EXPECT_EQ(breaks("can’t", kEnglish), "can’t");
}

TEST(LineBreakClass, TheLevelsOfCLREQNoneBasicGBStrict) {
  const auto level = [](BreakStrictness strictness, std::string_view text) {
    return breaks(text, {TextLanguage::Chinese, strictness, WordBreaking::Normal});
  };
  struct Case {
    std::string_view text;
    std::string_view none, basic, gb, strict;
  };
  const Case cases[] = {
      {"甲，乙", "甲|，|乙", "甲，|乙", "甲，|乙", "甲，|乙"}, {"甲：乙", "甲|：|乙", "甲：|乙", "甲：|乙", "甲：|乙"},
      {"甲（乙", "甲|（|乙", "甲|（乙", "甲|（乙", "甲|（乙"}, {"甲·乙", "甲|·|乙", "甲·|乙", "甲·|乙", "甲·|乙"},
      {"甲～乙", "甲|～|乙", "甲～|乙", "甲～|乙", "甲～|乙"}, {"甲/乙", "甲|/|乙", "甲/|乙", "甲/乙", "甲/乙"},
      {"甲／乙", "甲|／|乙", "甲／|乙", "甲／乙", "甲／乙"},   {"甲…乙", "甲|…|乙", "甲|…|乙", "甲|…|乙", "甲…|乙"},
      {"甲—乙", "甲|—|乙", "甲|—|乙", "甲|—|乙", "甲—|乙"},    {"甲々乙", "甲|々|乙", "甲|々|乙", "甲々|乙", "甲々|乙"},
      {"甲§5", "甲|§|5", "甲|§5", "甲|§5", "甲|§5"},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.text);
    EXPECT_EQ(level(BreakStrictness::Anywhere, each.text), each.none);
    EXPECT_EQ(level(BreakStrictness::Loose, each.text), each.basic);
    EXPECT_EQ(level(BreakStrictness::Normal, each.text), each.gb);
    EXPECT_EQ(level(BreakStrictness::Strict, each.text), each.strict);
  }
}

TEST(LineBreakClass, EveryMarkThatCLREQKeepsFromALinesBeginOrEndIsKeptFromIt) {
  for (const char32_t c : std::u32string_view(U"。．，、：；！？‼⁇⁈⁉”’）］｝〕】〗》〉」』–～~·‧/／)]},.:;!?%‰°℃′″")) {
    SCOPED_TRACE(gongwen::base::to_utf8(std::u32string_view(&c, 1)));
    for (const auto strictness : {BreakStrictness::Loose, BreakStrictness::Normal, BreakStrictness::Strict}) {
      const BreakRules rules{TextLanguage::Chinese, strictness, WordBreaking::Normal};
      EXPECT_FALSE(may_break_between(BreakClass::Ideographic, break_class(c, rules), false, rules));
    }
  }
  for (const char32_t c : std::u32string_view(U"“‘（［｛〔【〖《〈「『([{¥￥$£€№§")) {
    SCOPED_TRACE(gongwen::base::to_utf8(std::u32string_view(&c, 1)));
    const BreakRules rules;
    EXPECT_FALSE(may_break_between(break_class(c, rules), BreakClass::Numeric, false, rules));
  }
}

TEST(LineBreakClass, JapaneseHasTheLevelsOfTheSpecification) {
  struct Case {
    std::string_view text;
    std::string_view loose, normal, strict;
  };
  const Case cases[] = {
      {"サ‐サ", "サ|‐|サ", "サ|‐|サ", "サ‐|サ"},     {"サ–サ", "サ|–|サ", "サ|–|サ", "サ–|サ"},
      {"サ〜サ", "サ|〜|サ", "サ|〜|サ", "サ〜|サ"}, {"サ々サ", "サ|々|サ", "サ々|サ", "サ々|サ"},
      {"サ・サ", "サ|・|サ", "サ・|サ", "サ・|サ"},  {"サ！サ", "サ|！|サ", "サ！|サ", "サ！|サ"},
      {"サ……サ", "サ|…|…|サ", "サ……|サ", "サ……|サ"}, {"１％サ", "１|％|サ", "１％|サ", "１％|サ"},
      {"サァサ", "サ|ァ|サ", "サ|ァ|サ", "サァ|サ"}, {"サ。サ", "サ。|サ", "サ。|サ", "サ。|サ"},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.text);
    const auto at = [&](BreakStrictness strictness) {
      return breaks(each.text, {TextLanguage::Japanese, strictness, WordBreaking::Normal});
    };
    EXPECT_EQ(at(BreakStrictness::Loose), each.loose);
    EXPECT_EQ(at(BreakStrictness::Normal), each.normal);
    EXPECT_EQ(at(BreakStrictness::Strict), each.strict);
  }
}

TEST(LineBreakClass, WordBreakAndLineBreakChangeWhatMayBeTorn) {
  EXPECT_EQ(breaks("甲ab1乙", {TextLanguage::Chinese, BreakStrictness::Normal, WordBreaking::BreakAll}), "甲|a|b|1|乙");
  EXPECT_EQ(breaks("甲乙，丙丁", {TextLanguage::Chinese, BreakStrictness::Normal, WordBreaking::KeepAll}),
            "甲乙，|丙丁");
  EXPECT_EQ(breaks("甲，a", {TextLanguage::Chinese, BreakStrictness::Anywhere, WordBreaking::Normal}), "甲|，|a");
}
