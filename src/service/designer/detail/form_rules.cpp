#include "service/designer/detail/form_rules.h"

#include "base/format.h"
#include "base/json.h"
#include "diagnostics/catalogue/texts/design.h"
#include "service/designer/detail/form_words.h"
#include "service/detail/described_form.h"

#include <algorithm>
#include <array>

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;
using diagnostics::Language;

constexpr std::array kShapes{RuleShape::Given,   RuleShape::Limit, RuleShape::Order,     RuleShape::Unique,
                             RuleShape::Overlap, RuleShape::Age,   RuleShape::WorkingDay};
constexpr std::array<std::string_view, kShapes.size()> kShapeNames{"given",   "limit", "order",      "unique",
                                                                   "overlap", "age",   "working-day"};
constexpr std::string_view kItems = "/*";

// `fields` names it by the whole pointer, hence a token.
const FormNode* field_at(const FormNode& form, std::string_view pointer) {
  return form.find("/fields/" + pointer_token(pointer));
}

std::string own_title(const FormNode& form, std::string_view pointer, Language language) {
  return texts::DesignRuleField.in(language, field_title(form, pointer, language));
}

/// Returns a quoted title, `“工作经历”的“开始年月”`; a part of a field, such as the day of a signature,
/// has the title of that field. `/jobs/*/from` is a member of a list; `/opinion/date` a part of a
/// field.
std::string quoted_title(const FormNode& form, std::string_view pointer, Language language) {
  std::string_view place = pointer;
  if (place.ends_with(kItems)) place.remove_suffix(kItems.size());
  if (const std::size_t items = place.find("/*/"); items != std::string_view::npos) {
    return texts::DesignRuleIn.in(language, own_title(form, place.substr(0, items), language),
                                  own_title(form, place, language));
  }
  const std::string_view around = base::parent_pointer(place);
  if (field_at(form, place) != nullptr || field_at(form, around) == nullptr) return own_title(form, place, language);
  const std::string title = own_title(form, around, language);
  return place.ends_with("/date") ? texts::DesignRuleDay.in(language, title) : title;
}

/// Returns the title of a member in its list, or its name.
std::string member_title(const FormNode& form, std::string_view list, const std::string& member, Language language) {
  return own_title(form, fmt::format("{}/{}", list, member), language);
}

/// Joins conditions, all of which must hold.
std::string joined(const std::vector<std::string>& texts, Language language) {
  return fmt::format("{}", fmt::join(texts, texts::DesignRuleAnd.in(language)));
}

/// Joins titles.
std::string listed(const std::vector<std::string>& titles, Language language) {
  return fmt::format("{}", fmt::join(titles, texts::DesignRuleList.in(language)));
}

std::vector<std::string> texts_of(const FormNode* node) {
  std::vector<std::string> found;
  if (node == nullptr) return found;
  if (!node->is_list()) return {node->text};
  for (const auto& [name, item] : node->items) found.push_back(item.text);
  return found;
}

std::vector<std::string> titles_of(const FormNode& form, const FormNode* pointers, Language language) {
  std::vector<std::string> titles = texts_of(pointers);
  for (std::string& one : titles) one = quoted_title(form, one, language);
  return titles;
}

/// Returns the words of an option, as the form shows it. An option is `value`, or `[value, zh, en,
/// …]`.
std::string option_words(const FormNode* field, const std::string& value, Language language) {
  const FormNode* const options = field == nullptr ? nullptr : field->member("options");
  for (std::size_t i = 0; options != nullptr && i < options->items.size(); ++i) {
    const FormNode& option = options->items[i].second;
    if (option.items.empty() || option.items.front().second.text != value) continue;
    const std::string& zh = option.items[option.items.size() > 1 ? 1 : 0].second.text;
    return TextOfBoth{zh, option.items.size() > 2 ? option.items[2].second.text : zh}.in(language);
  }
  if (value == "true") return std::string(texts::DesignRuleYes.in(language));
  if (value == "false") return std::string(texts::DesignRuleNo.in(language));
  return value;
}

/// Whether a phrase states a fact, after “if”, or a demand. “if the country is China” and “the number must be given”
/// need different verbs.
enum class Mood : std::uint8_t { Is, Must };

struct Condition {
  enum class Takes : std::uint8_t { Values, Number, Field, Nothing };
  std::string_view name;
  diagnostics::BilingualText is;  // with a place `{0}` unless it takes nothing
  diagnostics::BilingualText must;
  Takes takes = Takes::Values;
  // If a condition has several wordings by its value (`script`: han or latin), the first one that matches is used.
  std::string_view value = {};  // to which these words apply; empty: any

  std::string words(Mood mood, Language language, const std::string& what = {}) const {
    return diagnostics::fill_text((mood == Mood::Is ? is : must).in(language), std::array{what});
  }
};

const Condition* find_condition(std::string_view name, std::string_view value) {
  using Takes = Condition::Takes;
  static const std::vector<Condition> kConditions{
      {"given", texts::DesignRuleGiven, texts::DesignMustGiven, Takes::Nothing},
      {"blank", texts::DesignRuleBlank, texts::DesignMustBlank, Takes::Nothing},
      {"is", texts::DesignRuleIs.pattern, texts::DesignMustIs.pattern, Takes::Values},
      {"not", texts::DesignRuleIsNot.pattern, texts::DesignMustIsNot.pattern, Takes::Values},
      {"starts", texts::DesignRuleStarts.pattern, texts::DesignMustStarts.pattern, Takes::Values},
      {"not_starts", texts::DesignRuleNotStarts.pattern, texts::DesignMustNotStarts.pattern, Takes::Values},
      {"contains", texts::DesignRuleContains.pattern, texts::DesignMustContains.pattern, Takes::Values},
      {"not_contains", texts::DesignRuleNotContains.pattern, texts::DesignMustNotContains.pattern, Takes::Values},
      {"least", texts::DesignRuleLeast.pattern, texts::DesignMustLeast.pattern, Takes::Number},
      {"most", texts::DesignRuleMost.pattern, texts::DesignMustMost.pattern, Takes::Number},
      {"after", texts::DesignRuleAfter.pattern, texts::DesignMustAfter.pattern, Takes::Field},
      {"not_before", texts::DesignRuleNotBefore.pattern, texts::DesignMustNotBefore.pattern, Takes::Field},
      {"before", texts::DesignRuleBefore.pattern, texts::DesignMustBefore.pattern, Takes::Field},
      {"not_after", texts::DesignRuleNotAfter.pattern, texts::DesignMustNotAfter.pattern, Takes::Field},
      {"surname_of", texts::DesignRuleSurname.pattern, texts::DesignMustSurname.pattern, Takes::Field},
      {"script", texts::DesignRuleHan, texts::DesignMustHan, Takes::Nothing, "han"},
      {"script", texts::DesignRuleLatin, texts::DesignMustLatin, Takes::Nothing},
      {"case", texts::DesignRuleUpper, texts::DesignMustUpper, Takes::Nothing, "upper"},
      {"case", texts::DesignRuleCapital, texts::DesignMustCapital, Takes::Nothing},
      {"mobile", texts::DesignRuleMobile, texts::DesignMustMobile, Takes::Nothing},
      {"working_day", texts::DesignRuleWorkingDay, texts::DesignMustWorkingDay, Takes::Nothing}};
  const auto found = std::find_if(kConditions.begin(), kConditions.end(), [&](const Condition& one) {
    return one.name == name && (one.value.empty() || one.value == value);
  });
  return found == kConditions.end() ? nullptr : &*found;
}

/// Returns in words what a field is or must be; the words follow the title of the field. `"given"`, a value, a list of
/// values, or an object such as `{"least": 1, "most": 5}`.
std::string condition_words(const FormNode& form, std::string_view pointer, const FormNode& condition, Mood mood,
                            Language language) {
  const FormNode* const field = field_at(form, pointer);
  const auto values = [&](const FormNode* node) {
    std::vector<std::string> words = texts_of(node);
    for (std::string& one : words) one = texts::DesignRuleValue.in(language, option_words(field, one, language));
    return fmt::format("{}", fmt::join(words, texts::DesignRuleOr.in(language)));
  };
  // A bare word is a condition if there is one of that name; otherwise a value that must be equal.
  if (!condition.is_object()) {
    const Condition* const named = find_condition(condition.text, {});
    if (named != nullptr && named->takes == Condition::Takes::Nothing) return named->words(mood, language);
    return find_condition("is", {})->words(mood, language, values(&condition));
  }
  std::vector<std::string> parts;
  for (const auto& [name, node] : condition.items) {
    // Unknown members are left out: the engine refuses them anyway.
    const Condition* const known = find_condition(name, node.text);
    if (known == nullptr) continue;
    switch (known->takes) {
      case Condition::Takes::Values: parts.push_back(known->words(mood, language, values(&node))); break;
      case Condition::Takes::Number: parts.push_back(known->words(mood, language, node.text)); break;
      case Condition::Takes::Field:
        parts.push_back(known->words(mood, language, quoted_title(form, node.text, language)));
        break;
      case Condition::Takes::Nothing: parts.push_back(known->words(mood, language)); break;
    }
  }
  return joined(parts, language);
}

std::string conditions_words(const FormNode& form, const FormNode& conditions, Mood mood, Language language) {
  std::vector<std::string> parts;
  for (const auto& [pointer, condition] : conditions.items) {
    parts.push_back(texts::DesignRuleOf.in(language, quoted_title(form, pointer, language),
                                           condition_words(form, pointer, condition, mood, language)));
  }
  return joined(parts, language);
}

std::string years_words(const FormNode& rule, Language language) {
  const FormNode* const least = rule.member("least");
  const FormNode* const most = rule.member("most");
  if (least != nullptr && most != nullptr) return texts::DesignRuleYears.in(language, least->text, most->text);
  if (least != nullptr) return texts::DesignRuleYearsLeast.in(language, least->text);
  return most == nullptr ? std::string() : texts::DesignRuleYearsMost.in(language, most->text);
}

/// Returns a rule in words without its condition.
std::string body_words(const FormNode& form, const FormNode& rule, Language language) {
  const auto pointer = [&](std::string_view name) {
    return quoted_title(form, rule.text_of(name), language);
  };
  if (const FormNode* const then = rule.member("then")) {
    std::string words = conditions_words(form, *then, Mood::Must, language);
    const FormNode* const otherwise = rule.member("else");
    return otherwise == nullptr
               ? words
               : texts::DesignRuleElse.in(language, words, conditions_words(form, *otherwise, Mood::Must, language));
  }
  if (const FormNode* const must = rule.member("must")) {
    const FormNode* const each = rule.member("each");
    const std::vector<std::string> pointers = texts_of(each);
    return texts::DesignRuleOf.in(
        language, listed(titles_of(form, each, language), language),
        condition_words(form, pointers.empty() ? std::string() : pointers.front(), *must, Mood::Must, language));
  }
  // `/groups/*` by `wg`: no two groups with the same `wg`; without `by` the values themselves.
  if (const FormNode* const unique = rule.member("unique")) {
    std::vector<std::string> members;
    std::string_view list = unique->text;
    if (list.ends_with(kItems)) list.remove_suffix(kItems.size());
    for (const std::string& member : texts_of(rule.member("by"))) {
      members.push_back(member_title(form, unique->text, member, language));
    }
    return members.empty()
               ? texts::DesignRuleUnique.in(language, quoted_title(form, unique->text, language))
               : texts::DesignRuleUniqueBy.in(language, quoted_title(form, list, language), listed(members, language));
  }
  if (rule.member("sorted") != nullptr) return texts::DesignRuleSorted.in(language, pointer("sorted"));
  if (rule.member("no_overlap") != nullptr) return texts::DesignRuleOverlap.in(language, pointer("no_overlap"));
  if (const FormNode* const days = rule.member("in_order")) {
    return texts::DesignRuleOrder.in(
        language, fmt::format("{}", fmt::join(titles_of(form, days, language), texts::DesignRuleThen.in(language))));
  }
  if (rule.member("age") != nullptr) {
    return texts::DesignRuleAge.in(language, pointer("age"), pointer("on"), years_words(rule, language));
  }
  if (const FormNode* const days = rule.member("working_day")) {
    return texts::DesignRuleOf.in(language, listed(titles_of(form, days, language), language),
                                  texts::DesignMustWorkingDay.in(language));
  }
  if (const FormNode* const levels = rule.member("signed_in_order")) {
    std::vector<std::string> names = texts_of(levels);
    for (std::string& one : names) one = one.starts_with('/') ? quoted_title(form, one, language) : one;
    return texts::DesignRuleSigned.in(language,
                                      fmt::format("{}", fmt::join(names, texts::DesignRuleThen.in(language))));
  }
  if (rule.member("later") != nullptr) {
    return texts::DesignRuleOf.in(
        language, pointer("later"),
        texts::DesignMustNotBefore.in(language, listed(titles_of(form, rule.member("than"), language), language)));
  }
  return std::string(texts::DesignRuleExpression.in(language));
}

/// Returns whether the node has only these members.
bool has_only(const FormNode& node, std::initializer_list<std::string_view> names) {
  return std::all_of(node.items.begin(), node.items.end(), [&](const auto& member) {
    return std::find(names.begin(), names.end(), member.first) != names.end();
  });
}

/// Reads the gaps of a condition, how and a single value: `given`, `blank`, `is` or `not`, and the value for the latter
/// two; false for other conditions. Lists of several values have no gap.
bool read_condition(const FormNode& condition, std::string& how, std::string& value) {
  if (condition.is_text() && (condition.text == "given" || condition.text == "blank")) {
    how = condition.text;
    return true;
  }
  const FormNode* node = &condition;
  how = "is";
  if (condition.is_object()) {
    if (condition.items.size() != 1) return false;
    how = condition.items.front().first;
    node = &condition.items.front().second;
  }
  if (how != "is" && how != "not") return false;
  if (node->is_list() && node->items.size() != 1) return false;
  value = node->is_list() ? node->items.front().second.text : node->text;
  return !node->is_object();
}

// Exactly one condition and one demand: the sentence has no room for more.
bool read_given(const FormNode& rule, RuleGaps& gaps) {
  const FormNode* const condition = rule.member("if");
  const FormNode* const then = rule.member("then");
  if (!has_only(rule, {"id", "warn", "if", "then", "at", "say"}) || condition == nullptr || then == nullptr)
    return false;
  if (condition->items.size() != 1 || then->items.size() != 1) return false;
  gaps.values["if"] = condition->items.front().first;
  gaps.values["then"] = then->items.front().first;
  return read_condition(condition->items.front().second, gaps.values["how"], gaps.values["value"]) &&
         read_condition(then->items.front().second, gaps.values["then_how"], gaps.values["then_value"]);
}

bool read_limit(const FormNode& rule, RuleGaps& gaps) {
  const FormNode* const then = rule.member("then");
  if (!has_only(rule, {"id", "warn", "then", "at", "say"}) || then == nullptr || then->items.size() != 1) return false;
  const FormNode& limit = then->items.front().second;
  if (!limit.is_object() || !has_only(limit, {"least", "most"})) return false;
  gaps.values["field"] = then->items.front().first;
  for (const auto& [name, node] : limit.items) gaps.values[name] = node.text;
  return true;
}

/// Reads members whose values are texts, or lists of texts, at most one for each gap. Returns false also if the rule
/// has any other member.
bool read_members(const FormNode& rule, std::initializer_list<std::pair<std::string_view, std::vector<std::string>>> of,
                  RuleGaps& gaps) {
  std::size_t known = 0;
  for (const auto& [name, gap_names] : of) {
    const FormNode* const node = rule.member(name);
    if (node == nullptr) continue;
    ++known;
    const std::vector<std::string> found = texts_of(node);
    if (found.size() > gap_names.size()) return false;
    for (std::size_t i = 0; i < found.size(); ++i) gaps.values[gap_names[i]] = found[i];
  }
  const auto common =
      // Members that each rule may have.
      static_cast<std::size_t>(std::count_if(rule.items.begin(), rule.items.end(), [](const auto& member) {
        return member.first == "id" || member.first == "warn" || member.first == "say" || member.first == "at";
      }));
  return known + common == rule.items.size();
}

bool read_shape(const FormNode& rule, RuleGaps& gaps) {
  switch (gaps.shape) {
    case RuleShape::Given: return read_given(rule, gaps);
    case RuleShape::Limit: return read_limit(rule, gaps);
    case RuleShape::Order:
      return rule.member("in_order") != nullptr && read_members(rule, {{"in_order", {"first", "second"}}}, gaps);
    case RuleShape::Unique:
      return rule.member("unique") != nullptr &&
             read_members(rule, {{"unique", {"list"}}, {"by", {"by1", "by2", "by3"}}}, gaps);
    case RuleShape::Overlap:
      return rule.member("no_overlap") != nullptr &&
             read_members(rule, {{"no_overlap", {"list"}}, {"of", {"begin", "end"}}}, gaps);
    case RuleShape::Age:
      return rule.member("age") != nullptr &&
             read_members(rule, {{"age", {"birth"}}, {"on", {"on"}}, {"least", {"least"}}, {"most", {"most"}}}, gaps);
    case RuleShape::WorkingDay:
      return rule.member("working_day") != nullptr && read_members(rule, {{"working_day", {"field"}}}, gaps);
  }
  return false;
}

/// Makes the rule from the gaps. It goes on after a fault and reports the first gap that does not
/// fit.
class RuleMaker {
 public:
  RuleMaker(const FormNode& form, const RuleGaps& gaps) : form_(form), gaps_(gaps) {}

  base::Expected<FormNode, RuleFault> make() {
    switch (gaps_.shape) {
      case RuleShape::Given: make_given(); break;
      case RuleShape::Limit: make_limit(); break;
      case RuleShape::Order: rule_.put("/in_order", pair("first", "second")); break;
      case RuleShape::Unique: make_unique(); break;
      case RuleShape::Overlap:
        rule_.put("/no_overlap", FormNode::of_text(list("list")));
        // The form writes members without the list.
        for (const std::string name : {"begin", "end"}) {
          if (gaps_.value(name).starts_with('/')) fail(RuleFault::Kind::OtherList, name);
        }
        rule_.put("/of", pair("begin", "end"));
        break;
      case RuleShape::Age:
        rule_.put("/age", FormNode::of_text(given("birth")));
        rule_.put("/on", FormNode::of_text(given("on")));
        // A limit on one side is enough.
        put_limits(rule_);
        break;
      case RuleShape::WorkingDay: {
        FormNode days = FormNode::list();
        days.items.emplace_back(std::string(), FormNode::of_text(given("field")));
        rule_.put("/working_day", std::move(days));
        break;
      }
    }
    put_words();
    if (fault_) return base::Failure{*fault_};
    return std::move(rule_);
  }

 private:
  void fail(RuleFault::Kind kind, std::string gap, std::string typed = {}) {
    if (!fault_) fault_ = RuleFault{kind, std::move(gap), std::move(typed)};
  }

  std::string given(const std::string& gap) {
    std::string value = gaps_.value(gap);
    if (value.empty()) fail(RuleFault::Kind::Missing, gap);
    return value;
  }

  // `/jobs` → `/jobs/*`, as rules name all rows.
  std::string list(const std::string& gap) {
    std::string value = given(gap);
    return value.ends_with(kItems) ? value : value + std::string(kItems);
  }

  FormNode pair(const std::string& first, const std::string& second) {
    FormNode both = FormNode::list();
    both.items.emplace_back(std::string(), FormNode::of_text(given(first)));
    both.items.emplace_back(std::string(), FormNode::of_text(given(second)));
    // A day before itself, or a period without an end.
    if (both.items[0].second == both.items[1].second) fail(RuleFault::Kind::SameField, second);
    return both;
  }

  /// Limits and counts of a form are never negative.
  FormNode number(const std::string& gap, const std::string& typed) {
    const auto number = typed_number(typed);
    if (!number || *number < 0) fail(RuleFault::Kind::NoNumber, gap, typed);
    return FormNode::of_number(number.value_or(0));
  }

  void put_limits(FormNode& node) {
    for (const std::string name : {"least", "most"}) {
      const std::string text = gaps_.value(name);
      if (text.empty()) continue;
      node.put("/" + name, number(name, text));
    }
    if (gaps_.value("least").empty() && gaps_.value("most").empty()) fail(RuleFault::Kind::Missing, "least");
  }

  // `{"is": ["given"]}` means the word, `"given"` that there is a value.
  FormNode condition(const std::string& pointer, const std::string& how_gap, const std::string& value_gap) {
    const std::string how = gaps_.value(how_gap);
    if (how == "given" || how == "blank") return FormNode::of_text(how);
    FormNode value = value_of(pointer, value_gap);
    // `given` and `blank` mean something else as texts.
    const bool is_list = value.is_text();
    FormNode node = FormNode::object();
    if (is_list) {
      FormNode values = FormNode::list();
      values.items.emplace_back(std::string(), std::move(value));
      value = std::move(values);
    }
    node.put(how == "not" ? "/not" : "/is", std::move(value));
    return node;
  }

  /// Returns the input as the field has it: an option by its words, yes or no, a number. Both languages are accepted,
  /// since the page may be read in either.
  FormNode value_of(const std::string& pointer, const std::string& gap) {
    const std::string typed = given(gap);
    const FormNode* const field = field_at(form_, pointer);
    const std::string type = field == nullptr ? std::string() : field->text_of("type");
    if (type == "yes-no") {
      const bool is_yes = typed == texts::DesignRuleYes.in(Language::Chinese) || typed == "true" ||
                          typed == texts::DesignRuleYes.in(Language::English);
      const bool is_no = typed == texts::DesignRuleNo.in(Language::Chinese) || typed == "false" ||
                         typed == texts::DesignRuleNo.in(Language::English);
      if (!is_yes && !is_no) fail(RuleFault::Kind::NoOption, gap, typed);
      return FormNode::of_json(is_yes ? "true" : "false");
    }
    // Conditions compare numbers as numbers.
    if (type == "number") {
      return number(gap, typed);
    }
    const FormNode* const options = field == nullptr ? nullptr : field->member("options");
    if (options == nullptr) return FormNode::of_text(typed);
    // By any of its wordings; the form gets the value.
    for (const auto& [name, option] : options->items) {
      const std::vector<std::string> words = texts_of(&option);
      if (std::find(words.begin(), words.end(), typed) == words.end()) continue;
      return option.is_list() ? option.items.front().second : option;
    }
    fail(RuleFault::Kind::NoOption, gap, typed);
    return FormNode::of_text(typed);
  }

  void make_given() {
    const std::string condition_field = given("if");
    const std::string then_field = given("then");
    if (!fault_ && condition_field == then_field) fail(RuleFault::Kind::SameField, "then");
    FormNode condition_node = FormNode::object();
    condition_node.items.emplace_back(condition_field, condition(condition_field, "how", "value"));
    FormNode then_node = FormNode::object();
    then_node.items.emplace_back(then_field, condition(then_field, "then_how", "then_value"));
    rule_.put("/if", std::move(condition_node));
    rule_.put("/then", std::move(then_node));
  }

  void make_limit() {
    FormNode limits = FormNode::object();
    put_limits(limits);
    FormNode then = FormNode::object();
    then.items.emplace_back(given("field"), std::move(limits));
    rule_.put("/then", std::move(then));
  }

  void make_unique() {
    rule_.put("/unique", FormNode::of_text(list("list")));
    FormNode members = FormNode::list();
    for (const std::string name : {"by1", "by2", "by3"}) {
      const std::string member = gaps_.value(name);
      if (member.starts_with('/')) fail(RuleFault::Kind::OtherList, name);
      if (!member.empty()) members.items.emplace_back(std::string(), FormNode::of_text(member));
    }
    if (!members.items.empty()) rule_.put("/by", std::move(members));
  }

  // The program has messages for rules about order, uniqueness, overlap, age and working days; for the other two the
  // editor must write one.
  void put_words() {
    if (gaps_.warns) rule_.put("/warn", FormNode::of_json("true"));
    const bool needs_words = gaps_.shape == RuleShape::Given || gaps_.shape == RuleShape::Limit;
    if (gaps_.say_zh.empty() && gaps_.say_en.empty() && !needs_words) return;
    if (gaps_.say_zh.empty() || gaps_.say_en.empty()) {
      return fail(RuleFault::Kind::NoWords, gaps_.say_zh.empty() ? "say_zh" : "say_en");
    }
    FormNode say = FormNode::object();
    say.items = {{"zh", FormNode::of_text(gaps_.say_zh)}, {"en", FormNode::of_text(gaps_.say_en)}};
    rule_.put("/say", std::move(say));
  }

  const FormNode& form_;
  const RuleGaps& gaps_;
  FormNode rule_ = FormNode::object();
  std::optional<RuleFault> fault_;
};

}  // namespace

std::optional<RuleShape> find_shape(std::string_view name) {
  const auto found = std::find(kShapeNames.begin(), kShapeNames.end(), name);
  if (found == kShapeNames.end()) return std::nullopt;
  return kShapes[static_cast<std::size_t>(found - kShapeNames.begin())];
}

std::string_view shape_name(RuleShape shape) { return kShapeNames[static_cast<std::size_t>(shape)]; }

std::span<const RuleShape> all_shapes() { return kShapes; }

std::string RuleGaps::value(const std::string& name) const {
  const auto found = values.find(name);
  return found == values.end() ? std::string() : found->second;
}

// Tries the shapes in order; the first one whose members are exactly those of the rule is used.
std::optional<RuleGaps> gaps_of(const FormNode& form, const FormNode& rule, Language language) {
  for (const RuleShape shape : kShapes) {
    RuleGaps gaps{shape};
    if (!read_shape(rule, gaps)) continue;
    for (const auto& [value, field] : {std::pair{"value", "if"}, std::pair{"then_value", "then"}}) {
      if (gaps.value(value).empty()) continue;
      gaps.values[value] = option_words(field_at(form, gaps.value(field)), gaps.value(value), language);
    }
    if (const FormNode* const say = rule.member("say")) {
      gaps.say_zh = say->text_of("zh");
      gaps.say_en = say->text_of("en");
    }
    const FormNode* const warn = rule.member("warn");
    gaps.warns = warn != nullptr && warn->text == "true";
    return gaps;
  }
  return std::nullopt;
}

base::Expected<FormNode, RuleFault> rule_of(const FormNode& form, const RuleGaps& gaps) {
  return RuleMaker(form, gaps).make();
}

std::string rule_sentence(const FormNode& form, const FormNode& rule, Language language) {
  std::string body = body_words(form, rule, language);
  const FormNode* const condition = rule.member("if");
  return condition == nullptr
             ? body
             : texts::DesignRuleIf.in(language, conditions_words(form, *condition, Mood::Is, language), body);
}

// Includes fields with several texts (`texts`), whose items are rows, too.
std::vector<std::string> lists_of(const FormNode& form) {
  std::vector<std::string> lists;
  for (const std::string& pointer : fields_in_order(form)) {
    const std::size_t items = pointer.find(kItems);
    if (items == std::string::npos && field_at(form, pointer)->text_of("type") != "texts") continue;
    const std::string list = pointer.substr(0, items);
    if (std::find(lists.begin(), lists.end(), list) == lists.end()) lists.push_back(list);
  }
  return lists;
}

}  // namespace gongwen::service
