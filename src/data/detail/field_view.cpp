#include "data/detail/field_view.h"

#include "base/ascii.h"
#include "data/detail/schema_queries.h"

#include <algorithm>
#include <unordered_set>

namespace gongwen::data {
namespace {

template <typename Check>
const Check* find_check(const SchemaNode& node) {
  for (const SchemaCheck& check : node.checks) {
    if (const auto* found = std::get_if<Check>(&check)) return found;
  }
  return nullptr;
}

/// `{"type": "null"}`: says nothing but that the value may be absent.
bool is_only_null(const SchemaNode& node) {
  if (node.checks.size() != 1) return false;
  const auto* type = find_check<TypeCheck>(node);
  TypeSet null;
  null.add(SchemaType::Null);
  return type != nullptr && type->types == null;
}

/// Whether a schema holds for every value of the field.
enum class Hold { Always, Sometimes };

/// Collects a view from a schema on.
class Collector {
 public:
  explicit Collector(const SchemaProgram& program) : program_(program) {}

  void visit(SchemaId schema, Hold hold) {
    if (!schema || !seen_.insert(schema).second) return;
    (hold == Hold::Always ? view_.certain : view_.possible).push_back(schema);
    for (const SchemaCheck& any_check : program_.at(schema).checks) {
      std::visit([&](const auto& check) { follow(check, hold); }, any_check);
    }
  }

  FieldView take() && { return std::move(view_); }

 private:
  void follow(const ReferenceCheck& check, Hold hold) { visit(check.target, hold); }
  void follow(const DynamicReferenceCheck& check, Hold hold) { visit(check.initial, hold); }
  void follow(const AllOfCheck& check, Hold hold) {
    for (const SchemaId schema : check.schemas) visit(schema, hold);
  }
  void follow(const AnyOfCheck& check, Hold hold) { follow_branches(check.schemas, hold); }
  void follow(const OneOfCheck& check, Hold hold) { follow_branches(check.schemas, hold); }
  void follow(const ConditionCheck& check, Hold) {
    visit(check.condition, Hold::Sometimes);
    visit(check.consequence, Hold::Sometimes);
    visit(check.alternative, Hold::Sometimes);
  }
  void follow(const DependentSchemasCheck& check, Hold) {
    for (const auto& dependency : check.dependencies) visit(dependency.schema, Hold::Sometimes);
  }
  template <typename OtherCheck>
  void follow(const OtherCheck&, Hold) {}

  /// A single form beside null is not one of several: its limits are those of the field.
  void follow_branches(const std::vector<SchemaId>& branches, Hold hold) {
    std::vector<SchemaId> forms;
    for (const SchemaId branch : branches) {
      if (is_only_null(program_.at(branch))) {
        view_.nullable = true;
      } else {
        forms.push_back(branch);
      }
    }
    if (forms.size() != 1) hold = Hold::Sometimes;
    for (const SchemaId form : forms) visit(form, hold);
  }

  const SchemaProgram& program_;
  std::unordered_set<SchemaId> seen_;
  FieldView view_;
};

bool is_item_token(std::string_view token) {
  return token == "*" || (!token.empty() && std::all_of(token.begin(), token.end(), base::is_ascii_digit));
}

/// Appends the schemas for the member with this name.
void add_member_schemas(const MembersCheck& check, std::string_view name, std::vector<SchemaId>& schemas) {
  bool known = false;
  for (const MembersCheck::Named& named : check.named) {
    if (named.name != name || !named.schema) continue;
    schemas.push_back(named.schema);
    known = true;
  }
  for (const MembersCheck::Matching& matching : check.matching) {
    if (matching.pattern.search(name) != Pattern::Result::Found) continue;
    schemas.push_back(matching.schema);
    known = true;
  }
  if (!known && check.additional) schemas.push_back(check.additional);
}

/// The schema for the item with this number; none when any item will do.
SchemaId item_schema(const ItemsCheck& check, std::string_view token) {
  constexpr std::size_t kMostDigits = 9;
  std::size_t index = check.prefix.size();
  if (token != "*" && token.size() <= kMostDigits) index = std::stoul(std::string(token));
  return index < check.prefix.size() ? check.prefix[index] : check.rest;
}

/// What one schema says about the part that a token names.
std::vector<SchemaId> part_schemas(const SchemaNode& node, std::string_view token) {
  std::vector<SchemaId> schemas;
  const auto* items = find_check<ItemsCheck>(node);
  if (items != nullptr && is_item_token(token)) {
    if (const SchemaId item = item_schema(*items, token)) schemas.push_back(item);
  }
  const auto* members = find_check<MembersCheck>(node);
  if (members != nullptr) add_member_schemas(*members, token, schemas);
  return schemas;
}

}  // namespace

FieldView view_field(const SchemaProgram& program, const std::vector<FieldSource>& sources) {
  std::vector<FieldSource> allowing;
  for (const FieldSource& source : sources) {
    if (!program.at(source.schema).refuses_all) allowing.push_back(source);
  }
  const bool conditional =
      std::none_of(allowing.begin(), allowing.end(), [](const FieldSource& source) { return source.certain; });
  // What a single branch says of a field holds wherever the field applies at all.
  const bool alone = allowing.size() == 1;
  Collector collector(program);
  for (const FieldSource& source : allowing)
    collector.visit(source.schema, source.certain || alone ? Hold::Always : Hold::Sometimes);
  FieldView view = std::move(collector).take();
  view.conditional = conditional;
  if (conditional && !alone) {
    for (const FieldSource& source : allowing) view.alternatives.push_back(source.schema);
  }
  return view;
}

std::vector<SchemaId> structure_of(const SchemaProgram& program, const FieldView& view) {
  std::vector<SchemaId> structure;
  for (const std::vector<SchemaId>& schemas : {view.certain, view.possible}) {
    for (const SchemaId schema : schemas) {
      const SchemaNode& node = program.at(schema);
      const bool speaks_of_parts = find_check<MembersCheck>(node) != nullptr || find_check<ItemsCheck>(node) != nullptr;
      if (speaks_of_parts) structure.push_back(schema);
    }
  }
  return structure;
}

std::vector<FieldSource> find_part(const SchemaProgram& program, const FieldView& view, std::string_view token) {
  std::vector<FieldSource> sources;
  for (const SchemaId schema : view.certain) {
    for (const SchemaId part : part_schemas(program.at(schema), token)) sources.push_back({part});
  }
  for (const SchemaId schema : view.possible) {
    for (const SchemaId part : part_schemas(program.at(schema), token)) {
      sources.push_back({part, false});
    }
  }
  return sources;
}

std::vector<std::string_view> member_names(const SchemaProgram& program, const FieldView& view) {
  std::vector<std::string_view> names;
  const auto add_from = [&](SchemaId schema) {
    // The compiled table is sorted by name; the order of the author stands in the schema.
    const SchemaNode& node = program.at(schema);
    const auto properties = node.schema.is_object() ? node.schema.find("properties") : std::nullopt;
    if (!properties || find_check<MembersCheck>(node) == nullptr) return;
    for (std::size_t i = 0; i < properties->size(); ++i) {
      const std::string_view name = properties->key_at(i);
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  };
  for (const SchemaId schema : view.certain) add_from(schema);
  for (const SchemaId schema : view.possible) add_from(schema);
  return names;
}

bool is_required(const SchemaProgram& program, const FieldView& view, std::string_view name) {
  return std::any_of(view.certain.begin(), view.certain.end(), [&](SchemaId schema) {
    const auto* members = find_check<MembersCheck>(program.at(schema));
    return members != nullptr &&
           std::any_of(members->named.begin(), members->named.end(),
                       [&](const MembersCheck::Named& named) { return named.required && named.name == name; });
  });
}

}  // namespace gongwen::data
