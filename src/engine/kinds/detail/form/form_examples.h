// Made-up data of a form: for the sample of a new one, and for examples of its rules.
#pragma once

#include "engine/kinds/detail/form/form_file.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

// The schema (form_schema.h) must accept the values, and so must the rules as far as that is possible; they are the
// same on each run, so that samples do not change. Used by `gongwen form new` for sample.json, by the designer of forms
// for its previews (input/form_design.cpp), and by the search for data that a rule accepts and refuses
// (input/detail/rule_examples.h).
namespace gongwen::engine {

/// Returns JSON that the schema of the field accepts; a different `number` gives a different value if the field can
/// have several. Returns nullopt for a value that cannot be made up, such as a format without an example.
std::optional<std::string> example_value(const FormField& field, std::size_t number);

/// Values by their pointers, with numbers for rows, and how many rows each list has. Keys are pointers with row
/// numbers, `/jobs/0/from`; values are JSON, `"2030-05-06"`. A pointer within a value, such as `/review/date` of an
/// opinion, can also be set.
class ExampleData {
 public:
  /// Fills in every field that can be filled in, with `rows` rows for each list, or fewer if it may not have so many.
  /// `form` must outlive the object.
  ExampleData(const FormFile& form, std::size_t rows);

  /// Replaces a value by JSON; nullopt removes it.
  void set(const std::string& pointer, std::optional<std::string> json);
  /// From now on the list has this many rows. New rows are filled with made-up
  /// values; the values of rows that are cut off are kept and return if the list
  /// grows again.
  void set_rows(const std::string& list, std::size_t rows);
  std::size_t rows_of(const std::string& list) const;
  std::optional<std::string> find(const std::string& pointer) const;
  /// All data as JSON; empty groups are left out.
  std::string json() const;

 private:
  void fill(const FormField& field, const std::string& pointer, std::size_t number);
  std::string object_of(std::string_view parent, const std::string& place) const;
  std::optional<std::string> json_of(const FormField& field, const std::string& pointer) const;

  const FormFile* form_;
  std::map<std::string, std::string, std::less<>> values_;
  std::map<std::string, std::size_t, std::less<>> rows_;
};

}  // namespace gongwen::engine
