#include "diagnostics/text.h"

#include "diagnostics/catalogue/pdf.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/diagnostics.h"
#include "diagnostics/diagnostic.h"

using namespace gongwen::diagnostics;

TEST(Text, ATextIsInTheLanguageOfItsReader) {
  EXPECT_EQ(texts::DiagnosticsError.in(Language::English), "error");
  EXPECT_EQ(texts::DiagnosticsError.in(Language::Chinese), "错误");
}

TEST(Text, ArgumentsAreTakenAsTheyAreByTheirNumbers) {
  EXPECT_EQ(fill_text("{1}-{0}-{1}", std::vector<std::string>{"a", "{0}"}), "{0}-a-{0}");
  EXPECT_EQ(fill_text("{{0} {x} {", std::vector<std::string>{"a"}), "{0} {x} {");
  EXPECT_EQ(texts::InParentheses.in(Language::Chinese, "甲"), "（甲）");
}

TEST(Text, AWordIsChosenByItsNumber) {
  EXPECT_EQ(texts::DiagnosticsCounts.in(Language::English, 1, 0), "1 error, 0 warnings");
  EXPECT_EQ(texts::DiagnosticsCounts.in(Language::English, 21, 1), "21 errors, 1 warning");
  EXPECT_EQ(texts::DiagnosticsCounts.in(Language::Chinese, 1, 2), "1 个错误、2 个警告");
  EXPECT_EQ(fill_text("{0}{1:|}", std::vector<std::string>{"a", "b"}), "a");
}

TEST(Text, APairTakesEachPartInItsLanguage) {
  TextPair pair = texts::InParentheses.pair(TextPair("date", "日期"));
  pair += texts::Colon;
  EXPECT_EQ(pair, TextPair(" (date): ", "（日期）："));
  EXPECT_EQ(pair.in(Language::Chinese), "（日期）：");
}

static_assert(count_arguments("none", "没有") == 0);
static_assert(count_arguments("{0} {0:page|pages} of {1}", "{1}，{0} 页") == 2);
static_assert(count_arguments("{{0}", "{{") == 0);

TEST(Origins, ASinkLooksNumbersUpInTheTableThatItWasGiven) {
  OriginTable origins;
  DiagnosticSink sink(origins);
  const Origin origin{{SourceId(3), 5, 8}, {}};
  const OriginId id = origins.add(origin);
  sink.report(messages::PdfNoTitle, id);
  EXPECT_EQ(sink.diagnostics().front().origin, origin);
  EXPECT_EQ(sink.origin(id), origin);
}

TEST(Origins, NumbersWithoutATableOrWithoutAnEntryAreOfNowhere) {
  DiagnosticSink sink;
  sink.report(messages::PdfNoTitle, OriginId(7));
  EXPECT_EQ(sink.diagnostics().front().origin, Origin{});
  EXPECT_EQ(OriginTable().at(OriginId(0)), Origin{});
}

TEST(Origins, OneAfterAnotherTheSameIsStoredOnceAndTheLastCanBeForgotten) {
  OriginTable origins;
  const OriginId first = origins.add({{SourceId(0), 0, 1}, {}});
  EXPECT_EQ(origins.add({{SourceId(0), 0, 1}, {}}), first);
  EXPECT_EQ(origins.size(), 1U);
  origins.add({{SourceId(0), 1, 2}, {}});
  origins.shorten(1);
  EXPECT_EQ(origins.size(), 1U);
}
