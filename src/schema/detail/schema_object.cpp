#include "schema/detail/schema_object.h"

#include "base/utf8.h"
#include "data/values.h"
#include "diagnostics/catalogue/data.h"
#include "diagnostics/catalogue/texts/schema.h"

namespace gongwen::schema {
namespace {

constexpr Expectation kNumber{texts::SchemaWantsNumber};
constexpr Expectation kString{texts::SchemaWantsText};
constexpr Expectation kArray{texts::SchemaWantsArray};
constexpr Expectation kObject{texts::SchemaWantsObject};
constexpr Expectation kCount{texts::SchemaWantsCount};
constexpr Expectation kBoolean{texts::SchemaWantsBoolean};
constexpr Expectation kSchemas{texts::SchemaWantsSchemas};

}  // namespace

SchemaId SchemaNumbering::number(const data::Value& schema) {
  const auto [entry, fresh] = numbers_.try_emplace(schema, SchemaId(schemas_.size()));
  if (fresh) schemas_.push_back(schema);
  return entry->second;
}

void SchemaObject::report_value(const data::Value& value, const Expectation& expected) const {
  sink_.report(diagnostics::messages::DataSchemaKeywordValue, {value.span(), {}}, data::shown_text(value.key()),
               expected.chinese, expected.english);
}

std::optional<diagnostics::BilingualText> bilingual_text(const data::Value& value) {
  if (!value.is_object()) return std::nullopt;
  diagnostics::BilingualText text;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const data::Value word = value.at(i);
    if (!word.is_string() || (word.key() != "zh" && word.key() != "en")) return std::nullopt;
    (word.key() == "zh" ? text.chinese : text.english) = word.string();
  }
  if (text.chinese.empty()) text.chinese = text.english;
  if (text.english.empty()) text.english = text.chinese;
  return text;
}

std::optional<data::Value> SchemaObject::find(std::string_view keyword) const {
  if ((marks_ & mark_of(keyword)) == 0) return std::nullopt;
  std::optional<data::Value> value = schema_.find(keyword);
  if (!value) return value;  // as most keywords are
  const SchemaKeyword* known = find_schema_keyword(keyword);
  const bool counts = known == nullptr || dialect_.has(known->vocabulary) ||
                      (known->vocabulary == Vocabulary::FormatAnnotation && dialect_.has(Vocabulary::FormatAssertion));
  return counts ? value : std::nullopt;
}

std::optional<data::Value> SchemaObject::find_number(std::string_view keyword) const {
  const std::optional<data::Value> value = find(keyword);
  if (!value || value->is_number()) return value;
  report_value(*value, kNumber);
  return std::nullopt;
}

std::optional<data::Value> SchemaObject::find_string(std::string_view keyword) const {
  const std::optional<data::Value> value = find(keyword);
  if (!value || value->is_string()) return value;
  report_value(*value, kString);
  return std::nullopt;
}

std::optional<data::Value> SchemaObject::find_array(std::string_view keyword) const {
  const std::optional<data::Value> value = find(keyword);
  if (!value || value->is_array()) return value;
  report_value(*value, kArray);
  return std::nullopt;
}

std::optional<data::Value> SchemaObject::find_object(std::string_view keyword) const {
  const std::optional<data::Value> value = find(keyword);
  if (!value || value->is_object()) return value;
  report_value(*value, kObject);
  return std::nullopt;
}

std::optional<std::size_t> SchemaObject::find_count(std::string_view keyword) const {
  const std::optional<data::Value> value = find(keyword);
  if (!value) return std::nullopt;
  // 2.0 is a count as well as 2.
  const std::optional<std::int64_t> count = value->is_number() ? data::decimal_of(*value).to_integer() : std::nullopt;
  if (count && *count >= 0) return static_cast<std::size_t>(*count);
  report_value(*value, kCount);
  return std::nullopt;
}

bool SchemaObject::is_set(std::string_view keyword) const {
  const std::optional<data::Value> value = find(keyword);
  if (!value) return false;
  if (value->type() == data::ValueType::Boolean) return value->boolean();
  report_value(*value, kBoolean);
  return false;
}

std::vector<std::string_view> SchemaObject::find_names(std::string_view keyword) const {
  const std::optional<data::Value> array = find_array(keyword);
  return array ? names_in(*array) : std::vector<std::string_view>();
}

std::vector<std::string_view> SchemaObject::names_in(const data::Value& array) const {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < array.size(); ++i) {
    if (array.at(i).is_string()) {
      names.push_back(array.at(i).string());
    } else {
      report_value(array.at(i), kString);
    }
  }
  return names;
}

SchemaId SchemaObject::find_schema(std::string_view keyword) const {
  const std::optional<data::Value> schema = find(keyword);
  return schema ? number(*schema) : SchemaId();
}

std::vector<SchemaId> SchemaObject::find_schemas(std::string_view keyword) const {
  std::vector<SchemaId> schemas;
  const std::optional<data::Value> array = find_array(keyword);
  if (!array) return schemas;
  if (array->size() == 0) report_value(*array, kSchemas);
  for (std::size_t i = 0; i < array->size(); ++i) schemas.push_back(number(array->at(i)));
  return schemas;
}

std::optional<Pattern> SchemaObject::compile_pattern(std::string_view source, const diagnostics::Span& place) const {
  base::Expected<Pattern, PatternError> compiled = Pattern::compile(source);
  if (compiled) return *std::move(compiled);
  const PatternError& error = compiled.error();
  sink_.report(diagnostics::messages::DataSchemaBadPattern, {place, {}}, data::shown_text(source), error.chinese,
               error.english, base::count_code_points(source.substr(0, error.offset)) + 1);
  return std::nullopt;
}

void SchemaObject::compile_sizes(std::string_view least, std::string_view most, SizeOf of,
                                 std::vector<SchemaCheck>& checks) const {
  if (const auto limit = find_count(least); limit.value_or(0) > 0) {
    checks.emplace_back(SizeCheck{of, SizeBound::Least, *limit});
  }
  if (const auto limit = find_count(most)) checks.emplace_back(SizeCheck{of, SizeBound::Most, *limit});
}

}  // namespace gongwen::schema
