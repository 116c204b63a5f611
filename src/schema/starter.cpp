#include "schema/starter.h"

#include "base/json.h"
#include "base/json_pointer.h"
#include "data/readers.h"
#include "data/values.h"
#include "diagnostics/source_lookup.h"
#include "schema/detail/evaluation.h"
#include "schema/detail/field_view.h"

#include <algorithm>
#include <map>
#include <set>

namespace gongwen::schema {
namespace {

using Sources = std::vector<FieldSource>;

/// A document of a text that this file has written itself, or of one that may be no JSON.
class TextDocument {
 public:
  explicit TextDocument(std::string text) : text_(std::move(text)) {
    diagnostics::DiagnosticSink unheard;
    base::Expected<data::Document> read = data::read_json(diagnostics::SourceId(0), text_, data::JsonLimits{}, unheard);
    if (read) document_ = *std::move(read);
  }
  TextDocument(const TextDocument&) = delete;
  TextDocument& operator=(const TextDocument&) = delete;

  bool is_json() const { return document_.has_value(); }
  const data::Document& document() const { return *document_; }
  data::Value root() const { return document_->root(); }

 private:
  std::string text_;  // the document has views of it
  std::optional<data::Document> document_;
};

/// One walk over a schema.
class StarterBuilder {
 public:
  StarterBuilder(const SchemaProgram& program, const StarterOptions& options) : program_(program), options_(options) {
    for (const StarterValue& value : options.values) given_.emplace(value.pointer, value.text);
  }

  StarterPart build(const Sources& sources, const std::string& pointer) {
    StarterPart part = begin(sources, pointer);
    if (!set_value(part, sources)) build_inside(part, sources);
    return part;
  }

  const std::set<std::string>& used() const { return used_; }

 private:
  static constexpr std::size_t kMaxDepth = 32;
  static constexpr std::size_t kMaxParts = 100'000;
  static constexpr std::size_t kMaxItems = 1'000;
  static constexpr int kMaxRounds = 8;

  /// The field by itself, with nothing in it.
  StarterPart begin(const Sources& sources, const std::string& pointer) {
    ++count_;
    StarterPart part;
    part.field = summarise(program_, view_begun_field(program_, sources, nothing_.root()));
    part.field.pointer = pointer;
    return part;
  }

  bool fits(const Sources& sources, const data::Value& value) const {
    const ValidateLimits limits;
    return std::all_of(sources.begin(), sources.end(), [&](const FieldSource& source) {
      return Evaluation(program_, limits, nullptr).apply(source.schema, value, nullptr);
    });
  }

  /// What was given, the only choice, or the default.
  bool set_value(StarterPart& part, const Sources& sources) {
    const SchemaField& field = part.field;
    if (const auto given = given_.find(field.pointer); given != given_.end()) {
      used_.insert(field.pointer);
      part.json = given_json(field, given->second);
    } else if (has_given_inside(field.pointer)) {
      return false;
    } else if (field.choices.size() == 1) {
      part.json.clear();
      data::append_value_json(part.json, field.choices.front().value);
    } else if (const auto& value = field.default_value; value && !is_empty(*value) && fits(sources, *value)) {
      part.json.clear();
      data::append_value_json(part.json, *value);
    } else {
      return false;
    }
    part.shape = StarterShape::Value;
    return true;
  }

  static bool is_empty(const data::Value& value) {
    return (value.is_object() || value.is_array()) && value.size() == 0;
  }

  static std::string given_json(const SchemaField& field, const std::string& text) {
    const bool takes_texts = field.types.has(SchemaType::String) && field.types != TypeSet::all();
    if (!takes_texts && TextDocument(text).is_json()) return text;
    return base::json_string(text);
  }

  bool has_given_inside(const std::string& pointer) const {
    const std::string inside = pointer + "/";
    const auto next = given_.lower_bound(inside);
    return next != given_.end() && next->first.starts_with(inside);
  }

  void build_inside(StarterPart& part, const Sources& sources) {
    if (path_.size() < kMaxDepth && count_ < kMaxParts) {
      path_.push_back(structure_of(program_, view_field(program_, sources)));
      const TypeSet types = part.field.types;
      const bool any = types == TypeSet::all();
      const FieldView view = view_begun_field(program_, sources, nothing_.root());
      if (any ? !member_names(program_, view).empty() : prefers(types, SchemaType::Object)) {
        build_object(part, sources);
      } else if (any ? !find_part(program_, view, "*").empty() : prefers(types, SchemaType::Array)) {
        build_list(part, view);
      }
      path_.pop_back();
    }
    if (part.shape == StarterShape::Blank && part.field.types.has(SchemaType::String)) part.json = "\"\"";
  }

  /// Whether values of this type are the ones to start with: plain ones before others.
  static bool prefers(TypeSet types, SchemaType wanted) {
    for (const SchemaType type : {SchemaType::String, SchemaType::Integer, SchemaType::Number, SchemaType::Boolean,
                                  SchemaType::Array, SchemaType::Object}) {
      if (types.has(type)) return type == wanted;
    }
    return false;
  }

  bool comes_back(const Sources& sources) const {
    const std::vector<SchemaId> structure = structure_of(program_, view_field(program_, sources));
    return !structure.empty() && std::find(path_.begin(), path_.end(), structure) != path_.end();
  }

  // Objects

  /// Which members are required may depend on those that are there, so the object is built until nothing changes.
  void build_object(StarterPart& part, const Sources& sources) {
    part.shape = StarterShape::Object;
    const FieldView all = view_field(program_, sources);
    std::string before;
    for (int round = 0; round < kMaxRounds; ++round) {
      const TextDocument begun(starter_json(part));
      if (round > 0 && starter_json(part) == before) break;
      before = starter_json(part);
      const FieldView view = view_begun_field(program_, sources, begun.root());
      add_members(part, view, all, names_of(part, view, begun.root()));
    }
    const TextDocument begun(starter_json(part));
    const FieldView view = view_begun_field(program_, sources, begun.root());
    add_optional_members(part, view, all);
  }

  struct Names {
    std::vector<std::string> ordered;
    std::set<std::string, std::less<>> required;
  };

  Names names_of(const StarterPart& part, const FieldView& view, const data::Value& begun) const {
    Names names;
    for (const std::string_view name : required_names(program_, view, begun)) names.required.emplace(name);
    for (std::string& name : given_names(part.field.pointer)) names.required.insert(std::move(name));
    for (const std::string_view name : member_names(program_, view)) {
      if (names.required.contains(name)) names.ordered.emplace_back(name);
    }
    for (const std::string& name : names.required) {
      if (std::find(names.ordered.begin(), names.ordered.end(), name) == names.ordered.end()) {
        names.ordered.push_back(name);
      }
    }
    return names;
  }

  /// The tokens right after the pointer in those of given values.
  std::vector<std::string> given_names(const std::string& pointer) const {
    std::vector<std::string> names;
    for (const auto& [given, text] : given_) {
      if (!given.starts_with(pointer + "/")) continue;
      const auto tokens = base::parse_json_pointer(std::string_view(given).substr(pointer.size()));
      if (tokens) names.push_back(tokens->front());
    }
    return names;
  }

  void add_members(StarterPart& part, const FieldView& view, const FieldView& all, const Names& names) {
    std::vector<StarterPart> members;
    for (const std::string& name : names.ordered) {
      const Sources sources = find_part(program_, view, name);
      if (view_field(program_, sources).empty() && !is_required(program_, view, name)) continue;
      std::string pointer = part.field.pointer;
      base::append_pointer_token(pointer, name);
      StarterPart member = build(sources, pointer);
      member.field.name = name_in_schema(view, name);
      member.field.required = true;
      decide(member, all);
      members.push_back(std::move(member));
    }
    part.parts = std::move(members);
  }

  /// The text of the schema outlives that of a pointer.
  std::string_view name_in_schema(const FieldView& view, std::string_view name) const {
    for (const std::string_view known : member_names(program_, view)) {
      if (known == name) return known;
    }
    for (const std::string_view known : required_names(program_, view, nothing_.root())) {
      if (known == name) return known;
    }
    return {};
  }

  /// A field on which other fields depend cannot be left blank: it decides which of them are started.
  void decide(StarterPart& member, const FieldView& all) {
    if (decision_of(program_, all, member.field.name) != Decision::ByValue) return;
    const SchemaField of_all_forms =
        summarise(program_, view_field(program_, find_part(program_, all, member.field.name)));
    if (of_all_forms.choices.size() > member.field.choices.size()) member.field.choices = of_all_forms.choices;
    if (member.field.choices.size() < 2) return;
    member.decides = true;
    if (member.shape != StarterShape::Blank) return;
    member.shape = StarterShape::Value;
    member.json.clear();
    data::append_value_json(member.json, member.field.choices.front().value);
  }

  void add_optional_members(StarterPart& part, const FieldView& view, const FieldView& all) {
    std::vector<StarterPart> required = std::move(part.parts);
    part.parts.clear();
    for (const std::string_view name : member_names(program_, view)) {
      const auto same = std::find_if(required.begin(), required.end(),
                                     [name](const StarterPart& member) { return member.field.name == name; });
      if (same != required.end()) {
        part.parts.push_back(std::move(*same));
        required.erase(same);
      } else {
        add_optional_member(part, name, view, all);
      }
    }
    for (StarterPart& member : required) part.parts.push_back(std::move(member));
  }

  void add_optional_member(StarterPart& part, std::string_view name, const FieldView& view, const FieldView& all) {
    const Sources sources = find_part(program_, view, name);
    if (view_field(program_, sources).empty() || comes_back(sources)) return;
    std::string pointer = part.field.pointer;
    base::append_pointer_token(pointer, name);
    StarterPart member = build(sources, pointer);
    member.field.name = name;
    const bool makes_another_form = decision_of(program_, all, name) != Decision::None;
    member.remark = makes_another_form || options_.optional_fields == OptionalFields::Remarks;
    part.parts.push_back(std::move(member));
  }

  // Lists

  /// A list that must be there shows what an item looks like, also when it may be empty.
  void build_list(StarterPart& part, const FieldView& view) {
    part.shape = StarterShape::List;
    const std::size_t least = part.field.limits.min_items.value_or(0);
    const std::size_t most = std::min(part.field.limits.max_items.value_or(kMaxItems), kMaxItems);
    const std::size_t count = std::min(std::max({least, std::size_t{1}, given_count(part.field.pointer)}), most);
    for (std::size_t i = 0; i < count; ++i) {
      const Sources item = find_part(program_, view, std::to_string(i));
      const bool nothing_known = view_field(program_, item).empty() || comes_back(item);
      if (nothing_known && i >= least) break;
      std::string pointer = part.field.pointer;
      base::append_pointer_index(pointer, i);
      part.parts.push_back(build(item, pointer));
      if (part.field.limits.unique_items) make_different(part.parts, i);
    }
  }

  /// Items that must differ take the choices one after the other.
  static void make_different(std::vector<StarterPart>& items, std::size_t index) {
    StarterPart& item = items[index];
    if (index == 0 || item.shape != StarterShape::Blank || index >= item.field.choices.size()) return;
    item.shape = StarterShape::Value;
    item.json.clear();
    data::append_value_json(item.json, item.field.choices[index].value);
  }

  std::size_t given_count(const std::string& pointer) const {
    constexpr std::size_t kMaxDigits = 3;
    std::size_t count = 0;
    for (const std::string& name : given_names(pointer)) {
      const bool number = !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
      if (number && name.size() <= kMaxDigits) count = std::max(count, std::size_t{std::stoul(name)} + 1);
    }
    return count;
  }

  const SchemaProgram& program_;
  const StarterOptions& options_;
  const TextDocument nothing_{"null"};
  std::map<std::string, std::string> given_;
  std::set<std::string> used_;
  std::vector<std::vector<SchemaId>> path_;  // the structures of the fields around
  std::size_t count_ = 0;
};

/// How often a check complains at each pointer.
std::map<std::string, std::size_t> count_errors(const Schema& schema, const StarterPart& root) {
  const TextDocument text(starter_json(root));
  diagnostics::DiagnosticSink sink;
  validate(schema, text.root(), {}, sink);
  std::map<std::string, std::size_t> counts;
  for (const diagnostics::Diagnostic& diagnostic : sink.diagnostics()) {
    if (const diagnostics::DataPlace place = diagnostic.origin.data_place) {
      ++counts[data::Value(text.document(), place.node).pointer()];
    }
  }
  return counts;
}

/// An empty text is the natural blank, but if it is a valid value, it would not be noticed that it is still to be
/// filled in.
void mark_blanks(StarterPart& part, const std::map<std::string, std::size_t>& errors) {
  if (part.remark) return;
  const bool text = part.shape == StarterShape::Blank && part.json != "null";
  if (text && !part.field.types.has(SchemaType::Null) && !errors.contains(part.field.pointer)) part.json = "null";
  for (StarterPart& inner : part.parts) mark_blanks(inner, errors);
}

}  // namespace

Starter make_starter(const Schema& schema, const StarterOptions& options) {
  StarterBuilder builder(schema.program(), options);
  Starter starter{builder.build({{SchemaProgram::main()}}, "")};
  const std::map<std::string, std::size_t> errors = count_errors(schema, starter.root);
  mark_blanks(starter.root, errors);
  for (const StarterValue& value : options.values) {
    if (!builder.used().contains(value.pointer)) {
      starter.unknown.push_back(value.pointer);
    } else if (errors.contains(value.pointer)) {
      starter.refused.push_back(value.pointer);
    }
  }
  return starter;
}

}  // namespace gongwen::schema
