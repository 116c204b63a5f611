#include "engine/input/detail/drafted_form.h"

#include "base/json.h"
#include "base/utf8.h"
#include "data/readers.h"
#include "data/values.h"
#include "diagnostics/catalogue/engine.h"
#include "engine/kinds/detail/form/form_draft.h"
#include "engine/kinds/detail/form/form_file.h"
#include "resources/output_folder.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <map>
#include <set>

// The schema gives the fields, the manifest the head, the steps and the rules. Templates cannot
// be read: rows are laid out again. Everything that was not understood is reported.
// ManifestReader comes first, since SchemaReader writes its facts about fields (`web`) into
// their descriptions. SchemaReader is the reverse of form_schema.cpp: each member of a field's
// schema that it understands is in `known_`; the remaining ones are reported,
// engine/form-not-read, with their pointers. So is every member of the manifest that a form.json
// does not have.
//   {"type": ["string", "null"], "format": "date", "default": null} → {"type": "date"}
//   {"type": "array", "items": {"type": "string"}, "minItems": 1} → {"type": "texts", "rows": [1]}
namespace gongwen::engine {
namespace {

namespace messages = diagnostics::messages;
using base::Json;
using data::Value;

constexpr std::int64_t kLongFrom = 1000;  // characters of a text that is written over several lines
constexpr std::int64_t kEmailMost = 254;  // RFC 5321

// As JSON, so that numbers keep their digits.
Json copy_of_value(const Value& value) {
  std::string written = data::value_json(value);
  return Json::written(written);
}

/// The type in a form.json for a format of the schema: phone and postcode have other names there, all others keep those
/// of the schema.
std::string_view type_of_format(std::string_view format) {
  static constexpr std::pair<std::string_view, std::string_view> kNames[] = {{"phone-cn", "phone"},
                                                                             {"postal-code", "postcode"}};
  for (const auto& [name, type] : kNames) {
    if (name == format) return type;
  }
  return format;
}

class SchemaReader {
 public:
  SchemaReader(const Value& root, FormDraft& draft, const std::map<std::string, Json, std::less<>>& web,
               diagnostics::DiagnosticSink& sink)
      : root_(root), draft_(draft), web_(web), sink_(sink) {}

  bool is_complete() const { return is_complete_; }

  /// Reads all properties below `place`, the pointer of the object: "" for the form, `/jobs/*` for the
  /// rows of a list.
  void read_object(const Value& object, const std::string& place) {
    const std::set<std::string, std::less<>> required = texts_in(object, "required");
    const auto properties = object.find("properties");
    for (std::size_t i = 0; properties && i < properties->size(); ++i) {
      const std::string name(properties->key_at(i));
      const std::string pointer = place + "/" + name;
      // `left_out` names rows of the old paper, which the new one does not have.
      if (pointer == "/left_out") {
        not_read(properties->at(i), pointer);
      } else {
        read_field(resolved(properties->at(i)), pointer, required.contains(name));
      }
    }
  }

 private:
  static std::set<std::string, std::less<>> texts_in(const Value& object, std::string_view member) {
    std::set<std::string, std::less<>> texts;
    for (const Value& text : form_items(object, member)) texts.emplace(text.string());
    return texts;
  }

  void not_read(const Value& place, std::string_view what) {
    is_complete_ = false;
    sink_.report(messages::EngineFormNotRead, place.origin(), what);
  }

  /// Returns the target of `$ref`.
  Value resolved(const Value& schema) const {
    // A chain of references may be circular; eight are more than schemas of forms have.
    Value at = schema;
    for (int depth = 0; depth < 8; ++depth) {
      const std::string ref = form_text(at, "$ref");
      const auto found = ref.starts_with('#') ? root_.resolve(ref.substr(1)) : std::nullopt;
      if (!found) break;
      at = *found;
    }
    return at;
  }

  static bool has_type(const Value& schema, std::string_view type) {
    return form_text(schema, "type") == type || texts_in(schema, "type").contains(type);
  }

  /// The two members that make an opinion (text, date) or a signature (name, date).
  static bool has_only(const std::optional<Value>& properties, std::string_view one, std::string_view other) {
    return properties && properties->size() == 2 && properties->find(one) && properties->find(other);
  }

  /// Dispatches by the type of the value. `must`: the object around it requires it.
  void read_field(const Value& schema, const std::string& pointer, bool must) {
    DraftField field{pointer, DraftShape::Short, Json::object()};
    const auto properties = schema.find("properties");
    // Members that any field may have, and that are read elsewhere or have no meaning in a form.
    known_ = {"x-title", "x-description", "type", "default", "$schema", "$ref", "description", "examples"};
    if (has_type(schema, "object") && properties) {
      read_properties(schema, *properties, std::move(field));
    } else if (has_type(schema, "array")) {
      read_array(schema, std::move(field), must);
    } else {
      read_value(schema, field, must);
      finish(schema, std::move(field));
    }
  }

  void finish(const Value& schema, DraftField field) {
    const auto title = schema.find("x-title");
    // Without a title, the pointer is used in both languages, for the author to replace.
    field.description.set("title", title ? copy_of_value(*title) : draft_words(field.pointer.substr(1), {}));
    if (const auto hint = schema.find("x-description"); hint && !is_of_program(*hint)) {
      field.description.set("hint", hint->is_object() ? copy_of_value(*hint) : draft_words(hint->string(), {}));
    }
    // For an opinion, the manifest names its text.
    for (const std::string& place : {field.pointer, field.pointer + "/text"}) {
      const auto web = web_.find(place);
      if (web == web_.end() || (place != field.pointer && field.shape != DraftShape::Opinion)) continue;
      for (const std::string_view name : {"web", "fill", "fixed", "show_if", "must", "by"}) {
        if (const auto value = web->second.view().find(name)) field.description.set(name, Json::written(value->json()));
      }
    }
    // Members that are still unknown would be lost in the form.
    for (std::size_t i = 0; i < schema.size(); ++i) {
      if (!known_.contains(schema.key_at(i)))
        not_read(schema.at(i), field.pointer + ": " + std::string(schema.key_at(i)));
    }
    draft_.fields.push_back(std::move(field));
  }

  /// The line about paragraphs that form_schema.cpp writes for each long text: not the author's own hint.
  static bool is_of_program(const Value& hint) {
    return hint.is_object() && form_text(hint, "en") == "each line is a paragraph";
  }

  void read_properties(const Value& schema, const Value& properties, DraftField field) {
    known_.insert({"required", "additionalProperties", "properties"});
    if (has_only(properties, "text", "date")) {
      field.shape = DraftShape::Opinion;
      field.description.set("type", "opinion");
      // In a form.json, the default of the opinion's text is that of the field.
      const auto text = properties.find("text")->find("default");
      if (text && text->is_string() && !text->string().empty()) field.description.set("default", text->string());
      return finish(schema, std::move(field));
    }
    Json levels = Json::list();
    for (std::size_t i = 0; i < properties.size(); ++i) {
      const Value level = resolved(properties.at(i));
      const auto title = level.find("x-title");
      if (!has_only(level.find("properties"), "name", "date") || !title) continue;
      Json one = Json::list();
      levels.add(std::move(one.add(properties.key_at(i)).add(form_text(*title, "zh")).add(form_text(*title, "en"))));
    }
    // Only if all members are levels with name and day; one other member makes it a group.
    if (levels.size() > 0 && levels.size() == properties.size()) {
      field.shape = DraftShape::Signatures;
      field.description.set("type", "signatures").set("levels", std::move(levels));
      return finish(schema, std::move(field));
    }
    field.shape = DraftShape::Group;
    // `field` is moved away by finish(), which has to come first: groups precede their members.
    const std::string pointer = field.pointer;
    finish(schema, std::move(field));
    read_object(schema, pointer);
  }

  void read_array(const Value& schema, DraftField field, bool must) {
    known_.insert({"items", "minItems", "maxItems", "uniqueItems"});
    const auto items = schema.find("items");
    // Without `items` the list is reported below.
    const Value item = items ? resolved(*items) : schema;
    const auto number = [&](std::string_view member, std::int64_t absent) {
      const auto found = schema.find(member);
      return found && found->type() == data::ValueType::Integer ? found->integer() : absent;
    };
    Json rows = Json::list();
    rows.add(number("minItems", 0));
    if (schema.find("maxItems")) rows.add(number("maxItems", 0));
    if (items && has_type(item, "object")) {
      field.shape = DraftShape::List;
      field.description.set("rows", std::move(rows));
      const std::string pointer = field.pointer;
      finish(schema, std::move(field));
      return read_object(item, pointer + "/*");
    }
    field.description.set("type", "texts");
    if (must) field.description.set("must", true);
    if (!items || !(item.find("enum") || item.find("oneOf") || has_type(item, "string"))) {
      not_read(schema, field.pointer);
      return;
    }
    if (item.find("enum") || item.find("oneOf")) {
      field.shape = DraftShape::Wide;
      field.description.set("many", true);
      read_options(item, field);
      // A field with several choices has rows only if the schema limits their number.
      if (schema.find("minItems") || schema.find("maxItems")) field.description.set("rows", std::move(rows));
    } else {
      field.shape = DraftShape::Texts;
      if (schema.find("minItems") || schema.find("maxItems")) field.description.set("rows", std::move(rows));
      if (const auto naming = item.find("x-naming")) {
        field.description.set("of", naming->is_string() ? naming->string() : std::string_view("name"));
      }
      // form_schema.cpp writes a minimum length of 1 and no maximum by itself.
      copy_number(item, "minLength", field, "min", 1);
      copy_number(item, "maxLength", field, "max", 0);
      const auto title = item.find("x-title");
      std::string own;
      std::string around;
      if (title) data::append_value_json(own, *title);
      if (const auto outer = schema.find("x-title")) data::append_value_json(around, *outer);
      // The title of an item is written only if it differs from that of the list.
      if (title && own != around) field.description.set("item", copy_of_value(*title));
    }
    finish(schema, std::move(field));
  }

  /// `not_above`: the form would have numbers up to this one anyway.
  static void copy_number(const Value& schema, std::string_view from, DraftField& field, std::string_view to,
                          std::int64_t not_above) {
    const auto number = schema.find(from);
    if (number && number->type() == data::ValueType::Integer && number->integer() > not_above)
      field.description.set(to, number->integer());
  }

  /// `enum` with `x-titles`, or `oneOf` of constants with titles: see FieldSchema::add_options.
  void read_options(const Value& schema, DraftField& field) {
    Json options = Json::list();
    const auto titles = schema.find("x-titles");
    for (const Value& value : form_items(schema, "enum")) {
      const auto words = titles && value.is_string() ? titles->find(value.string()) : std::nullopt;
      if (!words) {
        options.add(copy_of_value(value));
        continue;
      }
      Json one = Json::list();
      options.add(std::move(one.add(copy_of_value(value)).add(form_text(*words, "zh")).add(form_text(*words, "en"))));
    }
    for (const Value& choice : form_items(schema, "oneOf")) {
      const auto value = choice.find("const");
      const auto words = choice.find("x-title");
      if (!value || !words) {
        not_read(choice, field.pointer + ": oneOf");
        continue;
      }
      Json one = Json::list();
      options.add(std::move(one.add(copy_of_value(*value)).add(form_text(*words, "zh")).add(form_text(*words, "en"))));
    }
    if (options.size() > 0) field.description.set("options", std::move(options));
  }

  void read_value(const Value& schema, DraftField& field, bool must) {
    Json& made = field.description;
    known_.insert({"minLength", "maxLength", "minimum", "maximum", "enum", "x-titles", "format", "x-naming",
                   "x-language", "x-printed-in"});
    if (schema.find("enum") || (schema.find("oneOf") && schema.find("oneOf")->at(0).find("const"))) {
      known_.insert("oneOf");
      if (must) made.set("must", true);
      read_options(schema, field);
      // At most three choices have room beside another field.
      field.shape = schema.find("enum") && schema.find("enum")->size() <= 3 ? DraftShape::Short : DraftShape::Wide;
      if (const auto value = schema.find("default")) made.set("default", copy_of_value(*value));
      return;
    }
    const std::string type = type_of_value(schema, field);
    if (type.starts_with('[')) {
      made.set("type", Json::written(type));
    } else if (type != "text") {
      made.set("type", type);
    }
    if (must) made.set("must", true);
    const bool is_value = type == "yes-no" || type == "number";
    // Neither required nor with a default: the value is absent unless given. A yes-no or number always
    // is.
    if (!must && !is_value && !schema.find("default")) made.set("given", true);
    if (type == "number") {
      copy_number(schema, "minimum", field, "min", std::numeric_limits<std::int64_t>::min());
      copy_number(schema, "maximum", field, "max", std::numeric_limits<std::int64_t>::min());
    } else {
      copy_number(schema, "minLength", field, "min", 1);
      const auto most = schema.find("maxLength");
      // Limits that form_schema.cpp writes by default.
      const std::int64_t usual = type == "email" ? kEmailMost : type == "long" ? 20000 : 0;
      if (most && most->integer() != usual) made.set("max", most->integer());
    }
    for (const auto& [from, to] : {std::pair("x-language", "lang"), std::pair("x-printed-in", "within")}) {
      if (const auto value = schema.find(from)) made.set(to, copy_of_value(*value));
    }
    const auto value = schema.find("default");
    // null and "" are the defaults of fields that may stay empty.
    const bool is_blank =
        !value || value->type() == data::ValueType::Null || (value->is_string() && value->string().empty());
    if (!is_blank) made.set("default", copy_of_value(*value));
  }

  /// The type in a form.json, or a JSON list of formats; also sets the shape of the field. A text with a limit of 1000
  /// characters or more becomes a long text.
  std::string type_of_value(const Value& schema, DraftField& field) {
    if (has_type(schema, "boolean")) return "yes-no";
    if (has_type(schema, "integer")) return "number";
    if (const auto format = schema.find("format")) return std::string(type_of_format(format->string()));
    if (const auto any = schema.find("anyOf")) {
      known_.insert("anyOf");
      Json formats = Json::list();
      for (const Value& one : form_items(schema, "anyOf")) {
        if (const auto format = one.find("format")) {
          formats.add(format->string());
        } else if (!one.find("const") || one.size() > 1) {
          // `{"const": ""}` only says that the field may stay blank; anything else in `anyOf` has no
          // counterpart.
          not_read(one, field.pointer + ": anyOf");
        }
      }
      if (formats.size() == 1) return std::string(type_of_format(formats.view().at(0).text()));
      return formats.size() == 0 ? "text" : formats.text();
    }
    if (!has_type(schema, "string")) not_read(schema, field.pointer + ": type");
    const auto most = schema.find("maxLength");
    field.shape = most && most->integer() <= 30 ? DraftShape::Short : DraftShape::Wide;
    if (const auto naming = schema.find("x-naming")) {
      if (naming->is_string() && naming->string() == "person") field.shape = DraftShape::Short;
      return naming->is_string() ? std::string(naming->string()) : "name";
    }
    const auto hint = schema.find("x-description");
    if ((hint && is_of_program(*hint)) || (most && most->integer() >= kLongFrom)) {
      field.shape = DraftShape::Long;
      return "long";
    }
    return "text";
  }

  Value root_;
  FormDraft& draft_;
  const std::map<std::string, Json, std::less<>>& web_;
  diagnostics::DiagnosticSink& sink_;
  std::set<std::string, std::less<>> known_;  // members of the schema of the field that were understood
  bool is_complete_ = true;
};

class ManifestReader {
 public:
  ManifestReader(const Value& root, FormDraft& draft, diagnostics::DiagnosticSink& sink)
      : root_(root), draft_(draft), sink_(sink) {}

  std::map<std::string, Json, std::less<>> web;  // its facts about fields, in the form of a form.json

  // Members come first: read_web_field() recognises rules that were made from `show_if`.
  void run() {
    for (std::size_t i = 0; i < root_.size(); ++i) read_member(root_.key_at(i), root_.at(i));
    for (const Value& rule : form_items(root_, "rules")) read_rule(rule);
  }

 private:
  void read_member(std::string_view name, const Value& value) {
    static constexpr std::array<std::string_view, 10> kHead{"kind",     "title",     "version", "language",
                                                            "purpose",  "filled_by", "source",  "reconstruction",
                                                            "identity", "same_as"};
    // Members that a form generates by itself.
    static constexpr std::array<std::string_view, 3> kMade{"$schema", "outputs", "rules"};
    if (std::find(kHead.begin(), kHead.end(), name) != kHead.end()) {
      draft_.head.emplace_back(name, copy_of_value(value));
    } else if (name == "web") {
      read_web(value);
    } else if (name == "file_name") {
      read_file_name(value);
    } else if (std::find(kMade.begin(), kMade.end(), name) == kMade.end()) {
      sink_.report(messages::EngineFormNotRead, value.origin(), name);
    }
  }

  /// `…{{ title["zh"] | default(none) | truncate(40, …) }}…` → by `/title/zh`, most 40. A name without a
  /// value has no counterpart.
  void read_file_name(const Value& value) {
    const std::string_view text = value.string();
    const std::size_t begin = text.find("{{ ");
    if (begin == std::string_view::npos) return;
    std::string pointer;
    // The first operand ends at a blank, a filter or the end of the expression; dots and brackets separate
    // names.
    for (std::size_t at = begin + 3; at < text.size(); ++at) {
      const char c = text[at];
      if (c == ' ' || c == '|' || c == '}') break;
      if (c == '.' || c == '[') {
        pointer += '/';
      } else if (c != '"' && c != '\'' && c != ']') {
        pointer += c;
      }
    }
    const bool is_path = std::all_of(pointer.begin(), pointer.end(),
                                     [](char c) { return base::is_ascii_alnum(c) || c == '_' || c == '/'; });
    if (!is_path || pointer.empty()) {
      sink_.report(messages::EngineFormNotRead, value.origin(), "file_name");
      return;
    }
    Json name = Json::object();
    name.set("by", "/" + pointer);
    const std::size_t most = text.find("truncate(");
    if (most != std::string_view::npos) {
      std::int64_t number = 0;
      for (std::size_t at = most + 9; at < text.size() && base::is_ascii_digit(text[at]); ++at)
        number = number * 10 + (text[at] - '0');
      if (number > 0) name.set("most", number);
    }
    draft_.head.emplace_back("file_name", std::move(name));
  }

  void read_web(const Value& section) {
    for (std::size_t i = 0; i < section.size(); ++i) {
      const std::string_view name = section.key_at(i);
      const Value value = section.at(i);
      if (name == "steps") {
        for (const Value& step : form_items(section, "steps")) draft_.steps.push_back(copy_of_value(step));
      } else if (name == "fields") {
        for (std::size_t k = 0; k < value.size(); ++k) read_web_field(std::string(value.key_at(k)), value.at(k));
      } else if (name == "not_here") {
        // These are fields of the office, which do not appear on the web.
        for (const Value& pointer : form_items(section, "not_here"))
          said(std::string(pointer.string())).set("by", "office");
      } else {
        draft_.web.set(name, copy_of_value(value));
      }
    }
  }

  // The description of the field so far, created on first use.
  Json& said(const std::string& pointer) { return web.try_emplace(pointer, Json::object()).first->second; }

  void read_web_field(const std::string& pointer, const Value& words) {
    Json own = Json::object();
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::string_view name = words.key_at(i);
      Json value = copy_of_value(words.at(i));
      // Words for the web have a separate member; all others are members of the field.
      if (name == "label" || name == "hint") {
        own.set(name, std::move(value));
      } else {
        said(pointer).set(name == "autocomplete" ? "fill" : name, std::move(value));
      }
      has_conditions_ = has_conditions_ || name == "show_if";
    }
    if (own.size() > 0) said(pointer).set("web", std::move(own));
  }

  void read_rule(const Value& rule) {
    const std::string id = form_text(rule, "id");
    // These are made again from `show_if`.
    if (has_conditions_ && (id.starts_with("shown-") || id.starts_with("not-shown-"))) return;
    // `assert` becomes `expression`: rules in words cannot be recovered from expressions.
    Json made = Json::object();
    made.set("id", id);
    for (std::size_t i = 0; i < rule.size(); ++i) {
      const std::string_view name = rule.key_at(i);
      const Value value = rule.at(i);
      if (name == "severity") {
        if (value.string() == "warning") made.set("warn", true);
      } else if (name == "assert" || name == "message") {
        made.set(name == "assert" ? "expression" : "say", copy_of_value(value));
      } else if (name == "each" || name == "at" || name == "when") {
        made.set(name, copy_of_value(value));
      } else if (name != "id") {
        sink_.report(messages::EngineFormNotRead, value.origin(), id + ": " + std::string(name));
      }
    }
    draft_.rules.push_back(std::move(made));
  }

  Value root_;
  FormDraft& draft_;
  diagnostics::DiagnosticSink& sink_;
  bool has_conditions_ = false;
};

/// Templates and style sheets, whose rows are laid out again: each is reported, since the work in it is lost.
void name_templates(const CompiledKind& kind, diagnostics::DiagnosticSink& sink) {
  for (const std::string& file : kind.files.list()) {
    const bool is_read = file.starts_with("shared/") || file == kManifestName || file == kSchemaName ||
                         file.starts_with("texts.") || file == "sample.json" || file == "labels.txt";
    if (!is_read) sink.report(messages::EngineFormNotRead, diagnostics::Origin{}, file);
  }
}

}  // namespace

DraftLayout draft_layout(const intake::WorkbookLayout& blank) {
  DraftLayout layout;
  for (const intake::SheetLayout& sheet : blank.sheets) {
    for (const intake::LayoutField& field : sheet.fields) {
      const DraftPlace place{layout.sheets.size(), field.place.row, field.place.column};
      // The first field of a list or of an opinion gives the place of the whole. try_emplace() keeps the first place:
      // fields are in the order of the sheet.
      for (std::string_view part = field.pointer; !part.empty(); part = base::parent_pointer(part)) {
        layout.places.try_emplace(std::string(part), place);
      }
    }
    layout.sheets.push_back(sheet.name);
  }
  return layout;
}

void write_draft(const CompiledKind& kind, const std::string& folder, const DraftLayout& layout, Run& run) {
  diagnostics::DiagnosticSink& sink = run.sink();
  const std::string& name = kind.manifest->info.name;
  const auto source = kind.files.read_text(kSchemaName, {}, run.sources(), sink);
  if (!source) return;
  const auto schema = data::read_json(*source, run.sources().source_text(*source), {}, sink);
  if (!schema) return;
  FormDraft draft;
  ManifestReader manifest(kind.manifest->document->root(), draft, sink);
  manifest.run();
  SchemaReader fields(schema->root(), draft, manifest.web, sink);
  fields.read_object(schema->root(), "");
  if (const auto annexes = schema->root().find("x-annexes"))
    draft.head.emplace_back("annexes", copy_of_value(*annexes));
  if (layout.sheets.empty()) {
    draft.lay_out(name.substr(0, 20));
  } else {
    draft.lay_out(layout.sheets, layout.places);
  }
  // A bundle of one file has no templates of its own: they were made.
  if (!kind.files.made()) name_templates(kind, sink);
  resources::NewFolder target(folder, name);
  // NewFolder writes all files or none.
  if (target.open(sink) && target.add("form.json", draft.text(), sink)) target.commit(sink);
}

}  // namespace gongwen::engine
