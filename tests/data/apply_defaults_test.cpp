#include "data/apply_defaults.h"

#include "data/checking.h"

#include <doctest/doctest.h>

using namespace gongwen;
using namespace gongwen::data;

namespace {

/// The schema's defaults applied to the data.
class Defaults {
 public:
  Defaults(const char* schema, std::string data) : check_(schema) {
    REQUIRE(check_.compiled());
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
  SchemaCheck check_;
  resources::SourceStore store_;
  std::optional<WithDefaults> filled_;
};

}  // namespace

TEST_CASE("absent members get their defaults, present ones stay") {
  const Defaults filled(R"({"properties":{"a":{"default":1},"b":{"default":"x"},"c":{"default":[1,{"d":null}]}}})",
                        R"({"b":null})");
  CHECK(filled.added() == "/a /c");
  CHECK(filled.document().resolve("/a")->integer() == 1);
  CHECK(filled.document().resolve("/b")->is_null());
  CHECK(filled.document().resolve("/c/1/d")->is_null());
  CHECK(filled.document().resolve("/c/0")->pointer() == "/c/0");
}

TEST_CASE("values keep their places, added ones have that of their parent") {
  const Defaults filled(R"({"properties":{"o":{"properties":{"a":{"default":[1]},"b":{}}}}})", R"({"o": {"b": 2}})");
  const Value object = *filled.document().resolve("/o");
  CHECK(object.find("b")->node() == 2);
  CHECK(object.find("b")->span().begin == 12);
  CHECK(object.find("a")->span() == object.span());
  CHECK(object.find("a")->at(0).span() == object.span());
  CHECK(object.find("a")->node() > object.find("b")->node());
  CHECK(object.key_at(1) == "a");
  CHECK(object.sorted_at(0).key() == "a");
}

TEST_CASE("defaults are found through references, lists and the conditions that hold") {
  CHECK(Defaults(R"({"properties":{"p":{"$ref":"#/$defs/p"}},"$defs":{"p":{"default":5}}})", "{}").added() == "/p");
  CHECK(Defaults(R"({"items":{"properties":{"n":{"default":0}}}})", R"([{},{"n":1},{}])").added() == "/0/n /2/n");
  CHECK(
      Defaults(R"({"allOf":[{"properties":{"a":{"default":1}}},{"properties":{"a":{"default":2}}}]})", "{}").added() ==
      "/a");
  const char* const condition =
      R"({"if":{"required":["k"]},"then":{"properties":{"a":{"default":1}}},
                                    "else":{"properties":{"b":{"default":1}}}})";
  CHECK(Defaults(condition, R"({"k":1})").added() == "/a");
  CHECK(Defaults(condition, "{}").added() == "/b");
  const char* const forms =
      R"({"oneOf":[{"properties":{"t":{"const":1},"a":{"default":1}},"required":["t"]},
                                         {"properties":{"t":{"const":2},"b":{"default":1}},"required":["t"]}]})";
  CHECK(Defaults(forms, R"({"t":2})").added() == "/b");
  CHECK(Defaults(R"({"dependentSchemas":{"x":{"properties":{"a":{"default":1}}}}})", R"({"x":1})").added() == "/a");
  CHECK(Defaults(R"({"patternProperties":{"^p":{"properties":{"a":{"default":1}}}},
                     "additionalProperties":{"properties":{"b":{"default":1}}}})",
                 R"({"p":{},"q":{}})")
            .added() == "/p/a /q/b");
}

TEST_CASE("objects that were added get defaults of their own") {
  const Defaults filled(
      R"({"properties":{"o":{"default":{},"properties":{"i":{"default":{"x":1},"properties":{"y":{"default":2}}}}}}})",
      "{}");
  CHECK(filled.added() == "/o /o/i /o/i/y");
  CHECK(filled.document().resolve("/o/i/y")->integer() == 2);
}

TEST_CASE("a default that asks for itself ends") {
  const Defaults filled(R"({"properties":{"a":{"$ref":"#","default":{}}}})", "{}");
  CHECK(filled.document().resolve("/a/a/a"));
}

TEST_CASE("data that is no object, and schemas without defaults, stay as they are") {
  CHECK(Defaults(R"({"properties":{"a":{"default":1}}})", "[]").added().empty());
  CHECK(Defaults(R"({"properties":{"a":{}}})", "{}").document().node_count() == 1);
}
