// Lines of a form with places between their words, and the values that a returned file has in these places.
//   const auto line = read_line_pattern("正本{/a}份，副本{/b}份");
//   match_line(*line, LineText("正本__1__份，副本2份"))    // "__1__", "2"
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::intake {

struct LinePattern {
  /// The words before, between and after the places: one more than `pointers`. They are in half width, without blanks
  /// and colons; only the first and the last may be empty.
  std::vector<std::u32string> words;
  std::vector<std::string> pointers;  // empty: a place without a field, such as one for a signature
  bool is_behind_box = false;         // the words of an option: `□（单间{/a}间）`
};

/// The number of characters in its words.
std::size_t count_signs(const LinePattern& line);

/// Reads `{/pointer}` and `{}` as places; braces that are words are doubled. Returns nullopt if a place could not be
/// distinguished from the next one, or if the words are too few to identify the line.
std::optional<LinePattern> read_line_pattern(std::string_view text);

/// A text without the characters that people set as they like: blanks, colons, lines for writing. It is made once for
/// all lines that are searched in it; the text must outlive it.
struct LineText {
  explicit LineText(std::string_view text);

  std::string_view text;
  std::u32string signs;                                     // of half width
  std::vector<std::pair<std::size_t, std::size_t>> places;  // the start and the end of each in the text
};

struct LineMatch {
  std::vector<std::string_view> values;  // one for each place, with the line on which it is written
  std::string_view before;               // other words around the line
  std::string_view behind;
};

/// Finds the words of the line in a text. Returns nullopt for other texts, and if the words match in two ways.
std::optional<LineMatch> match_line(const LinePattern& line, const LineText& text);

/// Whether a text contains words that the line prints after one of its places.
bool has_words_of_line(const LinePattern& line, const LineText& text);

}  // namespace gongwen::intake
