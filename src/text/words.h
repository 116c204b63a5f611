// Language rules for words: where Chinese words end, where others may be hyphenated, letters in another case.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::text {

// The words of Chinese text by ICU's dictionary, extended by the terms of committees and official documents that it
// lacks. ICU is opened when words are first requested.

/// Opens ICU's library; null if it exists, otherwise the name of the missing file.
const char* missing_icu();

/// Prepares the data for words before the first request, which takes a few milliseconds. May run on any thread, in
/// parallel with everything else.
void prepare_words();

/// For each character, whether a word ends after it. Particles belong to the word before them. Without ICU's library
/// only the terms listed here are known, and every other character is a word.
std::vector<bool> find_word_ends(std::u32string_view text);

// HyphenPatterns: where the words of a language may be split, by the patterns of Debian's packages hyphen-… (Liang's
// method). Files and the library that reads them are opened for the first word that needs them, and kept.

class HyphenPatterns {
 public:
  /// The patterns for a BCP 47 tag: for `en-GB` its own, otherwise those of `en`; null if absent, or none can
  /// be read. Shared by threads.
  static const HyphenPatterns* find(std::string_view language);

  /// The indices before which `word` may be split, ascending: 2 and 6 in `hy-phen-ation`. `word` must consist of
  /// lowercase letters.
  virtual std::vector<std::size_t> points(std::u32string_view word) const = 0;

 protected:
  HyphenPatterns() = default;
  ~HyphenPatterns() = default;
};

/// The language of a BCP 47 tag, in lowercase letters: `zh` of `zh-Hans-CN`.
std::string primary_language(std::string_view tag);

enum class TargetCase : std::uint8_t { Upper, Lower };

/// Whether a language has special rules for capitals: Turkish, Azerbaijani, Greek, Lithuanian. ICU implements them.
bool has_case_rules(std::string_view language);

/// The text in uppercase or in lowercase letters, for languages with special rules. Returns nullopt for all others, or
/// without ICU's library.
std::optional<std::string> change_case(std::string_view text, TargetCase target, std::string_view language);

}  // namespace gongwen::text
