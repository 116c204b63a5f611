#include "checking.h"
#include "data/values.h"
#include "diagnostics/catalogue/data.h"
#include "resources/read_file.h"
#include "schema/apply_defaults.h"
#include "schema/normal_values.h"
#include "schema/schema_fields.h"
#include "support/require.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::data;
using namespace gongwen::schema;

namespace {

/// The data of a check after titles were taken.
std::string taken(CheckedValue& check, std::string_view json) {
  diagnostics::DiagnosticSink sink;
  resources::SourceStore sources;
  const diagnostics::SourceId source = sources.add("data.json", std::string(json));
  auto read = read_json(source, sources.source_text(source), {}, sink);
  tests::require(read);
  const NormalValues normal = normal_values(check.schema(), *std::move(read), sources, {}, sink);
  std::string out;
  append_value_json(out, normal.document.root());
  return out;
}

}  // namespace

TEST(ChoiceByTitle, TitlesOfChoicesBecomeTheirValuesWhereverTheSchemaHasThem) {
  CheckedValue check(R"({"properties":{
      "how":{"enum":["through","by-part"],"x-titles":{"through":{"zh":"连续","en":"through all"}}},
      "wg":{"oneOf":[{"const":4,"x-title":{"zh":"WG4 安全控制","en":"WG4 controls"}},{"const":5,"title":"WG5"}]},
      "on":{"type":"boolean"},
      "list":{"items":{"enum":[1,2],"x-titles":{"2":{"zh":"附件2"}}}}}})");
  EXPECT_EQ(taken(check, R"({"how":"连续","wg":"WG4","on":"是","list":[1,"附件 2"]})"),
            R"({"how":"through","wg":4,"on":true,"list":[1,2]})");
  EXPECT_EQ(taken(check, R"({"how":"Through All","wg":"wg4 安全控制","on":"否"})"),
            R"({"how":"through","wg":4,"on":false})");
  EXPECT_EQ(taken(check, R"({"how":"By-Part"})"), R"({"how":"by-part"})");
  EXPECT_EQ(taken(check, R"({"how":"连","wg":"WG","on":"也许"})"), R"({"how":"连","wg":"WG","on":"也许"})");
}

TEST(ChoiceByTitle, ATitleThatDecidesIsTakenFirstAndTheTitlesThatDependOnItNext) {
  CheckedValue check(R"({"properties":{"t":{"enum":["x","y"]}},
      "allOf":[{"if":{"properties":{"t":{"const":"x"}},"required":["t"]},"then":{"$ref":"#/$defs/x"}}],
      "$defs":{"x":{"x-title":{"zh":"会议","en":"meeting"},
                    "properties":{"s":{"enum":["a"],"x-titles":{"a":{"zh":"立项"}}}}}}})");
  EXPECT_EQ(taken(check, R"({"t":"会议","s":"立项"})"), R"({"t":"x","s":"a"})");
}

TEST(ChoiceByTitle, OtherWordsForAChoiceAndTitlesWithoutTheirCodesAreTaken) {
  CheckedValue check(R"({"properties":{
      "sex":{"enum":["男","女"]},
      "wg":{"oneOf":[{"const":3,"x-title":{"zh":"WG3 安全评估、测试和规范工作组"}},{"const":4,"x-title":{"zh":"WG4 服务组"}}]},
      "on":{"type":"boolean","x-title":{"zh":"是否已注册为专家"}}}})");
  EXPECT_EQ(taken(check, R"({"sex":"女性","wg":"安全评估、测试和规范工作组","on":"未注册"})"),
            R"({"sex":"女","wg":3,"on":false})");
  EXPECT_EQ(taken(check, R"({"sex":"先生","wg":"服务组","on":"已注册"})"), R"({"sex":"男","wg":4,"on":true})");
  EXPECT_EQ(taken(check, R"({"sex":"Female","on":"没有"})"), R"({"sex":"女","on":false})");
  EXPECT_EQ(taken(check, R"({"sex":"先","wg":"工作组","on":"未知"})"), R"({"sex":"先","wg":"工作组","on":"未知"})");
}

TEST(ChoiceByTitle, DataThatIsValidStaysAsItIsEvenIfItLooksLikeATitle) {
  CheckedValue check(
      R"({"properties":{"a":{"anyOf":[{"enum":["x"],"x-titles":{"x":{"zh":"甲"}}},{"type":"string"}]}}})");
  EXPECT_EQ(taken(check, R"({"a":"甲"})"), R"({"a":"甲"})");
}

TEST(ChoiceByTitle, NearChoicesAreTheMistypedOneAndThoseOfWhichAPartWasWritten) {
  CheckedValue check(R"({"enum":["kickoff","review"],"x-titles":{
      "kickoff":{"zh":"立项项目研制工作部署会"},"review":{"zh":"标准复审"}}})");
  const SchemaField field = *describe_field(check.schema(), "");
  ASSERT_EQ(field.choices.size(), 2);
  ASSERT_EQ(find_near_choices(field.choices, "部署会").size(), 1);
  EXPECT_EQ(find_near_choices(field.choices, "部署会").front()->value.string(), "kickoff");
  EXPECT_EQ(find_near_choices(field.choices, "reveiw").front()->value.string(), "review");
  EXPECT_TRUE(find_near_choices(field.choices, "别的").empty());
  EXPECT_EQ(find_choice(field.choices, "标准复审"), &field.choices[1]);
  EXPECT_EQ(find_choice(field.choices, "标准"), nullptr);
}

TEST(ChoiceByTitle, TitlesOfChoicesThatTheSchemaDoesNotHaveAreRefused) {
  CheckedValue check(R"({"enum":["a"],"x-titles":{"b":{"zh":"乙"}}})");
  EXPECT_FALSE(check.compiled());
  EXPECT_EQ(check.sink().diagnostics().front().id, diagnostics::messages::DataSchemaKeywordValue);
}

TEST(ChoiceByTitle, IdsAreMadeOfWhatTheSchemaNamesAndNoTwoAreAlike) {
  CheckedValue check(R"({"items":{"properties":{"id":{"x-id-from":["type","dates"]},"more":{"default":1}}}})");
  diagnostics::DiagnosticSink sink;
  const std::string text =
      R"([{"type":"mt_meeting","dates":["2026-07-10"]},{"type":"mt_meeting","dates":["2026-07-10","2026-07-11"]},)"
      R"({"type":"会议"},{"id":"mt-meeting-20260710-2"}])";
  auto read = read_json(diagnostics::SourceId(0), text, {}, sink);
  ASSERT_TRUE(read);
  const Document document = add_made_ids(check.schema(), *std::move(read), {});
  const auto id = [&](std::size_t i) {
    return document.root().at(i).find("id")->string();
  };
  EXPECT_EQ(id(0), "mt-meeting-20260710");
  EXPECT_EQ(id(1), "mt-meeting-20260710-3");
  EXPECT_EQ(id(2), "item");
  EXPECT_EQ(id(3), "mt-meeting-20260710-2");
  EXPECT_FALSE(document.root().at(0).find("more"));
}
