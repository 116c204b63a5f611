#include "service/designer/detail/rule_forms.h"

#include "base/format.h"
#include "diagnostics/catalogue/texts/design.h"
#include "service/designer/detail/form_rules.h"
#include "service/detail/office_pages.h"

#include <algorithm>

namespace gongwen::service {
namespace {

const diagnostics::BilingualText& shape_words(RuleShape shape) {
  switch (shape) {
    case RuleShape::Given: return texts::DesignShapeGiven;
    case RuleShape::Limit: return texts::DesignShapeLimit;
    case RuleShape::Order: return texts::DesignShapeOrder;
    case RuleShape::Unique: return texts::DesignShapeUnique;
    case RuleShape::Overlap: return texts::DesignShapeOverlap;
    case RuleShape::Age: return texts::DesignShapeAge;
    case RuleShape::WorkingDay: break;
  }
  return texts::DesignShapeWorkingDay;
}

struct Gap {
  enum class Type : std::uint8_t { Field, List, Member, How, Text, Number };
  std::string_view name;
  const diagnostics::BilingualText& label;
  Type type = Type::Field;
};

// Returns the gaps of a sentence, in reading order.
std::vector<Gap> gaps_of_shape(RuleShape shape) {
  using Type = Gap::Type;
  switch (shape) {
    case RuleShape::Given:
      return {{"if", texts::DesignGapIf},
              {"how", texts::DesignGapHow, Type::How},
              {"value", texts::DesignGapValue, Type::Text},
              {"then", texts::DesignGapThen},
              {"then_how", texts::DesignGapThenHow, Type::How},
              {"then_value", texts::DesignGapThenValue, Type::Text}};
    case RuleShape::Limit:
      return {{"field", texts::DesignGapField},
              {"least", texts::DesignGapLeast, Type::Number},
              {"most", texts::DesignGapMost, Type::Number}};
    case RuleShape::Order: return {{"first", texts::DesignGapFirst}, {"second", texts::DesignGapSecond}};
    case RuleShape::Unique:
      return {{"list", texts::DesignGapList, Type::List},
              {"by1", texts::DesignGapMember, Type::Member},
              {"by2", texts::DesignGapMemberAnd, Type::Member},
              {"by3", texts::DesignGapMemberAnd, Type::Member}};
    case RuleShape::Overlap:
      return {{"list", texts::DesignGapList, Type::List},
              {"begin", texts::DesignGapBegin, Type::Member},
              {"end", texts::DesignGapEnd, Type::Member}};
    case RuleShape::Age:
      return {{"birth", texts::DesignGapBirth},
              {"on", texts::DesignGapOn},
              {"least", texts::DesignGapYearsLeast, Type::Number},
              {"most", texts::DesignGapYearsMost, Type::Number}};
    case RuleShape::WorkingDay: break;
  }
  return {{"field", texts::DesignGapField}};
}

/// Returns the fields that are filled in themselves, with the title of their list: `工作经历 ·
/// 开始年月`.
std::vector<OfficeChoice> field_choices(const OfficeVisit& visit, const FormNode& form) {
  std::vector<OfficeChoice> choices{{"", visit.words(texts::DesignGapChoose)}};
  for (const std::string& pointer : fields_in_order(form)) {
    if (has_inner_fields(form, pointer)) continue;
    const std::size_t items = pointer.find("/*/");
    const std::string title = field_title(form, pointer, visit.language);
    choices.push_back(
        {pointer,
         items == std::string::npos
             ? title
             : texts::DesignOf.in(visit.language, field_title(form, pointer.substr(0, items), visit.language), title)});
  }
  return choices;
}

/// Returns the members of all lists, each with the title of its list. Members of members (`/jobs/*/times/*/from`) are
/// not offered, since rules of these shapes are about one list.
std::vector<OfficeChoice> member_choices(const OfficeVisit& visit, const FormNode& form) {
  std::vector<OfficeChoice> choices{{"", visit.words(texts::DesignGapNone)}};
  for (const OfficeChoice& field : field_choices(visit, form)) {
    const std::size_t items = field.value.find("/*/");
    if (items == std::string::npos) continue;
    const std::string member = field.value.substr(items + 3);
    if (member.find('/') == std::string::npos) choices.push_back({field.value, field.label});
  }
  return choices;
}

std::vector<OfficeChoice> choices_of(const OfficeVisit& visit, const FormNode& form, Gap::Type type) {
  if (type == Gap::Type::Field) return field_choices(visit, form);
  if (type == Gap::Type::Member) return member_choices(visit, form);
  // Four conditions, of which two take a value.
  if (type == Gap::Type::How) {
    return {{"is", visit.words(texts::DesignHowIs)},
            {"not", visit.words(texts::DesignHowNot)},
            {"given", visit.words(texts::DesignRuleGiven)},
            {"blank", visit.words(texts::DesignRuleBlank)}};
  }
  std::vector<OfficeChoice> choices{{"", visit.words(texts::DesignGapChoose)}};
  for (const std::string& list : lists_of(form)) choices.push_back({list, field_title(form, list, visit.language)});
  return choices;
}

std::string fault_words(const OfficeVisit& visit, const RuleFault& fault, RuleShape shape) {
  std::string gap;
  for (const Gap& one : gaps_of_shape(shape)) {
    if (one.name == fault.gap) gap = visit.words(one.label);
  }
  switch (fault.kind) {
    case RuleFault::Kind::SameField: return visit.words(texts::DesignRuleSame);
    case RuleFault::Kind::NoNumber: return texts::DesignRuleNoNumber.in(visit.language, gap, fault.typed);
    case RuleFault::Kind::NoOption: return texts::DesignRuleNoOption.in(visit.language, gap, fault.typed);
    case RuleFault::Kind::OtherList: return texts::DesignRuleOtherList.in(visit.language, gap);
    case RuleFault::Kind::NoWords: return visit.words(texts::DesignRuleNoWords);
    case RuleFault::Kind::Missing: break;
  }
  return texts::DesignRuleMissing.in(visit.language, gap);
}

/// Returns a rule's name for addresses and hidden fields, which stays the same when another user removes
/// a rule before it; its index if it has none. Programs know a rule by its `id`, in messages and in the
/// API.
std::string rule_key(const FormNode& rules, std::size_t index) {
  const std::string name = rules.items[index].second.text_of("id");
  return name.empty() ? std::to_string(index) : name;
}

std::optional<std::size_t> find_rule(const std::string& key, const FormNode* rules) {
  for (std::size_t i = 0; rules != nullptr && i < rules->items.size(); ++i) {
    if (rule_key(*rules, i) == key) return i;
  }
  // `rule-1`, `rule-2`, …: the first that is free, also after one was removed.
  return std::nullopt;
}

/// Returns a name that no rule has: `rule-1`.
std::string new_name(const FormNode& rules) {
  for (std::size_t number = 1;; ++number) {
    std::string name = fmt::format("rule-{}", number);
    const bool is_taken = std::any_of(rules.items.begin(), rules.items.end(),
                                      [&name](const auto& one) { return one.second.text_of("id") == name; });
    if (!is_taken) return name;
  }
}

/// Reads the gaps of a rule from the visit. Members are chosen with their list, and stored without it. The list comes
/// before its members (gaps_of_shape), so it is known when they are read.
RuleGaps typed_gaps(const OfficeVisit& visit, RuleShape shape) {
  RuleGaps gaps{shape};
  for (const Gap& gap : gaps_of_shape(shape)) {
    std::string value(base::trim_ascii_space(visit.field(gap.name)));
    // A member of another list keeps its full pointer, so that it is refused.
    const std::string own = gaps.value("list") + "/*/";
    if (gap.type == Gap::Type::Member && value.starts_with(own)) value.erase(0, own.size());
    gaps.values.emplace(gap.name, std::move(value));
  }
  gaps.say_zh = base::trim_ascii_space(visit.field("say_zh"));
  gaps.say_en = base::trim_ascii_space(visit.field("say_en"));
  gaps.warns = visit.has("warns");
  return gaps;
}

OfficeForm rule_form(const OfficeVisit& visit, const FormDesign& design, const RuleGaps& gaps,
                     const std::optional<std::size_t>& index) {
  OfficeForm form{design_address(design.kind, "rules"), {}, {}};
  form.title = texts::DesignOf.in(visit.language, visit.words(index ? texts::DesignRuleChange : texts::DesignRuleNew),
                                  visit.words(shape_words(gaps.shape)));
  form.hidden = {{"_revision", std::to_string(design.draft.revision)}, {"shape", std::string(shape_name(gaps.shape))}};
  if (index) form.hidden.push_back({"rule", rule_key(*design.form.member("rules"), *index)});
  for (const Gap& gap : gaps_of_shape(gaps.shape)) {
    std::string value = gaps.value(std::string(gap.name));
    if (gap.type == Gap::Type::Text || gap.type == Gap::Type::Number) {
      OfficeInput input{std::string(gap.name), "text", visit.words(gap.label), value};
      if (gap.type == Gap::Type::Text) input.hint = visit.words(texts::DesignGapValueHint);
      form.inputs.push_back(std::move(input));
      continue;
    }
    // The inverse of typed_gaps(): the choices of the page have whole pointers.
    if (gap.type == Gap::Type::Member && !value.empty() && !value.starts_with('/'))
      value = gaps.value("list") + "/*/" + value;
    // `/jobs/*` and a member give `/jobs/*/*/from`: one star is too many.
    if (gap.type == Gap::Type::Member && value.find("/*/*/") != std::string::npos) value.erase(value.find("/*/"), 2);
    if (gap.type == Gap::Type::List && value.ends_with("/*")) value.resize(value.size() - 2);
    form.inputs.push_back(
        select_input(std::string(gap.name), visit.words(gap.label), value, choices_of(visit, design.form, gap.type)));
  }
  form.inputs.push_back(
      {"say_zh", "text", visit.words(texts::DesignSayZh), gaps.say_zh, visit.words(texts::DesignSayHint)});
  form.inputs.push_back({"say_en", "text", visit.words(texts::DesignSayEn), gaps.say_en});
  OfficeInput warns{"warns", "checkbox", visit.words(texts::DesignRuleWarns), "1"};
  warns.checked = gaps.warns;
  form.inputs.push_back(std::move(warns));
  form.buttons = {{"_rule", visit.words(texts::DesignSave)}, {"_try", visit.words(texts::DesignTry), true}};
  return form;
}

// Examples.

/// Shortens a long text, of which only the length matters here. In code points: texts of up to twice kShown are shown
/// completely, longer ones by their beginning and length.
std::string shortened(const OfficeVisit& visit, const std::string& text) {
  constexpr std::size_t kShown = 12;
  const std::size_t length = base::count_code_points(text);
  if (length <= 2 * kShown) return text;
  return texts::DesignExampleLong.in(visit.language, std::string(base::first_code_points(text, kShown)), length);
}

/// Returns the words by which the form shows a choice or an answer.
std::string shown_value(const OfficeVisit& visit, const FormNode* field, const std::string& text) {
  // An option is `[value, zh, en, printed]`; the applicant sees the wording.
  const FormNode* const options = field == nullptr ? nullptr : field->member("options");
  for (std::size_t i = 0; options != nullptr && i < options->items.size(); ++i) {
    const FormNode& option = options->items[i].second;
    if (!option.is_list() || option.items.empty() || option.items.front().second.text != text) continue;
    const auto words = [&option](std::size_t item) {
      return option.items[std::min(item, option.items.size() - 1)].second.text;
    };
    return TextOfBoth{words(1), words(2)}.in(visit.language);
  }
  const bool is_yes_no = field != nullptr && field->text_of("type") == "yes-no";
  if (is_yes_no && (text == "true" || text == "false"))
    return visit.words(text == "true" ? texts::DesignRuleYes : texts::DesignRuleNo);
  return shortened(visit, text);
}

/// Returns a value in words: `来访人第2行的姓名：甲某`
std::string value_words(const OfficeVisit& visit, const FormNode& form, const ExampleValue& value) {
  std::string pattern;
  std::string list;
  std::size_t row = 0;
  // `/visitors/1/name` → pattern `/visitors/*/name`, list `/visitors`, row 2.
  for (std::size_t from = 1; from <= value.pointer.size();) {
    const std::size_t end = std::min(value.pointer.find('/', from), value.pointer.size());
    const std::string part = value.pointer.substr(from, end - from);
    const auto index = typed_index(part);
    if (index) {
      list = pattern;
      row = *index + 1;
    }
    pattern += index ? "/*" : "/" + part;
    from = end + 1;
  }
  // An opinion is one field with a text and a day.
  const FormNode* const fields = form.member("fields");
  // A part of a field, such as the day of an opinion, has no title of its own.
  std::string known = pattern;
  while (fields != nullptr && !known.empty() && fields->member(known) == nullptr) known.erase(known.rfind('/'));
  const FormNode* const field = known.empty() || fields == nullptr ? nullptr : fields->member(known);
  std::string title = field_title(form, known.empty() ? pattern : known, visit.language);
  if (known != pattern && pattern.ends_with("/date")) title = texts::DesignRuleDay.in(visit.language, title);
  if (!list.empty() && known.size() > list.size())
    title = texts::DesignExampleRow.in(visit.language, field_title(form, list, visit.language), row, title);
  std::string words;
  if (value.is_list) {
    words = texts::DesignExampleRows.in(visit.language, value.rows);
  } else {
    for (const std::string& text : value.texts) {
      if (text.empty()) continue;
      words += (words.empty() ? "" : visit.words(texts::DesignExampleAnd)) + shown_value(visit, field, text);
    }
    if (words.empty()) words = visit.words(texts::DesignExampleBlank);
  }
  return texts::DesignOf.in(visit.language, title, words);
}

std::vector<std::string> example_lines(const OfficeVisit& visit, const FormNode& form, const DesignExample& example) {
  const auto line = [&](const diagnostics::BilingualText& label, const diagnostics::BilingualText& none, bool is_found,
                        const std::vector<ExampleValue>& values) {
    std::string words;
    for (const ExampleValue& value : values)
      words += (words.empty() ? "" : visit.words(texts::DesignExampleAnd)) + value_words(visit, form, value);
    if (is_found && words.empty()) words = visit.words(texts::DesignExampleAny);
    return is_found ? texts::DesignOf.in(visit.language, visit.words(label), words) : visit.words(none);
  };
  return {line(texts::DesignExamplePasses, texts::DesignExampleNoPass, example.accepts, example.accepted),
          line(texts::DesignExampleFails, texts::DesignExampleNoFail, example.refuses, example.refused)};
}

/// Empty if no examples were looked for, or if the search took too long.
std::vector<std::string> lines_of_rule(const OfficeVisit& visit, const RuleExamplesOf& examples, std::size_t rule) {
  for (const DesignExample& one : examples.found.rules) {
    if (one.rule == rule) return example_lines(visit, *examples.form, one);
  }
  return {};
}

/// Returns the message of a rule; inserted values are shown as `…`.
std::string said_by(const FormNode& rule, diagnostics::Language language) {
  const FormNode* const say = rule.member("say");
  if (say == nullptr) return {};
  std::string words = TextOfBoth{say->text_of("zh"), say->text_of("en")}.in(language);
  for (std::size_t from = words.find("{{"); from != std::string::npos; from = words.find("{{", from)) {
    const std::size_t end = words.find("}}", from);
    if (end == std::string::npos) break;
    words.replace(from, end + 2 - from, "…");
  }
  return words;
}

/// Returns the gaps for changing a rule, or for adding one of a shape; nullopt if the address names none, or a rule
/// without gaps.
std::optional<RuleGaps> gaps_of_page(const OfficeVisit& visit, const FormNode& form, const FormNode* rules,
                                     const std::optional<std::size_t>& index) {
  const bool is_typed = visit.posts() && (visit.has("_rule") || visit.has("_try"));
  const auto shape = find_shape(is_typed ? visit.field("shape") : visit.asked("new"));
  if (is_typed && shape) return typed_gaps(visit, *shape);
  if (index) return gaps_of(form, rules->items[*index].second, visit.language);
  return shape ? std::optional(RuleGaps{*shape}) : std::nullopt;
}

OfficeForm form_of_delete(const OfficeVisit& visit, const FormDesign& design, std::size_t index, bool has_gaps) {
  const FormNode& rules = *design.form.member("rules");
  OfficeForm form{design_address(design.kind, "rules"), {}, {{"_delete", visit.words(texts::DesignDelete), true}}};
  form.title = visit.words(texts::DesignRuleDelete);
  form.about = rule_sentence(design.form, rules.items[index].second, visit.language);
  if (!has_gaps) form.about = texts::DesignRuleFixed.in(visit.language, form.about);
  form.hidden = {{"_revision", std::to_string(design.draft.revision)}, {"rule", rule_key(rules, index)}};
  return form;
}

/// Returns the form without a rule.
base::Expected<FormNode, std::string> without_rule(const OfficeVisit& visit, const FormDesign& design) {
  FormNode changed = design.form;
  FormNode* const rules = changed.member("rules");
  const auto index = find_rule(visit.field("rule"), rules);
  if (!index) return base::Failure{visit.words(texts::DesignCannot)};
  rules->items.erase(rules->items.begin() + static_cast<std::ptrdiff_t>(*index));
  if (rules->items.empty()) changed.erase("/rules");
  return changed;
}

}  // namespace

base::Expected<FormNode, std::string> with_posted_rule(const OfficeVisit& visit, const FormDesign& design) {
  if (visit.has("_delete")) return without_rule(visit, design);
  const auto shape = find_shape(visit.field("shape"));
  const auto index = find_rule(visit.field("rule"), design.form.member("rules"));
  if (!shape || (visit.has("rule") && !index)) return base::Failure{visit.words(texts::DesignCannot)};
  FormNode changed = design.form;
  auto rule = rule_of(changed, typed_gaps(visit, *shape));
  if (!rule) return base::Failure{fault_words(visit, rule.error(), *shape)};
  if (changed.member("rules") == nullptr) changed.put("/rules", FormNode::list());
  FormNode* const rules = changed.member("rules");
  if (index) {
    // The rule keeps its name, by which programs know its messages, and the field beside which these are shown.
    FormNode& former = rules->items[*index].second;
    for (const std::string_view name : {"at", "id"}) {
      if (const FormNode* const kept = former.member(name))
        rule->items.insert(rule->items.begin(), {std::string(name), *kept});
    }
    former = *std::move(rule);
  } else {
    rule->items.insert(rule->items.begin(), {"id", FormNode::of_text(new_name(*rules))});
    rules->items.emplace_back(std::string(), *std::move(rule));
  }
  return changed;
}

std::size_t index_of_posted_rule(const OfficeVisit& visit, const FormNode& changed) {
  const FormNode* const rules = changed.member("rules");
  const std::size_t count = rules == nullptr ? 0 : rules->items.size();
  return find_rule(visit.field("rule"), rules).value_or(count - std::min<std::size_t>(1, count));
}

std::string rule_query(const FormNode& form, std::size_t index) {
  const FormNode* const rules = form.member("rules");
  if (rules == nullptr || index >= rules->items.size()) return {};
  const std::vector<http::FormField> query{{"rule", rule_key(*rules, index)}};
  return fmt::format("?{}#rule", http::write_form(query));
}

OfficeTable rules_table(const OfficeVisit& visit, const FormDesign& design, const std::string& report,
                        const RuleExamplesOf& examples) {
  const FormNode& form = design.form;
  const std::string address = design_address(design.kind, "rules");
  const FormNode* const rules = form.member("rules");
  OfficeTable page;
  page.paragraphs = {visit.words(texts::DesignRulesAbout)};
  for (const RuleShape shape : all_shapes()) {
    page.links.push_back({fmt::format("{}?new={}#rule", address, shape_name(shape)), visit.words(shape_words(shape))});
  }
  page.heads = {visit.words(texts::DesignRule), visit.words(texts::DesignRuleSays), visit.words(texts::DesignRuleKind),
                visit.words(texts::DesignExamples), ""};
  for (std::size_t i = 0; rules != nullptr && i < rules->items.size(); ++i) {
    const FormNode& rule = rules->items[i].second;
    const FormNode* const warn = rule.member("warn");
    const bool warns = warn != nullptr && warn->text == "true";
    OfficeCell shown{visit.words(texts::DesignExamples)};
    if (!examples.tried) shown.lines = lines_of_rule(visit, examples, i);
    if (shown.lines.empty()) shown.text = "–";
    page.rows.push_back({{{rule_sentence(form, rule, visit.language)},
                          {said_by(rule, visit.language)},
                          {visit.words(warns ? texts::DesignRuleWarning : texts::DesignRuleError)},
                          std::move(shown),
                          {visit.words(texts::DesignChange), address + rule_query(form, i)}}});
  }
  if (!report.empty()) page.said = {messages_json(report, visit.language).text()};
  const auto index = find_rule(visit.posts() ? visit.field("rule") : visit.asked("rule"), rules);
  const auto gaps = gaps_of_page(visit, form, rules, index);
  if (gaps) {
    page.forms.push_back(rule_form(visit, design, *gaps, index));
    const auto shown = examples.tried ? examples.tried : index;
    if (shown) page.forms.back().examples = lines_of_rule(visit, examples, *shown);
    const bool is_late = shown && page.forms.back().examples.empty() && (examples.tried || !visit.posts());
    if (is_late) page.forms.back().examples = {visit.words(texts::DesignExampleLate)};
  }
  if (index) {
    page.forms.push_back(form_of_delete(visit, design, *index, gaps.has_value()));
  }
  return page;
}

}  // namespace gongwen::service
