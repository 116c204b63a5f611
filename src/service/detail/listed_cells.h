// Values of forms as cells of a list: a row for each form, columns for the fields that a user has chosen.
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
  std::vector<FormColumn> columns;             // all columns that the form can have
  std::vector<std::vector<std::string>> rows;  // a cell for each requested column

  friend void json_members(auto& of, base::MembersOf<ListedCells> auto& cells) {
    of.must("columns", cells.columns).must("rows", cells.rows);
  }
};

/// Returns all fields except files, in the order of the form; a list of rows is one column.
std::vector<FormColumn> columns_of_form(const webform::WebForm& form);

/// Returns the words of a form in these columns; empty if it has no such field or value. The rows of a list are joined:
/// `2018-07 某公司；2012-07 某大学`.
std::vector<std::string> cells_of_form(const webform::WebForm& form, const TypedValues& values,
                                       const std::vector<std::string>& pointers);

}  // namespace gongwen::service
