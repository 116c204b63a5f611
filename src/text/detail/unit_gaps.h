// UnitGaps: gives access to the breaks of a shaped paragraph by the characters around them, for rules that consider
// more than two neighbours.
#pragma once

#include "text/line_breaker.h"

#include <cstdint>
#include <vector>

namespace gongwen::text {

/// Whether rules of Chinese about more than two characters apply to text of this style.
bool keeps_units(const TextStyle& style);
/// Whether text in a language other than Chinese keeps the designations of standards on one line.
bool keeps_designations(const TextStyle& style);

class UnitGaps {
 public:
  enum class Texts : std::uint8_t { Chinese, Others };
  explicit UnitGaps(ShapedParagraph& paragraph, Texts texts = Texts::Chinese) : paragraph_(paragraph), texts_(texts) {}

  /// Turns allowed breaks between the characters `[begin, end)` into splitting ones.
  void join(std::uint32_t begin, std::uint32_t end);
  /// Makes the gap after a character a parting place.
  void part(std::uint32_t character) { set_break(character, BreakAfter::Parting); }
  void split(std::uint32_t character) { set_break(character, BreakAfter::Splitting); }
  void allow(std::uint32_t character) { set_break(character, BreakAfter::Allowed); }
  /// Fixes the widths between the characters `[begin, end)`, so that squeezing does not change them.
  void fix(std::uint32_t begin, std::uint32_t end);
  /// Allows a line to end after this character if it would be too short otherwise.
  void relieve(std::uint32_t character);
  /// Prevents lines from ending after this character, even where they might if necessary.
  void keep(std::uint32_t character) { set_break(character, BreakAfter::Prohibited); }
  /// Prevents lines from ending after this character, except in an emergency.
  void forbid(std::uint32_t character);
  /// Allows a line to end after this character in an emergency, even if no line may end there otherwise.
  void let_go(std::uint32_t character);

  /// The first characters of the paragraph and of the text after each forced break.
  std::vector<std::uint32_t> segment_begins() const;

 private:
  void map_characters();
  void set_break(std::uint32_t character, BreakAfter value);
  /// The units [first, last) that a break after this character would follow; empty if it may not be changed.
  struct Gap {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
  };
  Gap gap_behind(std::uint32_t character);

  bool concerns(const TextStyle& style) const;

  ShapedParagraph& paragraph_;
  const Texts texts_;                   // determines which gaps may be changed
  std::vector<std::uint32_t> unit_of_;  // by character; filled on first use
};

}  // namespace gongwen::text
