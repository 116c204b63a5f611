// FormDraft: a form.json that the program writes, one line a field, as people write them: with rows for its fields and
// one step unless others are given.
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

namespace gongwen::engine {

/// How much room a field needs on paper.
enum class DraftShape : unsigned char { Group, Short, Wide, Long, Texts, List, Opinion, Signatures };

struct DraftField {
  std::string pointer;  // of a list's member: `/work/*/from`
  DraftShape shape = DraftShape::Short;
  base::Json description = base::Json::object();
};

/// Where the workbook of a bundle has a field: fields of one row stay beside each other.
struct DraftPlace {
  std::size_t sheet = 0;
  std::uint32_t row = 0;
  std::uint32_t column = 0;
  friend auto operator<=>(const DraftPlace&, const DraftPlace&) = default;
};

struct DraftTable {
  std::string sheet;
  std::vector<double> columns;  // mm; the last one takes the rest
  std::vector<base::Json> rows;
  std::vector<double> sheet_columns = {};  // mm; empty: as `columns`, where these are wide enough for a day
};

struct FormDraft {
  std::vector<std::pair<std::string, base::Json>> head;  // members before `fields`
  std::vector<DraftField> fields;
  std::vector<DraftTable> tables;  // empty: lay_out makes them
  base::Json web = base::Json::object();
  std::vector<base::Json> steps;
  std::vector<base::Json> rules;

  /// Makes rows for all fields that can have one: short ones side by side.
  void lay_out(std::string_view sheet);
  /// The same by the places of fields (of a list: that of its first one), a table for each of the named sheets. Fields
  /// without a place come last.
  void lay_out(const std::vector<std::string>& sheets, const std::map<std::string, DraftPlace, std::less<>>& places);
  /// The text of the file.
  std::string text() const;

 private:
  void add_table(std::string_view sheet, const std::vector<const DraftField*>& on_it,
                 const std::map<std::string, DraftPlace, std::less<>>& places);
  void add_signatures(std::string_view sheet);
};

/// The name of a field by its English title, `Mobile number` → `mobile_number`; empty if the title has no letters.
/// Names of the language of templates get a number.
std::string name_of_title(std::string_view title);

base::Json draft_words(std::string_view zh, std::string_view en);

/// The pointer that a listed field gets, and the members of a list that its columns become.
struct ListedPointer {
  std::string pointer;
  std::vector<std::string> columns;
};

/// One for each field, as in draft_of_list().
std::vector<ListedPointer> pointers_of_list(const FieldList& list);

/// The form of a list of fields.
FormDraft draft_of_list(const FieldList& list, const std::string& name);

/// How many of the titles have no English.
std::size_t count_untranslated(const FieldList& list);

}  // namespace gongwen::engine
