#include "engine/kinds/detail/form/form_rules.h"

#include "base/format.h"
#include "base/nearest_name.h"
#include "diagnostics/catalogue/engine.h"
#include "engine/kinds/detail/form/form_later.h"
#include "engine/kinds/detail/form/form_rule_kinds.h"
#include "engine/kinds/detail/form/form_rule_words.h"

#include <algorithm>

// Each sentence becomes an expression of the rules (src/templating/rules). A value that is absent fulfils every demand
// but `given`, and no condition but `blank`, so that authors need not think of it.
// For example, with a required yes-no `/member`,
//   {"if": {"/member": true}, "then": {"/number": {"least": 4}}, "say": {…}}
// becomes
//   {"id": "rule-1", "at": "member", "when": "item.member", "assert": "(not (item.number) or item.number
//   | length >= 4)", …}
// `rows_` is the list to which a sentence applies, `/jobs/*`: the rule is then checked for each row (`each`), `item` is
// the row, and fields of the form are `data.…`. Sentences of special kinds are in form_rule_kinds.cpp and
// form_later.cpp.
namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using data::Value;
using diagnostics::Span;

class FormRules {
 public:
  FormRules(const FormFile& form, diagnostics::DiagnosticSink& sink) : form_(form), sink_(sink) {}

  MadeValue make() {
    for (const Value& rule : form_items(form_.root(), "rules")) {
      place_ = rule.span();
      const diagnostics::ErrorWatch watch(sink_);
      // A sentence with a wrong pointer is left out: its expression would only lead to further messages.
      check_pointers(rule);
      if (!watch.saw_errors()) add(rule);
      ++number_;
    }
    return std::move(made_);
  }

 private:
  void check_pointer(const Value& place, std::string_view pointer) {
    if (form_.find_value(pointer) != nullptr) return;
    std::vector<std::string_view> known;
    for (const FormField& field : form_.fields) known.push_back(field.pointer);
    for (const FormField& part : form_.parts) known.push_back(part.pointer);
    sink_.report(messages::EngineFormUnknownField, place.origin(), pointer, base::find_nearest_name(pointer, known));
  }

  /// All pointers lead to fields; those into rows, into the rows of one list. Sets `rows_`, which later
  /// steps use.
  void check_pointers(const Value& rule) {
    rows_.clear();
    for (const std::string_view member : {"if", "then", "else"}) {
      const auto all = rule.find(member);
      for (std::size_t i = 0; all && i < all->size(); ++i) {
        const Value value = all->at(i);
        check_pointer(value, all->key_at(i));
        note_rows(value, all->key_at(i));
        check_compared(value);
      }
    }
    // These apply to rows and make no sense elsewhere.
    for (const std::string_view member : {"unique", "sorted", "no_overlap"}) {
      if (const auto pointer = rule.find(member)) {
        check_rows(*pointer);
        if (rows_.empty()) sink_.report(messages::EngineFormNoRows, pointer->origin(), pointer->string());
      }
    }
    for (const std::string_view member : {"by", "of"}) {
      // `by` and `of` name members of the rows, without the pointer of the list.
      for (const Value& name : form_items(rule, member)) {
        const std::string pointer = rows_ + "/" + std::string(name.string());
        check_pointer(name, pointer);
        if (member == "of") check_day(name, pointer);
      }
    }
    for (const std::string_view member : {"age", "on"}) {
      if (const auto pointer = rule.find(member)) check_day(*pointer);
    }
    for (const Value& pointer : form_items(rule, "in_order")) check_day(pointer);
    for (const std::string_view member : {"in", "than"}) {
      for (const Value& pointer : form_items(rule, member)) check_pointer(pointer, pointer.string());
    }
    // An opinion represents its day.
    for (const Value& pointer : form_items(rule, "working_day")) {
      const FormField* const field = form_.find_value(pointer.string());
      if (field == nullptr || field->type != FormFieldType::Opinion) check_day(pointer);
    }
    if (const auto later = rule.find("later")) check_pointer(*later, later->string());
    if (const auto must = rule.find("must")) {
      for (const Value& pointer : one_or_all(*rule.find("each"))) check_pointer(pointer, pointer.string());
      check_compared(*must);
      // Each value is checked alone: it has no row with others.
      if (!rows_.empty()) sink_.report(messages::EngineFormMixedRows, must->origin(), rows_, "each");
    }
    // Rows are sorted by a member; rows as such have no order.
    if (const auto sorted = rule.find("sorted"); sorted && sorted->string().ends_with("/*"))
      sink_.report(messages::EngineFormNoRows, sorted->origin(), sorted->string());
    if (rule.find("signed_in_order") && !rule.find("in")) {
      for (const Value& pointer : form_items(rule, "signed_in_order"))
        // Signatures of levels are checked in add_signatures(); here each pointer is an opinion with its
        // day.
        check_pointer(pointer, std::string(pointer.string()) + "/date");
    }
  }

  void check_day(const Value& pointer) {
    check_rows(pointer);
    check_day(pointer, pointer.string());
  }

  /// A field that is missing has been reported by the caller.
  void check_day(const Value& place, std::string_view pointer) {
    const FormField* const field = form_.find_value(pointer);
    if (field == nullptr || field->type == FormFieldType::Date || field->type == FormFieldType::Month) return;
    sink_.report(messages::EngineFormNoDay, place.origin(), pointer);
  }

  void check_compared(const Value& condition) {
    for (const std::string_view word : {"after", "before", "not_after", "not_before", "surname_of"}) {
      const auto other = condition.is_object() ? condition.find(word) : std::nullopt;
      if (other) check_rows(*other);
    }
  }

  void check_rows(const Value& pointer) {
    // The rows of a list are not a field, but the list is. `/jobs/*` means each row as a
    // whole.
    std::string_view field = pointer.string();
    if (field.ends_with("/*")) field.remove_suffix(2);
    check_pointer(pointer, field);
    note_rows(pointer, pointer.string());
  }

  /// The first list found is that of the sentence; a second one could not be paired with its rows.
  void note_rows(const Value& place, std::string_view pointer) {
    const std::string rows = split_rows(pointer).first;
    if (rows.empty()) return;
    if (rows_.empty()) rows_ = rows;
    if (rows != rows_) sink_.report(messages::EngineFormMixedRows, place.origin(), rows_, rows);
  }

  MadeValue start(const Value& rule, std::string_view own_id) const {
    MadeValue made = MadeValue::object(place_);
    std::string id = form_text(rule, "id");
    if (id.empty()) id = own_id.empty() ? fmt::format("rule-{}", number_) : std::string(own_id);
    made.put("id", MadeValue::text(id, place_));
    if (form_flag(rule, "warn")) made.put("severity", MadeValue::text("warning", place_));
    return made;
  }

  void put(MadeValue& made, std::string_view name, std::string_view text) const {
    if (!text.empty()) made.put(name, MadeValue::text(text, place_));
  }

  /// The kinds of sentences exclude each other by form.schema.json; the remaining kind has `if`, `then`,
  /// `else`.
  void add(const Value& rule) {
    if (rule.find("expression")) return add_expression(rule);
    if (rule.find("signed_in_order") && rule.find("in")) return add_signatures(rule);
    if (is_rule_kind(rule)) return add_rule_kind(form_, rule, rows_, number_, made_);
    if (rule.find("later")) {
      MadeValue later = start(rule, {});
      add_later(form_, rule, later);
      made_.add(std::move(later));
      return;
    }
    MadeValue made = start(rule, {});
    const RuleWords words(form_, rows_);
    put(made, "each", rows_);
    const auto when = rule.find("if");
    const Value then = *rule.find("then");
    const auto otherwise = rule.find("else");
    // Reported at the field of the condition: the one that a person has ticked or written.
    const std::string_view first = (when ? *when : then).key_at(0);
    // A place given as `at` takes precedence.
    std::string at = form_text(rule, "at");
    if (at.empty()) at = split_rows(first).second;
    put(made, "at", at.starts_with('/') ? at.substr(1) : at);
    // With `else` both cases are demands, so the condition moves into the assertion instead of `when`.
    if (otherwise && when) {
      put(made, "assert",
          fmt::format("({}) if ({}) else ({})", words.conditions(then, true), words.conditions(*when, false),
                      words.conditions(*otherwise, true)));
    } else {
      if (when) put(made, "when", words.conditions(*when, false));
      put(made, "assert", words.conditions(then, true));
    }
    made.put("message", MadeValue::copy_of(*rule.find("say")));
    made_.add(std::move(made));
  }

  /// Takes an expression unchanged, with its own place, so that a message about it points into the expression.
  void add_expression(const Value& rule) {
    MadeValue made = start(rule, {});
    for (const auto& [from, to] : {std::pair("each", "each"), std::pair("at", "at"), std::pair("when", "when"),
                                   std::pair("expression", "assert"), std::pair("say", "message")}) {
      if (const auto value = rule.find(from)) made.put(to, MadeValue::copy_of(*value));
    }
    made_.add(std::move(made));
  }

  /// The levels sign from the first to the last; no day may be before that of the level that signed before. `in` may
  /// name several fields of signatures, each of which is checked separately (`each`). Makes one rule that no level
  /// below the last is missing, and one for each level except the first.
  void add_signatures(const Value& rule) {
    const std::vector<Value> order = form_items(rule, "signed_in_order");
    std::vector<std::string> levels;
    for (const Value& level : order) levels.emplace_back(level.string());
    const FormField& field = *form_.find(form_items(rule, "in").front().string());
    const auto named = [&](const std::string& level, std::size_t language) {
      // [1] is the Chinese name of a level, [2] the English one.
      for (const Value& known : form_items(field.value, "levels")) {
        if (known.at(0).string() == level) return std::string(known.at(language).string());
      }
      return level;
    };
    const diagnostics::ErrorWatch watch(sink_);
    for (const Value& signed_field : form_items(rule, "in")) check_levels(order, *form_.find(signed_field.string()));
    if (watch.saw_errors()) return;
    const std::string last = levels.back();
    std::vector<std::string> below;
    for (std::size_t i = 0; i + 1 < levels.size(); ++i) below.push_back("item." + levels[i] + ".date");
    MadeValue all = signature_rule(rule, "signed-bottom-up", {});
    put(all, "when", "item." + last + ".date");
    put(all, "assert", joined(below, " and "));
    add_message(all, named(last, 1) + "已签署并填写日期，下级也应签署并填写日期",
                fmt::format("the {} has signed with a date, but a level below has none", named(last, 2)));
    made_.add(std::move(all));
    for (std::size_t i = 1; i < levels.size(); ++i) {
      std::vector<std::string> before;
      // The nearest level below with a day, written as `(item.b.date or item.a.date)`: the first given
      // one.
      for (std::size_t k = i; k-- > 0;) before.push_back("item." + levels[k] + ".date");
      const std::string earlier = before.size() == 1 ? before.front() : "(" + joined(before, " or ") + ")";
      const std::string own = "item." + levels[i] + ".date";
      MadeValue made = signature_rule(rule, levels[i] + "-signs-later", levels[i] + "/date");
      put(made, "when", own + " and " + earlier);
      put(made, "assert", earlier + " <= " + own);
      // Parentheses make the expression one operand of the filter in the message.
      const std::string day = earlier.front() == '(' ? earlier : "(" + earlier + ")";
      add_message(
          made,
          fmt::format("{}的日期{{{{ {} | cn_date }}}}早于下级的{{{{ {} | cn_date }}}}", named(levels[i], 1), own, day),
          fmt::format("the {} signs on {{{{ {} }}}}, before the level below on {{{{ {} }}}}", named(levels[i], 2), own,
                      day));
      made_.add(std::move(made));
    }
  }

  void check_levels(const std::vector<Value>& order, const FormField& field) {
    const std::vector<Value> known = form_items(field.value, "levels");
    for (const Value& level : order) {
      const std::string_view name = level.string();
      if (std::any_of(known.begin(), known.end(), [&](const Value& one) { return one.at(0).string() == name; }))
        continue;
      sink_.report(messages::EngineFormNoLevel, level.origin(), name, field.pointer);
    }
  }

  /// One sentence makes several rules; their ids begin with its own, if it has one.
  MadeValue signature_rule(const Value& rule, const std::string& id, const std::string& at) const {
    MadeValue made = start(rule, id);
    const std::string own = form_text(rule, "id");
    if (!own.empty()) made.put("id", MadeValue::text(own + "-" + id, place_));
    made.put("each", MadeValue::copy_of(*rule.find("in")));
    put(made, "at", at);
    return made;
  }

  void add_message(MadeValue& made, std::string_view zh, std::string_view en) const {
    MadeValue& message = made.put("message", MadeValue::object(place_));
    message.put("zh", MadeValue::text(zh, place_));
    message.put("en", MadeValue::text(en, place_));
  }

  const FormFile& form_;
  diagnostics::DiagnosticSink& sink_;
  MadeValue made_ = MadeValue::list(form_.root().span());
  Span place_;
  std::string rows_;
  int number_ = 1;
};

}  // namespace

MadeValue rules_of_form(const FormFile& form, diagnostics::DiagnosticSink& sink) {
  return FormRules(form, sink).make();
}

}  // namespace gongwen::engine
