// AttributePath: the parameter `attribute` of filters: a name, several names joined by dots, or a whole
// number.
#pragma once

#include "templating/detail/value/runtime.h"
#include "templating/detail/value/value.h"

#include <optional>
#include <span>

namespace gongwen::templating {

/// Whether filters that compare or group distinguish upper and lower case.
enum class CaseRule : std::uint8_t { Ignore, Respect };

class AttributePath {
 public:
  /// `attribute`: a text, a number, or none, which means the element itself.
  AttributePath(Runtime& runtime, const Value& attribute);

  /// The attribute of an element; undefined if it has none.
  Value get(Runtime& runtime, const Value& element) const { return get(runtime, element, Value::missing()); }
  /// The same; returns `otherwise` in place of an undefined value.
  Value get(Runtime& runtime, const Value& element, const Value& otherwise) const;

 private:
  std::span<const Value> parts_;
};

/// Several paths separated by commas, as the filter `sort` accepts.
std::span<const AttributePath> parse_attribute_list(Runtime& runtime, const Value& attribute);

/// Lowercases a text if case is ignored; returns all other values unchanged.
Value apply_case_rule(Runtime& runtime, const Value& value, CaseRule rule);

}  // namespace gongwen::templating
