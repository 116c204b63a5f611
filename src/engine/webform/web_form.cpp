#include "engine/webform/web_form.h"

#include "base/json.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/webform.h"
#include "forms/field_model.h"
#include "forms/fill_fields.h"
#include "schema/describe_fields.h"
#include "schema/schema.h"
#include "schema/schema_fields.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <string_view>

namespace gongwen {

std::span<const std::string_view> json_names(Language) {
  static constexpr std::array<std::string_view, 2> kNames{"en", "zh"};
  return kNames;
}

}  // namespace gongwen

// Three sources describe a field: the template has its control, the schema its limits and titles, and the section `web`
// of the bundle its words and its step. FieldMaker combines them for one field, FormBuilder sorts the fields into steps
// and groups. The bundle takes precedence over the schema, and the schema adds facts that the template leaves open.
// Example: `<input>` of the template for `/work_history/0/org` and `/work_history/1/org`, the schema's list
// `/work_history` and `"/work_history/*/org": {"label": …}` in the bundle give one group with is_list and one field
// `/work_history/*/org`.
namespace gongwen::webform {

/// The list or object that contains a field, if any.
struct FieldPlace {
  std::string group;    // pointer of the list or object; empty: none
  std::string pattern;  // of the field, with `*` for the row
  bool in_list = false;
};

/// `/work_history/2/org` gives group `/work_history`, pattern `/work_history/*/org`, in a list;
/// `/address/city` gives group `/address` and no list. A number counts as a row only if the schema has a list
/// there, since objects may have members with numbers as names. If lists are nested, the outermost one has the
/// rows.
FieldPlace place_of(const std::string& pointer, const schema::Schema& schema);

/// `pattern` is the pointer of the field with `*` for the row of a list; `group` is the group that contains it.
WebField make_field(const forms::Field& field, const std::string& pattern, const WebGroup& group,
                    const FormParts& parts);

/// Text before the fields; for a pointer, the title and default of that field.
WebIntro make_intro(const PlannedIntro& planned, const FormParts& parts);

namespace {

using schema::SchemaField;

// One operator for each type of control that a template can have (forms/field_model.h): a new type does not
// compile without one. Words for `type` are those of WebField.
class TypeSetter {
 public:
  explicit TypeSetter(WebField& made) : made_(made) {}

  void operator()(const forms::TextField& text) const {
    made_.type = text.multiline ? "multiline" : "text";
    made_.max_length = text.max_characters;
  }
  void operator()(const forms::NumberField& number) const {
    made_.type = "number";
    made_.least = number.least;
    made_.most = number.most;
  }
  void operator()(const forms::DateField& date) const {
    // Limits of numbers and days are decimal texts or ISO dates, as stated by the template.
    made_.type = date.month_only ? "month" : "date";
    made_.least = date.earliest;
    made_.most = date.latest;
  }
  void operator()(const forms::EmailField&) const {
    made_.type = "email";
    made_.autocomplete = "email";
  }
  void operator()(const forms::PhoneField&) const { made_.type = "phone"; }
  void operator()(const forms::CheckField& check) const {
    made_.type = "check";
    made_.on_value = check.on_value;
  }
  void operator()(const forms::ChoiceField& choice) const {
    made_.type = choice.several ? "choices" : "choice";
    made_.free_text = choice.free_text;
    for (const forms::FieldChoice& one : choice.choices) made_.choices.push_back({one.value, one.label});
  }
  void operator()(const forms::SignatureField&) const { made_.type = "signature"; }
  void operator()(const forms::FileField& file) const {
    made_.type = "file";
    made_.accept = file.types;
  }

 private:
  WebField& made_;
};

// The field determines the type of control, then the schema adds limits, and the words of the bundle come last because
// they replace both.
class FieldMaker {
 public:
  FieldMaker(const forms::Field& field, const std::string& pattern, const WebGroup& group, const FormParts& parts)
      : field_(field), group_(group), parts_(parts), known_(schema::known_field(parts.schema, field.pointer)) {
    made_.pointer = pattern;
  }

  WebField make() {
    set_type(made_, field_.type);
    if (const auto* const choice = std::get_if<forms::ChoiceField>(&field_.type)) {
      // Choices were copied by set_type() in the same order.
      for (std::size_t i = 0; i < choice->choices.size(); ++i) made_.choices[i].label = label_of(choice->choices[i]);
    }
    made_.label = label();
    // Values of the template come first, then the additions and replacements of the schema and the bundle.
    made_.hint = field_.hint;
    made_.examples = field_.examples;
    made_.placeholder = field_.placeholder;
    made_.read_only = field_.read_only;
    // The value in the template is that of the blank document.
    made_.value = field_.value;
    made_.required = field_.required;
    if (known_) add_schema();
    add_own_words();
    add_conditions();
    return std::move(made_);
  }

 private:
  /// Labels of the template are in the document's language; the schema may have others.
  std::string label_of(const forms::FieldChoice& one) const {
    const std::string own = one.label.empty() ? one.value : one.label;
    if (!known_ || parts_.language == parts_.document_language) return own;
    if (known_->types.has(schema::SchemaType::Boolean) && (one.value == "true" || one.value == "false")) {
      return std::string((one.value == "true" ? texts::WebformYes : texts::WebformNo).in(parts_.language));
    }
    // A list of choices has them at its items, the only part that such a field has.
    const std::vector<schema::FieldChoice>& choices =
        known_->choices.empty() && !known_->parts.empty() ? known_->parts.front().choices : known_->choices;
    for (const schema::FieldChoice& choice : choices) {
      // Compared as texts, since values of choices may be numbers.
      const std::string_view title = choice.title.in(parts_.language);
      if (!title.empty() && forms::value_text(choice.value) == one.value) return std::string(title);
    }
    return own;
  }

  /// The label without those of the enclosing groups, which are shown above. The items of a list of texts keep it,
  /// since they have no other name.
  std::string label() const {
    // A label of the document is in another language than the page, so the schema's title is preferred to it.
    const bool translated = parts_.language != parts_.document_language;
    std::string label = translated ? std::string() : field_.label;
    if (label.empty()) label = forms::field_title(parts_.schema, field_.pointer, parts_.language);
    if (label.empty()) label = field_.label;
    if (group_.pointer.empty()) return label;
    const std::string_view own = known_ ? known_->title.in(parts_.language) : std::string_view();
    // The title of the schema includes the titles around it: `工作经历：单位`. Without them, it is the
    // name of the field itself. Example: the label `工作经历：单位` below the title 工作经历 is shown as
    // 单位.
    const std::string around = forms::field_title(parts_.schema, around_pointer(), parts_.language);
    if (!own.empty() && label.starts_with(around)) return std::string(own);
    return label;
  }

  /// The pointer of the object or row that contains the field.
  std::string around_pointer() const {
    if (!group_.is_list) return group_.pointer;
    // The row is part of it: `/work_history/2`.
    const std::size_t end = field_.pointer.find('/', group_.pointer.size() + 1);
    return field_.pointer.substr(0, end);
  }

  void add_schema() {
    // The limit of the template is the room on paper and is the stricter one; without it, the schema's limit
    // applies.
    made_.min_length = known_->limits.min_length;
    if (!made_.max_length && (made_.type == "text" || made_.type == "multiline")) {
      made_.max_length = known_->limits.max_length;
    }
    for (const schema::Format format : forms::formats_of(*known_)) {
      made_.formats.emplace_back(schema::describe_format(format).name);
    }
    made_.media_type = schema::media_type_of(*known_);
    if (schema::is_structured_text(*known_) && made_.type == "text") made_.type = "multiline";
    // The blank document has only some rows, with their own values. The default and whether the field is required come
    // from the schema, since they apply to every row.
    if (group_.is_list) {
      // A row that exists has its required members; a list of texts has its text.
      made_.required = known_->required || known_->name.empty();
      made_.value = known_->default_value ? forms::value_text(*known_->default_value).value_or("") : "";
    }
    if (const auto words = schema::find_extension(*known_, "x-autocomplete"); words && words->is_string()) {
      made_.autocomplete = words->string();
    }
  }

  void add_own_words() {
    // Words are looked up by pattern, so all rows share them.
    const auto own = parts_.plan.words.find(made_.pointer);
    if (own == parts_.plan.words.end()) return;
    if (!own->second.label.english.empty()) made_.label = own->second.label.in(parts_.language);
    if (!own->second.hint.english.empty()) made_.hint = own->second.hint.in(parts_.language);
    if (!own->second.autocomplete.empty()) made_.autocomplete = own->second.autocomplete;
    made_.read_only = made_.read_only || own->second.is_fixed;
    made_.required = made_.required || own->second.is_required;
  }

  /// Adds the conditions of the field, and of everything around it.
  void add_conditions() {
    // From the field outwards to the form.
    for (std::string_view place = made_.pointer; !place.empty(); place = base::parent_pointer(place)) {
      const auto own = parts_.plan.words.find(place);
      if (own == parts_.plan.words.end()) continue;
      made_.shown.insert(made_.shown.end(), own->second.shown.begin(), own->second.shown.end());
    }
  }

  const forms::Field& field_;
  const WebGroup& group_;
  const FormParts& parts_;
  std::shared_ptr<const SchemaField> known_;
  WebField made_;
};

}  // namespace

void set_type(WebField& made, const forms::FieldType& type) { std::visit(TypeSetter(made), type); }

WebField make_field(const forms::Field& field, const std::string& pattern, const WebGroup& group,
                    const FormParts& parts) {
  return FieldMaker(field, pattern, group, parts).make();
}

WebIntro make_intro(const PlannedIntro& planned, const FormParts& parts) {
  // A text of the bundle has no title. A text of the document is the default value of its field, which may be a list.
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

// The form as JSON, for programs that show their own pages. Each `json_members` names the members once and serves
// writing and reading alike; `given` leaves out empty values.

namespace {

// Members are written if the object is const and read otherwise; both go through the same function.
template <typename Self>
constexpr bool kIsRead = !std::is_const_v<Self>;

/// An attachment in one language.
struct WrittenAttachment {
  std::string id;
  std::string title;
  std::vector<std::string> types;
  std::size_t max_bytes = 0;
  bool required = false;
  bool is_scan = false;

  friend void json_members(auto& of, base::MembersOf<WrittenAttachment> auto& one) {
    of("id", one.id)("title", one.title)("types", one.types)("maxBytes", one.max_bytes)("required", one.required);
    of.given("scan", one.is_scan);
  }
};

/// The values of a form that lists show.
struct WrittenNames {
  std::string name;
  std::string organisation;

  friend bool operator==(const WrittenNames&, const WrittenNames&) = default;
  friend void json_members(auto& of, base::MembersOf<WrittenNames> auto& names) {
    of("name", names.name)("organisation", names.organisation);
  }
};

}  // namespace

void json_members(auto& of, base::MembersOf<WebField> auto& field) {
  of.must("pointer", field.pointer)("type", field.type)("label", field.label).given("hint", field.hint);
  of.given("examples", field.examples)("required", field.required).given("readOnly", field.read_only);
  of.given("freeText", field.free_text).given("choices", field.choices).given("onValue", field.on_value);
  of("minLength", field.min_length)("maxLength", field.max_length).given("least", field.least);
  of.given("most", field.most).given("formats", field.formats).given("mediaType", field.media_type);
  of.given("placeholder", field.placeholder);
  of.given("autocomplete", field.autocomplete).given("accept", field.accept).given("default", field.value);
  of.given("showIf", field.shown).given("json", field.is_json);
}

/// A list is recognised by its pointer, which ends with `/*`: `/work_history/*`.
template <base::MembersOf<WebGroup> Group>
void json_members(auto& of, Group& group) {
  constexpr std::string_view kAnyRow = "/*";
  std::string pointer = group.is_list ? group.pointer + std::string(kAnyRow) : group.pointer;
  of.given("title", group.title).given("pointer", pointer).given("hint", group.hint);
  if constexpr (kIsRead<Group>) {
    group.is_list = pointer.ends_with(kAnyRow);
    group.pointer = group.is_list ? pointer.substr(0, pointer.size() - kAnyRow.size()) : pointer;
  }
  if (!group.pointer.empty()) of("required", group.required);
  if (group.is_list) of("minItems", group.min_rows);
  of("maxItems", group.max_rows)("fields", group.fields);
}

void json_members(auto& of, base::MembersOf<WebStep> auto& step) {
  of.given("title", step.title)("groups", step.groups);
}

void json_members(auto& of, base::MembersOf<WebIntro> auto& intro) {
  of.given("title", intro.title)("texts", intro.texts);
}

void json_members(auto& of, base::MembersOf<PlannedMember> auto& member) {
  of("name", member.name).given("pointer", member.pointer);
  if (member.pointer.empty()) of("text", member.text);
}

void json_members(auto& of, base::MembersOf<PlannedRecord> auto& record) {
  of("type", record.type)("members", record.members);
}

template <base::MembersOf<WebForm> Form>
void json_members(auto& of, Form& form) {
  // JSON has one language, so the title of an attachment is written in that of the form. Reading puts
  // the same title into both languages, so that the written form gives the same page when it is read
  // back.
  std::vector<WrittenAttachment> attachments;
  for (const Attachment& one : form.plan.attachments) {
    attachments.push_back(
        {one.id, std::string(one.title.in(form.language)), one.types, one.max_bytes, one.required, one.is_scan});
  }
  WrittenNames listed{form.plan.listed_name, form.plan.listed_organisation};
  of("language", form.language)("audience", form.plan.audience).given("receipt", form.plan.receipt);
  of("keepDays", form.plan.keep_days).given("list", listed).given("notify", form.plan.notify);
  of.given("attachments", attachments)
      .given("records", form.plan.records)
      .given("intro", form.intro)("steps", form.steps);
  if constexpr (kIsRead<Form>) {
    form.plan.listed_name = listed.name;
    form.plan.listed_organisation = listed.organisation;
    for (const WrittenAttachment& one : attachments) {
      form.plan.attachments.push_back(
          {one.id, {one.title, one.title}, one.types, one.max_bytes, one.required, one.is_scan});
    }
  }
}

base::Json to_json(const WebForm& form) { return base::to_json(form); }

bool read_json(const base::JsonView& json, WebForm& form) { return base::read_json(json, form); }

namespace {

using forms::Field;
using schema::SchemaType;

// A value that may be an object or an array is a value with parts, not a list of rows.
bool is_list_of(const schema::Schema& schema, std::string_view pointer) {
  const auto field = schema::known_field(schema, pointer);
  return field && field->types.has(SchemaType::Array) && !field->types.has(SchemaType::Object);
}

class FormBuilder {
 public:
  explicit FormBuilder(const FormParts& parts) : parts_(parts) {}

  // Without planned steps there is one step without a title, so that all other code can rely on at least one.
  WebForm build() {
    WebForm form;
    form.language = parts_.language;
    form.plan = parts_.plan;
    form.steps.resize(std::max<std::size_t>(1, parts_.plan.steps.size()));
    for (std::size_t i = 0; i < parts_.plan.steps.size(); ++i) {
      form.steps[i].title = parts_.plan.steps[i].title.in(parts_.language);
    }
    // Order of the fields: that of the template, which is that of the paper.
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
    // Sections name `/work_history`, `/work_history/*` or a field; both spellings of the field are
    // compared.
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
    // Fields that no step names are in the last one, so that none is lost.
    return steps.empty() ? 0 : steps.size() - 1;
  }

  void add(const Field& field, WebStep& step) {
    const FieldPlace place = place_of(field.pointer, parts_.schema);
    WebGroup& group = group_of(place, step);
    // Each row of the blank document has the field; the first one describes it for all rows.
    const bool known = std::any_of(group.fields.begin(), group.fields.end(),
                                   [&](const WebField& other) { return other.pointer == place.pattern; });
    if (!known) group.fields.push_back(make_field(field, place.pattern, group, parts_));
  }

  WebGroup& group_of(const FieldPlace& place, WebStep& step) {
    const auto is_it = [&](const WebGroup& group) {
      return group.pointer == place.group && group.is_list == place.in_list;
    };
    // Fields outside objects keep their positions between the groups.
    if (place.group.empty()) {
      // A new group without pointer begins if an object comes between loose fields.
      if (step.groups.empty() || !is_it(step.groups.back())) step.groups.emplace_back();
      return step.groups.back();
    }
    // Fields of one object may be separate in the template. On the page they are in one group, at the place of the
    // first.
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

  /// The required fields of an optional object are not always required.
  static void finish(WebGroup& group) {
    if (group.pointer.empty() || group.is_list) return;
    // An object counts as required if one of its fields is: the schema may require the object although
    // all its members are optional.
    group.required =
        std::any_of(group.fields.begin(), group.fields.end(), [](const WebField& field) { return field.required; });
  }

  const FormParts& parts_;
};

/// The row number at the start of the rest of a pointer.
std::optional<std::size_t> read_row(std::string_view text) {
  // Only the canonical number is accepted: `01` and `1` would be two names of one row.
  constexpr std::size_t kMaxDigits = 6;
  std::size_t row = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), row);
  const bool canonical = text == "0" || !text.starts_with('0');
  const bool is_number = error == std::errc() && end == text.data() + text.size() && text.size() <= kMaxDigits;
  return is_number && canonical ? std::optional(row) : std::nullopt;
}

std::optional<FoundField> find_in_list(const WebGroup& group, std::string_view pointer) {
  // `/work_history/2/org` in the list `/work_history`: below is `2/org`, the pattern `/work_history/*/org`.
  // Callers have checked that `pointer` is below the list.
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
    // `/work_history/2/org` → list `/work_history`, pattern `/work_history/*/org`.
    return {pointer.substr(0, slash), pointer.substr(0, slash) + "/*" + pointer.substr(end), true};
  }
  return {pointer.substr(0, pointer.rfind('/')), pointer, false};
}

WebForm build_form(const FormParts& parts) { return FormBuilder(parts).build(); }

bool is_within(std::string_view pointer, std::string_view place) {
  // `/organisation` is not within `/org`: a stroke must follow.
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
    // A list of texts: the row is the value, so the field adds no name.
    if (found->row && found->field->pointer == group.pointer + "/*") return of_row(group, *found->row);
    const std::string around = found->row ? of_row(group, *found->row) : group.title;
    return around.empty() ? found->field->label
                          : around + std::string(texts::Colon.in(form.language)) + found->field->label;
  }
  // No field has the pointer: it may be that of a list, an object or a row.
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
