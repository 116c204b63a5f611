// What the schemas of one field say together.
#include "data/values.h"
#include "schema/detail/field_view.h"
#include "schema/detail/schema_queries.h"

#include <algorithm>

namespace gongwen::schema {
namespace {

/// Merges the checks that hold in any case; the strictest of each kind counts.
class LimitsMerger {
 public:
  explicit LimitsMerger(FieldLimits& limits) : limits_(limits) {}

  void operator()(const NumberBoundCheck& check) {
    const bool lower = check.bound == NumberBound::Least || check.bound == NumberBound::MoreThan;
    const bool excluded = check.bound == NumberBound::MoreThan || check.bound == NumberBound::LessThan;
    std::optional<data::Value>& limit = lower ? limits_.minimum : limits_.maximum;
    bool& limit_excluded = lower ? limits_.minimum_excluded : limits_.maximum_excluded;
    const auto order = limit ? data::compare_numbers(check.limit, *limit) : std::strong_ordering::equal;
    const bool stricter = lower ? order > 0 : order < 0;
    if (limit && !stricter && !(order == 0 && excluded)) return;
    limit = check.limit;
    limit_excluded = excluded;
  }
  void operator()(const MultipleOfCheck& check) { limits_.multiple_of = check.divisor; }
  void operator()(const SizeCheck& check) {
    const bool least = check.bound == SizeBound::Least;
    switch (check.of) {
      case SizeOf::String: return merge_size(least ? limits_.min_length : limits_.max_length, check);
      case SizeOf::Array: return merge_size(least ? limits_.min_items : limits_.max_items, check);
      case SizeOf::Object: return;
    }
  }
  void operator()(const PatternCheck& check) { limits_.patterns.push_back(check.pattern.source()); }
  void operator()(const FormatCheck& check) { limits_.format = check.format; }
  void operator()(const UniqueItemsCheck&) { limits_.unique_items = true; }
  template <typename OtherCheck>
  void operator()(const OtherCheck&) {}

 private:
  static void merge_size(std::optional<std::size_t>& limit, const SizeCheck& check) {
    const std::size_t before = limit.value_or(check.limit);
    limit = check.bound == SizeBound::Least ? std::max(before, check.limit) : std::min(before, check.limit);
  }

  FieldLimits& limits_;
};

void add_listed(const SchemaNode& node, std::vector<FieldChoice>& choices) {
  for (const SchemaCheck& check : node.checks) {
    if (const auto* constant = std::get_if<ConstCheck>(&check)) {
      choices.push_back({constant->expected, node.title});
    } else if (const auto* list = std::get_if<EnumCheck>(&check)) {
      for (std::size_t i = 0; i < list->list.size(); ++i) choices.push_back({list->list.at(i), list->titles[i]});
    }
  }
}

/// Choices with titles are written as `oneOf` of constants; one other branch and it is not a list.
std::vector<FieldChoice> choices_of_branches(const SchemaProgram& program, const std::vector<SchemaId>& branches) {
  std::vector<FieldChoice> choices;
  for (const SchemaId branch : branches) {
    const SchemaNode& node = program.at(branch);
    const std::size_t before = choices.size();
    add_listed(node, choices);
    const auto* type = node.checks.size() == 1 ? std::get_if<TypeCheck>(&node.checks.front()) : nullptr;
    const bool null = type != nullptr && type->types.has(SchemaType::Null);
    if (choices.size() == before && !null) return {};
  }
  return choices;
}

std::vector<FieldChoice> find_choices(const SchemaProgram& program, const SchemaNode& node) {
  std::vector<FieldChoice> choices;
  add_listed(node, choices);
  for (const SchemaCheck& check : node.checks) {
    if (!choices.empty()) break;
    if (const auto* any = std::get_if<AnyOfCheck>(&check)) {
      choices = choices_of_branches(program, any->schemas);
    } else if (const auto* one = std::get_if<OneOfCheck>(&check)) {
      choices = choices_of_branches(program, one->schemas);
    }
  }
  return choices;
}

/// Of two lists that both hold, what is in both. The titles are those of the first.
void narrow_choices(std::vector<FieldChoice>& choices, const std::vector<FieldChoice>& more) {
  if (more.empty()) return;
  if (choices.empty()) {
    choices = more;
    return;
  }
  std::vector<FieldChoice> both;
  for (const FieldChoice& choice : choices) {
    const bool found = std::any_of(more.begin(), more.end(), [&choice](const FieldChoice& other) {
      return data::compare_values(choice.value, other.value) == 0;
    });
    if (found) both.push_back(choice);
  }
  // Lists that have nothing in common leave no value at all; the nearest one is the better description.
  if (!both.empty()) choices = std::move(both);
}

/// The types that a schema allows, by `type`, by reference, or by the branches of anyOf and oneOf
/// together. References may run in a circle.
TypeSet types_of(const SchemaProgram& program, SchemaId schema, int depth) {
  constexpr int kMaxDepth = 8;
  TypeSet types = TypeSet::all();
  if (depth > kMaxDepth) return types;
  const auto narrow_to_any = [&](const std::vector<SchemaId>& branches) {
    TypeSet united;
    for (const SchemaId branch : branches) {
      united = united.united(types_of(program, branch, depth + 1));
    }
    types = types.intersected(united);
  };
  for (const SchemaCheck& check : program.at(schema).checks) {
    if (const auto* type = std::get_if<TypeCheck>(&check)) {
      types = types.intersected(type->types);
    } else if (const auto* reference = std::get_if<ReferenceCheck>(&check)) {
      types = types.intersected(types_of(program, reference->target, depth + 1));
    } else if (const auto* any = std::get_if<AnyOfCheck>(&check)) {
      narrow_to_any(any->schemas);
    } else if (const auto* one = std::get_if<OneOfCheck>(&check)) {
      narrow_to_any(one->schemas);
    }
  }
  return types;
}

bool is_true(const data::Value& schema, std::string_view keyword) {
  const std::optional<data::Value> flag = schema.find(keyword);
  return flag && flag->type() == data::ValueType::Boolean && flag->boolean();
}

/// What a single schema adds to the description, unless a nearer one has said it.
void add_annotations(const SchemaNode& node, SchemaField& field) {
  if (!node.schema.is_object()) return;
  field.schemas.push_back(node.schema);
  if (field.title.chinese.empty()) field.title = node.title;
  if (field.description.chinese.empty()) field.description = node.description;
  if (field.limits.pattern_words.chinese.empty()) field.limits.pattern_words = node.pattern_words;
  if (!field.default_value) field.default_value = node.schema.find("default");
  field.read_only |= is_true(node.schema, "readOnly");
  field.deprecated |= is_true(node.schema, "deprecated");
  const std::optional<data::Value> examples = node.schema.find("examples");
  if (!field.examples.empty() || !examples) return;
  for (std::size_t i = 0; i < examples->size(); ++i) field.examples.push_back(examples->at(i));
}

/// The field is in several forms of its object: it may be what any of them says.
void add_alternatives(const SchemaProgram& program, const FieldView& view, SchemaField& field) {
  field.types = TypeSet();
  bool all_listed = true;
  bool same_format = true;
  for (const SchemaId alternative : view.alternatives) {
    const SchemaField one = summarise(program, view_field(program, {{alternative}}));
    if (alternative == view.alternatives.front()) field.limits.format = one.limits.format;
    same_format = same_format && one.limits.format == field.limits.format;
    field.types = field.types.united(one.types);
    for (const FieldChoice& choice : one.choices) {
      const bool listed = std::any_of(field.choices.begin(), field.choices.end(), [&choice](const FieldChoice& other) {
        return data::compare_values(choice.value, other.value) == 0;
      });
      if (!listed) field.choices.push_back(choice);
    }
    all_listed = all_listed && !one.choices.empty();
    add_annotations(program.at(alternative), field);
  }
  if (!all_listed) field.choices.clear();
  if (!same_format) field.limits.format.reset();
}

}  // namespace

SchemaField summarise(const SchemaProgram& program, const FieldView& view) {
  SchemaField field;
  field.conditional = view.conditional;
  field.types = TypeSet::all();
  for (const SchemaId schema : view.certain) {
    const SchemaNode& node = program.at(schema);
    add_annotations(node, field);
    field.types = field.types.intersected(types_of(program, schema, 0));
    for (const SchemaCheck& check : node.checks) std::visit(LimitsMerger(field.limits), check);
    narrow_choices(field.choices, find_choices(program, node));
  }
  if (!view.alternatives.empty()) add_alternatives(program, view, field);
  if (view.nullable) field.types.add(SchemaType::Null);
  return field;
}

}  // namespace gongwen::schema
