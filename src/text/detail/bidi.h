// Directions of text: embedding levels (UAX #9), and the effect of inline boxes on them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace gongwen::text {

/// An embedding level: even ones run from left to right, odd ones from right to left.
using BidiLevel = std::uint8_t;
constexpr bool is_right_to_left(BidiLevel level) { return (level & 1) != 0; }

/// The effect of a box on the directions of its text (unicode-bidi with direction).
enum class BidiControl : std::uint8_t {
  None,
  EmbedLtr,
  EmbedRtl,
  IsolateLtr,
  IsolateRtl,
  OverrideLtr,
  OverrideRtl,
  IsolateOverrideLtr,
  IsolateOverrideRtl,
  Plaintext,  // by the first letter
};

enum class BaseDirection : std::uint8_t { LeftToRight, RightToLeft, FirstLetter };

/// The direction of a paragraph, and an override of its block container.
struct BidiBase {
  BaseDirection direction = BaseDirection::LeftToRight;
  BidiControl control = BidiControl::None;  // None or an override
};

/// Levels by character and by piece of a paragraph. The bases are the levels of the paragraphs into which forced breaks
/// divide it.
struct BidiLevels {
  std::vector<BidiLevel> characters;
  std::vector<BidiLevel> pieces;           // of the pieces that are not text
  std::vector<BidiLevel> character_bases;  // level of the paragraph between forced breaks
  std::vector<BidiLevel> piece_bases;
};

/// Levels by unit; empty if all text runs from left to right.
struct UnitLevels {
  std::vector<BidiLevel> units;
  std::vector<BidiLevel> bases;
  bool empty() const { return units.empty(); }
};

/// Whether the text has characters that may run from right to left, or control characters for directions.
bool has_right_to_left(std::u32string_view text);

/// UAX #9, rule L2: the indices of the units in their order from left to right.
std::vector<std::uint32_t> visual_order(std::span<const BidiLevel> levels);

}  // namespace gongwen::text
