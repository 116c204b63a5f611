#include "data/detail/fault_collector.h"

#include "base/assert.h"
#include "base/nearest_name.h"
#include "base/utf8.h"
#include "data/detail/schema_queries.h"
#include "data/detail/shown_text.h"
#include "data/written_values.h"
#include "diagnostics/catalogue/data.h"

#include <algorithm>

namespace gongwen::data {
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

/// As the subject of a sentence: Chinese puts a space between backticks and Han.
TextPair as_subject(std::string_view chinese, std::string_view english) {
  TextPair pair = in_backticks(chinese, english);
  pair.chinese += ' ';
  return pair;
}

/// The number of an item in its array, from 1 on.
std::size_t number_of_item(const Value& item) {
  const std::string pointer = item.pointer();
  return std::stoul(pointer.substr(pointer.rfind('/') + 1)) + 1;
}

/// What all branches together allow at a place; nothing when one of them has no fault there.
std::optional<Allowed> united_allowed(const std::vector<Branch*>& branches, const Value& place) {
  Allowed united;
  for (const Branch* branch : branches) {
    const Fault* fault = find_allowed(branch->faults, place);
    if (fault == nullptr) return std::nullopt;
    united.types = united.types.united(fault->allowed.types);
    united.values.insert(united.values.end(), fault->allowed.values.begin(), fault->allowed.values.end());
  }
  return united;
}

/// `did you mean …?`, or what there is when nothing is near.
TextPair hint_for_name(std::string_view nearest, std::span<const std::string_view> known) {
  constexpr std::size_t kMostNames = 12;
  if (!nearest.empty()) {
    TextPair hint{"是否想写 `", "did you mean `"};
    hint.chinese.append(nearest).append("`？");
    hint.english.append(nearest).append("`?");
    return hint;
  }
  if (known.empty()) return {};
  TextPair hint{"可用的有：", "known here: "};
  for (std::size_t i = 0; i < std::min(known.size(), kMostNames); ++i) {
    hint.chinese.append(i > 0 ? "、" : "").append(known[i]);
    hint.english.append(i > 0 ? ", " : "").append(known[i]);
  }
  if (known.size() > kMostNames) {
    hint.chinese += "…";
    hint.english += ", …";
  }
  return hint;
}

/// The value may be meant in any of the ways that are open to it.
void note_other_formats(Branch& nearest, const std::vector<Branch*>& branches, const Value& value) {
  const auto of_value = [&value](const Fault& fault) {
    return fault.format && fault.at == value;
  };
  const auto own = std::find_if(nearest.faults.begin(), nearest.faults.end(), of_value);
  if (own == nearest.faults.end()) return;
  for (const Branch* branch : branches) {
    const auto other = std::find_if(branch->faults.begin(), branch->faults.end(), of_value);
    if (branch != &nearest && other != branch->faults.end()) own->other_formats.push_back(*other->format);
  }
}

diagnostics::Diagnostic diagnose(DiagnosticId id, const Value& at, std::vector<std::string> arguments) {
  return {id, catalogue_entry(id).severity, at.origin(), std::move(arguments), {}};
}

}  // namespace

template <typename TextOf>
BilingualText FaultCollector::find_text(const Value& value, TextOf text_of) const {
  for (const Place& place : places_) {
    if (place.value != value) continue;
    const BilingualText text = text_of(place.schema);
    if (!text.chinese.empty()) return text;
  }
  return {};
}

TextPair FaultCollector::label_of(const Value& value) const {
  const BilingualText title = find_text(value, [this](SchemaId schema) { return title_of(program_, schema); });
  if (!title.chinese.empty()) return as_subject(title.chinese, title.english);
  const std::optional<Value> parent = value.parent();
  if (!parent) return {"数据", "the data"};
  if (parent->is_object()) {
    const std::string name = shown_text(value.key());
    return as_subject(name, name);
  }
  TextPair label = label_of(*parent);
  const std::string number = std::to_string(number_of_item(value));
  label.chinese.append("的第 ").append(number).append(" 项");
  label.english.insert(0, "item " + number + " of ");
  return label;
}

TextPair FaultCollector::form_name(SchemaId schema, std::size_t number) const {
  const BilingualText title = title_of(program_, schema);
  if (!title.chinese.empty()) return in_backticks(title.chinese, title.english);
  const std::string digits = std::to_string(number);
  return {"第 " + digits + " 种", "number " + digits};
}

void FaultCollector::add_fault(Fault fault) {
  overflowed_ = overflowed_ || faults_.size() >= most_faults_;
  if (!overflowed_) faults_.push_back(std::move(fault));
}

template <typename... Arguments>
void FaultCollector::add(FaultKind kind, DiagnosticId id, const Value& at, const Arguments&... arguments) {
  TextPair label = label_of(at);
  add_fault(
      {kind, at,
       diagnose(id, at, {std::move(label.chinese), std::move(label.english), diagnostics::to_argument(arguments)...})});
}

void FaultCollector::not_allowed(const Value& value, Allowed allowed) {
  add_not_allowed(value, label_of(value), std::move(allowed));
}

void FaultCollector::add_not_allowed(const Value& value, TextPair label, Allowed allowed) {
  const bool types_only = allowed.values.empty();
  TextPair words = describe_allowed(allowed);
  ShownValue shown = shown_value(value);
  TextPair hint = types_only ? hint_for_type(allowed, value)
                             : TextPair{nearest_allowed(allowed, value), nearest_allowed(allowed, value)};
  diagnostics::Diagnostic diagnostic =
      diagnose(types_only ? messages::DataWrongType : messages::DataNotInList, value,
               {std::move(label.chinese), std::move(label.english), std::move(words.chinese), std::move(words.english),
                std::move(shown.chinese), std::move(shown.english), std::move(hint.chinese), std::move(hint.english)});
  add_fault({types_only ? FaultKind::Type : FaultKind::Choice, value, std::move(diagnostic), std::move(allowed)});
}

void FaultCollector::out_of_bound(const Value& value, const NumberBoundCheck& check) {
  DiagnosticId id = diagnostics::messages::DataBelowMinimum;
  switch (check.bound) {
    case NumberBound::Least: id = diagnostics::messages::DataBelowMinimum; break;
    case NumberBound::MoreThan: id = diagnostics::messages::DataNotAboveMinimum; break;
    case NumberBound::Most: id = diagnostics::messages::DataAboveMaximum; break;
    case NumberBound::LessThan: id = diagnostics::messages::DataNotBelowMaximum; break;
  }
  add(FaultKind::Other, id, value, number_text(check.limit), number_text(value));
}

void FaultCollector::not_multiple(const Value& value, const MultipleOfCheck& check) {
  add(FaultKind::Other, messages::DataNotMultiple, value, number_text(check.divisor), number_text(value));
}

void FaultCollector::wrong_size(const Value& value, const SizeCheck& check, std::size_t size) {
  const bool least = check.bound == SizeBound::Least;
  DiagnosticId id = diagnostics::messages::DataTextTooShort;
  switch (check.of) {
    case SizeOf::String: id = least ? messages::DataTextTooShort : messages::DataTextTooLong; break;
    case SizeOf::Array: id = least ? messages::DataTooFewItems : messages::DataTooManyItems; break;
    case SizeOf::Object: id = least ? messages::DataTooFewMembers : messages::DataTooManyMembers; break;
  }
  if (check.of == SizeOf::String && size == 0) id = diagnostics::messages::DataTextEmpty;
  add(check.of == SizeOf::String ? FaultKind::Length : FaultKind::Other, id, value, check.limit, size);
}

void FaultCollector::pattern_mismatch(const Value& value, const Pattern& pattern) {
  const ShownValue shown = shown_value(value);
  const BilingualText description =
      find_text(value, [this](SchemaId schema) { return program_.at(schema).description; });
  TextPair hint{std::string(description.chinese), std::string(description.english)};
  if (hint.chinese.empty()) {
    hint.chinese.append("须匹配 `").append(pattern.source()).append("`");
    hint.english.append("it must match `").append(pattern.source()).append("`");
  }
  add(FaultKind::Pattern, messages::DataPatternMismatch, value, shown.chinese, shown.english, pattern.source(),
      hint.chinese, hint.english);
  if (!overflowed_) faults_.back().pattern = &pattern;
}

void FaultCollector::format_mismatch(const Value& value, Format format) {
  const FormatDescription& description = describe_format(format);
  const ShownValue shown = shown_value(value);
  const Advice advice = advise(format, value.string());
  add(FaultKind::Format, messages::DataFormatMismatch, value, description.title.chinese, description.title.english,
      shown.chinese, shown.english, advice.chinese, advice.english);
  if (!overflowed_) faults_.back().format = format;
}

void FaultCollector::surplus_items(const Value& array, std::size_t most) {
  add(FaultKind::Other, messages::DataTooManyItems, array, most, array.size());
}

void FaultCollector::repeated_item(const Value& item, const Value& first) {
  const std::size_t before = mark();
  add(FaultKind::Other, messages::DataRepeatedItem, item);
  if (mark() > before) {
    faults_.back().diagnostic.notes.push_back({messages::DataFirstHere, first.origin(), {}});
  }
}

void FaultCollector::wrong_contained_count(const Value& array, const ContainsCheck& check, std::size_t count) {
  const bool too_few = count < check.least;
  const BilingualText title = title_of(program_, check.schema);
  const TextPair form = title.chinese.empty() ? TextPair{"符合要求的项", "of the form asked for"}
                                              : in_backticks(title.chinese, title.english);
  add(FaultKind::Other, too_few ? messages::DataContainsTooFew : messages::DataContainsTooMany, array,
      too_few ? check.least : *check.most, count, form.chinese, form.english);
}

void FaultCollector::missing_name(const Value& object, std::string_view name, SchemaId schema) {
  TextPair label = in_backticks(shown_text(name), shown_text(name));
  const BilingualText title = title_of(program_, schema);
  if (!title.chinese.empty()) {
    label.chinese.append("（").append(title.chinese).append("）");
    label.english.append(" (").append(title.english).append(")");
  }
  add_fault({FaultKind::MissingName,
             object,
             diagnose(messages::DataMissingName, object, {label.chinese, label.english}),
             {},
             name});
}

void FaultCollector::missing_dependent(const Value& object, std::string_view name, std::string_view given) {
  const TextPair label = in_backticks(shown_text(name), shown_text(name));
  add_fault({FaultKind::MissingName,
             object,
             diagnose(messages::DataMissingDependent, object, {label.chinese, label.english, shown_text(given)}),
             {},
             name});
}

void FaultCollector::unknown_name(const Value& member, std::span<const std::string_view> known) {
  const std::string_view nearest = base::find_nearest_name(member.key(), known);
  // A name of another branch, such as the fields of another type.
  const bool is_of_other_data = nearest == member.key();
  const TextPair hint = is_of_other_data
                            ? TextPair{"其他字段取别的值时才用此字段", "it is used when other fields have other values"}
                            : hint_for_name(nearest, known);
  add_fault({FaultKind::UnknownName,
             member,
             diagnose(messages::DataUnknownName, member, {shown_text(member.key()), hint.chinese, hint.english}),
             {},
             nearest});
}

void FaultCollector::bad_name(const Value& member) {
  add_fault({FaultKind::Other, member, diagnose(messages::DataBadName, member, {shown_text(member.key())})});
}

void FaultCollector::nothing_allowed(const Value& value) { add(FaultKind::Other, messages::DataNothingAllowed, value); }

void FaultCollector::matches_several(const Value& value, std::span<const Branch> branches) {
  TextPair names;
  for (std::size_t i = 0; i < branches.size(); ++i) {
    if (!branches[i].valid) continue;
    const TextPair name = form_name(branches[i].schema, i + 1);
    names.chinese.append(names.chinese.empty() ? "" : "、").append(name.chinese);
    names.english.append(names.english.empty() ? "" : ", ").append(name.english);
  }
  add(FaultKind::Other, messages::DataMatchesSeveral, value, names.chinese, names.english);
}

void FaultCollector::matches_excluded(const Value& value, SchemaId excluded) {
  const SchemaNode& node = program_.at(excluded);
  const BilingualText title = title_of(program_, excluded);
  const TextPair form = title.chinese.empty() ? TextPair{"模式中 `not` 所写的情形", "the one under `not` in the schema"}
                                              : in_backticks(title.chinese, title.english);
  add(FaultKind::Other, messages::DataMatchesExcluded, value, form.chinese, form.english, node.description.chinese,
      node.description.english);
}

std::vector<Fault> FaultCollector::take_from(std::size_t mark) {
  const auto first = faults_.begin() + static_cast<std::ptrdiff_t>(mark);
  std::vector<Fault> taken(std::make_move_iterator(first), std::make_move_iterator(faults_.end()));
  faults_.erase(first, faults_.end());
  return taken;
}

std::size_t FaultCollector::no_branch_fits(const Value& value, std::vector<Branch>& branches) {
  GONGWEN_ASSERT(!branches.empty());
  std::vector<Branch*> all;
  std::vector<Branch*> comparable;
  for (Branch& branch : branches) {
    all.push_back(&branch);
    if (!distance_of(branch.faults, value).wrong_type) comparable.push_back(&branch);
  }
  if (std::optional<Allowed> allowed = united_allowed(all, value)) {
    not_allowed(value, *std::move(allowed));
    return 0;
  }
  Branch* const nearest = *std::min_element(comparable.begin(), comparable.end(), [&](Branch* a, Branch* b) {
    return distance_of(a->faults, value) < distance_of(b->faults, value);
  });
  const auto index = static_cast<std::size_t>(nearest - branches.data());
  note_other_formats(*nearest, comparable, value);
  if (comparable.size() > 1 && add_common_choice(comparable)) return index;
  if (comparable.size() > 1 && !nearest->faults.empty()) {
    const TextPair name = form_name(nearest->schema, index + 1);
    nearest->faults.front().diagnostic.notes.push_back(
        {messages::DataNearestForm, {}, {name.chinese, name.english, std::to_string(branches.size())}});
  }
  for (Fault& fault : nearest->faults) add_fault(std::move(fault));
  return index;
}

/// The branches may all ask for another constant at the same place, as forms do that are told apart
/// by a `type`: then that is what is wrong.
bool FaultCollector::add_common_choice(const std::vector<Branch*>& branches) {
  for (const Fault& fault : branches.front()->faults) {
    if (fault.kind != FaultKind::Choice) continue;
    std::optional<Allowed> allowed = united_allowed(branches, fault.at);
    if (!allowed) continue;
    const std::vector<std::string>& label = fault.diagnostic.arguments;
    add_not_allowed(fault.at, {label[0], label[1]}, *std::move(allowed));
    return true;
  }
  return false;
}

}  // namespace gongwen::data
