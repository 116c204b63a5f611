#include "schema/detail/field_view.h"

#include "base/ascii.h"
#include "schema/detail/evaluation.h"
#include "schema/detail/schema_queries.h"

#include <algorithm>
#include <unordered_set>

namespace gongwen::schema {
namespace {

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

/// Finds which of several forms a value that is being filled in is going to have.
class FormChooser {
 public:
  FormChooser(const SchemaProgram& program, const data::Value& begun) : program_(program), begun_(begun) {}

  bool holds(SchemaId schema) const { return holds(schema, begun_); }
  bool has_member(std::string_view name) const { return begun_.is_object() && begun_.find(name); }

  /// The first that what is there does not contradict; the first of all when there is none.
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

  /// Lists and objects may be unfinished, so that only plain values decide.
  bool agrees(const FieldView& view, const data::Value& member) const {
    if (is_blank(member) || member.is_object() || member.is_array()) return true;
    const std::vector<FieldSource> sources = find_part(program_, view, member.key());
    return std::all_of(sources.begin(), sources.end(),
                       [&](const FieldSource& source) { return !source.certain || holds(source.schema, member); });
  }

  const SchemaProgram& program_;
  data::Value begun_;
};

/// Collects a view from a schema on.
class Collector {
 public:
  /// Without a chooser all forms are collected as possible ones.
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
    if (chooser_ != nullptr && !forms.empty() && !are_choices(forms)) forms = {chooser_->choose(forms)};
    if (forms.size() != 1) hold = Hold::Sometimes;
    for (const SchemaId form : forms) visit(form, hold);
  }

  /// A list of constants with titles is not a choice of forms.
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
    // The compiled table is sorted by name; the order of the author is in the schema.
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
