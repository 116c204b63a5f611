#include "engine/webform/detail/shown_fields.h"

#include "base/json.h"
#include "engine/webform/detail/page_view.h"

#include <algorithm>

// The script of the page does the same immediately; the server decides each time it makes
// a page and when values are posted. A field is shown if all its conditions hold; a
// condition holds if the other field is itself shown and has one of the values. So
// conditions follow each other: `/plate` of a guest depends on `/by_car`, which depends on
// `/comes`.
namespace gongwen::webform {
namespace {

/// Conditions of conditions: the limit is longer than any chain in a form, so that a circle ends.
constexpr int kMostConditions = 8;

/// `/guests/*/car` for the field `/guests/2/plate` is `/guests/2/car`.
std::string in_row_of(std::string_view pattern, std::string_view pointer) {
  const std::size_t star = pattern.find("/*");
  if (star == std::string_view::npos) return std::string(pattern);
  const std::size_t end = std::min(pointer.find('/', star + 1), pointer.size());
  const std::string_view row = pointer.size() > star ? pointer.substr(star, end - star) : std::string_view("/0");
  return std::string(pattern.substr(0, star)) + std::string(row) + std::string(pattern.substr(star + 2));
}

/// The values that fulfil a condition, including the texts that people choose from a list into which they may type.
std::vector<std::string> wanted_texts(const ShownWhen& condition, const WebField& of) {
  std::vector<std::string> texts = condition.values;
  for (const WebChoice& choice : of.choices) {
    const bool is_wanted =
        std::find(condition.values.begin(), condition.values.end(), choice.value) != condition.values.end();
    if (is_wanted && of.free_text && choice.label != choice.value) texts.push_back(choice.label);
  }
  return texts;
}

}  // namespace

ShownFields::ShownFields(const WebForm& form, const TypedValues* values) : form_(form), is_blank_(values == nullptr) {
  for (const WebStep& step : form.steps) {
    for (const WebGroup& group : step.groups) {
      has_conditions_ = has_conditions_ || std::any_of(group.fields.begin(), group.fields.end(),
                                                       [](const WebField& field) { return !field.shown.empty(); });
    }
  }
  for (std::size_t i = 0; values != nullptr && has_conditions_ && i < values->size(); ++i) {
    values_.emplace((*values)[i].pointer, &(*values)[i].texts);
  }
}

bool ShownFields::is_shown(const std::string& pointer, int depth) const {
  // Most forms have no conditions, and then this costs nothing.
  if (!has_conditions_ || depth > kMostConditions) return true;
  const auto found = find_field(form_, pointer);
  if (!found) return true;
  return std::all_of(found->field->shown.begin(), found->field->shown.end(),
                     [&](const ShownWhen& condition) { return holds(condition, pointer, depth); });
}

bool ShownFields::holds(const ShownWhen& condition, const std::string& of, int depth) const {
  const std::string pointer = in_row_of(condition.pointer, of);
  const auto found = find_field(form_, pointer);
  // A value that is not on the web cannot be answered there.
  if (!found) return true;
  std::vector<std::string> texts;
  // A field that is not shown has no value.
  if (is_shown(pointer, depth + 1)) texts = texts_of(pointer, *found->field);
  const std::vector<std::string> wanted = wanted_texts(condition, *found->field);
  // Without values any answer fulfils the condition.
  const bool is_met = wanted.empty() ? !texts.empty() : std::any_of(texts.begin(), texts.end(), [&](const auto& text) {
    return std::find(wanted.begin(), wanted.end(), text) != wanted.end();
  });
  return is_met != condition.is_not;
}

std::vector<std::string> ShownFields::texts_of(const std::string& pointer, const WebField& field) const {
  const auto typed = values_.find(pointer);
  std::vector<std::string> texts;
  if (typed != values_.end()) {
    texts = *typed->second;
  } else if (is_blank_ || field.read_only) {
    texts = default_texts(field);
  }
  std::erase_if(texts, [](const std::string& text) { return text.find_first_not_of(" \t\r\n") == std::string::npos; });
  // An unticked box is not posted.
  if (texts.empty() && field.type == "check" && field.on_value == "true") texts.emplace_back("false");
  return texts;
}

std::string ShownFields::script_conditions(const WebField& field) const {
  base::Json conditions = base::Json::list();
  for (const ShownWhen& condition : field.shown) {
    const auto found = find_field(form_, in_row_of(condition.pointer, {}));
    // The script cannot read values that have no control: the server has already decided.
    if (!found || found->field->read_only) continue;
    base::Json one = base::Json::object();
    one.set("pointer", condition.pointer).set("values", base::Json::list_of(wanted_texts(condition, *found->field)));
    conditions.add(std::move(one.set("not", condition.is_not)));
  }
  return conditions.size() == 0 ? std::string() : conditions.text();
}

}  // namespace gongwen::webform
