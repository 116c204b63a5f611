#include "data/json_tree.h"

#include "data/checking.h"
#include "data/read_json.h"

#include <doctest/doctest.h>

using namespace gongwen::data;
using Type = JsonNode::Type;

namespace {

void set(JsonNode* node, std::string json, std::size_t place = JsonNode::kNoPlace) {
  REQUIRE(node != nullptr);
  node->type = Type::Scalar;
  node->json = std::move(json);
  node->place = place;
}

std::string compact(const std::string& json) {
  std::string out;
  for (const char c : json) {
    if (c != ' ' && c != '\n') out += c;
  }
  return out;
}

/// The fields `a` and `b`, and the list `list` of objects with `y` and `x`.
SchemaField schema() {
  const SchemaCheck check(R"({"properties": {"a": {}, "b": {"properties": {"c": {}}},
    "list": {"items": {"properties": {"y": {}, "x": {}}}}}})");
  return describe_all_fields(check.schema());
}

}  // namespace

TEST_CASE("pieces of a JSON value come in any order and are written in the schema's") {
  JsonNode root;
  set(root.member("other"), "1");
  set(root.member("list")->item(7)->member("x"), "\"late\"", 3);
  set(root.member("list")->item(2)->member("x"), "2", 4);
  set(root.member("list")->item(2)->member("y"), "[1]");
  set(root.follow({"b", "c"}), "null", 5);
  set(root.member("another"), "2");
  set(root.member("a"), "true");
  set(root.member("list")->add_item()->member("y"), "0");
  const WrittenJson written = write_json_tree(root, schema());
  CHECK(compact(written.json) ==
        R"({"a":true,"b":{"c":null},"list":[{"y":[1],"x":2},{"x":"late"},{"y":0}],"other":1,"another":2})");
  CHECK(written.json.ends_with("}\n"));
  CHECK(written.places ==
        std::vector<std::pair<std::string, std::size_t>>{{"/b/c", 5}, {"/list/0/x", 4}, {"/list/1/x", 3}});
}

TEST_CASE("what has no values is left out") {
  JsonNode root;
  CHECK(root.is_empty());
  CHECK(write_json_tree(root, schema()).json == "{}\n");
  CHECK(root.follow({"b", "c"}) != nullptr);
  CHECK(root.member("list")->item(3)->item(1) != nullptr);
  CHECK(root.is_empty());
  CHECK(write_json_tree(root, schema()).json == "{}\n");
  set(root.member("list")->item(4), "1");
  CHECK_FALSE(root.is_empty());
  CHECK(compact(write_json_tree(root, schema()).json) == R"({"list":[1]})");
}

TEST_CASE("a value is of one type, and is found where it was put") {
  JsonNode root;
  set(root.member("a"), "1");
  CHECK(root.item(0) == nullptr);
  CHECK(root.add_item() == nullptr);
  CHECK(root.member("a")->member("b") == nullptr);
  CHECK(root.follow({"a", "b", "c"}) == nullptr);
  JsonNode* const list = root.member("list");
  set(list->item(5), "5");
  CHECK(list->member("x") == nullptr);
  CHECK(list->item(5)->json == "5");
  const JsonNode* const added = list->add_item();
  CHECK(added == list->item(6));
  CHECK(root.find_member("list") == list);
  CHECK(root.find_member("none") == nullptr);
  CHECK(list->find_item(5) == list->item(5));
  CHECK(list->find_item(4) == nullptr);
  CHECK(list->find_member("x") == nullptr);
  CHECK(root.find_item(0) == nullptr);
}

TEST_CASE("a document becomes a tree that can be changed at pointers") {
  const std::string text = R"({"a": 1.50, "list": [{"x": "one"}, {"x": "two"}], "e": [], "t/": true})";
  gongwen::diagnostics::DiagnosticSink sink;
  const auto document = read_json(gongwen::diagnostics::SourceId(0), text, {}, sink);
  REQUIRE(document);
  JsonNode tree = json_tree_of(document->root());
  CHECK(compact(write_json_tree(tree, schema()).json) ==
        R"({"a":1.50,"list":[{"x":"one"},{"x":"two"}],"e":[],"t/":true})");
  *follow_pointer(tree, "/list/1/x") = json_scalar("\"zwei\"");
  *follow_pointer(tree, "/b/c") = json_scalar("{\"new\":1}");
  *follow_pointer(tree, "/t~1") = JsonNode();
  CHECK(compact(write_json_tree(tree, schema()).json) ==
        R"({"a":1.50,"b":{"c":{"new":1}},"list":[{"x":"one"},{"x":"zwei"}],"e":[]})");
  CHECK(follow_pointer(tree, "/a/b") == nullptr);
  CHECK(follow_pointer(tree, "/list/x") == nullptr);
  CHECK(follow_pointer(tree, "no pointer") == nullptr);
}
