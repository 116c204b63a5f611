// Where lines may end: GB/T 15834-2011 clause 5, CLREQ 3.1.3, Unicode Standard Annex 14.
#include "text/line_break_class.h"

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

TEST_CASE("no line begins with a mark that closes, none ends with one that opens") {
  // GB/T 15834-2011 5.1.1 to 5.1.5
  for (const std::string_view mark : {"，", "。", "、", "；", "：", "？", "！", "）", "》", "〉",
                                      "］", "】", "」", "』", "〕", "”",  "’",  "．", "％", "℃"}) {
    CAPTURE(mark);
    CHECK(breaks("甲" + std::string(mark) + "乙") == "甲" + std::string(mark) + "|乙");
  }
  for (const std::string_view mark : {"（", "《", "〈", "［", "【", "「", "『", "〔", "“", "‘"}) {
    CAPTURE(mark);
    CHECK(breaks("甲" + std::string(mark) + "乙") == "甲|" + std::string(mark) + "乙");
  }
}

TEST_CASE("marks stay together in rows") {
  CHECK(breaks("甲。”乙") == "甲。”|乙");
  CHECK(breaks("甲”。乙") == "甲”。|乙");
  CHECK(breaks("甲）、（乙") == "甲）、|（乙");
  CHECK(breaks("“《甲》”乙") == "“《甲》”|乙");
  CHECK(breaks("甲？！乙") == "甲？！|乙");
}

TEST_CASE("dashes and ellipses are never torn; at the strict level they begin no line") {
  constexpr BreakRules kStrict{TextLanguage::Chinese, BreakStrictness::Strict, WordBreaking::Normal};
  CHECK(breaks("甲——乙") == "甲|——|乙");
  CHECK(breaks("甲……乙") == "甲|……|乙");
  CHECK(breaks("甲——乙", kStrict) == "甲——|乙");
  CHECK(breaks("甲……乙", kStrict) == "甲……|乙");
  CHECK(breaks("wait … now …", kEnglish) == "wait |… |now |…");
}

TEST_CASE("connectors do not begin a line") {
  CHECK(breaks("列夫·托尔斯泰") == "列|夫·|托|尔|斯|泰");
  CHECK(breaks("北京～上海") == "北|京～|上|海");
}

TEST_CASE("numbers keep their signs, units and separators") {
  CHECK(breaks("共1,234.5元") == "共|1,234.5|元");
  CHECK(breaks("占50%的") == "占|50%|的");
  CHECK(breaks("￥100元") == "￥100|元");
  CHECK(breaks("约20℃时") == "约|20℃|时");
  CHECK(breaks("第3/4页") == "第|3/4|页");
  CHECK(breaks("为-5度") == "为-5|度");
}

TEST_CASE("Latin words stay whole beside Han") {
  CHECK(breaks("采用TLS协议") == "采|用|TLS|协|议");
  CHECK(breaks("见RFC 8446。") == "见|RFC |8446。");
  CHECK(breaks("甲/乙") == "甲/乙");  // GB/T 15834-2011 5.1.9
  CHECK(breaks("ISO/IEC", kEnglish) == "ISO/|IEC");
  CHECK(breaks("co-operate") == "co-|operate");
  CHECK(breaks("v1.2.3a") == "v1.2.3a");
}

TEST_CASE("glue ties, zero-width space parts") {
  CHECK(breaks("甲\u00A0乙") == "甲\u00A0乙");
  CHECK(breaks("甲\u2060乙") == "甲\u2060乙");
  CHECK(breaks("ab\u200B\u200Bcd") == "ab\u200B\u200B|cd");
}

TEST_CASE("English keeps its own rules for quotation marks and brackets") {
  CHECK(breaks("say “yes” now", kEnglish) == "say |“yes” |now");
  CHECK(breaks("f(x) and", kEnglish) == "f(x) |and");
  CHECK(breaks("can’t", kEnglish) == "can’t");
}

TEST_CASE("the levels of CLREQ: none, basic, GB, strict") {
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
    CAPTURE(each.text);
    CHECK(level(BreakStrictness::Anywhere, each.text) == each.none);
    CHECK(level(BreakStrictness::Loose, each.text) == each.basic);
    CHECK(level(BreakStrictness::Normal, each.text) == each.gb);
    CHECK(level(BreakStrictness::Strict, each.text) == each.strict);
  }
}

TEST_CASE("every mark that CLREQ keeps from a line's begin or end is kept from it") {
  for (const char32_t c : std::u32string_view(U"。．，、：；！？‼⁇⁈⁉”’）］｝〕】〗》〉」』–～~·‧/／)]},.:;!?%‰°℃′″")) {
    CAPTURE(gongwen::base::to_utf8(std::u32string_view(&c, 1)));
    for (const auto strictness : {BreakStrictness::Loose, BreakStrictness::Normal, BreakStrictness::Strict}) {
      const BreakRules rules{TextLanguage::Chinese, strictness, WordBreaking::Normal};
      CHECK_FALSE(may_break_between(BreakClass::Ideographic, break_class(c, rules), false, rules));
    }
  }
  for (const char32_t c : std::u32string_view(U"“‘（［｛〔【〖《〈「『([{¥￥$£€№§")) {
    CAPTURE(gongwen::base::to_utf8(std::u32string_view(&c, 1)));
    const BreakRules rules;
    CHECK_FALSE(may_break_between(break_class(c, rules), BreakClass::Numeric, false, rules));
  }
}

TEST_CASE("word-break and line-break change what may be torn") {
  CHECK(breaks("甲ab1乙", {TextLanguage::Chinese, BreakStrictness::Normal, WordBreaking::BreakAll}) == "甲|a|b|1|乙");
  CHECK(breaks("甲乙，丙丁", {TextLanguage::Chinese, BreakStrictness::Normal, WordBreaking::KeepAll}) == "甲乙，|丙丁");
  CHECK(breaks("甲，a", {TextLanguage::Chinese, BreakStrictness::Anywhere, WordBreaking::Normal}) == "甲|，|a");
}
