#include "engine/kinds/detail/form/form_schema.h"

#include "schema/describe_fields.h"

#include <algorithm>

// Fields become the properties of a schema: limits that the form does not state come from this file. For
// example `"/jobs/*/from": {"type": "month", "must": true, "title": …}` in a list `/jobs` with `"rows": [1, 8]`
// becomes
//   "work": {"type": "array", "minItems": 1, "maxItems": 8, "items": {"type": "object", "required":
//   ["from"],
//            "properties": {"from": {"type": "string", "format": "month", "x-title": …}}}}
// Whether a value may be absent, null or "" is the same for all types:
// - `must`: in `required`, with a least length of 1;
// - `given`: not in `required` and without a default: absent from the data, or present and not empty;
// - neither: optional with a default ("" for texts, null for days, [] for lists, {} for groups), so that
//   templates and rules find a value.
// Objects admit only the members of the form, so that a misspelt name in data is reported.
namespace gongwen::engine {
namespace {

using data::Value;
using diagnostics::Span;

// Limits that the form does not state. They keep data and pages in bounds; a text beyond them is an error
// of the data.
constexpr std::int64_t kLongText = 20000;  // characters
constexpr std::int64_t kEmail = 254;       // RFC 5321
constexpr std::int64_t kSigner = 40;
// Characters of the value: a data: address in Base64, which four million characters make about 3 MB of
// picture.
constexpr std::int64_t kPhoto = 4000000;
constexpr std::int64_t kLabel = 10;  // of paragraphs with labels
constexpr std::int64_t kLabelledText = 2000;
constexpr std::int64_t kListItem = 4000;

// Titles need both languages even if the words come from this file.
MadeValue words(std::string_view zh, std::string_view en, Span place) {
  MadeValue made = MadeValue::object(place);
  made.put("zh", MadeValue::text(zh, place));
  made.put("en", MadeValue::text(en, place));
  return made;
}

MadeValue empty_object(Span place) {
  MadeValue object = MadeValue::object(place);
  object.put("type", MadeValue::text("object", place));
  object.put("required", MadeValue::list(place));
  object.put("additionalProperties", MadeValue::flag(false, place));
  object.put("properties", MadeValue::object(place));
  return object;
}

/// The name in the schema of a type's format. Only called for types that add_formatted() serves; all types not listed
/// are days.
std::string_view format_of(FormFieldType type) {
  if (type == FormFieldType::Phone) return "phone-cn";
  if (type == FormFieldType::Email) return "email";
  if (type == FormFieldType::Postcode) return "postal-code";
  if (type == FormFieldType::Month) return "month";
  return "date";
}

// `"rows": [least, most]`, the second of which may be absent.
std::int64_t least_rows(const FormField& field) {
  const auto rows = field.value.find("rows");
  return rows ? rows->at(0).integer() : 0;
}

/// Writes the schema of one field.
class FieldSchema {
 public:
  explicit FieldSchema(const FormField& field) : field_(field), place_(field.value.span()) {}

  MadeValue make() {
    made_.put("x-title", MadeValue::copy_of(*field_.value.find("title")));
    // A single choice is a value of an enumeration, regardless of its type; several are a list of texts.
    if (!field_.options.empty() && !field_.flag("many")) {
      add_options(made_);
    } else {
      add_type();
    }
    add_hint();
    // The default of an opinion is that of its text, add_opinion().
    if (const auto value = field_.value.find("default"); value && field_.type != FormFieldType::Opinion) {
      made_.put("default", MadeValue::copy_of(*value));
    }
    if (const auto example = field_.value.find("example")) {
      made_.put("examples", MadeValue::list(place_)).add(MadeValue::copy_of(*example));
    }
    return std::move(made_);
  }

 private:
  MadeValue text(std::string_view text) const { return MadeValue::text(text, place_); }
  MadeValue number(std::int64_t value) const { return MadeValue::number(value, place_); }

  /// Each type adds `type` and its limits; title, hint, default and examples are common to all and are added in
  /// make().
  void add_type() {
    // A pattern stated by the form replaces the format of its type.
    if (field_.value.find("pattern")) return add_text();
    switch (field_.type) {
      case FormFieldType::YesNo: put("type", text("boolean")); break;
      // A box that must be ticked is not a truth value: `false` is refused.
      case FormFieldType::Confirmed: put("const", MadeValue::flag(true, place_)); break;
      case FormFieldType::Paragraphs: add_paragraphs(); break;
      case FormFieldType::Number: add_number(); break;
      case FormFieldType::Date:
      case FormFieldType::Month:
      case FormFieldType::Phone:
      case FormFieldType::Email:
      case FormFieldType::Postcode:
      case FormFieldType::Format: add_formatted(); break;
      case FormFieldType::Texts: add_texts(); break;
      case FormFieldType::Opinion: add_opinion(); break;
      case FormFieldType::Signatures: add_signatures(); break;
      case FormFieldType::Long: add_long(); break;
      case FormFieldType::Photo: add_photo(); break;
      case FormFieldType::Text:
      case FormFieldType::Name:
      case FormFieldType::Person:
      case FormFieldType::Organisation: add_text(); break;
      case FormFieldType::Group:
      case FormFieldType::List: break;  // made by FormSchema
    }
  }

  void put(std::string_view name, MadeValue value) { made_.put(name, std::move(value)); }

  /// `enum` with titles in `x-titles`; titles are by name, so numbers with words are written as `oneOf` of
  /// constants instead. Values alone, or with words in both languages; numbers with words each have a separate
  /// schema.
  void add_options(MadeValue& made) const {
    const bool has_numbers = std::any_of(field_.options.begin(), field_.options.end(),
                                         [](const FormOption& option) { return option.value.is_number(); });
    MadeValue values = MadeValue::list(place_);
    MadeValue titles = MadeValue::object(place_);
    for (const FormOption& option : field_.options) {
      const Span place = option.value.span();
      if (has_numbers) {
        MadeValue one = MadeValue::object(place);
        one.put("const", MadeValue::copy_of(option.value));
        one.put("x-title", words(option.zh, option.en, place));
        values.add(std::move(one));
        continue;
      }
      values.add(MadeValue::copy_of(option.value));
      // A choice that is a plain text is its own title.
      if (!option.en.empty()) titles.put(option.value.string(), words(option.zh, option.en, place));
    }
    made.put(has_numbers ? "oneOf" : "enum", std::move(values));
    if (!titles.empty()) made.put("x-titles", std::move(titles));
  }

  /// Numbers are whole. An absent limit means no limit.
  void add_number() {
    put("type", text("integer"));
    if (const auto least = field_.number("min")) put("minimum", number(*least));
    if (const auto most = field_.number("max")) put("maximum", number(*most));
  }

  /// A field that may stay empty has the empty text as its default, so that programs need no special case.
  void add_blank() {
    if (!field_.must && !field_.given) put("default", text(""));
  }

  void add_formatted() {
    // Days that are absent are null: "" is not a date in any format, and a default must fit the type.
    const bool is_day = field_.type == FormFieldType::Date || field_.type == FormFieldType::Month;
    const bool may_be_null = is_day && !field_.must && !field_.given;
    if (may_be_null) {
      MadeValue types = MadeValue::list(place_);
      types.add(text("string"));
      types.add(text("null"));
      put("type", std::move(types));
    } else {
      put("type", text("string"));
    }
    std::vector<std::string> formats;
    if (field_.type == FormFieldType::Format) {
      formats = list_formats();
    } else {
      formats.emplace_back(format_of(field_.type));
    }
    // A text may be "" although the format refuses it: the schema is then a choice between the formats and the empty
    // text.
    const bool may_be_blank = !field_.must && !field_.given && !is_day;
    if (formats.size() == 1 && !may_be_blank) {
      put("format", text(formats.front()));
    } else {
      MadeValue any = MadeValue::list(place_);
      for (const std::string& format : formats) any.add(MadeValue::object(place_)).put("format", text(format));
      if (may_be_blank) any.add(MadeValue::object(place_)).put("const", text(""));
      put("anyOf", std::move(any));
    }
    if (field_.type == FormFieldType::Email) put("maxLength", number(kEmail));
    if (may_be_null) put("default", MadeValue::null(place_));
    if (may_be_blank) put("default", text(""));
  }

  /// `"type": "doc-number"` or `"type": ["doc-number", "gb-number"]`.
  std::vector<std::string> list_formats() const {
    const Value type = *field_.value.find("type");
    if (type.is_string()) return {std::string(type.string())};
    std::vector<std::string> formats;
    for (std::size_t i = 0; i < type.size(); ++i) formats.emplace_back(type.at(i).string());
    return formats;
  }

  /// A given value has at least one character, unless it may be blank.
  void add_limits() {
    const auto least = field_.number("min");
    if (least || field_.must || field_.given) put("minLength", number(least.value_or(1)));
    if (const auto most = field_.number("max")) put("maxLength", number(*most));
  }

  void add_text() {
    put("type", text("string"));
    // `x-naming`: 无, 同上 and the like count as not given, docs/VALUES.md.
    if (field_.type == FormFieldType::Name) put("x-naming", MadeValue::flag(true, place_));
    if (field_.type == FormFieldType::Person) put("x-naming", text("person"));
    if (field_.type == FormFieldType::Organisation) put("x-naming", text("organisation"));
    if (const std::string language = field_.text("lang"); !language.empty()) put("x-language", text(language));
    if (const std::string around = field_.text("within"); !around.empty()) put("x-printed-in", text(around));
    if (const auto pattern = field_.value.find("pattern")) {
      put("pattern", MadeValue::copy_of(*pattern->find("is")));
      put("x-pattern-words", MadeValue::copy_of(*pattern->find("say")));
      MadeValue examples = MadeValue::list(place_);
      examples.add(MadeValue::copy_of(*pattern->find("example")));
      put("examples", std::move(examples));
    }
    add_limits();
    add_blank();
  }

  /// Long texts always have a limit. One line of the value is a paragraph on paper.
  void add_long() {
    put("type", text("string"));
    put("maxLength", number(field_.number("max").value_or(kLongText)));
    if (field_.must) put("minLength", number(field_.number("min").value_or(1)));
    add_blank();
    put("x-description", words("一行一段", "each line is a paragraph", place_));
  }

  void add_photo() {
    put("type", text("string"));
    put("minLength", number(1));
    put("maxLength", number(kPhoto));
    put("contentMediaType", text(std::string(schema::kPicture)));
    put("x-description", words("与数据文件放在一起的PNG或JPEG文件的名称，或者data:"
                               "地址；在数据工作簿中可直接插入图片，工作簿表格中不放照片",
                               "the name of a PNG or JPEG file beside the data, or a data: address; a picture put into "
                               "the cell of a data workbook; not in the workbook form",
                               place_));
  }

  /// `{"type": ["string", other], "minLength": 1}`, callers take its members.
  MadeValue text_or_list(std::string_view other) const {
    MadeValue made = MadeValue::object(place_);
    MadeValue& types = made.put("type", MadeValue::list(place_));
    types.add(text("string"));
    types.add(text(other));
    made.put("minLength", number(1));
    return made;
  }

  /// A text, or paragraphs with lists between them; or paragraphs with labels, which are objects. Nested one level
  /// only: an item of such a list is a text.
  void add_paragraphs() {
    MadeValue made = text_or_list("array");
    for (const std::string_view name : {"type", "minLength"}) put(name, std::move(*made.find(name)));
    put("minItems", number(1));
    const bool has_labels = field_.flag("labels");
    MadeValue item = MadeValue::object(place_);
    item.put("x-title",
             has_labels ? words("段落", "paragraph", place_) : words("段落或列表", "paragraph or list", place_));
    MadeValue kind = text_or_list(has_labels ? "object" : "array");
    for (const std::string_view name : {"type", "minLength"}) item.put(name, std::move(*kind.find(name)));
    const auto piece = [this](std::string_view zh, std::string_view en, std::int64_t most) {
      MadeValue one = MadeValue::object(place_);
      one.put("x-title", words(zh, en, place_));
      one.put("type", text("string"));
      one.put("minLength", number(1));
      one.put("maxLength", number(most));
      return one;
    };
    if (has_labels) {
      MadeValue object = empty_object(place_);
      for (const std::string_view name : {"label", "text"}) object.find("required")->add(text(name));
      object.find("properties")->put("label", piece("栏目", "label", kLabel));
      object.find("properties")->put("text", piece("文字", "text", kLabelledText));
      for (const std::string_view name : {"required", "additionalProperties", "properties"}) {
        item.put(name, std::move(*object.find(name)));
      }
      put("x-description",
          words("一段文字，或若干段落，段落可带栏目名称", "a text, or paragraphs, which may have labels", place_));
    } else {
      item.put("minItems", number(1));
      item.put("items", piece("列项", "item", kListItem));
      put("x-description",
          words("一段文字，或若干段落；段落之间可有列表，写作方括号中的各项：[\"首段\", [\"列表第一项\", \"第二项\"], "
                "\"末段\"]",
                "a text, or paragraphs, with lists between them, which are lists themselves: [\"first\", [\"an item\", "
                "\"another\"], \"last\"]",
                place_));
    }
    put("items", std::move(item));
  }

  /// A list of texts, or several of the choices.
  void add_texts() {
    put("type", text("array"));
    // `rows` limits the number of texts; without it, a required field has at least one.
    const auto rows = field_.value.find("rows");
    if (rows && rows->at(0).integer() > 0) put("minItems", MadeValue::copy_of(rows->at(0)));
    if (!rows && field_.must) put("minItems", number(1));
    if (rows && rows->size() > 1) put("maxItems", MadeValue::copy_of(rows->at(1)));
    MadeValue item = MadeValue::object(place_);
    const auto title = field_.value.find("item");
    item.put("x-title", MadeValue::copy_of(title ? *title : *field_.value.find("title")));
    if (!field_.options.empty() || field_.flag("distinct")) put("uniqueItems", MadeValue::flag(true, place_));
    if (!field_.options.empty()) {
      add_options(item);
    } else {
      item.put("type", text("string"));
      if (const std::string of = field_.text("of"); !of.empty()) {
        item.put("x-naming", of == "name" ? MadeValue::flag(true, place_) : text(of));
      }
      item.put("minLength", number(field_.number("min").value_or(1)));
      if (const auto most = field_.number("max")) item.put("maxLength", number(*most));
    }
    put("items", std::move(item));
    // Only a list that may be empty has the empty list as its default: otherwise the default itself would break
    // `minItems`.
    if (!field_.must && !field_.given && least_rows(field_) == 0) put("default", MadeValue::list(place_));
  }

  /// A day that is often written by hand after printing, so it may always be null.
  MadeValue day() const {
    MadeValue made = MadeValue::object(place_);
    made.put("x-title", words("日期", "date", place_));
    MadeValue& types = made.put("type", MadeValue::list(place_));
    types.add(text("string"));
    types.add(text("null"));
    made.put("format", text("date"));
    made.put("default", MadeValue::null(place_));
    return made;
  }

  /// `{"text": …, "date": …}`, both of which may stay empty: an opinion is often written on the printed
  /// form.
  void add_opinion() {
    MadeValue made = MadeValue::object(place_);
    made.put("x-title", words("意见", "opinion", place_));
    made.put("type", text("string"));
    made.put("maxLength", number(kLongText));
    made.put("default", field_.value.find("default") ? MadeValue::copy_of(*field_.value.find("default")) : text(""));
    made.put("x-description", words("一行一段", "each line is a paragraph", place_));
    MadeValue object = empty_object(place_);
    object.find("properties")->put("text", std::move(made));
    MadeValue& date = object.find("properties")->put("date", day());
    date.put("x-description",
             words("不填的，打印后手写", "if left out, it is written by hand on the printed form", place_));
    add_object(std::move(object));
  }

  /// A member for each level, such as `bureau`, with name and day. `"levels": [["bureau", "局领导", "head of
  /// bureau"]]`.
  void add_signatures() {
    MadeValue object = empty_object(place_);
    for (const Value& level : form_items(field_.value, "levels")) {
      MadeValue signature = empty_object(level.span());
      signature.put("x-title", words(level.at(1).string(), level.at(2).string(), level.span()));
      signature.put("default", MadeValue::object(place_));
      MadeValue name = MadeValue::object(place_);
      name.put("x-title", words("姓名", "name", place_));
      name.put("type", text("string"));
      name.put("x-naming", text("person"));
      name.put("maxLength", number(kSigner));
      name.put("default", text(""));
      signature.find("properties")->put("name", std::move(name));
      signature.find("properties")->put("date", day());
      object.find("properties")->put(level.at(0).string(), std::move(signature));
    }
    add_object(std::move(object));
  }

  /// `required` is left out on purpose: its members have defaults.
  /// An object that may be left out.
  void add_object(MadeValue object) {
    for (const std::string_view name : {"type", "additionalProperties", "properties"}) {
      put(name, std::move(*object.find(name)));
    }
    put("default", MadeValue::object(place_));
  }

  void add_hint() {
    // For a photo the data has a file, which people who provide the photo do not see.
    if (field_.type == FormFieldType::Photo) return;
    if (const auto hint = field_.value.find("hint")) put("x-description", MadeValue::copy_of(*hint));
  }

  const FormField& field_;
  Span place_;
  MadeValue made_ = MadeValue::object(place_);
};

/// Puts the fields into their objects and lists.
class FormSchema {
 public:
  explicit FormSchema(const FormFile& form) : form_(form) {}

  MadeValue make() const {
    const Span place = form_.root().span();
    MadeValue root = MadeValue::object(place);
    root.put("$schema", MadeValue::text("https://json-schema.org/draft/2020-12/schema", place));
    root.put("x-title", MadeValue::copy_of(*form_.root().find("title")));
    if (const auto annexes = form_.root().find("annexes")) root.put("x-annexes", MadeValue::copy_of(*annexes));
    MadeValue object = empty_object(place);
    fill(object, "");
    add_left_out(*object.find("properties"));
    for (const std::string_view name : {"type", "required", "additionalProperties", "properties"}) {
      root.put(name, std::move(*object.find(name)));
    }
    return root;
  }

 private:
  /// Adds the fields whose parent is `parent` to an object made by empty_object(), and recursively their
  /// members.
  void fill(MadeValue& object, std::string_view parent) const {
    for (const FormField* const field : form_.fields_in(parent)) {
      if (needs_value(*field)) object.find("required")->add(MadeValue::text(field->name, field->value.span()));
      object.find("properties")->put(field->name, schema_of(*field));
    }
  }

  /// A group is needed if one of its fields is, a list if it needs at least one row.
  bool needs_value(const FormField& field) const {
    if (field.type == FormFieldType::List) return always_rows(field) > 0;
    const bool is_always_shown = form_.conditions_of(field).empty();
    // Texts with a minimum number of rows cannot be left out either, unless a condition hides them.
    if (field.type == FormFieldType::Texts && least_rows(field) > 0 && is_always_shown && !field.given &&
        !field.value.find("default"))
      return true;
    // A group that the form marks `given` or `must` decides by itself.
    if (field.type != FormFieldType::Group || field.given || field.must) return field.must;
    const std::vector<const FormField*> inner = form_.fields_in(field.pointer);
    return std::any_of(inner.begin(), inner.end(), [this](const FormField* one) { return needs_value(*one); });
  }

  /// A list that is not always shown may have no rows.
  /// Rows that are demanded only when the list is shown are demanded by a rule (form_shown.h).
  std::int64_t always_rows(const FormField& field) const {
    return form_.conditions_of(field).empty() ? field.value.find("rows")->at(0).integer() : 0;
  }

  MadeValue schema_of(const FormField& field) const {
    if (field.type != FormFieldType::Group && field.type != FormFieldType::List) return FieldSchema(field).make();
    const Span place = field.value.span();
    MadeValue made = MadeValue::object(place);
    made.put("x-title", MadeValue::copy_of(*field.value.find("title")));
    if (const auto hint = field.value.find("hint")) made.put("x-description", MadeValue::copy_of(*hint));
    MadeValue object = empty_object(place);
    fill(object, field.pointer);
    if (field.type == FormFieldType::Group) {
      for (const std::string_view name : {"type", "required", "additionalProperties", "properties"}) {
        made.put(name, std::move(*object.find(name)));
      }
      if (const auto least = field.number("min")) made.put("minProperties", MadeValue::number(*least, place));
      // An empty group may be left out: expressions of templates then find {} and its members absent.
      if (!needs_value(field) && !field.given) made.put("default", MadeValue::object(place));
      return made;
    }
    const auto item = field.value.find("item");
    object.put("x-title", MadeValue::copy_of(item ? *item : *field.value.find("title")));
    const Value rows = *field.value.find("rows");
    made.put("type", MadeValue::text("array", place));
    if (always_rows(field) > 0) made.put("minItems", MadeValue::copy_of(rows.at(0)));
    if (rows.size() > 1) made.put("maxItems", MadeValue::copy_of(rows.at(1)));
    made.put("items", std::move(object));
    if (always_rows(field) == 0) made.put("default", MadeValue::list(place));
    return made;
  }

  /// `left_out` names the rows that are not printed.
  void add_left_out(MadeValue& properties) const {
    const auto paper = form_.root().find("paper");
    const Span place = paper ? paper->span() : form_.root().span();
    MadeValue names = MadeValue::list(place);
    MadeValue titles = MadeValue::object(place);
    for (const Value& table : form_items(form_.root(), "paper")) {
      for (const Value& row : form_items(table, "rows")) {
        // Several rows may have one name: they are left out together.
        const auto optional = optional_row(form_, row);
        if (!optional || titles.find(optional->name) != nullptr) continue;
        names.add(MadeValue::text(optional->name, row.span()));
        titles.put(optional->name, words(optional->title_zh, optional->title_en, row.span()));
      }
    }
    if (names.empty()) return;
    MadeValue& list = properties.put("left_out", MadeValue::object(place));
    list.put("x-title", words("不印的行", "rows left out", place));
    list.put("x-description",
             words("正式表样没有的行可以不印", "rows that the true form lacks need not be printed", place));
    list.put("type", MadeValue::text("array", place));
    list.put("uniqueItems", MadeValue::flag(true, place));
    MadeValue& item = list.put("items", MadeValue::object(place));
    item.put("x-title", words("行", "row", place));
    item.put("enum", std::move(names));
    item.put("x-titles", std::move(titles));
    list.put("default", MadeValue::list(place));
  }

  const FormFile& form_;
};

}  // namespace

// Cells come first: an optional row takes its title from the first of these fields (optional_row).
std::vector<Value> pointers_of_row(const Value& row) {
  std::vector<Value> pointers;
  for (const Value& cell : form_items(row, "cells")) {
    const std::vector<Value> parts = cell.is_object() ? form_items(cell, "parts") : std::vector{cell};
    pointers.insert(pointers.end(), parts.begin(), parts.end());
  }
  for (const std::string_view member :
       {"across", "beside", "opinion", "list", "texts", "photo", "notes", "choices", "other", "files"}) {
    if (const auto pointer = row.find(member)) pointers.push_back(*pointer);
  }
  for (const std::string_view member : {"signatures", "fields"}) {
    for (const Value& pointer : form_items(row, member)) pointers.push_back(pointer);
  }
  return pointers;
}

// `"optional": "photo"` takes the title of the first field of the row; an object states name and titles
// itself.
std::optional<OptionalRow> optional_row(const FormFile& form, const Value& row) {
  const auto optional = row.find("optional");
  if (!optional) return std::nullopt;
  if (optional->is_object()) {
    const Value title = *optional->find("title");
    return OptionalRow{form_text(*optional, "name"), form_text(title, "zh"), form_text(title, "en")};
  }
  OptionalRow made{std::string(optional->string()), std::string(optional->string()), std::string(optional->string())};
  const std::vector<Value> pointers = pointers_of_row(row);
  if (pointers.empty()) return made;
  const FormField* const field = form.find(pointers.front().string());
  made.title_zh = field->title("zh");
  made.title_en = field->title("en");
  return made;
}

MadeValue schema_of_form(const FormFile& form) { return FormSchema(form).make(); }

}  // namespace gongwen::engine
