// JSON Schema Validation 6.1 to 6.3 and 7: checks of a value by itself.
#include "base/utf8.h"
#include "data/value_order.h"
#include "schema/detail/evaluation.h"
#include "schema/written_values.h"

#include <algorithm>

namespace gongwen::schema {
namespace {

bool has_type(const data::Value& value, TypeSet types) {
  switch (value.type()) {
    case data::ValueType::Null: return types.has(SchemaType::Null);
    case data::ValueType::Boolean: return types.has(SchemaType::Boolean);
    case data::ValueType::Integer: return types.has(SchemaType::Integer) || types.has(SchemaType::Number);
    case data::ValueType::Decimal:
      return types.has(SchemaType::Number) || (types.has(SchemaType::Integer) && data::is_integral(value));
    case data::ValueType::String: return types.has(SchemaType::String);
    case data::ValueType::Array: return types.has(SchemaType::Array);
    case data::ValueType::Object: return types.has(SchemaType::Object);
  }
  return false;
}

bool is_within(std::strong_ordering order, NumberBound bound) {
  switch (bound) {
    case NumberBound::Least: return order >= 0;
    case NumberBound::MoreThan: return order > 0;
    case NumberBound::Most: return order <= 0;
    case NumberBound::LessThan: return order < 0;
  }
  return false;
}

/// What the check counts in the value; nothing for values of other types.
std::optional<std::size_t> size_of(const data::Value& value, SizeOf of) {
  switch (of) {
    case SizeOf::String:
      return value.is_string() ? std::optional(base::count_code_points(value.string())) : std::nullopt;
    case SizeOf::Array: return value.is_array() ? std::optional(value.size()) : std::nullopt;
    case SizeOf::Object: return value.is_object() ? std::optional(value.size()) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

bool Evaluation::check(const TypeCheck& check, const Subject& subject) {
  if (has_type(subject.value, check.types)) return true;
  if (collector_ != nullptr) collector_->not_allowed(subject.value, {check.types, {}});
  return false;
}

bool Evaluation::check(const ConstCheck& check, const Subject& subject) {
  if (data::compare_values(check.expected, subject.value) == 0) return true;
  if (collector_ != nullptr) collector_->not_allowed(subject.value, {{}, {{check.expected, {}}}});
  return false;
}

bool Evaluation::check(const EnumCheck& check, const Subject& subject) {
  const auto before = [](const data::Value& a, const data::Value& b) {
    return data::compare_values(a, b) < 0;
  };
  if (std::binary_search(check.sorted.begin(), check.sorted.end(), subject.value, before)) return true;
  if (collector_ != nullptr) {
    Allowed allowed;
    for (std::size_t i = 0; i < check.list.size(); ++i) allowed.choices.push_back({check.list.at(i), check.titles[i]});
    collector_->not_allowed(subject.value, std::move(allowed));
  }
  return false;
}

bool Evaluation::check(const NumberBoundCheck& check, const Subject& subject) {
  const data::Value& value = subject.value;
  if (!value.is_number()) return true;
  const bool integers = value.type() == data::ValueType::Integer && check.limit.type() == data::ValueType::Integer;
  const std::strong_ordering order =
      integers ? value.integer() <=> check.limit.integer() : data::decimal_of(value) <=> check.exact_limit;
  if (is_within(order, check.bound)) return true;
  if (collector_ != nullptr) collector_->out_of_bound(value, check);
  return false;
}

bool Evaluation::check(const MultipleOfCheck& check, const Subject& subject) {
  if (!subject.value.is_number() || data::decimal_of(subject.value).is_multiple_of(check.exact_divisor)) return true;
  if (collector_ != nullptr) collector_->not_multiple(subject.value, check);
  return false;
}

bool Evaluation::check(const SizeCheck& check, const Subject& subject) {
  const std::optional<std::size_t> size = size_of(subject.value, check.of);
  if (!size) return true;
  if (check.bound == SizeBound::Least ? *size >= check.limit : *size <= check.limit) return true;
  if (collector_ != nullptr) collector_->wrong_size(subject.value, check, *size);
  return false;
}

bool Evaluation::check(const PatternCheck& check, const Subject& subject) {
  if (!subject.value.is_string() || search(check.pattern, subject.value.string(), subject.value)) return true;
  if (collector_ != nullptr) collector_->pattern_mismatch(subject.value, check.pattern);
  return false;
}

bool Evaluation::check(const FormatCheck& check, const Subject& subject) {
  if (!subject.value.is_string() || matches_format(check.format, subject.value.string())) return true;
  if (collector_ != nullptr) collector_->format_mismatch(subject.value, check.format);
  return false;
}

bool Evaluation::check(const NamingCheck&, const Subject& subject) {
  if (!subject.value.is_string() || !names_nothing(subject.value.string())) return true;
  if (collector_ != nullptr) collector_->nothing_named(subject.value);
  return false;
}

}  // namespace gongwen::schema
