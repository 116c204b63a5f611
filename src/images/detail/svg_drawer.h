// SvgDrawer: turns the tree of a drawing into paths; resolves groups, references and paints. Clips, gradients,
// filters, markers, pictures, text and HTML have their own drawers, which share its state.
#pragma once

#include "images/detail/path_walk.h"
#include "images/detail/svg_document.h"
#include "images/detail/svg_values.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace gongwen::images {

class SvgDrawer {
 public:
  SvgDrawer(const SvgDocument& document, const SvgSource& source) : document_(document), source_(source) {}

  /// Draws into an area of that size, or in natural size without one. nullopt if an error was reported.
  std::optional<Image> draw(const SvgViewport& area);

 private:
  friend class SvgClipper;
  friend class SvgFilterDrawer;
  friend class SvgGradients;
  friend class SvgHtmlDrawer;
  friend class SvgMarkerDrawer;
  friend class SvgPictureDrawer;
  friend class SvgTextDrawer;

  using Context = SvgContext;

  std::size_t chosen_child(const SvgElement& element) const;
  std::vector<std::size_t> drawn_children(const SvgElement& element) const;
  void draw_children(const SvgElement& element, const Context& context);
  void draw_element(std::size_t index, const Context& parent);
  void draw_visible(std::size_t index, const SvgElement& element, const Context& context);
  void draw_shape(const base::Path& path, const Context& context);
  Context with_scaled_dashes(const SvgElement& element, const base::Path& path, Context context);
  void draw_stroke(const base::Path& path, const Context& context);
  void draw_fill(const base::Path& path, const Context& context);
  /// The shape on which a marker is drawn, whose paints its content may take.
  struct Marked {
    const Context& context;
    const base::Path& path;
  };
  void draw_use(std::size_t index, const SvgElement& element, const Context& context);
  void draw_nested(const SvgElement& element, Context context, const SvgViewport& size);
  void draw_resized(const SvgElement& use, std::size_t target, const Context& parent);
  void draw_nested_at_corner(const SvgElement& element, const Context& context, const SvgViewport& size);
  /// A decoded picture: a raster of the drawing, or a drawing, whose rasters begin with it.
  struct Picture {
    std::size_t raster = 0;  // index in the drawing
    std::shared_ptr<const Drawing> drawing;
    NaturalSize size;
  };

  std::optional<Paint> resolve_paint(const SvgPaint& paint, double opacity, const base::Path& path,
                                     const Context& context);
  /// Draws with the clips and the mask of an element around.
  void draw_within_effects(std::size_t index, const Context& context, const std::function<void()>& draw);
  /// The bounding box of an element's shapes; `is_known` is false if there is text among them.
  struct FillBox {
    std::optional<PathBounds> bounds;
    bool is_known = true;
  };

  std::size_t pattern_of(const SvgPaint& paint) const;
  std::size_t count_below(std::size_t index);
  std::size_t pattern_content(std::size_t pattern) const;
  ViewBox tile_of(std::size_t pattern, const PathBounds& bounds, const Context& context) const;
  base::Transform tile_content_transform(std::size_t pattern, const ViewBox& tile, const PathBounds& bounds) const;
  void fill_with_pattern(std::size_t pattern, const base::Path& path, const Context& context);
  void stroke_with_pattern(std::size_t pattern, const base::Path& path, const Context& context);
  bool draw_tiles(std::size_t pattern, const base::Path& path, const base::Path& reached, const Context& context);

  /// The transform of an element whose style is in `context`, combined with that of the context.
  base::Transform own_transform(std::size_t index, const Context& context);

  FillBox fill_box(std::size_t index, const Context& context);
  FillBox measure(std::size_t index, const Context& context);
  FillBox measure_children(const SvgElement& element, const Context& context);

  /// The position of a reference, a picture or a nested drawing.
  static base::PathPoint corner_of(const SvgElement& element, const Context& context);
  /// The size of a nested drawing, by the attributes of an element.
  static SvgViewport size_of(const SvgElement& element, const Context& context);
  /// The context inside a nested drawing whose corner is the origin of `context`.
  static Context inside(const SvgElement& element, Context context, const SvgViewport& size);
  /// The context of a definition: it inherits style from its own ancestors, not from the place where it is used.
  Context definition(std::size_t index, const Context& context);

  SvgStyle style_of(const SvgElement& element, const Context& parent);
  std::string_view inherited_attribute(std::size_t index, std::string_view name) const;
  std::size_t find(const std::string& id) const;
  std::string reference(const SvgElement& element);
  bool spend(std::size_t points);
  void report_unsupported(std::string_view what);
  void report_unsupported(std::string_view what, std::uint32_t line);
  void report_moving_parts();
  void draw_background(const SvgElement& root);
  std::string declared_value(const SvgElement& element, std::string_view property) const;
  std::string shown_at(std::uint32_t line) const;
  diagnostics::Origin place() const;

  const SvgDocument& document_;
  const SvgSource& source_;
  std::optional<SvgCascade> cascade_;
  Drawing drawing_;
  std::set<std::size_t> open_;  // referenced elements that are being drawn
  SvgStyle root_style_;
  std::vector<std::size_t> parents_;                          // of each element
  std::map<std::size_t, std::optional<Picture>> pictures_;    // by element; nullopt: it cannot be decoded
  std::map<std::size_t, std::vector<Gradient::Stop>> stops_;  // by gradient
  std::map<std::size_t, std::size_t> counts_below_;           // number of elements in a pattern, including itself
  /// Measured bounding boxes by element, viewport and font size.
  std::map<std::tuple<std::size_t, double, double, double>, FillBox> fill_boxes_;
  static constexpr int kDeepest = 64;       // maximum nesting of elements
  static constexpr int kMaxReferences = 8;  // from gradient to gradient, from pattern to pattern
  const Marked* marked_ = nullptr;          // around the marker that is being drawn
  int in_patterns_ = 0;                     // nesting of patterns at the current element
  int in_masks_ = 0;                        // nesting of masks and of masked elements
  std::size_t spent_ = 0;
  double filtered_ = 0;  // pixels that steps of filters have made
  bool failed_ = false;
  std::size_t current_ = 1;                         // the element that is being drawn
  std::set<std::string, std::less<>> unsupported_;  // already reported
  std::set<char32_t> unfound_;                      // letters that no font has, already reported
};

}  // namespace gongwen::images
