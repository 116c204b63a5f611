// How characters and spaces of a line shrink: squeezing, marks shared by Chinese and Latin, cuts that a face allows.
#pragma once

#include "base/geometry.h"
#include "text/detail/line_break_class.h"
#include "text/face.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace gongwen::text {

struct LineUnit;
struct TextStyle;

// Marks that Chinese and Latin texts encode as the same characters but draw in different shapes: “ ” ‘ ’ — … · are one
// em wide in Chinese and proportional in English. Unicode leaves their shape to the language, so the font list must not
// decide it: a list that starts with a Latin face would set Chinese quotation marks narrow.

/// Whether the character has another shape in Chinese than in Latin text.
inline bool is_shared_mark(char32_t c) {
  return c >= 0xB7 && c <= 0x2E3A &&
         (c == 0x00B7 || c == 0x2014 || (c >= 0x2018 && c <= 0x201D && c != 0x201A && c != 0x201B) || c == 0x2025 ||
          c == 0x2026 || c == 0x22EF || c == 0x2E3A);
}

/// Whether the shared mark at `at` has its Chinese shape (CLREQ, GB/T 15834 clause 5.1): always in Chinese text, except
/// for the apostrophe between two Latin letters.
bool has_chinese_shape(std::u32string_view text, std::size_t at, TextLanguage language);

// A face states in its features `halt`, `chws` or `palt` (OpenType feature registry), tried in this order, how much
// narrower its full-width marks may be set.

/// The widths that the face's features cut off at both sides of a mark, in font units; nullopt if it has none for this
/// mark. `chws` applies to pairs: its reduction counts beside a mark without a blank on that side.
std::optional<GlyphBlanks> feature_cuts(const Face& face, char32_t mark);

// How far the spaces in a line shrink, and in which order (CLREQ, adjustment of a line; the figures are those of
// `-gw-squeeze`). A squeezed line takes in characters that a rule would push to the next one; the steps are used up one
// after the other.

/// In 1/1024 of the font size. The value of a mark is its minimum width, those of a space are the minimum and the
/// maximum.
struct SqueezeLimits {
  static constexpr std::int32_t kEm = 1024;

  bool enabled = false;
  std::int32_t space_least = 256;
  std::int32_t space_most = 512;
  std::int32_t interpunct = 512;
  std::int32_t brackets = 512;
  std::int32_t commas = 512;
  std::int32_t autospace_least = 128;
  std::int32_t autospace_natural = 128;
  std::int32_t autospace_most = 512;
  std::int32_t stops = 512;
  std::int32_t gap_growth = 256;  // of each of all other gaps; a line that needs more is not justified
  friend bool operator==(const SqueezeLimits&, const SqueezeLimits&) = default;
};

/// The order of squeezing; a mark at the line's end shrinks before all of them.
enum class SqueezeStep : std::uint8_t { WordSpace, Interpunct, Bracket, Comma, Autospace, Stop };
inline constexpr std::size_t kSqueezeSteps = 6;

struct Give {
  SqueezeStep step = SqueezeStep::WordSpace;
  base::TextLength amount;
};

/// How much a unit itself can shrink, and how much the gap after it; zero if its style does not squeeze.
Give unit_give(const LineUnit& unit, const TextStyle& style);
Give gap_give(const LineUnit& unit, const TextStyle& style);

/// How much wider a blank between words, or a gap between Han and Latin, may become before other gaps are widened. The
/// gap between a number and its unit never changes.
base::TextLength unit_growth(const LineUnit& unit, const TextStyle& style);
base::TextLength gap_growth(const LineUnit& unit, const TextStyle& style);

}  // namespace gongwen::text
