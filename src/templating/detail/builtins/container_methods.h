// What filters, methods and functions share: arguments that are texts, and those that fill a dict.
#pragma once

#include "templating/detail/builtins/registry.h"
#include "templating/detail/value/dict.h"

#include <cstdint>
#include <string_view>

namespace gongwen::templating {

// Filling a dict from arguments.

/// Adds all entries of a dict or an object of the data.
void add_mapping(Runtime& runtime, Dict& dict, const Value& mapping);

/// Adds what dict(), update() and namespace() take: a dict or pairs, then named values.
void fill_dict(Invocation& call, Dict& dict);

// What filters and methods of texts share.

/// A text given to a method: escaped if the method belongs to a markup text.
std::string_view own_text_argument(Invocation& call, std::size_t parameter);

struct Replacement {
  std::string_view old_text;
  std::string_view new_text;
  std::int64_t most = -1;  // max. occurrences; negative: all
};

/// Python's str.replace; the empty text occurs before each character and at the end.
Value replace_text(Runtime& runtime, const Value& text, const Replacement& replacement);

/// A text padded with spaces on both sides to `width` characters, as str.center does it.
Value center_text(Runtime& runtime, const Value& text, std::int64_t width, std::string_view fill = " ");

/// Appends a text in another case: one of the functions of base/unicode.h.
using CaseMap = void (*)(std::string& out, std::string_view text);

/// A text in another case, as safe as it was.
Value change_case(Runtime& runtime, const Value& text, CaseMap append);

}  // namespace gongwen::templating
