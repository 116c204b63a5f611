#include "layout/inline/white_space.h"

#include "base/utf8.h"

using gongwen::layout::WhiteSpaceCollapser;
using gongwen::style::WhiteSpaceCollapse;

namespace {

/// Pieces of one paragraph with the same white-space.
std::string processed(WhiteSpaceCollapse collapse, std::initializer_list<std::string_view> pieces,
                      std::string_view language = "zh-CN") {
  std::u32string out;
  WhiteSpaceCollapser collapser(out);
  for (const std::string_view piece : pieces) collapser.append(piece, collapse, language);
  collapser.finish();
  return gongwen::base::to_utf8(out);
}

}  // namespace

TEST(WhiteSpace, BlanksCollapseOverPiecesAndVanishAtTheEnds) {
  using enum WhiteSpaceCollapse;
  EXPECT_EQ(processed(Collapse, {"  a \t\n b  "}), "a b");
  EXPECT_EQ(processed(Collapse, {"a ", " b", " ", "c"}), "a b c");
  EXPECT_EQ(processed(Collapse, {" ", " "}), "");
}

TEST(WhiteSpace, ALineEndBetweenTwoHanCharactersMeansNothingBesideLatinItIsABlank) {
  using enum WhiteSpaceCollapse;
  EXPECT_EQ(processed(Collapse, {"甲\n乙"}), "甲乙");
  EXPECT_EQ(processed(Collapse, {"甲\n  ", "\n乙"}), "甲乙");
  EXPECT_EQ(processed(Collapse, {"，\n乙"}), "，乙");
  EXPECT_EQ(processed(Collapse, {"甲\na"}), "甲 a");
  EXPECT_EQ(processed(Collapse, {"a\n甲"}), "a 甲");
  EXPECT_EQ(processed(Collapse, {"甲 乙"}), "甲 乙");  // a blank of the author's stays
}

TEST(WhiteSpace, ALineEndBesideAMarkOfChineseMeansNothingIfItsLanguageHasNoBlanksThere) {
  using enum WhiteSpaceCollapse;
  EXPECT_EQ(processed(Collapse, {"他说\n“你好”\n和\n——再见"}), "他说“你好”和——再见");
  EXPECT_EQ(processed(Collapse, {"他说\n“你好”"}, "en"), "他说 “你好”");
  EXPECT_EQ(processed(Collapse, {"他说\n“你好”"}, "ko"), "他说 “你好”");
  EXPECT_EQ(processed(Collapse, {"said\n“hello”"}), "said “hello”");
  EXPECT_EQ(processed(Collapse, {"甲\n\uFE50乙\n\U0001B002"}), "甲\uFE50乙\U0001B002");
  EXPECT_EQ(processed(Collapse, {"\uFFA1\n\uFFA2"}), "\uFFA1 \uFFA2");  // Hangul
}

TEST(WhiteSpace, BlanksThatAreKeptAreKeptEndsOfLinesWithThem) {
  using enum WhiteSpaceCollapse;
  EXPECT_EQ(processed(Preserve, {" a \n b "}), " a \n b ");
  EXPECT_EQ(processed(Preserve, {"a\t b"}), "a\t b");
  EXPECT_EQ(processed(PreserveBreaks, {"a  b \n  c"}), "a b\nc");
  EXPECT_EQ(processed(PreserveSpaces, {" a\t\n", " b"}), " a   b");
}

TEST(WhiteSpace, NoBreakAndIdeographicSpacesNeverCollapse) {
  EXPECT_EQ(processed(WhiteSpaceCollapse::Collapse, {"甲　　乙"}), "甲　　乙");
  EXPECT_EQ(processed(WhiteSpaceCollapse::Collapse, {"a\u00A0\u00A0b"}), "a\u00A0\u00A0b");
}

TEST(WhiteSpace, BoxesAndBreaksInTheLineDecideAboutTheBlanksBesideThem) {
  std::u32string out;
  WhiteSpaceCollapser collapser(out);
  collapser.append("a ", WhiteSpaceCollapse::Collapse);
  collapser.append_object();
  collapser.append(" b ", WhiteSpaceCollapse::Collapse);
  collapser.append_break();
  EXPECT_EQ(collapser.take_shortest(), 4);  // the blank after b was taken back
  collapser.append(" c", WhiteSpaceCollapse::Collapse);
  collapser.finish();
  EXPECT_EQ(out, U"a  bc");
}

TEST(TextTransform, FormsOfSingleCharacters) {
  using gongwen::layout::transform_form;
  using gongwen::style::TextTransform;
  TextTransform wide;
  wide.full_width = true;
  TextTransform kana;
  kana.full_size_kana = true;
  TextTransform both = wide;
  both.full_size_kana = true;
  EXPECT_EQ(transform_form(U'A', wide), U'Ａ');
  EXPECT_EQ(transform_form(U' ', wide), U'\u3000');
  EXPECT_EQ(transform_form(U'¥', wide), U'￥');
  EXPECT_EQ(transform_form(U'ｶ', wide), U'カ');
  EXPECT_EQ(transform_form(U'\uFFBE', wide), U'ㅎ');
  EXPECT_EQ(transform_form(U'甲', both), U'甲');
  EXPECT_EQ(transform_form(U'ょ', kana), U'よ');
  EXPECT_EQ(transform_form(U'ㇿ', kana), U'ロ');
  EXPECT_EQ(transform_form(U'ｧ', kana), U'ｱ');
  EXPECT_EQ(transform_form(U'ｧ', both), U'ア');
  EXPECT_EQ(transform_form(U'A', kana), U'A');
}

TEST(TextTransform, WordsContinueOverTextsThatStayAsTheyAre) {
  gongwen::layout::TextTransformer transformer;
  using enum gongwen::style::LetterCase;
  transformer.pass("one foo");
  EXPECT_EQ(transformer.transform("bar baz", Capitalize, "en"), "bar Baz");
  transformer.pass("\u2019");
  EXPECT_EQ(transformer.transform("s", Capitalize, "en"), "s");
  EXPECT_EQ(transformer.transform("up", Uppercase, "en"), "UP");
  EXPECT_EQ(transformer.transform("per", Capitalize, "en"), "per");
  transformer.end_word();
  EXPECT_EQ(transformer.transform("per", Capitalize, "en"), "Per");
  transformer.pass("甲 ");
  EXPECT_EQ(transformer.transform("per", Capitalize, "en"), "Per");
}

TEST(TextTransform, LettersAsTheLanguageHasThem) {
  using gongwen::layout::TextTransformer;
  using enum gongwen::style::LetterCase;
  const auto changed = [](std::string_view text, gongwen::style::LetterCase letters, std::string_view language) {
    return TextTransformer().transform(text, letters, language);
  };
  EXPECT_EQ(changed("istanbul ılık", Uppercase, "tr-TR"), "İSTANBUL ILIK");
  EXPECT_EQ(changed("İI", Lowercase, "az"), "iı");
  EXPECT_EQ(changed("istanbul", Capitalize, "tr"), "İstanbul");
  EXPECT_EQ(changed("i\u0307 ai\u0307", Capitalize, "lt"), "I Ai\u0307");
  EXPECT_EQ(changed("istanbul", Uppercase, "zh-CN"), "ISTANBUL");
  EXPECT_EQ(changed("καλημέρα \u03AE", Uppercase, "el"), "ΚΑΛΗΜΕΡΑ \u0389");
  EXPECT_EQ(changed("καλημέρα", Uppercase, "en"), "ΚΑΛΗΜΈΡΑ");
  EXPECT_EQ(changed("ijsland ijs", Capitalize, "nl"), "IJsland IJs");
  EXPECT_EQ(changed("ijsland", Capitalize, "de"), "Ijsland");
}
