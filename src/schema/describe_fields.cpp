#include "schema/describe_fields.h"

#include "base/json.h"
#include "base/utf8.h"
#include "data/values.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/schema.h"
#include "diagnostics/source_lookup.h"
#include "schema/detail/data_errors.h"

#include <algorithm>
#include <utility>

namespace gongwen::schema {
namespace {

using diagnostics::Language;

std::string number_of(const std::optional<data::Value>& value) {
  return value ? data::number_text(*value) : std::string();
}
std::string number_of(const std::optional<std::size_t>& value) {
  return value ? std::to_string(*value) : std::string();
}

/// Writes the lines of a tree of fields.
class FieldLines {
 public:
  explicit FieldLines(Language language) : language_(language) {}

  void add(const SchemaField& field, std::size_t depth) {
    begin(depth).append(field.name.empty() ? "*" : field.name);
    const std::string_view title = field.title.in(language_);
    if (!title.empty()) out_.append("  ").append(title);
    out_.append("  ").append(field_words(field, language_)).push_back('\n');
    add_explanation(field, depth + 1);
    if (shows_choices_apart(field)) add_choices(field, depth + 1);
    add_parts(field, depth + 1);
  }

  /// Items with their own parts show them directly below the list.
  void add_parts(const SchemaField& field, std::size_t depth) {
    for (const SchemaField& part : field.parts) {
      if (part.conditional && is_in_form(field, part.name)) continue;
      const bool is_item = part.name.empty();
      if (is_item && !part.parts.empty()) {
        add_explanation(part, depth);
        add_parts(part, depth);
      } else {
        add(part, depth);
      }
    }
    for (const FieldForm& form : field.forms) add_form(field, form, depth);
    if (field.abridged) begin(depth).append("…\n");
  }

  std::string take() && { return std::move(out_); }

 private:
  std::string& begin(std::size_t depth) { return out_.append(depth * 2, ' '); }

  void add_explanation(const SchemaField& field, std::size_t depth) {
    const std::string words = explanation_of(field, language_);
    if (!words.empty()) begin(depth).append("# ").append(words).push_back('\n');
  }

  void add_choices(const SchemaField& field, std::size_t depth) {
    for (const FieldChoice& choice : field.choices) {
      begin(depth).append("= ").append(choice_words(choice, language_)).push_back('\n');
    }
  }

  static bool is_in_form(const SchemaField& object, std::string_view name) {
    return std::any_of(object.forms.begin(), object.forms.end(), [name](const FieldForm& form) {
      const std::vector<SchemaField>& parts = form.content.parts;
      return std::any_of(parts.begin(), parts.end(), [name](const SchemaField& part) { return part.name == name; }) ||
             is_in_form(form.content, name);
    });
  }

  void add_form(const SchemaField& object, const FieldForm& form, std::size_t depth) {
    if (form.content.parts.empty() && form.content.forms.empty() && form.also_required.empty()) return;
    begin(depth).append("[").append(case_words(object, form)).append("]\n");
    if (!form.also_required.empty()) {
      begin(depth + 1).append(texts::SchemaRequiredNames.in(language_));
      bool first = true;
      for (const std::string_view name : form.also_required) {
        out_.append(std::exchange(first, false) ? std::string_view() : texts::ListComma.in(language_)).append(name);
      }
      out_.push_back('\n');
    }
    add_parts(form.content, depth + 1);
  }

  /// The condition of a form: `事项类型（type）为 mt_meeting（会议）时`, `没有日期文字（date_text）时`.
  std::string case_words(const SchemaField& object, const FieldForm& form) const {
    std::string member(form.member);
    for (const SchemaField& part : object.parts) {
      const std::string_view title = part.title.in(language_);
      if (part.name != form.member || title.empty()) continue;
      member = texts::SchemaTitledMember.in(language_, member, title);
    }
    if (form.values.empty()) {
      return (form.otherwise ? texts::SchemaWithout : texts::SchemaWith).in(language_, member);
    }
    std::string values;
    for (const FieldChoice& value : form.values) {
      values.append(values.empty() ? std::string_view() : texts::ListComma.in(language_))
          .append(choice_words(value, language_));
    }
    if (!values.ends_with(texts::SchemaChoiceEnd.chinese)) values += texts::SchemaAfterValue.in(language_);
    return (form.otherwise ? texts::SchemaWhenNot : texts::SchemaWhen).in(language_, member, values);
  }

  Language language_;
  std::string out_;
};

base::Json json_of(const diagnostics::BilingualText& text) {
  base::Json object = base::Json::object();
  object.set("zh", text.chinese).set("en", text.english);
  return object;
}

base::Json json_of(const data::Value& value) {
  std::string json = data::value_json(value);
  return base::Json::written(json);
}

void set_title(base::Json& object, std::string_view name, const diagnostics::BilingualText& text) {
  if (!text.chinese.empty()) object.set(name, json_of(text));
}

base::Json types_json(TypeSet types) {
  base::Json list = base::Json::list();
  for (int i = 0; i <= static_cast<int>(SchemaType::Object); ++i) {
    const auto type = static_cast<SchemaType>(i);
    if (types.has(type)) list.add(schema_type_name(type));
  }
  return list;
}

base::Json values_json(const std::vector<FieldChoice>& choices) {
  base::Json list = base::Json::list();
  for (const FieldChoice& choice : choices) list.add(json_of(choice.value));
  return list;
}

/// Titles in the order of `enum`; null for choices without one.
base::Json titles_json(const std::vector<FieldChoice>& choices) {
  base::Json list = base::Json::list();
  for (const FieldChoice& choice : choices) {
    list.add(choice.title.chinese.empty() ? base::Json::written("null") : json_of(choice.title));
  }
  return list;
}

void set_choices(base::Json& object, const std::vector<FieldChoice>& choices) {
  object.set("enum", values_json(choices));
  const auto titled = [](const FieldChoice& choice) {
    return !choice.title.chinese.empty();
  };
  if (std::any_of(choices.begin(), choices.end(), titled)) object.set("enumTitles", titles_json(choices));
}

void set_limits(base::Json& object, const FieldLimits& limits) {
  const auto set_number = [&object](std::string_view name, const std::string& number) {
    if (!number.empty()) object.set(name, base::Json::written(number));
  };
  set_number(limits.minimum_excluded ? "exclusiveMinimum" : "minimum", number_of(limits.minimum));
  set_number(limits.maximum_excluded ? "exclusiveMaximum" : "maximum", number_of(limits.maximum));
  set_number("minLength", number_of(limits.min_length));
  set_number("maxLength", number_of(limits.max_length));
  set_number("minItems", number_of(limits.min_items));
  set_number("maxItems", number_of(limits.max_items));
  if (limits.format) object.set("format", describe_format(*limits.format).name);
}

base::Json form_fields_json(const FieldForm& form) {
  base::Json list = base::Json::list();
  for (const SchemaField& part : form.content.parts) {
    base::Json object = base::Json::object();
    object.set("name", part.name);
    set_title(object, "title", part.title);
    object.set("required", part.required);
    list.add(std::move(object));
  }
  for (const std::string_view name : form.also_required) {
    list.add(std::move(base::Json::object().set("name", name).set("required", true)));
  }
  return list;
}

/// The conditional parts: the deciding member, and the fields of each case with their titles.
base::Json forms_json(const SchemaField& field) {
  base::Json list = base::Json::list();
  for (const FieldForm& form : field.forms) {
    base::Json object = base::Json::object();
    object.set("member", form.member);
    if (!form.values.empty()) object.set("values", values_json(form.values));
    if (form.otherwise) object.set("otherwise", true);
    set_title(object, "title", form.content.title);
    object.set("fields", form_fields_json(form));
    if (!form.content.forms.empty()) object.set("forms", forms_json(form.content));
    list.add(std::move(object));
  }
  return list;
}

/// Adds the field, followed by its parts.
void add_field(base::Json& list, const SchemaField& field) {
  base::Json object = base::Json::object();
  object.set("pointer", field.pointer);
  set_title(object, "title", field.title);
  object.set("type", types_json(field.types)).set("required", field.required);
  if (field.conditional) object.set("conditional", true);
  set_title(object, "description", field.description);
  if (!field.choices.empty()) set_choices(object, field.choices);
  set_limits(object, field.limits);
  if (const std::string_view type = media_type_of(field); !type.empty()) object.set("contentMediaType", type);
  if (field.default_value) object.set("default", json_of(*field.default_value));
  if (!field.forms.empty()) object.set("forms", forms_json(field));
  list.add(std::move(object));
  for (const SchemaField& part : field.parts) add_field(list, part);
}

/// `1 至 60`, `1 to 60`, `at least 1`; empty when neither is there.
std::string range_words(const std::string& least, const std::string& most, Language language) {
  if (least.empty() && most.empty()) return {};
  if (most.empty()) return texts::SchemaAtLeast.in(language, least);
  if (least.empty()) return texts::SchemaAtMost.in(language, most);
  return least == most ? least : texts::SchemaFromTo.in(language, least, most);
}

/// The choices, the format, or the types.
std::string kind_words(const SchemaField& field, Language language) {
  if (field.limits.format) {
    const FormatDescription& format = describe_format(*field.limits.format);
    return texts::SchemaSuchAs.in(language, format.title.in(language), format.example);
  }
  if (!field.choices.empty()) {
    std::string words;
    for (const FieldChoice& choice : field.choices) {
      words.append(words.empty() ? std::string_view() : texts::ListComma.in(language))
          .append(choice_words(choice, language));
    }
    return words;
  }
  const std::string_view media_type = media_type_of(field);
  if (media_type == kMarkdown) return std::string(texts::SchemaMarkdown.in(language));
  if (media_type == kHtml) return std::string(texts::SchemaHtml.in(language));
  if (takes_picture(field)) return std::string(texts::SchemaPicture.in(language));
  Allowed allowed;
  if (field.types != TypeSet::all()) allowed.types = field.types;
  const TextPair described = describe_allowed(allowed);
  return described.english.empty() ? std::string(texts::SchemaAnything.in(language)) : described.in(language);
}

std::string default_words(const SchemaField& field, Language language) {
  const data::Value& value = *field.default_value;
  if (value.is_string() && value.string().empty()) return std::string(texts::SchemaDefaultBlank.in(language));
  for (const FieldChoice& choice : field.choices) {
    if (data::compare_values(choice.value, value) != 0) continue;
    return texts::SchemaDefaultChoice.in(language, choice_words(choice, language));
  }
  const data::ShownValue shown = data::shown_value(value);
  const bool letters = !shown.chinese.empty() && base::is_ascii_alnum(shown.chinese.front());
  const TextPair words{shown.english, shown.chinese};
  return (letters ? texts::SchemaDefaultWord : texts::SchemaDefault).in(language, words.in(language));
}

void add_words(std::string& text, std::string_view more, Language language) {
  if (!more.empty()) text.append(texts::Comma.in(language)).append(more);
}

}  // namespace

std::string describe_as_text(const SchemaField& root, Language language) {
  FieldLines lines(language);
  lines.add_parts(root, 0);
  return std::move(lines).take();
}

std::string describe_as_json(const SchemaField& root) {
  base::Json list = base::Json::list();
  for (const SchemaField& part : root.parts) add_field(list, part);
  return list.text();
}

bool is_structured_text(const SchemaField& field) {
  const std::string_view type = media_type_of(field);
  return type == kMarkdown || type == kHtml;
}

bool takes_picture(const SchemaField& field) {
  if (media_type_of(field).starts_with("image/")) return true;
  const bool is_list =
      field.types.has(SchemaType::Array) && field.parts.size() == 1 && field.parts.front().name.empty();
  return is_list && media_type_of(field.parts.front()).starts_with("image/");
}

std::string_view media_type_of(const SchemaField& field) {
  const std::optional<data::Value> type = find_extension(field, "contentMediaType");
  return type && type->is_string() ? type->string() : std::string_view();
}

std::string limit_words(const SchemaField& field, Language language) {
  std::string text = kind_words(field, language);
  const FieldLimits& limits = field.limits;
  const auto range = [language](const auto& least, const auto& most) {
    return range_words(number_of(least), number_of(most), language);
  };
  add_words(text, range(limits.minimum, limits.maximum), language);
  const std::string length = range(limits.min_length, limits.max_length);
  if (!length.empty()) add_words(text, texts::SchemaCharacters.in(language, length), language);
  const std::string items = range(limits.min_items, limits.max_items);
  if (!items.empty()) add_words(text, texts::SchemaItems.in(language, items), language);
  return text;
}

std::string explanation_of(const SchemaField& field, Language language) {
  std::string words(field.description.in(language));
  const std::string_view pattern = field.limits.pattern_words.in(language);
  if (pattern.empty()) return words;
  if (!words.empty()) words.append(texts::Semicolon.in(language));
  words.append(pattern);
  if (!field.examples.empty() && field.examples.front().is_string()) {
    const std::string example = data::shown_text(field.examples.front().string());
    if (words.find(example) == std::string::npos) {
      words.append(texts::SchemaExample.in(language, example));
    }
  }
  return words;
}

std::string choice_words(const FieldChoice& choice, Language language) {
  std::string words;
  if (choice.value.is_string()) {
    words = data::shown_text(choice.value.string());
  } else {
    data::append_value_json(words, choice.value);
  }
  if (words.empty()) words = texts::SchemaBlankChoice.in(language);
  const std::string_view title = choice.title.in(language);
  if (title.empty() || title == words) return words;
  return words.append(texts::InParentheses.in(language, title));
}

bool shows_choices_apart(const SchemaField& field) {
  constexpr std::size_t kMaxInLine = 6;
  const bool titled = std::any_of(field.choices.begin(), field.choices.end(),
                                  [](const FieldChoice& choice) { return !choice.title.chinese.empty(); });
  return titled && field.choices.size() > kMaxInLine;
}

std::string field_words(const SchemaField& field, Language language) {
  std::string text;
  if (shows_choices_apart(field)) {
    text = texts::SchemaOneOfThese.in(language, field.choices.size());
  } else {
    text = limit_words(field, language);
  }
  if (field.required) add_words(text, texts::SchemaRequired.in(language), language);
  if (field.conditional) add_words(text, texts::SchemaDepends.in(language), language);
  if (field.default_value) {
    add_words(text, default_words(field, language), language);
  }
  return text;
}

}  // namespace gongwen::schema
