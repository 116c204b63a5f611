// ErrorCollector: words the errors that an evaluation finds. It tracks the current place in data and schema, so that
// each message names the field by its title. Not used while only the verdict matters.
#pragma once

#include "schema/detail/data_errors.h"
#include "schema/detail/schema_program.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::schema {

/// The result of one of several schemas that were tried on the same value.
struct Branch {
  SchemaId schema;
  bool valid = false;
  EvaluatedSet evaluated{};
  std::vector<DataError> errors{};
  diagnostics::BilingualText title{};  // both empty if the schema has none
};

class ErrorCollector {
 public:
  ErrorCollector(const SchemaProgram& program, std::size_t max_errors) : program_(program), max_errors_(max_errors) {}

  // Called by the evaluation to track the current place.
  void enter(SchemaId schema, const data::Value& value) { places_.push_back({value, schema}); }
  void leave() { places_.pop_back(); }

  // One function per message.
  void not_allowed(const data::Value& value, Allowed allowed);
  void out_of_bound(const data::Value& value, const NumberBoundCheck& check);
  void not_multiple(const data::Value& value, const MultipleOfCheck& check);
  void wrong_size(const data::Value& value, const SizeCheck& check, std::size_t size);
  void pattern_mismatch(const data::Value& value, const Pattern& pattern);
  void format_mismatch(const data::Value& value, Format format);
  void nothing_named(const data::Value& value);
  void marked(const data::Value& value, std::string_view marks);
  void surplus_items(const data::Value& array, std::size_t most);
  void repeated_item(const data::Value& item, const data::Value& first);
  void wrong_contained_count(const data::Value& array, const ContainsCheck& check, std::size_t count);
  void missing_name(const data::Value& object, std::string_view name, SchemaId schema);
  void missing_dependent(const data::Value& object, std::string_view name, std::string_view given);
  void unknown_name(const data::Value& member, std::span<const std::string_view> known);
  void bad_name(const data::Value& member);
  void nothing_allowed(const data::Value& value);
  void matches_several(const data::Value& value, std::span<const Branch> branches);
  void matches_excluded(const data::Value& value, SchemaId excluded);
  /// If no branch is valid, takes over the errors of the nearest branch. Returns its index.
  std::size_t no_branch_fits(const data::Value& value, std::vector<Branch>& branches);

  // Errors can be set aside while a branch is tried.
  std::size_t mark() const { return errors_.size(); }
  std::vector<DataError> take_from(std::size_t mark);

  bool overflowed() const { return overflowed_; }
  std::vector<DataError>& errors() { return errors_; }

 private:
  struct Place {
    data::Value value;
    SchemaId schema;
  };

  /// The first text found in the schemas applied to the value, from the outermost inwards.
  template <typename TextOf>
  diagnostics::BilingualText find_text(const data::Value& value, TextOf text_of) const;
  TextPair label_of(const data::Value& value) const;
  TextPair form_name(const Branch& branch, std::size_t number) const;
  TextPair words_of_pattern(const data::Value& value) const;
  /// How to write an object with the members of its schema, required ones first.
  TextPair hint_for_members(const data::Value& value) const;
  std::string example_of(const data::Value& value) const;
  template <typename Visit>
  void for_each_schema_of(const data::Value& object, const Visit& visit) const;
  bool decides(const data::Value& object, std::string_view name) const;
  std::size_t rank_of(const data::Value& object, std::string_view name) const;
  diagnostics::BilingualText title_of_member(const data::Value& object, std::string_view name) const;
  void add_missing(const data::Value& object, std::string_view name, SchemaId schema, diagnostics::DiagnosticId id,
                   std::string given);
  bool add_common_choice(const std::vector<Branch*>& branches);
  void add_not_allowed(const data::Value& value, TextPair label, Allowed allowed);

  /// Adds an error unless there are too many; the first two message arguments are the label of `at`.
  template <typename... Arguments>
  void add(DataErrorKind kind, diagnostics::DiagnosticId id, const data::Value& at, const Arguments&... arguments);
  void add_error(DataError error);

  const SchemaProgram& program_;
  std::size_t max_errors_;
  std::vector<Place> places_;
  std::vector<DataError> errors_;
  bool overflowed_ = false;
};

}  // namespace gongwen::schema
