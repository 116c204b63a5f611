// Paints boxes: backgrounds, borders of all styles, border images, shadows, outlines, images.
#pragma once

#include "base/path.h"
#include "layout/core/context.h"
#include "paint/display_list.h"
#include "style/css/color.h"
#include "style/enums.h"

#include <optional>
#include <utility>
#include <vector>

namespace gongwen::paint {

/// A page being painted.
struct PageDraft : PageFrame {
  std::vector<DisplayItem> items;

  PageDraft() = default;
  explicit PageDraft(PageDisplay page) : PageFrame(std::move(page)), items(std::move(page.items).unpack()) {}
  PageDisplay finished(DisplayItems::Kept kept) && { return {std::move(*this), DisplayItems(std::move(items), kept)}; }
};

// Replaced elements: where images lie in their boxes (css-images-3 section 5.5).

/// The content box of a fragment at `position`.
Rect content_box(const layout::Fragment& fragment, Point position);

/// Paints the image of a replaced box, clipped to its content box.
void paint_image(const layout::Fragment& fragment, Point position, const layout::LayoutContext& context,
                 PageDraft& page);

/// Paints a picture over a rectangle. Texts of a drawing become texts of the page, and the graphics between them images
/// that `parts` keeps.
void paint_picture(const images::Image& image, const Rect& rect, OriginId origin, images::ImageSet& parts,
                   PageDraft& page);

// Dashed and dotted lines. Gaps are adjusted so that a line starts and ends with a dash.

enum class DashKind : std::uint8_t { Dashed, Dotted };

/// The stroke for a line of this width and length, in px. Dots wider than 3 px are round; the caller must start and end
/// such a line half a dot further inside.
base::StrokeStyle dashed_stroke(DashKind kind, double width, double length);
/// By how much such a line must be lengthened, so that rounding of gaps does not lose the last dot.
inline constexpr double kLastDotRoom = 0.1;
bool has_round_dots(DashKind kind, double width);

// The two colours of border styles that look carved. css-backgrounds-3 section 3.2 leaves them to the implementation;
// these are the browsers'.

struct CarvedColors {
  css::Color dark;
  css::Color light;
};
CarvedColors carved_colors(css::Color color);

/// The data for painting a background, besides the fragment.
struct Surroundings {
  const layout::LayoutContext& context;
  Rect page_area;  // the reference of `background-attachment: fixed`
  /// The whole row, group or column, if the fragment is the part of it under one cell: images are positioned in it (CSS
  /// 2.2 section 17.5.1).
  std::optional<Rect> part_area = std::nullopt;
  /// The box in which images are positioned, if it is not the painted box: for the canvas, the root element's.
  std::optional<layout::ChildFragment> origin = std::nullopt;
  /// Number of transforms around the box: under any of them, `fixed` backgrounds are not fixed (css-transforms-1
  /// section 3).
  int transforms = 0;
};

// Borders (css-backgrounds-3 sections 3 and 4).

/// Paints background and borders of a fragment at `position`.
void paint_decorations(const layout::Fragment& fragment, Point position, const style::ComputedStyle& style,
                       const Surroundings& around, std::vector<DisplayItem>& items);

/// Paints the borders by their styles, ignoring border images.
void paint_plain_borders(const layout::Fragment& fragment, Point position, const style::ComputedStyle& style,
                         std::vector<DisplayItem>& items);

/// Paints the borders, or the image that replaces them.
void paint_borders(const layout::Fragment& fragment, Point position, const style::ComputedStyle& style,
                   const Surroundings& around, std::vector<DisplayItem>& items);

/// Paints the border image (css-backgrounds-3 section 5). Returns whether there is one.
bool paint_border_image(const layout::Fragment& fragment, Point position, const style::ComputedStyle& style,
                        const Surroundings& around, std::vector<DisplayItem>& items);

/// Paints the shadows of a text as outlines, so that readers do not extract the text twice (css-text-decor-3 section
/// 4).
void paint_text_shadows(const DrawGlyphs& text, const style::ComputedStyle& style, const layout::LayoutContext& context,
                        std::vector<DisplayItem>& items);

/// Paints the outline around the border box (css-ui-4 section 3).
void paint_outline(const layout::Fragment& fragment, Point position, const style::ComputedStyle& style,
                   std::vector<DisplayItem>& items);

// Box shadows (css-backgrounds-3 section 6.1): outer ones lie below the background, inner ones above it.

void paint_outer_shadows(const layout::Fragment& fragment, Point position, const style::ComputedStyle& style,
                         std::vector<DisplayItem>& items);
void paint_inner_shadows(const layout::Fragment& fragment, Point position, const style::ComputedStyle& style,
                         std::vector<DisplayItem>& items);

/// Paints the collapsed borders of a table.
void paint_inner_borders(const layout::Fragment& table, Point position, std::vector<DisplayItem>& items);

/// One straight border as an area between two edges of a box.
struct BorderSide {
  Rect rect;
  style::BorderStyle style = style::BorderStyle::None;
  Color color;
  bool horizontal = true;
  OriginId origin;
};
void paint_border(const BorderSide& side, std::vector<DisplayItem>& items);

// Backgrounds: a colour with images over it (css-backgrounds-3 section 2).

/// Reports: images/*, resources/* for unreadable images.
void paint_background(const layout::Fragment& fragment, Point position, const style::ComputedStyle& style,
                      const Surroundings& around, std::vector<DisplayItem>& items);

/// The image of a style value: a file with its natural size, or a gradient, which takes any size. find_image() returns
/// none if the value is `none` or unreadable. Reports: images/*, resources/*.
struct StyleImage {
  const images::Image* file = nullptr;
  const style::GradientValue* gradient = nullptr;
  bool is_none() const { return file == nullptr && gradient == nullptr; }
  images::NaturalSize natural() const { return file == nullptr ? images::NaturalSize{} : file->size; }
};
StyleImage find_image(const style::ImageValue& value, OriginId origin, const layout::LayoutContext& context);
const images::Image& image_at(const StyleImage& image, base::Size size, Color current,
                              const layout::LayoutContext& context);
/// A conic gradient (css-images-4 section 3.3) for an area of this size. Equal images are made once and stay in the
/// run's ImageSet.
const images::Image& conic_image(const style::GradientValue& gradient, const base::Size& size, Color current,
                                 const layout::LayoutContext& context);

}  // namespace gongwen::paint
