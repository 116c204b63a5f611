// Character references of HTML: `&amp;` `&#167;` `&#x3000;` (HTML, section 13.5).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::dom {

struct CharacterReference {
  std::string text;        // the characters that it represents, UTF-8
  std::size_t length = 0;  // bytes of the reference itself
};

/// Reads the reference that starts at `text[0]`, which is `&`. Returns nullopt if it is not valid: an unknown name, a
/// number that is not a character, a missing semicolon. The tokenizer decides whether that is an error.
std::optional<CharacterReference> read_character_reference(std::string_view text);

/// The result of reading an ampersand.
struct AmpersandRead {
  std::string text;        // the characters that it represents; an unknown reference represents itself
  std::size_t length = 0;  // bytes that were read
  bool known = true;       // false: it looks like a reference, but is not valid
};

/// Reads at `text[0]`, which is `&`. An ampersand that starts neither a name nor a number represents itself.
AmpersandRead read_ampersand(std::string_view text);

}  // namespace gongwen::dom
