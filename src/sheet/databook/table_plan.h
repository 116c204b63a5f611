// How data lie in tables: the plan that follows from a schema, titles of columns, and the rows of a document.
#pragma once

#include "schema/schema.h"
#include "schema/schema_fields.h"
#include "sheet/databook/cell_value.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::databook {

// TablePlan: how the data of a kind is arranged in tables according to its schema: one record of single values, and one
// table for each list of objects or of lists. Reader and writer of data workbooks both follow it.
//   const TablePlan plan = plan_tables(schema);
//   plan.tables[0];   // the record; then a table for each list, before those that are in its rows

using Title = diagnostics::TextPair;

/// A single value of a row: a column of a table, a line of the record.
struct Column {
  std::vector<std::string> path;  // names from the row's object to the value; empty: the row itself is the value
  std::string pointer;            // the same as a JSON pointer
  Title title;                    // with those of the objects on the way: 提案负责人：姓名
  schema::SchemaField field;      // choices once each, with the titles that the schema has for them elsewhere
  bool required = false;          // the value and all objects on the way
};

/// What a name of an object leads to.
struct Member {
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  std::string name;
  std::size_t column = kNone;
  std::size_t group = kNone;  // an object whose values are columns too
  std::size_t table = kNone;
};

struct Group {
  std::vector<Member> members;
  const Member* find(std::string_view name) const;
};

struct Table {
  std::string pointer;            // `/events/*/plans`; empty for the record
  std::size_t parent = 0;         // the table in whose rows the list lies
  std::vector<std::string> path;  // from the object of that row to the list
  Title title;
  diagnostics::TextPair names;  // of the sheet; no two are the same, and spreadsheets take them
  /// Rows are lists, and columns have positions for names.
  bool rows_are_lists = false;
  std::vector<Column> columns;
  std::vector<Group> groups;               // the first is the row itself
  std::optional<std::size_t> item_column;  // the column of rows that are single values
  bool has_children = false;
  std::vector<std::string> deciding;  // names of members that decide what others there are
  schema::SchemaField item;           // a row, without its parts

  const std::string& name(diagnostics::Language language) const { return names.in(language); }
};

struct TablePlan {
  schema::SchemaField root;
  std::vector<Table> tables;
};

inline constexpr std::size_t kUsualListColumns = 8;

/// Tables of rows that are lists get `list_columns` columns.
TablePlan plan_tables(const schema::Schema& schema, std::size_t list_columns = kUsualListColumns);

// The title of a field that the forms of an object call differently: 受审标准 in one, 发布的标准 in another.

/// All titles, if they are few: 截止日期／结束日期; otherwise their common ending: 标准. Nothing for a field with a
/// single title.
std::optional<Title> common_title(const schema::SchemaField& field);

/// All titles that the forms of an object give the field, each once; `language` is `zh` or `en`.
std::vector<std::string> all_titles(const schema::SchemaField& field, std::string_view language);

// The values of a document as rows of cells, table by table, so that nothing is lost.

struct DataRow {
  std::size_t parent = 0;       // the row of the parent table, counted from 1; 0 for rows below the record
  std::vector<DataCell> cells;  // by column
  DataCell rest;  // what no column holds, as a literal: members that the schema does not know, empty lists
};

struct DataTable {
  std::vector<DataRow> rows;
};

/// A table of rows for each of the plan, in its order; the record is one row.
std::vector<DataTable> rows_of(const TablePlan& plan, const data::Value& root, diagnostics::Language language);

/// The longest list among the rows that are lists: how many columns such tables need.
std::size_t widest_list(const data::Value& value);

}  // namespace gongwen::databook
