// Members of values, and undefined values for those that are missing.
#pragma once

#include "templating/detail/value/objects.h"
#include "templating/detail/value/runtime.h"
#include "templating/detail/value/value.h"

#include <optional>
#include <string_view>

namespace gongwen::templating {

// Making undefined values, and saying what is wrong when one is used.

Value make_undefined(Runtime& runtime, UndefinedReason reason, std::string_view name,
                     const Value& holder = Value::missing());

// What messages call the kinds of values: the words of JSON where it has one.

std::string_view type_name(const Value& value);

// Attributes, items and slices of values, with Jinja's order of looking: `a.b` prefers a method,
// `a['b']` the item.

/// What Python calls an attribute: a method, or a part of an object of the machine. Missing when
/// there is none.
Value find_attribute(Runtime& runtime, const Value& object, std::string_view name);

/// `object[key]` alone. Missing if the item does not exist, or the object has no items. Fails for a
/// key that cannot be one.
Value find_item(Runtime& runtime, const Value& object, const Value& key);

/// `object.name`: the attribute, otherwise the item, otherwise undefined.
Value get_attribute(Runtime& runtime, const Value& object, std::string_view name);

/// `object[key]`: the item, otherwise the attribute, otherwise undefined.
Value get_item(Runtime& runtime, const Value& object, const Value& key);

/// `object[start:stop:step]`; parts that were left out are missing.
Value get_slice(Runtime& runtime, const Value& object, const Value& start, const Value& stop, const Value& step);

}  // namespace gongwen::templating
