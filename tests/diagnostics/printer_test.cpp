#include "diagnostics/printer.h"

#include "diagnostics/catalogue/pdf.h"
#include "diagnostics/catalogue/resources.h"
#include "diagnostics/source_lookup.h"

using namespace gongwen::diagnostics;

namespace {

/// Two texts, and data with one value.
struct Texts final : SourceLookup, DataLookup {
  std::string_view source_name(SourceId source) const override {
    return source.value == 0 ? "a.html" : source.value == 1 ? "data.json" : "";
  }
  std::string_view source_text(SourceId source) const override {
    if (source.value == 0) return text;
    return source.value == 1 ? std::string_view("{\n \"甲\": 1}") : std::string_view();
  }
  std::optional<DataDescription> describe(DataPlace place) const override {
    if (place.node == 9) return DataDescription{"", {}, {"名", "号"}};
    return DataDescription{"/甲", {SourceId(1), 8, 9}, {}};
  }
  std::string text = "一行\n<p>二三</p>\r\n末";
};

Origin at(std::uint32_t begin, std::uint32_t end) { return {{SourceId(0), begin, end}, {}}; }

std::string printed(const DiagnosticSink& sink, const Texts& texts, const PrintOptions& options = {}) {
  return print_text(sink.diagnostics(), {&texts, &texts}, options);
}

}  // namespace

TEST(Printer, LinesAndColumnsCountCharactersFrom1) {
  const std::string_view text = "甲\n\tb\r\n\n末";
  struct Case {
    std::size_t offset;
    LineColumn expected;
  };
  const Case cases[] = {{0, {1, 1}}, {3, {1, 2}}, {4, {2, 1}},  {5, {2, 2}}, {6, {2, 3}},
                        {8, {3, 1}}, {9, {4, 1}}, {12, {4, 2}}, {99, {4, 2}}};
  for (const Case& each : cases) {
    SCOPED_TRACE(each.offset);
    EXPECT_EQ(line_column_at(text, each.offset), each.expected);
  }
  EXPECT_EQ(line_at(text, 5).text, "\tb");
  EXPECT_EQ(line_at(text, 8).text, "");
  EXPECT_EQ(line_at(text, 10).text, "末");
}

TEST(Printer, PlacesOfManyMessagesAreThoseOfEachAlone) {
  Texts texts;
  texts.text.clear();
  for (int i = 0; i < 3'000; ++i) texts.text += i % 7 == 0 ? "末\n" : i % 5 == 0 ? "二\t" : "ab";
  DiagnosticSink sink;
  const auto size = static_cast<std::uint32_t>(texts.text.size());
  // Also backwards, in the middle of characters, and at the end.
  std::vector<std::uint32_t> offsets{size, size - 1, 1'023, 1'024, 1'025};
  for (std::uint32_t i = 0; i < size; i += 97) offsets.push_back((i * 31) % size);
  for (const std::uint32_t offset : offsets) sink.report(messages::ResourcesOutsideBundle, at(offset, offset), "x");
  const std::vector<gongwen::Message> described = describe_sorted(sink.diagnostics(), {&texts, &texts});
  ASSERT_EQ(described.size(), offsets.size());
  for (std::size_t i = 0; i < offsets.size(); ++i) {
    const LineColumn expected = line_column_in(texts, SourceId(0), offsets[i]);
    ASSERT_TRUE(described[i].source);
    EXPECT_EQ(described[i].source->range.line, expected.line) << offsets[i];
    EXPECT_EQ(described[i].source->range.column, expected.column) << offsets[i];
  }
}

TEST(Printer, PatternsTakeTheirArgumentsAndHintsNeedAllOfTheirs) {
  const std::vector<std::string> two{"a", ""};
  EXPECT_EQ(fill_pattern("{0}-{1}-{2}", two), "a--");
  EXPECT_EQ(fill_pattern("{{0} {x} {", two), "{0} {x} {");
  EXPECT_EQ(fill_pattern("{1}{0}{0}", two), "aa");
  EXPECT_TRUE(has_all_arguments("{0}", two));
  EXPECT_FALSE(has_all_arguments("{0} {1}", two));
  EXPECT_FALSE(has_all_arguments("{2}", two));
  EXPECT_TRUE(has_all_arguments("none", {}));
}

TEST(Printer, AMessageShowsItsLineWithACaretUnderThePlace) {
  const Texts texts;
  DiagnosticSink sink;
  sink.report(messages::ResourcesOutsideBundle, at(10, 16), "../x");
  const std::string text = printed(sink, texts);
  EXPECT_EQ(text.find("error[resources/outside-bundle]: "), 0);
  // Two wide characters: columns 4 and 5, but six and four cells.
  EXPECT_NE(text.find("  --> a.html:2:4\n  |\n2 | <p>二三</p>\n  |    ^^^^\n"), std::string::npos);
}

TEST(Printer, ALongLineIsCutAroundThePlace) {
  Texts texts;
  texts.text = std::string(300, 'x') + "HERE" + std::string(300, 'y');
  DiagnosticSink sink;
  sink.report(messages::ResourcesOutsideBundle, at(300, 304), "../x");
  const std::string text = printed(sink, texts);
  const std::string shown = "1 | …" + std::string(60, 'x') + "HERE" + std::string(96, 'y') + "…\n";
  EXPECT_NE(text.find(shown), std::string::npos);
  EXPECT_NE(text.find("  | " + std::string(61, ' ') + "^^^^\n"), std::string::npos);
}

TEST(Printer, MessagesStandInTheOrderOfTheirPlacesTheSameOneOnce) {
  const Texts texts;
  DiagnosticSink sink;
  sink.report(messages::ResourcesOutsideBundle, at(10, 11), "behind");
  sink.report(messages::ResourcesOutsideBundle, Origin{}, "nowhere");
  sink.report(messages::ResourcesOutsideBundle, at(0, 1), "early");
  sink.report(messages::ResourcesOutsideBundle, at(0, 1), "early").note(messages::ResourcesNotFound, at(0, 1), "lost");
  const std::string text = printed(sink, texts);
  EXPECT_LT(text.find("nowhere"), text.find("early"));
  EXPECT_LT(text.find("early"), text.find("behind"));
  EXPECT_EQ(text.find("early", text.find("early") + 5), std::string::npos);
  EXPECT_EQ(text.find("lost"), std::string::npos);
  EXPECT_TRUE(text.ends_with("3 errors, 0 warnings\n"));
  const std::string cut = printed(sink, texts, {Language::Chinese, 1});
  EXPECT_TRUE(cut.ends_with("共 3 个错误、0 个警告；未显示 2 个错误、0 个警告，用 --all-messages 可全部显示\n"));
}

TEST(Printer, OfAListThatIsCutErrorsAreShownBeforeWarningsAndBothCountsAreTold) {
  const Texts texts;
  DiagnosticSink sink;
  for (std::uint32_t i = 0; i < 3; ++i) {
    sink.report_as(Severity::Warning, messages::ResourcesOutsideBundle, at(i, i + 1), "may");
  }
  sink.report(messages::ResourcesOutsideBundle, at(9, 10), "must");
  const std::string all = printed(sink, texts);
  EXPECT_LT(all.find("may"), all.find("must"));
  const std::string cut = printed(sink, texts, {Language::English, 2});
  EXPECT_LT(cut.find("must"), cut.find("may"));
  EXPECT_TRUE(cut.ends_with("1 error, 3 warnings; not shown: 0 errors, 2 warnings (--all-messages shows all)\n"));
}

TEST(Printer, ArgumentsAreJoinedWithTheBlanksThatChineseHas) {
  const auto fill = [](std::string_view pattern, const std::string& argument) {
    return fill_pattern(pattern, std::span(&argument, 1));
  };
  EXPECT_EQ(fill("应为{0}，现为", "true（是）"), "应为 true（是），现为");
  EXPECT_EQ(fill("应为{0}，现为", "整数"), "应为整数，现为");
  EXPECT_EQ(fill("缺少 {0}", "手机"), "缺少手机");
  EXPECT_EQ(fill("缺少 {0}", "`mobile`"), "缺少 `mobile`");
  EXPECT_EQ(fill("第 {0} 项", "3"), "第 3 项");
  EXPECT_EQ(fill("最接近的{0}检查", "第 1 种"), "最接近的第 1 种检查");
  EXPECT_EQ(fill("{0} 有误", "姓名"), "姓名有误");
  EXPECT_EQ(fill("现为：{0}", "“汉 字”"), "现为：“汉 字”");
  EXPECT_EQ(fill("must be {0}s", "word"), "must be words");
}

TEST(Printer, AMessageTellsTheValueItSpeaksOfAndNotesTellMore) {
  const Texts texts;
  DiagnosticSink sink;
  Origin origin = at(3, 4);
  origin.data_place = {SourceId(1), 0};
  sink.report(messages::ResourcesOutsideBundle, origin, "x").note(messages::ResourcesNotFound, at(10, 11), "y");
  origin.data_place.node = 9;
  sink.report(messages::ResourcesOutsideBundle, origin, "z");
  const std::string text = printed(sink, texts);
  EXPECT_NE(text.find("  data: data.json:2:5 at /甲\n"), std::string::npos);
  EXPECT_NE(text.find("  data: the top level   (has: 名, 号)\n"), std::string::npos);
  EXPECT_NE(text.find("  note: "), std::string::npos);
  EXPECT_NE(text.find("(a.html:2:4)\n"), std::string::npos);
}

TEST(Printer, AnErrorThatWasToldBeforeIsToldOnceAndStillSeenByThoseWhoWatch) {
  DiagnosticSink sink;
  sink.report(messages::PdfPageSize, Origin{});
  const ErrorWatch watch(sink);
  sink.report(messages::PdfPageSize, Origin{});
  EXPECT_TRUE(watch.saw_errors());
  EXPECT_EQ(sink.diagnostics().size(), 1);
}

TEST(Printer, StrictnessMakesErrorsOfWarnings) {
  DiagnosticSink sink;
  sink.report(messages::PdfNoTitle, Origin{});
  sink.report(messages::PdfPageSize, Origin{});
  EXPECT_EQ(sink.error_count(), 1);
  const ErrorWatch watch(sink);
  sink.promote_warnings();
  EXPECT_TRUE(watch.saw_errors());
  EXPECT_EQ(sink.error_count(), 2);
  EXPECT_EQ(sink.diagnostics()[0].severity, Severity::Error);
}

TEST(Printer, ProgramsGetOneObjectWithEveryMessage) {
  const Texts texts;
  DiagnosticSink sink;
  Origin origin = at(10, 16);
  origin.data_place = {SourceId(1), 0};
  sink.report(messages::ResourcesOutsideBundle, origin, "a\"b");
  sink.report(messages::PdfNoTitle, Origin{});
  const std::string json = diagnostics_json(sink.diagnostics(), {&texts, &texts}, Language::English).text();
  EXPECT_NE(json.find("\"template\":\"a.html\",\"line\":2,\"column\":4,\"end_line\":2,\"end_column\":6"),
            std::string::npos);
  EXPECT_NE(json.find("\"data\":{\"pointer\":\"/甲\",\"file\":\"data.json\",\"line\":2,\"column\":5"),
            std::string::npos);
  EXPECT_NE(json.find("a\\\"b"), std::string::npos);
  EXPECT_NE(json.find("pdf/no-title"), std::string::npos);  // the limit is for people
  EXPECT_TRUE(json.ends_with("\"errors\":1,\"warnings\":1}"));
}
