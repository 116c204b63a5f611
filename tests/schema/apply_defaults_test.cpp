#include "schema/apply_defaults.h"

#include "schema/checking.h"
#include "support/require.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::data;
using namespace gongwen::schema;

namespace {

/// The schema's defaults applied to the data.
class Defaults {
 public:
  Defaults(const char* schema, std::string data) : check_(schema) {
    tests::require(check_.compiled());
    const auto source = store_.add("data.json", std::move(data));
    filled_.emplace(
        apply_defaults(check_.schema(), *read_json(source, store_.source_text(source), {}, check_.sink()), {}));
  }

  const Document& document() const { return filled_->document; }
  std::string added() const {
    std::string joined;
    for (const std::string& pointer : filled_->added) joined += (joined.empty() ? "" : " ") + pointer;
    return joined;
  }

 private:
  CheckedValue check_;
  resources::SourceStore store_;
  std::optional<WithDefaults> filled_;
};

}  // namespace

TEST(ApplyDefaults, AbsentMembersGetTheirDefaultsPresentOnesStay) {
  const Defaults filled(R"({"properties":{"a":{"default":1},"b":{"default":"x"},"c":{"default":[1,{"d":null}]}}})",
                        R"({"b":null})");
  EXPECT_EQ(filled.added(), "/a /c");
  EXPECT_EQ(filled.document().resolve("/a")->integer(), 1);
  EXPECT_TRUE(filled.document().resolve("/b")->is_null());
  EXPECT_TRUE(filled.document().resolve("/c/1/d")->is_null());
  EXPECT_EQ(filled.document().resolve("/c/0")->pointer(), "/c/0");
}

TEST(ApplyDefaults, ValuesKeepTheirPlacesAddedOnesHaveThatOfTheirParent) {
  const Defaults filled(R"({"properties":{"o":{"properties":{"a":{"default":[1]},"b":{}}}}})", R"({"o": {"b": 2}})");
  const Value object = *filled.document().resolve("/o");
  EXPECT_EQ(object.find("b")->node(), 2);
  EXPECT_EQ(object.find("b")->span().begin, 12);
  EXPECT_EQ(object.find("a")->span(), object.span());
  EXPECT_EQ(object.find("a")->at(0).span(), object.span());
  EXPECT_GT(object.find("a")->node(), object.find("b")->node());
  EXPECT_EQ(object.key_at(1), "a");
  EXPECT_EQ(object.sorted_at(0).key(), "a");
}

TEST(ApplyDefaults, DefaultsAreFoundThroughReferencesListsAndTheConditionsThatHold) {
  EXPECT_EQ(Defaults(R"({"properties":{"p":{"$ref":"#/$defs/p"}},"$defs":{"p":{"default":5}}})", "{}").added(), "/p");
  EXPECT_EQ(Defaults(R"({"items":{"properties":{"n":{"default":0}}}})", R"([{},{"n":1},{}])").added(), "/0/n /2/n");
  EXPECT_EQ(
      Defaults(R"({"allOf":[{"properties":{"a":{"default":1}}},{"properties":{"a":{"default":2}}}]})", "{}").added(),
      "/a");
  const char* const condition =
      R"({"if":{"required":["k"]},"then":{"properties":{"a":{"default":1}}},
                                    "else":{"properties":{"b":{"default":1}}}})";
  EXPECT_EQ(Defaults(condition, R"({"k":1})").added(), "/a");
  EXPECT_EQ(Defaults(condition, "{}").added(), "/b");
  const char* const forms =
      R"({"oneOf":[{"properties":{"t":{"const":1},"a":{"default":1}},"required":["t"]},
                                         {"properties":{"t":{"const":2},"b":{"default":1}},"required":["t"]}]})";
  EXPECT_EQ(Defaults(forms, R"({"t":2})").added(), "/b");
  EXPECT_EQ(Defaults(R"({"dependentSchemas":{"x":{"properties":{"a":{"default":1}}}}})", R"({"x":1})").added(), "/a");
  EXPECT_EQ(Defaults(R"({"patternProperties":{"^p":{"properties":{"a":{"default":1}}}},
                     "additionalProperties":{"properties":{"b":{"default":1}}}})",
                     R"({"p":{},"q":{}})")
                .added(),
            "/p/a /q/b");
}

TEST(ApplyDefaults, ObjectsThatWereAddedGetDefaultsOfTheirOwn) {
  const Defaults filled(
      R"({"properties":{"o":{"default":{},"properties":{"i":{"default":{"x":1},"properties":{"y":{"default":2}}}}}}})",
      "{}");
  EXPECT_EQ(filled.added(), "/o /o/i /o/i/y");
  EXPECT_EQ(filled.document().resolve("/o/i/y")->integer(), 2);
}

TEST(ApplyDefaults, ADefaultThatAsksForItselfEnds) {
  const Defaults filled(R"({"properties":{"a":{"$ref":"#","default":{}}}})", "{}");
  EXPECT_TRUE(filled.document().resolve("/a/a/a"));
}

TEST(ApplyDefaults, DataThatIsNoObjectAndSchemasWithoutDefaultsStayAsTheyAre) {
  EXPECT_TRUE(Defaults(R"({"properties":{"a":{"default":1}}})", "[]").added().empty());
  EXPECT_EQ(Defaults(R"({"properties":{"a":{}}})", "{}").document().node_count(), 1);
}
