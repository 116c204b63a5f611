#include "schema/describe_fields.h"

#include "base/json.h"
#include "data/value_order.h"
#include "diagnostics/source_lookup.h"
#include "schema/detail/faults.h"

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

  /// Items that have parts of their own show them right below the list.
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
  std::string_view choose(std::string_view chinese, std::string_view english) const {
    return language_ == Language::Chinese ? chinese : english;
  }

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
      begin(depth + 1).append(choose("必填：", "required: "));
      bool first = true;
      for (const std::string_view name : form.also_required) {
        out_.append(std::exchange(first, false) ? "" : choose("、", ", ")).append(name);
      }
      out_.push_back('\n');
    }
    add_parts(form.content, depth + 1);
  }

  /// `事项类型（type）为 mt_meeting（会议）时`, `没有日期文字（date_text）时`
  std::string case_words(const SchemaField& object, const FieldForm& form) const {
    std::string member(form.member);
    for (const SchemaField& part : object.parts) {
      const std::string_view title = part.title.in(language_);
      if (part.name != form.member || title.empty()) continue;
      member = language_ == Language::Chinese ? std::string(title) + "（" + member + "）"
                                              : member + " (" + std::string(title) + ")";
    }
    if (form.values.empty()) {
      if (language_ == Language::Chinese) return (form.otherwise ? "没有填写" : "填写了") + member + "时";
      return (form.otherwise ? "without " : "with ") + member;
    }
    std::string values;
    for (const FieldChoice& value : form.values) {
      values.append(values.empty() ? "" : choose("、", ", ")).append(choice_words(value, language_));
    }
    if (language_ == Language::Chinese) {
      return member + (form.otherwise ? "不为 " : "为 ") + values + (values.ends_with("）") ? "时" : " 时");
    }
    return "when " + member + (form.otherwise ? " is not " : " is ") + values;
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
  std::string json;
  data::append_value_json(json, value);
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

/// In the order of `enum`; null for a choice that has none.
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

/// What holds in some cases only: the member that decides, and the fields of the case with their own titles.
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

/// Adds the field, and behind it those in it.
void add_field(base::Json& list, const SchemaField& field) {
  base::Json object = base::Json::object();
  object.set("pointer", field.pointer);
  set_title(object, "title", field.title);
  object.set("type", types_json(field.types)).set("required", field.required);
  if (field.conditional) object.set("conditional", true);
  set_title(object, "description", field.description);
  if (!field.choices.empty()) set_choices(object, field.choices);
  set_limits(object, field.limits);
  if (field.default_value) object.set("default", json_of(*field.default_value));
  if (!field.forms.empty()) object.set("forms", forms_json(field));
  list.add(std::move(object));
  for (const SchemaField& part : field.parts) add_field(list, part);
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

}  // namespace gongwen::schema
