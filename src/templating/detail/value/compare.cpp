#include "templating/detail/value/compare.h"

#include "diagnostics/catalogue/templating.h"
#include "templating/detail/text/python_text.h"
#include "templating/detail/value/big_number.h"
#include "templating/detail/value/containers.h"
#include "templating/detail/value/iterate.h"
#include "templating/detail/value/members.h"

#include <cmath>

// As in Python, numbers of all kinds are compared by their exact values, and containers element by element, with
// identical elements taken as equal. Values of different kinds are unequal, but have no order: that is an error.
namespace gongwen::templating {

namespace messages = diagnostics::messages;

namespace {

bool equals_at(Runtime& runtime, const Value& a, const Value& b, Nesting nesting);

bool sequences_equal(Runtime& runtime, const Value& a, const Value& b, Nesting nesting) {
  const SequenceView left(a);
  const SequenceView right(b);
  if (left.size() != right.size()) return false;
  runtime.charge(left.size());
  for (std::size_t i = 0; i < left.size(); ++i) {
    const Value x = left.at(i);
    const Value y = right.at(i);
    if (!is_same(x, y) && !equals_at(runtime, x, y, nesting.inner(runtime))) return false;
  }
  return true;
}

bool mappings_equal(Runtime& runtime, const Value& a, const Value& b, Nesting nesting) {
  const MappingView left(a);
  const MappingView right(b);
  if (left.size() != right.size()) return false;
  std::size_t cursor = 0;
  while (const auto entry = left.next(cursor)) {
    const std::optional<Value> other = right.find(runtime, entry->key);
    if (!other) return false;
    if (!is_same(entry->value, *other) && !equals_at(runtime, entry->value, *other, nesting.inner(runtime))) {
      return false;
    }
  }
  return true;
}

bool ranges_equal(const Range& a, const Range& b) {
  if (a.size != b.size) return false;
  if (a.size == 0) return true;
  // Ranges are compared as sequences: `range(0, 3, 2)` equals `range(0, 4, 2)`.
  return a.start == b.start && (a.size == 1 || a.step == b.step);
}

bool range_contains(const Range& range, std::int64_t number) {
  std::int64_t distance = 0;
  if (__builtin_sub_overflow(number, range.start, &distance) || range.size == 0) return false;
  // Avoids a division by this step, since INT64_MIN / -1 overflows.
  if (range.step == -1) return distance <= 0 && static_cast<std::uint64_t>(-(distance + 1)) + 1 < range.size;
  return distance % range.step == 0 && distance / range.step >= 0 &&
         static_cast<std::uint64_t>(distance / range.step) < range.size;
}

bool equals_at(Runtime& runtime, const Value& a, const Value& b, Nesting nesting) {
  runtime.charge(1);
  if (a.is_undefined() && !is_lenient(a)) runtime.fail_undefined(a);
  if (b.is_undefined() && !is_lenient(b)) runtime.fail_undefined(b);
  if (is_number(a) && is_number(b)) return compare_numbers(a, b) == 0;
  if (a.is_text() && b.is_text()) return a.text() == b.text();
  if (is_list(a) && is_list(b)) return sequences_equal(runtime, a, b, nesting);
  if (a.is(Kind::Tuple) && b.is(Kind::Tuple)) return sequences_equal(runtime, a, b, nesting);
  if (is_mapping(a) && is_mapping(b)) return mappings_equal(runtime, a, b, nesting);
  if (a.is(Kind::Range) && b.is(Kind::Range)) return ranges_equal(a.as<Range>(), b.as<Range>());
  if (is_lenient(a) || is_lenient(b)) return is_lenient(a) && is_lenient(b);
  return is_same(a, b);
}

std::partial_ordering compare_integer_with_float(const Value& integer, double number) {
  if (is_exact_double(integer)) return to_double(integer) <=> number;
  if (std::isnan(number)) return std::partial_ordering::unordered;
  if (std::isinf(number)) return number > 0 ? std::partial_ordering::less : std::partial_ordering::greater;
  // The integer has no exact double. Whole parts are compared exactly; if they agree, the fraction decides.
  const double whole = std::trunc(number);
  const int order = BigNumber::compare(to_big_number(integer), BigNumber::from_double(whole));
  if (order != 0) return order <=> 0;
  return 0.0 <=> number - whole;
}

std::partial_ordering order_at(Runtime& runtime, const Value& a, const Value& b, std::string_view operation,
                               Nesting nesting);

std::partial_ordering order_sequences(Runtime& runtime, const Value& a, const Value& b, std::string_view operation,
                                      Nesting nesting) {
  const SequenceView left(a);
  const SequenceView right(b);
  for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
    const Value x = left.at(i);
    const Value y = right.at(i);
    if (is_same(x, y) || equals_at(runtime, x, y, nesting.inner(runtime))) continue;
    return order_at(runtime, x, y, operation, nesting.inner(runtime));
  }
  return left.size() <=> right.size();
}

std::partial_ordering order_at(Runtime& runtime, const Value& a, const Value& b, std::string_view operation,
                               Nesting nesting) {
  runtime.charge(1);
  if (is_blank(a) || is_blank(b)) return std::partial_ordering::unordered;
  runtime.require_defined(a);
  runtime.require_defined(b);
  if (is_number(a) && is_number(b)) return compare_numbers(a, b);
  // The order of UTF-8 bytes is that of the code points.
  if (a.is_text() && b.is_text()) return a.text() <=> b.text();
  const bool both_sequences = (is_list(a) && is_list(b)) || (a.is(Kind::Tuple) && b.is(Kind::Tuple));
  if (both_sequences) return order_sequences(runtime, a, b, operation, nesting);
  const Value& culprit = a.place() ? a : b;
  runtime.fail_about(culprit, messages::TemplatingNoOrder, operation, type_name(a), type_name(b));
}

}  // namespace

bool equals(Runtime& runtime, const Value& a, const Value& b) { return equals_at(runtime, a, b, Nesting{}); }

std::partial_ordering compare_numbers(const Value& a, const Value& b) {
  const auto x = small_integer(a);
  const auto y = small_integer(b);
  if (x && y) return *x <=> *y;
  if (a.is(Kind::Float) && b.is(Kind::Float)) return a.number() <=> b.number();
  if (a.is(Kind::Float)) return 0 <=> compare_integer_with_float(b, a.number());
  if (b.is(Kind::Float)) return compare_integer_with_float(a, b.number());
  return BigNumber::compare(to_big_number(a), to_big_number(b)) <=> 0;
}

std::partial_ordering order(Runtime& runtime, const Value& a, const Value& b, std::string_view operation) {
  return order_at(runtime, a, b, operation, Nesting{});
}

bool contains(Runtime& runtime, const Value& container, const Value& element) {
  if (is_lenient(container)) return false;
  runtime.require_defined(container);
  if (container.is_text()) {
    if (is_blank(element)) return false;
    runtime.require_defined(element);
    if (!element.is_text()) {
      runtime.fail_about(element, messages::TemplatingTextInText, type_name(element));
    }
    runtime.charge(container.text().size() / 64);
    return find_text(container.text(), element.text()) != std::string_view::npos;
  }
  if (is_mapping(container)) return MappingView(container).find(runtime, element).has_value();
  if (container.is(Kind::Range) && small_integer(element)) {
    return range_contains(container.as<Range>(), *small_integer(element));
  }
  bool found = false;
  for_each_element(runtime, container, [&](const Value& candidate) {
    found = is_same(candidate, element) || equals(runtime, candidate, element);
    return !found;
  });
  return found;
}

bool is_same(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Kind::Missing:
    case Kind::None: return true;
    case Kind::Boolean: return a.boolean() == b.boolean();
    case Kind::Integer: return a.integer() == b.integer();
    case Kind::Float: return a.number() == b.number();
    case Kind::Text: return a.text() == b.text() && a.safety() == b.safety();
    case Kind::DataArray:
    case Kind::DataObject: return a.place() == b.place();
    default: break;
  }
  return a.identity() == b.identity();
}

}  // namespace gongwen::templating
