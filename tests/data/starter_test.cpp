#include "data/starter.h"

#include "data/checking.h"
#include "data/write_starter.h"

#include <doctest/doctest.h>

using namespace gongwen;
using namespace gongwen::data;

namespace {

std::string begin(const char* schema, const StarterOptions& options = {}) {
  SchemaCheck check(schema);
  REQUIRE(check.compiled());
  return starter_json(make_starter(check.schema(), options).root);
}

}  // namespace

TEST_CASE("blanks are what a check complains about") {
  CHECK(begin(R"({"required":["a","b","c"],"properties":{"a":{"type":"string","minLength":1},"b":{"type":"string"},
                                                         "c":{"type":"boolean"},"d":{}}})") ==
        R"({"a":"","b":null,"c":null})");
  CHECK(begin(R"({"type":"integer"})") == "null");
  CHECK(begin(R"({"type":"array","items":{"type":"string","format":"date"}})") == R"([""])");
}

TEST_CASE("defaults, constants and single choices are written, unless they do not fit") {
  CHECK(begin(R"({"required":["a","b","c","d","e"],"properties":{"a":{"type":"string","default":"x"},"b":{"const":null},
                   "c":{"enum":[7]},"d":{"type":"array","minItems":1,"items":{"type":"integer"},"default":[]},
                   "e":{"type":"integer","default":"no number"}}})") ==
        R"({"a":"x","b":null,"c":7,"d":[null],"e":null})");
}

TEST_CASE("of several forms the first is begun, or the one that a value decides") {
  const char* const schema =
      R"({"required":["kind"],"properties":{"kind":{"enum":["m","p"]}},
          "oneOf":[{"properties":{"kind":{"const":"m"},"place":{"type":"integer"}},"required":["place"]},
                   {"properties":{"kind":{"const":"p"},"number":{"type":"integer"}},"required":["number"]}]})";
  CHECK(begin(schema) == R"({"kind":"m","place":null})");
  CHECK(begin(schema, {OptionalFields::Remarks, {{"/kind", "p"}}}) == R"({"kind":"p","number":null})");
}

TEST_CASE("conditions count as they stand") {
  const char* const schema =
      R"({"required":["date"],"properties":{"date":{"type":"integer"},"text":{"type":"string","minLength":1}},
          "if":{"required":["text"]},"then":{"required":["by"],"properties":{"by":{"type":"integer"}}},
          "else":{"required":["at"],"properties":{"at":{"type":"integer"}}}})";
  CHECK(begin(schema) == R"({"date":null,"at":null})");
  CHECK(begin(schema, {OptionalFields::Remarks, {{"/text", "x"}}}) == R"({"date":null,"text":"x","by":null})");
  // The presence of `text` would make it another form.
  CHECK(begin(schema, {OptionalFields::Present, {}}) == R"({"date":null,"at":null})");
}

TEST_CASE("schemas that come back to themselves end") {
  CHECK(
      begin(R"({"type":"object","required":["parts"],"properties":{"parts":{"type":"array","items":{"$ref":"#"}}}})") ==
      R"({"parts":[]})");
  CHECK(begin(R"({"type":"object","required":["next"],"properties":{"next":{"$ref":"#"}}})").size() < 1'000);
}

TEST_CASE("given values that find no field or do not fit are named") {
  SchemaCheck check(
      R"({"properties":{"n":{"type":"integer","minimum":5},"l":{"type":"array","items":{"type":"string"}}}})");
  const Starter starter = make_starter(
      check.schema(), {OptionalFields::Remarks, {{"/n", "4"}, {"/m", "1"}, {"/l/0", "12"}, {"/l/x", "1"}}});
  CHECK(starter.unknown == std::vector<std::string>{"/m", "/l/x"});
  CHECK(starter.refused == std::vector<std::string>{"/n"});
  CHECK(starter_json(starter.root) == R"({"n":4,"l":["12"]})");
}

TEST_CASE("YAML has remarks, and optional fields as remarks") {
  SchemaCheck check(R"({"type":"object","title":"T","required":["list","true"],"properties":{
      "list":{"type":"array","items":{"type":"object","required":["a"],"properties":{"a":{"type":"integer","title":"A"}}}},
      "true":{"type":"string","description":"two\nlines"},"own":{"type":"object","properties":{"b":{"default":1}}}}})");
  CHECK(write_starter_yaml(make_starter(check.schema(), {}), diagnostics::Language::English) ==
        "# T\n"
        "# Fill in what is blank. A name right behind a # is optional: delete the # to use it.\n"
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
