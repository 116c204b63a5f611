#include "schema/normal_values.h"

#include "data/document.h"
#include "data/readers.h"
#include "data/values.h"
#include "diagnostics/catalogue/data.h"
#include "resources/read_file.h"
#include "support/require.h"

#include <memory>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::data;
using namespace gongwen::schema;

namespace {

/// Data made normal by a schema.
class Normal {
 public:
  Normal(std::string_view schema, std::string_view data, const NormalOptions& options = {}) {
    const auto compiled =
        compile_schema({"", std::make_shared<const Document>(read(schema))}, {}, kBundleSchema, sink_);
    tests::require(compiled);
    Document document = read(data);
    text_ = sources_.source_text(document.source());
    values_ = normal_values(*compiled, std::move(document), sources_, options, sink_);
  }

  const NormalValues& values() const { return *values_; }
  const diagnostics::DiagnosticSink& sink() const { return sink_; }
  /// The data as they are now, and as they are written into their text; the two must be the same.
  std::string json() {
    const std::string json = json_of(values_->document);
    const Document written = read(write_changes(text_, values_->changes));
    EXPECT_EQ(json_of(written), json);
    return json;
  }

 private:
  Document read(std::string_view json) {
    const auto source = sources_.add("json", std::string(json));
    base::Expected<Document> document = read_json(source, sources_.source_text(source), {}, sink_);
    tests::require(document);
    return *std::move(document);
  }
  static std::string json_of(const Document& document) {
    std::string out;
    append_value_json(out, document.root());
    return out;
  }

  resources::SourceStore sources_;
  diagnostics::DiagnosticSink sink_;
  std::string_view text_;
  std::optional<NormalValues> values_;
};

struct Case {
  std::string_view schema;
  std::string_view data;
  std::string_view normal;
  bool valid;
};

constexpr std::string_view kForms = R"({"oneOf":[
  {"properties":{"type":{"const":"a"},"when":{"type":"string","format":"month"}},"required":["type"]},
  {"properties":{"type":{"const":"b"},"when":{"type":"string","format":"date"},"n":{"type":"integer"}}}
]})";
constexpr std::string_view kMember = R"({"properties":{"a":{"type":"string","format":"phone-cn"}}})";
constexpr std::string_view kRequired = R"({"required":["a"],"properties":{"a":{"type":"string","format":"phone-cn"}}})";

}  // namespace

TEST(NormalValues, StrokesAreNothingAlsoWhereSomethingIsRequiredButStayInLists) {
  Normal normal(R"({"required":["name"],"properties":{"name":{"type":"string"},"note":{"type":"string"}}})",
                R"({"name":"—","note":"/","cells":["—","a/b"]})");
  EXPECT_EQ(normal.json(), R"({"cells":["—","a/b"]})");
  EXPECT_FALSE(normal.values().valid);
}

TEST(NormalValues, ValuesAreWhatTheSchemaAsksForWhereverItSaysSo) {
  const Case cases[] = {
      {R"({})", R"({"a":" 甲 ","b":["乙\r\n丙 "],"c":"  "})", R"({"a":"甲","b":["乙\n丙"]})", true},
      {R"({})", R"(["甲","  ","乙"])", R"(["甲","乙"])", true},
      {R"({})", R"("  ")", R"("")", true},
      {R"({"minLength":1})", R"("")", R"("")", false},
      {kMember, R"({"a":"138 0000 0000"})", R"({"a":"13800000000"})", true},
      {kMember, R"({"a":"无","b":1})", R"({"b":1})", true},
      {kRequired, R"({"a":"无"})", R"({"a":"无"})", false},
      {kRequired, R"({"a":" "})", R"({})", false},
      {R"({"format":"phone-cn"})", R"("无")", R"("无")", false},
      {R"({"items":{"format":"date"}})", R"(["2024.2.4","2024-02-04","昨天"])", R"(["2024-02-04","2024-02-04","昨天"])",
       false},
      {R"({"anyOf":[{"const":""},{"type":"string","format":"month"}]})", R"("2024年2月")", R"("2024-02")", true},
      {R"({"anyOf":[{"format":"month"},{"format":"date"}]})", R"("2024.2.4")", R"("2024-02-04")", true},
      {R"({"anyOf":[{"format":"date"},{"format":"month"}]})", R"("2024.2.4")", R"("2024-02-04")", true},
      {R"({"anyOf":[{"format":"date"},{"format":"month"}]})", R"("2024.2")", R"("2024-02")", true},
      {R"({"$ref":"#/$defs/d","$defs":{"d":{"allOf":[{"format":"date"}]}}})", R"("2024.2.4")", R"("2024-02-04")", true},
      {kForms, R"({"type":"a","when":"2024.2.4"})", R"({"type":"a","when":"2024-02"})", true},
      {kForms, R"({"type":"b","when":"2024.2.4"})", R"({"type":"b","when":"2024-02-04"})", true},
      // The date is right for its type, and stays whatever is wrong beside it.
      {kForms, R"({"type":"b","when":"2024-02-04","n":"x"})", R"({"type":"b","when":"2024-02-04","n":"x"})", false},
      {R"({"type":"integer"})", R"("１,２３４")", "1234", true},
      {R"({"type":"number"})", R"("1.50")", "1.50", true},
      {R"({"type":"integer"})", R"("12项")", R"("12项")", false},
      {R"({"type":"boolean"})", R"("是")", "true", true},
      {R"({"enum":[1,2,null]})", R"("WG2")", "2", true},
      {R"({"enum":["甲","乙"]})", R"("“乙”")", R"("乙")", true},
      {R"({"pattern":"^[A-Z]+$"})", R"("ＡＢ")", R"("AB")", true},
      {R"({"pattern":"^[^：]+$"})", R"("甲：乙")", R"("甲：乙")", false},
      {R"({"type":"string"})", "13800138000", "13800138000", false},
      {R"({"type":"string","format":"uri"})", R"("https：／／www.example.cn／")", R"("https://www.example.cn/")", true},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.schema);
    SCOPED_TRACE(c.data);
    Normal normal(c.schema, c.data);
    EXPECT_EQ(normal.json(), c.normal);
    EXPECT_EQ(normal.values().valid, c.valid);
    EXPECT_TRUE(normal.sink().diagnostics().empty());
  }
}

TEST(NormalValues, ANumberMayBeTheTextThatWasWritten) {
  NormalOptions yaml;
  yaml.numbers_as_texts = true;
  for (const char* const written : {"13800138000", "1.50", "1e3", "-0"}) {
    Normal normal(R"({"items":{"type":"string"}})", std::string("[") + written + "]", yaml);
    EXPECT_EQ(normal.json(), std::string("[\"") + written + "\"]");
  }
  EXPECT_EQ(Normal(R"({"type":"string","format":"month"})", "202608", yaml).json(), "\"2026-08\"");
}

TEST(NormalValues, ChangesTellWhyAndWhat) {
  Normal normal(R"({"properties":{"e":{"type":"string","format":"date"},"f":{"type":"integer"}}})",
                R"({"a":" 甲","b":"甲​","c":"  ","d":"甲","e":"2024.2.4","f":"无"})");
  using Reason = ValueChange::Reason;
  const std::vector<ValueChange>& changes = normal.values().changes;
  ASSERT_EQ(changes.size(), 5);
  EXPECT_EQ(changes[0].reason, Reason::Blanks);
  EXPECT_EQ(changes[0].pointer, "/a");
  EXPECT_EQ(changes[1].reason, Reason::Unseen);
  EXPECT_EQ(changes[2].reason, Reason::AllBlank);
  EXPECT_EQ(changes[3].reason, Reason::Written);
  EXPECT_EQ(changes[3].before, "2024.2.4");
  EXPECT_EQ(changes[3].json, "\"2024-02-04\"");
  EXPECT_EQ(changes[4].reason, Reason::Nothing);
  EXPECT_TRUE(changes[4].json.empty());
  EXPECT_EQ(normal.json(), R"({"a":"甲","b":"甲","d":"甲","e":"2024-02-04"})");
}

TEST(NormalValues, NormalDataAreNotTouched) {
  const Normal normal(R"({"type":"array"})", R"(["甲","a b",1,true,null,{"a":""}])");
  EXPECT_TRUE(normal.values().changes.empty());
  EXPECT_TRUE(has_normal_texts(normal.values().document));
}

TEST(NormalValues, TextThatIsShownInAnotherOrderThanItIsStoredIsRefused) {
  const Normal normal("{}", "[\"甲\u202E乙\"]");
  ASSERT_EQ(normal.sink().diagnostics().size(), 1);
  EXPECT_EQ(normal.sink().diagnostics().front().id, diagnostics::messages::DataDirectionOverride);
  EXPECT_FALSE(has_normal_texts(normal.values().document));
}

TEST(NormalValues, MembersThatGoLeaveNoCommasBehind) {
  for (const char* const data : {R"({"a":" "})", R"({"a":" ","b":" "})", R"({ "a" : " " , "b" : 1 })",
                                 R"({"b":1,"a":" "})", R"({"x":{"a":" "},"y":[" "," ",1," "]})"}) {
    SCOPED_TRACE(data);
    Normal("{}", data).json();
  }
}
