// SvgStyle: the style of elements in a drawing (paints, strokes, fonts) from attributes, style attributes and simple
// style sheets.
#pragma once

#include "base/path.h"
#include "images/detail/svg_document.h"
#include "style/css/color.h"

#include <string>
#include <string_view>
#include <vector>

namespace gongwen::images {

struct SvgPaint {
  /// ContextFill and ContextStroke: the paint of the shape that a marker stands on (SVG 2 section 13.2).
  enum class Kind : std::uint8_t { None, Color, CurrentColor, Reference, ContextFill, ContextStroke };
  Kind kind = Kind::None;
  css::Color color;       // also the fallback colour
  std::string reference;  // an id
};

enum class TextAnchor : std::uint8_t { Start, Middle, End };

/// The ids of the markers at the vertices of a path; empty: none.
struct SvgMarkers {
  std::string start, mid, end;
  bool any() const { return !start.empty() || !mid.empty() || !end.empty(); }
};

/// The transform properties of an element as written (css-transforms-2 section 3); empty if not set.
struct SvgTransforms {
  std::string list;           // `transform`
  bool is_attribute = false;  // the list is in the syntax of the attribute
  std::string translate, rotate, scale;
  std::string origin;          // of the list and of the three properties; 0,0 if empty
  bool uses_fill_box = false;  // relative to the shape's own rectangle instead of the view box
  bool any() const { return !list.empty() || !translate.empty() || !rotate.empty() || !scale.empty(); }
};

struct SvgStyle {
  // Inherited
  SvgPaint fill{SvgPaint::Kind::Color, css::kBlack, {}};
  SvgPaint stroke;
  double fill_opacity = 1;
  double stroke_opacity = 1;
  base::FillRule fill_rule = base::FillRule::NonZero;
  base::FillRule clip_rule = base::FillRule::NonZero;
  base::StrokeStyle line;
  css::Color color = css::kBlack;
  bool visible = true;
  std::vector<std::string> families{"sans-serif"};
  double font_size = 16;
  int font_weight = 400;
  bool italic = false;
  TextAnchor anchor = TextAnchor::Start;
  SvgMarkers markers;
  // Not inherited
  bool displayed = true;
  double opacity = 1;
  std::string clip_path;        // an id
  std::string mask;             // an id
  bool shows_overflow = false;  // of nested drawings and markers
  css::Color stop_color = css::kBlack;
  double stop_opacity = 1;
  SvgTransforms transforms;
};

/// The rules of a <style> element; selectors are single names, classes or ids.
class SvgStyleSheet {
 public:
  /// Returns the selectors and at-rules that are not supported.
  std::vector<std::string> add(std::string_view text);

  struct Rule {
    std::string selector;  // `path`, `.class`, `#id`
    std::string declarations;
  };
  const std::vector<Rule>& rules() const { return rules_; }

 private:
  std::vector<Rule> rules_;
};

/// The size that percentages refer to.
struct SvgViewport {
  double width = 0;
  double height = 0;
  double diagonal() const;
};

/// Computes the style of an element below `parent`. Adds the names of unsupported properties that would change the look
/// to `unsupported`.
SvgStyle compute_svg_style(const SvgElement& element, const SvgStyle& parent, const SvgStyleSheet& sheet,
                           const SvgViewport& viewport, std::vector<std::string>& unsupported);

/// The id in `url(#id)` or `#id`; empty if it is not one. A reference out of the file is stored in `external`.
std::string reference_id(std::string_view value, std::string& external);

}  // namespace gongwen::images
