#include "schema/validate.h"

#include "diagnostics/catalogue/data.h"
#include "schema/checking.h"
#include "support/require.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::data;
using namespace gongwen::schema;

namespace {

struct MessageCase {
  const char* schema;
  const char* data;
  const char* messages;  // each as `id pointer: text (hint)` with a line end
};

void check_all(std::span<const MessageCase> cases) {
  for (const MessageCase& c : cases) {
    SCOPED_TRACE(c.schema);
    SCOPED_TRACE(c.data);
    CheckedValue check(c.schema);
    tests::require(check.compiled());
    EXPECT_FALSE(check.check(c.data));
    EXPECT_EQ(check.messages(), c.messages);
  }
}

}  // namespace

TEST(Validate, FaultsOfAValueSayWhatIsFoundAndWhatIsAllowed) {
  const MessageCase cases[] = {
      {R"({"type":"string"})", "5",
       "data/wrong-type : the data must be a text, but is 5 (put it in quotes: `\"5\"`)\n"},
      {R"({"type":["integer","null"]})", "\"a\"",
       "data/wrong-type : the data must be null or a whole number, but is \"a\"\n"},
      {R"({"type":["number","integer"]})", "[]", "data/wrong-type : the data must be a number, but is an empty list\n"},
      {R"({"type":"object"})", "[1]", "data/wrong-type : the data must be an object, but is a list of 1 item\n"},
      {R"({"type":"array"})", R"({"a":1,"b":2})",
       "data/wrong-type : the data must be a list, but is an object of 2 members\n"},
      {R"({"type":"boolean"})", "null", "data/wrong-type : the data must be true or false, but is null\n"},
      {R"({"const":"x"})", "true", "data/not-in-list : the data must be \"x\", but is true\n"},
      {R"({"enum":["draft","final",null]})", "\"finl\"",
       "data/not-in-list : the data must be \"draft\", \"final\" or null, but is \"finl\" (did you "
       "mean \"final\"?)\n"},
      {R"({"enum":[1,2,3,4,5,6,7,8,9,10,11,12]})", "0",
       "data/not-in-list : the data must be 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 or 12, but is 0\n"},
      {R"({"enum":["a","b","c","d","e","f","g","h","i","j","k","l","meeting"]})", "\"meting\"",
       "data/not-in-list : the data must be one of 13 choices, but is \"meting\" (did you mean \"meeting\"? "
       "choices: \"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\", \"i\", \"j\", \"k\", \"l\", \"meeting\")\n"},
      {R"({"x-printed-in":"《》"})", "\"《甲〈乙〉》\"",
       "data/marked-text : the data must be without 《》, which the document prints (write 甲〈乙〉)\n"},
      {R"({"type":"array"})", "\"甲、乙\"",
       "data/wrong-type : the data must be a list, but is \"甲、乙\" (write the items in brackets: `[\"甲\", "
       "\"乙\"]`)\n"},
      {R"({"minimum":1.50})", "1.49", "data/below-minimum : the data must be at least 1.50, but is 1.49\n"},
      {R"({"exclusiveMinimum":1})", "1", "data/not-above-minimum : the data must be more than 1, but is 1\n"},
      {R"({"maximum":1})", "2", "data/above-maximum : the data must not be more than 1, but is 2\n"},
      {R"({"exclusiveMaximum":1})", "1.0", "data/not-below-maximum : the data must be less than 1, but is 1.0\n"},
      {R"({"multipleOf":0.01})", "1.005", "data/not-multiple : the data must be a multiple of 0.01, but is 1.005\n"},
      {R"({"minLength":3})", "\"公文\"", "data/text-too-short : the data has too few characters: 2 (at least 3)\n"},
      {R"({"minLength":3})", "\"\"", "data/text-empty : the data must not be empty\n"},
      {R"({"maxLength":1})", "\"公文\"", "data/text-too-long : the data has too many characters: 2 (at most 1)\n"},
      {R"({"pattern":"^a"})", "\"b\"", "data/pattern-mismatch : the data does not have the required form: \"b\"\n"},
      {R"({"pattern":"^a","x-pattern-words":{"zh":"以a开头","en":"a, then anything"},"examples":["ab"]})", "\"b\"",
       "data/pattern-mismatch : the data does not have the required form: \"b\" (a, then "
       "anything, for example \"ab\")\n"},
      {R"({"pattern":"^[a-z]+$","examples":["ab"]})", "\"a\\nb\"",
       "data/pattern-mismatch : the data does not have the required form: \"aU+000Ab\" (the text "
       "contains a line feed: delete it; for example \"ab\")\n"},
      {R"({"pattern":"^a","x-description":{"zh":"以 a 开头","en":"begins with a"}})", "\"b\"",
       "data/pattern-mismatch : the data does not have the required form: \"b\" (begins "
       "with a)\n"},
      {R"({"format":"date"})", "\"2024-02-30\"",
       "data/format-mismatch : the data must be a date, such as `2024-02-04`, but is \"2024-02-30\" (2024-02 has no "
       "day "
       "30; its last one is `2024-02-29`)\n"},
      {R"(false)", "1", "data/nothing-allowed : the data must not be given here\n"},
      {R"({"not":{"const":1}})", "1",
       "data/matches-excluded : the data has a form that is excluded: the one under `not` in the "
       "schema\n"},
      {R"({"not":{"title":"goal 17","description":"choose another goal","const":17}})", "17",
       "data/matches-excluded : the data has a form that is excluded: `goal 17` (choose another "
       "goal)\n"},
  };
  check_all(cases);
}

TEST(Validate, FaultsOfListsPointAtTheItemOrAtTheList) {
  const MessageCase cases[] = {
      {R"({"minItems":2})", "[1]", "data/too-few-items : the data has too few items: 1 (at least 2)\n"},
      {R"({"maxItems":1})", "[1,2]", "data/too-many-items : the data has too many items: 2 (at most 1)\n"},
      {R"({"prefixItems":[{"type":"string"}],"items":false})", "[1,2,3]",
       "data/too-many-items : the data has too many items: 3 (at most 1)\n"
       "data/wrong-type /0: item 1 of the data must be a text, but is 1 (put it in quotes: `\"1\"`)\n"},
      {R"({"uniqueItems":true})", "[1,2,1.0,1]",
       "data/repeated-item /2: item 3 of the data is the same as item 1\n"
       "data/repeated-item /3: item 4 of the data is the same as item 1\n"},
      {R"({"contains":{"const":1},"minContains":2})", "[1]",
       "data/contains-too-few : the data has too few items that are of the required form: 1 "
       "(at least 2)\n"},
      {R"({"contains":{"title":"host","const":1},"maxContains":1})", "[1,1]",
       "data/contains-too-many : the data has too many items that are `host`: 2 (at most "
       "1)\n"},
      {R"({"prefixItems":[true],"unevaluatedItems":false})", "[1,2]",
       "data/nothing-allowed /1: item 2 of the data must not be given here\n"},
      {R"({"title":"drafters","items":{"items":{"type":"string"}}})", "[[],[\"a\",1]]",
       "data/wrong-type /1/1: item 2 of item 2 of `drafters` must be a text, but is 1 (put it in quotes: `\"1\"`)\n"},
      {R"({"items":{"title":"drafter","type":"string"}})", "[1]",
       "data/wrong-type /0: `drafter` must be a text, but is 1 (put it in quotes: `\"1\"`)\n"},
  };
  check_all(cases);
}

TEST(Validate, FaultsOfObjectsNameTheMemberThatIsMissingOrTooMany) {
  const MessageCase cases[] = {
      {R"({"minProperties":2})", R"({"a":1})", "data/too-few-members : the data has too few members: 1 (at least 2)\n"},
      {R"({"maxProperties":1})", R"({"a":1,"b":2})",
       "data/too-many-members : the data has too many members: 2 (at most 1)\n"},
      {R"({"required":["a","b"]})", "{}", "data/missing-name : `a` is missing\ndata/missing-name : `b` is missing\n"},
      {R"({"required":["a"],"properties":{"a":{"$ref":"#/$defs/p"}},"$defs":{"p":{"title":"phone"}}})", "{}",
       "data/missing-name : `a` (phone) is missing\n"},
      {R"({"dependentRequired":{"a":["b"]}})", R"({"a":1})",
       "data/missing-dependent : `b` is missing, since `a` is given\n"},
      {R"({"properties":{"title":{},"date":{}},"additionalProperties":false})", R"({"titel":1})",
       "data/unknown-name /titel: unknown name `titel` (did you mean `title`?)\n"},
      {R"({"properties":{"title":{},"date":{}},"additionalProperties":false})", R"({"xyz":1})",
       "data/unknown-name /xyz: unknown name `xyz` (known names: date, title)\n"},
      {R"({"additionalProperties":false})", R"({"xyz":1})", "data/unknown-name /xyz: unknown name `xyz`\n"},
      {R"({"allOf":[{"properties":{"name":{}}}],"unevaluatedProperties":false})", R"({"nmae":1})",
       "data/unknown-name /nmae: unknown name `nmae` (did you mean `name`?)\n"},
      {R"({"if":{"properties":{"type":{"const":"x"}}},"then":{"properties":{"day":{}}},"properties":{"type":{}},)"
       R"("unevaluatedProperties":false})",
       R"({"type":"y","day":1})",
       "data/unknown-name /day: unknown name `day` (it is used when other fields have other values)\n"},
      {R"({"propertyNames":{"pattern":"^[a-z]+$"}})", R"({"A":1,"b":2})",
       "data/bad-name /A: the name `A` is not valid here\n"},
      {R"({"properties":{"a":false}})", R"({"a":1})", "data/nothing-allowed /a: `a` must not be given here\n"},
      {R"({"properties":{"a/b":{"type":"string"}}})", R"({"a/b":1})",
       "data/wrong-type /a~1b: `a/b` must be a text, but is 1 (put it in quotes: `\"1\"`)\n"},
  };
  check_all(cases);
}

TEST(Validate, OneCauseGivesOneMessage) {
  const MessageCase cases[] = {
      // A mistyped name is not reported as missing as well.
      {R"({"properties":{"title":{}},"required":["title"],"additionalProperties":false})", R"({"titel":1})",
       "data/unknown-name /titel: unknown name `titel` (did you mean `title`?)\n"},
      // Of length, format and pattern the first; a wrong type alone.
      {R"({"type":"string","minLength":5,"format":"date","pattern":"^2"})", "\"x\"",
       "data/text-too-short : the data has too few characters: 1 (at least 5)\n"},
      {R"({"type":"string","enum":["a"],"const":"a"})", "1", "data/not-in-list : the data must be \"a\", but is 1\n"},
      // The same schema by two ways.
      {R"({"allOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/a"}],"$defs":{"a":{"required":["x"]}}})", "{}",
       "data/missing-name : `x` is missing\n"},
      // A member that failed its own schema is not called unknown on top of that.
      {R"({"properties":{"a":{"type":"string"}},"unevaluatedProperties":false})", R"({"a":1})",
       "data/wrong-type /a: `a` must be a text, but is 1 (put it in quotes: `\"1\"`)\n"},
      {R"({"anyOf":[{"properties":{"k":{"const":1},"a":{"type":"string"}}},{"properties":{"k":{"const":2},"b":{}}}],
           "unevaluatedProperties":false})",
       R"({"k":1,"a":1})", "data/wrong-type /a: `a` must be a text, but is 1 (put it in quotes: `\"1\"`)\n"},
  };
  check_all(cases);
}

TEST(Validate, OfSeveralFormsTheNearestIsExplained) {
  const MessageCase cases[] = {
      {R"({"anyOf":[{"type":"string"},{"type":"null"}]})", "1",
       "data/wrong-type : the data must be null or a text, but is 1 (put it in quotes: `\"1\"`)\n"},
      {R"({"oneOf":[{"const":"a","title":"甲"},{"const":"b","title":"乙"},{"type":"null"}]})", "\"c\"",
       "data/not-in-list : the data must be \"a\" (甲), \"b\" (乙) or null, but is \"c\"\n"},
      {R"({"anyOf":[{"type":"null"},{"required":["a"],"type":"object"}]})", "{}",
       "data/missing-name : `a` is missing\n"},
      {R"({"oneOf":[{"properties":{"t":{"const":"m"}},"required":["t","place"]},
                    {"properties":{"t":{"const":"p"}},"required":["t","number"]}]})",
       R"({"t":"p"})", "data/missing-name : `number` is missing\n"},
      {R"({"oneOf":[{"properties":{"t":{"title":"kind","const":"m"}},"required":["t","place"]},
                    {"properties":{"t":{"title":"kind","const":"p"}},"required":["t","number"]}]})",
       R"({"t":"q"})", "data/not-in-list /t: `kind` must be \"m\" or \"p\", but is \"q\"\n"},
      {R"({"oneOf":[{"title":"A","minimum":1},{"title":"B","maximum":5},{"const":9}]})", "3",
       "data/matches-several : the data matches several forms that exclude each other: `A`, "
       "`B`\n"},
      {R"({"oneOf":[true,true]})", "3",
       "data/matches-several : the data matches several forms that exclude each other: number 1, "
       "number 2\n"},
  };
  check_all(cases);
}

TEST(Validate, TheNoteTellsWhichOfTheFormsWasTaken) {
  CheckedValue check(R"({"oneOf":[{"title":"meeting","required":["place","time"]},{"required":["number"]}]})");
  EXPECT_FALSE(check.check("{}"));
  ASSERT_EQ(check.sink().diagnostics().size(), 1);
  const diagnostics::Diagnostic& diagnostic = check.sink().diagnostics().front();
  ASSERT_EQ(diagnostic.notes.size(), 1);
  EXPECT_EQ(diagnostic.notes.front().id, diagnostics::messages::DataNearestForm);
  EXPECT_EQ(diagnostic.notes.front().arguments, (std::vector<std::string>{"第 2 种", "number 2", "2"}));
}

TEST(Validate, ARepeatedItemPointsAtTheFirstOfItsKind) {
  CheckedValue check(R"({"uniqueItems":true})");
  EXPECT_FALSE(check.check("[5, 1, 5]"));
  const diagnostics::Diagnostic& diagnostic = check.sink().diagnostics().front();
  EXPECT_EQ(Value(check.data(), diagnostic.notes.at(0).origin.data_place.node).pointer(), "/0");
}

TEST(Validate, WhatIsMissingIsToldInTheOrderOfTheSchemaWithItsOwnName) {
  CheckedValue check(R"({"properties":{"z":{},"m":{},"a":{}},"required":["a","m","z"]})");
  EXPECT_FALSE(check.check("{}"));
  std::string names;
  for (const diagnostics::Diagnostic& diagnostic : check.sink().diagnostics()) names += diagnostic.absent_member;
  EXPECT_EQ(names, "zma");
}

TEST(Validate, OfAnObjectWhoseTypeIsWrongNothingIsToldAboutFieldsOfOtherTypes) {
  CheckedValue check(R"({"properties":{"t":{"enum":["x","y"]}},"required":["t"],"unevaluatedProperties":false,
      "allOf":[{"if":{"properties":{"t":{"const":"x"}},"required":["t"]},"then":{"properties":{"a":{}}}},
               {"if":{"properties":{"t":{"const":"y"}},"required":["t"]},"then":{"properties":{"b":{}}}}]})");
  EXPECT_FALSE(check.check(R"({"t":"z","a":1,"b":2})"));
  EXPECT_EQ(check.messages(), "data/not-in-list /t: `t` must be \"x\" or \"y\", but is \"z\"\n");
  EXPECT_FALSE(check.check(R"({"a":1})"));
  EXPECT_EQ(check.messages(), "data/missing-name : `t` is missing\n");
  // A field of no type, and one of another type when the type is known, are reported.
  EXPECT_FALSE(check.check(R"({"t":"x","b":2,"q":1})"));
  EXPECT_EQ(check.sink().diagnostics().size(), 2);
}

TEST(Validate, TheBranchWhoseExampleIsMostLikeTheTextIsTheNearest) {
  CheckedValue check(R"({"anyOf":[{"format":"plan-number"},{"format":"gb-number"},{"const":""}]})");
  EXPECT_FALSE(check.check("\"GBT 45674-202X\""));
  EXPECT_NE(check.messages().find("must be a number of a national standard"), std::string::npos);
  EXPECT_FALSE(check.check("\"2024012-T-469\""));
  EXPECT_NE(check.messages().find("must be a plan number"), std::string::npos);
}

TEST(Validate, MessagesAreGivenInTheLanguageOfTheReader) {
  CheckedValue check(R"({"required":["phone"],"properties":{
      "phone":{"x-title":{"zh":"联系电话","en":"Phone"},"type":"string","format":"phone-cn"},
      "people":{"title":"人员","items":{"type":"object"}}}})");
  EXPECT_FALSE(check.check(R"({"phone":13800138000,"people":[{},1]})"));
  EXPECT_EQ(check.messages(),
            "data/wrong-type /phone: `Phone` must be a text, but is 13800138000 (put it in quotes: `\"13800138000\"`)\n"
            "data/wrong-type /people/1: item 2 of `人员` must be an object, but is 1\n");
  EXPECT_EQ(check.messages(diagnostics::Language::Chinese),
            "data/wrong-type /phone: `联系电话` 应为文字，现为：13800138000 (请加引号，写成 `\"13800138000\"`)\n"
            "data/wrong-type /people/1: `人员` 的第 2 项应为对象，现为：1\n");
  EXPECT_FALSE(check.check("{}"));
  EXPECT_EQ(check.messages(diagnostics::Language::Chinese), "data/missing-name : 缺少联系电话（`phone`）\n");
}

TEST(Validate, AllFaultsOfTheDataAreReportedInOneRun) {
  CheckedValue check(R"({"items":{"type":"object","required":["a"],"properties":{"a":{"type":"integer"}}}})");
  std::string text = "[";
  for (int i = 0; i < 300; ++i) text += R"({"a":"x"},{},)";
  text += "{\"a\":1}]";
  EXPECT_FALSE(check.check(text));
  EXPECT_EQ(check.sink().error_count(), 600);
}

TEST(Validate, VeryManyFaultsTakeNoLongerThanAFew) {
  CheckedValue check(R"({"items":{"properties":{"alpha":{},"beta":{},"gamma":{}},"additionalProperties":false}})");
  std::string text = "[";
  for (int i = 0; i < 200'000; ++i) text += R"({"alhpa":1},)";
  text += "{}]";
  EXPECT_FALSE(check.check(text));
  EXPECT_EQ(check.sink().error_count(), 10'001);
}

TEST(Validate, LimitsEndARunWithAMessage) {
  CheckedValue many(R"({"items":{"type":"string"}})");
  ValidateLimits limits;
  limits.max_errors = 2;
  EXPECT_FALSE(many.check("[1,2,3,4]", limits));
  EXPECT_EQ(many.sink().diagnostics().size(), 3);
  EXPECT_NE(many.messages().find("data/too-many-faults : there are more than 2 errors"), std::string::npos);

  limits = {};
  limits.max_steps = 10;
  EXPECT_FALSE(many.check(R"(["","","","","","","","","","","",""])", limits));
  EXPECT_TRUE(many.messages().starts_with("data/schema-too-costly /9: checking takes more than 10 steps"));

  CheckedValue circle(R"({"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}})");
  EXPECT_FALSE(circle.check("1"));
  EXPECT_TRUE(circle.messages().starts_with(
      "data/schema-endless : the references of the schema are nested more than 3000 levels deep"));

  CheckedValue pattern(R"({"items":{"pattern":"^(a+)+$"}})");
  EXPECT_FALSE(pattern.check("[\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\"]"));
  EXPECT_TRUE(pattern.messages().starts_with(
      "data/pattern-too-costly /0: the pattern `^(a+)+$` takes too many steps on \"aaa"));
}

TEST(Validate, SchemasThatMultiplyTheWorkEndWithAMessage) {
  // Each level doubles the number of applications: 2^60 of them.
  std::string schema = R"({"$ref":"#/$defs/d0","$defs":{)";
  for (int i = 0; i < 60; ++i) {
    const std::string next = "{\"$ref\":\"#/$defs/d" + std::to_string(i + 1) + "\"}";
    schema += "\"d" + std::to_string(i) + "\":{\"allOf\":[" + next + "," + next + "]},";
  }
  schema += R"("d60":true}})";
  CheckedValue check(schema);
  ValidateLimits limits;
  limits.max_steps = 100'000;
  EXPECT_FALSE(check.check("1", limits));
  EXPECT_TRUE(check.messages().starts_with("data/schema-too-costly"));
}

TEST(Validate, DataAsDeepAsTheReaderTakesCanBeChecked) {
  CheckedValue check(R"({"$ref":"https://json-schema.org/draft/2020-12/schema"})");
  std::string text;
  for (int i = 0; i < 510; ++i) text += "{\"not\":";
  text += "{\"minLength\":-1}";
  text.append(510, '}');
  EXPECT_FALSE(check.check(text));
  EXPECT_EQ(check.sink().diagnostics().size(), 1);
  EXPECT_NE(check.messages().find(": `minLength` must be at least 0, but is -1"), std::string::npos);
}

TEST(Validate, OneCompiledSchemaServesAnyNumberOfRuns) {
  CheckedValue check(R"({"type":"integer","minimum":3})");
  diagnostics::DiagnosticSink sink;
  const auto three = check.read("a", "3");
  const auto two = check.read("b", "2");
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(is_valid(check.schema(), three->root(), {}, sink));
    EXPECT_FALSE(is_valid(check.schema(), two->root(), {}, sink));
  }
  EXPECT_TRUE(sink.diagnostics().empty());
}
