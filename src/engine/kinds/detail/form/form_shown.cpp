#include "engine/kinds/detail/form/form_shown.h"

#include "base/format.h"
#include "base/json.h"
#include "base/nearest_name.h"
#include "data/values.h"
#include "diagnostics/catalogue/engine.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "diagnostics/catalogue/texts/webform.h"
#include "diagnostics/text.h"

#include <algorithm>
#include <set>

// For `"/plate": {"must": true, "show_if": {"/by_car": true}}` two rules are made:
//   shown-plate: when item.by_car is defined and true, item.plate must be given;
//   not-shown-plate, a warning: when item.plate is given, item.by_car must be true.
// The web hides the field (`show_if` in the section `web`, form_bundle.cpp); paper and workbooks always show it.
// Messages state the conditions in words of both languages.
namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using data::Value;
using diagnostics::BilingualText;
using diagnostics::Language;

/// `/guests/*` of `/guests/*/plate`; empty outside lists. With nested lists, which form.json cannot have, it would be
/// the innermost.
std::string_view rows_around(std::string_view pointer) {
  const std::size_t star = pointer.rfind("/*");
  return star == std::string_view::npos ? std::string_view() : pointer.substr(0, star + 2);
}

bool is_word(const Value& value, std::string_view word) { return value.is_string() && value.string() == word; }

/// The values that a condition lists.
std::vector<Value> wanted_values(const Value& wanted) {
  if (!wanted.is_array()) return {wanted};
  std::vector<Value> values;
  for (std::size_t i = 0; i < wanted.size(); ++i) values.push_back(wanted.at(i));
  return values;
}

/// Builds the expressions of rules for the conditions of one field.
class ShownExpression {
 public:
  ShownExpression(const FormFile& form, std::string_view rows) : form_(form), rows_(rows) {}

  /// Whether the field has a value. `false` and 0 are values, "" and [] are not.
  std::string given(const FormField& field) const {
    const std::string it = item(field.pointer);
    const bool is_value = field.type == FormFieldType::YesNo || field.type == FormFieldType::Number;
    return is_value ? it + " is defined" : fmt::format("({0} is defined and {0})", it);
  }

  /// All conditions together; the caller passes at least one.
  std::string all(const std::vector<Value>& conditions) const {
    std::string expression;
    for (const Value& condition : conditions) {
      for (std::size_t i = 0; i < condition.size(); ++i) {
        if (!expression.empty()) expression += " and ";
        expression += test(*form_.find(condition.key_at(i)), condition.at(i));
      }
    }
    return expression;
  }

 private:
  /// `item.plate` for a member of the same row or, without rows, of the form; `data.by_car` for a field
  /// of the form seen from a row.
  std::string item(std::string_view pointer) const {
    std::string path;
    if (!rows_.empty() && pointer.starts_with(rows_)) {
      path = "item" + std::string(pointer.substr(rows_.size()));
    } else {
      path = (rows_.empty() ? "item" : "data") + std::string(pointer);
    }
    std::replace(path.begin(), path.end(), '/', '.');
    return path;
  }

  std::string test(const FormField& field, const Value& wanted) const {
    if (wanted.is_object()) return "not (" + test(field, *wanted.find("not")) + ")";
    if (is_word(wanted, "given")) return given(field);
    if (is_word(wanted, "blank")) return "not (" + given(field) + ")";
    const std::string it = item(field.pointer);
    std::string any;
    for (const Value& value : wanted_values(wanted)) {
      std::string literal = data::value_json(value);
      // A field with several choices has a list; the condition tests whether one of them is in it.
      if (!any.empty()) any += " or ";
      any += field.flag("many") ? fmt::format("{} in {}", literal, it) : fmt::format("{} == {}", it, literal);
    }
    // Undefined values fulfil no condition that names a value.
    return fmt::format("({} is defined and ({}))", it, any);
  }

  const FormFile& form_;
  std::string rows_;
};

/// The condition in words for people.
class ShownWords {
 public:
  ShownWords(const FormFile& form, Language language) : form_(form), language_(language) {}

  std::string all(const std::vector<Value>& conditions) const {
    std::string words;
    for (const Value& condition : conditions) {
      for (std::size_t i = 0; i < condition.size(); ++i) {
        if (!words.empty()) words += texts::EngineShownAnd.in(language_);
        words += one(*form_.find(condition.key_at(i)), condition.at(i));
      }
    }
    return words;
  }

  std::string title(const FormField& field) const { return field.title(language_ == Language::Chinese ? "zh" : "en"); }

 private:
  std::string one(const FormField& field, const Value& wanted) const {
    if (is_word(wanted, "given")) return texts::EngineShownGiven.in(language_, title(field));
    if (is_word(wanted, "blank")) return texts::EngineShownBlank.in(language_, title(field));
    if (wanted.is_object())
      return texts::EngineShownNot.in(language_, title(field), values(field, *wanted.find("not")));
    return texts::EngineShownIs.in(language_, title(field), values(field, wanted));
  }

  std::string values(const FormField& field, const Value& wanted) const {
    std::string words;
    for (const Value& value : wanted_values(wanted)) {
      if (!words.empty()) words += texts::EngineShownOr.in(language_);
      words += value_words(field, value);
    }
    return words;
  }

  std::string value_words(const FormField& field, const Value& value) const {
    if (value.type() == data::ValueType::Boolean) {
      return std::string((value.boolean() ? texts::WebformYes : texts::WebformNo).in(language_));
    }
    // Compared as JSON, so that the number 1 is not the text "1".
    std::string written = data::value_json(value);
    for (const FormOption& option : field.options) {
      std::string own = data::value_json(option.value);
      if (own == written) return language_ == Language::English && !option.en.empty() ? option.en : option.zh;
    }
    return value.is_string() ? std::string(value.string()) : written;
  }

  const FormFile& form_;
  Language language_;
};

/// Braces would begin an expression in a message, which is a template.
std::string as_message(const std::string& text) {
  std::string escaped;
  for (const char c : text) escaped += c == '{' ? std::string("{{ \"{\" }}") : std::string(1, c);
  return escaped;
}

class ShownRules {
 public:
  ShownRules(const FormFile& form, MadeValue& rules) : form_(form), rules_(rules) {}

  void add(const FormField& field) {
    const std::vector<Value> conditions = form_.conditions_of(field);
    // Groups and parts are given by their members, which have their own rules; fixed fields are not filled
    // in.
    const bool has_value = field.type != FormFieldType::Group && field.type != FormFieldType::Opinion &&
                           field.type != FormFieldType::Signatures && !field.flag("fixed");
    if (conditions.empty() || !has_value) return;
    const std::string_view rows = rows_around(field.pointer);
    const ShownExpression expression(form_, rows);
    const auto message = [&](const auto& text) {
      MadeValue made = MadeValue::object(field.value.span());
      for (const auto& [name, language] : {std::pair("zh", Language::Chinese), std::pair("en", Language::English)}) {
        const ShownWords words(form_, language);
        made.put(name, MadeValue::text(as_message(text.in(language, words.title(field), words.all(conditions))),
                                       field.value.span()));
      }
      return made;
    };
    if (field.must_if_shown) {
      put(field, rows, "shown", false, expression.all(conditions), expression.given(field),
          message(texts::EngineShownMust));
    }
    // Only a warning: people may cross out or leave an earlier answer, and the office decides.
    put(field, rows, "not-shown", true, expression.given(field), expression.all(conditions),
        message(texts::EngineShownOnly));
  }

 private:
  void put(const FormField& field, std::string_view rows, std::string_view kind, bool is_warning,
           const std::string& when, const std::string& demand, MadeValue message) {
    const diagnostics::Span place = field.value.span();
    const auto text = [&place](std::string_view words) {
      return MadeValue::text(words, place);
    };
    MadeValue made = MadeValue::object(place);
    made.put("id", text(id_of_rule(kind, field.pointer)));
    if (is_warning) made.put("severity", text("warning"));
    if (!rows.empty()) made.put("each", text(rows));
    // The place within the row: `/guests/*/plate` → `plate`.
    made.put("at", text(field.pointer.substr(rows.size() + 1)));
    made.put("when", text(when));
    made.put("assert", text(demand));
    made.put("message", std::move(message));
    rules_.add(std::move(made));
  }

  /// Ids have letters, digits and hyphens: `/jobs/*/from` → `not-shown-jobs-from`. Different pointers may
  /// give one id (`/a_b`, `/a/b`), which get numbers.
  std::string id_of_rule(std::string_view kind, std::string_view pointer) {
    std::string id(kind);
    for (const char c : pointer) {
      const bool is_mark = c == '/' || c == '_' || c == '*';
      if (!is_mark) {
        id += c;
      } else if (!id.ends_with('-')) {
        id += '-';
      }
    }
    std::string free = id;
    for (int i = 2; !ids_.insert(free).second; ++i) free = fmt::format("{}-{}", id, i);
    return free;
  }

  const FormFile& form_;
  MadeValue& rules_;
  std::set<std::string, std::less<>> ids_;
};

/// Whether a condition of the field leads back to it. `seen` holds the visited fields, so that a circle elsewhere also
/// ends the search.
bool leads_back(const FormFile& form, const FormField& field, std::string_view to, std::set<std::string>& seen) {
  if (!seen.insert(field.pointer).second) return false;
  for (const Value& condition : form.conditions_of(field)) {
    for (std::size_t i = 0; i < condition.size(); ++i) {
      if (condition.key_at(i) == to) return true;
      const FormField* const next = form.find(condition.key_at(i));
      if (next != nullptr && leads_back(form, *next, to, seen)) return true;
    }
  }
  return false;
}

}  // namespace

void check_conditions(const FormFile& form, diagnostics::DiagnosticSink& sink) {
  for (const FormField& field : form.fields) {
    const auto conditions = field.value.find("show_if");
    for (std::size_t i = 0; conditions && i < conditions->size(); ++i) {
      const std::string_view of = conditions->key_at(i);
      const Value place = conditions->at(i);
      const FormField* const other = form.find(of);
      if (other == nullptr) {
        std::vector<std::string_view> known;
        for (const FormField& one : form.fields) known.push_back(one.pointer);
        sink.report(messages::EngineFormUnknownField, place.origin(), of, base::find_nearest_name(of, known));
        continue;
      }
      const std::string_view rows = rows_around(of);
      // A condition must compare with a value; groups and lists have none.
      const bool is_value = other->type != FormFieldType::Group && other->type != FormFieldType::List &&
                            other->type != FormFieldType::Opinion && other->type != FormFieldType::Signatures;
      // A row may refer to fields of its own row and of the form, not to rows of another list.
      const bool is_near = rows.empty() || field.pointer.starts_with(std::string(rows) + "/");
      std::set<std::string> seen;
      if (!is_value || !is_near || leads_back(form, *other, field.pointer, seen) || of == field.pointer) {
        sink.report(messages::EngineFormShowIf, place.origin(), field.pointer, of);
      }
    }
  }
}

void add_shown_rules(const FormFile& form, MadeValue& rules) {
  ShownRules made(form, rules);
  for (const FormField& field : form.fields) made.add(field);
}

}  // namespace gongwen::engine
