// UnitGaps: the breaks of a shaped paragraph by the characters between which they lie, for rules that look at more than
// two neighbours.
#pragma once

#include "text/line_breaker.h"

#include <cstdint>
#include <vector>

namespace gongwen::text {

/// Whether rules of Chinese about more than two characters concern text of this style.
bool keeps_units(const TextStyle& style);
/// Whether a text in another language keeps the designations of standards on a line.
bool keeps_designations(const TextStyle& style);

class UnitGaps {
 public:
  enum class Texts : std::uint8_t { Chinese, Others };
  explicit UnitGaps(ShapedParagraph& paragraph, Texts texts = Texts::Chinese) : paragraph_(paragraph), texts_(texts) {}

  /// Allowed breaks between the characters `[begin, end)` become splitting ones.
  void join(std::uint32_t begin, std::uint32_t end);
  /// The gap after a character becomes a parting place.
  void part(std::uint32_t character) { set_break(character, BreakAfter::Parting); }
  void split(std::uint32_t character) { set_break(character, BreakAfter::Splitting); }
  void allow(std::uint32_t character) { set_break(character, BreakAfter::Allowed); }
  /// What is between the characters `[begin, end)` keeps its width where lines are squeezed.
  void fix(std::uint32_t begin, std::uint32_t end);
  /// If a line would be too short otherwise, it may end after this character.
  void relieve(std::uint32_t character);
  /// No line ends after this character where one might if necessary.
  void keep(std::uint32_t character) { set_break(character, BreakAfter::Prohibited); }
  /// No line ends after this character, unless in an emergency.
  void forbid(std::uint32_t character);
  /// Where nothing may end a line, one may end after this character in an emergency.
  void let_go(std::uint32_t character);

  /// The first characters of the paragraph and of what follows each forced break.
  std::vector<std::uint32_t> segment_begins() const;

 private:
  void map_characters();
  void set_break(std::uint32_t character, BreakAfter value);
  /// The units [first, last) at whose end a break after this character would be; none if it may not be changed.
  struct Gap {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
  };
  Gap gap_behind(std::uint32_t character);

  bool concerns(const TextStyle& style) const;

  ShapedParagraph& paragraph_;
  const Texts texts_;                   // whose gaps may be changed
  std::vector<std::uint32_t> unit_of_;  // by character; filled when first asked for
};

}  // namespace gongwen::text
