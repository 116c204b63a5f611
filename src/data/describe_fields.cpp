#include "data/describe_fields.h"

#include "data/detail/fault_words.h"
#include "data/field_words.h"
#include "data/value_json.h"
#include "diagnostics/json_text.h"

#include <utility>

namespace gongwen::data {
namespace {

using diagnostics::append_json_string;
using diagnostics::Language;

std::string number_of(const std::optional<Value>& value) { return value ? number_text(*value) : std::string(); }
std::string number_of(const std::optional<std::size_t>& value) {
  return value ? std::to_string(*value) : std::string();
}

/// Writes the lines of a tree of fields.
class FieldLines {
 public:
  explicit FieldLines(Language language) : language_(language) {}

  void add(const SchemaField& field, std::size_t depth) {
    out_.append(depth * 2, ' ').append(field.name.empty() ? "*" : field.name);
    const std::string_view title = field.title.in(language_);
    if (!title.empty()) out_.append("  ").append(title);
    out_.append("  ").append(field_words(field, language_)).push_back('\n');
    add_parts(field, depth + 1);
  }

  /// Items that have parts of their own show them right below the list.
  void add_parts(const SchemaField& field, std::size_t depth) {
    for (const SchemaField& part : field.parts) {
      const bool is_item = part.name.empty();
      if (is_item && !part.parts.empty()) {
        add_parts(part, depth);
      } else {
        add(part, depth);
      }
    }
    if (field.abridged) out_.append(depth * 2, ' ').append("…\n");
  }

  std::string take() && { return std::move(out_); }

 private:
  Language language_;
  std::string out_;
};

/// Writes values and fields as JSON.
class FieldJson {
 public:
  void add(const SchemaField& field) {
    out_.append(out_.empty() ? "" : ",").append("{\"pointer\":");
    append_json_string(out_, field.pointer);
    if (!field.title.chinese.empty()) add_title(field.title);
    add_types(field.types);
    member("required", field.required ? "true" : "false");
    if (field.conditional) member("conditional", "true");
    if (!field.choices.empty()) add_choices(field);
    add_limits(field.limits);
    if (field.default_value) {
      out_ += ",\"default\":";
      append_value_json(out_, *field.default_value);
    }
    out_ += "}";
    for (const SchemaField& part : field.parts) add(part);
  }

  std::string take() && { return "[" + out_ + "]"; }

 private:
  void member(std::string_view name, std::string_view json) {
    out_ += ",";
    append_json_string(out_, name);
    out_.append(":").append(json);
  }

  void add_title(const diagnostics::BilingualText& title) {
    out_ += ",\"title\":{\"zh\":";
    append_json_string(out_, title.chinese);
    out_ += ",\"en\":";
    append_json_string(out_, title.english);
    out_ += "}";
  }

  void add_types(TypeSet types) {
    out_ += ",\"type\":[";
    bool first = true;
    for (int i = 0; i <= static_cast<int>(SchemaType::Object); ++i) {
      const auto type = static_cast<SchemaType>(i);
      if (!types.has(type)) continue;
      if (!std::exchange(first, false)) out_ += ",";
      append_json_string(out_, schema_type_name(type));
    }
    out_ += "]";
  }

  void add_choices(const SchemaField& field) {
    out_ += ",\"enum\":[";
    for (std::size_t i = 0; i < field.choices.size(); ++i) {
      if (i > 0) out_ += ",";
      append_value_json(out_, field.choices[i].value);
    }
    out_ += "]";
  }

  void add_limits(const FieldLimits& limits) {
    const auto add_number = [this](std::string_view name, const std::string& number) {
      if (!number.empty()) member(name, number);
    };
    add_number(limits.minimum_excluded ? "exclusiveMinimum" : "minimum", number_of(limits.minimum));
    add_number(limits.maximum_excluded ? "exclusiveMaximum" : "maximum", number_of(limits.maximum));
    add_number("minLength", number_of(limits.min_length));
    add_number("maxLength", number_of(limits.max_length));
    add_number("minItems", number_of(limits.min_items));
    add_number("maxItems", number_of(limits.max_items));
    if (!limits.format) return;
    out_ += ",\"format\":";
    append_json_string(out_, describe_format(*limits.format).name);
  }

  std::string out_;
};

}  // namespace

std::string describe_as_text(const SchemaField& root, Language language) {
  FieldLines lines(language);
  lines.add_parts(root, 0);
  return std::move(lines).take();
}

std::string describe_as_json(const SchemaField& root) {
  FieldJson json;
  for (const SchemaField& part : root.parts) json.add(part);
  return std::move(json).take();
}

}  // namespace gongwen::data
