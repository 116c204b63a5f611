// FormDraft: a form.json that the program writes as people would, one line per field, with rows for its fields, and
// with one step unless others are given.
#pragma once

#include "base/json.h"
#include "engine/kinds/detail/form/field_list.h"

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Two writers use it: lists of fields (`gongwen form new`, input/detail/new_form.h) through `draft_of_list`, and the
// reader of existing bundles of several files (input/detail/drafted_form.h), which fills the members itself. Then
// `lay_out` makes the tables of the paper, and `text` writes the file, which is then read like any form.json: that
// finds the errors of the draft.
namespace gongwen::engine {

/// The room that a field needs on paper. `Short` may have another field beside it, `Wide` has a row of cells
/// to itself, `Long` and `Texts` have rows with lines, `Group` has no room, since only its members are
/// printed.
enum class DraftShape : unsigned char { Group, Short, Wide, Long, Texts, List, Opinion, Signatures };

/// One entry of `fields` of form.json, with how it is laid out. Members of a list follow their list.
struct DraftField {
  std::string pointer;  // of a list's member: `/jobs/*/from`
  DraftShape shape = DraftShape::Short;
  // The value of the entry: type, title, limits, options …; an object in any case.
  base::Json description = base::Json::object();
};

/// The place of a field in the workbook of a bundle: fields of one row stay beside each other. Compared by sheet, then
/// row, then column: the order of reading.
struct DraftPlace {
  std::size_t sheet = 0;
  std::uint32_t row = 0;
  std::uint32_t column = 0;
  friend auto operator<=>(const DraftPlace&, const DraftPlace&) = default;
};

/// A part of `paper`: one table of the page and one sheet of the workbook.
struct DraftTable {
  std::string sheet;
  std::vector<double> columns;  // mm; the last one takes the rest
  std::vector<base::Json> rows;
  std::vector<double> sheet_columns = {};  // mm; empty: as `columns`, if these are wide enough for a day
};

/// Members are written in the order of their declaration, not in the order in which they were filled.
struct FormDraft {
  // `kind`, `version`, `title` … in the order in which they are to stand in the file.
  std::vector<std::pair<std::string, base::Json>> head;  // members before `fields`
  std::vector<DraftField> fields;
  std::vector<DraftTable> tables;  // empty: lay_out makes them
  base::Json web = base::Json::object();
  std::vector<base::Json> steps;
  std::vector<base::Json> rules;

  /// Makes rows for all fields that can have one: short ones side by side.
  /// `sheet` names the sheet of the workbook; the caller has made it a valid name. To be called after
  /// `fields` are complete.
  void lay_out(std::string_view sheet);
  /// Makes rows by the places of fields (the place of a list is that of its first field), with a table for each of the
  /// named sheets. Fields without a place come last.
  void lay_out(const std::vector<std::string>& sheets, const std::map<std::string, DraftPlace, std::less<>>& places);
  /// The text of the file.
  std::string text() const;

 private:
  // If `places` is empty, fields stand side by side by their shape. Adds nothing if no field of `on_it` makes a
  // row.
  void add_table(std::string_view sheet, const std::vector<const DraftField*>& on_it,
                 const std::map<std::string, DraftPlace, std::less<>>& places);
  void add_signatures(std::string_view sheet);
};

/// The name of a field by its English title, `Mobile number` → `mobile_number`; empty if the title has no letters. A
/// number is appended to names that the language of templates reserves.
std::string name_of_title(std::string_view title);

/// `{"zh": …, "en": …}`. A missing language gets the words of the other one, since form.schema.json demands
/// both.
base::Json draft_words(std::string_view zh, std::string_view en);

/// The pointer of a listed field, and for a list the members made from its columns.
struct ListedPointer {
  std::string pointer;
  std::vector<std::string> columns;
};

/// Returns one pointer for each field, as in draft_of_list(). The names are those that
/// draft_of_list() writes, so that a caller that keeps both can find a field of the list in the
/// data.
std::vector<ListedPointer> pointers_of_list(const FieldList& list);

/// The form of a list of fields that was read without errors. `name` is the kind, and also the title if the list has
/// none. `file_name` is made from the first field with the name of a person or thing.
FormDraft draft_of_list(const FieldList& list, const std::string& name);

/// Counts the titles (of form, fields, columns, steps) that have no English, for a note to the author: they are printed
/// in Chinese in both languages.
std::size_t count_untranslated(const FieldList& list);

}  // namespace gongwen::engine
