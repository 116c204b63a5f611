// Rules of languages for words: where those of Chinese end, where others may be hyphenated, letters in another case.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::text {

// The words of Chinese text, as ICU's dictionary has them, with the terms of committees and official documents that it
// does not know. ICU is opened when words are asked for first.

/// Opens ICU's library; null if it exists, otherwise the name of the missing file.
const char* missing_icu();

/// Works out what words need before the first one is asked for, a matter of some milliseconds. May run on any thread,
/// beside everything else.
void prepare_words();

/// For each character, whether a word ends after it. Particles count with the word before them. Without ICU's library
/// only the terms listed here are known, and every other character is a word.
std::vector<bool> find_word_ends(std::u32string_view text);

// HyphenPatterns: where the words of a language may be torn, by the patterns that Debian's packages hyphen-… bring
// (Liang's method). Files and the library that reads them are opened with the first word that asks, and kept.

class HyphenPatterns {
 public:
  /// The patterns for a BCP 47 tag: `en-GB`, otherwise those of `en`; null if there are none, or none that can be read.
  /// Shared by threads.
  static const HyphenPatterns* find(std::string_view language);

  /// The places before which `word` may be torn, ascending: 2 and 6 in `hy-phen-ation`. `word` has lowercase letters
  /// only.
  virtual std::vector<std::size_t> points(std::u32string_view word) const = 0;

 protected:
  HyphenPatterns() = default;
  ~HyphenPatterns() = default;
};

/// The language of a BCP 47 tag, in lowercase letters: `zh` of `zh-Hans-CN`.
std::string primary_language(std::string_view tag);

enum class TargetCase : std::uint8_t { Upper, Lower };

/// Whether a language has special rules for capitals: Turkish and Azerbaijani, Greek, Lithuanian. They are ICU's.
bool has_case_rules(std::string_view language);

/// The text in uppercase or in lowercase letters, by the rules of a language that has special ones. Nothing for all
/// others, or without ICU's library.
std::optional<std::string> change_case(std::string_view text, TargetCase target, std::string_view language);

}  // namespace gongwen::text
