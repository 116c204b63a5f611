#include "intake/field_data.h"

#include "base/json.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/intake.h"
#include "intake/given_values.h"
#include "intake/units.h"
#include "schema/json_tree.h"
#include "schema/table_cells.h"

#include <algorithm>
#include <charconv>

// Builds JSON from field values by the schema. A tree takes values in any order and is written in that of the schema.
// Unticked boxes are decided last: they are an answer only if the form requires one, and only in rows that have
// anything else.
namespace gongwen::intake {
namespace {

using diagnostics::DiagnosticId;
using schema::JsonNode;
using schema::SchemaType;
namespace messages = diagnostics::messages;

constexpr std::size_t kMaxItems = 10'000;
constexpr std::size_t kExactDigits = 15;  // of a number in a spreadsheet

std::optional<std::size_t> index_of(std::string_view token) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
  if (token.empty() || error != std::errc() || end != token.data() + token.size() || index >= kMaxItems) {
    return std::nullopt;
  }
  return index;
}

std::string_view parent_of(std::string_view pointer) { return pointer.substr(0, pointer.rfind('/')); }
std::string_view last_token(std::string_view pointer) { return pointer.substr(pointer.rfind('/') + 1); }

bool is_list(const schema::SchemaField& field) {
  return field.types.has(SchemaType::Array) && !field.types.has(SchemaType::String);
}

/// Whether the field takes free text, such as a name.
bool takes_words(const schema::SchemaField& field) {
  return field.choices.empty() && field.types.has(SchemaType::String) && !field.types.has(SchemaType::Boolean);
}

/// Whether the value is an empty box, in contrast to a word such as 否.
bool is_unticked_box(const RawField& raw) {
  return raw.type == RawType::Boolean || trim_blanks(raw.text) == "☐" || trim_blanks(raw.text) == "□";
}

/// Whether the number has more digits before the point than a spreadsheet keeps, so that the last ones are lost.
bool is_rounded(const RawField& raw) {
  if (raw.type != RawType::Number) return false;
  const std::string_view digits = std::string_view(raw.text).substr(raw.text.starts_with('-') ? 1 : 0);
  return digits.find('e') != std::string_view::npos || std::min(digits.find('.'), digits.size()) > kExactDigits;
}

class Builder {
 public:
  Builder(const schema::Schema& schema, std::string_view kind) : schema_(schema), kind_(kind) {}

  void add(const RawField& given) {
    if (add_tick_of_list(given)) return;
    const auto field = schema::known_field(schema_, given.pointer);
    const RawField raw = field ? as_seen(given, *field) : given;
    if (!field) {
      const bool blank = raw.text.empty() || (raw.type == RawType::Boolean && raw.text == "false");
      if (!blank) report(raw, messages::IntakeUnknownField, {std::string(kind_)});
      return;
    }
    if (raw.type == RawType::Choice && is_list(*field)) return add_item(raw, *field);
    if (raw.type == RawType::Boolean && takes_words(*field)) {
      return report(raw, messages::IntakeTruthValue, {raw.text == "true" ? "TRUE" : "FALSE"});
    }
    const FieldValue value = convert_field(raw, *field);
    if (value.json.empty()) return;
    if (value.unfit) report_unfit(raw, *field);
    if (is_rounded(raw)) report(raw, messages::IntakeRoundedNumber, {raw.text});
    // An unticked box is an answer only if one is required.
    if (value.json == "false" && is_unticked_box(raw)) {
      if (field->required) unticked_.push_back(&given);
      return;
    }
    put(raw, value.json);
  }

  void add_struck(const RawField& raw) {
    const std::string_view parent = parent_of(raw.pointer);
    // A text that was struck out empties a field of an existing row, but does not create a row.
    const bool in_item = field_pattern(parent) != parent;
    const JsonNode* const object = find(parent);
    if (!in_item || (object != nullptr && !object->is_empty())) put(raw, raw.text);
  }

  FieldData finish() && {
    for (const RawField* const raw : unticked_) {
      const std::string_view parent = parent_of(raw->pointer);
      const JsonNode* const object = find(parent);
      if (parent.empty() || (object != nullptr && !object->is_empty())) put(*raw, "false");
    }
    schema::WrittenJson written = schema::write_json_tree(root_, schema::known_fields(schema_));
    FieldData result{std::move(written.json), {}, std::move(notices_)};
    for (const auto& [pointer, place] : written.places) result.places.emplace(pointer, places_[place]);
    return result;
  }

 private:
  void report(const RawField& raw, DiagnosticId id, std::vector<std::string> arguments) {
    notices_.push_back({id, std::move(arguments), true, raw.pointer, raw.place});
  }

  /// The value that a person means: a format may show a number or a date in a different way.
  RawField as_seen(const RawField& raw, const schema::SchemaField& field) {
    const bool is_number = raw.type == RawType::Number;
    if (raw.shown.empty() || (!is_number && raw.type != RawType::Date)) return raw;
    const data::CellKind kind = is_number ? data::CellKind::Number : data::CellKind::Date;
    const schema::SeenCell seen = schema::seen_cell({kind, raw.text, {}, raw.shown}, field);
    const bool has_other_unit = is_number && seen.text == raw.text && shows_other_unit(raw.shown, field.title.chinese);
    if (seen.differs || has_other_unit) report(raw, messages::IntakeShownDiffers, {raw.shown, raw.text});
    RawField told = raw;
    told.shown.clear();
    if (seen.text != raw.text) {
      told.type = RawType::Text;
      told.text = seen.text;
    }
    return told;
  }

  void report_unfit(const RawField& raw, const schema::SchemaField& field) {
    const schema::CellExpectation expected = schema::expectation_of(field);
    report(raw, messages::IntakeNotAValue,
           {raw.shown.empty() ? raw.text : raw.shown, expected.english, expected.chinese});
  }

  /// Takes a box of a list of choices, `/field/INDEX`, by the index of the choice in the schema. Returns false if the
  /// field is something else.
  bool add_tick_of_list(const RawField& raw) {
    const auto index = index_of(last_token(raw.pointer));
    if (!index) return false;
    const auto list = schema::known_field(schema_, parent_of(raw.pointer));
    if (!list || !is_list(*list) || list->parts.empty()) return false;
    const schema::SchemaField& item = list->parts.front();
    const bool listed = !item.choices.empty();
    // A list of whole numbers with a minimum has boxes as well: `/scores/0` is the minimum.
    if (!listed && (raw.type != RawType::Boolean || !item.limits.minimum)) return false;
    const auto tick = raw.type == RawType::Boolean ? std::optional(raw.text == "true") : read_tick(raw.text);
    // The text may itself be a choice, such as 是 or 1.
    if (raw.type != RawType::Boolean && !convert_field(raw, item).unfit) return false;
    if (!tick) return false;
    if (!*tick) return true;
    const std::string json = listed ? listed_choice(item, *index) : counted_choice(item, *index);
    if (json.empty()) {
      report(raw, messages::IntakeUnknownField, {std::string(kind_)});
    } else {
      put(raw, json);
    }
    return true;
  }

  static std::string listed_choice(const schema::SchemaField& item, std::size_t index) {
    return index < item.choices.size() ? choice_json(item.choices[index]) : std::string();
  }

  static std::string counted_choice(const schema::SchemaField& item, std::size_t index) {
    if (item.limits.minimum->type() != data::ValueType::Integer) return {};
    const std::int64_t value = item.limits.minimum->integer() + static_cast<std::int64_t>(index);
    const bool within = !item.limits.maximum || static_cast<double>(value) <= item.limits.maximum->number();
    return within ? std::to_string(value) : std::string();
  }

  /// Adds one of several values of a field as the next item of its list.
  void add_item(const RawField& raw, const schema::SchemaField& list) {
    if (list.parts.empty()) return;
    const FieldValue value = convert_field(raw, list.parts.front());
    if (value.json.empty()) return;
    if (value.unfit) report_unfit(raw, list.parts.front());
    RawField item = raw;
    base::append_pointer_index(item.pointer, list_sizes_[raw.pointer]++);
    put(item, value.json);
  }

  /// Whether the schema has a list at the pointer.
  bool has_list(const std::string& pointer) {
    const auto known = lists_.find(pointer);
    if (known != lists_.end()) return known->second;
    const auto field = schema::known_field(schema_, pointer);
    // Fields that take either a text or a list count as lists if the pointer has an index.
    return lists_[pointer] = field && field->types.has(SchemaType::Array) && !field->types.has(SchemaType::Object);
  }

  void put(const RawField& raw, std::string json) {
    const auto tokens = base::parse_json_pointer(raw.pointer);
    if (!tokens || tokens->empty()) return;
    JsonNode* node = &root_;
    std::string pointer;
    for (const std::string& token : *tokens) {
      const auto index = index_of(token);
      // A number is an index only where the schema has a list; objects may have members named by numbers.
      node = has_list(pointer) && index ? node->item(*index) : node->member(token);
      if (node == nullptr) return;  // the form has a field and a part of it
      base::append_pointer_token(pointer, token);
    }
    node->type = JsonNode::Type::Scalar;
    node->json = std::move(json);
    node->place = places_.size();
    places_.push_back(raw.place);
  }

  const JsonNode* find(std::string_view pointer) const {
    const auto tokens = base::parse_json_pointer(pointer);
    if (!tokens) return nullptr;
    const JsonNode* node = &root_;
    for (const std::string& token : *tokens) {
      const auto index = node->type == JsonNode::Type::List ? index_of(token) : std::nullopt;
      node = index ? node->find_item(*index) : node->find_member(token);
      if (node == nullptr) return nullptr;
    }
    return node;
  }

  const schema::Schema& schema_;
  std::string_view kind_;
  JsonNode root_;
  std::vector<FieldPlace> places_;  // what the numbers in the tree stand for
  std::vector<const RawField*> unticked_;
  std::map<std::string, bool> lists_;
  std::map<std::string, std::size_t> list_sizes_;
  std::vector<Notice> notices_;
};

}  // namespace

FieldData data_from_fields(const std::vector<RawField>& fields, const schema::Schema& schema, std::string_view kind,
                           const std::vector<RawField>& struck) {
  Builder builder(schema, kind);
  for (const RawField& field : fields) builder.add(field);
  for (const RawField& field : struck) builder.add_struck(field);
  return std::move(builder).finish();
}

std::string field_pattern(std::string_view pointer) {
  std::string pattern;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::string_view token = pointer.substr(0, pointer.find('/'));
    const bool number = !token.empty() && std::all_of(token.begin(), token.end(), base::is_ascii_digit);
    pattern.append("/").append(number ? "*" : token);
    pointer.remove_prefix(token.size());
  }
  return pattern;
}

}  // namespace gongwen::intake
