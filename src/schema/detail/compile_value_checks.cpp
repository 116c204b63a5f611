// JSON Schema Validation 6.1 (any type), 6.2 (numbers), 6.3 (strings), 7 (format).
#include "base/nearest_name.h"
#include "base/utf8.h"
#include "data/values.h"
#include "diagnostics/catalogue/data.h"
#include "diagnostics/catalogue/texts/schema.h"
#include "schema/detail/schema_compiler.h"

#include <algorithm>

namespace gongwen::schema {
namespace {

namespace messages = diagnostics::messages;

constexpr Expectation kTypeOrTypes{texts::SchemaWantsTypeOrTypes};
constexpr Expectation kTitles{texts::SchemaWantsChoiceTitles};
constexpr Expectation kNaming{texts::SchemaWantsNaming};
constexpr Expectation kLanguage{texts::SchemaWantsLanguage};
constexpr Expectation kAnnexes{texts::SchemaWantsAnnexes};
constexpr Expectation kPositive{texts::SchemaWantsPositive};
constexpr Expectation kTwoMarks{texts::SchemaWantsTwoMarks};

/// The choice as the name of a member: a text itself, of others what JSON writes.
std::string choice_name(const data::Value& choice) {
  if (choice.is_string()) return std::string(choice.string());
  std::string json;
  data::append_value_json(json, choice);
  return json;
}

void add_type(const SchemaObject& schema, const data::Value& name, TypeSet& types) {
  if (!name.is_string()) return schema.report_value(name, kTypeOrTypes);
  if (const auto type = find_schema_type(name.string())) return types.add(*type);
  std::vector<std::string_view> known;
  for (unsigned i = 0; i <= static_cast<unsigned>(SchemaType::Object); ++i) {
    known.push_back(schema_type_name(static_cast<SchemaType>(i)));
  }
  schema.sink().report(messages::DataSchemaUnknownType, {name.span(), {}}, data::shown_text(name.string()),
                       base::find_nearest_name(name.string(), known));
}

void compile_type(const SchemaObject& schema, std::vector<SchemaCheck>& checks) {
  const std::optional<data::Value> type = schema.find("type");
  if (!type) return;
  TypeSet types;
  if (type->is_array()) {
    for (std::size_t i = 0; i < type->size(); ++i) add_type(schema, type->at(i), types);
  } else {
    add_type(schema, *type, types);
  }
  checks.emplace_back(TypeCheck{types});
}

/// `"x-titles": {"through": {"zh": "连续", "en": "throughout"}}`: by the choice, or what JSON writes for it.
std::vector<diagnostics::BilingualText> choice_titles_of(const SchemaObject& schema, const data::Value& list) {
  std::vector<diagnostics::BilingualText> titles(list.size());
  const std::optional<data::Value> given = schema.find("x-titles");
  if (!given) return titles;
  if (!given->is_object()) {
    schema.report_value(*given, kTitles);
    return titles;
  }
  for (std::size_t i = 0; i < given->size(); ++i) {
    const std::string_view name = given->key_at(i);
    std::size_t index = 0;
    while (index < list.size() && choice_name(list.at(index)) != name) ++index;
    const std::optional<diagnostics::BilingualText> title = bilingual_text(given->at(i));
    if (index == list.size() || !title) {
      schema.report_value(given->at(i), kTitles);
    } else {
      titles[index] = *title;
    }
  }
  return titles;
}

void compile_choices(const SchemaObject& schema, std::vector<SchemaCheck>& checks) {
  if (const auto expected = schema.find("const")) checks.emplace_back(ConstCheck{*expected});
  const std::optional<data::Value> list = schema.find_array("enum");
  if (!list) return;
  EnumCheck check{*list, {}, choice_titles_of(schema, *list)};
  for (std::size_t i = 0; i < list->size(); ++i) check.sorted.push_back(list->at(i));
  std::sort(check.sorted.begin(), check.sorted.end(),
            [](const data::Value& a, const data::Value& b) { return data::compare_values(a, b) < 0; });
  checks.emplace_back(std::move(check));
}

void compile_number_bound(const SchemaObject& schema, std::string_view keyword, NumberBound bound,
                          std::vector<SchemaCheck>& checks) {
  if (const auto limit = schema.find_number(keyword)) {
    checks.emplace_back(NumberBoundCheck{bound, *limit, data::decimal_of(*limit)});
  }
}

void compile_multiple_of(const SchemaObject& schema, std::vector<SchemaCheck>& checks) {
  const std::optional<data::Value> divisor = schema.find_number("multipleOf");
  if (!divisor) return;
  data::Decimal exact = data::decimal_of(*divisor);
  if (exact.is_zero() || exact.is_negative()) return schema.report_value(*divisor, kPositive);
  checks.emplace_back(MultipleOfCheck{*divisor, std::move(exact)});
}

void compile_pattern(const SchemaObject& schema, std::vector<SchemaCheck>& checks) {
  const std::optional<data::Value> source = schema.find_string("pattern");
  if (!source) return;
  if (auto pattern = schema.compile_pattern(source->string(), source->span())) {
    checks.emplace_back(PatternCheck{*std::move(pattern)});
  }
}

/// `"x-naming": true`; `"person"` or `"organisation"` for the name of one.
void compile_naming(const SchemaObject& schema, std::vector<SchemaCheck>& checks) {
  const std::optional<data::Value> naming = schema.find("x-naming");
  if (!naming) return;
  const bool is_true = naming->type() == data::ValueType::Boolean && naming->boolean();
  const bool names_one = naming->is_string() && (naming->string() == "person" || naming->string() == "organisation");
  if (!is_true && !names_one) return schema.report_value(*naming, kNaming);
  checks.emplace_back(NamingCheck{});
}

/// `"x-language": "en"`: checked with the whole data, by report_doubtful_texts.
void check_language(const SchemaObject& schema) {
  const std::optional<data::Value> language = schema.find("x-language");
  if (!language) return;
  const std::string_view name = language->is_string() ? language->string() : std::string_view();
  if (name != "zh" && name != "en" && name != "fr") schema.report_value(*language, kLanguage);
}

/// `"x-annexes": 2` or `"/attachments"`: checked with the whole data, by report_doubtful_texts.
void check_annexes(const SchemaObject& schema) {
  const std::optional<data::Value> annexes = schema.find("x-annexes");
  if (!annexes) return;
  const bool is_count = annexes->type() == data::ValueType::Integer && annexes->integer() >= 0;
  const std::string_view pointer = annexes->is_string() ? annexes->string() : std::string_view();
  const bool is_member = pointer.size() > 1 && pointer.rfind('/') == 0 && pointer.find('~') == std::string_view::npos;
  if (!is_count && !is_member) schema.report_value(*annexes, kAnnexes);
}

/// `"x-printed-in": "《》"`
void compile_printed_in(const SchemaObject& schema, std::vector<SchemaCheck>& checks) {
  const std::optional<data::Value> marks = schema.find("x-printed-in");
  if (!marks) return;
  int count = 0;
  for ([[maybe_unused]] const auto& mark : base::CodePoints(marks->is_string() ? marks->string() : "")) ++count;
  if (count != 2) return schema.report_value(*marks, kTwoMarks);
  checks.emplace_back(PrintedInCheck{marks->string()});
}

}  // namespace

void compile_value_checks(const SchemaObject& schema, std::vector<SchemaCheck>& checks) {
  compile_type(schema, checks);
  compile_choices(schema, checks);
  compile_number_bound(schema, "minimum", NumberBound::Least, checks);
  compile_number_bound(schema, "exclusiveMinimum", NumberBound::MoreThan, checks);
  compile_number_bound(schema, "maximum", NumberBound::Most, checks);
  compile_number_bound(schema, "exclusiveMaximum", NumberBound::LessThan, checks);
  compile_multiple_of(schema, checks);
  schema.compile_sizes("minLength", "maxLength", SizeOf::String, checks);
  compile_pattern(schema, checks);
  compile_naming(schema, checks);
  check_language(schema);
  check_annexes(schema);
  compile_printed_in(schema, checks);
}

void compile_format_check(const SchemaObject& schema, std::vector<SchemaCheck>& checks) {
  const std::optional<data::Value> name = schema.find_string("format");
  if (!name) return;
  if (const auto format = find_format(name->string())) {
    checks.emplace_back(FormatCheck{*format});
    return;
  }
  schema.sink().report(messages::DataSchemaUnknownFormat, {name->span(), {}}, data::shown_text(name->string()),
                       base::find_nearest_name(name->string(), format_names()));
}

}  // namespace gongwen::schema
