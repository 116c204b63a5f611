#include "base/assert.h"
#include "data/values.h"

namespace gongwen::data {
namespace {

/// The two kinds of number share a rank.
int rank_of(ValueType type) { return static_cast<int>(type == ValueType::Decimal ? ValueType::Integer : type); }

std::strong_ordering compare_arrays(const Value& a, const Value& b) {
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    const std::strong_ordering order = compare_values(a.at(i), b.at(i));
    if (order != 0) return order;
  }
  return a.size() <=> b.size();
}

std::strong_ordering compare_objects(const Value& a, const Value& b) {
  if (a.size() != b.size()) return a.size() <=> b.size();
  for (std::size_t i = 0; i < a.size(); ++i) {
    const Value left = a.sorted_at(i);
    const Value right = b.sorted_at(i);
    if (const int order = left.key().compare(right.key()); order != 0) return order <=> 0;
    const std::strong_ordering order = compare_values(left, right);
    if (order != 0) return order;
  }
  return std::strong_ordering::equal;
}

}  // namespace

Decimal decimal_of(const Value& number) {
  if (number.type() == ValueType::Integer) return Decimal::from_integer(number.integer());
  // Readers let nothing else through; a number that is none would be a bug of theirs.
  const std::optional<Decimal> decimal = Decimal::parse(number.decimal_text());
  GONGWEN_ASSERT(decimal);
  return decimal.value_or(Decimal());
}

std::strong_ordering compare_numbers(const Value& a, const Value& b) {
  const bool integers = a.type() == ValueType::Integer && b.type() == ValueType::Integer;
  return integers ? a.integer() <=> b.integer() : decimal_of(a) <=> decimal_of(b);
}

bool is_integral(const Value& number) { return number.type() == ValueType::Integer || decimal_of(number).is_integer(); }

std::strong_ordering compare_values(const Value& a, const Value& b) {
  const int rank = rank_of(a.type());
  if (const int other = rank_of(b.type()); rank != other) return rank <=> other;
  switch (a.type()) {
    case ValueType::Null: return std::strong_ordering::equal;
    case ValueType::Boolean: return a.boolean() <=> b.boolean();
    case ValueType::Integer:
    case ValueType::Decimal: return compare_numbers(a, b);
    case ValueType::String: return a.string() <=> b.string();
    case ValueType::Array: return compare_arrays(a, b);
    case ValueType::Object: return compare_objects(a, b);
  }
  return std::strong_ordering::equal;
}

}  // namespace gongwen::data
