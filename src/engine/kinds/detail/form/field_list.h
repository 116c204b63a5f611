// FieldList: the fields of a new form as an office writes them, one per line of a text or one per row of a table.
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

/// A field as the list describes it, before it becomes part of a form.json. Both notations, and the fields found in a
/// Word file (input/detail/word_fields.h), end in this struct; `complete` in field_list.cpp then adds what is known of
/// common labels, so that after reading `type` is never empty and a choice has become the type `text` with `options`,
/// or `texts` if several may be chosen.
struct ListedField {
  std::string zh;
  std::string en;    // empty: not given
  std::string type;  // as in form.json, or `list`
  std::string fill;
  std::string name;  // the name wanted in its pointer; empty: made from the titles
  bool must = false;
  bool several = false;  // options
  // The limits count the characters of a text or the rows of a table; for a number they apply to the value.
  std::optional<std::int64_t> least;
  std::optional<std::int64_t> most;
  std::vector<std::string> options;
  std::string hint;
  std::string print;  // the label on paper; empty: the title
  std::string example = {};
  std::string sign;                  // of an opinion: the words at its place to sign; empty: none
  bool seal = true;                  // of an opinion: with a seal
  std::vector<ListedField> columns;  // of a list
  std::size_t step = 0;              // index in FieldList::steps
  diagnostics::Origin place;
};

/// A whole list. If no error was reported, `draft_of_list` (form_draft.h) makes a form.json of it.
struct FieldList {
  struct Title {
    std::string zh;
    std::string en;
  };
  Title title;
  std::vector<Title> steps;  // empty: one
  std::vector<ListedField> fields;
  /// Texts of a Word form that do not count as values when it is returned.
  std::vector<std::string> printed = {};
  /// Lines of the Word form with places between their words, `正本{/a}份，副本{/b}份`, see intake/line_pattern.h.
  std::vector<std::string> lines = {};
};

/// `标准化培训报名表 = registration for a training`; without `=` it has no English title.
FieldList::Title read_listed_title(std::string_view text);

/// The maximum number of columns in a list: a page has no room for more.
inline constexpr std::size_t kMostListColumns = 10;

/// Whether the list ends with the text, or is still being written.
enum class ListEnd : bool { Complete, Open };

/// With `Open`, used for lists that are still being typed (NewForm::checks_lines), an empty list
/// and a table without columns are not errors yet. Reads a text, which may contain a table in
/// the notation of Markdown. `text` is that of the source. Reports at their lines:
/// engine/list-*.
// A BOM at the start and CR before LF are ignored. Lines and rows of a table may be mixed; each row below
// the headings is one field. Returns what was read, which is complete only if nothing was reported.
FieldList read_field_lines(diagnostics::SourceId source, std::string_view text, ListEnd end,
                           diagnostics::DiagnosticSink& sink);

/// Makes a list of fields that were found elsewhere, and adds what their titles imply, as for lines. Reports at their
/// places: engine/list-*.
FieldList complete_fields(FieldList::Title title, std::vector<ListedField> fields, diagnostics::DiagnosticSink& sink);

/// Whether a table of fields can have this heading.
bool knows_field_heading(std::string_view heading);

/// Reads a table whose first row has the headings (data::HeadedTable). Reports at their rows: engine/list-*.
FieldList read_field_table(data::TableSource& rows, diagnostics::DiagnosticSink& sink);

}  // namespace gongwen::engine
