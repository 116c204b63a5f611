// Lists in JSON Lines that go into a workbook while they are read, and the same lists the whole way.
#include "support/require.h"

#include <filesystem>
#include <fstream>
#include <limits>
#include <string>

#include <gongwen/engine.h>
#include <gtest/gtest.h>
#include <unistd.h>

using namespace gongwen;

namespace {

constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();
constexpr std::string_view kBase = R"({"title": "明细表", "date": "2025-01-10", "projects": []})";

/// A folder for the lists of one test case.
class Lists {
 public:
  Lists() : folder_(std::filesystem::temp_directory_path() / ("gongwen-stream-test-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder_);
  }
  ~Lists() { std::filesystem::remove_all(folder_); }

  /// The kind of the bench with something added to its style sheet, and one piece of its template changed. Returns: the
  /// folder of kinds.
  std::string change_kind(const std::string& style, const std::string& piece, const std::string& other) const {
    const std::filesystem::path kind = folder_ / "kinds" / "bench-table";
    std::filesystem::remove_all(kind);
    std::filesystem::create_directories(kind.parent_path());
    std::filesystem::copy("bench/bundles/bench-table", kind, std::filesystem::copy_options::recursive);
    std::ofstream(kind / "workbook.css", std::ios::app) << style;
    std::ifstream file(kind / "workbook.html");
    std::string text{std::istreambuf_iterator<char>(file), {}};
    tests::require(text.find(piece) != std::string::npos);
    text.replace(text.find(piece), piece.size(), other);
    std::ofstream(kind / "workbook.html") << text;
    return kind.parent_path().string();
  }

  std::string write(const std::string& name, const std::string& text) const {
    const std::string path = (folder_ / name).string();
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

 private:
  std::filesystem::path folder_;
};

std::string line(std::size_t i, std::string_view count = "17") {
  const std::string number = std::to_string(i);
  return R"({"number": "GB/T )" + number + R"(—2025", "title": "网络安全技术　示例要求 )" + number +
         R"(", "leader": "某某“标准”化<研究>院", "contact": "示例", "province": "某省", "count": )" +
         std::string(count) + R"(, "amount": )" + number + R"(.50, "date": "2025-0)" + std::to_string(i % 9 + 1) +
         R"(-03", "stage": "阶段)" + std::to_string(i % 7) + "\"}\n";
}

std::string lines(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += line(i);
  return text;
}

Rendering render(const std::string& path, std::uint64_t stream_from, const std::string& bundles = "bench/bundles") {
  EngineOptions options;
  options.template_folders = {bundles};
  const Engine engine(options);
  RenderOptions render_options;
  render_options.xlsx.stream_from = stream_from;
  const DataSource data{"base.json", std::string(kBase), {{"/projects", path}}};
  return engine.render("bench-table", data, {Format::Xlsx}, render_options);
}

}  // namespace

TEST(StreamWorkbook, TheModelOfALongListIsReadAsAWhole) {
  const Lists lists;
  EngineOptions options;
  options.template_folders = {"bench/bundles"};
  const Engine engine(options);
  RenderOptions render_options;
  render_options.xlsx.stream_from = 0;
  const DataSource data{"base.json", std::string(kBase), {{"/projects", lists.write("few.jsonl", lines(3))}}};
  const TextResult dump = engine.dump("bench-table", Stage::Workbook, Format::Xlsx, data, render_options);
  EXPECT_TRUE(dump.report.ok());
  EXPECT_NE(dump.text.find("网络安全技术　示例要求 2"), std::string::npos);
}

TEST(StreamWorkbook, ALongListGivesTheSameBytesInPartsAndAsAWhole) {
  const Lists lists;
  // As many cells as make the whole way write row by row as well.
  const std::string path = lists.write("long.jsonl", lines(21'000));
  const Rendering streamed = render(path, 0);
  const Rendering whole = render(path, kNever);
  ASSERT_TRUE(streamed.report.ok());
  ASSERT_TRUE(whole.report.ok());
  EXPECT_EQ(streamed.files.at(0).bytes.size(), whole.files.at(0).bytes.size());
  EXPECT_EQ(streamed.files.at(0).bytes, whole.files.at(0).bytes);
}

TEST(StreamWorkbook, ALongListGivesTheSameBytesInAFileAndInMemory) {
  const Lists lists;
  const std::string path = lists.write("long.jsonl", lines(3'000));
  const std::string target = lists.write("long.xlsx", "old");
  EngineOptions options;
  options.template_folders = {"bench/bundles"};
  RenderOptions render_options;
  render_options.xlsx.stream_from = 0;
  const DataSource data{"base.json", std::string(kBase), {{"/projects", path}}};
  const Rendering rendering = Engine(options).render_files("bench-table", data, {{target}}, render_options);
  ASSERT_TRUE(rendering.report.ok());
  ASSERT_EQ(rendering.files.size(), 1);
  std::ifstream file(target, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(bytes, render(path, 0).files.at(0).bytes);
  EXPECT_EQ(rendering.files[0].size, bytes.size());
  EXPECT_EQ(rendering.files[0].pages, 1);
  EXPECT_TRUE(rendering.files[0].bytes.empty());
}

TEST(StreamWorkbook, OtherOutputsOfAKindMayKeepItems) {
  const Lists lists;
  const std::string path = lists.write("several.jsonl", lines(3'000));
  const std::string bundles = lists.change_kind("", "<tbody>", "<tbody>");
  std::ofstream(bundles + "/bench-table/document.html", std::ios::app)
      << "{% for p in projects %}{% if loop.changed(p.stage) %}{% endif %}{% endfor %}";
  const Rendering streamed = render(path, 0, bundles);
  ASSERT_TRUE(streamed.report.ok());
  EXPECT_NE(streamed.files.at(0).bytes, render(path, kNever, bundles).files.at(0).bytes);
}

TEST(StreamWorkbook, AListOfSeveralStretchesIsStreamedAShortOneIsNot) {
  const Lists lists;
  const std::string several = lists.write("several.jsonl", lines(3'000));
  const Rendering streamed = render(several, 0);
  ASSERT_TRUE(streamed.report.ok());
  // The whole way keeps the texts of a workbook of this size in their own table.
  EXPECT_NE(streamed.files.at(0).bytes, render(several, kNever).files.at(0).bytes);
  const std::string short_list = lists.write("short.jsonl", lines(5));
  EXPECT_EQ(render(short_list, 0).files.at(0).bytes, render(short_list, kNever).files.at(0).bytes);
}

TEST(StreamWorkbook, AFaultInAListIsToldAsTheWholeWayTellsIt) {
  const Lists lists;
  const auto compare = [&](const std::string& text, std::string_view place) {
    const std::string path = lists.write("faulty.jsonl", text);
    const Rendering streamed = render(path, 0);
    const Rendering whole = render(path, kNever);
    EXPECT_TRUE(streamed.files.empty());
    EXPECT_EQ(streamed.report.status(), Status::BadInput);
    EXPECT_EQ(streamed.report.text(Language::English), whole.report.text(Language::English));
    EXPECT_NE(streamed.report.text(Language::English).find(place), std::string::npos);
  };
  compare(lines(3'000) + line(3'000, "\"many\"") + lines(10), "faulty.jsonl:3001:");
  compare(lines(2'500) + "{\"number\": \n" + lines(3), "faulty.jsonl:250");
  compare(lines(2'500) + "not JSON\n", "faulty.jsonl:2501:1");
}

TEST(StreamWorkbook, BlankLinesAndALastLineWithoutAnEndAreNoMatter) {
  const Lists lists;
  std::string text = "\n\n" + lines(2'000) + "\r\n  \n" + lines(1'000);
  const Rendering plain = render(lists.write("plain.jsonl", lines(2'000) + lines(1'000)), 0);
  text.pop_back();
  const Rendering gaps = render(lists.write("gaps.jsonl", text), 0);
  ASSERT_TRUE(gaps.report.ok());
  EXPECT_EQ(gaps.files.at(0).bytes, plain.files.at(0).bytes);
}

TEST(StreamWorkbook, WhatTheEndsOfATableAndItsRowsNumbersLookLikeIsTheSameInPartsAndAsAWhole) {
  const Lists lists;
  const std::string path = lists.write("long.jsonl", lines(21'000));
  const auto compare = [&](const std::string& style, const std::string& piece, const std::string& other) {
    const std::string bundles = lists.change_kind(style, piece, other);
    const Rendering streamed = render(path, 0, bundles);
    const Rendering whole = render(path, kNever, bundles);
    SCOPED_TRACE(other);
    tests::require(streamed.report.ok());
    tests::require(whole.report.ok());
    EXPECT_EQ(streamed.files.at(0).bytes, whole.files.at(0).bytes);
  };
  compare("table { border: 1.5pt solid #c00 } tbody tr:nth-child(even) td { background: #eee } td + td { color: #333 }",
          "<colgroup>", "<colgroup>");
  compare("tfoot td { font-weight: bold } tbody { border: 1pt solid #00c }", "</tbody>",
          "</tbody><tfoot><tr><td colspan=\"9\">合计</td><td>{{ projects | length }}</td></tr></tfoot>");
  // These need all rows.
  compare("tbody tr:last-child td { background: #eee }", "<tbody>", "<tbody>");
  compare("", "{% endfor -%}",
          "{% endfor -%}{% for project in projects[:3] %}<tr><td>{{ project.number }}</td></tr>{% endfor %}");
  compare("", "<td>{{ project.stage }}</td>",
          "<td>{% if loop.changed(project.stage) %}{{ project.stage }}{% endif %}</td>");
}

TEST(StreamWorkbook, WhatNeedsTheWholeListIsToldToThoseWhoAsk) {
  const Lists lists;
  const std::string path = lists.write("list.jsonl", lines(1'500));
  const auto told = [&](const std::string& bundles) {
    EngineOptions options;
    options.template_folders = {bundles};
    RenderOptions render_options;
    render_options.xlsx.stream_from = 0;
    render_options.report_defaults = true;
    const DataSource data{"base.json", std::string(kBase), {{"/projects", path}}};
    const Rendering rendering = Engine(options).render("bench-table", data, {Format::Xlsx}, render_options);
    EXPECT_TRUE(rendering.report.ok());
    return rendering.report.text(Language::English);
  };
  const auto changed = [&](const std::string& style, const std::string& piece, const std::string& other) {
    return told(lists.change_kind(style, piece, other));
  };
  EXPECT_EQ(told("bench/bundles"), "");
  EXPECT_NE(changed("", "<td>{{ project.stage }}</td>",
                    "<td>{% if loop.changed(project.stage) %}{{ project.stage }}{% endif %}</td>")
                .find("workbook.html:14:"),
            std::string::npos);
  EXPECT_NE(changed("tbody tr:last-child td { color: #333 }", "<tbody>", "<tbody>").find("other rows"),
            std::string::npos);
  const std::string foot = "<tfoot><tr><td colspan=\"10\">合计</td></tr></tfoot>";
  EXPECT_NE(changed("", "<tbody>", foot + "<tbody>").find("`tfoot` is before the rows"), std::string::npos);
  EXPECT_NE(changed("", "<col class=\"narrow\"/>", "<col style=\"width: auto\"/>").find("width of a column"),
            std::string::npos);
  EXPECT_NE(changed("", "<td>{{ project.stage }}</td>", "<td rowspan=\"2\">1</td></tr><tr><td colspan=\"9\">2</td>")
                .find("a cell spans several rows"),
            std::string::npos);
  EXPECT_NE(changed("", "</table>", "</table><table data-sheet=\"二\"><tr><td>2</td></tr></table>")
                .find("only table of the workbook"),
            std::string::npos);
}
