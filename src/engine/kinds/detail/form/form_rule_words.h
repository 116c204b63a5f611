// RuleWords: the conditions of a rule in words as expressions of the rules (src/templating/rules).
#pragma once

#include "engine/kinds/detail/form/form_file.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::engine {

/// One text, or each of a list.
std::vector<data::Value> one_or_all(const data::Value& value);

std::string joined(const std::vector<std::string>& parts, std::string_view between);

/// `/jobs/*/from` → `/jobs/*` and `/from`; `/name` → nothing and `/name`.
std::pair<std::string, std::string> split_rows(std::string_view pointer);

/// `/leader/name` → `.leader.name`.
std::string dotted(std::string_view pointer);

/// `demands` tells the two apart: `if` states conditions, `then` and `else` demands. Pointers that are
/// passed lead to fields (FormRules::check_pointers). The form has to outlive the object.
/// The expressions of one rule. A value that is absent fulfils every demand but `given`, and no condition but `blank`.
class RuleWords {
 public:
  /// `rows` are those of the list that the rule is about, such as `/jobs/*`; empty for a rule about the form.
  RuleWords(const FormFile& form, std::string rows) : form_(form), rows_(std::move(rows)) {}

  /// `item.leader.name`, for a field of the form or of the row.
  std::string item(std::string_view pointer) const;
  /// Whether a value was given; empty if it always is.
  /// It is also empty for a yes-no or number with a default: such a value is always there, and `false` or
  /// 0 is given.
  std::string given(std::string_view pointer) const;
  /// What all of a list of pointers with conditions ask for.
  std::string conditions(const data::Value& all, bool demands) const;
  /// Whether the value `it` of a field fulfils a condition.
  std::string plain_test(std::string_view pointer, const std::string& it, const data::Value& value) const;
  /// What is compared of two days or months: both as months, if one of them is.
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

/// Words as they are in a template: a brace would begin an expression.
std::string plain_words(std::string_view words);

}  // namespace gongwen::engine
