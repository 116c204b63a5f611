#include "images/detail/svg_letters.h"

#include "base/utf8.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace gongwen::images {

/// Inner lists take precedence, as far as they reach.
SvgLetters::Letter SvgLetters::placed_letter() const {
  Letter letter;
  for (auto lists = open.rbegin(); lists != open.rend(); ++lists) {
    const std::size_t number = all.size() - lists->begin;
    const auto take = [number](const std::vector<double>& list, auto& member, bool is_set) {
      if (!is_set && number < list.size()) member = list[number];
    };
    take(lists->x, letter.x, letter.x.has_value());
    take(lists->y, letter.y, letter.y.has_value());
    take(lists->dx, letter.dx, letter.dx != 0);
    take(lists->dy, letter.dy, letter.dy != 0);
  }
  const auto turning =
      std::find_if(open.rbegin(), open.rend(), [](const Lists& lists) { return !lists.rotate.empty(); });
  // The last angle is that of all further letters (SVG 2 section 11.4.1).
  if (turning != open.rend())
    letter.rotate = turning->rotate[std::min(all.size() - turning->begin, turning->rotate.size() - 1)];
  return letter;
}

/// Removes the line end between two ideographs, which does not become a blank (css-text-3 section 4.1.3).
void SvgLetters::join_ideographs() {
  all.pop_back();
  // Elements that began after the blank begin where it was.
  for (Lists& each : open) each.begin = std::min(each.begin, all.size());
  for (auto each = lengths.rbegin(); each != lengths.rend() && each->end > all.size(); ++each) each->end = all.size();
}

void SvgLetters::add(std::string_view text, const std::function<bool()>& spend) {
  const bool keeps_blanks = contexts[context].style.keeps_blanks;
  for (const auto& decoded : base::CodePoints(text)) {
    char32_t c = decoded.code_point;
    const bool is_line_end = c == '\n' || c == '\r';
    const bool is_blank = c == ' ' || c == '\t';
    if (c == '\t' || is_line_end) c = ' ';
    const bool collapses = c == ' ' && !keeps_blanks;
    if (collapses && after_blank) {
      if (!all.empty() && is_blank) all.back().is_line_end = false;
      continue;
    }
    if (!spend()) return;
    const bool joins = all.size() >= 2 && all.back().is_line_end && is_shaped_as_han(c) &&
                       is_shaped_as_han(all[all.size() - 2].character);
    if (joins) join_ideographs();
    Letter letter = placed_letter();
    letter.character = c;
    letter.context = context;
    letter.may_vanish = collapses;
    letter.is_line_end = collapses && is_line_end;
    after_blank = collapses;
    all.push_back(letter);
  }
}

void SvgLetters::drop_last_blank() {
  if (!all.empty() && all.back().may_vanish) all.pop_back();
}

void SvgTextLine::fit_lengths() {
  for (std::size_t i = 0; i < letters.lengths.size(); ++i) fit_length(i);
}

void SvgTextLine::fit_length(std::size_t number) {
  const SvgLetters::Length& wanted = letters.lengths[number];
  const auto place_of = [this](std::size_t letter) {
    return std::partition_point(units.begin(), units.end(),
                                [letter](const SvgTextUnit& unit) { return unit.first < letter; });
  };
  const auto begin = place_of(wanted.begin);
  const auto end = place_of(wanted.end);
  if (begin == end) return;
  // Spans with their own length keep it: of nested ones, the outermost count, last ones first.
  enum class Part : std::uint8_t { Free, Kept, EndOfKept };
  std::vector<Part> parts(static_cast<std::size_t>(end - begin), Part::Free);
  std::size_t covered = wanted.end;
  for (std::size_t i = number; i-- > 0 && letters.lengths[i].begin >= wanted.begin;) {
    const SvgLetters::Length& inner = letters.lengths[i];
    if (inner.end > covered || inner.begin == inner.end) continue;
    covered = inner.begin;
    const auto first = parts.begin() + (place_of(inner.begin) - begin);
    const auto last = parts.begin() + (place_of(inner.end) - begin);
    std::fill(first, last, Part::Kept);
    if (first != last) *(last - 1) = Part::EndOfKept;
  }
  double kept = 0;  // lengths that stay as they are
  double free = 0;
  for (auto unit = begin; unit != end; ++unit) {
    const SvgLetters::Letter& letter = letters.all[unit->first];
    if (unit != begin) kept += is_vertical ? letter.dy : letter.dx;
    (parts[static_cast<std::size_t>(unit - begin)] == Part::Free ? free : kept) += unit->total();
  }
  const double missing = wanted.length - kept - free;
  if (wanted.scales) {
    if (free <= 0 || free + missing <= 0) return;
    for (auto unit = begin; unit != end; ++unit) {
      if (parts[static_cast<std::size_t>(unit - begin)] != Part::Free) continue;
      unit->scale *= (free + missing) / free;
      unit->extra *= (free + missing) / free;
    }
    return;
  }
  if (kept + free <= 0) return;
  std::vector<double*> gaps;
  for (auto unit = begin; unit + 1 != end; ++unit)
    if (parts[static_cast<std::size_t>(unit - begin)] != Part::Kept) gaps.push_back(&unit->extra);
  for (double* const gap : gaps) *gap += missing / static_cast<double>(gaps.size());
}

/// Moves a chunk along the line so that its start, middle or end is where its first letter was placed.
void SvgTextLine::anchor_chunk(std::size_t begin, std::size_t end, double anchor) {
  if (begin == end) return;
  const auto along = [this](SvgTextUnit& unit) -> double& {
    return is_vertical ? unit.y : unit.x;
  };
  double first = along(units[begin]);
  double last = first;
  for (std::size_t i = begin; i < end; ++i) {
    first = std::min({first, along(units[i]), along(units[i]) + units[i].total()});
    last = std::max({last, along(units[i]), along(units[i]) + units[i].total()});
  }
  const TextAnchor where = context_of(units[begin]).style.anchor;
  const double shift = where == TextAnchor::Middle ? anchor - (first + last) / 2
                       : where == TextAnchor::End  ? anchor - last
                                                   : anchor - first;
  for (std::size_t i = begin; i < end; ++i) along(units[i]) += shift;
}

/// An absolute position begins a chunk, which is anchored by itself.
void SvgTextLine::place_units() {
  double x = 0, y = 0;
  double anchor = 0;  // of the chunk, along the line
  std::size_t chunk = 0;
  for (std::size_t i = 0; i < units.size(); ++i) {
    SvgTextUnit& unit = units[i];
    const SvgLetters::Letter& letter = letters.all[unit.first];
    const bool is_new = i == 0 || letter.x || letter.y;
    if (is_new) anchor_chunk(std::exchange(chunk, i), i, anchor);
    x = letter.x.value_or(x) + letter.dx;
    y = letter.y.value_or(y) + letter.dy;
    if (is_new) anchor = is_vertical ? y : x;
    unit.x = x;
    unit.y = y;
    unit.angle = letter.rotate * std::numbers::pi / 180;
    if (is_vertical && !unit.is_upright) unit.angle += std::numbers::pi / 2;
    (is_vertical ? y : x) += unit.total();
  }
  anchor_chunk(chunk, units.size(), anchor);
}

std::size_t SvgTextLine::end_of_run(std::size_t begin) const {
  constexpr double kNear = 1e-6;
  std::size_t end = begin + 1;
  for (; end < units.size(); ++end) {
    const SvgTextUnit& before = units[end - 1];
    const SvgTextUnit& unit = units[end];
    const bool is_turned = before.angle != unit.angle || (!is_vertical && unit.angle != 0) || unit.is_upright;
    const bool is_same = before.face == unit.face && before.family == unit.family && before.is_bold == unit.is_bold &&
                         before.is_oblique == unit.is_oblique && before.scale == unit.scale &&
                         letters.all[before.first].context == letters.all[unit.first].context;
    const double x = before.x + (is_vertical ? 0 : before.total());
    const double y = before.y + (is_vertical ? before.total() : 0);
    if (is_turned || !is_same || std::abs(unit.x - x) > kNear || std::abs(unit.y - y) > kNear) break;
  }
  return end;
}

}  // namespace gongwen::images
