// How the data of a kind is arranged in tables: the plan derived from a schema, column titles, and the rows of a
// document.
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

// TablePlan: one record of single values, and one table for each list of objects or of lists. Reader and writer of data
// workbooks both follow it.
//   const TablePlan plan = plan_tables(schema);
//   plan.tables[0];   // the record; then a table per list, parents before children

using Title = diagnostics::TextPair;

/// A single value: a column of a table, or a line of the record.
struct Column {
  std::vector<std::string> path;  // member names from the row's object to the value; empty: the row itself is the value
  std::string pointer;            // the same as a JSON pointer
  Title title;                    // prefixed with the titles of the enclosing objects: 提案负责人：姓名
  schema::SchemaField field;      // each choice once, with titles from anywhere in the schema
  bool required = false;          // the value and all enclosing objects are required
};

/// What a member of an object is in the plan: exactly one of column, group or table.
struct Member {
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  std::string name;
  std::size_t column = kNone;
  std::size_t group = kNone;  // an object whose values are also columns
  std::size_t table = kNone;
};

struct Group {
  std::vector<Member> members;
  /// Null if the object has no such member in the plan.
  const Member* find(std::string_view name) const;
};

struct Table {
  std::string pointer;            // `/events/*/plans`; empty for the record
  std::size_t parent = 0;         // the table whose rows contain the list
  std::vector<std::string> path;  // from the object of such a row to the list
  Title title;
  diagnostics::TextPair names;  // sheet names: unique and valid in spreadsheets
  /// Rows are lists; columns are positions.
  bool rows_are_lists = false;
  std::vector<Column> columns;
  std::vector<Group> groups;               // the first is the row itself
  std::optional<std::size_t> item_column;  // of rows that are single values
  bool has_children = false;
  std::vector<std::string> deciding;  // members that decide which others may occur
  schema::SchemaField item;           // a row, without its parts

  const std::string& name(diagnostics::Language language) const { return names.in(language); }
};

/// A sheet for the values inside objects that the plan does not divide into columns: those of a column whose members
/// the schema does not describe, or those of members that have no column. It exists only if there are such values.
struct Detail {
  std::size_t table = 0;
  std::optional<std::size_t> column;  // nullopt: members without a column
  diagnostics::TextPair names = {};   // of the sheet
};

struct TablePlan {
  schema::SchemaField root;
  std::vector<Table> tables;
  std::vector<Detail> details;  // for each table, the one without a column last
};

inline constexpr std::size_t kUsualListColumns = 8;

/// Tables whose rows are lists get `list_columns` columns.
TablePlan plan_tables(const schema::Schema& schema, std::size_t list_columns = kUsualListColumns);

// Titles of a field that different forms of an object name differently: 受审标准 in one, 发布的标准 in another.

/// All titles if they are few: 截止日期／结束日期; otherwise their common ending: 标准. Returns nullopt if the field
/// has only one title.
std::optional<Title> common_title(const schema::SchemaField& field);

/// All titles that the forms of an object give the field, without duplicates; `language` is `zh` or `en`.
std::vector<std::string> all_titles(const schema::SchemaField& field, std::string_view language);

// A document as rows of cells, table by table, without loss.

struct DataRow {
  std::size_t parent = 0;       // row in the parent table, from 1; 0 for children of the record
  std::vector<DataCell> cells;  // by column
  DataCell rest;                // values without a column, as a literal: members unknown to the schema, empty lists
};

struct DataTable {
  std::vector<DataRow> rows;
};

/// The rows of each table of the plan, in its order; the record is one row.
std::vector<DataTable> rows_of(const TablePlan& plan, const data::Value& root, diagnostics::Language language);

/// The length of the longest list among rows that are lists: the columns that such tables need.
std::size_t widest_list(const data::Value& value);

}  // namespace gongwen::databook
