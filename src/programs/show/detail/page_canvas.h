// PageCanvas: the display list of a page under construction. Text belongs to the structure, everything else is an
// artifact, since a foreign file rarely says what its lines and pictures mean.
#pragma once

#include "paint/display_list.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace gongwen::show {

class PageCanvas {
 public:
  /// Texts become content of one paragraph of this page.
  PageCanvas(paint::StructureTree& structure, std::size_t page) : structure_(&structure), page_(page) {}

  void fill(base::Path path, base::FillRule rule, css::Color color);
  void stroke(base::Path path, base::StrokeStyle style, css::Color color);
  void image(const images::Image& image, const base::Rect& rect);
  /// Draws an image that carries meaning, with words for people who cannot see it.
  void figure(const images::Image& image, const base::Rect& rect, std::string alternative);
  void glyphs(base::Point position, std::shared_ptr<const layout::TextRun> run, css::Color color,
              layout::QuarterTurn turn);

  void push_clip(base::Path path, base::FillRule rule);
  void push_transform(const base::Transform& transform);
  void push_group(double opacity);
  void pop_clip() { add(paint::PopClip{}); }
  void pop_transform() { add(paint::PopTransform{}); }
  void pop_group() { add(paint::PopGroup{}); }

  /// Returns the finished page; the caller sets its size and links.
  paint::PageDisplay finish() &&;

 private:
  void add(paint::DisplayItem item);
  void add_artifact(paint::DisplayItem item);
  void begin_content(paint::ElementId element);

  paint::StructureTree* structure_;
  std::size_t page_;
  paint::ElementId paragraph_;
  std::uint32_t contents_ = 0;
  bool in_artifact_ = false;
  std::vector<paint::DisplayItem> items_;
  std::vector<std::shared_ptr<const layout::TextRun>> texts_;
};

}  // namespace gongwen::show
