#include "schema/normal_values.h"

#include "base/json.h"
#include "data/document.h"
#include "data/value_text.h"
#include "data/values.h"
#include "diagnostics/catalogue/data.h"
#include "schema/detail/evaluation.h"
#include "schema/schema_fields.h"
#include "schema/table_cells.h"
#include "schema/written_values.h"

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>

namespace gongwen::schema {
namespace {

using Reason = ValueChange::Reason;

/// In a list, a stroke may be a table cell that is printed.
bool is_stroke_for_nothing(const data::Value& text) {
  const std::optional<data::Value> holder = text.parent();
  return holder && holder->is_object() && is_only_strokes(data::trim_blanks(text.string()));
}

class Normaliser {
 public:
  Normaliser(const Schema& schema, data::Document document, const diagnostics::SourceLookup& sources,
             const NormalOptions& options, diagnostics::DiagnosticSink& sink)
      : schema_(schema), sources_(sources), options_(options), sink_(sink), edit_(std::move(document)) {}

  NormalValues run() && {
    for (std::uint32_t node = 0; node < document().node_count(); ++node) clean(node);
    edit_.apply_removals();
    // A value may need several steps: from number to text, then from date to month. A choice may determine which
    // further choices exist, and with very many values each round handles only the first ones.
    constexpr int kMaxRounds = 100;
    bool valid = is_valid();
    for (int round = 0; !valid && !stopped_ && round < kMaxRounds && mend_refused(); ++round) valid = is_valid();
    std::vector<ValueChange> changes = finished_changes();
    return {std::move(edit_).finish(), std::move(changes), valid};
  }

 private:
  const data::Document& document() const { return edit_.document(); }
  data::Value value_of(std::uint32_t node) const { return {document(), node}; }

  // Changes to all texts.

  void clean(std::uint32_t node) {
    sink_.go_on();
    const data::Value value = value_of(node);
    if (value.type() != data::ValueType::String) return;
    const std::string_view text = value.string();
    if (!data::is_ascii(text) && data::has_direction_override(text)) {
      sink_.report(diagnostics::messages::DataDirectionOverride, value.origin());
    }
    if (is_stroke_for_nothing(value)) return drop(value, Reason::Nothing);
    if (data::is_normal_text(text)) return;
    const std::string normal = data::normal_text(text);
    if (normal.empty() && value.parent()) return drop(value, Reason::AllBlank);
    set_text(value, normal, data::differs_by_blanks_only(text, normal) ? Reason::Blanks : Reason::Unseen);
  }

  // Changes to values that the schema refuses.

  bool is_valid() {
    Evaluation evaluation(schema_.program(), options_.limits, nullptr, sink_.stop_check());
    const bool valid = evaluation.apply(SchemaProgram::main(), document().root(), nullptr);
    stopped_ = evaluation.stopped().has_value();
    return valid;
  }

  /// Returns whether anything changed.
  bool mend_refused() {
    ErrorCollector collector(schema_.program(), kMaxErrors);
    Evaluation evaluation(schema_.program(), options_.limits, &collector, sink_.stop_check());
    evaluation.apply(SchemaProgram::main(), document().root(), nullptr);
    bool changed = false;
    ++round_;
    for (const DataError& error : collector.errors()) changed = mend(error) || changed;
    edit_.apply_removals();
    return changed;
  }

  /// Changes a value once per round; the limit ends loops when two formats contradict each other.
  bool mend(const DataError& error) {
    constexpr int kMaxSteps = 4;
    const auto known = steps_.find(error.at.node());
    if (known != steps_.end() && (known->second.round == round_ || known->second.count >= kMaxSteps)) return false;
    if (!mend_value(error.at, error)) return false;
    Steps& steps = steps_[error.at.node()];
    steps = {round_, steps.count + 1};
    return true;
  }

  bool mend_value(const data::Value& value, const DataError& error) {
    if (error.kind == DataErrorKind::Nothing) return drop_name(value);
    if (error.kind == DataErrorKind::Marked) {
      return set_text(value, *without_marks(value.string(), error.marks), Reason::Written);
    }
    if (value.is_string() && error.format) return mend_format(value, error);
    if (value.is_string() && error.pattern != nullptr) return mend_pattern(value, *error.pattern);
    if (error.kind != DataErrorKind::Type && error.kind != DataErrorKind::Choice) return false;
    if (mend_list(value, error.allowed)) return true;
    if (value.is_number()) {
      return options_.numbers_as_texts && error.allowed.types.has(SchemaType::String) && mend_number(value);
    }
    return value.is_string() && mend_type(value, error.allowed);
  }

  bool mend_format(const data::Value& value, const DataError& error) {
    std::vector<Format> formats = error.other_formats;
    formats.insert(formats.begin(), *error.format);
    // If both a day and a month are accepted, days are kept.
    std::stable_partition(formats.begin(), formats.end(),
                          [](Format format) { return format != Format::Month && format != Format::IssueMonth; });
    for (const Format format : formats) {
      const auto normal = read_written(format, value.string());
      if (normal && *normal != value.string()) return set_text(value, *normal, Reason::Written);
    }
    return mend_nothing(value);
  }

  /// If a list is required, wraps a single value, unless the text may contain several values.
  bool mend_list(const data::Value& value, const Allowed& allowed) {
    TypeSet list;
    list.add(SchemaType::Array);
    if (!(allowed.types == list) || !allowed.choices.empty() || value.type() == data::ValueType::Null) return false;
    if (value.is_array() || !value.parent()) return false;
    if (value.is_string() && !is_one_item(value)) return false;
    record(value, Reason::Written);
    edit_.wrap_in_list(value.node());
    return true;
  }

  /// A text with several lines is several items. Otherwise a paragraph, which has commas and ends with a full stop, is
  /// one item; names, dates and choices contain no commas.
  bool is_one_item(const data::Value& text) {
    const std::string_view written = text.string();
    if (written.find('\n') != std::string_view::npos) return false;
    const std::optional<SchemaField> item = describe_field(schema_, text.pointer() + "/*");
    constexpr std::size_t kLongestName = 200;
    const bool is_short = item && (!item->choices.empty() || item->limits.format ||
                                   item->limits.max_length.value_or(kLongestName + 1) <= kLongestName);
    constexpr auto kMarks = std::to_array<std::string_view>({"、", "，", "；", ",", ";", "。"});
    constexpr auto kEnds = std::to_array<std::string_view>({"。", "！", "？", ".", "；", "："});
    const auto ends = [written](std::string_view mark) {
      return written.ends_with(mark);
    };
    if (!is_short && std::any_of(kEnds.begin(), kEnds.end(), ends)) return true;
    return std::none_of(kMarks.begin(), kMarks.end(),
                        [written](std::string_view mark) { return written.find(mark) != std::string_view::npos; });
  }

  /// Converts full-width characters if only half-width ones match.
  bool mend_pattern(const data::Value& value, const Pattern& pattern) {
    const std::string_view text = value.string();
    const std::string narrow = data::narrow_text(text);
    const std::string letters = data::narrow_letters(text);
    for (const std::string& normal : {data::is_ascii(narrow) ? narrow : std::string(), letters}) {
      if (normal.empty() || normal == text || pattern.search(normal) != Pattern::Result::Found) continue;
      return set_text(value, normal, Reason::Written);
    }
    return false;
  }

  /// If text is required, takes the digits of a number as written.
  bool mend_number(const data::Value& value) {
    const diagnostics::Span span = value.span();
    const std::string_view source = sources_.source_text(span.source);
    if (span.end > source.size() || span.begin >= span.end) return false;
    return set_text(value, source.substr(span.begin, span.end - span.begin), Reason::Written);
  }

  bool mend_type(const data::Value& value, const Allowed& allowed) {
    if (const FieldChoice* const choice = find_choice(allowed.choices, value.string())) {
      return set_choice(value, choice->value);
    }
    if (allowed.types.has(SchemaType::String)) return false;
    SchemaField field;
    field.types = allowed.types;
    // An answer may repeat the words of the question.
    if (const auto known = known_field(schema_, pattern_of(value))) field.title = known->title;
    for (const FieldChoice& choice : allowed.choices) {
      if (choice.value.is_number()) field.types.add(SchemaType::Number);
      if (choice.value.type() == data::ValueType::Boolean) field.types.add(SchemaType::Boolean);
    }
    const bool scalar = field.types.has(SchemaType::Number) || field.types.has(SchemaType::Integer) ||
                        field.types.has(SchemaType::Boolean);
    if (!scalar) return false;
    const std::string text(data::trim_blanks(data::narrow_text(without_quotes(value.string()))));
    const auto read = convert_cell({data::CellKind::Text, text, {}}, field);
    if (!read) return mend_nothing(value);
    const auto* const truth = std::get_if<bool>(&*read);
    const auto* const number = std::get_if<CellNumber>(&*read);
    if (truth == nullptr && number == nullptr) return false;
    record(value, Reason::Written);
    truth != nullptr ? edit_.set_boolean(value.node(), *truth) : edit_.set_number(value.node(), number->text);
    return true;
  }

  bool set_choice(const data::Value& value, const data::Value& choice) {
    if (choice.is_string())
      return choice.string() != value.string() && set_text(value, choice.string(), Reason::Written);
    if (choice.type() != data::ValueType::Boolean && !choice.is_number()) return false;
    record(value, Reason::Written);
    if (choice.type() == data::ValueType::Boolean) {
      edit_.set_boolean(value.node(), choice.boolean());
    } else {
      std::string digits = data::value_json(choice);
      edit_.set_number(value.node(), digits);
    }
    return true;
  }

  /// Removes `无` in place of a name, which then counts as missing. List items stay, so that others keep their
  /// positions.
  bool drop_name(const data::Value& value) {
    const auto holder = value.parent();
    if (!holder || !holder->is_object()) return false;
    drop(value, Reason::Nothing);
    return true;
  }

  /// Removes `无` in an optional field.
  bool mend_nothing(const data::Value& value) {
    const auto holder = value.parent();
    if (!means_nothing(value.string()) || !holder || !holder->is_object() || is_required(value)) return false;
    drop(value, Reason::Nothing);
    return true;
  }

  /// The pointer with `*` for items.
  static std::string pattern_of(const data::Value& member) {
    std::string pointer;
    std::vector<data::Value> path;
    for (std::optional<data::Value> value = member; value && value->parent(); value = value->parent())
      path.push_back(*value);
    for (auto value = path.rbegin(); value != path.rend(); ++value) {
      base::append_pointer_token(pointer, value->parent()->is_object() ? value->key() : "*");
    }
    return pointer;
  }

  bool is_required(const data::Value& member) {
    const auto [known, fresh] = required_.try_emplace(pattern_of(member), false);
    if (fresh) {
      const auto field = describe_field(schema_, known->first);
      known->second = field && field->required;
    }
    return known->second;
  }

  // Recording of changes.

  bool set_text(const data::Value& value, std::string_view text, Reason reason) {
    record(value, reason);
    edit_.set_text(value.node(), text);
    return true;
  }

  void drop(const data::Value& value, Reason reason) {
    record(value, reason);
    edit_.remove(value.node());
  }

  /// Records the original of a value before its first change. The last reason counts.
  void record(const data::Value& value, Reason reason) {
    const auto [known, fresh] = changes_.try_emplace(value.node());
    ValueChange& change = known->second;
    change.reason = reason;
    if (!fresh) return;
    change.node = value.node();
    change.pointer = value.pointer();
    change.span = value.span();
    change.key_span = value.key_span();
    if (value.is_string()) {
      change.before = value.string();
    } else {
      data::append_value_json(change.before, value);
    }
  }

  std::vector<ValueChange> finished_changes() {
    std::vector<ValueChange> all;
    for (auto& [node, change] : changes_) {
      // The change of a list includes those of the items that it wraps.
      const std::optional<data::Value> holder = value_of(node).parent();
      if (!holder || !changes_.contains(holder->node())) all.push_back(std::move(change));
    }
    return all;
  }

  /// Maximum number of errors collected per round, with their messages.
  static constexpr std::size_t kMaxErrors = 20'000;

  const Schema& schema_;
  const diagnostics::SourceLookup& sources_;
  const NormalOptions& options_;
  diagnostics::DiagnosticSink& sink_;
  data::DocumentEdit edit_;
  std::map<std::uint32_t, ValueChange> changes_;  // by node
  struct Steps {
    int round = 0;
    int count = 0;
  };
  std::unordered_map<std::uint32_t, Steps> steps_;  // by node
  int round_ = 0;
  std::map<std::string, bool, std::less<>> required_;  // by pointer with `*` for items
  bool stopped_ = false;
};

bool is_dropped(Reason reason) { return reason == Reason::AllBlank || reason == Reason::Nothing; }

/// The range to delete: from the name of a member, or from an item, to the following comma; for the last one, from the
/// preceding comma.
std::pair<std::size_t, std::size_t> stretch_of(std::string_view json, std::size_t begin, std::size_t end) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t next = std::min(json.find_first_not_of(kBlank, end), json.size());
  if (next < json.size() && json[next] == ',') {
    const std::size_t following = std::min(json.find_first_not_of(kBlank, next + 1), json.size());
    return {begin, following};
  }
  const std::size_t before = begin == 0 ? std::string_view::npos : json.find_last_not_of(kBlank, begin - 1);
  if (before != std::string_view::npos && json[before] == ',') return {before, end};
  return {begin, end};
}

}  // namespace

NormalValues normal_values(const Schema& schema, data::Document document, const diagnostics::SourceLookup& sources,
                           const NormalOptions& options, diagnostics::DiagnosticSink& sink) {
  NormalValues normal = Normaliser(schema, std::move(document), sources, options, sink).run();
  for (ValueChange& change : normal.changes) {
    if (!is_dropped(change.reason)) data::append_value_json(change.json, {normal.document, change.node});
  }
  return normal;
}

bool has_normal_texts(const data::Document& document) {
  for (std::uint32_t node = 0; node < document.node_count(); ++node) {
    const data::Value value(document, node);
    if (!value.is_string()) continue;
    if (!data::is_normal_text(value.string()) || data::has_direction_override(value.string())) return false;
    if (is_stroke_for_nothing(value)) return false;
  }
  return true;
}

std::string write_changes(std::string_view json, const std::vector<ValueChange>& changes) {
  std::string text(json);
  // Backwards, so that earlier offsets stay valid.
  std::vector<const ValueChange*> ordered;
  for (const ValueChange& change : changes) ordered.push_back(&change);
  std::sort(ordered.begin(), ordered.end(),
            [](const ValueChange* a, const ValueChange* b) { return a->span.begin > b->span.begin; });
  for (const ValueChange* const change : ordered) {
    if (is_dropped(change->reason)) {
      const auto [begin, end] = stretch_of(text, change->key_span.begin, change->span.end);
      text.erase(begin, end - begin);
    } else {
      text.replace(change->span.begin, change->span.end - change->span.begin, change->json);
    }
  }
  return text;
}

}  // namespace gongwen::schema
