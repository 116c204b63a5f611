// The rules of a form as sentences, and rules that an editor makes by filling in the gaps of a sentence.
//   rule_sentence(form, rule, language)   // “工作经历”中“起始年月”“单位”不得同时重复
//   const auto rule = rule_of(form, {RuleShape::Order, {{"first", "/from"}, {"second", "/to"}}}); if (rule) …
//
// Shapes are the sentences that the page offers. Every rule of a form.json can be shown in words; a rule that has
// exactly the members of a shape can be edited by its gaps.
#pragma once

#include "base/expected.h"
#include "diagnostics/text.h"
#include "service/designer/detail/form_tree.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::service {

/// The sentences with gaps, each with the names of its gaps.
enum class RuleShape : std::uint8_t {
  Given,      // if, how, value, then, then_how, then_value
  Limit,      // field, least, most
  Order,      // first, second
  Unique,     // list, by1, by2, by3
  Overlap,    // list, begin, end
  Age,        // birth, on, least, most
  WorkingDay  // field
};
std::optional<RuleShape> find_shape(std::string_view name);
std::string_view shape_name(RuleShape shape);
std::span<const RuleShape> all_shapes();

/// The contents of the gaps as typed on the page: members of lists without the list, options in their words.
struct RuleGaps {
  RuleShape shape = RuleShape::Given;
  std::map<std::string, std::string> values = {};  // fields are given by their pointers
  std::string say_zh = {};  // the message of the form if the rule is violated; empty: the program's own words
  std::string say_en = {};
  bool warns = false;  // only warns, and accepts the value

  std::string value(const std::string& name) const;
};

/// Returns the gaps of a rule that has exactly the members of a shape; options are in their words. Returns nullopt for
/// a rule that says more than a shape can hold, since saving would lose the rest.
std::optional<RuleGaps> gaps_of(const FormNode& form, const FormNode& rule, diagnostics::Language language);

/// Why the gaps do not make a rule.
struct RuleFault {
  enum class Kind : std::uint8_t { Missing, SameField, OtherList, NoNumber, NoOption, NoWords };
  Kind kind = Kind::Missing;
  std::string gap;    // name of the gap
  std::string typed;  // the input, for NoNumber and NoOption
};
/// Makes a rule without id; the caller adds the id.
base::Expected<FormNode, RuleFault> rule_of(const FormNode& form, const RuleGaps& gaps);

/// Returns a rule in words, in the language of the page, by titles of fields: `如果“国别”为“中国”，则“身份证号”必填`. A
/// rule that only an expression states is described as such.
std::string rule_sentence(const FormNode& form, const FormNode& rule, diagnostics::Language language);

/// Returns the pointers of the lists of the form: `/work_history`.
std::vector<std::string> lists_of(const FormNode& form);

}  // namespace gongwen::service
