#include "layout/inline/detail/spread_units.h"

#include <algorithm>

namespace gongwen::layout {

using text::LineUnit;
using text::TextLength;
using text::UnitKind;

namespace {

/// The last unit of a range that is seen; `range.end` when there is none.
std::uint32_t last_seen(const text::ShapedParagraph& paragraph, UnitRange range) {
  for (std::uint32_t i = range.end; i > range.begin; --i) {
    const UnitKind kind = paragraph.units[i - 1].kind;
    if (kind == UnitKind::Text || kind == UnitKind::Object) return i - 1;
  }
  return range.end;
}

bool is_gap(const LineUnit& unit) { return unit.stretches_after && unit.kind != UnitKind::SoftHyphen; }

}  // namespace

UnitRange units_of_box(const text::ShapedParagraph& paragraph, std::uint32_t box) {
  const auto& units = paragraph.units;
  const auto open = std::find_if(units.begin(), units.end(), [box](const LineUnit& unit) {
    return unit.kind == UnitKind::OpenEdge && unit.item == box;
  });
  const auto close = std::find_if(
      open, units.end(), [box](const LineUnit& unit) { return unit.kind == UnitKind::CloseEdge && unit.item == box; });
  if (close == units.end()) return {};
  return {static_cast<std::uint32_t>(open - units.begin()) + 1, static_cast<std::uint32_t>(close - units.begin())};
}

std::unordered_map<std::uint32_t, UnitRange> units_of_boxes(const text::ShapedParagraph& paragraph) {
  std::unordered_map<std::uint32_t, UnitRange> ranges;
  for (std::uint32_t i = 0; i < paragraph.units.size(); ++i) {
    const LineUnit& unit = paragraph.units[i];
    if (unit.kind == UnitKind::OpenEdge) ranges.try_emplace(unit.item, UnitRange{i + 1, 0});
    if (unit.kind != UnitKind::CloseEdge) continue;
    const auto open = ranges.find(unit.item);
    if (open != ranges.end() && open->second.end == 0) open->second.end = i;
  }
  std::erase_if(ranges, [](const auto& entry) { return entry.second.end == 0; });
  return ranges;
}

TextLength width_of(const text::ShapedParagraph& paragraph, UnitRange range) {
  TextLength width;
  TextLength gap;
  for (std::uint32_t i = range.begin; i < range.end; ++i) {
    const LineUnit& unit = paragraph.units[i];
    if (unit.kind == UnitKind::SoftHyphen) continue;
    if (unit.kind == UnitKind::Text || unit.kind == UnitKind::Object || unit.kind == UnitKind::Space) {
      width += gap;
      gap = unit.space_after;
    } else if (unit.kind == UnitKind::CloseEdge) {
      gap += unit.space_after;
    }
    width += unit.advance;
  }
  return width;
}

std::int64_t count_gaps(const text::ShapedParagraph& paragraph, UnitRange range) {
  const std::uint32_t last = last_seen(paragraph, range);
  return std::count_if(paragraph.units.begin() + range.begin,
                       paragraph.units.begin() + std::max(range.begin, last == range.end ? range.begin : last), is_gap);
}

void spread_units(text::ShapedParagraph& paragraph, UnitRange range, TextLength extra, SpreadEnds ends) {
  const bool is_kept = ends == SpreadEnds::Centre || ends == SpreadEnds::Start;
  const std::int64_t gaps = is_kept ? 0 : count_gaps(paragraph, range);
  const std::uint32_t last = last_seen(paragraph, range);
  std::int64_t left = extra.raw();
  if (ends == SpreadEnds::HalfGap || ends == SpreadEnds::Centre) {
    const std::int64_t half = extra.raw() / (2 * (gaps + 1));
    if (range.begin > 0) paragraph.units[range.begin - 1].advance += TextLength::from_raw(half);
    if (range.end < paragraph.units.size()) paragraph.units[range.end].advance += TextLength::from_raw(half);
    left -= 2 * half;
  }
  if (last == range.end) return;
  if (gaps == 0) {
    paragraph.units[last].advance += TextLength::from_raw(left);
    return;
  }
  std::int64_t rest = left % gaps;
  for (std::uint32_t i = range.begin; i < last; ++i) {
    if (!is_gap(paragraph.units[i])) continue;
    paragraph.units[i].advance += TextLength::from_raw(left / gaps + (rest > 0 ? 1 : 0));
    --rest;
  }
}

}  // namespace gongwen::layout
