#include "schema/schema_fields.h"

#include "base/json.h"
#include "base/nearest_name.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "data/document_builder.h"
#include "data/values.h"
#include "schema/detail/field_view.h"
#include "schema/detail/schema_queries.h"
#include "schema/written_values.h"

#include <algorithm>

namespace gongwen::schema {
namespace {

/// Full-width forms lie at a fixed distance from their half-width counterparts.
char32_t half_width(char32_t c) { return c >= 0xFF01 && c <= 0xFF5E ? c - 0xFEE0 : c; }

/// The text without differences that are ignored when a choice is looked up.
std::string bare(std::string_view text) {
  std::string out;
  for (const auto& decoded : base::CodePoints(text)) {
    const char32_t c = half_width(decoded.code_point);
    if (!base::is_gap_or_line_end(c)) base::append_utf8(out, c);
  }
  return base::ascii_lowercase(out);
}

std::string value_text(const data::Value& value) {
  if (value.is_string()) return std::string(value.string());
  return data::value_json(value);
}

std::string_view first_word(std::string_view title) {
  const std::size_t end = title.find(' ');
  return end == std::string_view::npos ? std::string_view() : title.substr(0, end);
}

/// `安全控制与服务工作组` for `WG4 安全控制与服务工作组`: the text after a code.
std::string_view after_code(std::string_view title) {
  const std::string_view code = first_word(title);
  const bool is_code = std::any_of(code.begin(), code.end(), base::is_ascii_digit);
  return is_code ? title.substr(code.size() + 1) : std::string_view();
}

/// All names of a choice.
std::vector<std::string> names_of(const FieldChoice& choice) {
  std::vector<std::string> names{bare(value_text(choice.value))};
  for (const std::string_view title : {choice.title.chinese, choice.title.english}) {
    if (!title.empty()) names.push_back(bare(title));
  }
  return names;
}

template <typename Names>
const FieldChoice* only_choice(std::span<const FieldChoice> choices, const std::string& wanted, const Names& names) {
  const FieldChoice* found = nullptr;
  for (const FieldChoice& choice : choices) {
    const std::vector<std::string> known = names(choice);
    if (std::find(known.begin(), known.end(), wanted) == known.end()) continue;
    // Several forms may list the same choice.
    if (found != nullptr && value_text(found->value) != value_text(choice.value)) return nullptr;
    found = &choice;
  }
  return found;
}

const FieldChoice* find_plain_choice(std::span<const FieldChoice> choices, std::string_view written) {
  const std::string wanted = bare(written);
  if (wanted.empty()) return nullptr;
  if (const FieldChoice* const choice = only_choice(choices, wanted, names_of)) return choice;
  return only_choice(choices, wanted, [](const FieldChoice& choice) {
    return std::vector{bare(first_word(choice.title.chinese)), bare(first_word(choice.title.english)),
                       bare(after_code(choice.title.chinese)), bare(after_code(choice.title.english))};
  });
}

/// Finds synonyms, such as 女性 if the choices are 男 and 女.
const FieldChoice* find_choice_in_other_words(std::span<const FieldChoice> choices, std::string_view written) {
  const FieldChoice* found = nullptr;
  for (const std::string_view word : other_words(written)) {
    const FieldChoice* const choice = find_plain_choice(choices, word);
    if (choice == nullptr) continue;
    if (found != nullptr && found != choice) return nullptr;
    found = choice;
  }
  return found;
}

}  // namespace

const FieldChoice* find_choice(std::span<const FieldChoice> choices, std::string_view written) {
  for (const std::string& text :
       {std::string(written), std::string(without_quotes(written)), without_ticks(written), sole_number(written)}) {
    if (const FieldChoice* const choice = find_plain_choice(choices, text)) return choice;
  }
  return find_choice_in_other_words(choices, written);
}

std::vector<const FieldChoice*> find_near_choices(std::span<const FieldChoice> choices, std::string_view written) {
  std::vector<const FieldChoice*> near;
  const auto add = [&near](const FieldChoice& choice) {
    if (std::find(near.begin(), near.end(), &choice) == near.end()) near.push_back(&choice);
  };
  const std::string wanted = bare(written);
  if (wanted.empty()) return near;
  std::vector<std::string> all;
  std::vector<const FieldChoice*> owners;
  for (const FieldChoice& choice : choices) {
    for (std::string& name : names_of(choice)) {
      all.push_back(std::move(name));
      owners.push_back(&choice);
    }
  }
  const std::vector<std::string_view> views(all.begin(), all.end());
  if (const std::string_view nearest = base::find_nearest_name(wanted, views); !nearest.empty()) {
    add(*owners[static_cast<std::size_t>(std::find(views.begin(), views.end(), nearest) - views.begin())]);
  }
  // In Chinese, containment is a better sign than similarity: 部署会 for 立项项目研制工作部署会.
  constexpr std::size_t kMinPart = 2;
  if (base::count_code_points(wanted) < kMinPart) return near;
  for (std::size_t i = 0; i < views.size(); ++i) {
    if (views[i].find(wanted) != std::string_view::npos) add(*owners[i]);
  }
  return near;
}

namespace {

constexpr std::size_t kMaxFields = 10'000;
constexpr std::size_t kMaxDepth = 32;

data::Document null_document() {
  data::DocumentBuilder builder{diagnostics::SourceId()};
  builder.null(0, 0);
  return std::move(builder).finish();
}

/// Lists nested parts, until a field recurs to a schema that encloses it.
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

  /// A choice with the title that the object's own list gives it.
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
    // A part that only narrows a member described further out is not a field of the form.
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

  /// Completes a form's description of a member by the object's own.
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

  /// Adds a part, unless the schema says nothing about it or forbids it.
  void add_part(const FieldView& view, std::string_view token, SchemaField& field) {
    const FieldView part = view_field(program_, find_part(program_, view, token));
    if (part.empty()) return;
    std::string pointer = field.pointer;
    base::append_pointer_token(pointer, token);
    field.parts.push_back(list(part, std::move(pointer)));
  }

  const SchemaProgram& program_;
  std::size_t max_depth_;
  std::vector<std::vector<SchemaId>> path_;  // structures of the enclosing fields
  std::size_t count_ = 0;
  const data::Document nothing_ = null_document();
};

/// The member's name as stored in the schema, whose text outlives the pointer; empty for others.
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
