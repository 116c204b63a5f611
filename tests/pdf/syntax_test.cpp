#include "pdf/syntax/syntax.h"

#include <array>
#include <vector>

using namespace gongwen::pdf;

namespace {

template <typename Append>
std::string written(Append append) {
  std::string out;
  append(out);
  return out;
}

}  // namespace

TEST(Syntax, NumbersArePlainNoExponentNoTrailingZerosNoSignOnZero) {
  struct Case {
    std::int64_t value;
    int decimals;
    std::string_view expected;
  };
  const Case cases[] = {
      {0, 3, "0"},           {1, 3, ".001"},       {-1, 3, "-.001"},     {10, 3, ".01"},
      {1000, 3, "1"},        {-1000, 3, "-1"},     {1500, 3, "1.5"},     {-12345, 3, "-12.345"},
      {100, 0, "100"},       {59528, 2, "595.28"}, {84189, 2, "841.89"}, {1'000'000'000'001, 3, "1000000000.001"},
      {-100'000, 3, "-100"}, {5, 1, ".5"},         {10'000, 4, "1"},     {-70, 2, "-.7"}};
  for (const Case& each : cases) {
    SCOPED_TRACE(each.value);
    EXPECT_EQ(written([&](std::string& out) { append_fixed(out, each.value, each.decimals); }), each.expected);
  }
}

TEST(Syntax, NamesSpellOutWhatIsNotARegularCharacter) {
  struct Case {
    std::string_view name;
    std::string_view expected;
  };
  const Case cases[] = {{"Type", "/Type"},
                        {"A B", "/A#20B"},
                        {"a/b", "/a#2Fb"},
                        {"#", "/#23"},
                        {"(x)", "/#28x#29"},
                        {"<<>>", "/#3C#3C#3E#3E"},
                        {"公", "/#E5#85#AC"},
                        {"", "/"},
                        {"application/json", "/application#2Fjson"},
                        {"A+b-c_d.e", "/A+b-c_d.e"}};
  for (const Case& each : cases) {
    EXPECT_EQ(written([&](std::string& out) { append_name(out, each.name); }), each.expected);
  }
}

TEST(Syntax, LiteralStringsKeepEveryByteAsReadersTakeItBack) {
  EXPECT_EQ(written([](std::string& out) { append_literal(out, "a(b)c\\d"); }), "(a\\(b\\)c\\\\d)");
  EXPECT_EQ(written([](std::string& out) { append_literal(out, "1\r\n2\n"); }), "(1\\r\n2\n)");
  EXPECT_EQ(written([](std::string& out) { append_literal(out, std::string_view("\0\xFF", 2)); }),
            std::string("(\0\xFF)", 4));
}

TEST(Syntax, TextStringsAreASCIIOrUTF16WithItsMark) {
  const auto text = [](std::string_view utf8) {
    return written([&](std::string& out) { append_text(out, utf8); });
  };
  EXPECT_EQ(text("Annex (1)"), "(Annex \\(1\\))");
  EXPECT_EQ(text("附"), "(\xFE\xFF\x96\x44)");
  EXPECT_EQ(text("A\n"), std::string("(\xFE\xFF\0A\0\n)", 8));  // a control character is none of PDFDocEncoding's
  EXPECT_EQ(text("𠮷"), "(\xFE\xFF\xD8\x42\xDF\xB7)");
  // A byte of UTF-16 may look like a parenthesis: U+2829, U+5C28.
  EXPECT_EQ(text("⠩尨"), "(\xFE\xFF\\(\\)\\\\\\()");
}

TEST(Syntax, HexadecimalStringsHaveAnEvenNumberOfDigits) {
  EXPECT_EQ(written([](std::string& out) { append_hex(out, std::string_view("\x01\xAB", 2)); }), "<01AB>");
  EXPECT_EQ(written([](std::string& out) { append_utf16_hex(out, U"fi𠮷"); }), "<00660069D842DFB7>");
}

TEST(Syntax, DictionariesSeparateKeysFromValuesWhereNeeded) {
  std::string out;
  {
    DictionaryWriter dictionary(out);
    dictionary.name("S", "TD");
    dictionary.integer("K", -3);
    dictionary.text("Lang", "en");
    dictionary.reference("Pg", ObjectNumber(7));
    dictionary.dictionary("A").name("O", "Table");
    dictionary.boolean("Marked", true);
    dictionary.fixed("ca", 500, 3);
    dictionary.spelled("ColorSpace", "/DeviceGray");
    dictionary.spelled("K", "8 0 R");
    dictionary.key("Kids") += "[]";
  }
  EXPECT_EQ(out,
            "<</S/TD/K -3/Lang(en)/Pg 7 0 R/A<</O/Table>>/Marked true/ca .5/ColorSpace/DeviceGray/K 8 0 R/Kids[]>>");
}

TEST(Syntax, ArraysSeparateValuesWhereNeeded) {
  std::string out;
  {
    DictionaryWriter dictionary(out);
    dictionary.integers("Border", {0, 0, 1});
    dictionary.fixed_numbers("Rect", std::array<std::int64_t, 3>{0, 1250, -50}, 2);
    dictionary.references("Kids", std::vector<ObjectNumber>{ObjectNumber(7), ObjectNumber(8)});
    dictionary.references("None", {});
    ArrayWriter mixed = dictionary.array("D");
    mixed.reference(ObjectNumber(9));
    mixed.name("XYZ");
    mixed.integer(0);
    mixed.null();
    mixed.text("a");
    mixed.dictionary().integer("W", 1);
    mixed.integer(2);
  }
  EXPECT_EQ(out, "<</Border[0 0 1]/Rect[0 12.5 -.5]/Kids[7 0 R 8 0 R]/None[]/D[9 0 R/XYZ 0 null(a)<</W 1>>2]>>");
}
