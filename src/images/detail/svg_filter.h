// SvgFilterDrawer: elements with a filter (Filter Effects 1). No file format has filters, so their results are pixels;
// if a filter puts the element itself on top of its result, as for shadows, the element is not turned into pixels.
#pragma once

#include "images/detail/filter_pixels.h"
#include "images/detail/svg_drawer.h"

#include <array>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gongwen::images {

/// The input of a filter step: the element, only its opacity, or the result of an earlier step.
struct FilterInput {
  enum class Kind : std::uint8_t { Element, Alpha, Step };
  Kind kind = Kind::Element;
  std::size_t step = 0;
};

/// Lengths in the space of the element.
struct FilterStep {
  struct Blur {
    double across, down;
  };
  struct Offset {
    double across, down;
  };
  struct Flood {
    css::Color color;
  };
  struct Merge {};
  struct Blend {
    BlendMode mode;
  };
  struct Composite {
    CompositeOperator composite;
    std::array<double, 4> k;
  };
  struct Matrix {
    ColorMatrix matrix;
  };
  struct Transfer {
    std::array<ChannelTransfer, 4> channels;
  };
  struct Grow {
    double across, down;
    bool shrinks;
  };
  std::variant<Blur, Offset, Flood, Merge, Blend, Composite, Matrix, Transfer, Grow> change;
  std::vector<FilterInput> inputs = {};
  bool is_linear = true;
  std::optional<PathBounds> area = {};  // outside it the result is transparent
};

class SvgFilterDrawer {
 public:
  SvgFilterDrawer(SvgDrawer& drawer, std::size_t element, const SvgContext& context)
      : drawer_(drawer), element_(element), context_(context) {}

  /// Draws an element with its filter. `draw` draws it without the filter.
  void draw(const std::function<void()>& draw);

 private:
  // From the document to steps. Returns false after adding unsupported parts to `unsupported_`.
  bool read(std::string_view value);
  bool read_functions(std::string_view value);
  bool read_function(std::string_view name, std::string_view arguments);
  bool read_filter(std::size_t filter);
  bool read_step(std::size_t index);
  bool is_linear(std::size_t step) const;
  std::optional<FilterInput> input_of(const SvgElement& step, std::string_view name);
  void add_shadow(double deviation_x, double deviation_y, double x, double y, css::Color color, FilterInput input,
                  bool is_linear);
  std::size_t add(FilterStep step);
  css::Color flood_color(const SvgElement& step) const;
  std::optional<PathBounds> area_of(const SvgElement& step) const;
  double length(const SvgElement& step, std::string_view name, bool is_down) const;
  /// If the result is the element over something else, makes that the result and returns true.
  bool take_element_off();

  // From steps to pixels.
  std::optional<PathBounds> region(const std::vector<DrawingItem>& items) const;
  double pixels_per_unit(const PathBounds& region, bool is_on_top) const;
  std::optional<FilterPixels> run(const Pixels& element, double scale);
  FilterPixels run_step(const FilterStep& step, const FilterPixels& element, const std::vector<FilterPixels>& results,
                        double scale) const;
  PixelArea pixel_area(const PathBounds& area, double scale) const;

  SvgDrawer& drawer_;
  std::size_t element_;
  const SvgContext& context_;
  std::optional<PathBounds> box_;                        // of the element, in its space
  std::optional<PathBounds> asked_region_;               // in the space of the element
  std::array<double, 4> margins_{-0.1, -0.1, 1.2, 1.2};  // of the region, in parts of the box
  bool is_step_of_box_ = false;                          // lengths of steps are parts of the box
  std::vector<FilterStep> steps_;
  std::optional<FilterInput> result_;
  std::map<std::string, std::size_t, std::less<>> named_;
  PathBounds region_{};  // in the space of the drawing
  std::string unsupported_;
};

}  // namespace gongwen::images
