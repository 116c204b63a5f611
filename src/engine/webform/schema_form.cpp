#include "engine/webform/schema_form.h"

#include "base/json.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/webform.h"
#include "forms/fill_fields.h"
#include "schema/describe_fields.h"

#include <utility>

namespace gongwen::webform {
// The form of a record or of settings is made from a schema alone, without a document. Each member of the root becomes
// one of four things:
//   an object with known members → a group; a list of single values with choices → boxes to tick in one
//   field;
//   another list with described items → a group with rows; anything else → a field among the loose ones.
// Values that no control can edit (objects with free members, lists of lists) are typed as JSON into an area
// (`is_json`).
namespace {

using schema::SchemaField;
using schema::SchemaType;
using schema::StarterPart;
using schema::StarterShape;

/// Texts that may be longer get an area of several lines.
constexpr std::size_t kMostOfLine = 300;
/// A limit far above the usual length of texts would not help people.
constexpr std::size_t kLongestSaid = 500;
constexpr std::size_t kLinesOfText = 2;
constexpr std::size_t kLinesOfList = 3;

bool is_only(const SchemaField& field, SchemaType type) {
  schema::TypeSet one;
  one.add(type);
  return field.types == one;
}

/// Whether a value is typed into one control.
bool is_single(const StarterPart& part) {
  return part.shape == StarterShape::Blank || part.shape == StarterShape::Value;
}

std::string title_of(const SchemaField& field, Language language) {
  const std::string_view title = field.title.in(language);
  return title.empty() ? std::string(field.name) : at_line_start(std::string(title));
}

class SchemaFormMaker {
 public:
  explicit SchemaFormMaker(const SchemaFormParts& parts) : parts_(parts) {}

  WebForm make() {
    WebForm form;
    form.language = parts_.language;
    // The last step, folded, has members that are rarely used (`is_rare` of the caller).
    WebStep rare{std::string(texts::WebformRare.in(parts_.language)), {}, true};
    form.steps.emplace_back();
    for (const StarterPart& member : parts_.root.parts) {
      add(member, parts_.is_rare && parts_.is_rare(member) ? rare : form.steps.front());
    }
    if (!rare.groups.empty()) form.steps.push_back(std::move(rare));
    return form;
  }

 private:
  void add(const StarterPart& member, WebStep& step) const {
    if (member.shape == StarterShape::Object && !member.parts.empty()) return add_object(member, step);
    const StarterPart* const item = item_of(member);
    const bool has_rows = item != nullptr && item->shape != StarterShape::List && !takes_boxes(*item);
    if (has_rows) return add_list(member, *item, step);
    // A loose field after a group begins a new group without title.
    if (step.groups.empty() || !step.groups.back().pointer.empty()) step.groups.emplace_back();
    step.groups.back().fields.push_back(field_of(member, member.field.pointer, {}));
  }

  /// The part that describes all items of a list; null for other values, and if the schema does not describe items.
  static const StarterPart* item_of(const StarterPart& list) {
    return list.shape == StarterShape::List && !list.parts.empty() ? &list.parts.front() : nullptr;
  }

  /// Whether a list of such items is a group of boxes to tick.
  static bool takes_boxes(const StarterPart& item) { return is_single(item) && !item.field.choices.empty(); }

  WebGroup group_of(const StarterPart& member) const {
    WebGroup group;
    group.title = title_of(member.field, parts_.language);
    group.pointer = member.field.pointer;
    group.hint = hint_of(member.field);
    group.required = member.field.required;
    return group;
  }

  void add_object(const StarterPart& member, WebStep& step) const {
    WebGroup group = group_of(member);
    add_parts(member, member.field.pointer, {}, group);
    step.groups.push_back(std::move(group));
  }

  void add_list(const StarterPart& member, const StarterPart& item, WebStep& step) const {
    WebGroup group = group_of(member);
    group.is_list = true;
    group.min_rows = member.field.limits.min_items.value_or(0);
    group.max_rows = member.field.limits.max_items;
    const std::string pattern = member.field.pointer + "/*";
    if (item.shape == StarterShape::Object && !item.parts.empty()) {
      add_parts(item, pattern, {}, group);
    } else {
      // Items without members: each row is one control.
      group.fields.push_back(field_of(item, pattern, {}));
      // The row is the value: the title of the list names it.
      if (item.field.title.in(parts_.language).empty()) group.fields.back().label = group.title;
      // A row without a value does not count.
      group.fields.back().required = true;
    }
    step.groups.push_back(std::move(group));
  }

  /// Adds the members of an object; those of objects inside it are named by both titles.
  void add_parts(const StarterPart& object, const std::string& pointer, const std::string& around,
                 WebGroup& group) const {
    for (const StarterPart& part : object.parts) {
      std::string inner = pointer;
      // Escapes `/` and `~` of names (RFC 6901).
      base::append_pointer_token(inner, part.field.name);
      if (part.shape == StarterShape::Object && !part.parts.empty()) {
        // `联系人：地址：城市`: a group has no groups in it.
        const std::string title = around + title_of(part.field, parts_.language);
        add_parts(part, inner, title + std::string(texts::Colon.in(parts_.language)), group);
      } else {
        group.fields.push_back(field_of(part, inner, around));
      }
    }
  }

  WebField field_of(const StarterPart& part, const std::string& pointer, const std::string& around) const {
    const SchemaField& field = part.field;
    WebField made;
    made.pointer = pointer;
    made.label = around + title_of(field, parts_.language);
    made.hint = hint_of(field);
    made.required = field.required;
    made.read_only = field.read_only;
    // A list of single values that is not a group, as decided by has_rows in add().
    const StarterPart* const item = item_of(part);
    const bool is_list = item != nullptr && is_single(*item) && !has_parts(item->field);
    if (is_list) {
      set_list(field, item->field, made);
    } else if (!is_single(part) || has_parts(field)) {
      made.type = "multiline";
      made.is_json = true;
      made.lines = kLinesOfList;
    } else {
      set_single(field, made);
    }
    return made;
  }

  std::string hint_of(const SchemaField& field) const {
    return at_line_start(std::string(field.description.in(parts_.language)));
  }

  /// Whether values other than single ones are allowed, such as a paragraph or a table.
  static bool has_parts(const SchemaField& field) {
    // A schema without a type allows everything: the control is then a text.
    return field.types != schema::TypeSet::all() &&
           (field.types.has(SchemaType::Object) || field.types.has(SchemaType::Array));
  }

  /// A list in one control: boxes to tick, or a text with a line for each item.
  void set_list(const SchemaField& field, const SchemaField& items, WebField& made) const {
    // The type as if begun by a template; limits and choices come from the schema.
    forms::FieldType type = forms::ChoiceField{true, false, {}};
    forms::complete_type(type, field, &items, parts_.language);
    set_type(made, type);
    if (!made.choices.empty()) return;
    made.lines = kLinesOfList;
    if (!made.hint.empty()) made.hint += "\n";
    made.hint += texts::WebformLineEach.in(parts_.language);
  }

  void set_single(const SchemaField& field, WebField& made) const {
    forms::FieldType type = begun_type(field);
    forms::complete_type(type, field, nullptr, parts_.language);
    set_type(made, type);
    // The browser would offer the address of the person at the keyboard.
    made.autocomplete.clear();
    if (!made.choices.empty()) return;
    made.examples = forms::examples_of(field, type);
    for (const schema::Format format : forms::formats_of(field)) {
      made.formats.emplace_back(schema::describe_format(format).name);
    }
    if (made.type == "multiline") made.lines = kLinesOfText;
    made.media_type = schema::media_type_of(field);
    made.min_length = field.limits.min_length;
    // The limit still applies when values are posted; it is only not announced.
    if (made.max_length.value_or(0) > kLongestSaid) made.max_length.reset();
  }

  /// The type that a template would give the control.
  forms::FieldType begun_type(const SchemaField& field) const {
    if (!field.choices.empty()) return forms::ChoiceField{};
    if (is_only(field, SchemaType::Boolean)) {
      const std::string yes(texts::WebformYes.in(parts_.language));
      const std::string no(texts::WebformNo.in(parts_.language));
      // A truth value is a choice of yes and no: a box could not be left unanswered.
      return forms::ChoiceField{false, false, {{"true", yes, 0, yes}, {"false", no, 1, no}}};
    }
    const bool is_long = field.types.has(SchemaType::String) && forms::formats_of(field).empty() &&
                         field.limits.max_length.value_or(kMostOfLine + 1) > kMostOfLine;
    return forms::TextField{is_long || schema::is_structured_text(field), {}, {}};
  }

  const SchemaFormParts& parts_;
};

}  // namespace

std::string at_line_start(std::string title) {
  if (!title.empty() && title.front() >= 'a' && title.front() <= 'z') title.front() -= 'a' - 'A';
  return title;
}

WebForm form_of_schema(const SchemaFormParts& parts) { return SchemaFormMaker(parts).make(); }

}  // namespace gongwen::webform
