// Turns declared values into computed ones, property by property; this includes generated content.
#pragma once

#include "style/computed_style.h"
#include "style/css/declaration.h"
#include "style/css/value.h"
#include "style/detail/resolve_length.h"

#include <span>

namespace gongwen::style {

// Reads the values of generated content: content, quotes, counters, named strings.

/// The name of a <counter-style>: as written, or generated for symbols() and strings.
std::string counter_style_name(const css::Value& value);
Content content_of(const std::vector<css::Value>& values);
Quotes quotes_of(const std::vector<css::Value>& values);
/// Pairs of a name and a number; `otherwise` replaces an omitted number.
std::vector<CounterOperation> counter_operations(const std::vector<css::Value>& values, std::int32_t otherwise);
std::vector<CounterReset> counter_resets(const std::vector<css::Value>& values);
std::vector<StringAssignment> string_assignments(const std::vector<css::Value>& values);

// Turns a declared value into the computed one: one property at a time, written into a ComputedStyle under
// construction.

struct ApplyContext {
  const ComputedStyle& parent;
  LengthContext lengths;
};

/// Uses the property's converter (detail/converters.h). `values` match the property's grammar. Font sizes must be
/// applied before properties with lengths in em.
void apply_property(css::PropertyId property, const std::vector<css::Value>& values, const ApplyContext& context,
                    ComputedStyle& style);

/// The content-list values of `content`, string-set and bookmark-label.
ContentList content_list(std::span<const css::Value> values);

/// The line height for a font size: `normal` counts as 1.2 here; layout uses the metrics of the face.
LayoutUnit line_height_length(const LineHeight& line_height, FontSize font_size);

}  // namespace gongwen::style
