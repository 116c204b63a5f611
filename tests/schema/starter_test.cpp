#include "schema/starter.h"

#include "schema/checking.h"
#include "support/require.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::data;
using namespace gongwen::schema;

namespace {

std::string begin(const char* schema, const StarterOptions& options = {}) {
  CheckedValue check(schema);
  tests::require(check.compiled());
  return starter_json(make_starter(check.schema(), options).root);
}

}  // namespace

TEST(Starter, BlanksAreWhatACheckComplainsAbout) {
  EXPECT_EQ(begin(R"({"required":["a","b","c"],"properties":{"a":{"type":"string","minLength":1},"b":{"type":"string"},
                                                         "c":{"type":"boolean"},"d":{}}})"),
            R"({"a":"","b":null,"c":null})");
  EXPECT_EQ(begin(R"({"type":"integer"})"), "null");
  EXPECT_EQ(begin(R"({"type":"array","items":{"type":"string","format":"date"}})"), R"([""])");
}

TEST(Starter, DefaultsConstantsAndSingleChoicesAreWrittenUnlessTheyDoNotFit) {
  EXPECT_EQ(
      begin(R"({"required":["a","b","c","d","e"],"properties":{"a":{"type":"string","default":"x"},"b":{"const":null},
                   "c":{"enum":[7]},"d":{"type":"array","minItems":1,"items":{"type":"integer"},"default":[]},
                   "e":{"type":"integer","default":"no number"}}})"),
      R"({"a":"x","b":null,"c":7,"d":[null],"e":null})");
}

TEST(Starter, OfSeveralFormsTheFirstIsBegunOrTheOneThatAValueDecides) {
  const char* const schema =
      R"({"required":["kind"],"properties":{"kind":{"enum":["m","p"]}},
          "oneOf":[{"properties":{"kind":{"const":"m"},"place":{"type":"integer"}},"required":["place"]},
                   {"properties":{"kind":{"const":"p"},"number":{"type":"integer"}},"required":["number"]}]})";
  EXPECT_EQ(begin(schema), R"({"kind":"m","place":null})");
  EXPECT_EQ(begin(schema, {OptionalFields::Remarks, {{"/kind", "p"}}}), R"({"kind":"p","number":null})");
}

TEST(Starter, ConditionsCountAsTheyStand) {
  const char* const schema =
      R"({"required":["date"],"properties":{"date":{"type":"integer"},"text":{"type":"string","minLength":1}},
          "if":{"required":["text"]},"then":{"required":["by"],"properties":{"by":{"type":"integer"}}},
          "else":{"required":["at"],"properties":{"at":{"type":"integer"}}}})";
  EXPECT_EQ(begin(schema), R"({"date":null,"at":null})");
  EXPECT_EQ(begin(schema, {OptionalFields::Remarks, {{"/text", "x"}}}), R"({"date":null,"text":"x","by":null})");
  // The presence of `text` would make it another form.
  EXPECT_EQ(begin(schema, {OptionalFields::Present, {}}), R"({"date":null,"at":null})");
}

TEST(Starter, SchemasThatComeBackToThemselvesEnd) {
  EXPECT_EQ(
      begin(R"({"type":"object","required":["parts"],"properties":{"parts":{"type":"array","items":{"$ref":"#"}}}})"),
      R"({"parts":[]})");
  EXPECT_LT(begin(R"({"type":"object","required":["next"],"properties":{"next":{"$ref":"#"}}})").size(), 1'000);
}

TEST(Starter, GivenValuesThatFindNoFieldOrDoNotFitAreNamed) {
  CheckedValue check(
      R"({"properties":{"n":{"type":"integer","minimum":5},"l":{"type":"array","items":{"type":"string"}}}})");
  const Starter starter = make_starter(
      check.schema(), {OptionalFields::Remarks, {{"/n", "4"}, {"/m", "1"}, {"/l/0", "12"}, {"/l/x", "1"}}});
  EXPECT_EQ(starter.unknown, (std::vector<std::string>{"/m", "/l/x"}));
  EXPECT_EQ(starter.refused, std::vector<std::string>{"/n"});
  EXPECT_EQ(starter_json(starter.root), R"({"n":4,"l":["12"]})");
}

TEST(Starter, YAMLHasRemarksAndOptionalFieldsAsRemarks) {
  CheckedValue check(R"({"type":"object","title":"T","required":["list","true"],"properties":{
      "list":{"type":"array","items":{"type":"object","required":["a"],"properties":{"a":{"type":"integer","title":"A"}}}},
      "true":{"type":"string","description":"two\nlines"},"own":{"type":"object","properties":{"b":{"default":1}}}}})");
  EXPECT_EQ(write_starter_yaml(make_starter(check.schema(), {}), diagnostics::Language::English),
            "# T\n"
            "# Fill in the blanks. A name right after a # is optional: delete the # to use it.\n"
            "# list: a list\n"
            "list:\n"
            "  -\n"
            "    # A: a whole number\n"
            "    a:\n"
            "# true: a text. two lines\n"
            "\"true\":\n"
            "# own (optional): an object\n"
            "#own: {}\n"
            "#  # delete the {} above to use what follows\n"
            "#  # b (optional): anything\n"
            "#  #b: 1\n");
}
