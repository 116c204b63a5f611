// ObjectPainter: the graphic objects of pages, templates, annotations and composites (GB/T 33190-2016, chapters 8 to
// 13) as a display list.
#pragma once

#include "images/image_set.h"
#include "programs/show/detail/object_style.h"
#include "programs/show/detail/page_canvas.h"
#include "programs/show/detail/show_ofd.h"
#include "programs/show/detail/text_setter.h"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace gongwen::show {

/// How deep composites, patterns and blocks may be nested.
inline constexpr int kMaxObjectDepth = 16;
inline constexpr std::size_t kMaxObjects = 1'000'000;

/// Text on a page, for plain text.
struct TextLine {
  std::u32string text;
  base::PathPoint from, to;  // px
  double size = 0;
};

/// Resources shared by the pages of a document.
struct PaintingContext {
  PackageParts& parts;
  DocumentFonts& fonts;
  images::ImageSet& images;
  Reporter& reporter;
  ObjectCounts& counts;
};

/// Where objects are: in a page or in something that is drawn on it.
struct ObjectFrame {
  base::Transform map;  // from mm to px of the page
  ObjectStyle style;
  int depth = 0;
  bool counts_text = true;  // false within copies of a pattern
};

/// Called for each object with actions, with its box in px of the page.
using ActionVisitor = std::function<void(const Element& object, const base::Transform& map, const Box& boundary)>;

class ObjectPainter {
 public:
  ObjectPainter(const PaintingContext& context, const Resources& resources, std::string default_color_space,
                PageCanvas& canvas, std::vector<TextLine>& lines, ActionVisitor visit_actions)
      : context_(context),
        resources_(resources),
        styles_(resources, context.reporter, std::move(default_color_space)),
        setter_(context.fonts, resources, context.reporter),
        canvas_(canvas),
        lines_(lines),
        visit_actions_(std::move(visit_actions)) {}

  /// Draws the objects that an element contains: a layer, a block, an appearance.
  void paint_all(const Element& container, const ObjectFrame& frame);
  /// The frame of a layer, whose DrawParam its objects inherit.
  ObjectFrame frame_of_layer(const Element& layer, const ObjectFrame& frame) const;

 private:
  enum class Outcome : std::uint8_t { Drawn, Reported, Hidden };

  struct Unit {
    const Element& element;
    std::string_view id;
    Box boundary;
    base::Transform space;  // from the object's mm, before its CTM, to px of the page
    base::Transform map;    // with it
    double alpha = 1;
    bool has_boundary = false;
  };

  void paint_object(const Element& object, const ObjectFrame& frame);
  Outcome paint_known(const Unit& unit, const ObjectFrame& frame);
  Outcome paint_text(const Unit& unit, const ObjectFrame& frame);
  Outcome paint_path(const Unit& unit, const ObjectFrame& frame);
  Outcome paint_image(const Unit& unit);
  /// Null after a report.
  const images::Image* load_image(const Unit& unit, std::string_view id);
  /// The picture of an object, with its mask worked in; null after a report.
  const images::Image* picture_of(const Unit& unit);
  /// `map`: from the unit square of the picture to px of the page.
  void paint_border(const Element& border, const base::Transform& map, const Unit& unit);
  Outcome paint_composite(const Unit& unit, const ObjectFrame& frame);

  /// Pushes the clips of the object; returns how many.
  std::size_t push_clips(const Unit& unit);
  base::Path clip_path(const Element& clip, const Unit& unit);
  /// Clips to the boundary if `box` (px of the page) reaches beyond it. Returns whether it did.
  bool push_boundary(const Unit& unit, const base::Path& path, double reach);

  void fill_area(const base::Path& path, base::FillRule rule, const ObjectPaint& paint, const Unit& unit,
                 const ObjectFrame& frame);
  void fill_gradient(const base::Path& path, base::FillRule rule, const Element& shading, const Unit& unit);
  void fill_pattern(const base::Path& path, base::FillRule rule, const Element& pattern, const Unit& unit,
                    const ObjectFrame& frame);
  void stroke_path(const base::Path& path, const ObjectStyle& style, const Unit& unit);
  css::Color plain_color(const ObjectPaint& paint, const Unit& unit) const;

  const PaintingContext& context_;
  const Resources& resources_;
  StyleReader styles_;
  TextSetter setter_;
  PageCanvas& canvas_;
  std::vector<TextLine>& lines_;
  ActionVisitor visit_actions_;
};

/// The smallest box around a path's points; false if it has none.
bool bounds_of(const base::Path& path, double& left, double& top, double& right, double& bottom);

}  // namespace gongwen::show
