#include "schema/schema_fields.h"

#include "base/json_pointer.h"
#include "data/document_builder.h"
#include "data/values.h"
#include "schema/detail/field_view.h"
#include "schema/detail/schema_queries.h"

#include <algorithm>

namespace gongwen::schema {
namespace {

constexpr std::size_t kMaxFields = 10'000;
constexpr std::size_t kMaxDepth = 32;

data::Document null_document() {
  data::DocumentBuilder builder{diagnostics::SourceId()};
  builder.null(0, 0);
  return std::move(builder).finish();
}

/// Lists the parts of parts, until a field comes back to the schemas of one that it lies in.
class FieldLister {
 public:
  FieldLister(const SchemaProgram& program, std::size_t max_depth) : program_(program), max_depth_(max_depth) {}

  SchemaField list(const FieldView& view, std::string pointer) {
    SchemaField field = summarise(program_, view);
    field.pointer = std::move(pointer);
    if (path_.size() == max_depth_) {
      field.abridged = max_depth_ == kMaxDepth;
      return field;
    }
    const std::vector<SchemaId> structure = structure_of(program_, view);
    const bool comes_back = !structure.empty() && std::find(path_.begin(), path_.end(), structure) != path_.end();
    field.abridged = ++count_ > kMaxFields || comes_back;
    if (field.abridged) return field;
    path_.push_back(structure);
    for (const std::string_view name : member_names(program_, view)) add_member(view, name, field);
    add_part(view, "*", field);
    if (max_depth_ == kMaxDepth) add_forms(view, field);
    path_.pop_back();
    return field;
  }

 private:
  void add_forms(const FieldView& view, SchemaField& field) {
    for (const SchemaId schema : view.certain) {
      const auto* condition = find_check<ConditionCheck>(program_.at(schema));
      if (condition == nullptr) continue;
      FieldForm form;
      if (const auto asked = asked_constant(program_, condition->condition)) {
        form.member = asked->member;
        form.values.push_back(choice_of(field, asked->member, asked->constant));
      } else if (const auto name = asked_name(program_, condition->condition)) {
        form.member = *name;
      } else {
        continue;
      }
      add_form(condition->consequence, form, field);
      form.otherwise = true;
      add_form(condition->alternative, form, field);
    }
  }

  /// The choice with the title that the object's own list has for it.
  static FieldChoice choice_of(const SchemaField& object, std::string_view member, const data::Value& value) {
    for (const SchemaField& part : object.parts) {
      for (const FieldChoice& choice : part.choices) {
        if (part.name == member && data::compare_values(choice.value, value) == 0) return choice;
      }
    }
    return {value, {}};
  }

  void add_form(SchemaId schema, FieldForm form, SchemaField& object) {
    if (!schema || program_.at(schema).refuses_all) return;
    const FieldView view = view_field(program_, {{schema}});
    form.content = list(view, object.pointer);
    for (SchemaField& part : form.content.parts) complete(part, object);
    // What only narrows a member that is described further out is not a field of the form.
    std::erase_if(form.content.parts, [](const SchemaField& part) {
      return part.title.chinese.empty() && part.types == TypeSet::all() && part.choices.empty();
    });
    for (const std::string_view name : required_names(program_, view, nothing_.root())) {
      const auto listed = std::find_if(form.content.parts.begin(), form.content.parts.end(),
                                       [name](const SchemaField& part) { return part.name == name; });
      if (listed == form.content.parts.end()) form.also_required.push_back(name);
    }
    object.forms.push_back(std::move(form));
  }

  /// A form may say of a member only what it adds to what the object says.
  static void complete(SchemaField& part, const SchemaField& object) {
    for (const SchemaField& known : object.parts) {
      if (known.name != part.name || known.conditional) continue;
      if (part.title.chinese.empty()) part.title = known.title;
      if (part.types == TypeSet::all()) part.types = known.types;
    }
  }

  void add_member(const FieldView& view, std::string_view name, SchemaField& field) {
    const std::size_t before = field.parts.size();
    add_part(view, name, field);
    if (field.parts.size() == before) return;
    field.parts.back().name = name;
    field.parts.back().required = is_required(program_, view, name);
  }

  /// A part of which the schema says nothing, or which it forbids, is none.
  void add_part(const FieldView& view, std::string_view token, SchemaField& field) {
    const FieldView part = view_field(program_, find_part(program_, view, token));
    if (part.empty()) return;
    std::string pointer = field.pointer;
    base::append_pointer_token(pointer, token);
    field.parts.push_back(list(part, std::move(pointer)));
  }

  const SchemaProgram& program_;
  std::size_t max_depth_;
  std::vector<std::vector<SchemaId>> path_;  // the structures of the fields around
  std::size_t count_ = 0;
  const data::Document nothing_ = null_document();
};

/// The member's name as it is in the schema, whose text outlives the pointer; empty for others.
std::string_view name_in_schema(const SchemaProgram& program, const FieldView& view, std::string_view token) {
  for (const std::vector<SchemaId>* const schemas : {&view.certain, &view.possible}) {
    for (const SchemaId schema : *schemas) {
      const SchemaNode& node = program.at(schema);
      if (find_check<MembersCheck>(node) == nullptr || !node.schema.is_object()) continue;
      const auto properties = node.schema.find("properties");
      const auto member = properties ? properties->find(token) : std::nullopt;
      if (member) return member->key();
    }
  }
  return {};
}

}  // namespace

std::optional<SchemaField> describe_field(const Schema& schema, std::string_view pointer) {
  const SchemaProgram& program = schema.program();
  const auto tokens = base::parse_json_pointer(pointer);
  if (!tokens) return std::nullopt;
  FieldView view = view_field(program, {{SchemaProgram::main()}});
  bool required = false;
  std::string_view name;
  for (const std::string& token : *tokens) {
    required = is_required(program, view, token);
    name = name_in_schema(program, view, token);
    view = view_field(program, find_part(program, view, token));
    if (view.empty()) return std::nullopt;
  }
  SchemaField field = FieldLister(program, 1).list(view, std::string(pointer));
  field.name = name;
  field.required = required;
  return field;
}

bool has_field(const Schema& schema, std::string_view pointer) {
  const SchemaProgram& program = schema.program();
  const auto tokens = base::parse_json_pointer(pointer);
  if (!tokens) return false;
  FieldView view = view_field(program, {{SchemaProgram::main()}});
  for (const std::string& token : *tokens) view = view_field(program, find_part(program, view, token));
  return !view.empty();
}

SchemaField describe_all_fields(const Schema& schema) {
  const SchemaProgram& program = schema.program();
  return FieldLister(program, kMaxDepth).list(view_field(program, {{SchemaProgram::main()}}), "");
}

std::optional<data::Value> find_extension(const SchemaField& field, std::string_view keyword) {
  for (const data::Value& schema : field.schemas) {
    if (const auto value = schema.find(keyword)) return value;
  }
  return std::nullopt;
}

}  // namespace gongwen::schema
