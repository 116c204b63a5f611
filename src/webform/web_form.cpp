#include "webform/web_form.h"

#include "base/ascii.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/webform.h"
#include "forms/fill_fields.h"
#include "schema/schema_fields.h"
#include "webform/detail/form_builder.h"

#include <algorithm>
#include <charconv>

namespace gongwen::webform {
namespace {

using forms::Field;
using schema::SchemaType;

bool is_list_of(const schema::Schema& schema, std::string_view pointer) {
  const auto field = schema::known_field(schema, pointer);
  return field && field->types.has(SchemaType::Array) && !field->types.has(SchemaType::Object);
}

class FormBuilder {
 public:
  explicit FormBuilder(const FormParts& parts) : parts_(parts) {}

  WebForm build() {
    WebForm form;
    form.language = parts_.language;
    form.plan = parts_.plan;
    form.steps.resize(std::max<std::size_t>(1, parts_.plan.steps.size()));
    for (std::size_t i = 0; i < parts_.plan.steps.size(); ++i) {
      form.steps[i].title = parts_.plan.steps[i].title.in(parts_.language);
    }
    for (const Field& field : parts_.fields.fields) {
      if (std::holds_alternative<forms::SignatureField>(field.type) || is_left_out(field.pointer)) continue;
      add(field, form.steps[step_of(field.pointer)]);
    }
    for (WebStep& step : form.steps) {
      for (WebGroup& group : step.groups) finish(group);
    }
    for (const PlannedIntro& planned : parts_.plan.intro) form.intro.push_back(make_intro(planned, parts_));
    return form;
  }

 private:
  bool is_left_out(const std::string& pointer) const {
    const std::string pattern = place_of(pointer, parts_.schema).pattern;
    return std::any_of(parts_.plan.not_here.begin(), parts_.plan.not_here.end(), [&](const std::string& place) {
      return is_within(pointer, place) || is_within(pattern, place);
    });
  }

  std::size_t step_of(const std::string& pointer) const {
    const auto& steps = parts_.plan.steps;
    const std::string pattern = place_of(pointer, parts_.schema).pattern;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      for (const std::string& place : steps[i].fields) {
        if (is_within(pointer, place) || is_within(pattern, place)) return i;
      }
    }
    return steps.empty() ? 0 : steps.size() - 1;
  }

  void add(const Field& field, WebStep& step) {
    const FieldPlace place = place_of(field.pointer, parts_.schema);
    WebGroup& group = group_of(place, step);
    const bool known = std::any_of(group.fields.begin(), group.fields.end(),
                                   [&](const WebField& other) { return other.pointer == place.pattern; });
    if (!known) group.fields.push_back(make_field(field, place.pattern, group, parts_));
  }

  WebGroup& group_of(const FieldPlace& place, WebStep& step) {
    const auto is_it = [&](const WebGroup& group) {
      return group.pointer == place.group && group.is_list == place.in_list;
    };
    // Fields that lie in no object keep their places between the others.
    if (place.group.empty()) {
      if (step.groups.empty() || !is_it(step.groups.back())) step.groups.emplace_back();
      return step.groups.back();
    }
    const auto found = std::find_if(step.groups.begin(), step.groups.end(), is_it);
    if (found != step.groups.end()) return *found;
    return step.groups.emplace_back(make_group(place));
  }

  WebGroup make_group(const FieldPlace& place) const {
    WebGroup group;
    group.pointer = place.group;
    group.is_list = place.in_list;
    group.title = forms::field_title(parts_.schema, place.group, parts_.language);
    const auto known = schema::known_field(parts_.schema, place.group);
    if (!known) return group;
    group.hint = known->description.in(parts_.language);
    group.required = forms::is_always_required(parts_.schema, place.group);
    if (place.in_list) {
      group.min_rows = known->limits.min_items.value_or(0);
      group.max_rows = known->limits.max_items;
    }
    if (const auto own = parts_.plan.words.find(place.group); own != parts_.plan.words.end()) {
      if (!own->second.label.english.empty()) group.title = own->second.label.in(parts_.language);
      if (!own->second.hint.english.empty()) group.hint = own->second.hint.in(parts_.language);
    }
    return group;
  }

  /// What is asked of an object that may be left out is not asked of everybody.
  static void finish(WebGroup& group) {
    if (group.pointer.empty() || group.is_list) return;
    group.required =
        std::any_of(group.fields.begin(), group.fields.end(), [](const WebField& field) { return field.required; });
  }

  const FormParts& parts_;
};

/// The number of a row before the rest of a pointer in the list.
std::optional<std::size_t> read_row(std::string_view text) {
  constexpr std::size_t kMaxDigits = 6;
  std::size_t row = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), row);
  const bool canonical = text == "0" || !text.starts_with('0');
  const bool is_number = error == std::errc() && end == text.data() + text.size() && text.size() <= kMaxDigits;
  return is_number && canonical ? std::optional(row) : std::nullopt;
}

std::optional<FoundField> find_in_list(const WebGroup& group, std::string_view pointer) {
  const std::string_view below = pointer.substr(group.pointer.size() + 1);
  const std::string_view number = below.substr(0, below.find('/'));
  const std::optional<std::size_t> row = read_row(number);
  if (!row) return std::nullopt;
  const std::string pattern = group.pointer + "/*" + std::string(below.substr(number.size()));
  for (const WebField& field : group.fields) {
    if (field.pointer == pattern) return FoundField{&group, &field, row};
  }
  return std::nullopt;
}

}  // namespace

FieldPlace place_of(const std::string& pointer, const schema::Schema& schema) {
  for (std::size_t slash = pointer.find('/', 1); slash != std::string::npos; slash = pointer.find('/', slash + 1)) {
    const std::size_t end = std::min(pointer.find('/', slash + 1), pointer.size());
    const std::string_view token = std::string_view(pointer).substr(slash + 1, end - slash - 1);
    const bool number = !token.empty() && std::all_of(token.begin(), token.end(), base::is_ascii_digit);
    if (!number || !is_list_of(schema, std::string_view(pointer).substr(0, slash))) continue;
    return {pointer.substr(0, slash), pointer.substr(0, slash) + "/*" + pointer.substr(end), true};
  }
  return {pointer.substr(0, pointer.rfind('/')), pointer, false};
}

WebForm build_form(const FormParts& parts) { return FormBuilder(parts).build(); }

bool is_within(std::string_view pointer, std::string_view place) {
  return pointer.starts_with(place) && (pointer.size() == place.size() || pointer[place.size()] == '/');
}

std::optional<FoundField> find_field(const WebForm& form, std::string_view pointer) {
  for (const WebStep& step : form.steps) {
    for (const WebGroup& group : step.groups) {
      if (group.is_list) {
        const bool below = is_within(pointer, group.pointer) && pointer.size() > group.pointer.size();
        if (const auto found = below ? find_in_list(group, pointer) : std::nullopt) return found;
        continue;
      }
      for (const WebField& field : group.fields) {
        if (field.pointer == pointer) return FoundField{&group, &field, std::nullopt};
      }
    }
  }
  return std::nullopt;
}

std::string label_at(const WebForm& form, std::string_view pointer) {
  const auto of_row = [&form](const WebGroup& group, std::size_t row) {
    return texts::WebformItem.in(form.language, group.title, row + 1);
  };
  if (const auto found = find_field(form, pointer)) {
    const WebGroup& group = *found->group;
    if (found->row && found->field->pointer == group.pointer + "/*") return of_row(group, *found->row);
    const std::string around = found->row ? of_row(group, *found->row) : group.title;
    return around.empty() ? found->field->label
                          : around + std::string(texts::Colon.in(form.language)) + found->field->label;
  }
  for (const WebStep& step : form.steps) {
    for (const WebGroup& group : step.groups) {
      if (group.pointer.empty() || !is_within(pointer, group.pointer)) continue;
      if (pointer.size() == group.pointer.size()) return group.title;
      const auto row = group.is_list ? read_row(pointer.substr(group.pointer.size() + 1)) : std::nullopt;
      if (row) return of_row(group, *row);
    }
  }
  return {};
}

std::string pointer_in_row(const WebGroup& group, const WebField& field, std::size_t row) {
  return group.pointer + "/" + std::to_string(row) + field.pointer.substr(group.pointer.size() + 2);
}

}  // namespace gongwen::webform
