#include "text/detail/icu.h"

#include "base/loaded_library.h"
#include "base/utf8.h"

// ICU's headers give each function the version of the library as a suffix, which its name as text needs, too.
#define GONGWEN_ICU_TEXT_OF(name) #name
#define GONGWEN_ICU_NAME(name) GONGWEN_ICU_TEXT_OF(name)

namespace gongwen::text {

// The list of functions is included twice: once to declare the pointers, once to fill them.
#define GONGWEN_LIBRARY_FUNCTION(name) decltype(&::name) name = nullptr;
#include "text/icu_functions.def"
#undef GONGWEN_LIBRARY_FUNCTION

/// Once per process. Without the library, callers fall back to simpler rules and report it.
bool load_icu() {
  static const bool loaded = [] {
    base::LoadedLibrary library(GONGWEN_ICU_LIBRARY);
#define GONGWEN_LIBRARY_FUNCTION(name) library.find(GONGWEN_ICU_NAME(name), name);
#include "text/icu_functions.def"
#undef GONGWEN_LIBRARY_FUNCTION
    return !library.error();
  }();
  return loaded;
}

/// A character beyond U+FFFF becomes a surrogate pair.
void append_utf16(std::u16string& out, char32_t c) {
  if (c >= 0x10000) out.push_back(static_cast<char16_t>(0xD7C0 + (c >> 10)));
  out.push_back(static_cast<char16_t>(c >= 0x10000 ? 0xDC00 + (c & 0x3FF) : c));
}

/// ICU's functions of strings take UTF-16; the program's texts are UTF-8.
std::u16string to_utf16(std::string_view text) {
  std::u16string units;
  for (const auto& decoded : base::CodePoints(text)) append_utf16(units, decoded.code_point);
  return units;
}

/// Surrogate pairs are joined; single surrogates pass through.
std::string from_utf16(std::u16string_view units) {
  std::string text;
  for (std::size_t i = 0; i < units.size(); ++i) {
    char32_t c = units[i];
    const bool is_pair = c >= 0xD800 && c < 0xDC00 && i + 1 < units.size();
    if (is_pair) c = 0x10000 + ((c - 0xD800) << 10) + (char32_t{units[++i]} - 0xDC00);
    base::append_utf8(text, c);
  }
  return text;
}

}  // namespace gongwen::text
