#include "schema/schema_fields.h"

#include "data/values.h"
#include "schema/checking.h"
#include "schema/detail/field_view.h"
#include "support/require.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::data;
using namespace gongwen::schema;

namespace {

void append_types(std::string& line, TypeSet types) {
  if (types == TypeSet::all()) return;
  for (const SchemaType type : {SchemaType::Null, SchemaType::Boolean, SchemaType::Integer, SchemaType::Number,
                                SchemaType::String, SchemaType::Array, SchemaType::Object}) {
    if (type == SchemaType::Integer && types.has(SchemaType::Number)) continue;
    if (types.has(type)) line.append(" ").append(schema_type_name(type));
  }
}

void append_limits(std::string& line, const FieldLimits& limits) {
  const auto append = [&](const char* name, const auto& limit) {
    if (limit) line.append(" ").append(name).append(std::to_string(*limit));
  };
  if (limits.minimum) line += (limits.minimum_excluded ? " >" : " >=") + shown_value(*limits.minimum).english;
  if (limits.maximum) line += (limits.maximum_excluded ? " <" : " <=") + shown_value(*limits.maximum).english;
  if (limits.multiple_of) line += " step " + shown_value(*limits.multiple_of).english;
  append("min-length ", limits.min_length);
  append("max-length ", limits.max_length);
  append("min-items ", limits.min_items);
  append("max-items ", limits.max_items);
  if (limits.unique_items) line += " unique";
  for (const std::string_view pattern : limits.patterns) line.append(" /").append(pattern).append("/");
  if (limits.format) line.append(" ").append(describe_format(*limits.format).name);
}

/// One line a field: pointer, types, what else is known.
std::string dump_field(const SchemaField& field) {
  std::string line = field.pointer.empty() ? "(all)" : field.pointer;
  append_types(line, field.types);
  if (field.required) line += " required";
  if (field.conditional) line += " conditional";
  if (field.read_only) line += " read-only";
  if (field.deprecated) line += " deprecated";
  append_limits(line, field.limits);
  for (const FieldChoice& choice : field.choices) {
    line += " [" + shown_value(choice.value).english;
    if (!choice.title.chinese.empty()) line.append(" ").append(choice.title.chinese);
    line += "]";
  }
  if (field.default_value) line += " default " + shown_value(*field.default_value).english;
  if (!field.title.chinese.empty()) line.append(" '").append(field.title.chinese).append("'");
  if (field.abridged) line += " …";
  line += "\n";
  for (const SchemaField& part : field.parts) line += dump_field(part);
  return line;
}

std::string dump(const char* schema) {
  CheckedValue check(schema);
  tests::require(check.compiled());
  return dump_field(describe_all_fields(check.schema()));
}

}  // namespace

TEST(SchemaFields, FieldsAreListedInTheOrderOfTheSchemaWithAllThatItSays) {
  EXPECT_EQ(dump(R"({"title":"提案","type":"object","required":["title","kind"],"properties":{
          "title":{"type":"string","minLength":1,"maxLength":50,"title":"标题"},
          "kind":{"enum":["new","old"],"default":"new"},
          "amount":{"type":"number","minimum":0,"exclusiveMaximum":100,"multipleOf":0.01},
          "phone":{"type":"string","format":"phone-cn","readOnly":true},
          "code":{"type":"string","pattern":"^A","deprecated":true},
          "items":{"type":"array","minItems":1,"maxItems":9,"uniqueItems":true,
                   "items":{"type":"object","properties":{"n":{"type":"integer"}}}}}})"),
            "(all) object '提案'\n"
            "/title string required min-length 1 max-length 50 '标题'\n"
            "/kind required [\"new\"] [\"old\"] default \"new\"\n"
            "/amount number >=0 <100 step 0.01\n"
            "/phone string read-only phone-cn\n"
            "/code string deprecated /^A/\n"
            "/items array min-items 1 max-items 9 unique\n"
            "/items/* object\n"
            "/items/*/n integer\n");
}

TEST(SchemaFields, ReferencesAndAllOfAddUpTheStrictestLimitCounts) {
  EXPECT_EQ(dump(R"({"$ref":"#/$defs/base","properties":{"n":{"minimum":3,"title":"数"}},"required":["n"],
                 "$defs":{"base":{"type":"object","allOf":[{"properties":{"n":{"type":"integer","minimum":1,"maximum":9}}},
                                                           {"properties":{"n":{"exclusiveMaximum":9}}}]}}})"),
            "(all) object\n"
            "/n integer required >=3 <9 '数'\n");
}

TEST(SchemaFields, NullBesideOneFormBelongsToItSeveralFormsAreConditional) {
  EXPECT_EQ(dump(R"({"properties":{
          "date":{"anyOf":[{"type":"string","format":"date"},{"type":"null"}]},
          "person":{"oneOf":[{"$ref":"#/$defs/p"},{"type":"null"}]},
          "event":{"oneOf":[{"type":"object","properties":{"place":{"type":"string"}},"required":["place"]},
                            {"type":"object","properties":{"number":{"type":"integer"}}}]}},
          "$defs":{"p":{"type":"object","properties":{"name":{"type":"string"}}}}})"),
            "(all)\n"
            "/date null string date\n"
            "/person null object\n"
            "/person/name string\n"
            "/event object\n"
            "/event/place string conditional\n"
            "/event/number integer conditional\n");
}

TEST(SchemaFields, AFieldOfSeveralFormsMayBeWhatAnyOfThemSays) {
  EXPECT_EQ(dump(R"({"oneOf":[{"properties":{"t":{"const":"m"},"x":{"type":"string"}}},
                          {"properties":{"t":{"const":"p"},"x":{"type":"integer","minimum":1}}}]})"),
            "(all)\n/t conditional [\"m\"] [\"p\"]\n/x integer string conditional\n");
}

TEST(SchemaFields, AFieldOfSeveralFormsKeepsTheFormatThatAllOfThemGiveIt) {
  EXPECT_EQ(
      dump(R"({"oneOf":[{"properties":{"a":{"type":"string","format":"date"},"b":{"type":"string","format":"date"}}},
                          {"properties":{"a":{"type":"string","format":"date"},"b":{"type":"string","format":"month"}}}]})"),
      "(all)\n/a string conditional date\n/b string conditional\n");
}

TEST(SchemaFields, OfTwoListsOfChoicesTheCommonOnesAreLeft) {
  EXPECT_EQ(
      dump(R"({"properties":{"k":{"enum":["a","b","c"]}},"allOf":[{"properties":{"k":{"enum":["c","b","d"]}}}]})"),
      "(all)\n/k [\"b\"] [\"c\"]\n");
}

TEST(SchemaFields, ChoicesMayHaveTitles) {
  EXPECT_EQ(dump(
                R"({"properties":{"k":{"oneOf":[{"const":1,"title":"甲"},{"const":2,"title":"乙"},{"type":"null"}]},
                               "c":{"const":"x"},
                               "m":{"anyOf":[{"const":1},{"type":"string"}]}}})"),
            "(all)\n"
            "/k [1 甲] [2 乙]\n"
            "/c [\"x\"]\n"
            "/m\n");
}

TEST(SchemaFields, ConditionsAndDependenciesGiveFieldsThatMayNotApply) {
  EXPECT_EQ(
      dump(
          R"({"properties":{"a":{}},"if":{"properties":{"a":{"const":1}}},"then":{"properties":{"b":{"title":"乙"}}},
                 "else":{"properties":{"c":{}}},"dependentSchemas":{"a":{"properties":{"d":{}}}}})"),
      "(all)\n/a\n/d conditional\n/b conditional '乙'\n/c conditional\n");
}

TEST(SchemaFields, TuplesMapsAndWhatIsForbidden) {
  EXPECT_EQ(dump(R"({"properties":{"t":{"prefixItems":[{"type":"string"}],"items":{"type":"integer"}},
                               "map":{"additionalProperties":{"type":"boolean"}},"no":false}})"),
            "(all)\n/t\n/t/* integer\n/map\n/map/* boolean\n");
}

TEST(SchemaFields, SchemasThatComeBackToThemselvesEnd) {
  EXPECT_EQ(dump(R"({"title":"节","type":"object","properties":{"name":{},"parts":{"items":{"$ref":"#"}}}})"),
            "(all) object '节'\n/name\n/parts\n/parts/* object '节' …\n");
  EXPECT_EQ(dump(R"({"$ref":"#"})"), "(all)\n");
}

TEST(SchemaFields, SchemasThatUnfoldWithoutEndAreCut) {
  std::string schema = R"({"$ref":"#/$defs/d0","$defs":{)";
  for (int i = 0; i < 30; ++i) {
    const std::string next = "{\"$ref\":\"#/$defs/d" + std::to_string(i + 1) + "\"}";
    schema += "\"d" + std::to_string(i) + "\":{\"properties\":{\"a\":" + next + ",\"b\":" + next + "}},";
  }
  CheckedValue check(schema + R"("d30":{}}})");
  ASSERT_TRUE(check.compiled());
  EXPECT_LT(dump_field(describe_all_fields(check.schema())).size(), 10'000'000);
}

TEST(SchemaFields, ASingleFieldIsFoundByItsPointer) {
  CheckedValue check(
      R"({"properties":{"sections":{"title":"各章","items":{"$ref":"#/$defs/section"}},"a/b":{"type":"null"}},
      "$defs":{"section":{"required":["title"],"properties":{"title":{"type":"string","x-rows":3,"x-title":{"en":"Title"},
                                                                       "examples":["a","b"]}}}}})");
  const auto field = describe_field(check.schema(), "/sections/0/title");
  ASSERT_TRUE(field);
  EXPECT_EQ(field->pointer, "/sections/0/title");
  EXPECT_EQ(field->name, "title");
  EXPECT_TRUE(field->required);
  EXPECT_EQ(field->title.in(diagnostics::Language::Chinese), "Title");
  EXPECT_EQ(field->examples.size(), 2);
  EXPECT_EQ(find_extension(*field, "x-rows")->integer(), 3);
  EXPECT_FALSE(find_extension(*field, "x-cols"));
  EXPECT_TRUE(describe_field(check.schema(), "/sections/*/title")->required);
  EXPECT_TRUE(describe_field(check.schema(), "/a~1b")->types.has(SchemaType::Null));
  EXPECT_EQ(describe_field(check.schema(), "")->parts.size(), 2);
  EXPECT_TRUE(describe_field(check.schema(), "")->parts.front().parts.empty());
  EXPECT_FALSE(describe_field(check.schema(), "/sections/0/titel"));
  EXPECT_FALSE(describe_field(check.schema(), "sections"));
  EXPECT_FALSE(describe_field(check.schema(), "/nothing/here"));
  for (const std::string_view known : {"", "/sections/0/title", "/a~1b"}) EXPECT_TRUE(has_field(check.schema(), known));
  for (const std::string_view unknown : {"/sections/0/titel", "sections", "/nothing/here"}) {
    EXPECT_FALSE(has_field(check.schema(), unknown));
  }
}
TEST(SchemaFields, KnownFieldsAreThoseDescribedAndStayFew) {
  CheckedValue check(R"({"type": "object", "required": ["list"],
      "properties": {"list": {"type": "array", "items": {"type": "string", "maxLength": 7}}}})");
  const Schema& schema = check.schema();
  const auto item = known_field(schema, "/list/3");
  ASSERT_TRUE(item);
  EXPECT_EQ(item->pointer, "/list/3");
  EXPECT_EQ(item->limits.max_length, 7);
  EXPECT_EQ(known_field(schema, "/list/3"), item);
  EXPECT_EQ(known_field(schema, "/other/3"), nullptr);
  EXPECT_EQ(&known_fields(schema), &known_fields(schema));
  EXPECT_TRUE(known_fields(schema).parts.front().required);
  // Data may name any number of items.
  FieldMemo memo;
  const auto first = memo.field(schema, "/list/0");
  for (std::size_t i = 1; i < 3 * FieldMemo::kMaxFields; ++i) {
    ASSERT_TRUE(memo.field(schema, "/list/" + std::to_string(i)));
    ASSERT_LE(memo.size(), FieldMemo::kMaxFields);
  }
  EXPECT_EQ(first->limits.max_length, 7);  // what was handed out stays
  // Nor are their names bounded.
  FieldMemo other;
  EXPECT_EQ(other.field(schema, "/list/a"), nullptr);
  EXPECT_EQ(other.size(), 1);
  EXPECT_EQ(other.field(schema, "/" + std::string(FieldMemo::kMaxPointer, 'x')), nullptr);
  EXPECT_EQ(other.size(), 1);
}
