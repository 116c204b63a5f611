#include "service/detail/listed_cells.h"

#include "diagnostics/catalogue/texts/common.h"
#include "engine/webform/web_form.h"
#include "service/detail/review_view.h"

namespace gongwen::service {

std::vector<FormColumn> columns_of_form(const webform::WebForm& form) {
  std::vector<FormColumn> columns;
  for (const webform::WebStep& step : form.steps) {
    for (const webform::WebGroup& group : step.groups) {
      if (group.is_list) {
        // A list of rows (work history) is one column with its title.
        columns.push_back({group.pointer, group.title});
        continue;
      }
      for (const webform::WebField& field : group.fields) {
        if (field.type != "file") columns.push_back({field.pointer, webform::label_at(form, field.pointer)});
      }
    }
  }
  return columns;
}

std::vector<std::string> cells_of_form(const webform::WebForm& form, const TypedValues& values,
                                       const std::vector<std::string>& pointers) {
  const std::vector<ReviewGroup> groups = review_groups(form, values, form.language);
  const std::string_view between = diagnostics::texts::Semicolon.in(form.language);
  std::vector<std::string> cells;
  // `is_within`: the pointer of a list includes the fields of all its rows.
  for (const std::string& pointer : pointers) {
    std::string cell;
    for (const ReviewGroup& group : groups) {
      std::string row;
      for (const ReviewField& field : group.fields) {
        if (field.text.empty() || !webform::is_within(field.pointer, pointer)) continue;
        row += (row.empty() ? "" : " ") + field.text;
      }
      // Rows are separated by the semicolon of the language, fields within a row by a space.
      if (!cell.empty() && !row.empty()) cell += between;
      cell += row;
    }
    cells.push_back(std::move(cell));
  }
  return cells;
}

}  // namespace gongwen::service
