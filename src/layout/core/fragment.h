// Fragment: a piece of the laid-out document: a box, or the part of it that is on one page. Immutable once made;
// children are at offsets from their parent's upper left corner. Fragments live in the pool of the layout that made
// them, and may be shared: a table's head is laid out once and placed on every page.
#pragma once

#include "base/geometry.h"
#include "images/image_set.h"
#include "layout/boxes/box.h"
#include "text/line_breaker.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::layout {

using base::Edges;
using base::LayoutUnit;
using base::Point;
using base::Rect;
using base::Size;
using boxes::BoxId;

enum class FragmentKind : std::uint8_t {
  Box,  // block containers, cells, tables, rows
  Line,
  InlineBox,  // the part of an inline box that is on one line
  Text,
  Leader,
  Anchor,  // the place of a box out of flow; draws nothing
};

/// How a line fills its measure. `Short`: its gaps would have to grow beyond their limit to fill it, so it is not
/// stretched. `Stretched`: its gaps have grown beyond the limit, since the style sheet sets none or asks for it.
enum class LineFit : std::uint8_t { Natural, Short, Stretched };

/// By how much the content of a margin box, or a line, is turned.
enum class QuarterTurn : std::uint8_t { None, Clockwise, Counterclockwise };

/// One glyph of a text fragment.
struct RunGlyph {
  text::GlyphId glyph = 0;
  std::uint16_t characters = 0;  // characters of the text; 0 for further glyphs of a cluster
  std::int32_t advance = 0;      // 1/65536 px, as set: with spacing and stretching
  std::int16_t x_offset = 0;     // font units
  std::int16_t y_offset = 0;
};

/// Text of one face and size, from one place of the source. Its glyphs are in order from left to right, its text in
/// reading order.
struct TextRun {
  text::FaceId face;
  text::FamilyId family;  // the family for which the face was chosen (text::StackEntry)
  base::FontSize size;
  bool synthetic_bold = false;
  bool synthetic_oblique = false;
  bool is_upright = false;        // vertical text: each glyph is below the one before it, about the middle of the line
  bool is_right_to_left = false;  // the first glyph shows the last characters
  double x_scale = 1;             // characters that share an em of a vertical line are condensed
  std::vector<RunGlyph> glyphs;
  std::u32string text;
};

/// Calls `visit(glyph, text)` for each glyph of a run, from left to right, with the text that the glyph shows.
template <typename Visit>
void for_each_glyph_text(const TextRun& run, Visit visit) {
  const std::u32string_view text = run.text;
  std::size_t at = run.is_right_to_left ? text.size() : 0;
  for (const RunGlyph& glyph : run.glyphs) {
    if (run.is_right_to_left) at -= std::min<std::size_t>(at, glyph.characters);
    visit(glyph, text.substr(at, glyph.characters));
    if (!run.is_right_to_left) at += glyph.characters;
  }
}

/// Whether a line is level or upright, or a diagonal of its rectangle.
enum class LineSlope : std::uint8_t { None, Rising, Falling };

/// A border within a box: a line between two cells of a table whose borders collapse, or along its edge; a line between
/// two columns; a rule or a stroke of a formula.
struct InnerBorder {
  Rect rect;
  style::BorderStyle style = style::BorderStyle::None;
  css::Color color;
  bool horizontal = true;
  LineSlope slope = LineSlope::None;
  LayoutUnit thickness = {};  // of diagonals
};

/// A column of a multi-column container, and which of its fragment's children are in it.
struct FragmentColumn {
  Rect rect;  // from the corner of the border box
  std::size_t first_child = 0;
  std::size_t children_end = 0;
};

/// The area in which a positioned box of a flex or grid container may be; part of its anchor.
struct AnchorArea {
  /// The area in which the box is aligned if its offsets are `auto`; the anchor is at the point that `align-self` and
  /// `justify-self` give.
  Size space;
  /// The containing block relative to the anchor, if it is a grid area (css-grid-1 section 9).
  std::optional<Rect> area;
};

struct Fragment;

struct ChildFragment {
  Point offset;
  const Fragment* fragment = nullptr;
};

/// The data of a fragment itself, without its children; a copy shares them.
struct FragmentFacts {
  FragmentKind kind = FragmentKind::Box;
  LineFit fit = LineFit::Natural;    // of lines
  bool is_repeated = false;          // a table's head or foot on a further page: a copy of what an earlier page shows
  bool is_continued_before = false;  // the box started on an earlier page …
  bool is_continued_after = false;   // … continues on a later one
  QuarterTurn turn = QuarterTurn::None;  // lines of vertical flows, and what is in them
  bool is_rtl = false;                   // Anchor: the direction at this place is from right to left
  std::uint8_t shrunk_to = 100;          // percent of the size at which its children are laid out (-gw-fit)
  bool is_too_large = false;             // does not fit into its parent even at this size
  bool ends_with_break = false;          // a line: a new one starts after it, because of `<br>` or a kept line feed
  BoxId box;                             // none for generated pieces such as page margins
  style::StyleId style;
  diagnostics::OriginId origin;
  Size size;                           // border box; a line's whole height
  Edges borders;                       // used widths; 0 on a side that was cut
  Edges padding;                       // likewise; of block containers, images and inline boxes
  std::optional<LayoutUnit> baseline;  // of the first line, from the top
  std::optional<LayoutUnit> last_baseline;
  std::shared_ptr<const TextRun> run;    // Text and Leader; shared with `level`
  const Fragment* level = nullptr;       // the unturned original, if turned: the line from left to right
  const images::Image* image = nullptr;  // of page margins, which have no boxes
};

struct Fragment : FragmentFacts {
  std::vector<ChildFragment> children;
  std::unique_ptr<const std::vector<InnerBorder>> inner_borders;  // of tables and multi-column containers
  std::unique_ptr<const std::vector<FragmentColumn>> columns;     // of multi-column containers, row after row
  std::unique_ptr<const AnchorArea> anchor_area;                  // Anchor, of items
};

class FragmentPool {
 public:
  const Fragment* add(Fragment fragment) {
    bytes_ += bytes_of(fragment);
    fragments_.push_back(std::move(fragment));
    return &fragments_.back();
  }
  /// Adds to the count fragments that are kept elsewhere and live as long as those in the pool.
  void count_elsewhere(std::size_t fragments) { elsewhere_ += fragments; }
  /// Number of fragments, including those kept elsewhere.
  std::size_t size() const { return fragments_.size() + elsewhere_; }
  /// Approximate memory of the fragments in the pool, in bytes.
  std::size_t bytes() const { return bytes_; }

 private:
  static std::size_t bytes_of(const Fragment& fragment) {
    std::size_t bytes = sizeof(Fragment) + fragment.children.capacity() * sizeof(ChildFragment);
    if (fragment.run != nullptr) {
      bytes += sizeof(TextRun) + fragment.run->glyphs.capacity() * sizeof(RunGlyph) +
               fragment.run->text.capacity() * sizeof(char32_t);
    }
    return bytes;
  }

  std::deque<Fragment> fragments_;  // a deque does not move its elements
  std::size_t elsewhere_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace gongwen::layout
