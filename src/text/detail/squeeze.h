// How far the spaces in a line give way, and in which order (CLREQ, adjustment of a line; the figures are those of
// `-gw-squeeze`). A line that is squeezed takes in what would have been pushed out by a rule; the steps are used up one
// after the other.
#pragma once

#include "base/text_length.h"

#include <array>
#include <cstdint>

namespace gongwen::text {

struct LineUnit;
struct TextStyle;

/// In 1/1024 of the font size. A mark's figure is its least width, a space's the least and the greatest.
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
  friend bool operator==(const SqueezeLimits&, const SqueezeLimits&) = default;
};

/// The order of squeezing; a mark at the line's end gives way before all of them.
enum class SqueezeStep : std::uint8_t { WordSpace, Interpunct, Bracket, Comma, Autospace, Stop };
inline constexpr std::size_t kSqueezeSteps = 6;

struct Give {
  SqueezeStep step = SqueezeStep::WordSpace;
  base::TextLength amount;
};

/// What a unit itself can give, and the gap behind it. Nothing where its style does not squeeze.
Give unit_give(const LineUnit& unit, const TextStyle& style);
Give gap_give(const LineUnit& unit, const TextStyle& style);

/// How much wider a blank between words, or a gap between Han and Latin, may become before other gaps are widened.
/// The gap between a number and its unit stays as it is.
base::TextLength unit_growth(const LineUnit& unit, const TextStyle& style);
base::TextLength gap_growth(const LineUnit& unit, const TextStyle& style);

}  // namespace gongwen::text
