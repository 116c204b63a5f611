#include "engine/webform/schema_form.h"

#include "base/json.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/webform.h"
#include "forms/fill_fields.h"

#include <utility>

namespace gongwen::webform {
namespace {

using schema::SchemaField;
using schema::SchemaType;
using schema::StarterPart;
using schema::StarterShape;

/// Texts that may be longer get an area of several lines.
constexpr std::size_t kMostOfLine = 300;
/// A limit that is far above what people write says nothing to them.
constexpr std::size_t kLongestSaid = 500;
constexpr std::size_t kLinesOfText = 2;
constexpr std::size_t kLinesOfList = 3;

bool is_only(const SchemaField& field, SchemaType type) {
  schema::TypeSet one;
  one.add(type);
  return field.types == one;
}

bool is_number(const SchemaField& field) {
  return is_only(field, SchemaType::Number) || is_only(field, SchemaType::Integer);
}

/// A value that is typed into one control.
bool is_single(const StarterPart& part) {
  return part.shape == StarterShape::Blank || part.shape == StarterShape::Value;
}

std::string title_of(const SchemaField& field, Language language) {
  const std::string_view title = field.title.in(language);
  return title.empty() ? std::string(field.name) : at_line_start(std::string(title));
}

class SchemaFormMaker {
 public:
  explicit SchemaFormMaker(const SchemaFormParts& parts) : parts_(parts) {}

  WebForm make() {
    WebForm form;
    form.language = parts_.language;
    WebStep rare{std::string(texts::WebformRare.in(parts_.language)), {}, true};
    form.steps.emplace_back();
    for (const StarterPart& member : parts_.root.parts) {
      add(member, parts_.is_rare && parts_.is_rare(member) ? rare : form.steps.front());
    }
    if (!rare.groups.empty()) form.steps.push_back(std::move(rare));
    return form;
  }

 private:
  void add(const StarterPart& member, WebStep& step) const {
    if (member.shape == StarterShape::Object && !member.parts.empty()) return add_object(member, step);
    const StarterPart* const item = item_of(member);
    const bool has_rows = item != nullptr && item->shape != StarterShape::List && !takes_boxes(*item);
    if (has_rows) return add_list(member, *item, step);
    if (step.groups.empty() || !step.groups.back().pointer.empty()) step.groups.emplace_back();
    step.groups.back().fields.push_back(field_of(member, member.field.pointer, {}));
  }

  /// What all items of a list look like; null for other values, and where the schema does not say.
  static const StarterPart* item_of(const StarterPart& list) {
    return list.shape == StarterShape::List && !list.parts.empty() ? &list.parts.front() : nullptr;
  }

  /// Whether a list of such items is a group of boxes to tick.
  static bool takes_boxes(const StarterPart& item) { return is_single(item) && !item.field.choices.empty(); }

  WebGroup group_of(const StarterPart& member) const {
    WebGroup group;
    group.title = title_of(member.field, parts_.language);
    group.pointer = member.field.pointer;
    group.hint = member.field.description.in(parts_.language);
    group.required = member.field.required;
    return group;
  }

  void add_object(const StarterPart& member, WebStep& step) const {
    WebGroup group = group_of(member);
    add_parts(member, member.field.pointer, {}, group);
    step.groups.push_back(std::move(group));
  }

  void add_list(const StarterPart& member, const StarterPart& item, WebStep& step) const {
    WebGroup group = group_of(member);
    group.is_list = true;
    group.min_rows = member.field.limits.min_items.value_or(0);
    group.max_rows = member.field.limits.max_items;
    const std::string pattern = member.field.pointer + "/*";
    if (item.shape == StarterShape::Object && !item.parts.empty()) {
      add_parts(item, pattern, {}, group);
    } else {
      group.fields.push_back(field_of(item, pattern, {}));
      // The row is the value: the title of the list names it.
      if (item.field.title.in(parts_.language).empty()) group.fields.back().label = group.title;
      group.fields.back().required = true;
    }
    step.groups.push_back(std::move(group));
  }

  /// Adds the members of an object; those of objects inside it are named by both titles.
  void add_parts(const StarterPart& object, const std::string& pointer, const std::string& around,
                 WebGroup& group) const {
    for (const StarterPart& part : object.parts) {
      std::string inner = pointer;
      base::append_pointer_token(inner, part.field.name);
      if (part.shape == StarterShape::Object && !part.parts.empty()) {
        const std::string title = around + title_of(part.field, parts_.language);
        add_parts(part, inner, title + std::string(texts::Colon.in(parts_.language)), group);
      } else {
        group.fields.push_back(field_of(part, inner, around));
      }
    }
  }

  WebField field_of(const StarterPart& part, const std::string& pointer, const std::string& around) const {
    const SchemaField& field = part.field;
    WebField made;
    made.pointer = pointer;
    made.label = around + title_of(field, parts_.language);
    made.hint = field.description.in(parts_.language);
    made.required = field.required;
    made.read_only = field.read_only;
    if (const StarterPart* const item = item_of(part); item != nullptr && is_single(*item) && !has_parts(item->field)) {
      set_list(*item, made);
    } else if (part.shape == StarterShape::List || part.shape == StarterShape::Object || has_parts(field)) {
      made.type = "multiline";
      made.is_json = true;
      made.lines = kLinesOfList;
    } else {
      set_type(field, made);
    }
    return made;
  }

  /// Whether values other than single ones are allowed, such as a paragraph or a table.
  static bool has_parts(const SchemaField& field) {
    return field.types != schema::TypeSet::all() &&
           (field.types.has(SchemaType::Object) || field.types.has(SchemaType::Array));
  }

  /// A list in one control: boxes to tick, or a text with a line for each item.
  void set_list(const StarterPart& item, WebField& made) const {
    made.type = "choices";
    made.choices = choices_of(item.field);
    if (!made.choices.empty()) return;
    made.lines = kLinesOfList;
    if (!made.hint.empty()) made.hint += "\n";
    made.hint += texts::WebformLineEach.in(parts_.language);
  }

  void set_type(const SchemaField& field, WebField& made) const {
    made.choices = choices_of(field);
    made.type = made.choices.empty() ? "text" : "choice";
    if (!made.choices.empty()) return;
    for (const schema::Format format : forms::formats_of(field)) {
      made.formats.emplace_back(schema::describe_format(format).name);
      made.examples.emplace_back(schema::describe_format(format).example);
    }
    std::vector<std::string> examples;
    for (const data::Value& example : field.examples) {
      if (auto text = forms::value_text(example)) examples.push_back(*std::move(text));
    }
    if (!examples.empty()) made.examples = std::move(examples);
    if (is_number(field)) {
      made.type = "number";
      made.least = text_of(field.limits.minimum);
      made.most = text_of(field.limits.maximum);
    } else if (made.formats.size() == 1) {
      made.type = type_of(forms::formats_of(field).front());
    } else if (made.formats.empty() && field.limits.max_length.value_or(kMostOfLine + 1) > kMostOfLine) {
      made.type = "multiline";
      made.lines = kLinesOfText;
    }
    made.min_length = field.limits.min_length;
    if (field.limits.max_length.value_or(0) <= kLongestSaid) made.max_length = field.limits.max_length;
  }

  static std::string_view type_of(schema::Format format) {
    if (format == schema::Format::Date) return "date";
    if (format == schema::Format::Month) return "month";
    if (format == schema::Format::Email) return "email";
    return format == schema::Format::PhoneCn ? "phone" : "text";
  }

  static std::string text_of(const std::optional<data::Value>& value) {
    return value ? forms::value_text(*value).value_or(std::string()) : std::string();
  }

  std::vector<WebChoice> choices_of(const SchemaField& field) const {
    std::vector<WebChoice> choices;
    for (const schema::FieldChoice& choice : field.choices) {
      std::string value = forms::value_text(choice.value).value_or(std::string());
      const std::string_view title = choice.title.in(parts_.language);
      std::string label = title.empty() ? value : std::string(title);
      choices.push_back({std::move(value), std::move(label)});
    }
    if (choices.empty() && is_only(field, SchemaType::Boolean)) {
      choices.push_back({"true", std::string(texts::WebformYes.in(parts_.language))});
      choices.push_back({"false", std::string(texts::WebformNo.in(parts_.language))});
    }
    return choices;
  }

  const SchemaFormParts& parts_;
};

}  // namespace

std::string at_line_start(std::string title) {
  if (!title.empty() && title.front() >= 'a' && title.front() <= 'z') title.front() -= 'a' - 'A';
  return title;
}

WebForm form_of_schema(const SchemaFormParts& parts) { return SchemaFormMaker(parts).make(); }

}  // namespace gongwen::webform
