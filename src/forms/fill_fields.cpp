#include "forms/fill_fields.h"

#include "base/nearest_name.h"
#include "data/value_text.h"
#include "diagnostics/catalogue/forms.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/forms.h"
#include "schema/schema_fields.h"

#include <algorithm>
#include <charconv>
#include <map>

namespace gongwen::forms {
namespace {

namespace messages = diagnostics::messages;
constexpr std::uint64_t kMaxDistance = 1'000'000;
using diagnostics::Language;
using schema::SchemaField;
using schema::SchemaType;

std::string text_of(const std::optional<data::Value>& value) {
  return value ? value_text(*value).value_or(std::string()) : std::string();
}

/// Completes a field's type by what the schema says at its pointer.
class TypeCompletion {
 public:
  /// `items`: the schema of a list's items; null if absent.
  TypeCompletion(const SchemaField& schema, const SchemaField* items, Language language)
      : schema_(schema), items_(items), language_(language) {}

  void complete(FieldType& type) const {
    if (schema_.types == only(SchemaType::Array)) turn_into_list(type);
    if (const auto* const text = std::get_if<TextField>(&type); text != nullptr && !text->multiline) narrow(type);
    std::visit([this](auto& known) { fill(known); }, type);
  }

 private:
  static schema::TypeSet only(SchemaType type) {
    schema::TypeSet set;
    set.add(type);
    return set;
  }

  /// A single box whose field is a list in the schema is one of its choices, not a yes/no field.
  static void turn_into_list(FieldType& type) {
    const auto* const check = std::get_if<CheckField>(&type);
    if (check == nullptr) return;
    ChoiceField choice;
    choice.several = true;
    choice.choices.push_back({check->on_value, {}, 0, {}});
    type = std::move(choice);
  }

  /// `<input type="text">` takes the type of the schema.
  void narrow(FieldType& type) const {
    const bool number = schema_.types == only(SchemaType::Number) || schema_.types == only(SchemaType::Integer);
    if (number) {
      type = NumberField{schema_.types == only(SchemaType::Integer), {}, {}};
      return;
    }
    const std::vector<schema::Format> formats = formats_of(schema_);
    if (formats.size() != 1) return;
    const schema::Format format = formats.front();
    if (format == schema::Format::Date) type = DateField{};
    if (format == schema::Format::Month) type = DateField{true, {}, {}};
    if (format == schema::Format::Email) type = EmailField{};
    if (format == schema::Format::PhoneCn) type = PhoneField{};
  }

  void fill(TextField& text) const {
    if (!text.max_characters) text.max_characters = schema_.limits.max_length;
    if (text.pattern.empty() && !schema_.limits.patterns.empty()) text.pattern = schema_.limits.patterns.front();
  }
  void fill(NumberField& number) const {
    number.whole = number.whole || schema_.types == only(SchemaType::Integer);
    if (number.least.empty()) number.least = text_of(schema_.limits.minimum);
    if (number.most.empty()) number.most = text_of(schema_.limits.maximum);
  }
  void fill(DateField& date) const {
    date.month_only = date.month_only || schema_.limits.format == schema::Format::Month;
  }
  void fill(EmailField&) const {}
  void fill(PhoneField&) const {}
  void fill(CheckField&) const {}
  void fill(SignatureField&) const {}
  void fill(FileField&) const {}
  void fill(ChoiceField& choice) const {
    const bool is_list = schema_.types == only(SchemaType::Array);
    choice.several = choice.several || is_list;
    const SchemaField& one = is_list && items_ != nullptr ? *items_ : schema_;
    add_titles(choice, one.choices);
    number_choices(choice, one);
    name_options(choice, one.choices);
  }

  void add_titles(ChoiceField& choice, const std::vector<schema::FieldChoice>& known) const {
    const bool all = choice.choices.empty();
    for (const schema::FieldChoice& option : known) {
      const std::string value = value_text(option.value).value_or(std::string());
      const std::string title(option.title.in(language_));
      const auto same = std::find_if(choice.choices.begin(), choice.choices.end(),
                                     [&value](const FieldChoice& shown) { return shown.value == value; });
      if (same == choice.choices.end()) {
        if (all) choice.choices.push_back({value, title.empty() ? value : title, 0, {}});
      } else if (same->label.empty()) {
        same->label = title.empty() ? value : title;
      }
    }
  }

  /// Choices missing in the schema are numbered after the schema's choices.
  static void number_choices(ChoiceField& choice, const SchemaField& one) {
    auto next = static_cast<std::uint32_t>(one.choices.size());
    for (FieldChoice& shown : choice.choices) {
      const auto known = find_choice(one.choices, shown.value);
      if (known != one.choices.end()) {
        shown.number = static_cast<std::uint32_t>(known - one.choices.begin());
      } else if (const std::optional<std::uint32_t> above = distance_from_least(one, shown.value)) {
        shown.number = *above;
      } else {
        shown.number = next++;
      }
    }
  }

  static std::vector<schema::FieldChoice>::const_iterator find_choice(const std::vector<schema::FieldChoice>& known,
                                                                      std::string_view value) {
    return std::find_if(known.begin(), known.end(),
                        [value](const schema::FieldChoice& option) { return value_text(option.value) == value; });
  }

  static std::optional<std::uint32_t> distance_from_least(const SchemaField& one, std::string_view text) {
    const std::optional<data::Value>& least = one.limits.minimum;
    if (!one.choices.empty() || !least || least->type() != data::ValueType::Integer) return std::nullopt;
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < least->integer()) return std::nullopt;
    const std::uint64_t distance = static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(least->integer());
    if (distance > kMaxDistance) return std::nullopt;
    return static_cast<std::uint32_t>(distance);
  }

  static void name_options(ChoiceField& choice, const std::vector<schema::FieldChoice>& known) {
    std::map<std::string_view, int> uses;
    for (const FieldChoice& shown : choice.choices) ++uses[shown.label];
    for (FieldChoice& shown : choice.choices) {
      const auto option = find_choice(known, shown.value);
      const bool understood =
          option != known.end() && (shown.label == option->title.chinese || shown.label == option->title.english);
      shown.option = understood && uses[shown.label] == 1 ? shown.label : shown.value;
    }
  }

  const SchemaField& schema_;
  const SchemaField* items_;
  Language language_;
};

/// The members of the object in which a field was expected, for a suggestion.
std::string nearest_field(const schema::Schema& schema, std::string_view pointer) {
  const std::size_t slash = pointer.rfind('/');
  if (slash == std::string_view::npos) return {};
  const std::shared_ptr<const SchemaField> parent = schema::known_field(schema, pointer.substr(0, slash));
  if (!parent) return {};
  std::vector<std::string_view> names;
  for (const SchemaField& part : parent->parts) names.push_back(part.name);
  const std::string_view nearest = base::find_nearest_name(pointer.substr(slash + 1), names);
  return nearest.empty() ? std::string() : std::string(pointer.substr(0, slash + 1)).append(nearest);
}

/// Caches descriptions of fields: the fields of a form share their objects and lists.
class FieldDescriptions {
 public:
  explicit FieldDescriptions(const schema::Schema& schema) : schema_(schema) {}

  /// Null if the schema does not describe the pointer.
  const SchemaField* of(std::string_view pointer) {
    const auto known = fields_.find(pointer);
    const auto& field =
        known != fields_.end()
            ? known->second
            : fields_.emplace(std::string(pointer), schema::known_field(schema_, pointer)).first->second;
    return field.get();
  }

 private:
  const schema::Schema& schema_;
  std::map<std::string, std::shared_ptr<const SchemaField>, std::less<>> fields_;
};

/// Whether a list item is within the required minimum.
bool is_required_item(FieldDescriptions& fields, std::string_view pointer) {
  const std::size_t slash = pointer.rfind('/');
  const SchemaField* const list = fields.of(pointer.substr(0, slash));
  const std::optional<std::size_t> required = list != nullptr ? list->limits.min_items : std::nullopt;
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(pointer.data() + slash + 1, pointer.data() + pointer.size(), index);
  return required && error == std::errc() && end == pointer.data() + pointer.size() && index < *required;
}

/// Whether the field and all enclosing objects and lists are required.
bool is_always_required(FieldDescriptions& fields, std::string_view pointer) {
  for (std::size_t end = pointer.size(); end != 0 && end != std::string_view::npos;) {
    const std::string_view part = pointer.substr(0, end);
    const SchemaField* const field = fields.of(part);
    if (field == nullptr) return false;
    if (!field->required && !(field->name.empty() && is_required_item(fields, part))) return false;
    end = pointer.rfind('/', end - 1);
  }
  return true;
}

/// Adds a required field, and the fields below it that are required if it is present.
void add_required(const SchemaField& field, const std::string& pointer, std::vector<std::string>& out) {
  out.push_back(pointer);
  if (field.parts.empty() || field.types.has(SchemaType::String)) return;
  if (field.types.has(SchemaType::Object)) {
    for (const SchemaField& part : field.parts) {
      if (part.required) add_required(part, pointer + "/" + std::string(part.name), out);
    }
    return;
  }
  for (std::size_t i = 0; i < field.limits.min_items.value_or(0); ++i) {
    add_required(field.parts.front(), pointer + "/" + std::to_string(i), out);
  }
}

/// A label for speech: without line breaks and final colon.
std::string spoken_label(std::string_view label) {
  std::string spoken;
  for (const char c : label) {
    if (c != '\n') spoken += c;
  }
  for (const std::string_view end : {std::string_view(":"), std::string_view("："), std::string_view(" ")}) {
    if (spoken.size() > end.size() && spoken.ends_with(end)) spoken.resize(spoken.size() - end.size());
  }
  return spoken;
}

/// The replacement if a title equals a replaced label, otherwise the title.
std::string as_labelled(std::string_view title, ReplacedWords replaced) {
  for (const auto& [words, own] : replaced) {
    if (!own.empty() && data::comparable_text(spoken_label(words)) == data::comparable_text(title)) {
      return spoken_label(own);
    }
  }
  return std::string(title);
}

/// See field_title.
std::string title_of(FieldDescriptions& fields, std::string_view pointer, Language language, ReplacedWords replaced) {
  std::string title;
  for (std::size_t at = pointer.find('/'); at != std::string_view::npos;) {
    const std::size_t next = pointer.find('/', at + 1);
    const std::string_view token = pointer.substr(at + 1, next - at - 1);
    const SchemaField* const field = fields.of(pointer.substr(0, next));
    if (field == nullptr) return title;
    const bool is_item = field->name.empty();
    if (is_item) {
      std::size_t number = 0;
      for (const char digit : token) number = number * 10 + static_cast<std::size_t>(digit - '0');
      title += texts::FormsItem.in(language, number + 1);
    } else {
      const std::string_view own = field->title.in(language);
      if (!title.empty()) title += texts::Colon.in(language);
      title += own.empty() ? std::string(field->name) : as_labelled(own, replaced);
    }
    at = next;
  }
  return title;
}

bool labels_a_choice(const Field& field) {
  const auto* const choice = std::get_if<ChoiceField>(&field.type);
  return choice != nullptr && !choice->choices.empty() && choice->choices.front().label == field.label;
}

void check_choices(const Field& field, diagnostics::DiagnosticSink& sink) {
  const auto* const choice = std::get_if<ChoiceField>(&field.type);
  if (choice == nullptr || choice->free_text) return;
  std::string_view rest = field.value;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    const bool known = std::any_of(choice->choices.begin(), choice->choices.end(),
                                   [line](const FieldChoice& option) { return option.value == line; });
    if (!known) sink.report(messages::FormsUnknownChoice, field.origin, field.pointer, line);
  }
}

void fill_field(Field& field, const FieldSource& source, FieldDescriptions& fields, diagnostics::DiagnosticSink& sink) {
  const SchemaField* const schema = fields.of(field.pointer);
  if (schema == nullptr) {
    sink.report(messages::FormsNoSuchField, field.origin, field.pointer, nearest_field(source.schema, field.pointer));
    return;
  }
  const SchemaField* const items = fields.of(field.pointer + "/0");
  complete_type(field.type, *schema, items, source.language);
  if (field.label.empty() || labels_a_choice(field)) {
    field.label = title_of(fields, field.pointer, source.language, source.replaced);
  }
  field.hint = schema->description.in(source.language);
  field.examples = examples_of(*schema, field.type);
  field.required = field.required || is_always_required(fields, field.pointer);
  field.read_only = field.read_only || schema->read_only;
  if (const std::optional<data::Value> value = source.data.resolve(field.pointer)) {
    if (std::optional<std::string> text = value_text(*value)) field.value = *std::move(text);
    field.data_place = value->place();
  }
  check_choices(field, sink);
}

}  // namespace

void complete_type(FieldType& type, const SchemaField& schema, const SchemaField* items, Language language) {
  TypeCompletion(schema, items, language).complete(type);
}

std::vector<std::string> examples_of(const SchemaField& schema, const FieldType& type) {
  std::vector<std::string> examples;
  for (const data::Value& example : schema.examples) {
    if (std::optional<std::string> text = value_text(example)) examples.push_back(*std::move(text));
  }
  if (examples.empty()) {
    for (const schema::Format format : formats_of(schema))
      examples.emplace_back(schema::describe_format(format).example);
  }
  if (examples.empty() && std::holds_alternative<DateField>(type)) {
    const bool month_only = std::get<DateField>(type).month_only;
    examples.emplace_back(schema::describe_format(month_only ? schema::Format::Month : schema::Format::Date).example);
  }
  return examples;
}

std::optional<std::string> value_text(const data::Value& value) {
  switch (value.type()) {
    case data::ValueType::String: return std::string(value.string());
    case data::ValueType::Integer: return std::to_string(value.integer());
    case data::ValueType::Decimal: return std::string(value.decimal_text());
    case data::ValueType::Boolean: return std::string(value.boolean() ? "true" : "false");
    case data::ValueType::Array: break;
    case data::ValueType::Null:
    case data::ValueType::Object: return std::nullopt;
  }
  std::string lines;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const data::Value item = value.at(i);
    const std::optional<std::string> text = item.is_array() ? std::nullopt : value_text(item);
    if (!text) return std::nullopt;
    lines += (i == 0 ? "" : "\n") + *text;
  }
  return lines;
}

std::string field_title(const schema::Schema& schema, std::string_view pointer, Language language,
                        ReplacedWords replaced) {
  FieldDescriptions fields(schema);
  return title_of(fields, pointer, language, replaced);
}

std::vector<schema::Format> formats_of(const SchemaField& field) {
  if (field.limits.format) return {*field.limits.format};
  std::vector<schema::Format> formats;
  for (const data::Value& written : field.schemas) {
    const std::optional<data::Value> branches = written.is_object() ? written.find("anyOf") : std::nullopt;
    for (std::size_t i = 0; branches && branches->is_array() && i < branches->size(); ++i) {
      const std::optional<data::Value> name =
          branches->at(i).is_object() ? branches->at(i).find("format") : std::nullopt;
      const auto format = name && name->is_string() ? schema::find_format(name->string()) : std::nullopt;
      if (format && std::find(formats.begin(), formats.end(), *format) == formats.end()) formats.push_back(*format);
    }
  }
  return formats;
}

bool is_always_required(const schema::Schema& schema, std::string_view pointer) {
  FieldDescriptions fields(schema);
  return is_always_required(fields, pointer);
}

std::vector<std::string> required_fields(const schema::Schema& schema) {
  std::vector<std::string> out;
  for (const SchemaField& part : schema::known_fields(schema).parts) {
    if (part.required) add_required(part, "/" + std::string(part.name), out);
  }
  return out;
}

void check_fillable(const FieldModel& model, diagnostics::DiagnosticSink& sink) {
  for (const Field& field : model.fields) {
    const auto* const choice = std::get_if<ChoiceField>(&field.type);
    if (choice == nullptr || choice->several || field.controls.front().choice != FieldControl::kWhole) continue;
    for (const FieldChoice& shown : choice->choices) {
      if (shown.label.empty() || shown.label == shown.option) continue;
      sink.report(messages::FormsOwnLabel, field.origin, field.pointer, shown.label, shown.option);
    }
  }
}

void fill_fields(FieldModel& model, const FieldSource& source, diagnostics::DiagnosticSink& sink) {
  FieldDescriptions fields(source.schema);
  for (Field& field : model.fields) {
    if (!std::holds_alternative<SignatureField>(field.type)) fill_field(field, source, fields, sink);
  }
}

}  // namespace gongwen::forms
