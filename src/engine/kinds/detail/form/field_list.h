// FieldList: the fields of a new form as an office writes them, one a line in a text or one a row in a table.
//   # 标准化培训报名表 = registration for a training
//   ## 报名人
//   姓名*
//   参加时间*：全程/第一天/第二天（只选一项）
//   参加过的培训：表格，最多8行
//     培训名称*，最多40字
#pragma once

#include "data/table_frame.h"
#include "diagnostics/diagnostic.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::engine {

/// A field as far as the list tells it, before it becomes part of a form.json. Both notations, and the
/// fields found in a Word file (input/detail/word_fields.h), end in this struct; `complete` in
/// field_list.cpp then adds what a common label tells, so that after reading `type` is never empty and a
/// choice has become the type `text` with `options`, or `texts` if several may be chosen.
struct ListedField {
  std::string zh;
  std::string en;    // empty: not given
  std::string type;  // as in form.json, or `list`
  std::string fill;
  std::string name;  // wanted for its pointer; empty: made of the titles
  bool must = false;
  bool several = false;  // options
  // Of a text they are characters, of a table rows, of a number the value itself.
  std::optional<std::int64_t> least;
  std::optional<std::int64_t> most;
  std::vector<std::string> options;
  std::string hint;
  std::string print;  // the label on paper; empty: the title
  std::string example = {};
  std::string sign;                  // of an opinion: the words where it is signed; empty: none
  bool seal = true;                  // of an opinion: with a seal
  std::vector<ListedField> columns;  // of a list
  std::size_t step = 0;              // index in FieldList::steps
  diagnostics::Origin place;
};

/// A whole list, with no error reported: `draft_of_list` (form_draft.h) makes a form.json of it.
struct FieldList {
  struct Title {
    std::string zh;
    std::string en;
  };
  Title title;
  std::vector<Title> steps;  // empty: one
  std::vector<ListedField> fields;
  /// Texts of a Word form that are no values where it comes back.
  std::vector<std::string> printed = {};
  /// Its lines with places between their words, `正本{/a}份，副本{/b}份`, see intake/line_pattern.h.
  std::vector<std::string> lines = {};
};

/// `标准化培训报名表 = registration for a training`; without `=` there is no English.
FieldList::Title read_listed_title(std::string_view text);

/// Columns that the rows of a list have at most, since a page has no room for more.
inline constexpr std::size_t kMostListColumns = 10;

/// Whether the list ends where the text ends, or somebody goes on writing.
enum class ListEnd : bool { Complete, Open };

/// With `Open`, as `gongwen new` reads what has been typed so far (NewForm::checks_lines), an empty list
/// and a table without columns are no errors yet.
/// Reads a text, or a table in the notation of Markdown in it. `text` is that of the source.
/// Reports at their lines: engine/list-*.
// A BOM at the start and CR before LF are ignored. Lines and rows of a table may be mixed; each row below
// the headings is one field. Returns what was read, which is complete only if nothing was reported.
FieldList read_field_lines(diagnostics::SourceId source, std::string_view text, ListEnd end,
                           diagnostics::DiagnosticSink& sink);

/// A list of fields that were found elsewhere; what their titles say is added, as for lines.
/// Reports at their places: engine/list-*.
FieldList complete_fields(FieldList::Title title, std::vector<ListedField> fields, diagnostics::DiagnosticSink& sink);

/// Whether the heading is one of a table of fields.
bool knows_field_heading(std::string_view heading);

/// Reads a table whose first row has the headings (data::HeadedTable). Reports at their rows: engine/list-*.
FieldList read_field_table(data::TableSource& rows, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
