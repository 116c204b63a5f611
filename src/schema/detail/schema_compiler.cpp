#include "schema/detail/schema_compiler.h"

#include "base/nearest_name.h"
#include "base/utf8.h"
#include "data/values.h"
#include "diagnostics/catalogue/data.h"
#include "diagnostics/catalogue/texts/schema.h"
#include "schema/detail/schema_queries.h"
#include "schema/detail/schema_registry.h"

#include <algorithm>
#include <map>

namespace gongwen::schema {
namespace {

namespace messages = diagnostics::messages;

constexpr std::string_view kStandard = "https://json-schema.org/draft/2020-12/schema";

}  // namespace

Dialect DialectTable::dialect_of(ResourceId resource) {
  if (const auto known = dialects_.find(resource); known != dialects_.end()) return known->second;
  const Dialect dialect = find_dialect(resource);
  dialects_.emplace(resource, dialect);
  return dialect;
}

Dialect DialectTable::find_dialect(ResourceId resource) {
  const data::Value root = registry_.resource(resource).root;
  if (root.is_object()) {
    const std::optional<data::Value> name = root.find("$schema");
    if (name && name->is_string()) return dialect_named(*name);
  }
  const std::optional<data::Value> around = root.parent();
  const ResourceId outer = around ? registry_.resource_of(*around) : ResourceId();
  return outer ? dialect_of(outer) : Dialect::standard();
}

Dialect DialectTable::dialect_named(const data::Value& name) {
  const std::string_view uri = split_fragment(name.string()).uri;
  if (uri == kStandard) return Dialect::standard();
  const std::optional<ResourceId> metaschema = registry_.find_resource(uri);
  if (!metaschema) {
    // The specification leaves the behaviour open; our own schemas must declare a known dialect.
    if (options_.unknown_keywords == UnknownKeywords::Warn) {
      sink_.report(messages::DataSchemaUnknownDialect, {name.span(), {}}, data::shown_text(name.string()));
    }
    return Dialect::standard();
  }
  const data::Value root = registry_.resource(*metaschema).root;
  const std::optional<data::Value> vocabularies = root.is_object() ? root.find("$vocabulary") : std::nullopt;
  return vocabularies && vocabularies->is_object() ? dialect_declared(*vocabularies) : Dialect::standard();
}

Dialect DialectTable::dialect_declared(const data::Value& vocabularies) {
  Dialect dialect;
  for (std::size_t i = 0; i < vocabularies.size(); ++i) {
    const data::Value entry = vocabularies.at(i);
    const bool required = entry.type() == data::ValueType::Boolean && entry.boolean();
    if (const Vocabulary* vocabulary = find_vocabulary(entry.key())) {
      dialect.add(*vocabulary);
    } else if (required) {
      sink_.report(messages::DataSchemaUnknownVocabulary, {entry.key_span(), {}}, data::shown_text(entry.key()));
    }
  }
  return dialect;
}

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
  if (!value) return value;  // most keywords are absent
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
  // 2.0 is a valid count, too.
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

// JSON Schema Core 10.3 and Validation 6.4 (arrays), 6.5 (objects).

namespace {

constexpr Expectation kArrayOfNames{texts::SchemaWantsTexts};

void compile_contains(const SchemaObject& schema, std::vector<SchemaCheck>& checks) {
  const std::optional<std::size_t> least = schema.find_count("minContains");
  const std::optional<std::size_t> most = schema.find_count("maxContains");
  const SchemaId contained = schema.find_schema("contains");
  if (contained) checks.emplace_back(ContainsCheck{contained, least.value_or(1), most});
}

/// Merges `properties` and `required`, sorted by name as the table requires.
std::vector<MembersCheck::Named> compile_named_members(const SchemaObject& schema) {
  std::map<std::string_view, MembersCheck::Named> by_name;
  if (const auto properties = schema.find_object("properties")) {
    for (std::size_t i = 0; i < properties->size(); ++i) {
      const data::Value member = properties->at(i);
      by_name[member.key()] = {member.key(), schema.number(member)};
    }
  }
  for (const std::string_view name : schema.find_names("required")) {
    MembersCheck::Named& member = by_name[name];
    member.name = name;
    member.required = true;
  }
  std::vector<MembersCheck::Named> named;
  named.reserve(by_name.size());
  for (const auto& entry : by_name) named.push_back(entry.second);
  return named;
}

std::vector<MembersCheck::Matching> compile_matching_members(const SchemaObject& schema) {
  std::vector<MembersCheck::Matching> matching;
  const std::optional<data::Value> properties = schema.find_object("patternProperties");
  if (!properties) return matching;
  for (std::size_t i = 0; i < properties->size(); ++i) {
    const data::Value member = properties->at(i);
    auto pattern = schema.compile_pattern(member.key(), member.key_span());
    if (pattern) matching.push_back({*std::move(pattern), schema.number(member)});
  }
  return matching;
}

void compile_members(const SchemaObject& schema, std::vector<SchemaCheck>& checks) {
  MembersCheck check{compile_named_members(schema), compile_matching_members(schema),
                     schema.find_schema("additionalProperties")};
  if (check.named.empty() && check.matching.empty() && !check.additional) return;
  checks.emplace_back(std::move(check));
}

void compile_dependent_required(const SchemaObject& schema, std::vector<SchemaCheck>& checks) {
  const std::optional<data::Value> dependencies = schema.find_object("dependentRequired");
  if (!dependencies) return;
  DependentRequiredCheck check;
  for (std::size_t i = 0; i < dependencies->size(); ++i) {
    const data::Value names = dependencies->at(i);
    if (!names.is_array()) {
      schema.report_value(names, kArrayOfNames);
    } else {
      check.dependencies.push_back({names.key(), schema.names_in(names)});
    }
  }
  checks.emplace_back(std::move(check));
}

void compile_dependent_schemas(const SchemaObject& schema, std::vector<SchemaCheck>& checks) {
  const std::optional<data::Value> dependencies = schema.find_object("dependentSchemas");
  if (!dependencies) return;
  DependentSchemasCheck check;
  for (std::size_t i = 0; i < dependencies->size(); ++i) {
    const data::Value dependency = dependencies->at(i);
    check.dependencies.push_back({dependency.key(), schema.number(dependency)});
  }
  checks.emplace_back(std::move(check));
}

}  // namespace

void compile_array_checks(const SchemaObject& schema, std::vector<SchemaCheck>& checks) {
  schema.compile_sizes("minItems", "maxItems", SizeOf::Array, checks);
  if (schema.is_set("uniqueItems")) checks.emplace_back(UniqueItemsCheck{});
  ItemsCheck items{schema.find_schemas("prefixItems"), schema.find_schema("items")};
  if (!items.prefix.empty() || items.rest) checks.emplace_back(std::move(items));
  compile_contains(schema, checks);
}

void compile_object_checks(const SchemaObject& schema, std::vector<SchemaCheck>& checks) {
  schema.compile_sizes("minProperties", "maxProperties", SizeOf::Object, checks);
  compile_members(schema, checks);
  if (const SchemaId names = schema.find_schema("propertyNames")) checks.emplace_back(NamesCheck{names});
  compile_dependent_required(schema, checks);
  compile_dependent_schemas(schema, checks);
}

void compile_logic_checks(const SchemaObject& schema, std::vector<SchemaCheck>& checks) {
  if (auto all = schema.find_schemas("allOf"); !all.empty()) checks.emplace_back(AllOfCheck{std::move(all)});
  if (auto any = schema.find_schemas("anyOf"); !any.empty()) checks.emplace_back(AnyOfCheck{std::move(any)});
  if (auto one = schema.find_schemas("oneOf"); !one.empty()) checks.emplace_back(OneOfCheck{std::move(one)});
  if (const SchemaId excluded = schema.find_schema("not")) checks.emplace_back(NotCheck{excluded});
  // `then` and `else` have no effect without `if`.
  if (const SchemaId condition = schema.find_schema("if")) {
    checks.emplace_back(ConditionCheck{condition, schema.find_schema("then"), schema.find_schema("else")});
  }
}

void compile_unevaluated_checks(const SchemaObject& schema, std::vector<SchemaCheck>& checks) {
  if (const SchemaId items = schema.find_schema("unevaluatedItems")) checks.emplace_back(UnevaluatedItemsCheck{items});
  if (const SchemaId members = schema.find_schema("unevaluatedProperties")) {
    checks.emplace_back(UnevaluatedMembersCheck{members});
  }
}

// JSON Schema Validation 6.1 (any type), 6.2 (numbers), 6.3 (strings), 7 (format).

namespace {

constexpr Expectation kTypeOrTypes{texts::SchemaWantsTypeOrTypes};
constexpr Expectation kTitles{texts::SchemaWantsChoiceTitles};
constexpr Expectation kNaming{texts::SchemaWantsNaming};
constexpr Expectation kLanguage{texts::SchemaWantsLanguage};
constexpr Expectation kAnnexes{texts::SchemaWantsAnnexes};
constexpr Expectation kPositive{texts::SchemaWantsPositive};
constexpr Expectation kTwoMarks{texts::SchemaWantsTwoMarks};

/// The key of a choice in `x-titles`: a string itself, the JSON text of other values.
std::string choice_name(const data::Value& choice) {
  if (choice.is_string()) return std::string(choice.string());
  return data::value_json(choice);
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

/// `"x-titles": {"through": {"zh": "连续", "en": "throughout"}}`: titles of choices, by choice_name().
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

/// `"x-naming": true`; `"person"` or `"organisation"` for a more specific check.
void compile_naming(const SchemaObject& schema, std::vector<SchemaCheck>& checks) {
  const std::optional<data::Value> naming = schema.find("x-naming");
  if (!naming) return;
  const bool is_true = naming->type() == data::ValueType::Boolean && naming->boolean();
  const bool names_one = naming->is_string() && (naming->string() == "person" || naming->string() == "organisation");
  if (!is_true && !names_one) return schema.report_value(*naming, kNaming);
  checks.emplace_back(NamingCheck{});
}

/// `"x-language": "en"`: only checked for its form here; applied by report_doubtful_texts.
void check_language(const SchemaObject& schema) {
  const std::optional<data::Value> language = schema.find("x-language");
  if (!language) return;
  const std::string_view name = language->is_string() ? language->string() : std::string_view();
  if (name != "zh" && name != "en" && name != "fr") schema.report_value(*language, kLanguage);
}

/// `"x-annexes": 2` or `"/attachments"`: only checked for its form here; applied by report_doubtful_texts.
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

namespace {

using diagnostics::BilingualText;

/// The base URI of a main schema that has none.
constexpr std::string_view kUnnamedSchema = "schema:/main";

constexpr Expectation kNoFragment{texts::SchemaWantsNoFragment};
constexpr Expectation kAnchorName{texts::SchemaWantsAnchor};
constexpr Expectation kTexts{texts::SchemaWantsBothTexts};

/// The text of a keyword in both languages; `x-title` takes precedence over `title`.
BilingualText compile_text(const SchemaObject& schema, std::string_view plain, std::string_view bilingual) {
  BilingualText text;
  if (const auto value = plain.empty() ? std::nullopt : schema.find_string(plain)) {
    text = {value->string(), value->string()};
  }
  const std::optional<data::Value> object = schema.find(bilingual);
  if (!object) return text;
  if (const std::optional<BilingualText> given = bilingual_text(*object)) return *given;
  schema.report_value(*object, kTexts);
  return text;
}

bool is_anchor_name(std::string_view name) {
  const auto is_letter = [](char c) {
    return base::is_ascii_alpha(c) || c == '_';
  };
  return !name.empty() && is_letter(name.front()) && std::all_of(name.begin(), name.end(), [&](char c) {
    return is_letter(c) || base::is_ascii_digit(c) || c == '-' || c == '.';
  });
}

void check_identifiers(const SchemaObject& schema) {
  if (const auto id = schema.find_string("$id"); id && !split_fragment(id->string()).fragment.empty()) {
    schema.report_value(*id, kNoFragment);
  }
  for (const std::string_view keyword : {"$anchor", "$dynamicAnchor"}) {
    const std::optional<data::Value> name = schema.find_string(keyword);
    if (name && !is_anchor_name(name->string())) schema.report_value(*name, kAnchorName);
  }
}

}  // namespace

std::unique_ptr<const SchemaProgram> SchemaCompiler::compile(const SchemaSource& main,
                                                             std::span<const SchemaSource> others) {
  const std::size_t errors_before = sink_.error_count();
  SchemaSource named_main = main;
  if (named_main.uri.empty()) named_main.uri = kUnnamedSchema;
  registry_.add(named_main);
  for (const SchemaSource& other : others) registry_.add(other);
  registry_.find_resource(split_fragment(named_main.uri).uri);

  numbering_.number(main.root());
  while (program_.nodes.size() < numbering_.size()) {
    if (numbering_.size() > options_.max_schemas) {
      sink_.report(messages::DataSchemaTooLarge, {main.root().span(), {}}, options_.max_schemas);
      return nullptr;
    }
    program_.nodes.push_back(compile_node(numbering_.at(program_.nodes.size())));
    if (program_.nodes.size() == numbering_.size()) number_dynamic_targets();
  }
  link_dynamic_references();
  link_form_titles(program_);
  if (sink_.error_count() != errors_before) return nullptr;
  program_.documents = registry_.documents();
  return std::make_unique<const SchemaProgram>(std::move(program_));
}

SchemaNode SchemaCompiler::compile_node(const data::Value& schema) {
  SchemaNode node{schema, registry_.resource_of(schema)};
  if (schema.type() == data::ValueType::Boolean) {
    node.refuses_all = !schema.boolean();
  } else if (schema.is_object()) {
    const Dialect dialect = dialects_.dialect_of(node.resource);
    compile_object(SchemaObject(schema, dialect, numbering_, sink_), node);
  } else {
    const data::ShownValue shown = data::shown_value(schema);
    sink_.report(messages::DataSchemaNotASchema, {schema.span(), {}}, shown.chinese, shown.english);
  }
  return node;
}

void SchemaCompiler::compile_object(const SchemaObject& schema, SchemaNode& node) {
  check_identifiers(schema);
  node.title = compile_text(schema, "title", "x-title");
  node.description = compile_text(schema, "description", "x-description");
  node.pattern_words = compile_text(schema, "", "x-pattern-words");
  compile_value_checks(schema, node.checks);
  const bool asserted = options_.formats == Formats::Assert || schema.dialect().has(Vocabulary::FormatAssertion);
  if (asserted) compile_format_check(schema, node.checks);
  compile_array_checks(schema, node.checks);
  compile_object_checks(schema, node.checks);
  compile_references(schema, node);
  compile_logic_checks(schema, node.checks);
  const std::size_t tracked = node.checks.size();
  compile_unevaluated_checks(schema, node.checks);
  node.tracks_evaluation = node.checks.size() != tracked;
  if (options_.unknown_keywords == UnknownKeywords::Warn) {
    warn_of_unknown_keywords(schema.value());
    // Errors in unreferenced parts are errors, too, so all subschemas are compiled.
    for_each_subschema(schema.value(), [this](const data::Value& subschema) { numbering_.number(subschema); });
  }
}

std::optional<ResolvedReference> SchemaCompiler::resolve(const SchemaNode& node, const data::Value& reference) {
  const std::optional<ResolvedReference> target = registry_.resolve(node.resource, reference.string());
  if (!target) {
    sink_.report(messages::DataSchemaUnresolved, {reference.span(), {}}, data::shown_text(reference.string()));
  }
  return target;
}

// JSON Schema Core 8.2.3
void SchemaCompiler::compile_references(const SchemaObject& schema, SchemaNode& node) {
  if (const auto reference = schema.find_string("$ref")) {
    if (const auto target = resolve(node, *reference)) {
      node.checks.emplace_back(ReferenceCheck{numbering_.number(target->schema)});
    }
  }
  const std::optional<data::Value> reference = schema.find_string("$dynamicRef");
  const std::optional<ResolvedReference> target = reference ? resolve(node, *reference) : std::nullopt;
  if (!target) return;
  const SchemaId initial = numbering_.number(target->schema);
  if (target->dynamic_anchor.empty()) {
    node.checks.emplace_back(ReferenceCheck{initial});
  } else {
    node.checks.emplace_back(DynamicReferenceCheck{initial, target->dynamic_anchor});
    dynamic_anchors_.insert(target->dynamic_anchor);
  }
}

void SchemaCompiler::warn_of_unknown_keywords(const data::Value& schema) {
  for (std::size_t i = 0; i < schema.size(); ++i) {
    const data::Value value = schema.at(i);
    if (value.key().starts_with("x-") || find_schema_keyword(value.key()) != nullptr) continue;
    sink_.report(messages::DataSchemaUnknownKeyword, {value.key_span(), {}}, data::shown_text(value.key()),
                 base::find_nearest_name(value.key(), schema_keyword_names()));
  }
}

/// Any resource may be in the dynamic scope, so all anchors with a requested name are possible targets.
void SchemaCompiler::number_dynamic_targets() {
  for (const std::string_view name : dynamic_anchors_) {
    for (std::size_t i = 0; i < registry_.resource_count(); ++i) {
      const SchemaAnchor* anchor = registry_.find_dynamic_anchor(ResourceId(i), name);
      if (anchor != nullptr) numbering_.number(anchor->schema);
    }
  }
}

void SchemaCompiler::link_dynamic_references() {
  for (SchemaNode& node : program_.nodes) {
    for (SchemaCheck& check : node.checks) {
      if (auto* reference = std::get_if<DynamicReferenceCheck>(&check)) link(*reference);
    }
  }
}

void SchemaCompiler::link(DynamicReferenceCheck& reference) {
  for (std::size_t i = 0; i < registry_.resource_count(); ++i) {
    const ResourceId id(i);
    const SchemaAnchor* anchor = registry_.find_dynamic_anchor(id, reference.anchor);
    if (anchor != nullptr) reference.targets.emplace_back(id, numbering_.number(anchor->schema));
  }
}

}  // namespace gongwen::schema
