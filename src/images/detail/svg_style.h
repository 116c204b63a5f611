// SvgStyle: the style of elements in a drawing (paints, strokes, fonts) from their attributes and declarations.
#pragma once

#include "base/path.h"
#include "images/detail/svg_cascade.h"
#include "images/detail/svg_variables.h"
#include "style/css/color.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::images {

struct SvgPaint {
  /// ContextFill and ContextStroke: the paint of the shape to which a marker belongs (SVG 2 section 13.2).
  enum class Kind : std::uint8_t { None, Color, CurrentColor, Reference, ContextFill, ContextStroke };
  Kind kind = Kind::None;
  css::Color color;       // also the fallback colour
  std::string reference;  // an id
};

enum class TextAnchor : std::uint8_t { Start, Middle, End };

/// The line of a font on which text is aligned (css-inline-3 section 4.2).
enum class TextBaseline : std::uint8_t {
  Alphabetic,
  Middle,
  Central,
  Hanging,
  Mathematical,
  TextTop,
  TextBottom,
};

/// Lines at a text. Their thickness and distance are those of the element that requests them.
struct TextDecoration {
  bool is_under = false, is_over = false, is_through = false;
  SvgPaint fill, stroke;  // of the element that requests the lines
  double fill_opacity = 1;
  double font_size = 16;
  std::optional<css::Color> color;  // of its own
  std::string style;                // a style of lines that is not drawn: `wavy`
  bool any() const { return is_under || is_over || is_through; }
};

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
  double letter_spacing = 0;
  double word_spacing = 0;
  bool keeps_blanks = false;  // `white-space: pre`, `xml:space="preserve"`
  bool keeps_lines = false;   // HTML: `white-space: nowrap`
  bool breaks_words = false;  // HTML: `overflow-wrap: anywhere`, `word-break: break-all`
  bool is_vertical = false;
  bool strokes_first = false;  // `paint-order`
  bool is_upright = false;     // in vertical text, even letters that would be turned
  TextBaseline baseline = TextBaseline::Alphabetic;
  // Of text, passed on to the spans in it
  double baseline_shift = 0;                      // upwards; of the element and all elements around it
  std::vector<TextDecoration> decorations;        // of the same elements
  std::shared_ptr<const SvgVariables> variables;  // null: none
  bool is_referred_to = false;                    // by `use`, whose variables then apply
  // Not inherited
  bool displayed = true;
  double opacity = 1;
  std::string clip_path;                     // an id
  std::string clip_shape;                    // a basic shape as written: `circle(10px)`
  std::string mask;                          // an id
  std::string filter;                        // as written; empty: none
  std::optional<TextBaseline> own_baseline;  // `alignment-baseline`
  bool shows_overflow = false;               // of nested drawings and markers
  bool has_fixed_stroke = false;             // `vector-effect: non-scaling-stroke`
  css::Color stop_color = css::kBlack;
  double stop_opacity = 1;
  SvgTransforms transforms;
  bool has_clip() const { return !clip_path.empty() || !clip_shape.empty(); }
};

/// The size to which percentages refer.
struct SvgViewport {
  double width = 0;
  double height = 0;
  double diagonal() const;
};

/// The state that is passed down the tree of a drawing.
struct SvgContext {
  SvgStyle style;
  base::Transform transform;
  SvgViewport viewport;
  int depth = 0;
};

/// Computes the style of an element below `parent` from its declarations. Adds the names of unsupported properties that
/// would change the look to `unsupported`.
SvgStyle compute_svg_style(const SvgElement& element, const SvgStyle& parent, const SvgDeclarations& declared,
                           const SvgViewport& viewport, std::vector<std::string>& unsupported);

/// The id in `url(#id)` or `#id`; empty if it is not one. A reference to another file is stored in `external`.
std::string reference_id(std::string_view value, std::string& external);

}  // namespace gongwen::images
