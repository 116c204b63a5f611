// The public API, as a program that embeds the engine uses it.
#include <algorithm>
#include <fstream>
#include <sstream>
#include <thread>

#include <doctest/doctest.h>
#include <gongwen/engine.h>

using namespace gongwen;

namespace {

constexpr std::string_view kKind = "monthly-bulletin";

DataSource sample(std::string_view name) { return {"samples/monthly-bulletin/" + std::string(name) + ".json"}; }

std::string text_of(const DataSource& source) {
  std::ifstream stream(source.path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("kinds are listed with what they are and give") {
  const Engine engine;
  const KindList list = engine.list();
  CHECK(list.report.ok());
  REQUIRE(!list.kinds.empty());
  const auto bulletin =
      std::find_if(list.kinds.begin(), list.kinds.end(), [](const KindInfo& kind) { return kind.name == kKind; });
  REQUIRE(bulletin != list.kinds.end());
  CHECK(bulletin->title_zh == "网络安全标准化工作月报");
  CHECK(bulletin->formats == std::vector{Format::Pdf, Format::Xlsx});
}

TEST_CASE("documents are made in memory, in the order that is asked for") {
  const Engine engine;
  const Rendering rendering = engine.render(kKind, sample("2025-07-quiet"), {Format::Xlsx, Format::Pdf});
  REQUIRE(rendering.report.ok());
  REQUIRE(rendering.files.size() == 2);
  CHECK(rendering.files[0].bytes.starts_with("PK"));
  CHECK(rendering.files[0].pages == 1);
  CHECK(rendering.files[1].bytes.starts_with("%PDF-1.7"));
  CHECK(rendering.files[1].pages == 3);
}

TEST_CASE("without data the blank form is made") {
  const Engine engine;
  const Rendering blank = engine.render("proposal-information", {}, {Format::Pdf, Format::Xlsx});
  REQUIRE(blank.report.ok());
  CHECK(blank.files.at(0).pages == 2);
  CHECK(blank.files.at(1).pages == 1);
  // A text of data that are empty is something else: they are incomplete.
  CHECK(engine.render("proposal-information", {"", "{}"}, {Format::Pdf}).report.status() == Status::BadInput);
}

TEST_CASE("data may come as a text, whose name stands in messages") {
  const Engine engine;
  std::string text = text_of(sample("2025-07-quiet"));
  const Rendering good = engine.render(kKind, {"posted.json", text}, {Format::Pdf});
  CHECK(good.report.ok());
  CHECK(good.files.at(0).bytes == engine.render(kKind, sample("2025-07-quiet"), {Format::Pdf}).files.at(0).bytes);

  text.replace(text.find("\"year\": 2025"), 12, "\"year\": \"25\"");
  const Rendering bad = engine.render(kKind, {"posted.json", text}, {Format::Pdf});
  CHECK(bad.files.empty());
  CHECK(bad.report.status() == Status::BadInput);
  CHECK(bad.report.error_count() == 1);
  CHECK(bad.report.text(Language::English).find("posted.json:2:") != std::string::npos);
  CHECK(bad.report.text(Language::Chinese).find("年份") != std::string::npos);
}

TEST_CASE("a report outlives its engine") {
  Report report;
  {
    const Engine engine;
    report = engine.check("monthly-buletin", {sample("2024-02")});
  }
  CHECK(report.status() == Status::BadUsage);
  CHECK(report.text(Language::English).find("monthly-bulletin") != std::string::npos);
}

TEST_CASE("threads share the kinds of one engine") {
  const Engine engine;
  constexpr std::string_view kNames[] = {"2024-02", "2025-07-quiet"};
  std::vector<std::string> expected;
  for (const std::string_view name : kNames) {
    const Engine alone;
    expected.push_back(alone.render(kKind, sample(name), {Format::Pdf}).files.at(0).bytes);
  }
  std::vector<std::string> found(8);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < found.size(); ++i) {
    threads.emplace_back([&engine, &found, &kNames, i] {
      Rendering rendering = engine.render(kKind, sample(kNames[i % 2]), {Format::Pdf});
      if (!rendering.files.empty()) found[i] = std::move(rendering.files[0].bytes);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (std::size_t i = 0; i < found.size(); ++i) CHECK(found[i] == expected[i % 2]);
}
