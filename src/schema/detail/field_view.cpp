#include "schema/detail/field_view.h"

#include "base/utf8.h"
#include "data/values.h"
#include "schema/detail/evaluation.h"
#include "schema/detail/schema_program.h"
#include "schema/detail/schema_queries.h"

#include <algorithm>
#include <optional>
#include <unordered_set>
#include <utility>

namespace gongwen::schema {

std::shared_ptr<const SchemaField> FieldMemo::field(const Schema& schema, std::string_view pointer) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = fields_.find(pointer); known != fields_.end()) return known->second;
  }
  std::optional<SchemaField> found = describe_field(schema, pointer);
  auto field = found ? std::make_shared<const SchemaField>(*std::move(found)) : nullptr;
  if (pointer.size() > kMaxPointer) return field;
  const std::lock_guard lock(mutex_);
  if (fields_.size() >= kMaxFields) fields_.clear();
  return fields_.try_emplace(std::string(pointer), std::move(field)).first->second;
}

const SchemaField& FieldMemo::all(const Schema& schema) {
  std::call_once(listed_, [&] { all_ = describe_all_fields(schema); });
  return all_;
}

std::size_t FieldMemo::size() {
  const std::lock_guard lock(mutex_);
  return fields_.size();
}

std::shared_ptr<FieldMemo> new_field_memo() { return std::make_shared<FieldMemo>(); }

std::shared_ptr<const SchemaField> known_field(const Schema& schema, std::string_view pointer) {
  return schema.program().memo->field(schema, pointer);
}

const SchemaField& known_fields(const Schema& schema) { return schema.program().memo->all(schema); }

// summarise(): combines what the schemas of one field say.

namespace {

/// Merges checks that always apply, keeping the strictest of each kind.
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

/// Choices with titles are written as `oneOf` of constants; a single other branch means that it is not a list of
/// choices.
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

/// Intersects two lists of choices that both apply; titles are taken from the first.
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
  // If the lists have nothing in common, no value is valid; the nearest list is then the better description.
  if (!both.empty()) choices = std::move(both);
}

/// The types that a schema allows by `type`, by reference, or by the branches of anyOf and oneOf together. The depth is
/// limited because references may be circular.
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

/// Adds the annotations of one schema, except where a nearer one has the same.
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

/// The field occurs in several forms of its object: it may be what any of them allows.
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

namespace {

/// `{"type": "null"}` only says that the value may be absent.
bool is_only_null(const SchemaNode& node) {
  if (node.checks.size() != 1) return false;
  const auto* type = find_check<TypeCheck>(node);
  TypeSet null;
  null.add(SchemaType::Null);
  return type != nullptr && type->types == null;
}

/// Whether a schema applies to every value of the field.
enum class Hold { Always, Sometimes };

/// Chooses which of several forms a value that is being filled in will have.
class FormChooser {
 public:
  FormChooser(const SchemaProgram& program, const data::Value& begun) : program_(program), begun_(begun) {}

  bool holds(SchemaId schema) const { return holds(schema, begun_); }
  bool has_member(std::string_view name) const { return begun_.is_object() && begun_.find(name); }

  /// The first form that the existing values do not contradict, else the first form.
  SchemaId choose(const std::vector<SchemaId>& forms) const {
    const auto found = std::find_if(forms.begin(), forms.end(), [this](SchemaId form) { return agrees(form); });
    return found != forms.end() ? *found : forms.front();
  }

 private:
  bool holds(SchemaId schema, const data::Value& value) const {
    const ValidateLimits limits;
    return Evaluation(program_, limits, nullptr).apply(schema, value, nullptr);
  }

  static bool is_blank(const data::Value& value) {
    return value.is_null() || (value.is_string() && value.string().empty());
  }

  bool agrees(SchemaId form) const {
    if (program_.at(form).refuses_all) return false;
    if (is_blank(begun_)) return true;
    if (!begun_.is_object()) return begun_.is_array() || holds(form);
    const FieldView view = view_field(program_, {{form}});
    if (!summarise(program_, view).types.has(SchemaType::Object)) return false;
    for (std::size_t i = 0; i < begun_.size(); ++i) {
      if (!agrees(view, begun_.at(i))) return false;
    }
    return true;
  }

  /// Only scalars decide, because lists and objects may be incomplete.
  bool agrees(const FieldView& view, const data::Value& member) const {
    if (is_blank(member) || member.is_object() || member.is_array()) return true;
    const std::vector<FieldSource> sources = find_part(program_, view, member.key());
    return std::all_of(sources.begin(), sources.end(),
                       [&](const FieldSource& source) { return !source.certain || holds(source.schema, member); });
  }

  const SchemaProgram& program_;
  data::Value begun_;
};

/// Collects a view, starting from a schema.
class Collector {
 public:
  /// Without a chooser, all forms are collected as possible ones.
  explicit Collector(const SchemaProgram& program, const FormChooser* chooser = nullptr)
      : program_(program), chooser_(chooser), seen_(program.nodes.size()) {}

  void visit(SchemaId schema, Hold hold) {
    if (!schema || seen_[schema.index()]) return;
    seen_[schema.index()] = true;
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
  void follow(const ConditionCheck& check, Hold hold) {
    if (chooser_ != nullptr) {
      return visit(chooser_->holds(check.condition) ? check.consequence : check.alternative, hold);
    }
    visit(check.condition, Hold::Sometimes);
    visit(check.consequence, Hold::Sometimes);
    visit(check.alternative, Hold::Sometimes);
  }
  void follow(const DependentSchemasCheck& check, Hold hold) {
    for (const auto& dependency : check.dependencies) {
      if (chooser_ == nullptr) {
        visit(dependency.schema, Hold::Sometimes);
      } else if (chooser_->has_member(dependency.name)) {
        visit(dependency.schema, hold);
      }
    }
  }
  template <typename OtherCheck>
  void follow(const OtherCheck&, Hold) {}

  /// A single form besides null is not an alternative: its limits apply to the field.
  void follow_branches(const std::vector<SchemaId>& branches, Hold hold) {
    std::vector<SchemaId> forms;
    for (const SchemaId branch : branches) {
      if (is_only_null(program_.at(branch))) {
        view_.nullable = true;
      } else {
        forms.push_back(branch);
      }
    }
    if (chooser_ != nullptr && !forms.empty() && !are_choices(forms)) forms = {chooser_->choose(forms)};
    if (forms.size() != 1) hold = Hold::Sometimes;
    for (const SchemaId form : forms) visit(form, hold);
  }

  /// Whether the branches are choices (constants with titles) rather than forms.
  bool are_choices(const std::vector<SchemaId>& forms) const {
    return std::all_of(forms.begin(), forms.end(), [this](SchemaId form) {
      const SchemaNode& node = program_.at(form);
      return find_check<ConstCheck>(node) != nullptr || find_check<EnumCheck>(node) != nullptr;
    });
  }

  const SchemaProgram& program_;
  const FormChooser* chooser_;
  std::vector<bool> seen_;
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

/// The schema for the item with this number; none if any item is accepted.
SchemaId item_schema(const ItemsCheck& check, std::string_view token) {
  constexpr std::size_t kMaxDigits = 9;
  std::size_t index = check.prefix.size();
  if (token != "*" && token.size() <= kMaxDigits) index = std::stoul(std::string(token));
  return index < check.prefix.size() ? check.prefix[index] : check.rest;
}

/// Returns the schemas for the part named by a token that one schema has.
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
  // If only one branch has the field, its limits apply wherever the field occurs.
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

FieldView view_begun_field(const SchemaProgram& program, const std::vector<FieldSource>& sources,
                           const data::Value& begun) {
  const FormChooser chooser(program, begun);
  Collector collector(program, &chooser);
  for (const FieldSource& source : sources) {
    if (!program.at(source.schema).refuses_all) collector.visit(source.schema, Hold::Always);
  }
  return std::move(collector).take();
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
  std::unordered_set<std::string_view> known;
  const auto add_from = [&](SchemaId schema) {
    // The compiled table is sorted by name; the author's order is in the schema document.
    const SchemaNode& node = program.at(schema);
    const auto properties = node.schema.is_object() ? node.schema.find("properties") : std::nullopt;
    if (!properties || find_check<MembersCheck>(node) == nullptr) return;
    for (std::size_t i = 0; i < properties->size(); ++i) {
      const std::string_view name = properties->key_at(i);
      if (known.insert(name).second) names.push_back(name);
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

std::vector<std::string_view> required_names(const SchemaProgram& program, const FieldView& view,
                                             const data::Value& begun) {
  std::vector<std::string_view> names;
  for (const SchemaId schema : view.certain) {
    if (const auto* members = find_check<MembersCheck>(program.at(schema))) {
      for (const MembersCheck::Named& named : members->named) {
        if (named.required) names.push_back(named.name);
      }
    }
    const auto* dependent = find_check<DependentRequiredCheck>(program.at(schema));
    if (dependent == nullptr || !begun.is_object()) continue;
    for (const DependentRequiredCheck::Dependency& dependency : dependent->dependencies) {
      if (begun.find(dependency.name)) {
        names.insert(names.end(), dependency.required.begin(), dependency.required.end());
      }
    }
  }
  return names;
}

Decision decision_of(const SchemaProgram& program, const FieldView& view, std::string_view name) {
  Decision decision = Decision::None;
  for (const SchemaId schema : view.possible) {
    const auto* members = find_check<MembersCheck>(program.at(schema));
    if (members == nullptr) continue;
    for (const MembersCheck::Named& named : members->named) {
      if (named.name != name) continue;
      if (named.schema && !summarise(program, view_field(program, {{named.schema}})).choices.empty()) {
        return Decision::ByValue;
      }
      if (named.required) decision = Decision::ByPresence;
    }
  }
  return decision;
}

}  // namespace gongwen::schema
