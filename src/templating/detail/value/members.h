// Members of values, and undefined values for those that are missing.
#pragma once

#include "templating/detail/value/objects.h"
#include "templating/detail/value/runtime.h"
#include "templating/detail/value/value.h"

#include <optional>
#include <string_view>

namespace gongwen::templating {

// Makes undefined values, and describes the error if one is used.

Value make_undefined(Runtime& runtime, UndefinedReason reason, std::string_view name,
                     const Value& holder = Value::missing());

// The names of kinds of values in messages: the terms of JSON where it has one.

std::string_view type_name(const Value& value);

// Attributes, items and slices of values, with Jinja's order of lookup: `a.b` prefers a method, `a['b']` the
// item.

/// An attribute in Python's sense: a method, or a part of an object of the machine. Missing if there is
/// none.
Value find_attribute(Runtime& runtime, const Value& object, std::string_view name);

/// Only `object[key]`. Missing if the item does not exist, or the object has no items. Fails if the value cannot be a
/// key.
Value find_item(Runtime& runtime, const Value& object, const Value& key);

/// `object.name`: the attribute, otherwise the item, otherwise undefined.
Value get_attribute(Runtime& runtime, const Value& object, std::string_view name);

/// `object[key]`: the item, otherwise the attribute, otherwise undefined.
Value get_item(Runtime& runtime, const Value& object, const Value& key);

/// `object[start:stop:step]`; parts that were omitted are missing values.
Value get_slice(Runtime& runtime, const Value& object, const Value& start, const Value& stop, const Value& step);

}  // namespace gongwen::templating
