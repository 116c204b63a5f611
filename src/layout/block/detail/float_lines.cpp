// Lines beside floats (CSS 2.2 section 9.5): each line is as wide as the floats at its height leave it, and a float met
// in a line stands beside it when there is room, else below.
#include "layout/block/detail/block_layout.h"
#include "layout/core/box_metrics.h"
#include "layout/core/detail/breaking.h"
#include "layout/core/detail/intrinsic_sizes.h"
#include "layout/inline/detail/inline_layout.h"
#include "layout/inline/detail/line_metrics.h"
#include "layout/inline/detail/line_stack.h"
#include "layout/inline/detail/phantom_lines.h"
#include "layout/inline/text_style.h"

#include <algorithm>

namespace gongwen::layout {

using text::LineRange;
using text::LineUnit;
using text::TextLength;
using text::UnitKind;

/// One pass over the lines of a block container on one page. What it places goes into the container's fragment.
class FloatLines {
 public:
  explicit FloatLines(BlockLayout& block)
      : block_(block),
        context_(block.context_),
        content_(inline_content(block.input_.box, block.content_width_, context_)),
        units_(content_.paragraph.units),
        indents_(line_indents(block.box_, block.style_, block.content_width_)),
        open_(content_.paragraph),
        least_height_(strut_height()) {}

  void run() {
    const bool first_part = block_.is_first_part();
    std::uint32_t at = first_part ? 0 : block_.input_.resume->position;
    next_float_ = first_part ? 0 : block_.input_.resume->floats_until;
    const LayoutUnit room = block_.content_page().remaining;
    const auto widows = static_cast<std::uint32_t>(block_.style_.widows);
    save();
    std::uint32_t fitting = 0;
    while (at < units_.size() && lines_.size() < fitting + widows + 1) {
      at = place_line(at);
      if (cursor_ <= room && fitting + 1 == lines_.size()) ++fitting;
    }
    const auto count = static_cast<std::uint32_t>(lines_.size());
    LineBreakChoice choice = choose_line_break(count, fitting, first_part, block_.style_);
    if (choice.lines == 0 && count > 0) {
      if (!block_.input_.page.at_top) {
        restore(0);
        block_.nothing_fits_ = true;
        return;
      }
      choice = {1, BreakAppeal::LastResort};
    }
    block_.appeal_ = choice.appeal;
    if (choice.lines < count) {
      restore(choice.lines);
      block_.broken_ = true;
      block_.rest_position_ = lines_[choice.lines].begin;
      block_.rest_floats_until_ = states_[choice.lines].floats_until;
    }
    set_baselines(choice.lines);
    cursor_ = choice.lines == 0 ? LayoutUnit() : lines_[choice.lines - 1].bottom;
    if (choice.lines == count) clear_after_break(at);
    block_.cursor_ = cursor_;
    block_.anything_placed_ = true;
  }

 private:
  struct PlacedLine {
    std::uint32_t begin = 0;
    LayoutUnit top;
    LayoutUnit bottom;
    std::optional<LayoutUnit> baseline;
  };
  /// How things stood after so many lines.
  struct State {
    std::size_t children = 0;
    FloatSpacePtr floats;
    std::size_t rests = 0;
    std::uint32_t floats_until = 0;
  };

  LayoutUnit strut_height() {
    const boxes::Box& box = block_.box_;
    return line_extent(block_.style_, text_style(box.style, box.origin, context_).fonts, context_).height();
  }

  void save() {
    states_.push_back({block_.fragment_.children.size(), block_.floats_, block_.float_rests_.size(), next_float_});
  }
  void restore(std::size_t lines) {
    const State& state = states_[lines];
    block_.fragment_.children.resize(state.children);
    block_.floats_ = state.floats;
    block_.float_rests_.resize(state.rests);
  }

  void set_baselines(std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i) {
      if (!lines_[i].baseline) continue;
      if (!block_.fragment_.baseline) block_.fragment_.baseline = lines_[i].baseline;
      block_.fragment_.last_baseline = lines_[i].baseline;
    }
  }

  bool is_float(const LineUnit& unit) const {
    return unit.kind == UnitKind::Anchor && context_.box(BoxId(unit.item)).flow == boxes::BoxFlow::Float;
  }

  FloatBand band_at(LayoutUnit height) const {
    const Point origin = block_.content_origin();
    const LayoutUnit right = origin.x + block_.content_width_;
    if (block_.floats_ == nullptr) return {origin.x, right, LayoutUnit::max()};
    return block_.floats_->band(origin.y + cursor_, height, origin.x, right);
  }

  LayoutUnit indent_of(std::uint32_t at) const {
    if (at == 0) return indents_.first;
    return units_[at - 1].kind == UnitKind::ForcedBreak ? indents_.after_forced_break : indents_.other;
  }

  PendingFloat pending(std::uint32_t anchor) const {
    return {BoxId(units_[anchor].item), block_.content_origin().x, block_.content_width_};
  }

  /// Places floats of the line that fit beside what stands before them; true when one was placed, since the line has
  /// less room now. The others wait until the line is done.
  bool place_floats_in(const LineRange& line, const FloatBand& band, std::vector<std::uint32_t>& below) {
    TextLength before = TextLength::from(indent_of(line.begin));
    for (std::uint32_t i = line.begin; i < line.end; ++i) {
      const bool known = i < next_float_ || std::find(below.begin(), below.end(), i) != below.end();
      if (is_float(units_[i]) && !known) {
        const bool fits = below.empty() && before.ceil() + float_width(pending(i), context_) <= band.width();
        const bool first = before == TextLength::from(indent_of(line.begin)) && below.empty();
        if (fits || first) {
          block_.place_float(pending(i), block_.content_origin().y + cursor_, nullptr);
          next_float_ = i + 1;
          return true;
        }
        below.push_back(i);
      }
      before += units_[i].advance + units_[i].space_after;
    }
    return false;
  }

  /// `clear` on a `<br>` moves what follows below the floats, also the end of the container.
  void clear_after_break(std::uint32_t at) {
    if (at == 0 || units_[at - 1].kind != UnitKind::ForcedBreak || block_.floats_ == nullptr) return;
    const BoxId box(units_[at - 1].item);
    if (context_.box(box).kind != boxes::BoxKind::LineBreak) return;
    const style::Clear clear = context_.style_of(box).clear;
    if (clear == style::Clear::None) return;
    cursor_ = std::max(cursor_, block_.floats_->clear_bottom(clear) - block_.content_origin().y);
  }

  std::uint32_t place_line(std::uint32_t at) {
    clear_after_break(at);
    LayoutUnit height = least_height_;
    std::vector<std::uint32_t> below;
    const bool is_first = at == 0 || units_[at - 1].kind == UnitKind::ForcedBreak;
    const text::LinePosition position = is_first ? text::LinePosition::First : text::LinePosition::Other;
    while (true) {
      const FloatBand band = band_at(height);
      const LayoutUnit indent = indent_of(at);
      const TextLength available = TextLength::from(band.width() - indent);
      const LineRange line =
          text::find_line(content_.paragraph, at, available, position, text::Squeezing::IfAsked, next_hyphen());
      if (place_floats_in(line, band, below)) continue;
      if (line.width > available && band.bottom != LayoutUnit::max()) {
        cursor_ = band.bottom - block_.content_origin().y;
        continue;
      }
      const Fragment* fragment = nullptr;
      if (!is_phantom_line(content_, line, context_)) {
        fragment = build_line(content_, line, line_container(block_.input_.box, context_),
                              {band.width(), indent, open_.at(at)}, context_);
        if (fragment->size.height > height && band_at(fragment->size.height).width() < band.width()) {
          height = fragment->size.height;
          continue;
        }
      }
      finish_line(line, band, fragment, below);
      return std::max(line.end, at + 1);
    }
  }

  text::LineHyphen next_hyphen() const {
    const std::optional<std::uint32_t> most = most_hyphens(block_.style_);
    return most && hyphens_ >= *most ? text::LineHyphen::Refused : text::LineHyphen::Allowed;
  }

  void finish_line(const LineRange& range, const FloatBand& band, const Fragment* fragment,
                   const std::vector<std::uint32_t>& below) {
    PlacedLine line;
    hyphens_ = range.hyphenated ? hyphens_ + 1 : 0;
    line.begin = range.begin;
    line.top = cursor_;
    if (fragment != nullptr) {
      const LayoutUnit left = band.left - block_.content_origin().x;
      block_.fragment_.children.push_back({{left, cursor_}, fragment});
      line.baseline = cursor_ + fragment->baseline.value_or(LayoutUnit());
      cursor_ += fragment->size.height;
    } else {
      mark_anchors(range);
    }
    line.bottom = cursor_;
    for (const std::uint32_t anchor : below) {
      block_.place_float(pending(anchor), block_.content_origin().y + cursor_, nullptr);
    }
    next_float_ = std::max(next_float_, range.end);
    lines_.push_back(line);
    save();
  }

  /// Boxes out of flow in a line that does not come to be leave their marks all the same.
  void mark_anchors(const LineRange& range) {
    for (std::uint32_t i = range.begin; i < range.end; ++i) {
      if (units_[i].kind != UnitKind::Anchor || is_float(units_[i])) continue;
      block_.fragment_.children.push_back({{LayoutUnit(), cursor_}, make_anchor(BoxId(units_[i].item), context_)});
    }
  }

  BlockLayout& block_;
  LayoutContext& context_;
  const InlineContent& content_;
  const std::vector<LineUnit>& units_;
  LineIndents indents_;
  OpenInlineBoxes open_;
  LayoutUnit least_height_;
  LayoutUnit cursor_;
  std::uint32_t next_float_ = 0;  // floats before it are placed
  std::uint32_t hyphens_ = 0;     // lines above that end with one, in a row
  std::vector<PlacedLine> lines_;
  std::vector<State> states_;
};

bool BlockLayout::has_lines_beside_floats() const {
  return box_.has_floats_in_lines || (floats_ != nullptr && floats_->bottom() > content_origin().y);
}

void BlockLayout::layout_float_lines() { FloatLines(*this).run(); }

}  // namespace gongwen::layout
