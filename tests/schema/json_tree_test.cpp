#include "schema/json_tree.h"

#include "data/readers.h"
#include "schema/checking.h"
#include "support/require.h"

#include <gtest/gtest.h>

using namespace gongwen::data;
using namespace gongwen::schema;
using Type = JsonNode::Type;

namespace {

void set(JsonNode* node, std::string json, std::size_t place = JsonNode::kNoPlace) {
  gongwen::tests::require(node != nullptr);
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
  // The fields look into the documents of their schema.
  static const CheckedValue check(R"({"properties": {"a": {}, "b": {"properties": {"c": {}}},
    "list": {"items": {"properties": {"y": {}, "x": {}}}}}})");
  return describe_all_fields(check.schema());
}

}  // namespace

TEST(JsonTree, PiecesOfAJSONValueComeInAnyOrderAndAreWrittenInTheSchemas) {
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
  EXPECT_EQ(compact(written.json),
            R"({"a":true,"b":{"c":null},"list":[{"y":[1],"x":2},{"x":"late"},{"y":0}],"other":1,"another":2})");
  EXPECT_TRUE(written.json.ends_with("}\n"));
  EXPECT_EQ(written.places,
            (std::vector<std::pair<std::string, std::size_t>>{{"/b/c", 5}, {"/list/0/x", 4}, {"/list/1/x", 3}}));
}

TEST(JsonTree, WhatHasNoValuesIsLeftOut) {
  JsonNode root;
  EXPECT_TRUE(root.is_empty());
  EXPECT_EQ(write_json_tree(root, schema()).json, "{}\n");
  EXPECT_NE(root.follow({"b", "c"}), nullptr);
  EXPECT_NE(root.member("list")->item(3)->item(1), nullptr);
  EXPECT_TRUE(root.is_empty());
  EXPECT_EQ(write_json_tree(root, schema()).json, "{}\n");
  set(root.member("list")->item(4), "1");
  EXPECT_FALSE(root.is_empty());
  EXPECT_EQ(compact(write_json_tree(root, schema()).json), R"({"list":[1]})");
}

TEST(JsonTree, AValueIsOfOneTypeAndIsFoundWhereItWasPut) {
  JsonNode root;
  set(root.member("a"), "1");
  EXPECT_EQ(root.item(0), nullptr);
  EXPECT_EQ(root.add_item(), nullptr);
  EXPECT_EQ(root.member("a")->member("b"), nullptr);
  EXPECT_EQ(root.follow({"a", "b", "c"}), nullptr);
  JsonNode* const list = root.member("list");
  set(list->item(5), "5");
  EXPECT_EQ(list->member("x"), nullptr);
  EXPECT_EQ(list->item(5)->json, "5");
  const JsonNode* const added = list->add_item();
  EXPECT_EQ(added, list->item(6));
  EXPECT_EQ(root.find_member("list"), list);
  EXPECT_EQ(root.find_member("none"), nullptr);
  EXPECT_EQ(list->find_item(5), list->item(5));
  EXPECT_EQ(list->find_item(4), nullptr);
  EXPECT_EQ(list->find_member("x"), nullptr);
  EXPECT_EQ(root.find_item(0), nullptr);
}

TEST(JsonTree, ADocumentBecomesATreeThatCanBeChangedAtPointers) {
  const std::string text = R"({"a": 1.50, "list": [{"x": "one"}, {"x": "two"}], "e": [], "t/": true})";
  gongwen::diagnostics::DiagnosticSink sink;
  const auto document = read_json(gongwen::diagnostics::SourceId(0), text, {}, sink);
  ASSERT_TRUE(document);
  JsonNode tree = json_tree_of(document->root());
  EXPECT_EQ(compact(write_json_tree(tree, schema()).json),
            R"({"a":1.50,"list":[{"x":"one"},{"x":"two"}],"e":[],"t/":true})");
  *follow_pointer(tree, "/list/1/x") = json_scalar("\"zwei\"");
  *follow_pointer(tree, "/b/c") = json_scalar("{\"new\":1}");
  *follow_pointer(tree, "/t~1") = JsonNode();
  EXPECT_EQ(compact(write_json_tree(tree, schema()).json),
            R"({"a":1.50,"b":{"c":{"new":1}},"list":[{"x":"one"},{"x":"zwei"}],"e":[]})");
  EXPECT_EQ(follow_pointer(tree, "/a/b"), nullptr);
  EXPECT_EQ(follow_pointer(tree, "/list/x"), nullptr);
  EXPECT_EQ(follow_pointer(tree, "no pointer"), nullptr);
}
