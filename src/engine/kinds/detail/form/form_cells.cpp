#include "engine/kinds/detail/form/form_cells.h"

#include "base/format.h"
#include "diagnostics/catalogue/engine.h"

#include <algorithm>

// Four shapes of a row, all written as `lines` of cells for shared/form/rows.html:
//   `{"cells": ["/a", {"parts": ["/b", "/c"], "label": "…"}]}`: several values in the second cell;
//   `"under": "/group"`: the title of a group before all labels;
//   `"sheet": [{"cells": …}, …]`: rows in a workbook to fill in, where each cell holds one value;
//   `{"photo": "/photo", "rows": […], "otherwise": […]}`: rows beside a picture, or in its place.
namespace gongwen::engine {
namespace {

using data::Value;

/// The fields whose values a cell shows, and its label.
struct CellShown {
  std::vector<const FormField*> fields;
  std::string label;  // an expression
  // The field whose member `even` spreads the label; only for a cell with one field.
  const FormField* even = nullptr;

  /// The required field, for the mark before the label.
  const FormField& behind() const {
    const auto found = std::find_if(fields.begin(), fields.end(), [](const FormField* one) { return one->must; });
    return found == fields.end() ? *fields.front() : **found;
  }
};

/// The label is that of the field `of`, otherwise the words `label`, otherwise that of the first field.
CellShown shown_in(FormWriter& at, const Value& cell) {
  CellShown shown;
  if (cell.is_string()) {
    shown.fields.push_back(at.form().find(cell.string()));
    shown.label = at.label_of(*shown.fields.front());
    shown.even = shown.fields.front();
    return shown;
  }
  for (const Value& pointer : form_items(cell, "parts")) shown.fields.push_back(at.form().find(pointer.string()));
  if (const auto of = cell.find("of")) {
    shown.label = at.label_of(*at.form().find(of->string()));
  } else if (const std::string label = form_text(cell, "label"); !label.empty()) {
    shown.label = at.texts().add("several." + id_of(shown.fields.front()->pointer), label);
  } else {
    shown.label = at.label_of(*shown.fields.front());
  }
  return shown;
}

/// One value of a cell with several. `is_titled`: in a form to fill in, each value is on a separate line after
/// its title; in print, the values follow each other with a blank between them, or with the words `around`
/// them.
std::string part_of(FormWriter& at, const FormField& field, bool is_titled, bool is_first) {
  Members made;
  made.put_text("pointer", field.pointer).put("value", FormFile::expression_of(field.pointer));
  if (field.type == FormFieldType::Phone) made.put_text("type", "tel");
  if (field.type == FormFieldType::Email) made.put_text("type", "email");
  const std::string room = form_number(field.value, "room");
  made.put_text("room", room.empty() ? "20mm" : room + "mm");
  const std::vector<Value> around = form_items(field.value, "around");
  const std::string id = id_of(field.pointer);
  const bool begins_line = field.flag("break");
  std::string before = "\"\"";
  // `around` is a pair of texts, such as （ and ）.
  if (!around.empty()) {
    before = at.texts().add("before." + id, std::string(around.at(0).string()));
    made.put("after", at.texts().add("after." + id, std::string(around.at(1).string())));
  } else if (!is_first && !begins_line) {
    before = "\" \"";
  }
  // Chosen by the template, which alone knows whether the form is being filled in.
  made.put("before",
           is_titled ? fmt::format("{} if fillable | default(false) else {}", at.label_of(field), before) : before);
  if (begins_line) {
    made.put("break", "true");
  } else if (is_titled) {
    made.put("break", "fillable | default(false)");
  }
  return made.text();
}

Members value_cell(FormWriter& at, const Value& cell, const CellShown& shown) {
  if (cell.is_string()) return at.cell_of(*shown.fields.front());
  const bool is_titled = form_flag(cell, "titled");
  std::vector<std::string> parts;
  for (const FormField* const field : shown.fields) parts.push_back(part_of(at, *field, is_titled, parts.empty()));
  Members made;
  made.put("parts", list_of(parts)).put_text("class", is_titled ? "several titled" : "several");
  if (form_flag(cell, "center")) made.put("center", "true");
  return made;
}

/// A line of cells, each after its label. `under` is a label before all of them. `picture` is the
/// pointer of a photo, which the web requests at this place. Spans are as in FormPaper::spans_of(): as
/// stated, or one column each and the rest for the last value; their sum with the labels must be the
/// width.
std::string cells_line(FormWriter& at, const Value& row, std::size_t width, const std::string& picture) {
  const std::vector<Value> cells = form_items(row, "cells");
  const auto under = row.find("under");
  std::vector<std::size_t> spans;
  for (const Value& span : form_items(row, "spans")) spans.push_back(static_cast<std::size_t>(span.integer()));
  const std::size_t labels = cells.size() + (under ? 1 : 0);
  if (spans.empty() && width >= labels + cells.size()) {
    spans.assign(cells.size(), 1);
    spans.back() = width - labels - (cells.size() - 1);
  }
  std::size_t taken = labels;
  for (const std::size_t span : spans) taken += span;
  if (spans.size() != cells.size() || taken != width) {
    at.sink().report(diagnostics::messages::EngineFormTooWide, row.origin(), taken, width);
    spans.assign(cells.size(), 1);
  }
  std::vector<std::string> line;
  if (under) line.push_back(Members().put("label", at.label_of(*at.form().find(under->string()))).text());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const CellShown shown = shown_in(at, cells[i]);
    Members label;
    label.put("label", shown.label).put_text("of", shown.behind().pointer);
    if (shown.even != nullptr && shown.even->value.find("even"))
      label.put("even", form_number(shown.even->value, "even"));
    if (i == 0 && !picture.empty()) label.put_text("picture", picture);
    line.push_back(label.text());
    line.push_back(value_cell(at, cells[i], shown).put("span", std::to_string(spans[i])).text());
  }
  return list_of(line);
}

void add_lines(FormWriter& at, const Value& row, std::size_t width, const std::string& picture, Members& made) {
  made.put_text("kind", "cells").put("lines", list_of({cells_line(at, row, width, picture)}));
  std::vector<std::string> apart;
  // Rows of a workbook have the same width, but the number of their cells differs.
  for (const Value& one : form_items(row, "sheet")) apart.push_back(cells_line(at, one, width, {}));
  if (!apart.empty()) made.put("apart", list_of(apart, ",\n      "));
  // Values of several lines: 13 pt a line in type of 9.5 pt, in a form to fill in.
  const auto lines = row.find("fill_lines");
  if (lines && lines->integer() > 1) {
    at.page_style() += fmt::format(
        ".{}.filled .{} .several .entry {{ min-height: {}pt; font-size: 9.5pt; line-height: 13pt; vertical-align: "
        "middle }}\n",
        at.table_class(), at.row_class(), 13 * lines->integer() + 1);
  }
}

/// The rows beside a photo, or in its place, as rows of the shared templates. The label that requests the picture is in
/// the second row, or in the first if it is the only one.
std::string rows_of(FormWriter& at, const std::vector<Value>& rows, std::size_t width, const std::string& picture) {
  std::vector<std::string> made;
  for (const Value& row : rows) {
    Members one;
    one.put("name", "none").put_text("class", at.row_class());
    add_lines(at, row, width, made.size() == (rows.size() > 1 ? 1 : 0) ? picture : std::string(), one);
    made.push_back(one.text());
  }
  return list_of(made, ",\n      ");
}

}  // namespace

bool has_several(const Value& row) {
  const std::vector<Value> cells = form_items(row, "cells");
  return row.find("sheet") || row.find("under") ||
         std::any_of(cells.begin(), cells.end(), [](const Value& cell) { return cell.is_object(); });
}

void write_cells(FormWriter& at, const Value& row, Members& made) { add_lines(at, row, at.width(), {}, made); }

void write_photo(FormWriter& at, const Value& row, Members& made) {
  const std::string pointer(row.find("photo")->string());
  made.put_text("kind", "photo").put_text("pointer", pointer).put("value", FormFile::expression_of(pointer));
  const std::string asked = form_text(row, "asked");
  made.put("asked", asked.empty() ? "none" : FormFile::expression_of(asked));
  // Beside the picture the rows are one column narrower.
  made.put("rows", rows_of(at, form_items(row, "rows"), at.width() - 1, pointer));
  made.put("otherwise", rows_of(at, form_items(row, "otherwise"), at.width(), pointer));
}

}  // namespace gongwen::engine
