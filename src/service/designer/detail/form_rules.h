// The rules of a form as sentences, and those that an editor makes by filling in the gaps of a sentence.
//   rule_sentence(form, rule, language)   // “工作经历”中“起始年月”“单位”不得同时重复
//   const auto rule = rule_of(form, {RuleShape::Order, {{"first", "/from"}, {"second", "/to"}}}); if (rule) …
//
// Shapes are the sentences that the page offers; every rule of a form.json can be shown in words, and those that have
// exactly the members of a shape can be edited by their gaps.
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

/// The sentences with gaps, with the names of these.
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

/// As typed on the page: members of lists without the list, options in their words.
struct RuleGaps {
  RuleShape shape = RuleShape::Given;
  std::map<std::string, std::string> values = {};  // fields by their pointers
  std::string say_zh = {};                         // what the form says then; empty: the words of the program
  std::string say_en = {};
  bool warns = false;  // and accepts the value

  std::string value(const std::string& name) const;
};

/// The gaps of a rule that has the shape of one of the sentences, and nothing else; options are in their words.
/// nullopt for a rule that says more than a shape can hold: it would lose that when it is saved.
std::optional<RuleGaps> gaps_of(const FormNode& form, const FormNode& rule, diagnostics::Language language);

/// Why gaps make no rule.
struct RuleFault {
  enum class Kind : std::uint8_t { Missing, SameField, OtherList, NoNumber, NoOption, NoWords };
  Kind kind = Kind::Missing;
  std::string gap;    // its name
  std::string typed;  // of NoNumber, NoOption
};
/// A rule without id; the caller adds it.
base::Expected<FormNode, RuleFault> rule_of(const FormNode& form, const RuleGaps& gaps);

/// A rule in words. One that only an expression says is called so.
/// In the language of the page, by titles of fields: `如果“国别”为“中国”，则“身份证号”必填`.
std::string rule_sentence(const FormNode& form, const FormNode& rule, diagnostics::Language language);

/// Lists of the form by their pointers: `/work_history`.
std::vector<std::string> lists_of(const FormNode& form);

}  // namespace gongwen::service
