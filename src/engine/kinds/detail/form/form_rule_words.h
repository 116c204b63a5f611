// RuleWords: translates the conditions of a rule in words into expressions of rules (src/templating/rules).
#pragma once

#include "engine/kinds/detail/form/form_file.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::engine {

/// The one text, or each text of a list.
std::vector<data::Value> one_or_all(const data::Value& value);

std::string joined(const std::vector<std::string>& parts, std::string_view between);

/// `/jobs/*/from` → `/jobs/*` and `/from`; `/name` → nothing and `/name`.
std::pair<std::string, std::string> split_rows(std::string_view pointer);

/// `/leader/name` → `.leader.name`.
std::string dotted(std::string_view pointer);

/// The expressions of one rule. `demands` tells `if`, which states conditions, from `then` and `else`, which state
/// demands. Pointers that are passed must lead to fields (FormRules::check_pointers). The form must outlive the object.
/// A value that is absent fulfils every demand but `given`, and no condition but `blank`.
class RuleWords {
 public:
  /// `rows` are those of the list to which the rule applies, such as `/jobs/*`; empty for a rule about the form.
  RuleWords(const FormFile& form, std::string rows) : form_(form), rows_(std::move(rows)) {}

  /// `item.leader.name`, for a field of the form or of the row.
  std::string item(std::string_view pointer) const;
  /// The test whether a value was given; empty if it always is. It is also empty for a
  /// yes-no or number with a default: such a value always exists, and `false` and 0 count as
  /// given.
  std::string given(std::string_view pointer) const;
  /// The expression for a list of pointers with conditions, all of which must hold.
  std::string conditions(const data::Value& all, bool demands) const;
  /// The test whether the value `it` of a field fulfils a condition.
  std::string plain_test(std::string_view pointer, const std::string& it, const data::Value& value) const;
  /// The part that is compared of two days or months: both count as months if one of them is one.
  std::string cut_for(std::string_view pointer, std::string_view other) const;

 private:
  static bool has_value(const FormField& field);
  std::string condition(std::string_view pointer, const data::Value& value, bool demands) const;
  std::string test(std::string_view pointer, const std::string& it, std::string_view word,
                   const data::Value& value) const;
  std::string size(std::string_view pointer, const std::string& it) const;
  std::string compared(std::string_view pointer, const std::string& it, std::string_view sign,
                       const data::Value& other) const;

  const FormFile& form_;
  std::string rows_;
};

/// Escapes words for a template, in which a brace would begin an expression.
std::string plain_words(std::string_view words);

}  // namespace gongwen::engine
