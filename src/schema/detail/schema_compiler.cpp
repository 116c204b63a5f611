#include "schema/detail/schema_compiler.h"

#include "base/ascii.h"
#include "base/nearest_name.h"
#include "data/values.h"
#include "diagnostics/catalogue/data.h"
#include "diagnostics/catalogue/texts/schema.h"
#include "schema/detail/schema_queries.h"
#include "schema/detail/uri.h"

#include <algorithm>

namespace gongwen::schema {
namespace {

namespace messages = diagnostics::messages;
using diagnostics::BilingualText;

/// Where a main schema without a URI is taken to lie, so that its references have a base.
constexpr std::string_view kUnnamedSchema = "schema:/main";

constexpr Expectation kNoFragment{texts::SchemaWantsNoFragment};
constexpr Expectation kAnchorName{texts::SchemaWantsAnchor};
constexpr Expectation kTexts{texts::SchemaWantsBothTexts};

/// The text of a keyword in both languages: `x-title` goes before `title`.
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
    // Errors in parts that nothing refers to are errors too.
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

/// Any resource may be in the dynamic scope, so that each of its anchors with a wanted name is a
/// possible target.
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
