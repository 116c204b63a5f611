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

TEST(PublicJson, MessagesHaveBothLanguagesArgumentsAndPlaces) {
  const Engine engine;
  const nlohmann::ordered_json data = {{"org", 7}};
  const Report report = engine.check_values("commitment-letter", {data_from(data, "letter.json")});
  const nlohmann::ordered_json json = json_of(report);
  ASSERT_EQ(json["diagnostics"].size(), report.messages().size());
  EXPECT_EQ(json["errors"], report.error_count());
  const nlohmann::ordered_json english = json_of(report, Language::English);
  const nlohmann::ordered_json chinese = json_of(report, Language::Chinese);
  for (std::size_t i = 0; i < json["diagnostics"].size(); ++i) {
    nlohmann::ordered_json message = json["diagnostics"][i];
    EXPECT_TRUE(message["arguments"].is_array());
    EXPECT_EQ(message["message"]["en"], english["diagnostics"][i]["message"]);
    EXPECT_EQ(message["message"]["zh"], chinese["diagnostics"][i]["message"]);
    for (const char* const same : {"id", "severity", "data"}) {
      EXPECT_EQ(message[same], english["diagnostics"][i][same]) << same;
    }
  }
  EXPECT_EQ(nlohmann::json(report.messages().front())["id"], report.messages().front().id);
}

TEST(PublicJson, DataComeBackAsValues) {
  const Engine engine;
  const nlohmann::ordered_json made = data_of(engine.new_data("commitment-letter"));
  EXPECT_TRUE(made.contains("org"));
  EXPECT_TRUE(data_of(engine.describe("commitment-letter", FieldForm::Json, Language::English)).is_array());
  EXPECT_TRUE(data_of(engine.new_data("no-such-kind")).is_null());
  EXPECT_TRUE(data_of(ExtractedFile{}).is_null());
  ExtractedFile form;
  form.json = R"({"b": 1, "a": 2})";
  EXPECT_EQ(data_of(form).dump(), R"({"b":1,"a":2})");
}
