// One converter for each property: computes, from declared values, the member of ComputedStyle that is named in
// style/css/properties.def. All of them are declared here, from the table, and used by apply_property, so that a
// property without a converter does not link, nor does one with two.
#pragma once

#include "style/apply_property.h"

#include <vector>

namespace gongwen::style {

#define GONGWEN_PROPERTY(id, name, field, inherited, initial, grammar)                                                \
  struct id##Converter {                                                                                              \
    using Field = decltype(ComputedStyle::field);                                                                     \
    static Field convert(const css::Value& value, const std::vector<css::Value>& values, const ApplyContext& context, \
                         const LengthContext& lengths);                                                               \
  };
#include "style/css/properties.def"
#undef GONGWEN_PROPERTY

/// Defines the converter of the property `id`: an expression of `value` (the first one), all `values`, the `context`
/// and its `lengths`.
#define GONGWEN_CONVERT(id, ...)                                                                        \
  id##Converter::Field id##Converter::convert(                                                          \
      [[maybe_unused]] const css::Value& value, [[maybe_unused]] const std::vector<css::Value>& values, \
      [[maybe_unused]] const ApplyContext& context, [[maybe_unused]] const LengthContext& lengths) {    \
    return __VA_ARGS__;                                                                                 \
  }

}  // namespace gongwen::style
