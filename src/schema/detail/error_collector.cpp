#include "schema/detail/error_collector.h"

#include "base/assert.h"
#include "base/nearest_name.h"
#include "base/utf8.h"
#include "data/values.h"
#include "diagnostics/catalogue/data.h"
#include "diagnostics/catalogue/texts/common.h"
#include "diagnostics/catalogue/texts/schema.h"
#include "schema/detail/schema_queries.h"
#include "schema/written_values.h"

#include <algorithm>

namespace gongwen::schema {
namespace {

using diagnostics::BilingualText;
using diagnostics::DiagnosticId;
namespace messages = diagnostics::messages;

TextPair in_backticks(std::string_view chinese, std::string_view english) {
  TextPair pair{"`", "`"};
  pair.chinese.append(chinese).append("`");
  pair.english.append(english).append("`");
  return pair;
}

/// A name in backticks; in Chinese followed by a space.
TextPair as_subject(std::string_view chinese, std::string_view english) {
  TextPair pair = in_backticks(chinese, english);
  pair.chinese += ' ';
  return pair;
}

/// The number of an item in its array, from 1.
std::size_t number_of_item(const data::Value& item) {
  const std::string pointer = item.pointer();
  return std::stoul(pointer.substr(pointer.rfind('/') + 1)) + 1;
}

/// Returns the values that all branches together allow at a place; nullopt if one of them has no error there.
std::optional<Allowed> united_allowed(const std::vector<Branch*>& branches, const data::Value& place) {
  Allowed united;
  for (const Branch* branch : branches) {
    const DataError* error = find_allowed(branch->errors, place);
    if (error == nullptr) return std::nullopt;
    united.types = united.types.united(error->allowed.types);
    for (FieldChoice choice : error->allowed.choices) {
      // A branch with a single constant is named after it.
      if (choice.title.chinese.empty() && error->allowed.choices.size() == 1) choice.title = branch->title;
      united.choices.push_back(choice);
    }
  }
  return united;
}

/// Whether a branch only allows a blank; it cannot be meant for a text that is not blank.
bool is_only_blank(const Branch& branch, const data::Value& value) {
  const DataError* const error = value.is_string() ? find_allowed(branch.errors, value) : nullptr;
  if (error == nullptr || error->allowed.choices.size() != 1) return false;
  const data::Value& choice = error->allowed.choices.front().value;
  return choice.is_string() && choice.string().empty();
}

/// The reason for a mismatch: invisible characters, without which the text would match.
TextPair cause_of_mismatch(std::string_view text, const Pattern& pattern) {
  struct Cause {
    std::string_view characters;
    BilingualText words;
  };
  constexpr Cause kCauses[] = {
      {"\r\n", texts::SchemaLineFeedInText},
      {"\t", texts::SchemaTabInText},
      {" ", texts::SchemaBlankInText},
      {"\r\n\t ", texts::SchemaBlanksInText},
  };
  for (const Cause& cause : kCauses) {
    std::string without(text);
    std::erase_if(without, [&cause](char c) { return cause.characters.find(c) != std::string_view::npos; });
    if (without.size() != text.size() && pattern.search(without) == Pattern::Result::Found) return cause.words;
  }
  return {};
}

/// `did you mean …?`, or the known names if none is similar.
TextPair hint_for_name(std::string_view nearest, std::span<const std::string_view> known) {
  constexpr std::size_t kMaxNames = 12;
  if (!nearest.empty()) return texts::DidYouMean.pair(nearest);
  if (known.empty()) return {};
  TextPair names;
  for (std::size_t i = 0; i < std::min(known.size(), kMaxNames); ++i) {
    if (i > 0) names += texts::ListComma;
    names += {std::string(known[i]), std::string(known[i])};
  }
  if (known.size() > kMaxNames) names += texts::SchemaMoreNames;
  return texts::SchemaKnownNames.pair(names);
}

/// Adds the formats that other branches accept for the value.
void note_other_formats(Branch& nearest, const std::vector<Branch*>& branches, const data::Value& value) {
  const auto of_value = [&value](const DataError& error) {
    return error.format && error.at == value;
  };
  const auto own = std::find_if(nearest.errors.begin(), nearest.errors.end(), of_value);
  if (own == nearest.errors.end()) return;
  for (const Branch* branch : branches) {
    const auto other = std::find_if(branch->errors.begin(), branch->errors.end(), of_value);
    if (branch != &nearest && other != branch->errors.end()) own->other_formats.push_back(*other->format);
  }
}

diagnostics::Diagnostic diagnose(DiagnosticId id, const data::Value& at, std::vector<std::string> arguments) {
  return {id, catalogue_entry(id).severity, at.origin(), std::move(arguments), {}};
}

}  // namespace

template <typename TextOf>
BilingualText ErrorCollector::find_text(const data::Value& value, TextOf text_of) const {
  for (const Place& place : places_) {
    if (place.value != value) continue;
    const BilingualText text = text_of(place.schema);
    if (!text.chinese.empty()) return text;
  }
  return {};
}

TextPair ErrorCollector::label_of(const data::Value& value) const {
  const BilingualText title = find_text(value, [this](SchemaId schema) { return title_of(program_, schema); });
  if (!title.chinese.empty()) return as_subject(title.chinese, title.english);
  const std::optional<data::Value> parent = value.parent();
  if (!parent) return texts::SchemaTheData;
  if (parent->is_object()) {
    const std::string name = data::shown_text(value.key());
    return as_subject(name, name);
  }
  return texts::SchemaItemOf.pair(label_of(*parent), number_of_item(value));
}

TextPair ErrorCollector::form_name(const Branch& branch, std::size_t number) const {
  const BilingualText title = title_of(program_, branch.schema);
  if (!title.chinese.empty()) return in_backticks(title.chinese, title.english);
  if (!branch.errors.empty() && branch.errors.front().format) {
    return describe_format(*branch.errors.front().format).title;
  }
  return texts::SchemaFormNumber.pair(number);
}

void ErrorCollector::add_error(DataError error) {
  overflowed_ = overflowed_ || errors_.size() >= max_errors_;
  if (!overflowed_) errors_.push_back(std::move(error));
}

template <typename... Arguments>
void ErrorCollector::add(DataErrorKind kind, DiagnosticId id, const data::Value& at, const Arguments&... arguments) {
  TextPair label = label_of(at);
  add_error(
      {kind, at,
       diagnose(id, at, {std::move(label.chinese), std::move(label.english), diagnostics::to_argument(arguments)...})});
}

void ErrorCollector::not_allowed(const data::Value& value, Allowed allowed) {
  add_not_allowed(value, label_of(value), std::move(allowed));
}

void ErrorCollector::add_not_allowed(const data::Value& value, TextPair label, Allowed allowed) {
  const bool types_only = allowed.choices.empty();
  TextPair words = describe_allowed(allowed);
  data::ShownValue shown = data::shown_value(value);
  TextPair hint = hint_for_type(allowed, value);
  if (hint.chinese.empty() && allowed.types.has(SchemaType::Object)) hint = hint_for_members(value);
  if (hint.chinese.empty()) hint = hint_for_choice(allowed, value);
  // The fault may be in the author's own schema.
  const data::Value& root = program_.at(SchemaProgram::main()).schema;
  if (types_only && root.is_object() && root.find("x-drafted")) {
    if (!hint.chinese.empty()) hint += texts::Semicolon;
    hint += texts::SchemaHintDrafted.pair("\"" + std::string(data::type_name(value.type())) + "\"", label);
  }
  diagnostics::Diagnostic diagnostic =
      diagnose(types_only ? messages::DataWrongType : messages::DataNotInList, value,
               {std::move(label.chinese), std::move(label.english), std::move(words.chinese), std::move(words.english),
                std::move(shown.chinese), std::move(shown.english), std::move(hint.chinese), std::move(hint.english)});
  DataError error{types_only ? DataErrorKind::Type : DataErrorKind::Choice, value, std::move(diagnostic),
                  std::move(allowed)};
  const std::optional<data::Value> object = value.parent();
  error.decides = object && object->is_object() && decides(*object, value.key());
  add_error(std::move(error));
}

void ErrorCollector::out_of_bound(const data::Value& value, const NumberBoundCheck& check) {
  DiagnosticId id = diagnostics::messages::DataBelowMinimum;
  switch (check.bound) {
    case NumberBound::Least: id = diagnostics::messages::DataBelowMinimum; break;
    case NumberBound::MoreThan: id = diagnostics::messages::DataNotAboveMinimum; break;
    case NumberBound::Most: id = diagnostics::messages::DataAboveMaximum; break;
    case NumberBound::LessThan: id = diagnostics::messages::DataNotBelowMaximum; break;
  }
  add(DataErrorKind::Other, id, value, data::number_text(check.limit), data::number_text(value));
}

void ErrorCollector::not_multiple(const data::Value& value, const MultipleOfCheck& check) {
  add(DataErrorKind::Other, messages::DataNotMultiple, value, data::number_text(check.divisor),
      data::number_text(value));
}

void ErrorCollector::wrong_size(const data::Value& value, const SizeCheck& check, std::size_t size) {
  const bool least = check.bound == SizeBound::Least;
  DiagnosticId id = diagnostics::messages::DataTextTooShort;
  switch (check.of) {
    case SizeOf::String: id = least ? messages::DataTextTooShort : messages::DataTextTooLong; break;
    case SizeOf::Array: id = least ? messages::DataTooFewItems : messages::DataTooManyItems; break;
    case SizeOf::Object: id = least ? messages::DataTooFewMembers : messages::DataTooManyMembers; break;
  }
  if (check.of == SizeOf::String && size == 0) id = diagnostics::messages::DataTextEmpty;
  add(check.of == SizeOf::String ? DataErrorKind::Length : DataErrorKind::Other, id, value, check.limit, size);
}

void ErrorCollector::pattern_mismatch(const data::Value& value, const Pattern& pattern) {
  const data::ShownValue shown = data::shown_value(value);
  TextPair hint = words_of_pattern(value);
  if (TextPair cause = cause_of_mismatch(value.string(), pattern); !cause.chinese.empty()) {
    if (!hint.chinese.empty()) cause += texts::Semicolon;
    hint = cause += hint;
  }
  add(DataErrorKind::Pattern, messages::DataPatternMismatch, value, shown.chinese, shown.english, hint.chinese,
      hint.english);
  if (!overflowed_) errors_.back().pattern = &pattern;
}

/// The schema's words for the pattern, or the description of the field; then the first example. Regular expressions are
/// not shown, because people who fill in data do not read them.
TextPair ErrorCollector::words_of_pattern(const data::Value& value) const {
  BilingualText words = find_text(value, [this](SchemaId schema) { return program_.at(schema).pattern_words; });
  if (words.chinese.empty()) {
    words = find_text(value, [this](SchemaId schema) { return program_.at(schema).description; });
  }
  TextPair hint = words;
  const std::string example = example_of(value);
  if (example.empty() || hint.chinese.find(example) != std::string::npos) return hint;
  if (!hint.chinese.empty()) hint += texts::Comma;
  return hint += texts::SchemaForExample.pair(example);
}

TextPair ErrorCollector::hint_for_members(const data::Value& value) const {
  constexpr std::size_t kMaxNames = 4;
  for (const Place& place : places_) {
    const data::Value& schema = program_.at(place.schema).schema;
    if (place.value != value || !schema.is_object()) continue;
    const std::optional<data::Value> members = schema.find("properties");
    if (!members || !members->is_object()) continue;
    const std::optional<data::Value> required = schema.find("required");
    std::string names;
    const std::size_t count = required && required->is_array() ? required->size() : 0;
    for (std::size_t i = 0; i < std::min(count, kMaxNames); ++i) {
      if (required->at(i).is_string())
        names += (names.empty() ? "" : ", ") + std::string(required->at(i).string()) + ": …";
    }
    for (std::size_t i = 0; count == 0 && i < std::min(members->size(), kMaxNames); ++i) {
      names += (names.empty() ? "" : ", ") + std::string(members->key_at(i)) + ": …";
    }
    if (!names.empty()) return texts::SchemaHintMembers.pair("`{" + names + "}`");
  }
  return {};
}

std::string ErrorCollector::example_of(const data::Value& value) const {
  for (const Place& place : places_) {
    const data::Value& schema = program_.at(place.schema).schema;
    if (place.value != value || !schema.is_object()) continue;
    const std::optional<data::Value> examples = schema.find("examples");
    if (!examples || !examples->is_array()) continue;
    for (std::size_t i = 0; i < examples->size(); ++i) {
      if (examples->at(i).is_string()) return data::shown_text(examples->at(i).string());
    }
  }
  return {};
}

void ErrorCollector::format_mismatch(const data::Value& value, Format format) {
  const FormatDescription& description = describe_format(format);
  const data::ShownValue shown = data::shown_value(value);
  const Advice advice = advise(format, value.string());
  // With an example: for a field that is named after its format, the title alone would say nothing.
  const TextPair expected = texts::SchemaFormatLike.pair(description.title, description.example);
  add(DataErrorKind::Format, messages::DataFormatMismatch, value, expected.chinese, expected.english, shown.chinese,
      shown.english, advice.chinese, advice.english);
  if (!overflowed_) errors_.back().format = format;
}

void ErrorCollector::nothing_named(const data::Value& value) {
  const data::ShownValue shown = data::shown_value(value);
  add(DataErrorKind::Nothing, messages::DataNothingNamed, value, shown.chinese, shown.english);
}

void ErrorCollector::marked(const data::Value& value, std::string_view marks) {
  add(DataErrorKind::Marked, messages::DataMarkedText, value, marks, *without_marks(value.string(), marks));
  if (!overflowed_) errors_.back().marks = marks;
}

void ErrorCollector::surplus_items(const data::Value& array, std::size_t most) {
  add(DataErrorKind::Other, messages::DataTooManyItems, array, most, array.size());
}

void ErrorCollector::repeated_item(const data::Value& item, const data::Value& first) {
  const std::size_t before = mark();
  add(DataErrorKind::Other, messages::DataRepeatedItem, item, number_of_item(first));
  if (mark() > before) {
    errors_.back().diagnostic.notes.push_back({messages::DataFirstHere, first.origin(), {}});
  }
}

void ErrorCollector::wrong_contained_count(const data::Value& array, const ContainsCheck& check, std::size_t count) {
  const bool too_few = count < check.least;
  const BilingualText title = title_of(program_, check.schema);
  const TextPair form =
      title.chinese.empty() ? TextPair(texts::SchemaRequiredForm) : in_backticks(title.chinese, title.english);
  add(DataErrorKind::Other, too_few ? messages::DataContainsTooFew : messages::DataContainsTooMany, array,
      too_few ? check.least : *check.most, count, form.chinese, form.english);
}

void ErrorCollector::missing_name(const data::Value& object, std::string_view name, SchemaId schema) {
  add_missing(object, name, schema, messages::DataMissingName, {});
}

void ErrorCollector::missing_dependent(const data::Value& object, std::string_view name, std::string_view given) {
  add_missing(object, name, SchemaId(), messages::DataMissingDependent, data::shown_text(given));
}

/// The place of the error is that of the missing member.
void ErrorCollector::add_missing(const data::Value& object, std::string_view name, SchemaId schema, DiagnosticId id,
                                 std::string given) {
  const BilingualText title = schema ? title_of(program_, schema) : title_of_member(object, name);
  TextPair label = in_backticks(data::shown_text(name), data::shown_text(name));
  if (!title.chinese.empty()) label = texts::SchemaNamedMember.pair(label, title);
  DataError error{DataErrorKind::MissingName, object,
                  diagnose(id, object, {std::move(label.chinese), std::move(label.english), std::move(given)})};
  error.diagnostic.absent_member = name;
  error.name = name;
  error.decides = decides(object, name);
  error.rank = rank_of(object, name);
  add_error(std::move(error));
}

/// Calls `visit` for each schema that may apply to the object.
template <typename Visit>
void ErrorCollector::for_each_schema_of(const data::Value& object, const Visit& visit) const {
  const auto outermost =
      std::find_if(places_.begin(), places_.end(), [&object](const Place& place) { return place.value == object; });
  if (outermost != places_.end()) for_each_in_place(program_, outermost->schema, visit);
}

/// Whether other members of the object depend on this one's value.
bool ErrorCollector::decides(const data::Value& object, std::string_view name) const {
  bool found = false;
  for_each_schema_of(object, [&](const SchemaNode& node) {
    const auto* condition = find_check<ConditionCheck>(node);
    const auto asked = condition == nullptr ? std::nullopt : asked_constant(program_, condition->condition);
    found = found || (asked && asked->member == name);
  });
  return found;
}

std::size_t ErrorCollector::rank_of(const data::Value& object, std::string_view name) const {
  std::size_t rank = 0;
  std::optional<std::size_t> found;
  for_each_schema_of(object, [&](const SchemaNode& node) {
    const auto properties = node.schema.is_object() ? node.schema.find("properties") : std::nullopt;
    if (!properties || !properties->is_object()) return;
    for (std::size_t i = 0; i < properties->size(); ++i, ++rank) {
      if (!found && properties->key_at(i) == name) found = rank;
    }
  });
  return found.value_or(rank);
}

/// A condition may require a member that another schema of the object describes.
BilingualText ErrorCollector::title_of_member(const data::Value& object, std::string_view name) const {
  BilingualText title;
  for_each_schema_of(object, [&](const SchemaNode& node) {
    const auto* members = find_check<MembersCheck>(node);
    if (members == nullptr || !title.chinese.empty()) return;
    for (const MembersCheck::Named& named : members->named) {
      if (named.name == name && named.schema && title.chinese.empty()) title = title_of(program_, named.schema);
    }
  });
  return title;
}

void ErrorCollector::unknown_name(const data::Value& member, std::span<const std::string_view> known) {
  const std::string_view nearest = base::find_nearest_name(member.key(), known);
  // The name belongs to another branch, for example to another type of record.
  const bool is_of_other_data = nearest == member.key();
  TextPair hint = is_of_other_data ? TextPair(texts::SchemaOfOtherValues) : hint_for_name(nearest, known);
  // YAML reads a last line without a colon as a name.
  if (TextPair colon = hint_for_colon(member.key()); !colon.english.empty()) hint = std::move(colon);
  DataError error{
      DataErrorKind::UnknownName, member,
      diagnose(messages::DataUnknownName, member, {data::shown_text(member.key()), hint.chinese, hint.english})};
  error.name = nearest;
  error.decides = !nearest.empty() && !is_of_other_data && decides(*member.parent(), nearest);
  add_error(std::move(error));
}

void ErrorCollector::bad_name(const data::Value& member) {
  add_error({DataErrorKind::Other, member, diagnose(messages::DataBadName, member, {data::shown_text(member.key())})});
}

void ErrorCollector::nothing_allowed(const data::Value& value) {
  add(DataErrorKind::Other, messages::DataNothingAllowed, value);
}

void ErrorCollector::matches_several(const data::Value& value, std::span<const Branch> branches) {
  TextPair names;
  for (std::size_t i = 0; i < branches.size(); ++i) {
    if (!branches[i].valid) continue;
    if (!names.chinese.empty()) names += texts::ListComma;
    names += form_name(branches[i], i + 1);
  }
  add(DataErrorKind::Other, messages::DataMatchesSeveral, value, names.chinese, names.english);
}

void ErrorCollector::matches_excluded(const data::Value& value, SchemaId excluded) {
  const SchemaNode& node = program_.at(excluded);
  const BilingualText title = title_of(program_, excluded);
  const TextPair form =
      title.chinese.empty() ? TextPair(texts::SchemaExcluded) : in_backticks(title.chinese, title.english);
  add(DataErrorKind::Other, messages::DataMatchesExcluded, value, form.chinese, form.english, node.description.chinese,
      node.description.english);
}

std::vector<DataError> ErrorCollector::take_from(std::size_t mark) {
  const auto first = errors_.begin() + static_cast<std::ptrdiff_t>(mark);
  std::vector<DataError> taken(std::make_move_iterator(first), std::make_move_iterator(errors_.end()));
  errors_.erase(first, errors_.end());
  return taken;
}

std::size_t ErrorCollector::no_branch_fits(const data::Value& value, std::vector<Branch>& branches) {
  GONGWEN_ASSERT(!branches.empty());
  std::vector<Branch*> all;
  std::vector<Branch*> comparable;
  for (Branch& branch : branches) {
    branch.title = title_of(program_, branch.schema);
    all.push_back(&branch);
    if (!distance_of(branch.errors, value).wrong_type) comparable.push_back(&branch);
  }
  // Every branch refuses the value itself: one message lists everything that they allow.
  if (std::optional<Allowed> allowed = united_allowed(all, value)) {
    not_allowed(value, *std::move(allowed));
    return 0;
  }
  Branch* const nearest = *std::min_element(comparable.begin(), comparable.end(), [&](Branch* a, Branch* b) {
    return distance_of(a->errors, value) < distance_of(b->errors, value);
  });
  const auto index = static_cast<std::size_t>(nearest - branches.data());
  note_other_formats(*nearest, comparable, value);
  if (comparable.size() > 1 && add_common_choice(comparable)) return index;
  std::erase_if(comparable, [&value](const Branch* branch) { return is_only_blank(*branch, value); });
  if (comparable.size() > 1 && !nearest->errors.empty()) {
    const TextPair name = form_name(*nearest, index + 1);
    nearest->errors.front().diagnostic.notes.push_back(
        {messages::DataNearestForm, {}, {name.chinese, name.english, std::to_string(comparable.size())}});
  }
  for (DataError& error : nearest->errors) add_error(std::move(error));
  return index;
}

/// All branches may require different constants at the same place, such as forms distinguished by a `type`: then that
/// is the error.
bool ErrorCollector::add_common_choice(const std::vector<Branch*>& branches) {
  for (const DataError& error : branches.front()->errors) {
    if (error.kind != DataErrorKind::Choice) continue;
    std::optional<Allowed> allowed = united_allowed(branches, error.at);
    if (!allowed) continue;
    // Messages take the Chinese label first.
    const std::vector<std::string>& arguments = error.diagnostic.arguments;
    add_not_allowed(error.at, TextPair{arguments[1], arguments[0]}, *std::move(allowed));
    return true;
  }
  return false;
}

}  // namespace gongwen::schema
