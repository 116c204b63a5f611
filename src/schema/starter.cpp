#include "schema/starter.h"

#include "base/json.h"
#include "base/utf8.h"
#include "data/readers.h"
#include "data/values.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/schema.h"
#include "diagnostics/source_lookup.h"
#include "schema/describe_fields.h"
#include "schema/detail/evaluation.h"
#include "schema/detail/field_view.h"
#include "schema/schema_fields.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string_view>
#include <vector>

namespace gongwen::schema {
namespace {

/// Longer texts would show nothing more.
constexpr std::size_t kMaxCharacters = 2'000;
/// The factor by which texts without a limit are extended.
constexpr std::size_t kTimesLonger = 4;
constexpr std::size_t kManyItems = 30;
/// For lists inside items of other lists.
constexpr std::size_t kSomeItems = 4;
/// Total size in bytes beyond which nothing more is repeated.
constexpr std::size_t kMaxStretched = std::size_t{256} << 10;

class Stretcher {
 public:
  explicit Stretcher(const Schema& schema) : schema_(schema) {}

  std::string stretch(const data::Value& root) {
    write(root, 0);
    return std::move(out_);
  }

 private:
  /// The description of a value's field; null if the schema has none.
  std::shared_ptr<const SchemaField> field_of(const data::Value& value) const {
    return known_field(schema_, value.pointer());
  }

  void write(const data::Value& value, std::size_t lists) {
    switch (value.type()) {
      case data::ValueType::Object: return write_object(value, lists);
      case data::ValueType::Array: return write_list(value, lists);
      case data::ValueType::String: return base::append_json_string(out_, longer(value));
      case data::ValueType::Null:
      case data::ValueType::Boolean:
      case data::ValueType::Integer:
      case data::ValueType::Decimal: break;
    }
    data::append_value_json(out_, value);
  }

  void write_object(const data::Value& object, std::size_t lists) {
    out_ += '{';
    for (std::size_t i = 0; i < object.size(); ++i) {
      if (i > 0) out_ += ',';
      base::append_json_string(out_, object.key_at(i));
      out_ += ':';
      write(object.at(i), lists);
    }
    out_ += '}';
  }

  void write_list(const data::Value& list, std::size_t lists) {
    const std::size_t count = items_of(list, lists);
    out_ += '[';
    for (std::size_t i = 0; i < count; ++i) {
      if (i >= list.size() && out_.size() > kMaxStretched) break;
      if (i > 0) out_ += ',';
      write(list.at(i % list.size()), lists + 1);
    }
    out_ += ']';
  }

  std::size_t items_of(const data::Value& list, std::size_t lists) const {
    const std::shared_ptr<const SchemaField> field = field_of(list);
    if (field == nullptr || list.size() == 0 || field->limits.unique_items) return list.size();
    const std::size_t many = lists == 0 ? kManyItems : kSomeItems;
    return std::max(list.size(), std::min(many, field->limits.max_items.value_or(many)));
  }

  std::string longer(const data::Value& text) const {
    const std::string written(text.string());
    const std::shared_ptr<const SchemaField> field = field_of(text);
    if (field == nullptr || written.empty() || out_.size() > kMaxStretched) return written;
    const FieldLimits& limits = field->limits;
    if (limits.format || !limits.patterns.empty() || !field->choices.empty()) return written;
    const std::u32string characters = base::to_utf32(written);
    const std::size_t wanted = std::min(limits.max_length.value_or(characters.size() * kTimesLonger), kMaxCharacters);
    std::u32string stretched = characters;
    while (stretched.size() < wanted) {
      stretched.append(characters, 0, std::min(characters.size(), wanted - stretched.size()));
    }
    return base::to_utf8(stretched);
  }

  const Schema& schema_;
  std::string out_;
};

}  // namespace

std::string stretched_json(const Schema& schema, const data::Value& root) { return Stretcher(schema).stretch(root); }

namespace {

using diagnostics::Language;

constexpr std::string_view kIndent = "  ";

/// Writes JSON, on one line unless indented.
class JsonWriter {
 public:
  explicit JsonWriter(bool indented) : indented_(indented) {}

  void add(const StarterPart& part) {
    if (part.shape == StarterShape::Blank || part.shape == StarterShape::Value) {
      out_ += part.json;
      return;
    }
    const bool object = part.shape == StarterShape::Object;
    out_ += object ? "{" : "[";
    ++depth_;
    bool empty = true;
    for (const StarterPart& inner : part.parts) {
      if (inner.remark) continue;
      if (!empty) out_ += ",";
      empty = false;
      begin_line();
      if (object) {
        base::append_json_string(out_, inner.field.name);
        out_ += indented_ ? ": " : ":";
      }
      add(inner);
    }
    --depth_;
    if (!empty) begin_line();
    out_ += object ? "}" : "]";
  }

  std::string take() && { return std::move(out_); }

 private:
  void begin_line() {
    if (!indented_) return;
    out_ += "\n";
    for (std::size_t i = 0; i < depth_; ++i) out_ += kIndent;
  }

  bool indented_;
  std::size_t depth_ = 0;
  std::string out_;
};

using Lines = std::vector<std::string>;

void append_behind(std::string_view prefix, const Lines& more, Lines& lines) {
  for (const std::string& line : more) lines.push_back(std::string(prefix) + line);
}

/// Quotes names that YAML could misread.
std::string yaml_name(std::string_view name) {
  const auto plain = [](char c) {
    return base::is_ascii_alnum(c) || c == '_' || c == '-';
  };
  const std::string lower = base::ascii_lowercase(name);
  const bool word = !name.empty() && base::is_ascii_alpha(name.front()) && std::all_of(name.begin(), name.end(), plain);
  if (word && lower != "null" && lower != "true" && lower != "false") return std::string(name);
  return base::json_string(name);
}

class YamlWriter {
 public:
  explicit YamlWriter(Language language) : language_(language) {}

  Lines root(const StarterPart& part) const {
    Lines lines;
    const std::string_view title = part.field.title.in(language_);
    if (!title.empty()) lines.push_back(remark(title));
    lines.push_back(remark(texts::SchemaFillIn.in(language_)));
    if (part.shape == StarterShape::Object && has_data(part)) {
      append_behind("", members(part), lines);
    } else if (part.shape == StarterShape::List && has_data(part)) {
      append_behind("", items(part), lines);
    } else {
      lines.push_back(starter_json(part));
      append_behind("", members(part), lines);
    }
    return lines;
  }

 private:
  static bool has_data(const StarterPart& part) {
    return std::any_of(part.parts.begin(), part.parts.end(), [](const StarterPart& inner) { return !inner.remark; });
  }

  /// A comment is always one line, whatever the schema contains.
  static std::string remark(std::string_view text) {
    std::string line = "# ";
    for (const char c : text) line += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
    return line;
  }

  Lines members(const StarterPart& object) const {
    Lines lines;
    for (const StarterPart& part : object.parts) {
      lines.push_back(
          remark(words(part, part.field.required ? std::string_view() : texts::SchemaOptional.in(language_))));
      append_behind(part.remark ? "#" : "", member(part), lines);
    }
    return lines;
  }

  Lines member(const StarterPart& part) const {
    const std::string name = yaml_name(part.field.name) + ":";
    Lines lines;
    switch (part.shape) {
      case StarterShape::Blank:
      case StarterShape::Value:
        lines.push_back(part.json == "null" && part.shape == StarterShape::Blank ? name : name + " " + part.json);
        break;
      case StarterShape::List:
        lines.push_back(part.parts.empty() ? name + " []" : name);
        append_behind(kIndent, items(part), lines);
        break;
      case StarterShape::Object:
        lines.push_back(has_data(part) ? name : name + " {}");
        if (!has_data(part) && !part.parts.empty())
          lines.push_back(std::string(kIndent) + remark(texts::SchemaDeleteBraces.in(language_)));
        append_behind(kIndent, members(part), lines);
        break;
    }
    return lines;
  }

  /// The dash is on its own line, so that comments may precede the first member.
  Lines items(const StarterPart& list) const {
    Lines lines;
    for (const StarterPart& item : list.parts) {
      if (item.shape == StarterShape::Object && has_data(item)) {
        lines.emplace_back("-");
        append_behind(kIndent, members(item), lines);
        continue;
      }
      const std::string_view title = item.field.title.in(language_);
      if (&item == &list.parts.front() && (!title.empty() || item.field.types != TypeSet::all())) {
        lines.push_back(remark(words(item, "")));
      }
      if (item.shape == StarterShape::List && has_data(item)) {
        lines.emplace_back("-");
        append_behind(kIndent, items(item), lines);
      } else {
        const std::string json = starter_json(item);
        lines.push_back(json == "null" ? "-" : "- " + json);
      }
    }
    return lines;
  }

  /// `期号：整数，1 至 60`; for a deciding field, all its choices.
  std::string words(const StarterPart& part, std::string_view behind_title) const {
    const SchemaField& field = part.field;
    const std::string_view title = field.title.in(language_);
    std::string text(title.empty() ? field.name : title);
    text.append(behind_title);
    if (!text.empty()) text.append(texts::Colon.in(language_));
    text.append(limit_words(field, language_));
    if (part.decides) text.append(texts::SchemaDecides.in(language_));
    const std::string description = explanation_of(field, language_);
    if (!description.empty()) text.append(texts::SchemaSentenceEnd.in(language_)).append(description);
    return text;
  }

  Language language_;
};

}  // namespace

std::string starter_json(const StarterPart& part) {
  JsonWriter writer(false);
  writer.add(part);
  return std::move(writer).take();
}

std::string write_starter_json(const Starter& starter) {
  JsonWriter writer(true);
  writer.add(starter.root);
  return std::move(writer).take() + "\n";
}

std::string write_starter_yaml(const Starter& starter, Language language) {
  std::string text;
  for (const std::string& line : YamlWriter(language).root(starter.root)) text.append(line).append("\n");
  return text;
}

namespace {

using Sources = std::vector<FieldSource>;

/// Parses a text that may not be JSON, and keeps it alive for the document.
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

  /// The part for a field, without any contents.
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

  /// Sets the given value, the only choice, or the default.
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

  /// Whether this is the preferred type to start with: scalars first.
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

  /// The required members may depend on those present, so the object is rebuilt until nothing changes.
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

  /// The next pointer tokens of given values below the pointer.
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

  /// The name as stored in the schema, which outlives the pointer's text.
  std::string_view name_in_schema(const FieldView& view, std::string_view name) const {
    for (const std::string_view known : member_names(program_, view)) {
      if (known == name) return known;
    }
    for (const std::string_view known : required_names(program_, view, nothing_.root())) {
      if (known == name) return known;
    }
    return {};
  }

  /// A field on which others depend cannot be left blank: it selects the form.
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

  /// A required list shows an example item, even if the list may be empty.
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

  /// Items that must differ take the choices one after another.
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
  std::vector<std::vector<SchemaId>> path_;  // structures of the enclosing fields
  std::size_t count_ = 0;
};

/// The number of validation errors at each pointer.
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

/// An empty text is the natural blank, but if it were valid, validation would not report that it is still to be filled
/// in.
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
