// Functions shared by filters, methods and global functions: for text arguments, and for filling a dict.
#pragma once

#include "templating/detail/builtins/registry.h"
#include "templating/detail/value/dict.h"

#include <cstdint>
#include <string_view>

namespace gongwen::templating {

// Filling a dict from arguments.

/// Adds all entries of a dict or an object of the data.
void add_mapping(Runtime& runtime, Dict& dict, const Value& mapping);

/// Adds the arguments of dict(), update() and namespace(): a dict or pairs, then named values.
void fill_dict(Invocation& call, Dict& dict);

// Functions shared by filters and methods of texts.

/// A text given to a method: escaped if the method belongs to a markup text.
std::string_view own_text_argument(Invocation& call, std::size_t parameter);

struct Replacement {
  std::string_view old_text;
  std::string_view new_text;
  std::int64_t most = -1;  // maximum number of occurrences; negative: all
};

/// Python's str.replace; the empty text occurs before each character and at the end.
Value replace_text(Runtime& runtime, const Value& text, const Replacement& replacement);

/// Pads a text with spaces on both sides to `width` characters, like str.center.
Value center_text(Runtime& runtime, const Value& text, std::int64_t width, std::string_view fill = " ");

/// Appends a text in another case: the type of the functions in base/unicode.h.
using CaseMap = void (*)(std::string& out, std::string_view text);

/// A text in another case; markup stays markup.
Value change_case(Runtime& runtime, const Value& text, CaseMap append);

}  // namespace gongwen::templating
