#include "webform/web_form.h"

#include "base/utf8.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/webform.h"
#include "forms/field_model.h"
#include "forms/fill_fields.h"
#include "schema/schema.h"
#include "schema/schema_fields.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <string_view>

// Parts of a web form, from what the template, the schema and the bundle's own words say of a field.
namespace gongwen::webform {

/// Where a field of the form is: in a list, in an object, or in neither.
struct FieldPlace {
  std::string group;    // pointer of the list or object; empty: neither
  std::string pattern;  // of the field: `*` for the row
  bool in_list = false;
};

/// Of lists in lists the outermost has the rows.
FieldPlace place_of(const std::string& pointer, const schema::Schema& schema);

/// `pattern` is the pointer of the field, with `*` for the row of a list; `group` what it lies in.
WebField make_field(const forms::Field& field, const std::string& pattern, const WebGroup& group,
                    const FormParts& parts);

/// Of a pointer the title of the field and its default.
WebIntro make_intro(const PlannedIntro& planned, const FormParts& parts);

namespace {

using schema::SchemaField;

class FieldMaker {
 public:
  FieldMaker(const forms::Field& field, const std::string& pattern, const WebGroup& group, const FormParts& parts)
      : field_(field), group_(group), parts_(parts), known_(schema::known_field(parts.schema, field.pointer)) {
    made_.pointer = pattern;
  }

  WebField make() {
    std::visit([this](const auto& type) { take(type); }, field_.type);
    made_.label = label();
    made_.hint = field_.hint;
    made_.examples = field_.examples;
    made_.placeholder = field_.placeholder;
    made_.read_only = field_.read_only;
    made_.value = field_.value;
    made_.required = field_.required;
    if (known_) add_schema();
    add_own_words();
    return std::move(made_);
  }

 private:
  void take(const forms::TextField& text) {
    made_.type = text.multiline ? "multiline" : "text";
    made_.max_length = text.max_characters;
  }
  void take(const forms::NumberField& number) {
    made_.type = "number";
    made_.least = number.least;
    made_.most = number.most;
  }
  void take(const forms::DateField& date) {
    made_.type = date.month_only ? "month" : "date";
    made_.least = date.earliest;
    made_.most = date.latest;
  }
  void take(const forms::EmailField&) {
    made_.type = "email";
    made_.autocomplete = "email";
  }
  void take(const forms::PhoneField&) { made_.type = "phone"; }
  void take(const forms::CheckField& check) {
    made_.type = "check";
    made_.on_value = check.on_value;
  }
  void take(const forms::ChoiceField& choice) {
    made_.type = choice.several ? "choices" : "choice";
    made_.free_text = choice.free_text;
    for (const forms::FieldChoice& one : choice.choices) made_.choices.push_back({one.value, label_of(one)});
  }
  void take(const forms::SignatureField&) { made_.type = "signature"; }
  void take(const forms::FileField& file) {
    made_.type = "file";
    made_.accept = file.types;
  }

  /// The template's words are in its own language; the schema may have others.
  std::string label_of(const forms::FieldChoice& one) const {
    const std::string own = one.label.empty() ? one.value : one.label;
    if (!known_ || parts_.language == parts_.document_language) return own;
    if (known_->types.has(schema::SchemaType::Boolean) && (one.value == "true" || one.value == "false")) {
      return std::string((one.value == "true" ? texts::WebformYes : texts::WebformNo).in(parts_.language));
    }
    const std::vector<schema::FieldChoice>& choices =
        known_->choices.empty() && !known_->parts.empty() ? known_->parts.front().choices : known_->choices;
    for (const schema::FieldChoice& choice : choices) {
      const std::string_view title = choice.title.in(parts_.language);
      if (!title.empty() && forms::value_text(choice.value) == one.value) return std::string(title);
    }
    return own;
  }

  /// Without the words of the groups around it, which are above. A list of texts has no other name for its items.
  std::string label() const {
    const bool translated = parts_.language != parts_.document_language;
    std::string label = translated ? std::string() : field_.label;
    if (label.empty()) label = forms::field_title(parts_.schema, field_.pointer, parts_.language);
    if (label.empty()) label = field_.label;
    if (group_.pointer.empty()) return label;
    const std::string_view own = known_ ? known_->title.in(parts_.language) : std::string_view();
    const std::string around = forms::field_title(parts_.schema, around_pointer(), parts_.language);
    if (!own.empty() && label.starts_with(around)) return std::string(own);
    return label;
  }

  /// The object or the row that the field lies in.
  std::string around_pointer() const {
    if (!group_.is_list) return group_.pointer;
    const std::size_t end = field_.pointer.find('/', group_.pointer.size() + 1);
    return field_.pointer.substr(0, end);
  }

  void add_schema() {
    made_.min_length = known_->limits.min_length;
    if (!made_.max_length && (made_.type == "text" || made_.type == "multiline")) {
      made_.max_length = known_->limits.max_length;
    }
    for (const schema::Format format : forms::formats_of(*known_)) {
      made_.formats.emplace_back(schema::describe_format(format).name);
    }
    if (group_.is_list) {
      made_.required = known_->required || known_->name.empty();
      made_.value = known_->default_value ? forms::value_text(*known_->default_value).value_or("") : "";
    }
    if (const auto words = schema::find_extension(*known_, "x-autocomplete"); words && words->is_string()) {
      made_.autocomplete = words->string();
    }
  }

  void add_own_words() {
    const auto own = parts_.plan.words.find(made_.pointer);
    if (own == parts_.plan.words.end()) return;
    if (!own->second.label.english.empty()) made_.label = own->second.label.in(parts_.language);
    if (!own->second.hint.english.empty()) made_.hint = own->second.hint.in(parts_.language);
    if (!own->second.autocomplete.empty()) made_.autocomplete = own->second.autocomplete;
    made_.read_only = made_.read_only || own->second.is_fixed;
  }

  const forms::Field& field_;
  const WebGroup& group_;
  const FormParts& parts_;
  std::shared_ptr<const SchemaField> known_;
  WebField made_;
};

}  // namespace

WebField make_field(const forms::Field& field, const std::string& pattern, const WebGroup& group,
                    const FormParts& parts) {
  return FieldMaker(field, pattern, group, parts).make();
}

WebIntro make_intro(const PlannedIntro& planned, const FormParts& parts) {
  if (planned.pointer.empty()) return {{}, {planned.text.in(parts.language)}};
  WebIntro intro{forms::field_title(parts.schema, planned.pointer, parts.language), {}};
  const auto known = schema::known_field(parts.schema, planned.pointer);
  if (!known || !known->default_value) return intro;
  const data::Value value = *known->default_value;
  intro.is_list = value.is_array();
  for (std::size_t i = 0; value.is_array() && i < value.size(); ++i) {
    if (auto text = forms::value_text(value.at(i))) intro.texts.push_back(*std::move(text));
  }
  if (auto text = intro.is_list ? std::nullopt : forms::value_text(value)) intro.texts.push_back(*std::move(text));
  return intro;
}

namespace {

base::Json field_json(const WebField& field) {
  base::Json json = base::Json::object();
  json.set("pointer", field.pointer).set("type", field.type).set("label", field.label);
  const auto set_text = [&json](std::string_view name, const std::string& text) {
    if (!text.empty()) json.set(name, text);
  };
  const auto set_list = [&json](std::string_view name, const std::vector<std::string>& texts) {
    if (!texts.empty()) json.set(name, base::Json::list_of(texts));
  };
  set_text("hint", field.hint);
  set_list("examples", field.examples);
  json.set("required", field.required);
  if (field.read_only) json.set("readOnly", true);
  if (field.free_text) json.set("freeText", true);
  if (!field.choices.empty()) {
    base::Json choices = base::Json::list();
    for (const WebChoice& choice : field.choices) {
      choices.add(std::move(base::Json::object().set("value", choice.value).set("label", choice.label)));
    }
    json.set("choices", std::move(choices));
  }
  set_text("onValue", field.on_value);
  if (field.min_length) json.set("minLength", *field.min_length);
  if (field.max_length) json.set("maxLength", *field.max_length);
  set_text("least", field.least);
  set_text("most", field.most);
  set_list("formats", field.formats);
  set_text("placeholder", field.placeholder);
  set_text("autocomplete", field.autocomplete);
  set_list("accept", field.accept);
  set_text("default", field.value);
  return json;
}

base::Json group_json(const WebGroup& group) {
  base::Json json = base::Json::object();
  if (!group.title.empty()) json.set("title", group.title);
  if (!group.pointer.empty()) json.set("pointer", group.pointer + (group.is_list ? "/*" : ""));
  if (!group.hint.empty()) json.set("hint", group.hint);
  if (!group.pointer.empty()) json.set("required", group.required);
  if (group.is_list) json.set("minItems", group.min_rows);
  if (group.max_rows) json.set("maxItems", *group.max_rows);
  base::Json fields = base::Json::list();
  for (const WebField& field : group.fields) fields.add(field_json(field));
  json.set("fields", std::move(fields));
  return json;
}

base::Json attachment_json(const Attachment& attachment, Language language) {
  base::Json json = base::Json::object();
  json.set("id", attachment.id).set("title", attachment.title.in(language));
  json.set("types", base::Json::list_of(attachment.types)).set("maxBytes", attachment.max_bytes);
  json.set("required", attachment.required);
  if (attachment.is_scan) json.set("scan", true);
  return json;
}

base::Json record_json(const PlannedRecord& record) {
  base::Json members = base::Json::list();
  for (const PlannedMember& member : record.members) {
    base::Json one = base::Json::object();
    one.set("name", member.name);
    members.add(std::move(member.pointer.empty() ? one.set("text", member.text) : one.set("pointer", member.pointer)));
  }
  base::Json json = base::Json::object();
  return std::move(json.set("type", record.type).set("members", std::move(members)));
}

}  // namespace

base::Json form_json(const WebForm& form) {
  base::Json json = base::Json::object();
  json.set("language", diagnostics::language_tag(form.language)).set("audience", form.plan.audience);
  if (!form.plan.receipt.empty()) json.set("receipt", form.plan.receipt);
  if (form.plan.keep_days) json.set("keepDays", *form.plan.keep_days);
  if (!form.plan.listed_name.empty()) {
    base::Json list = base::Json::object();
    json.set("list",
             std::move(list.set("name", form.plan.listed_name).set("organisation", form.plan.listed_organisation)));
  }
  base::Json attachments = base::Json::list();
  for (const Attachment& one : form.plan.attachments) attachments.add(attachment_json(one, form.language));
  if (attachments.size() > 0) json.set("attachments", std::move(attachments));
  base::Json records = base::Json::list();
  for (const PlannedRecord& one : form.plan.records) records.add(record_json(one));
  if (records.size() > 0) json.set("records", std::move(records));
  base::Json intro = base::Json::list();
  for (const WebIntro& one : form.intro) {
    base::Json part = base::Json::object();
    if (!one.title.empty()) part.set("title", one.title);
    intro.add(std::move(part.set("texts", base::Json::list_of(one.texts))));
  }
  if (intro.size() > 0) json.set("intro", std::move(intro));
  base::Json steps = base::Json::list();
  for (const WebStep& step : form.steps) {
    base::Json one = base::Json::object();
    if (!step.title.empty()) one.set("title", step.title);
    base::Json groups = base::Json::list();
    for (const WebGroup& group : step.groups) groups.add(group_json(group));
    one.set("groups", std::move(groups));
    steps.add(std::move(one));
  }
  json.set("steps", std::move(steps));
  return json;
}

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
