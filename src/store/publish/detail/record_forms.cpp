// Forms of records: RecordStore::form_page, form_values and read_form. A form is made from the schema of the record's
// type, by the value on which its other members depend; input is read as in any form, so that a date or a choice is
// understood here as on paper.
#include "store/publish/detail/record_forms.h"

#include "base/json.h"
#include "base/utf8.h"
#include "data/values.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/engine.h"
#include "diagnostics/catalogue/texts/store.h"
#include "engine/webform/page.h"
#include "engine/webform/posted.h"
#include "engine/webform/schema_form.h"
#include "gongwen/store.h"
#include "intake/field_data.h"
#include "schema/starter.h"
#include "store/publish/detail/store_call.h"
#include "store/record_text.h"

#include <algorithm>
#include <set>
#include <utility>

namespace gongwen {
namespace publish {
namespace {

/// A list of more records would make the page slow; their numbers and titles can still be typed.
constexpr std::size_t kMaxOffered = 300;

/// The first token of a pointer: `/dates/0` gives `/dates`.
std::string_view member_at(std::string_view pointer) { return pointer.substr(0, pointer.find('/', 1)); }

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

/// Whether anything was typed at or below a pointer.
bool has_value(const TypedValues& values, std::string_view pointer) {
  return std::any_of(values.begin(), values.end(), [pointer](const TypedValue& value) {
    return webform::is_within(value.pointer, pointer) &&
           std::any_of(value.texts.begin(), value.texts.end(), [](const std::string& text) { return !is_blank(text); });
  });
}

/// Returns the text of a single value; empty if absent.
std::string typed_at(const TypedValues& values, std::string_view pointer) {
  for (const TypedValue& value : values) {
    if (value.pointer == pointer && value.texts.size() == 1) return value.texts.front();
  }
  return {};
}

}  // namespace

RecordForm::RecordForm(StoreCall& call, store::RecordType type, Language language)
    : call_(call), type_(type), language_(language) {
  schema::StarterOptions options;
  options.optional_fields = schema::OptionalFields::Present;
  for (const schema::StarterPart& part : schema::make_starter(schema(), options).root.parts) {
    if (part.decides) deciding_.emplace_back(part.field.name);
  }
}

const schema::Schema& RecordForm::schema() const { return call_.schemas().of(type_); }

namespace {

/// The members that only some forms of a record have, or require, for this value of the deciding member.
std::set<std::string, std::less<>> members_of_form(const schema::Schema& schema, std::string_view member,
                                                   const std::string& value) {
  std::set<std::string, std::less<>> names;
  for (const schema::FieldForm& form : schema::known_fields(schema).forms) {
    const bool is_it = form.member == member && !form.otherwise &&
                       std::any_of(form.values.begin(), form.values.end(), [&](const schema::FieldChoice& choice) {
                         return choice.value.is_string() && choice.value.string() == value;
                       });
    if (!is_it) continue;
    for (const schema::SchemaField& part : form.content.parts) names.emplace(part.name);
    for (const std::string_view name : form.also_required) names.emplace(name);
  }
  return names;
}

}  // namespace

void RecordForm::make(const TypedValues& values) {
  const store::RecordTypeInfo& info = type_.info();
  schema::StarterOptions options;
  options.optional_fields = schema::OptionalFields::Present;
  std::set<std::string, std::less<>> own;
  for (const std::string& member : deciding_) {
    const std::string value = typed_at(values, "/" + member);
    if (value.empty()) continue;
    options.values.push_back({"/" + member, value});
    own.merge(members_of_form(schema(), member, value));
  }
  const schema::Starter starter = schema::make_starter(schema(), options);
  webform::SchemaFormParts parts{starter.root, language_, {}};
  if (!deciding_.empty()) {
    // Members that every form of the record has are rarely needed, except its dates; the same applies to a number that
    // the program assigns. Members with a value are always shown.
    parts.is_rare = [&](const schema::StarterPart& part) {
      if (has_value(values, part.field.pointer)) return false;
      const bool is_made =
          info.makes_ids && std::find(info.key.begin(), info.key.end(), part.field.name) != info.key.end();
      return is_made ||
             (!part.field.required && !part.decides && part.field.name != info.dates && !own.contains(part.field.name));
    };
  }
  form_ = webform::form_of_schema(parts);
  title_ = webform::at_line_start(MessageText{info.title.english, info.title.chinese}.in(language_));
  for (const std::string& member : deciding_) {
    const auto found = webform::find_field(form_, "/" + member);
    const std::string value = typed_at(values, "/" + member);
    for (const webform::WebChoice& choice : found ? found->field->choices : std::vector<webform::WebChoice>()) {
      if (choice.value == value) title_ += std::string(texts::Colon.in(language_)) + choice.label;
    }
  }
  for (const store::RecordReference& reference : info.references) offer_records(reference);
}

/// Offers the records that a field refers to, by number and title.
void RecordForm::offer_records(const store::RecordReference& reference) {
  std::vector<webform::WebChoice> choices;
  for (const auto& [key, record] : call_.contents()) {
    if (key.type.info().name != reference.type) continue;
    const std::string name(store::record_name(key.type, record));
    choices.push_back({key.id, name.empty() || name == key.id ? key.id : key.id + " " + name});
    auto& names = by_name_[reference.at];
    names[choices.back().label] = key.id;
    names[key.id] = key.id;
    if (name.empty()) continue;
    // A title that several records have identifies none of them.
    const auto [known, is_new] = names.emplace(name, key.id);
    if (!is_new && known->second != key.id) known->second.clear();
  }
  const bool is_offered = !choices.empty() && choices.size() <= kMaxOffered;
  const auto other = call_.types().find(reference.type);
  for (webform::WebStep& step : form_.steps) {
    for (webform::WebGroup& group : step.groups) {
      for (webform::WebField& field : group.fields) {
        if (field.pointer != reference.at) continue;
        if (other) {
          const store::RecordTitle& title = other->info().title;
          field.refers_to = reference.type;
          field.make = texts::StoreNewRecord.in(language_, MessageText{title.english, title.chinese}.in(language_));
        }
        if (!is_offered) continue;
        field.type = "choice";
        field.free_text = true;
        field.choices = choices;
        field.examples.clear();
      }
    }
  }
}

TypedValues RecordForm::without_names(TypedValues values) const {
  for (TypedValue& value : values) {
    const auto known = by_name_.find(intake::field_pattern(value.pointer));
    if (known == by_name_.end()) continue;
    for (std::string& text : value.texts) {
      auto found = known->second.find(text);
      // The title may have been changed since the page was made: the number before it still identifies the record.
      if (found == known->second.end()) found = known->second.find(text.substr(0, text.find(' ')));
      if (found != known->second.end() && !found->second.empty()) text = found->second;
    }
  }
  return values;
}

TypedValues RecordForm::taken_up(const TypedValues& values, TypedValues& left) const {
  webform::SplitValues split = webform::split_left(values);
  for (TypedValue& value : split.left) {
    const bool is_taken = std::any_of(split.typed.begin(), split.typed.end(), [&](const TypedValue& other) {
      return other.pointer == value.pointer && has_value({other}, other.pointer);
    });
    const bool has_place = !is_taken && webform::find_field(form_, value.pointer);
    if (has_place) std::erase_if(split.typed, [&](const TypedValue& other) { return other.pointer == value.pointer; });
    (has_place ? split.typed : left).push_back(std::move(value));
  }
  return std::move(split.typed);
}

TypedValues RecordForm::values_outside(const TypedValues& values) const {
  TypedValues outside;
  for (const TypedValue& value : values) {
    const bool is_said =
        std::any_of(value.texts.begin(), value.texts.end(), [](const std::string& text) { return !is_blank(text); });
    if (is_said && !webform::find_field(form_, value.pointer)) outside.push_back(value);
  }
  return outside;
}

namespace {

/// Values that were typed as JSON. Marks that no typed text contains stand for them, so that lists keep their order.
class JsonParts {
 public:
  explicit JsonParts(const std::vector<intake::RawField>& fields) {
    const auto is_in = [&](const intake::RawField& field) {
      return field.text.find(mark_) != std::string::npos;
    };
    while (std::any_of(fields.begin(), fields.end(), is_in)) mark_ += '~';
  }

  std::string mark_for(std::string json) {
    parts_.push_back(std::move(json));
    return mark_ + std::to_string(parts_.size() - 1) + ";";
  }

  /// The JSON with the values in place of their marks.
  std::string put_into(std::string json) const {
    for (std::size_t i = parts_.size(); i-- > 0;) {
      const std::string mark = base::json_string(mark_ + std::to_string(i) + ";");
      const std::size_t at = json.find(mark);
      if (at != std::string::npos) json.replace(at, mark.size(), parts_[i]);
    }
    return json;
  }

 private:
  std::string mark_ = "json:";
  std::vector<std::string> parts_;
};

}  // namespace

/// Returns the value as JSON if JSON was meant; nullopt for a text. If texts are allowed, only an object is taken for
/// JSON, since a paragraph may begin with `[`.
std::optional<std::string> RecordForm::json_typed(const std::string& pointer, const std::string& text) const {
  const auto found = webform::find_field(form_, pointer);
  if (!found || !found->field->is_json) return std::nullopt;
  const auto known = schema::known_field(schema(), pointer);
  const bool takes_text = known && known->types.has(schema::SchemaType::String);
  const auto json = base::parse_json(text);
  const bool is_meant = json && (json->view().is_object() || (!takes_text && json->view().is_list()));
  return is_meant ? std::optional(text) : std::nullopt;
}

std::string RecordForm::json_of(const webform::PostedForm& posted, const std::optional<data::Value>& record) const {
  std::vector<intake::RawField> fields = posted.file.fields;
  JsonParts parts(fields);
  for (intake::RawField& field : fields) {
    if (auto json = json_typed(field.pointer, field.text)) field.text = parts.mark_for(*std::move(json));
  }
  const intake::FieldData data = intake::data_from_fields(fields, schema(), type_.info().name);
  const auto read =
      store::read_record_text("<" + type_.info().name + ">", parts.put_into(data.json), call_.workspace());
  if (!read) return {};
  base::Json object = store::json_of(*read);
  if (!record) return object.text();
  // Members that the form does not have stay; another form of the record has shown them as left over.
  std::set<std::string, std::less<>> shown;
  for (const webform::WebStep& step : form_.steps) {
    for (const webform::WebGroup& group : step.groups) {
      for (const webform::WebField& field : group.fields) shown.emplace(member_at(field.pointer));
    }
  }
  for (const std::string& member : deciding_) {
    const auto before = record->find(member);
    const auto now = read->find(member);
    if (!before || !now || data::value_json(*before) != data::value_json(*now)) return object.text();
  }
  for (std::size_t i = 0; i < record->size(); ++i) {
    const data::Value value = record->at(i);
    std::string pointer;
    base::append_pointer_token(pointer, record->key_at(i));
    // An empty list is no row on the page, but a value of the record.
    const bool is_empty = (value.is_array() || value.is_object()) && value.size() == 0;
    const bool stays = !shown.contains(pointer) || (is_empty && !read->find(record->key_at(i)));
    if (stays) object.set(record->key_at(i), base::Json::written(data::value_json(value)));
  }
  return object.text();
}

const webform::WebForm& RecordForms::of(store::RecordType type, std::string_view record) {
  const store::RecordTypeInfo& info = type.info();
  std::string chosen;
  if (const auto json = info.form.empty() ? std::nullopt : base::parse_json(record)) {
    chosen = json->view().text_of(info.form);
  }
  const auto [known, is_new] = forms_.try_emplace({info.name, chosen});
  if (is_new) {
    RecordForm form(call_, type, language_);
    form.make(chosen.empty() ? TypedValues() : TypedValues{{"/" + info.form, {chosen}}});
    known->second = form.form();
  }
  return known->second;
}

std::string worded_value(const webform::WebForm& form, std::string_view pointer, std::string text) {
  const auto found = webform::find_field(form, pointer);
  // References keep their numbers.
  if (!found || found->field->free_text) return text;
  for (const webform::WebChoice& choice : found->field->choices) {
    if (choice.value == text) return choice.label;
  }
  return text;
}

void name_fields_by_form(StoreCall& call, store::RecordType type, const TypedValues& values) {
  const auto form_in = [&](Language language) {
    RecordForm form(call, type, language);
    form.make(values);
    return form.form();
  };
  call.name_fields_by(
      [chinese = form_in(Language::Chinese), english = form_in(Language::English)](std::string_view pointer) {
        return diagnostics::TextPair{webform::label_at(english, pointer), webform::label_at(chinese, pointer)};
      });
}

}  // namespace publish

namespace {

using publish::RecordForm;
using publish::StoreCall;

/// The texts of the values on which the form of a record depends.
TypedValues texts_of(const data::Value& record) {
  TypedValues values;
  for (std::size_t i = 0; i < record.size(); ++i) {
    if (!record.at(i).is_string()) continue;
    std::string pointer;
    base::append_pointer_token(pointer, record.key_at(i));
    values.push_back({pointer, {std::string(record.at(i).string())}});
  }
  return values;
}

/// The values as people read them: choices and references by their labels.
std::vector<RecordLine> lines_of_record(StoreCall& call, store::RecordType type, const data::Value& record,
                                        Language language) {
  RecordForm form(call, type, language);
  form.make(texts_of(record));
  std::vector<RecordLine> lines;
  for (const TypedValue& value : webform::typed_values(form.form(), record)) {
    const auto found = webform::find_field(form.form(), value.pointer);
    RecordLine line{webform::label_at(form.form(), value.pointer), {}};
    for (const std::string& text : value.texts) {
      const auto& choices = found->field->choices;
      const auto choice =
          std::find_if(choices.begin(), choices.end(), [&](const auto& one) { return one.value == text; });
      line.text.append(line.text.empty() ? std::string_view() : texts::ListComma.in(language));
      line.text.append(choice == choices.end() ? text : choice->label);
    }
    if (!line.text.empty()) lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace

std::vector<RecordLine> RecordStore::lines(std::string_view type, std::string_view key, Language language) const {
  StoreCall call(implementation_->engine);
  const auto found = call.type_of(type);
  const bool ready = found && call.open(implementation_->location, store::Access::Read);
  const auto record = ready ? call.find(*found, key) : std::nullopt;
  return record ? lines_of_record(call, *found, *record, language) : std::vector<RecordLine>();
}

std::vector<RecordLine> RecordStore::lines_of(std::string_view type, std::string_view json, Language language) const {
  StoreCall call(implementation_->engine);
  const auto found = call.type_of(type);
  if (!found || !call.open(implementation_->location, store::Access::Read)) return {};
  const auto record = store::read_record_text("<record>", std::string(json), call.workspace());
  return record ? lines_of_record(call, *found, *record, language) : std::vector<RecordLine>();
}

TypedValues RecordStore::form_values(std::string_view type, std::string_view key) const {
  StoreCall call(implementation_->engine);
  const auto found = call.type_of(type);
  const bool ready = found && call.open(implementation_->location, store::Access::Read);
  const auto record = ready ? call.find(*found, key) : std::nullopt;
  if (!record) return {};
  RecordForm form(call, *found, Language::Chinese);
  form.make(texts_of(*record));
  return webform::typed_values(form.form(), *record);
}

TypedValues RecordStore::values_named(std::string_view type, std::string_view name) const {
  StoreCall call(implementation_->engine);
  const auto found = call.type_of(type);
  name = base::trim_ascii_space(name);
  if (!found || name.empty()) return {};
  const store::RecordTypeInfo& info = found->info();
  TypedValues values;
  // `20269001-T-469 网络安全技术　…`: the form offers records in this way, so people type new ones like this, too.
  const std::string_view number = name.substr(0, name.find(' '));
  const bool is_number = std::all_of(number.begin(), number.end(), [](char c) { return c > ' ' && c <= '~'; }) &&
                         std::any_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (is_number && !info.key.empty()) {
    values.push_back({"/" + info.key.front(), {std::string(number)}});
    name = base::trim_ascii_space(name.substr(number.size()));
  }
  if (!name.empty() && !info.names.empty()) values.push_back({"/" + info.names.front(), {std::string(name)}});
  return values;
}

TextResult RecordStore::form(std::string_view type, const TypedValues& values, Language language,
                             std::string_view key) const {
  StoreCall call(implementation_->engine);
  TextResult result;
  const auto found = call.type_of(type);
  const bool ready = found && call.open(implementation_->location, store::Access::Read);
  const auto record = ready && !key.empty() ? call.find(*found, key) : std::nullopt;
  if (ready && (key.empty() || record)) {
    RecordForm form(call, *found, language);
    form.make(record ? texts_of(*record) : values);
    base::Json json = base::Json::object();
    json.set("type", type).set("title", form.title());
    if (record) json.set("id", key).set("revision", call.edition_of({*found, std::string(key)}));
    webform::WebForm described = form.form();
    described.plan.audience = "office";
    json.append(webform::to_json(described));
    if (record) json.set("record", base::Json::written(data::value_json(*record)));
    result.text = json.text();
  }
  result.report = call.report();
  return result;
}

TextResult RecordStore::form_page(std::string_view type, const FormPageInput& input) const {
  StoreCall call(implementation_->engine);
  TextResult result;
  const auto found = call.type_of(type);
  if (found && call.open(implementation_->location, store::Access::Read)) {
    RecordForm form(call, *found, input.language);
    form.make(input.values.value_or(TypedValues()));
    FormPageInput around = input;
    if (around.values) {
      around.values = form.taken_up(*around.values, around.left);
      const TypedValues outside = form.values_outside(*around.values);
      around.left.insert(around.left.end(), outside.begin(), outside.end());
    }
    auto page = webform::make_page({form.form(), form.title()}, around, call.sink());
    if (page) result.text = *std::move(page);
  }
  result.report = call.report();
  return result;
}

FormReading RecordStore::read_form(std::string_view type, const TypedValues& values, Language language,
                                   std::string_view key) const {
  StoreCall call(implementation_->engine);
  FormReading reading;
  const auto found = call.type_of(type);
  if (found && call.open(implementation_->location, store::Access::Read)) {
    RecordForm form(call, *found, language);
    form.make(values);
    // Values without a field were shown as left over, and are not part of the record.
    TypedValues left;
    const TypedValues typed = form.without_names(form.taken_up(values, left));
    const webform::PostedForm posted = webform::read_posted(form.form(), typed);
    webform::report_refused(posted, std::string(texts::EngineWebForm.in(language)), call.sink());
    reading.messages = webform::messages_of_faults(form.form(), posted);
    reading.refused = posted.refused;
    reading.ok = posted.refused.empty() && posted.faults.empty() && !posted.is_too_much;
    const auto former = key.empty() ? std::nullopt : store::find_record(call.contents(), *found, key);
    if (reading.ok) reading.json = form.json_of(posted, former);
  }
  reading.report = call.report();
  if (!reading.ok && reading.messages.empty()) reading.messages = form_messages(reading.report, language);
  return reading;
}

}  // namespace gongwen
