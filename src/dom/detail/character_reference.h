// Character references: `&amp;` `&#167;` `&#x3000;` (HTML, section 13.5).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::dom {

struct CharacterReference {
  std::string text;        // what it stands for, UTF-8
  std::size_t length = 0;  // bytes of the reference itself
};

/// Reads the reference that starts at `text[0]`, which is `&`. Nothing when it is none: an unknown name, a number that
/// is not a character, a missing semicolon. Whether that is an error is the tokenizer's decision.
std::optional<CharacterReference> read_character_reference(std::string_view text);

/// What a reader makes of an ampersand.
struct AmpersandRead {
  std::string text;        // what it stands for; an unknown reference stands for itself
  std::size_t length = 0;  // bytes that were read
  bool known = true;       // false: looks like a reference, and is none
};

/// Reads at `text[0]`, which is `&`. One that starts no name and no number stands for itself.
AmpersandRead read_ampersand(std::string_view text);

}  // namespace gongwen::dom
