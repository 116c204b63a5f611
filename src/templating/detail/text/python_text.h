// Functions on texts as in Python: indexes, slices, splitting, finding, wrapping, HTML escaping, and values as JSON.
#pragma once

#include "base/unicode.h"
#include "templating/detail/value/runtime.h"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::templating {

// Assembles texts, for dumps.

inline std::string join(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) text.append(part);
  return text;
}

/// The text with `\n` in place of line ends.
inline std::string on_one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out.append("\\n");
    } else {
      out.push_back(c);
    }
  }
  return out;
}

// The character properties and case mappings of base/unicode.h, under the names that this module uses.

using base::append_capitalized;
using base::append_folded;
using base::append_lower;
using base::append_swapped_case;
using base::append_title_case;
using base::append_upper;
using base::CharacterFlag;
using base::decimal_digit;
using base::has_flag;
using base::is_space;
using base::is_word_character;

// Breaks a text into lines of a given width, like Python's textwrap.

struct WrapOptions {
  std::int64_t width = 79;       // characters, at least 1
  bool break_long_words = true;  // words longer than a line are split
  bool break_on_hyphens = true;  // compound words may be split after a hyphen
};

/// The lines, without white space at their ends; none for a text of only white space.
std::vector<std::string> wrap_words(std::string_view text, const WrapOptions& options);

// Finds texts in texts in linear time, whatever the texts are.

/// The first occurrence at or after `from`; npos if absent.
std::size_t find_text(std::string_view text, std::string_view wanted, std::size_t from = 0);

/// The last occurrence; npos if absent.
std::size_t find_last_text(std::string_view text, std::string_view wanted);

/// The number of occurrences that do not overlap; for the empty text, one more than there are characters.
std::size_t count_text(std::string_view text, std::string_view wanted);

// From markup back to text: removes tags, replaces character references.

/// Python's html.unescape: named references, some without a semicolon, and numbers.
std::string unescape_html(std::string_view text);

/// markupsafe's striptags: removes comments and tags, collapses white space to one space, replaces
/// references.
std::string strip_tags(std::string_view text);

// HTML escaping as markupsafe does it: & < > " ' become &amp; &lt; &gt; &#34; &#39;.

/// Appends to a std::string or a TextBuilder.
void append_escaped(std::string& out, std::string_view text);
void append_escaped(TextBuilder& out, std::string_view text);

/// The value as markup: markup is unchanged, everything else becomes escaped text.
Value escape_value(Runtime& runtime, const Value& value);

// Python's `str` by code points, on UTF-8: indexes, slices, stripping and splitting.

/// The elements that `[start:stop:step]` selects from a sequence: `count` elements, starting at `start`, `step`
/// apart.
struct SliceRange {
  std::int64_t start = 0;
  std::int64_t end = 0;  // where Python would stop
  std::int64_t step = 1;
  std::int64_t count = 0;
};

/// Python's slice.indices; `step` is not zero.
SliceRange resolve_slice(std::optional<std::int64_t> start, std::optional<std::int64_t> stop, std::int64_t step,
                         std::int64_t size);

/// Byte offset of a character; the text's size if it has fewer characters.
std::size_t offset_of_character(std::string_view text, std::size_t index);

/// The character with this index, counted from the end if negative.
std::optional<std::string_view> character_at(std::string_view text, std::int64_t index);

std::string slice_text(std::string_view text, const SliceRange& range);

enum class Side : std::uint8_t { Left, Right, Both };

/// Removes the characters of `set` from the ends; white space if there is no set.
std::string_view strip_text(std::string_view text, std::optional<std::string_view> set, Side side);

/// Splits at runs of white space, or at each `separator` (not empty), at most `max_splits` times, from the left or
/// right.
std::vector<std::string_view> split_text(std::string_view text, std::optional<std::string_view> separator,
                                         std::int64_t max_splits, Side from);

enum class LineEnds : std::uint8_t { Drop, Keep };
std::vector<std::string_view> split_lines(std::string_view text, LineEnds ends);

/// Whether the text is not empty and `question` is true for all its characters.
bool all_characters(std::string_view text, bool (*question)(char32_t));
bool all_flagged(std::string_view text, CharacterFlag flag);
/// Whether the text has letters with case, and all of them are upper (or lower) case.
bool is_upper_text(std::string_view text);
bool is_lower_text(std::string_view text);
bool is_title_text(std::string_view text);

// Values as JSON, in the form of Python's json.dumps(value, sort_keys=True).

struct JsonLayout {
  std::optional<std::int64_t> indent;  // spaces for each level; nullopt: all on one line
};

/// Fails for values that JSON cannot represent.
void write_json(TextBuilder& out, const Value& value, const JsonLayout& layout);

}  // namespace gongwen::templating
