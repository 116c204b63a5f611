// SvgHtmlDrawer: HTML in a drawing (`foreignObject`), such as the labels of Mermaid. Only its text is drawn, in rows as
// wide as its box, and this is reported.
#pragma once

#include "images/detail/svg_drawer.h"
#include "images/detail/svg_letters.h"

#include <deque>
#include <string>
#include <vector>

namespace gongwen::images {

class SvgHtmlDrawer {
 public:
  explicit SvgHtmlDrawer(SvgDrawer& drawer) : drawer_(drawer) {}

  /// Draws an element `foreignObject`, in the middle of the height of its box.
  void draw(const SvgElement& element, const SvgContext& context);

 private:
  /// As many units of one line of the source as fit beside each other.
  struct Row {
    SvgTextLine* line = nullptr;
    std::size_t begin = 0, end = 0;
    double width = 0;   // up to its end
    double inked = 0;   // without the blanks at its end
    double height = 0;  // the largest font size
  };
  void collect(const SvgElement& element, const SvgContext& context, std::deque<SvgLetters>& lines);
  static void add_rows(SvgTextLine& line, double width, std::vector<Row>& rows);
  void place_rows(const std::vector<Row>& rows, const SvgElement& element, const SvgContext& context);
  std::string align_of(const SvgElement& element) const;

  SvgDrawer& drawer_;
};

}  // namespace gongwen::images
