// What is painted for a box: borders with their dashes and carved colours, images, backgrounds.
#pragma once

#include "base/path.h"
#include "css/color.h"
#include "layout/core/context.h"
#include "paint/display_list.h"
#include "style/enums.h"

#include <optional>
#include <utility>
#include <vector>

namespace gongwen::paint {

/// A page that is being painted.
struct PageDraft : PageFrame {
  std::vector<DisplayItem> items;

  PageDraft() = default;
  explicit PageDraft(PageDisplay page) : PageFrame(std::move(page)), items(std::move(page.items).unpack()) {}
  PageDisplay finished(DisplayItems::Kept kept) && { return {std::move(*this), DisplayItems(std::move(items), kept)}; }
};

// Images in the content: where they lie in their boxes (css-images-3 section 5.5).

/// The content box of a fragment that is at `position`.
Rect content_box(const layout::Fragment& fragment, Point position);

/// The image of a replaced box, cut off where it sticks out of its content box.
void paint_image(const layout::Fragment& fragment, Point position, const layout::LayoutContext& context,
                 PageDraft& page);

/// A drawing with its own texts, over a rectangle.
void paint_drawing(const images::Drawing& drawing, const Rect& rect, OriginId origin,
                   const layout::LayoutContext& context, PageDraft& page);

// Dashed and dotted lines, with gaps that make them end where they start: at a dash.

enum class DashKind : std::uint8_t { Dashed, Dotted };

/// How a line of this width and length is stroked. Dots of more than 3 px are round; their line must start and end half
/// a dot inside.
base::StrokeStyle dashed_stroke(DashKind kind, double width, double length);
/// How much longer such a line must be drawn, so that rounded gaps do not push the last dot beyond its end.
inline constexpr double kLastDotRoom = 0.1;
bool has_round_dots(DashKind kind, double width);

// The colours of the border styles that look carved (css-backgrounds-3 section 3.2 leaves them open; these are the
// browsers').

struct CarvedColors {
  css::Color dark;
  css::Color light;
};
CarvedColors carved_colors(css::Color color);

/// What painting a background asks for beside the fragment.
struct Surroundings {
  const layout::LayoutContext& context;
  Rect page_area;  // what `background-attachment: fixed` refers to
  /// The whole row, group or column of which the fragment is the part under one cell: images lie in it (CSS 2.2 section
  /// 17.5.1).
  std::optional<Rect> part_area = std::nullopt;
  /// The box that images lie in, where it is not the one that is painted: that of the root element, for the canvas.
  std::optional<layout::ChildFragment> origin = std::nullopt;
  /// Of boxes around what is painted: under any of them nothing is fixed (css-transforms-1 section 3).
  int transforms = 0;
};

// Borders as areas and lines (css-backgrounds-3 sections 3 and 4).

/// Background and borders of a fragment that is at `position`.
void paint_decorations(const layout::Fragment& fragment, Point position, const style::ComputedStyle& style,
                       const Surroundings& around, std::vector<DisplayItem>& items);

/// The borders as the styles of the sides have them.
void paint_plain_borders(const layout::Fragment& fragment, Point position, const style::ComputedStyle& style,
                         std::vector<DisplayItem>& items);

/// The borders alone, or the image that replaces them.
void paint_borders(const layout::Fragment& fragment, Point position, const style::ComputedStyle& style,
                   const Surroundings& around, std::vector<DisplayItem>& items);

/// The image that replaces the borders (css-backgrounds-3 section 5). Returns: whether there is one.
bool paint_border_image(const layout::Fragment& fragment, Point position, const style::ComputedStyle& style,
                        const Surroundings& around, std::vector<DisplayItem>& items);

/// The shadows of a text, as outlines: they are not text that readers find a second time (css-text-decor-3 section 4).
void paint_text_shadows(const DrawGlyphs& text, const style::ComputedStyle& style, const layout::LayoutContext& context,
                        std::vector<DisplayItem>& items);

/// The outline, around the border box (css-ui-4 section 3).
void paint_outline(const layout::Fragment& fragment, Point position, const style::ComputedStyle& style,
                   std::vector<DisplayItem>& items);

// Shadows of boxes (css-backgrounds-3 section 6.1): the outer ones lie below the background, the inner ones above it.

void paint_outer_shadows(const layout::Fragment& fragment, Point position, const style::ComputedStyle& style,
                         std::vector<DisplayItem>& items);
void paint_inner_shadows(const layout::Fragment& fragment, Point position, const style::ComputedStyle& style,
                         std::vector<DisplayItem>& items);

/// The collapsed borders of a table.
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

// Backgrounds: a colour, and images over it (css-backgrounds-3 section 2).

/// Reports: images/*, resources/* for images that cannot be read.
void paint_background(const layout::Fragment& fragment, Point position, const style::ComputedStyle& style,
                      const Surroundings& around, std::vector<DisplayItem>& items);

/// The image of a style, where it is to have `size`: a gradient is made for it, and a file has its own natural size.
/// Null for none. Reports: images/*, resources/*.
struct StyleImage {
  const images::Image* file = nullptr;
  const style::GradientValue* gradient = nullptr;
  bool is_none() const { return file == nullptr && gradient == nullptr; }
  images::NaturalSize natural() const { return file == nullptr ? images::NaturalSize{} : file->size; }
};
StyleImage find_image(const style::ImageValue& value, OriginId origin, const layout::LayoutContext& context);
const images::Image& image_at(const StyleImage& image, base::Size size, Color current,
                              const layout::LayoutContext& context);
/// The colours of a gradient around a centre (css-images-4 section 3.3) in an area of that size; each image is made
/// once.
const images::Image& conic_image(const style::GradientValue& gradient, const base::Size& size, Color current,
                                 const layout::LayoutContext& context);

}  // namespace gongwen::paint
