#include "layout/block/detail/fitted_layout.h"

#include "base/assert.h"
#include "base/unicode.h"
#include "layout/block/detail/block_layout.h"
#include "layout/core/box_metrics.h"
#include "layout/core/detail/fragment_builder.h"
#include "layout/core/detail/layout_box.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

namespace gongwen::layout {
// The order of the search, FittedBox::find(): full size; then the largest size at which the text keeps the
// requested number of lines (`at_most`); then with more lines; finally the smallest size, marked as too large
// if the text does not fit. Widths of the content bound the search from above, so that few layouts are
// needed.
namespace {

/// Percent of the style's size. Smaller text is
/// unreadable.
constexpr int kSmallest = 10;

LayoutUnit at_percent(LayoutUnit length, int percent) { return LayoutUnit::scaled(length, percent, kFullSize); }

/// Converts a length to the units of content that is drawn smaller; rounded down, so that nothing extends beyond the
/// box. At 80 % a space of 100 px holds content that needs 125 px at full size.
LayoutUnit seen_at_percent(LayoutUnit length, int percent) {
  return LayoutUnit::from_raw(std::int64_t{length.raw()} * kFullSize / percent);
}

/// The styles of scaled-down content, by its usual style and the percentage.
struct ShrunkStyles : DocumentFacts {
  std::map<std::pair<std::uint32_t, int>, style::StyleId> styles;
};

/// Styles with a smaller font size instead of a transform, by the same key.
struct SmallerStyles : ShrunkStyles {};

/// The size that was found for a box in a space of this width and height. Searched once per space, since containers
/// measure before they lay out.
struct FittedSize {
  int percent = kFullSize;
  bool is_too_large = false;
};
struct FittedSizes : RoundFacts {
  using Key = std::tuple<BoxId, LayoutUnit, std::optional<LayoutUnit>>;
  std::map<Key, FittedSize> sizes;
  // Each round may have other texts (page numbers).
  void begin_round() override { sizes.clear(); }
};

/// The point where the flow of a block starts, which scaling keeps in place. Transforms are physical; the
/// block itself has the sides of its flow until it is turned. In percent of the box: 100 % across is its right
/// edge.
style::ImagePosition start_of_flow(style::WritingMode mode) {
  constexpr std::int32_t kEnd = 100 * style::LengthPercentage::kUnitsPerPercent;
  switch (mode) {
    case style::WritingMode::VerticalRl:
    case style::WritingMode::SidewaysRl: return {{{}, kEnd}, {}};
    case style::WritingMode::SidewaysLr: return {{}, {{}, kEnd}};
    case style::WritingMode::HorizontalTb:
    case style::WritingMode::VerticalLr: break;
  }
  return {};
}

// A copy of the style with a transform, so that painting needs to know nothing of fitting.
style::StyleId shrunk_style(BoxId box, int percent, LayoutContext& context) {
  const style::StyleId usual = context.box(box).style;
  const auto [entry, is_new] = context.cache<ShrunkStyles>().styles.try_emplace({usual.value, percent});
  if (!is_new) return entry->second;
  style::ComputedStyle style = context.styles.style(usual);
  style::TransformFunction scale;
  scale.kind = style::TransformFunction::Kind::Scale;
  scale.numbers[0] = scale.numbers[1] = static_cast<double>(percent) / kFullSize;
  scale.numbers[2] = 1;
  style.transform = style::TransformList{scale};
  // Transforms are physical, hence the writing mode of the unmapped style.
  const style::StyleId physical = context.boxes.physical_style(usual);
  style.transform_origin = style::TransformOrigin{start_of_flow(context.styles.style(physical).writing_mode), {}};
  return entry->second = context.styles.add(std::move(style));
}

/// The largest number of lines of a paragraph, or of its part up to a forced break. A forced break starts a new count,
/// since the author wanted these lines apart.
int longest_paragraph(const Fragment& fragment) {
  int longest = 0;
  int lines = 0;
  for (const ChildFragment& child : fragment.children) {
    if (child.fragment->kind == FragmentKind::Line) {
      longest = std::max(longest, ++lines);
      if (child.fragment->ends_with_break) lines = 0;
    } else {
      longest = std::max(longest, longest_paragraph(*child.fragment));
    }
  }
  return longest;
}

/// Whether a word that cannot be broken extends beyond the end of its line: at the right, or at the left if lines run
/// from right to left. Blanks at the end of a line may.
bool text_reaches_beyond(const Fragment& fragment, LayoutUnit x, LayoutUnit right, bool runs_rtl) {
  if (fragment.kind == FragmentKind::Text) {
    if (fragment.run == nullptr || fragment.run->glyphs.empty()) return false;
    // Blanks at the end hang and do not count.
    const bool ends_in_blank = !fragment.run->text.empty() && base::is_gap_in_line(fragment.run->text.back());
    const LayoutUnit blank =
        ends_in_blank ? base::TextLength::from_raw(fragment.run->glyphs.back().advance).round() : LayoutUnit();
    // Rounding of widths must not make a text smaller.
    constexpr LayoutUnit kSpare = LayoutUnit::from_px(1);
    return runs_rtl ? x + blank < -kSpare : x + fragment.size.width - blank > right + kSpare;
  }
  return std::any_of(fragment.children.begin(), fragment.children.end(), [&](const ChildFragment& child) {
    return text_reaches_beyond(*child.fragment, x + child.offset.x, right, runs_rtl);
  });
}

/// The search for the size of one box.
class FittedBox {
 public:
  FittedBox(const LayoutInput& input, LayoutContext& context)
      : input_(input),
        context_(context),
        // The anonymous block's parent has the property.
        around_(context.box(input.box).parent),
        style_(context.style_of(around_)),
        width_(input.available.inline_size),
        height_(height_limit()),
        least_(least_fit_percent(style_)) {}

  /// Containers of items lay out a box several times: the size is found once for each room.
  LayoutResult run() {
    const FittedSizes::Key key{input_.box, width_, height_};
    auto& known = context_.cache<FittedSizes>().sizes;
    if (const auto found = known.find(key); found != known.end()) {
      const auto [percent, is_too_large] = found->second;
      return in_room(placed(at(percent), percent, is_too_large));
    }
    const LayoutResult result = find();
    const Fragment& content = *result.fragment;
    context_.cache<FittedSizes>().sizes.emplace(key, FittedSize{content.shrunk_to, content.is_too_large});
    return in_room(result);
  }

 private:
  LayoutResult find() {
    // Most texts fit at full size, and then no widths have to be measured.
    if (const LayoutResult* const usual = &at(kFullSize); fits(*usual, kFullSize, style_.text_fit->at_most)) {
      return placed(*usual, kFullSize, false);
    }
    // Only now, since measuring costs another layout.
    const IntrinsicSizes sizes = block_natural_sizes();
    const int widest = largest_for(sizes.min_content);
    if (const int lines = style_.text_fit->at_most; lines > 0) {
      // One line: at most the size at which the whole text fits on it.
      const int on_one_line = std::min(widest, largest_for(sizes.max_content));
      if (const auto found = search(lines == 1 ? on_one_line : widest, lines)) return *found;
    }
    if (const auto found = search(widest, 0)) return *found;
    const LayoutResult& smallest = at(least_);
    return placed(smallest, least_, !fits(smallest, least_, 0));
  }

  /// The height of the outer content box, if anything other than the content limits it.
  std::optional<LayoutUnit> height_limit() const {
    // A definite space wins; then `height`, then `max-height`.
    if (input_.available.block_size) return input_.available.block_size;
    const LayoutUnit edges = border_widths(style_).vertical() + padding_widths(style_, width_).vertical();
    if (const auto height = content_height(style_, std::nullopt, edges)) return height;
    const LayoutUnit most = clamp_content_height(LayoutUnit::max(), style_, std::nullopt, edges);
    if (most != LayoutUnit::max()) return most;
    // A cell is as high as its row (CSS 2.2 §17.5.3).
    const boxes::Box& around = context_.box(around_);
    // A cell over several rows has no known height here.
    if (around.kind != boxes::BoxKind::Cell || around.row_span != 1) return std::nullopt;
    const auto row = content_height(context_.style_of(around.parent), std::nullopt, LayoutUnit());
    return row ? std::optional(std::max(LayoutUnit(), *row - edges)) : std::nullopt;
  }

  /// Lays out the content for a size; each size once.
  const LayoutResult& at(int percent) {
    if (const auto known = results_.find(percent); known != results_.end()) return known->second;
    LayoutInput inner = input_;
    inner.available.inline_size = seen_at_percent(width_, percent);
    // The room is measured in the content's own units.
    inner.available.block_size = height_ ? std::optional(seen_at_percent(*height_, percent)) : std::nullopt;
    inner.room = {};
    inner.resume = nullptr;
    inner.takes_overflow = false;
    inner.is_formatting_root = true;
    return results_.emplace(percent, layout_whole_block(inner, context_)).first->second;
  }

  bool fits(const LayoutResult& result, int percent, int at_most_lines) const {
    const Fragment& content = *result.fragment;
    // Higher, more lines, or wider: each means that the size is too large.
    if (height_ && content.size.height > seen_at_percent(*height_, percent)) return false;
    if (at_most_lines > 0 && longest_paragraph(content) > at_most_lines) return false;
    return !text_reaches_beyond(content, LayoutUnit(), seen_at_percent(width_, percent), is_rtl(style_));
  }

  /// Content-box widths of the content at its full size.
  IntrinsicSizes block_natural_sizes() { return natural_block_sizes(input_.box, context_); }

  /// The largest size at which content of this width is not wider than the box.
  int largest_for(LayoutUnit width) const {
    if (width <= width_) return kFullSize;
    // Rounded down.
    return static_cast<int>(std::int64_t{width_.raw()} * kFullSize / width.raw());
  }

  /// The largest size up to `largest` at which the content fits.
  std::optional<LayoutResult> search(int largest, int at_most_lines) {
    // No size below the minimum is allowed.
    if (largest < least_) return std::nullopt;
    const auto fits_at = [&](int percent) {
      return fits(at(percent), percent, at_most_lines);
    };
    // Most texts fit at `largest`, so that is tried first.
    if (!fits_at(largest) && !fits_at(least_)) return std::nullopt;
    const int fitting = largest_fitting(least_, largest, fits_at);
    return placed(at(fitting), fitting, false);
  }

  /// The result for the outer box: with the size at which the content is drawn.
  LayoutResult placed(LayoutResult result, int percent, bool is_too_large) {
    // At full size the fragment is used unchanged.
    if (percent != kFullSize || is_too_large) {
      const Fragment& content = *result.fragment;
      Fragment shrunk = copy_without_children(content);
      shrunk.children = content.children;
      shrunk.shrunk_to = static_cast<std::uint8_t>(percent);
      shrunk.is_too_large = is_too_large;
      if (percent != kFullSize) shrunk.style = shrunk_style(input_.box, percent, context_);
      // Children keep the sizes at which they were laid out.
      shrunk.size = {width_, at_percent(content.size.height, percent)};
      if (content.baseline) shrunk.baseline = at_percent(*content.baseline, percent);
      if (content.last_baseline) shrunk.last_baseline = at_percent(*content.last_baseline, percent);
      result.fragment = context_.fragments.add(std::move(shrunk));
      if (result.content_height) result.content_height = at_percent(*result.content_height, percent);
    }
    return result;
  }

  /// The content is not broken over pages: if it does not fit, it moves to the next one.
  LayoutResult in_room(const LayoutResult& result) const {
    const Fragmentainer& room = input_.room;
    const bool has_room = result.offset + result.fragment->size.height <= room.remaining;
    if (!room.is_limited() || room.at_top || has_room) return result;
    LayoutResult before;
    before.outcome = Outcome::BreakBefore;
    return before;
  }

  const LayoutInput& input_;
  LayoutContext& context_;
  BoxId around_;
  const style::ComputedStyle& style_;  // of the box around, which has `-gw-fit`
  LayoutUnit width_;
  std::optional<LayoutUnit> height_;
  int least_;
  std::map<int, LayoutResult> results_;  // by percent
};

}  // namespace

/// The smallest size that a box allows, in percent of its own. A length that is larger than the box's own size allows
/// only that size.
int least_fit_percent(const style::ComputedStyle& style) {
  const LayoutUnit own = style.font_size.to_length();
  if (own <= LayoutUnit()) return kFullSize;
  const LayoutUnit least = style.text_fit->least.resolve(own);
  // Rounded up: never smaller than the author allowed.
  const std::int64_t percent = (std::int64_t{least.raw()} * kFullSize + own.raw() - 1) / own.raw();
  return static_cast<int>(std::clamp<std::int64_t>(percent, kSmallest, kFullSize));
}

style::StyleId smaller_style(style::StyleId usual, int percent, LayoutContext& context) {
  if (percent == kFullSize) return usual;
  const auto [entry, is_new] = context.cache<SmallerStyles>().styles.try_emplace({usual.value, percent});
  if (!is_new) return entry->second;
  style::ComputedStyle style = context.styles.style(usual);
  // Text in margins has no box that could be transformed: its font size is changed instead.
  style.font_size =
      base::FontSize::from_raw(static_cast<std::int32_t>(std::int64_t{style.font_size.raw()} * percent / kFullSize));
  style.letter_spacing = at_percent(style.letter_spacing, percent);
  style.word_spacing = at_percent(style.word_spacing, percent);
  if (style.line_height.kind == style::LineHeight::Kind::Length) {
    style.line_height.length = at_percent(style.line_height.length, percent);
  }
  return entry->second = context.styles.add(std::move(style));
}

LayoutResult layout_fitted(const LayoutInput& input, LayoutContext& context) { return FittedBox(input, context).run(); }

IntrinsicSizes fitted_content_sizes(BoxId box, const IntrinsicSizes& natural, const LayoutContext& context) {
  const int least = least_fit_percent(context.style_of(context.box(box).parent));
  return {at_percent(natural.min_content, least), natural.max_content};
}

}  // namespace gongwen::layout
