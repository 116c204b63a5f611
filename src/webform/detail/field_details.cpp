#include "diagnostics/catalogue/texts/webform.h"
#include "forms/fill_fields.h"
#include "schema/schema_fields.h"
#include "webform/detail/form_builder.h"

#include <algorithm>
#include <array>

namespace gongwen::webform {
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

}  // namespace gongwen::webform
