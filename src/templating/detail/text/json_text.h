// Values as JSON, as Python's json.dumps(value, sort_keys=True) writes it.
#pragma once

#include "templating/detail/value/runtime.h"

#include <cstdint>
#include <optional>

namespace gongwen::templating {

struct JsonLayout {
  std::optional<std::int64_t> indent;  // spaces for each level; nothing: all in one line
};

/// Fails for values that JSON does not know.
void write_json(TextBuilder& out, const Value& value, const JsonLayout& layout);

}  // namespace gongwen::templating
