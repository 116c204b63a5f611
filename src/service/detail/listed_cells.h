// Values of forms as cells of a list: one form a row, the fields that somebody has chosen as columns.
#pragma once

#include "base/json_members.h"
#include "service/detail/task.h"

#include <string>
#include <vector>

namespace gongwen::webform {
struct WebForm;
}

namespace gongwen::service {

/// A field that can be a column.
struct FormColumn {
  std::string pointer;
  std::string title;  // with that of its group: `联系方式：电话`

  friend void json_members(auto& of, base::MembersOf<FormColumn> auto& column) {
    of.must("pointer", column.pointer).must("title", column.title);
  }
};

/// The answer of Operation::Cells.
/// `rows[i]` belongs to the i-th file of the task.
struct ListedCells {
  std::vector<FormColumn> columns;             // all that the form has
  std::vector<std::vector<std::string>> rows;  // a cell for each column that was asked for

  friend void json_members(auto& of, base::MembersOf<ListedCells> auto& cells) {
    of.must("columns", cells.columns).must("rows", cells.rows);
  }
};

/// All fields but files, in the order of the form; a list of rows is one column.
std::vector<FormColumn> columns_of_form(const webform::WebForm& form);

/// The words of a form in these columns; empty where it has no such field or value. A list shows its rows one
/// after the other: `2018-07 某公司；2012-07 某大学`.
std::vector<std::string> cells_of_form(const webform::WebForm& form, const TypedValues& values,
                                       const std::vector<std::string>& pointers);

}  // namespace gongwen::service
