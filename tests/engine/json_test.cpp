// The optional header for programs that use nlohmann/json.
#include <gongwen/json.h>
#include <gtest/gtest.h>

using namespace gongwen;

TEST(PublicJson, AValueIsTakenAsDataAndTheReportComesBackAsAValue) {
  const Engine engine;
  nlohmann::ordered_json value = nlohmann::ordered_json::object();
  value["没有这一项"] = "甲\xff";
  const DataSource data = data_from(value, "表单.json");
  EXPECT_EQ(data.text, "{\n  \"没有这一项\": \"甲\uFFFD\"\n}");
  const Report report = engine.check_values("monthly-bulletin", {data});
  const nlohmann::ordered_json json = json_of(report, Language::English);
  EXPECT_GT(report.error_count(), 0);
  EXPECT_EQ(json["errors"], report.error_count());
  ASSERT_EQ(json["diagnostics"].size(), report.error_count() + report.warning_count());
  for (const auto& message : json["diagnostics"]) EXPECT_EQ(message["data"]["file"], "表单.json") << message;
}

TEST(PublicJson, AnUnorderedValueIsTakenToo) {
  const nlohmann::json value = {{"b", 1}, {"a", 1.5}};
  EXPECT_EQ(data_from(value).text, "{\n  \"a\": 1.5,\n  \"b\": 1\n}");
  EXPECT_EQ(data_from(value).path, "data.json");
}
