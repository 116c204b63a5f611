#include "data/charts/description.h"

#include <gtest/gtest.h>

using namespace gongwen;
using charts::ChartKind;
using charts::description_json;
using charts::kind_name;
using charts::kind_named;
using charts::parse_description;
using charts::stack_totals;

namespace {

TEST(ChartDescription, IsReadBackAsWritten) {
  const std::string json =
      R"({"kind":"line","title":"各月事项数","unit":"项","unit_line":"单位：项","from_zero":false,"color":"#1f4e79",)"
      R"("labels":["1月","2月"],"series":[{"name":"国标","values":[12.50,null]},{"name":"","values":[-3,123456789012345678901]}]})";
  const auto read = parse_description(json);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->kind, ChartKind::Line);
  EXPECT_EQ(read->series[0].values[0], "12.50");
  EXPECT_EQ(read->series[0].values[1], std::nullopt);
  EXPECT_EQ(read->series[1].values[1], "123456789012345678901");
  EXPECT_EQ(description_json(*read), json);
}

TEST(ChartDescription, LabelsMayBeNumbers) {
  const auto read = parse_description(R"({"kind":"column","labels":[2025,2026.5],"series":[]})");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->labels, (std::vector<std::string>{"2025", "2026.5"}));
  EXPECT_FALSE(read->has_values());
}

TEST(ChartDescription, SaysWhatCannotBeUsed) {
  const auto part = [](std::string_view json) {
    const auto read = parse_description(json);
    return read ? std::string_view() : read.error().part;
  };
  EXPECT_EQ(part("bar"), "kind");
  EXPECT_EQ(part("[]"), "kind");
  EXPECT_EQ(part(R"({"kind":"radar","labels":[],"series":[]})"), "kind");
  EXPECT_EQ(part(R"({"kind":"bar","series":[]})"), "labels");
  EXPECT_EQ(part(R"({"kind":"bar","labels":[["a"]],"series":[]})"), "labels");
  EXPECT_EQ(part(R"({"kind":"bar","labels":["a"],"series":[{"values":[]}]})"), "series");
  EXPECT_EQ(part(R"({"kind":"bar","labels":["a"],"series":[{"values":["1"]}]})"), "series");
  EXPECT_EQ(part(R"({"kind":"pie","labels":["a"],"series":[{"values":[-1]}]})"), "series");
  EXPECT_EQ(part(R"({"kind":"pie","labels":["a"],"series":[{"values":[1]},{"values":[1]}]})"), "series");
  EXPECT_EQ(part(R"({"kind":"bar","color":"red","labels":["a"],"series":[{"values":[1]}]})"), "color");
  EXPECT_EQ(part(R"({"kind":"bar","labels":["a"],"series":[{"values":[1]}]})"), "");
  EXPECT_EQ(part(R"({"kind":"bar","title":5,"labels":[1,null],"series":[{"name":7,"values":[1,2]}]})"), "");
  EXPECT_EQ(part(R"({"kind":"bar","title":true,"labels":["a"],"series":[]})"), "title");
  EXPECT_EQ(part(R"({"kind":"bar","labels":[true],"series":[]})"), "labels");
  EXPECT_EQ(part(R"({"kind":"bar","labels":["a\u0001"],"series":[]})"), "labels");
  EXPECT_EQ(part(R"({"kind":"bar","labels":["a"],"series":[{"name":"\ufffe","values":[1]}]})"), "series");
}

TEST(ChartDescription, StacksHaveSums) {
  const auto totals = [](std::string_view kind, std::string_view second) {
    const auto read = parse_description(R"({"kind":")" + std::string(kind) + R"(","labels":["a","b","c"],"series":[)" +
                                        R"({"values":[0.1,null,4]},{"values":)" + std::string(second) + "}]}");
    return read ? stack_totals(*read) : std::vector<std::optional<std::string>>{"unread"};
  };
  EXPECT_EQ(totals("stacked-column", "[0.2,null,5]"),
            (std::vector<std::optional<std::string>>{"0.3", std::nullopt, "9"}));
  EXPECT_TRUE(totals("stacked-column", "[0.2,null,-5]").empty());
  EXPECT_TRUE(totals("column", "[0.2,null,5]").empty());
}

TEST(ChartDescription, KindsHaveNames) {
  for (const std::string_view name : {"bar", "column", "stacked-bar", "stacked-column", "line", "pie", "ring"}) {
    const auto kind = kind_named(name);
    ASSERT_TRUE(kind);
    EXPECT_EQ(kind_name(*kind), name);
  }
  EXPECT_FALSE(kind_named("area"));
  // Messages name all of them.
  std::size_t named = 0;
  for (std::string_view rest = gongwen::charts::kKindNames; !rest.empty(); ++named) {
    const std::size_t end = std::min(rest.find(", "), rest.size());
    EXPECT_TRUE(kind_named(rest.substr(0, end))) << rest;
    rest.remove_prefix(std::min(end + 2, rest.size()));
  }
  EXPECT_EQ(named, 7U);
}

}  // namespace
