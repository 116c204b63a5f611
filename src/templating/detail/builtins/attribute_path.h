// AttributePath: what filters take as `attribute`: a name, several with dots between them, or a
// whole number.
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
  /// `attribute`: a text, a number, or none for the element itself.
  AttributePath(Runtime& runtime, const Value& attribute);

  /// The attribute of an element; undefined when there is none.
  Value get(Runtime& runtime, const Value& element) const { return get(runtime, element, Value::missing()); }
  /// The same, with something to take the place of what is undefined.
  Value get(Runtime& runtime, const Value& element, const Value& otherwise) const;

 private:
  std::span<const Value> parts_;
};

/// Several paths with commas between them, as `sort` takes them.
std::span<const AttributePath> parse_attribute_list(Runtime& runtime, const Value& attribute);

/// A text in lower case where case is ignored; all other values as they are.
Value apply_case_rule(Runtime& runtime, const Value& value, CaseRule rule);

}  // namespace gongwen::templating
