// SvgTextDrawer: text of drawings (SVG 2 section 11, as far as it has one line). Letters, with places from attributes,
// are shaped into units, which cannot be divided, and these are placed one by one. Texts of pages stay glyphs where
// possible, those of files become outlines.
#pragma once

#include "images/detail/svg_drawer.h"
#include "images/detail/svg_letters.h"

#include <string>
#include <vector>

namespace gongwen::images {

class SvgTextDrawer {
 public:
  explicit SvgTextDrawer(SvgDrawer& drawer) : drawer_(drawer) {}

  /// Draws an element `text`.
  void draw(const SvgElement& element, const SvgContext& context);
  /// The box around the cells of all letters; unknown if some follow a path.
  SvgDrawer::FillBox measure(const SvgElement& element, const SvgContext& context);

  /// Units that are not placed yet.
  std::vector<SvgTextUnit> shape_text(const SvgLetters& letters);
  /// Draws units where they are placed.
  void draw_units(const SvgTextLine& line);

 private:
  void collect_text(const SvgElement& element, const SvgContext& context, SvgLetters& letters);
  SvgTextLine text_of(const SvgElement& element, const SvgContext& context);
  void report_unfound(std::u32string letters);
  double baseline_offset(const SvgStyle& style);
  bool stays_text(const SvgStyle& style, const SvgContext& context) const;
  base::Transform run_transform(const SvgTextLine& line, const SvgTextUnit& first);
  void add_text(const SvgTextLine& line, std::size_t begin, std::size_t end, const SvgContext& context);
  void append_outline(const SvgTextLine& line, const SvgTextUnit& unit, base::Path& path);
  void report_lines_beside(const SvgStyle& style);
  void draw_lines_at(const SvgTextLine& line, std::size_t begin, std::size_t end, bool through);
  static SvgContext emboldened(SvgContext context);
  void draw_text_on_path(const SvgElement& element, const SvgContext& context);
  bool has_text_path(const SvgElement& element) const;

  SvgDrawer& drawer_;
};

}  // namespace gongwen::images
