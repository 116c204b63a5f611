#include "data/readers.h"
#include "data/reading.h"
#include "diagnostics/catalogue/data.h"

#include <gtest/gtest.h>

using namespace gongwen::data;
using namespace std::string_literals;

TEST(ReadJson, EveryKindOfValueIsReadAsItWasWritten) {
  const JsonReading reading(R"({"n":null,"b":true,"i":-12,"d":12345678901234567890.10,"s":"公文","a":[1,2],"o":{}})");
  ASSERT_TRUE(reading.ok());
  const Value root = reading.root();
  EXPECT_TRUE(root.find("n")->is_null());
  EXPECT_TRUE(root.find("b")->boolean());
  EXPECT_EQ(root.find("i")->integer(), -12);
  EXPECT_EQ(root.find("d")->decimal_text(), "12345678901234567890.10");
  EXPECT_EQ(root.find("s")->string(), "公文");
  EXPECT_EQ(root.find("a")->size(), 2);
  EXPECT_TRUE(root.find("o")->is_object());
}

TEST(ReadJson, IntegersThatFit64BitsAreIntegersAllOtherNumbersDecimals) {
  const JsonReading reading("[9223372036854775807, -9223372036854775808, 9223372036854775808, 1.0, 1e2, -0]");
  ASSERT_TRUE(reading.ok());
  EXPECT_EQ(reading.root().at(0).integer(), INT64_MAX);
  EXPECT_EQ(reading.root().at(1).integer(), INT64_MIN);
  EXPECT_EQ(reading.root().at(2).decimal_text(), "9223372036854775808");
  EXPECT_EQ(reading.root().at(3).decimal_text(), "1.0");
  EXPECT_EQ(reading.root().at(4).decimal_text(), "1e2");
  EXPECT_EQ(reading.root().at(5).integer(), 0);
}

TEST(ReadJson, ValuesAndNamesKnowTheirPlaces) {
  const std::string text = " { \"year\" : 2024 , \"a\\u0062\": [ \"x\" , true ] } ";
  const JsonReading reading(text);
  ASSERT_TRUE(reading.ok());
  const auto at = [&](const gongwen::diagnostics::Span& span) {
    return text.substr(span.begin, span.end - span.begin);
  };
  EXPECT_EQ(at(reading.root().span()), "{ \"year\" : 2024 , \"a\\u0062\": [ \"x\" , true ] }");
  EXPECT_EQ(at(reading.root().find("year")->span()), "2024");
  EXPECT_EQ(at(reading.root().find("year")->key_span()), "\"year\"");
  EXPECT_EQ(at(reading.root().find("ab")->key_span()), "\"a\\u0062\"");
  EXPECT_EQ(at(reading.root().find("ab")->span()), "[ \"x\" , true ]");
  EXPECT_EQ(at(reading.document().resolve("/ab/0")->span()), "\"x\"");
  EXPECT_EQ(at(reading.document().resolve("/ab/1")->span()), "true");
}

TEST(ReadJson, StringsWithoutEscapesAreViewsOfTheSourceOthersAreDecoded) {
  const JsonReading reading(R"(["plain", "\u516c\n\"\\\/\b\f\r\t", "\ud842\udfb7", ""])");
  ASSERT_TRUE(reading.ok());
  const auto source = reading.root().at(0);
  EXPECT_EQ(source.string(), "plain");
  EXPECT_EQ(reading.root().at(1).string(), "公\n\"\\/\b\f\r\t");
  EXPECT_EQ(reading.root().at(2).string(), "𠮷");
  EXPECT_TRUE(reading.root().at(3).string().empty());
}

TEST(ReadJson, AByteOrderMarkAtTheBeginIsSkipped) {
  const JsonReading reading("\xEF\xBB\xBF{\"a\":1}");
  ASSERT_TRUE(reading.ok());
  EXPECT_EQ(reading.root().span().begin, 3);
}

TEST(ReadJson, EachFaultHasItsOwnMessageAndPlace) {
  struct Case {
    std::string text;
    std::string_view messages;
  };
  const Case cases[] = {
      {"", "data/empty@0-0"},
      {" \n\t", "data/empty@0-0"},
      {"\xEF\xBB\xBF", "data/empty@0-3"},
      {R"({"a":[1,2)", "data/json-unexpected-end@9-9"},
      {R"({"a":[1,)", "data/json-unexpected-end@8-8"},
      {"{\n", "data/json-unexpected-end@1-1"},
      {R"({"a")", "data/json-unexpected-end@4-4"},
      {R"({"a": )", "data/json-unexpected-end@5-5"},
      {R"([1 /* x)", "data/json-unexpected-end@7-7"},
      {R"(["abc)", "data/json-unclosed-string@1-5"},
      {"[\"abc\n\", 1]", "data/json-unclosed-string@1-5"},
      {"[\"abc\r\n\", 1]", "data/json-unclosed-string@1-5"},
      {R"(["abc\)", "data/json-unclosed-string@1-6"},
      {R"([1,2,])", "data/json-trailing-comma@4-5"},
      {R"({"a":1, })", "data/json-trailing-comma@6-7"},
      {"[1] // x\n", "data/json-comment@4-8"},
      {"// a\n[1, /* b */ 2]", "data/json-comment@0-4 data/json-comment@9-16"},
      {R"({'a':1})", "data/json-single-quote@1-4"},
      {R"({"a":'b'})", "data/json-single-quote@5-8"},
      {R"({a:1})", "data/json-unquoted-name@1-2"},
      {R"({标题:1})", "data/json-unquoted-name@1-7"},
      {R"({1:2})", "data/json-unquoted-name@1-2"},
      {R"({"a":1 "b":2})", "data/json-missing-comma@7-10"},
      {R"([1 2])", "data/json-missing-comma@3-4"},
      {R"([[] []])", "data/json-missing-comma@4-5"},
      {R"({"a" 1})", "data/json-missing-colon@1-4"},
      {R"({"a", "b":1})", "data/json-missing-colon@1-4"},
      {R"({"a"})", "data/json-missing-colon@1-4"},
      {R"({"a",})", "data/json-missing-colon@1-4"},
      {R"({"a",])", "data/json-missing-colon@1-4"},
      {R"([1, /* x */ })", "data/json-comment@4-11 data/json-wrong-bracket@12-13"},
      {R"([,])", "data/json-missing-value@1-2"},
      {R"([1,,])", "data/json-missing-value@3-4"},
      {"\xEF\xBB\xBF\xEF\xBB\xBF[]", "data/json-byte-order-mark@3-6"},
      {"00", "data/leading-zero@0-2"},
      {"1,", "data/json-extra-text@1-2"},
      {R"({"a":})", "data/json-missing-value@5-6"},
      {R"([1,,2])", "data/json-missing-value@3-4"},
      {R"([,1])", "data/json-missing-value@1-2"},
      {"\xEF\xBB\xBF,1", "data/json-missing-value@3-4"},
      {R"({"a":,})", "data/json-missing-value@5-6"},
      {R"({[1]})", "data/json-missing-name@1-2"},
      {R"({"a":1]})", "data/json-wrong-bracket@6-7"},
      {R"([1})", "data/json-wrong-bracket@2-3"},
      {R"([True])", "data/json-unknown-word@1-5"},
      {R"([nul])", "data/json-unknown-word@1-4"},
      {R"([truex])", "data/json-unknown-word@1-6"},
      {R"([公文])", "data/json-unknown-word@1-7"},
      {R"([NaN])", "data/not-a-number@1-4"},
      {R"([-Infinity])", "data/not-a-number@1-10"},
      {R"([Infinity])", "data/not-a-number@1-9"},
      {R"([007])", "data/leading-zero@1-4"},
      {R"([-01])", "data/leading-zero@1-4"},
      {R"([+1])", "data/json-number-form@1-3"},
      {R"([.5])", "data/json-number-form@1-3"},
      {R"([5.])", "data/json-number-form@1-3"},
      {R"([1e])", "data/json-number-form@1-3"},
      {R"([1.2.3])", "data/json-number-form@1-6"},
      {R"([0x1F])", "data/json-number-form@1-5"},
      {R"([-])", "data/json-number-form@1-2"},
      {R"([00.5])", "data/json-number-form@1-5"},
      {"[\"a\tb\"]", "data/json-control-character@3-4"},
      {"[\"a\0b\"]"s, "data/json-control-character@3-4"},
      {R"(["a\xb"])", "data/json-bad-escape@3-5"},
      {R"(["a\u12G4"])", "data/json-bad-escape@3-9"},
      {R"(["a\u12"])", "data/json-bad-escape@3-7"},
      {R"(["\ud842"])", "data/json-lone-surrogate@2-8"},
      {R"(["\ud842\u0041"])", "data/json-lone-surrogate@2-8"},
      {R"(["\ud842\x"])", "data/json-bad-escape@8-10"},
      {R"(["\ud842 \ud842\udfb7\udfb7"])", "data/json-lone-surrogate@2-8 data/json-lone-surrogate@21-27"},
      {R"([1,"\\\ud842",])", "data/json-lone-surrogate@6-12 data/json-trailing-comma@13-14"},
      {R"(["\udc00 \udc01"])", "data/json-lone-surrogate@2-8 data/json-lone-surrogate@9-15"},
      {R"({"\udc00":1})", "data/json-lone-surrogate@2-8"},
      {"[\"\xC3\x28\"]", "data/not-utf8@2-3"},
      {"[\xFF]", "data/not-utf8@1-2"},
      {"\xFF\xFE[\0"s, "data/not-utf8@0-1"},
      {"[1,\xEF\xBB\xBF 2]", "data/json-byte-order-mark@3-6"},
      {R"({"a"：1})", "data/json-full-width@4-7"},
      {R"({“a”:1})", "data/json-full-width@1-4"},
      {R"([1，2])", "data/json-full-width@2-5"},
      {"[\xE3\x80\x80"
       "1]",
       "data/json-full-width@1-4"},
      {R"(["a":1])", "data/json-unexpected@4-5"},
      {R"({,})", "data/json-unexpected@1-2"},
      {"[1 // a\0b\n]"s, "data/json-comment@3-7 data/json-unexpected@7-8"},
      {"[1 /* a\0b */]"s, "data/json-unexpected@7-8"},
      {"1 // a\0 b"s, "data/json-comment@2-6 data/json-extra-text@6-7"},
      {R"([1;2])", "data/json-unexpected@2-3"},
      {R"([/])", "data/json-unexpected@1-2"},
      {"[1\0]"s, "data/json-unexpected@2-3"},
      {R"(})", "data/json-unexpected@0-1"},
      {R"({} {})", "data/json-extra-text@3-4"},
      {R"({"a":1}})", "data/json-extra-text@7-8"},
      {R"("a" "b")", "data/json-extra-text@4-7"},
      {"1\0"s, "data/json-extra-text@1-2"},
      {R"(["关于"十四五"规划"])", "data/json-inner-quote@9-18"},
      {R"({"a":1,"b":2,"a":3})", "data/duplicate-name@13-16"},
      {R"([1e400])", "data/number-range@1-6"},
      {R"([1e-400])", "data/number-range@1-7"},
      {R"([-1e99999999999])", "data/number-range@1-15"},
      {R"(["a\u0000b"])", "data/nul-character@3-9"},
      {R"({"\u0000":1})", "data/nul-character@2-8"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.text);
    const JsonReading reading(c.text);
    EXPECT_FALSE(reading.ok());
    EXPECT_EQ(reading.messages(), c.messages);
  }
}

TEST(ReadJson, FaultsThatLeaveNoDoubtAboutWhatFollowsAreAllReportedInOneRun) {
  const JsonReading reading("{\"a\":[1,],\"a\":\"\\udc00\", // c\n\"b\":1e999,}");
  EXPECT_EQ(reading.messages(),
            "data/json-trailing-comma@7-8 data/json-lone-surrogate@15-21 data/json-comment@24-28 "
            "data/number-range@33-38");
}

TEST(ReadJson, AFaultTellsWhatWasFoundAndWhatBelongsThereInBothLanguages) {
  const JsonReading reading("{\"标题\"：\"x\"}");
  EXPECT_EQ(reading.printed(gongwen::diagnostics::Language::Chinese),
            "错误[data/json-full-width]：`：` 是全角字符\n"
            "  --> data.json:1:6\n"
            "  |\n"
            "1 | {\"标题\"：\"x\"}\n"
            "  |        ^^\n"
            "  提示：请改用半角的 `:`\n");
  const JsonReading duplicate("{\"a\":1,\n \"a\":2}");
  EXPECT_EQ(duplicate.printed(gongwen::diagnostics::Language::English),
            "error[data/duplicate-name]: duplicate name `a` in one object\n"
            "  --> data.json:2:2\n"
            "  |\n"
            "2 |  \"a\":2}\n"
            "  |  ^^^\n"
            "  note: first occurrence (data.json:1:2)\n");
}

TEST(ReadJson, SlipsInsideOfStringsAreNone) {
  const JsonReading reading(R"(["a,]", "b // c", "/* d */", "\",]", "\\"])");
  ASSERT_TRUE(reading.ok());
  EXPECT_EQ(reading.root().at(3).string(), "\",]");
  EXPECT_EQ(JsonReading(R"(["a,]", "b // c",])").messages(), "data/json-trailing-comma@16-17");
}

TEST(ReadJson, NotMoreThanAThousandSlipsAreReported) {
  std::string text = "[";
  for (int i = 0; i < 2'000; ++i) text += "[1,],";
  EXPECT_EQ(JsonReading(text + "0]").sink().diagnostics().size(), 1'001);
}

TEST(ReadJsonLines, EachLineIsAnItemWithItsPlace) {
  const LinesReading reading("\xEF\xBB\xBF{\"a\":1}\r\n\n 12\n-0.5 \"x\"\n7");
  ASSERT_TRUE(reading.ok()) << reading.messages();
  ASSERT_EQ(reading.root().size(), 5);
  EXPECT_EQ(reading.root().at(0).span().begin, 3);
  EXPECT_EQ(reading.root().at(1).span().begin, 14);
  EXPECT_EQ(reading.root().at(1).span().end, 16);
  EXPECT_EQ(reading.root().at(2).decimal_text(), "-0.5");
  EXPECT_EQ(reading.root().at(4).span().end, 27);
  EXPECT_EQ(LinesReading("").root().size(), 0);
}

TEST(ReadJsonLines, StopsAtTheFirstLineThatIsNotJson) {
  EXPECT_EQ(LinesReading("1\n[2,]\n{3}\n[4,]").messages(), "data/json-trailing-comma@4-5 data/json-unquoted-name@8-9");
  EXPECT_EQ(LinesReading("1\n\xEF\xBB\xBF{}").messages(), "data/json-byte-order-mark@2-5");
  EXPECT_EQ(LinesReading("1\n\0"s).messages(), "data/json-unexpected@2-3");
}

TEST(ReadJson, WhatIsNotClosedShowsWhereItBegins) {
  for (const char* const text : {"[{\"a\": 1", "[{\"a\": 1]", "[1, /* x"}) {
    SCOPED_TRACE(text);
    const JsonReading reading(text);
    const auto& notes = reading.sink().diagnostics().front().notes;
    ASSERT_EQ(notes.size(), 1);
    EXPECT_EQ(notes.front().id, gongwen::diagnostics::messages::DataBeginsHere);
    EXPECT_EQ(notes.front().origin.template_place.begin, text[1] == '{' ? 1 : 4);
  }
}

TEST(ReadJson, LimitsAreKeptAndSaid) {
  JsonLimits limits;
  limits.max_depth = 3;
  EXPECT_TRUE(JsonReading("[[[1]]]", limits).ok());
  EXPECT_EQ(JsonReading("[[[[1]]]]", limits).messages(), "data/too-deep@3-4");
  limits = {};
  limits.max_values = 3;
  EXPECT_TRUE(JsonReading("[1,2]", limits).ok());
  EXPECT_EQ(JsonReading("[1,2,3]", limits).messages(), "data/too-many-values@5-6");
  limits = {};
  limits.max_bytes = 4;
  EXPECT_TRUE(JsonReading("[10]", limits).ok());
  EXPECT_EQ(JsonReading("[100]", limits).messages(), "data/too-large@0-0");
  limits = {};
  limits.max_number_length = 20;
  EXPECT_TRUE(JsonReading("0." + std::string(18, '1'), limits).ok());
  EXPECT_EQ(JsonReading("0." + std::string(19, '1'), limits).messages(), "data/number-too-long@0-21");
  limits = {};
  limits.nul_characters = NulCharacters::Allow;
  EXPECT_EQ(JsonReading(R"("a\u0000b")", limits).root().string(), "a\0b"s);
}

TEST(ReadJson, TextCutAtAnyByteIsRefusedAndNothingCrashes) {
  const std::string text = "{\"标题\": [\"\\ud842\\udfb7𠮷\", -12.5e-3, null, true], \"b\": {\"c\": \"公\\n文\"}}";
  ASSERT_TRUE(JsonReading(text).ok());
  for (std::size_t length = 0; length < text.size(); ++length) {
    SCOPED_TRACE(length);
    const JsonReading reading(text.substr(0, length));
    EXPECT_FALSE(reading.ok());
    EXPECT_EQ(reading.sink().diagnostics().size(), 1);
  }
}

TEST(ReadJson, VeryDeepNestingIsRefusedWithAClearMessage) {
  for (const std::string& unit : {"["s, "{\"a\":"s}) {
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += unit;
    const JsonReading reading(text);
    EXPECT_EQ(reading.sink().diagnostics().size(), 1);
    EXPECT_TRUE(reading.messages().starts_with("data/too-deep@"));
  }
}

TEST(ReadJson, ADocumentCanBeAsWideAsTheLimitAllowsWithoutGrowingTheStack) {
  std::string text = "[";
  for (int i = 0; i < 200'000; ++i) text += "{},";
  text += "0]";
  EXPECT_EQ(JsonReading(text).root().size(), 200'001);
}

TEST(ReadJson, DISABLED_SlowAStringOf200MBIsRead) {
  const std::string text = "\"" + std::string(200'000'000, 'x') + "\"";
  const JsonReading reading(text);
  ASSERT_TRUE(reading.ok());
  EXPECT_EQ(reading.root().string().size(), 200'000'000);
}
