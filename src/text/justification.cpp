#include "text/justification.h"

#include <algorithm>

namespace gongwen::text {
namespace {

__extension__ using Wide = __int128;

/// One place of a line that can give or grow, and by how much.
struct Place {
  std::uint32_t unit = 0;
  TextLength most;
  bool is_mark = false;
};

class LineAdjuster {
 public:
  LineAdjuster(const ShapedParagraph& paragraph, const LineRange& line) : paragraph_(paragraph), line_(line) {
    adjustments_.resize(line.content_end - line.begin);
  }

  std::vector<UnitAdjustment> squeeze() {
    TextLength left = line_.squeeze;
    for (std::size_t step = 0; step < kSqueezeSteps && left > TextLength(); ++step) {
      collect_gives(static_cast<SqueezeStep>(step));
      left -= share(left, -1);
    }
    return std::move(adjustments_);
  }

  std::vector<UnitAdjustment> stretch(TextLength& room) {
    places_.clear();
    for (std::uint32_t i = line_.begin; i < last(); ++i) {
      const TextLength growth = unit_growth(unit(i), style(i));
      if (growth > TextLength() && !unit(i).is_autospace) places_.push_back({i, growth, false});
    }
    room -= share(room, 1);
    places_.clear();
    for (std::uint32_t i = line_.begin; i < last(); ++i) {
      const TextLength blank = unit(i).is_autospace ? unit_growth(unit(i), style(i)) : TextLength();
      const TextLength growth = blank + gap_growth(unit(i), style(i));
      if (growth > TextLength()) places_.push_back({i, growth, false});
    }
    room -= share(room, 1);
    return std::move(adjustments_);
  }

 private:
  const LineUnit& unit(std::uint32_t i) const { return paragraph_.units[i]; }
  const TextStyle& style(std::uint32_t i) const { return paragraph_.styles[unit(i).style]; }
  /// The last unit that is seen: there is no gap after it.
  std::uint32_t last() const { return line_.content_end == line_.begin ? line_.begin : line_.content_end - 1; }

  void collect_gives(SqueezeStep step) {
    places_.clear();
    for (std::uint32_t i = line_.begin; i < line_.content_end; ++i) {
      const bool trimmed = (line_.trims_end && i == line_.end_mark) ||
                           (line_.hang_end != TextLength() && i == last_text()) ||
                           (line_.trims_start && i == first_text());
      if (const Give give = unit_give(unit(i), style(i)); give.step == step && !trimmed) {
        add_place(i, give.amount, unit(i).kind != UnitKind::Space);
      }
      if (i == last()) continue;
      if (const Give give = gap_give(unit(i), style(i)); give.step == step) add_place(i, give.amount, false);
    }
  }

  void add_place(std::uint32_t i, TextLength amount, bool is_mark) {
    if (amount > TextLength()) places_.push_back({i, amount, is_mark});
  }

  std::uint32_t last_text() const {
    std::uint32_t i = last();
    while (i > line_.begin && unit(i).kind != UnitKind::Text) --i;
    return i;
  }

  std::uint32_t first_text() const {
    std::uint32_t i = line_.begin;
    while (i < line_.content_end && unit(i).kind != UnitKind::Text) ++i;
    return i;
  }

  /// Shares out as much of `wanted` as the places can take; the parts add up exactly. Answers: how much that was.
  TextLength share(TextLength wanted, int sign) {
    TextLength most;
    for (const Place& place : places_) most += place.most;
    const TextLength shared = std::min(wanted, most);
    if (shared <= TextLength()) return {};
    TextLength seen;
    TextLength given;
    for (const Place& place : places_) {
      seen += place.most;
      // 128 bits: a line is shorter than 2^40 units, and so may be its shares.
      const auto part = static_cast<std::int64_t>(Wide{shared.raw()} * seen.raw() / most.raw());
      const TextLength own = TextLength::from_raw(part) - given;
      given += own;
      UnitAdjustment& adjustment = adjustments_[place.unit - line_.begin];
      if (place.is_mark) {
        adjustment.cut += own;
      } else {
        adjustment.after += own * sign;
      }
    }
    return shared;
  }

  const ShapedParagraph& paragraph_;
  const LineRange& line_;
  std::vector<UnitAdjustment> adjustments_;
  std::vector<Place> places_;
};

}  // namespace

std::vector<UnitAdjustment> squeeze_line(const ShapedParagraph& paragraph, const LineRange& line) {
  if (line.squeeze <= TextLength()) return {};
  return LineAdjuster(paragraph, line).squeeze();
}

std::vector<UnitAdjustment> stretch_line(const ShapedParagraph& paragraph, const LineRange& line, TextLength& room) {
  if (!paragraph.squeezes || room <= TextLength()) return {};
  return LineAdjuster(paragraph, line).stretch(room);
}

TextLength max_gap_growth(const ShapedParagraph& paragraph, const LineRange& line, std::int64_t gaps) {
  const TextStyle& style = paragraph.styles[paragraph.units[line.begin].style];
  const std::int32_t most = paragraph.squeezes ? style.squeeze.gap_growth : SqueezeLimits::kEm;
  return TextLength::from_font_units(most, SqueezeLimits::kEm, style.size) * gaps;
}

bool may_stretch_after(const LineUnit& unit, JustifyGaps gaps) {
  switch (gaps) {
    case JustifyGaps::Auto: return unit.stretches_after;
    case JustifyGaps::InterWord: return unit.kind == UnitKind::Space;
    case JustifyGaps::InterCharacter: return unit.stretches_after || unit.kind == UnitKind::Text;
  }
  return false;
}

}  // namespace gongwen::text
