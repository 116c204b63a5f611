// ICU, loaded when a text first needs it: its functions by their own names, and UTF-16 text for them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <unicode/ubidi.h>
#include <unicode/ubrk.h>
#include <unicode/ustring.h>

namespace gongwen::text {

#define GONGWEN_LIBRARY_FUNCTION(name) extern decltype(&::name) name;
#include "text/icu_functions.def"
#undef GONGWEN_LIBRARY_FUNCTION

/// Opens the library once. Returns whether the functions above may be called.
bool load_icu();

void append_utf16(std::u16string& out, char32_t c);
/// Converts from and to UTF-8.
std::u16string to_utf16(std::string_view text);
std::string from_utf16(std::u16string_view units);

/// The text in UTF-16, and for each of its units the character to which it belongs.
struct Utf16Text {
  explicit Utf16Text(std::u32string_view text) {
    for (std::uint32_t i = 0; i < text.size(); ++i) {
      append_utf16(units, text[i]);
      character_of.resize(units.size(), i);
    }
  }
  std::u16string units;
  std::vector<std::uint32_t> character_of;
};

}  // namespace gongwen::text
