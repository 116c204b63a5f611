// Types of rows in data workbooks: which columns are shown, and which cells are grey.
#include "sheet/databook/detail/row_types.h"

#include "sheet/databook/cell_value.h"
#include "sheet/databook/detail/column_order.h"

#include <algorithm>
#include <utility>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::databook;

namespace {

/// Items of three types: a meeting has a place and a chair, a vote has figures, a notice has neither. All may have a
/// remark; a vote and a meeting have a date. `more` are further members of every item.
std::string schema_text(const std::string& more = {}) {
  const auto type_of = [](const std::string& name, const std::string& title, const std::string& members,
                          const std::string& required) {
    return R"({"if": {"properties": {"type": {"const": ")" + name +
           R"("}}, "required": ["type"]}, "then": {"x-title": {"zh": ")" + title + R"(", "en": ")" + name +
           R"("}, "properties": {)" + members + R"(}, "required": [)" + required + "]}}";
  };
  return R"({"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "required": ["events"], "properties": {"events": {
    "type": "array", "title": "事项", "items": {"type": "object", "required": ["type"], "properties": {
      "type": {"type": "string", "title": "类型", "enum": ["meeting", "vote", "notice"],
        "x-titles": {"meeting": {"zh": "会议", "en": "meeting"}, "vote": {"zh": "投票", "en": "vote"},
          "notice": {"zh": "通知", "en": "notice"}}},
      "remark": {"type": "string", "title": "备注"})" +
         more + R"(}, "allOf": [)" +
         type_of("meeting", "会议",
                 R"("place": {"type": "string", "title": "地点"}, "date": {"type": "string", "title": "日期"})",
                 R"("place")") +
         "," +
         type_of("vote", "投票",
                 R"("figure": {"type": "integer", "title": "票数"}, "date": {"type": "string", "title": "日期"})",
                 R"("figure")") +
         "," + type_of("notice", "通知", "", "") + R"(], "unevaluatedProperties": false}}}})";
}

struct Planned {
  explicit Planned(std::string schema_text)
      : text(std::move(schema_text)), schema(schema::built_in_schema(text)), plan(plan_tables(schema)) {}

  const Table& table() const { return plan.tables.at(1); }
  std::size_t column(std::string_view name) const {
    const auto& columns = table().columns;
    const auto found = std::find_if(columns.begin(), columns.end(), [name](const Column& column) {
      return column.path == std::vector<std::string>{std::string(name)};
    });
    return static_cast<std::size_t>(found - columns.begin());
  }

  std::string text;  // the schema refers to it
  schema::Schema schema;
  TablePlan plan;
};

}  // namespace

TEST(RowTypes, ColumnsThatOnlySomeTypesHaveAreKnownWithTheirTypes) {
  const Planned planned(schema_text());
  const auto types = find_row_types(planned.table(), planned.schema, diagnostics::Language::Chinese);
  ASSERT_TRUE(types);
  EXPECT_EQ(types->deciding, planned.column("type"));
  const auto of = [&](std::string_view name) -> const RowTypes::Of* {
    const auto found = std::find_if(types->columns.begin(), types->columns.end(),
                                    [&](const RowTypes::Of& one) { return one.column == planned.column(name); });
    return found == types->columns.end() ? nullptr : &*found;
  };
  EXPECT_EQ(of("remark"), nullptr);
  EXPECT_EQ(of("type"), nullptr);
  ASSERT_NE(of("place"), nullptr);
  EXPECT_EQ(of("place")->types, (std::vector<std::string>{"会议"}));
  EXPECT_FALSE(of("place")->excluded);
  // Two of three types have it, so the third is named.
  ASSERT_NE(of("date"), nullptr);
  EXPECT_EQ(of("date")->types, (std::vector<std::string>{"通知"}));
  EXPECT_TRUE(of("date")->excluded);
}

TEST(RowTypes, OptionalListsHaveThemToo) {
  std::string text = schema_text();
  const std::string required = R"("required": ["events"], )";
  text.erase(text.find(required), required.size());
  const Planned planned(text);
  const auto types = find_row_types(planned.table(), planned.schema, diagnostics::Language::Chinese);
  ASSERT_TRUE(types);
  EXPECT_EQ(types->columns.size(), 3U);
}

TEST(RowTypes, AFormulaFollowsTheTypeBesideIt) {
  RowTypes::Of of;
  of.types = {"会议", "说\"明\""};
  const sheet::CellRange cells{{1, 4}, {9, 4}};
  const auto formula_of = [&] {
    return std::get<sheet::FormulaMark>(grey_without(of, 2, cells).rule).formula;
  };
  EXPECT_EQ(formula_of(), R"x(=AND($C2<>"",$C2<>"会议",$C2<>"说""明"""))x");
  of.excluded = true;
  EXPECT_EQ(formula_of(), R"x(=OR($C2="会议",$C2="说""明"""))x");
  EXPECT_EQ(grey_without(of, 2, cells).range, cells);
}

TEST(RowTypes, ColumnsOfTypesThatDoNotOccurAreFolded) {
  std::string more;
  for (int i = 0; i < 14; ++i) more += ", \"m" + std::to_string(i) + R"(": {"type": "string"})";
  const Planned planned(schema_text(more));
  DataTable data;
  data.rows.resize(1);
  data.rows[0].cells.resize(planned.table().columns.size());
  data.rows[0].cells[planned.column("type")].text =
      choice_text(planned.table().columns[planned.column("type")].field.choices[1], diagnostics::Language::Chinese);
  const ColumnOrder order = order_columns(planned.table(), data, planned.schema);
  const auto is_shown = [&](std::string_view name) {
    const auto found = std::find(order.columns.begin(), order.columns.end(), planned.column(name));
    return static_cast<std::size_t>(found - order.columns.begin()) < order.shown;
  };
  EXPECT_TRUE(is_shown("figure"));
  EXPECT_FALSE(is_shown("place"));
  // What somebody wrote is never out of sight.
  data.rows[0].cells[planned.column("place")].text = "示例市";
  const ColumnOrder with_place = order_columns(planned.table(), data, planned.schema);
  EXPECT_GT(with_place.shown, order.shown);
}
