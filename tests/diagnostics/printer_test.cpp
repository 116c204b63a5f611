#include "diagnostics/printer.h"

#include "diagnostics/catalogue/pdf.h"
#include "diagnostics/catalogue/resources.h"
#include "diagnostics/json_text.h"
#include "diagnostics/message_text.h"

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

TEST_CASE("lines and columns count characters from 1") {
  const std::string_view text = "甲\n\tb\r\n\n末";
  struct Case {
    std::size_t offset;
    LineColumn expected;
  };
  const Case cases[] = {{0, {1, 1}}, {3, {1, 2}}, {4, {2, 1}},  {5, {2, 2}}, {6, {2, 3}},
                        {8, {3, 1}}, {9, {4, 1}}, {12, {4, 2}}, {99, {4, 2}}};
  for (const Case& each : cases) {
    CAPTURE(each.offset);
    CHECK(line_column_at(text, each.offset) == each.expected);
  }
  CHECK(line_at(text, 5).text == "\tb");
  CHECK(line_at(text, 8).text == "");
  CHECK(line_at(text, 10).text == "末");
}

TEST_CASE("patterns take their arguments, and hints need all of theirs") {
  const std::vector<std::string> two{"a", ""};
  CHECK(fill_pattern("{0}-{1}-{2}", two) == "a--");
  CHECK(fill_pattern("{{0} {x} {", two) == "{0} {x} {");
  CHECK(fill_pattern("{1}{0}{0}", two) == "aa");
  CHECK(has_all_arguments("{0}", two));
  CHECK_FALSE(has_all_arguments("{0} {1}", two));
  CHECK_FALSE(has_all_arguments("{2}", two));
  CHECK(has_all_arguments("none", {}));
}

TEST_CASE("a message shows its line with a caret under the place") {
  const Texts texts;
  DiagnosticSink sink;
  sink.report(messages::ResourcesOutsideBundle, at(10, 16), "../x");
  const std::string text = printed(sink, texts);
  CHECK(text.find("error[resources/outside-bundle]: ") == 0);
  // Two wide characters: columns 4 and 5, but six and four cells.
  CHECK(text.find("  --> a.html:2:4\n  |\n2 | <p>二三</p>\n  |    ^^^^\n") != std::string::npos);
}

TEST_CASE("a long line is cut around the place") {
  Texts texts;
  texts.text = std::string(300, 'x') + "HERE" + std::string(300, 'y');
  DiagnosticSink sink;
  sink.report(messages::ResourcesOutsideBundle, at(300, 304), "../x");
  const std::string text = printed(sink, texts);
  const std::string shown = "1 | …" + std::string(60, 'x') + "HERE" + std::string(96, 'y') + "…\n";
  CHECK(text.find(shown) != std::string::npos);
  CHECK(text.find("  | " + std::string(61, ' ') + "^^^^\n") != std::string::npos);
}

TEST_CASE("messages stand in the order of their places, the same one once") {
  const Texts texts;
  DiagnosticSink sink;
  sink.report(messages::ResourcesOutsideBundle, at(10, 11), "behind");
  sink.report(messages::ResourcesOutsideBundle, Origin{}, "nowhere");
  sink.report(messages::ResourcesOutsideBundle, at(0, 1), "early");
  sink.report(messages::ResourcesOutsideBundle, at(0, 1), "early").note(messages::ResourcesNotFound, at(0, 1), "lost");
  const std::string text = printed(sink, texts);
  CHECK(text.find("nowhere") < text.find("early"));
  CHECK(text.find("early") < text.find("behind"));
  CHECK(text.find("early", text.find("early") + 5) == std::string::npos);
  CHECK(text.find("lost") == std::string::npos);
  CHECK(text.ends_with("3 errors, 0 warnings\n"));
  const std::string cut = printed(sink, texts, {Language::Chinese, 1});
  CHECK(cut.ends_with("共 3 个错误、0 个警告；未显示 2 个错误、0 个警告，用 --all-messages 可全部显示\n"));
}

TEST_CASE("of a list that is cut errors are shown before warnings, and both counts are told") {
  const Texts texts;
  DiagnosticSink sink;
  for (std::uint32_t i = 0; i < 3; ++i) {
    sink.report_as(Severity::Warning, messages::ResourcesOutsideBundle, at(i, i + 1), "may");
  }
  sink.report(messages::ResourcesOutsideBundle, at(9, 10), "must");
  const std::string all = printed(sink, texts);
  CHECK(all.find("may") < all.find("must"));
  const std::string cut = printed(sink, texts, {Language::English, 2});
  CHECK(cut.find("must") < cut.find("may"));
  CHECK(cut.ends_with("1 error, 3 warnings; not shown: 0 errors, 2 warnings (--all-messages shows all)\n"));
}

TEST_CASE("arguments are joined with the blanks that Chinese has") {
  const auto fill = [](std::string_view pattern, const std::string& argument) {
    return fill_pattern(pattern, std::span(&argument, 1));
  };
  CHECK(fill("应为{0}，现为", "true（是）") == "应为 true（是），现为");
  CHECK(fill("应为{0}，现为", "整数") == "应为整数，现为");
  CHECK(fill("缺少 {0}", "手机") == "缺少手机");
  CHECK(fill("缺少 {0}", "`mobile`") == "缺少 `mobile`");
  CHECK(fill("第 {0} 项", "3") == "第 3 项");
  CHECK(fill("最接近的{0}检查", "第 1 种") == "最接近的第 1 种检查");
  CHECK(fill("{0} 有误", "姓名") == "姓名有误");
  CHECK(fill("现为：{0}", "“汉 字”") == "现为：“汉 字”");
  CHECK(fill("must be {0}s", "word") == "must be words");
}

TEST_CASE("a message tells the value it speaks of, and notes tell more") {
  const Texts texts;
  DiagnosticSink sink;
  Origin origin = at(3, 4);
  origin.data_place = {SourceId(1), 0};
  sink.report(messages::ResourcesOutsideBundle, origin, "x").note(messages::ResourcesNotFound, at(10, 11), "y");
  origin.data_place.node = 9;
  sink.report(messages::ResourcesOutsideBundle, origin, "z");
  const std::string text = printed(sink, texts);
  CHECK(text.find("  data: data.json:2:5 at /甲\n") != std::string::npos);
  CHECK(text.find("  data: the top level   (has: 名, 号)\n") != std::string::npos);
  CHECK(text.find("  note: ") != std::string::npos);
  CHECK(text.find("(a.html:2:4)\n") != std::string::npos);
}

TEST_CASE("an error that was told before is told once, and still seen by those who watch") {
  DiagnosticSink sink;
  sink.report(messages::PdfPageSize, Origin{});
  const ErrorWatch watch(sink);
  sink.report(messages::PdfPageSize, Origin{});
  CHECK(watch.saw_errors());
  CHECK(sink.diagnostics().size() == 1);
}

TEST_CASE("strictness makes errors of warnings") {
  DiagnosticSink sink;
  sink.report(messages::PdfNoTitle, Origin{});
  sink.report(messages::PdfPageSize, Origin{});
  CHECK(sink.error_count() == 1);
  const ErrorWatch watch(sink);
  sink.promote_warnings();
  CHECK(watch.saw_errors());
  CHECK(sink.error_count() == 2);
  CHECK(sink.diagnostics()[0].severity == Severity::Error);
}

TEST_CASE("programs get one object with every message") {
  const Texts texts;
  DiagnosticSink sink;
  Origin origin = at(10, 16);
  origin.data_place = {SourceId(1), 0};
  sink.report(messages::ResourcesOutsideBundle, origin, "a\"b");
  sink.report(messages::PdfNoTitle, Origin{});
  const std::string json = print_json(sink.diagnostics(), {&texts, &texts}, {Language::English, 1});
  CHECK(json.find("\"template\":\"a.html\",\"line\":2,\"column\":4,\"end_line\":2,\"end_column\":6") !=
        std::string::npos);
  CHECK(json.find("\"data\":{\"pointer\":\"/甲\",\"file\":\"data.json\",\"line\":2,\"column\":5") != std::string::npos);
  CHECK(json.find("a\\\"b") != std::string::npos);
  CHECK(json.find("pdf/no-title") != std::string::npos);  // the limit is for people
  CHECK(json.ends_with("\"errors\":1,\"warnings\":1}\n"));
}

TEST_CASE("JSON strings escape what they must and nothing else") {
  std::string out;
  append_json_string(out, std::string("\"\\\n\r\t\x01\x1F甲/\x7F", 12));
  CHECK(out == "\"\\\"\\\\\\n\\r\\t\\u0001\\u001f甲/\x7F\"");
}
