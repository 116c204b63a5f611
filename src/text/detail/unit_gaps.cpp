#include "text/detail/unit_gaps.h"

#include <algorithm>

namespace gongwen::text {
// Rules deal with characters, breaks belong to units. A gap is everything between two characters: the first unit's end
// and the edges of boxes after it.
namespace {

/// Whether a unit ends a piece that belongs together.
bool parts_text(const LineUnit& unit) {
  return unit.kind == UnitKind::Object || unit.kind == UnitKind::Leader || unit.kind == UnitKind::ForcedBreak ||
         unit.kind == UnitKind::Tab;
}

}  // namespace

namespace {

/// `line-break: anywhere`, `break-all` and `-gw-line-ends: office` switch these rules off, and without wrapping there
/// are no breaks to decide.
bool keeps_words(const TextStyle& style) {
  return !style.rules.is_as_office && style.rules.strictness != BreakStrictness::Anywhere &&
         style.rules.words != WordBreaking::BreakAll && style.wraps;
}

}  // namespace

/// Numbers with measure words, names, dates: rules of Chinese and Japanese text.
bool keeps_units(const TextStyle& style) { return is_cjk(style.rules.language) && keeps_words(style); }

/// Designations such as `ISO 9001`: rules of text in other languages.
bool keeps_designations(const TextStyle& style) { return !is_cjk(style.rules.language) && keeps_words(style); }

bool UnitGaps::concerns(const TextStyle& style) const {
  return texts_ == Texts::Chinese ? keeps_units(style) : keeps_designations(style);
}

/// Filled on first use: most paragraphs have no rule that needs it.
void UnitGaps::map_characters() {
  unit_of_.resize(paragraph_.text.size(), 0);
  for (std::uint32_t i = 0; i < paragraph_.units.size(); ++i) {
    const LineUnit& unit = paragraph_.units[i];
    std::fill_n(unit_of_.begin() + unit.text_begin, unit.text_length, i);
  }
}

/// No gap inside a unit of several characters, in text of other rules, or across an object or a tab.
UnitGaps::Gap UnitGaps::gap_behind(std::uint32_t character) {
  if (character + 1 >= paragraph_.text.size()) return {};
  if (unit_of_.empty()) map_characters();
  // Units between the two are edges and anchors; a break may be after any of them.
  const Gap gap{unit_of_[character], unit_of_[character + 1]};
  if (gap.first >= gap.last || !concerns(paragraph_.styles[paragraph_.units[gap.first].style])) return {};
  const auto begin = paragraph_.units.begin();
  return std::any_of(begin + gap.first, begin + gap.last, parts_text) ? Gap{} : gap;
}

/// Breaks that are possible become places of last choice; forbidden ones stay forbidden.
void UnitGaps::join(std::uint32_t begin, std::uint32_t end) {
  for (std::uint32_t character = begin; character + 1 < end; ++character) {
    const Gap gap = gap_behind(character);
    for (std::uint32_t i = gap.first; i < gap.last; ++i) {
      BreakAfter& value = paragraph_.units[i].break_after;
      if (value == BreakAfter::Allowed) value = BreakAfter::Splitting;
    }
  }
}

/// Only squeezing changes gaps, so nothing has to be fixed without it.
void UnitGaps::fix(std::uint32_t begin, std::uint32_t end) {
  for (std::uint32_t character = begin; character + 1 < end; ++character) {
    const Gap gap = gap_behind(character);
    for (std::uint32_t i = gap.first; i < gap.last; ++i) {
      LineUnit& unit = paragraph_.units[i];
      unit.is_rigid = paragraph_.styles[unit.style].squeeze.enabled;
    }
  }
}

/// Not if a better place exists in the same gap.
void UnitGaps::relieve(std::uint32_t character) {
  const Gap gap = gap_behind(character);
  if (gap.first >= gap.last || !paragraph_.styles[paragraph_.units[gap.first].style].squeeze.enabled) return;
  const auto begin = paragraph_.units.begin();
  const bool has_better = std::any_of(begin + gap.first, begin + gap.last, [](const LineUnit& unit) {
    return unit.break_after == BreakAfter::Allowed || unit.break_after == BreakAfter::Parting;
  });
  if (!has_better) set_break(character, BreakAfter::Relieving);
}

/// With `overflow-wrap` a word that fits nowhere may still be split there.
void UnitGaps::forbid(std::uint32_t character) {
  const Gap gap = gap_behind(character);
  for (std::uint32_t i = gap.first; i < gap.last; ++i) {
    LineUnit& unit = paragraph_.units[i];
    if (unit.break_after != BreakAfter::Allowed) continue;
    unit.break_after = paragraph_.styles[unit.style].breaks_words ? BreakAfter::Emergency : BreakAfter::Prohibited;
  }
}

/// The opposite of forbid().
void UnitGaps::let_go(std::uint32_t character) {
  const Gap gap = gap_behind(character);
  if (gap.first < gap.last && paragraph_.units[gap.first].break_after == BreakAfter::Prohibited) {
    paragraph_.units[gap.first].break_after = BreakAfter::Emergency;
  }
}

/// Gives the gap after a character one kind of break, replacing any other.
void UnitGaps::set_break(std::uint32_t character, BreakAfter value) {
  const Gap gap = gap_behind(character);
  if (gap.first >= gap.last) return;
  // A break that was decided before is after the closing edges of boxes, and stays there.
  std::uint32_t at = gap.first;
  for (std::uint32_t i = gap.first; i < gap.last; ++i) {
    if (paragraph_.units[i].break_after != BreakAfter::Prohibited) at = i;
  }
  paragraph_.units[at].break_after = value;
}

/// Paragraphs inside of a paragraph: forced breaks start new ones.
std::vector<std::uint32_t> UnitGaps::segment_begins() const {
  std::vector<std::uint32_t> begins{0};
  bool forced = false;
  for (const LineUnit& unit : paragraph_.units) {
    if (unit.kind == UnitKind::ForcedBreak) forced = true;
    if (!forced || unit.kind == UnitKind::ForcedBreak || unit.text_length == 0) continue;
    // The first unit with text, since edges of boxes may come before it.
    begins.push_back(unit.text_begin);
    forced = false;
  }
  return begins;
}

}  // namespace gongwen::text
