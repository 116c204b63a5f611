// Operations that are stopped from outside, or have a deadline: they end soon, and leave no trace.
#include "resources/scratch_folder.h"

#include <atomic>
#include <chrono>
#include <thread>

#include <gongwen/batch.h>
#include <gongwen/engine.h>
#include <gtest/gtest.h>

using namespace gongwen;
using tests::ScratchFolder;
using Clock = std::chrono::steady_clock;

namespace {

/// Asked for; machines under load take longer than the tenth of a second that it takes alone.
constexpr std::chrono::seconds kSoon{2};

std::string page(std::string_view content) {
  return "<!DOCTYPE html><html lang=\"zh-CN\"><title>示例</title>" + std::string(content);
}

std::string repeated(std::string_view text, std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

struct Stopped {
  Report report;
  Clock::duration late;  // after the stop
};

/// Stops the operation, which would take many times longer, after a moment.
template <typename Operation>
Stopped stop_after(std::chrono::milliseconds moment, const Operation& operation) {
  std::stop_source source;
  Clock::time_point stopped;
  std::thread stopper([&] {
    std::this_thread::sleep_for(moment);
    stopped = Clock::now();
    source.request_stop();
  });
  RenderOptions options;
  options.stop = source.get_token();
  const Report report = operation(options);
  const Clock::time_point ended = Clock::now();
  stopper.join();
  return {report, ended - stopped};
}

void expect_cancelled(const Stopped& stopped) {
  EXPECT_EQ(stopped.report.status(), Status::BadEnvironment) << stopped.report.text(Language::English);
  ASSERT_FALSE(stopped.report.messages().empty());
  EXPECT_EQ(stopped.report.messages().back().id, "engine/cancelled");
  EXPECT_LT(stopped.late, kSoon);
  EXPECT_GT(stopped.late, -kSoon);
}

void expect_stopped_typesetting(const std::string& html, std::chrono::milliseconds moment) {
  const ScratchFolder folder;
  folder.write("page.pdf", "as it was");
  const Engine engine;
  expect_cancelled(stop_after(moment, [&](const RenderOptions& options) {
    return engine.typeset({"page.html", html}, {folder.path("page.pdf")}, options).report;
  }));
  EXPECT_EQ(folder.read("page.pdf"), "as it was");
  EXPECT_EQ(folder.entries(), 1U);
}

}  // namespace

TEST(Stop, ATableOfManyRowsEndsSoon) {
  const std::string rows = repeated("<tr><td>一<td>二<td>三</tr>", 60'000);
  for (const int moment : {0, 100, 1'000}) {
    SCOPED_TRACE(moment);
    expect_stopped_typesetting(page("<table>" + rows + "</table>"), std::chrono::milliseconds(moment));
  }
}

TEST(Stop, OneLongParagraphEndsSoon) {
  const std::string text = repeated("网络安全技术示例要求 requirements，", 100'000);
  expect_stopped_typesetting(page("<p style=\"text-wrap: pretty\">" + text), std::chrono::milliseconds(800));
}

TEST(Stop, ManyFootnotesEndSoon) {
  const std::string notes = repeated("<p>正文<span style=\"float: footnote\">注释</span>", 20'000);
  expect_stopped_typesetting(page(notes), std::chrono::milliseconds(700));
}

TEST(Stop, WhatIsStoppedBeforeItBeginsDoesNothing) {
  const ScratchFolder folder;
  std::stop_source source;
  source.request_stop();
  RenderOptions options;
  options.stop = source.get_token();
  const Engine engine;
  const DataSource data{"samples/monthly-bulletin/2024-02.json"};
  const Rendering rendering = engine.render_files("monthly-bulletin", data, {{folder.path("a.pdf")}}, options);
  EXPECT_EQ(rendering.report.messages().back().id, "engine/cancelled");
  EXPECT_TRUE(rendering.files.empty());
  EXPECT_EQ(folder.entries(), 0U);
  EXPECT_EQ(engine.check("monthly-bulletin", {data}, options).messages().back().id, "engine/cancelled");
  EXPECT_EQ(engine.check_values("monthly-bulletin", {data}, options).messages().back().id, "engine/cancelled");
  ExtractOptions extract;
  extract.render = options;
  EXPECT_EQ(engine.extract({data.path}, extract).report.messages().back().id, "engine/cancelled");
}

TEST(Stop, APassedDeadlineHasItsOwnMessage) {
  const Engine engine;
  RenderOptions options;
  options.deadline = Clock::now() - std::chrono::seconds(1);
  const DataSource data{"samples/monthly-bulletin/2024-02.json"};
  const Rendering late = engine.render("monthly-bulletin", data, {Format::Pdf, Format::Xlsx}, options);
  EXPECT_EQ(late.report.messages().back().id, "engine/deadline-passed");
  EXPECT_EQ(late.report.status(), Status::BadEnvironment);
  EXPECT_TRUE(late.files.empty());
  options.deadline = Clock::now() + std::chrono::hours(1);
  const Rendering early = engine.render("monthly-bulletin", data, {Format::Pdf}, options);
  ASSERT_TRUE(early.report.ok());
  EXPECT_EQ(early.files.at(0).bytes, engine.render("monthly-bulletin", data, {Format::Pdf}).files.at(0).bytes);
}

TEST(Stop, AStreamedWorkbookEndsSoonAndTheFileIsAsItWas) {
  const ScratchFolder folder;
  std::string list;
  for (int i = 0; i < 60'000; ++i) {
    list +=
        R"({"number": "GB/T 1—2025", "title": "示例要求", "leader": "示例", "contact": "示例", "province": "某省", )"
        R"("count": 17, "amount": 1.50, "date": "2025-01-03", "stage": "阶段"})"
        "\n";
  }
  const std::string lines = folder.write("list.jsonl", list);
  folder.write("list.xlsx", "as it was");
  const Engine engine({.template_folders = {"bench/bundles"}});
  const DataSource data{
      "base.json", R"({"title": "示例", "date": "2025-01-10", "projects": []})", {{"/projects", lines}}};
  expect_cancelled(stop_after(std::chrono::milliseconds(300), [&](const RenderOptions& given) {
    RenderOptions options = given;
    options.xlsx.stream_from = 0;
    return engine.render_files("bench-table", data, {{folder.path("list.xlsx")}}, options).report;
  }));
  EXPECT_EQ(folder.read("list.xlsx"), "as it was");
  EXPECT_EQ(folder.entries(), 2U);
}

TEST(Stop, ABatchGivesUpTheDocumentsInWorkAndCanBeResumed) {
  const ScratchFolder folder;
  const std::string json = [] {
    std::ifstream stream("samples/monthly-bulletin/2024-02.json", std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    std::erase(text, '\n');
    return text;
  }();
  const std::string input = folder.write("list.jsonl", repeated(json + "\n", 40));
  std::filesystem::create_directory(folder / "out");
  const Engine engine;
  std::stop_source source;
  std::atomic<int> made = 0;
  BatchOptions options;
  options.inputs = {input};
  options.folder = folder.path("out");
  options.formats = {Format::Pdf};
  options.jobs = 2;
  options.render.stop = source.get_token();
  options.finished = [&](const BatchRecord& record) {
    EXPECT_TRUE(record.made) << record.report.text(Language::English);
    if (++made == 3) source.request_stop();
  };
  const BatchResult stopped = engine.batch("monthly-bulletin", options);
  EXPECT_TRUE(stopped.stopped);
  EXPECT_EQ(stopped.report.messages().back().id, "engine/cancelled");
  EXPECT_EQ(stopped.counts.failed, 0U);
  EXPECT_LT(stopped.counts.made, 40U);
  options.render.stop = {};
  options.resume = true;
  options.finished = {};
  const BatchResult resumed = engine.batch("monthly-bulletin", options);
  EXPECT_TRUE(resumed.report.ok()) << resumed.report.text(Language::English);
  EXPECT_EQ(resumed.counts.skipped, stopped.counts.made);
  EXPECT_EQ(resumed.counts.made + resumed.counts.skipped, 40U);
}
