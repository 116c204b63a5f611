#include "images/detail/svg_filter.h"

#include "base/utf8.h"
#include "images/detail/raster_formats.h"
#include "style/css/color.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace gongwen::images {
namespace {

constexpr std::size_t kMostSteps = 64;
/// Limits the values of all results of one filter, four per pixel, so that a filter takes at most 200 MB.
constexpr double kMostPixels = 12e6;
/// Limits the pixels of all filters of a drawing, each counted once per step.
constexpr double kMostWork = 250e6;
constexpr double kPrinted = 300.0 / 96;

double number_or(std::string_view text, double otherwise) {
  const std::vector<double> numbers = parse_numbers(text);
  return numbers.empty() ? otherwise : numbers.front();
}

/// Two numbers; the second equals the first if it is left out.
std::pair<double, double> pair_of(std::string_view text, double otherwise) {
  const std::vector<double> numbers = parse_numbers(text);
  if (numbers.empty()) return {otherwise, otherwise};
  return {numbers[0], numbers.size() > 1 ? numbers[1] : numbers[0]};
}

constexpr ColorMatrix kIdentity{1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0};

/// Filter Effects 1 section 9.6.
ColorMatrix saturation(double s) {
  return {0.213 + 0.787 * s,
          0.715 - 0.715 * s,
          0.072 - 0.072 * s,
          0,
          0,
          0.213 - 0.213 * s,
          0.715 + 0.285 * s,
          0.072 - 0.072 * s,
          0,
          0,
          0.213 - 0.213 * s,
          0.715 - 0.715 * s,
          0.072 + 0.928 * s,
          0,
          0,
          0,
          0,
          0,
          1,
          0};
}

ColorMatrix hue_rotation(double degrees) {
  const double c = std::cos(degrees * std::numbers::pi / 180);
  const double s = std::sin(degrees * std::numbers::pi / 180);
  return {0.213 + c * 0.787 - s * 0.213,
          0.715 - c * 0.715 - s * 0.715,
          0.072 - c * 0.072 + s * 0.928,
          0,
          0,
          0.213 - c * 0.213 + s * 0.143,
          0.715 + c * 0.285 + s * 0.140,
          0.072 - c * 0.072 - s * 0.283,
          0,
          0,
          0.213 - c * 0.213 - s * 0.787,
          0.715 - c * 0.715 + s * 0.715,
          0.072 + c * 0.928 + s * 0.072,
          0,
          0,
          0,
          0,
          0,
          1,
          0};
}

ColorMatrix scaled(double factor, double added) {
  return {factor, 0, 0, 0, added, 0, factor, 0, 0, added, 0, 0, factor, 0, added, 0, 0, 0, 1, 0};
}

/// The functions of CSS that change colours (section 6.1); nullopt for other names.
std::optional<ColorMatrix> color_function(std::string_view name, double amount) {
  const double part = std::clamp(amount, 0.0, 1.0);
  if (name == "brightness") return scaled(std::max(0.0, amount), 0);
  if (name == "contrast") return scaled(std::max(0.0, amount), 0.5 - 0.5 * std::max(0.0, amount));
  if (name == "invert") return scaled(1 - 2 * part, part);
  if (name == "saturate") return saturation(std::max(0.0, amount));
  if (name == "hue-rotate") return hue_rotation(amount);
  if (name == "opacity") {
    ColorMatrix matrix = kIdentity;
    matrix[18] = part;
    return matrix;
  }
  if (name == "grayscale") {
    const double s = 1 - part;
    return ColorMatrix{0.2126 + 0.7874 * s,
                       0.7152 - 0.7152 * s,
                       0.0722 - 0.0722 * s,
                       0,
                       0,
                       0.2126 - 0.2126 * s,
                       0.7152 + 0.2848 * s,
                       0.0722 - 0.0722 * s,
                       0,
                       0,
                       0.2126 - 0.2126 * s,
                       0.7152 - 0.7152 * s,
                       0.0722 + 0.9278 * s,
                       0,
                       0,
                       0,
                       0,
                       0,
                       1,
                       0};
  }
  if (name == "sepia") {
    const double s = 1 - part;
    return ColorMatrix{0.393 + 0.607 * s,
                       0.769 - 0.769 * s,
                       0.189 - 0.189 * s,
                       0,
                       0,
                       0.349 - 0.349 * s,
                       0.686 + 0.314 * s,
                       0.168 - 0.168 * s,
                       0,
                       0,
                       0.272 - 0.272 * s,
                       0.534 - 0.534 * s,
                       0.131 + 0.869 * s,
                       0,
                       0,
                       0,
                       0,
                       0,
                       1,
                       0};
  }
  return std::nullopt;
}

ChannelTransfer transfer_of(const SvgElement& function) {
  using Type = ChannelTransfer::Type;
  const std::string_view type = function.attribute("type");
  ChannelTransfer transfer;
  transfer.type = type == "table"      ? Type::Table
                  : type == "discrete" ? Type::Discrete
                  : type == "linear"   ? Type::Linear
                  : type == "gamma"    ? Type::Gamma
                                       : Type::Identity;
  transfer.values = parse_numbers(function.attribute("tableValues"));
  transfer.slope = number_or(function.attribute("slope"), 1);
  transfer.intercept = number_or(function.attribute("intercept"), 0);
  transfer.amplitude = number_or(function.attribute("amplitude"), 1);
  transfer.exponent = number_or(function.attribute("exponent"), 1);
  transfer.offset = number_or(function.attribute("offset"), 0);
  return transfer;
}

void widen(std::optional<PathBounds>& all, const PathBounds& one) {
  if (!all) {
    all = one;
    return;
  }
  *all = {std::min(all->left, one.left), std::min(all->top, one.top), std::max(all->right, one.right),
          std::max(all->bottom, one.bottom)};
}

/// The area that items cover, including the whole width of lines.
std::optional<PathBounds> bounds_of(const std::vector<DrawingItem>& items) {
  std::optional<PathBounds> all;
  for (const DrawingItem& item : items) {
    if (const auto* const fill = std::get_if<FillShape>(&item)) {
      if (const auto bounds = path_bounds(fill->path)) widen(all, *bounds);
    } else if (const auto* const stroke = std::get_if<StrokeShape>(&item)) {
      base::Path placed;
      placed.append(stroke->path, stroke->transform);
      const double room = stroke->style.width * std::sqrt(std::abs(stroke->transform.determinant()));
      if (const auto b = path_bounds(placed))
        widen(all, {b->left - room, b->top - room, b->right + room, b->bottom + room});
    } else if (const auto* const raster = std::get_if<DrawRaster>(&item)) {
      base::Path placed;
      base::Path square;
      square.add_rect(0, 0, 1, 1);
      placed.append(square, raster->transform);
      if (const auto bounds = path_bounds(placed)) widen(all, *bounds);
    }
  }
  return all;
}

PathBounds placed_bounds(const PathBounds& bounds, const base::Transform& transform) {
  base::Path edge;
  edge.add_rect(bounds.left, bounds.top, bounds.right, bounds.bottom);
  base::Path placed;
  placed.append(edge, transform);
  return path_bounds(placed).value_or(PathBounds{});
}

double scale_across(const base::Transform& t) { return std::hypot(t.a, t.b); }
double scale_down(const base::Transform& t) { return std::hypot(t.c, t.d); }
/// The nearest whole number; NaN becomes 0, and values far outside stay outside.
int whole_pixels(double pixels) {
  constexpr double kFar = 1e8;
  return std::isnan(pixels) ? 0 : static_cast<int>(std::lround(std::clamp(pixels, -kFar, kFar)));
}

bool is_turned(const base::Transform& t) { return std::abs(t.a) + std::abs(t.d) < std::abs(t.b) + std::abs(t.c); }

}  // namespace

void SvgFilterDrawer::draw(const std::function<void()>& draw) {
  const SvgDrawer::FillBox box = drawer_.fill_box(element_, context_);
  if (box.is_known) box_ = box.bounds;
  DrawingPainter* const painter = drawer_.source_.painter;
  if (painter == nullptr || !read(context_.style.filter)) {
    drawer_.report_unsupported(unsupported_.empty() ? std::string("filter") : unsupported_);
    return draw();
  }
  if (steps_.empty()) return;  // a filter without steps shows nothing
  const bool is_on_top = take_element_off();
  std::vector<DrawingItem> around = std::exchange(drawer_.drawing_.items, {});
  ++drawer_.in_masks_;  // text has to be outlines
  draw();
  --drawer_.in_masks_;
  drawer_.current_ = element_;
  const std::optional<PathBounds> shown = region(drawer_.drawing_.items);
  std::optional<Pixels> pixels;
  double scale = 1;
  if (shown && shown->right > shown->left && shown->bottom > shown->top && !drawer_.failed_) {
    region_ = *shown;
    scale = pixels_per_unit(region_, is_on_top);
    const double width = std::ceil((region_.right - region_.left) * scale);
    const double height = std::ceil((region_.bottom - region_.top) * scale);
    drawer_.filtered_ += width * height * static_cast<double>(steps_.size() + 1);
    if (drawer_.filtered_ <= kMostWork) {
      pixels = painter->paint(drawer_.drawing_, {scale, 0, 0, scale, -region_.left * scale, -region_.top * scale},
                              static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height));
    }
    if (!pixels) drawer_.report_unsupported("filter");
  }
  const bool is_lost = shown && !pixels;
  drawer_.drawing_.items = std::move(around);
  if (pixels) {
    const FilterPixels result = *run(*pixels, scale);
    if (!result.is_transparent()) {
      drawer_.drawing_.rasters.push_back(raster_of(result.pixels(), {}));
      drawer_.drawing_.items.emplace_back(
          DrawRaster{drawer_.drawing_.rasters.size() - 1,
                     {pixels->width / scale, 0, 0, pixels->height / scale, region_.left, region_.top}});
      drawer_.drawing_.has_transparency = true;
    }
  }
  if (is_on_top || is_lost) draw();
}

// From the document to steps

bool SvgFilterDrawer::read(std::string_view value) {
  std::string external;
  const std::string id = reference_id(value, external);
  bool is_read = false;
  if (id.empty()) {
    is_read = read_functions(value);
  } else {
    const std::size_t filter = drawer_.find(id);
    is_read = filter != 0 && drawer_.document_.elements[filter].name == "filter" && read_filter(filter);
  }
  if (!is_read && unsupported_.empty()) unsupported_ = "filter: " + std::string(value);
  return is_read;
}

bool SvgFilterDrawer::read_functions(std::string_view value) {
  while (!(value = base::trim_ascii_space(value)).empty()) {
    const std::size_t open = value.find('(');
    int depth = 0;
    std::size_t close = open;
    for (; close < value.size(); ++close) {
      if (value[close] == '(') ++depth;
      if (value[close] == ')' && --depth == 0) break;
    }
    if (open == std::string_view::npos || close >= value.size()) return false;
    if (!read_function(base::ascii_lowercase(value.substr(0, open)), value.substr(open + 1, close - open - 1)))
      return false;
    value.remove_prefix(close + 1);
  }
  // The room for shadows and blurs is not limited.
  margins_ = {-1, -1, 3, 3};
  return !steps_.empty();
}

bool SvgFilterDrawer::read_function(std::string_view name, std::string_view arguments) {
  const FilterInput input = result_.value_or(FilterInput{});
  const double font_size = context_.style.font_size;
  arguments = base::trim_ascii_space(arguments);
  if (name == "blur") {
    const double deviation = arguments.empty() ? 0 : parse_length(arguments, 0, font_size).value_or(0);
    add({FilterStep::Blur{deviation, deviation}, {input}, false});
    return true;
  }
  if (name == "drop-shadow") {
    css::Color color = context_.style.color;
    std::vector<double> lengths;
    while (!(arguments = base::trim_ascii_space(arguments)).empty()) {
      // Up to a blank outside brackets.
      int depth = 0;
      std::size_t end = 0;
      for (; end < arguments.size() && (depth > 0 || arguments[end] != ' '); ++end)
        depth += arguments[end] == '(' ? 1 : arguments[end] == ')' ? -1 : 0;
      const std::string_view word = arguments.substr(0, end);
      if (const auto size = parse_length(word, 0, font_size))
        lengths.push_back(*size);
      else if (const auto own = css::parse_color(word))
        color = *own;
      else if (base::ascii_lowercase(word) != "currentcolor")
        return false;
      arguments.remove_prefix(end);
    }
    if (lengths.size() < 2 || lengths.size() > 3) return false;
    const double deviation = lengths.size() > 2 ? lengths[2] : 0;
    add_shadow(deviation, deviation, lengths[0], lengths[1], color, input, false);
    return true;
  }
  double amount = number_or(arguments, name == "hue-rotate" ? 0 : 1);
  if (is_percentage(arguments)) amount /= 100;
  const bool is_angle = name == "hue-rotate" && !arguments.ends_with("deg") && amount != 0;
  const auto matrix = color_function(name, amount);
  if (!matrix || is_angle) return false;
  add({FilterStep::Matrix{*matrix}, {input}, false});
  return true;
}

bool SvgFilterDrawer::read_filter(std::size_t filter) {
  const SvgElement& element = drawer_.document_.elements[filter];
  const bool in_user_space = element.attribute("filterUnits") == "userSpaceOnUse";
  is_step_of_box_ = element.attribute("primitiveUnits") == "objectBoundingBox";
  if (is_step_of_box_ && !box_) return false;
  const auto side = [&](std::string_view name, double base, double usual) {
    return parse_length(element.attribute(name), base, context_.style.font_size).value_or(usual * base);
  };
  const SvgViewport space = in_user_space ? context_.viewport : SvgViewport{1, 1};
  const double left = side("x", space.width, -0.1);
  const double top = side("y", space.height, -0.1);
  const double width = side("width", space.width, 1.2);
  const double height = side("height", space.height, 1.2);
  if (in_user_space)
    asked_region_ = PathBounds{left, top, left + std::max(0.0, width), top + std::max(0.0, height)};
  else
    margins_ = {left, top, std::max(0.0, width), std::max(0.0, height)};
  for (const SvgElement::Child& child : element.children) {
    if (child.element == 0) continue;
    const std::string& name = drawer_.document_.elements[child.element].name;
    if (name == "title" || name == "desc") continue;
    if (steps_.size() >= kMostSteps || !read_step(child.element)) {
      unsupported_ = "<" + name + "> in <filter>";
      return false;
    }
  }
  return true;
}

/// `color-interpolation-filters`, which is inherited: of the step, the filter, or the elements around it.
bool SvgFilterDrawer::is_linear(std::size_t step) const {
  for (std::size_t at = step; at != 0; at = drawer_.parents_[at]) {
    const std::string value =
        base::ascii_lowercase(drawer_.declared_value(drawer_.document_.elements[at], "color-interpolation-filters"));
    if (value == "srgb" || value == "linearrgb") return value == "linearrgb";
  }
  return true;
}

bool SvgFilterDrawer::read_step(std::size_t index) {
  const SvgElement& element = drawer_.document_.elements[index];
  const auto text = [&](std::string_view name) {
    return element.attribute(name);
  };
  const auto input = input_of(element, "in");
  if (!input) return false;
  FilterStep step{FilterStep::Merge{}, {*input}};
  step.is_linear = is_linear(index);
  step.area = area_of(element);
  const std::string& name = element.name;
  if (name == "feGaussianBlur") {
    const auto [across, down] = pair_of(text("stdDeviation"), 0);
    if (across < 0 || down < 0) return false;
    step.change = FilterStep::Blur{is_step_of_box_ ? across * (box_->right - box_->left) : across,
                                   is_step_of_box_ ? down * (box_->bottom - box_->top) : down};
  } else if (name == "feOffset") {
    step.change = FilterStep::Offset{length(element, "dx", false), length(element, "dy", true)};
  } else if (name == "feFlood") {
    step.change = FilterStep::Flood{flood_color(element)};
    step.inputs.clear();
  } else if (name == "feDropShadow") {
    const auto [across, down] = pair_of(text("stdDeviation"), 2);
    const bool has_x = !text("dx").empty();
    const bool has_y = !text("dy").empty();
    add_shadow(across, down, has_x ? length(element, "dx", false) : 2, has_y ? length(element, "dy", true) : 2,
               flood_color(element), *input, step.is_linear);
    if (const std::string_view result = text("result"); !result.empty())
      named_[std::string(result)] = steps_.size() - 1;
    return !is_step_of_box_;
  } else if (name == "feMerge") {
    step.inputs.clear();
    for (const SvgElement::Child& child : element.children) {
      if (child.element == 0 || drawer_.document_.elements[child.element].name != "feMergeNode") continue;
      const auto one = input_of(drawer_.document_.elements[child.element], "in");
      if (!one || step.inputs.size() >= kMostSteps) return false;
      step.inputs.push_back(*one);
    }
  } else if (name == "feBlend" || name == "feComposite") {
    const auto below = input_of(element, "in2");
    if (!below) return false;
    step.inputs.push_back(*below);
    if (name == "feBlend") {
      constexpr std::array<std::pair<std::string_view, BlendMode>, 17> kModes{{{"", BlendMode::Normal},
                                                                               {"normal", BlendMode::Normal},
                                                                               {"multiply", BlendMode::Multiply},
                                                                               {"screen", BlendMode::Screen},
                                                                               {"darken", BlendMode::Darken},
                                                                               {"lighten", BlendMode::Lighten},
                                                                               {"overlay", BlendMode::Overlay},
                                                                               {"color-dodge", BlendMode::ColorDodge},
                                                                               {"color-burn", BlendMode::ColorBurn},
                                                                               {"hard-light", BlendMode::HardLight},
                                                                               {"soft-light", BlendMode::SoftLight},
                                                                               {"difference", BlendMode::Difference},
                                                                               {"exclusion", BlendMode::Exclusion},
                                                                               {"hue", BlendMode::Hue},
                                                                               {"saturation", BlendMode::Saturation},
                                                                               {"color", BlendMode::Color},
                                                                               {"luminosity", BlendMode::Luminosity}}};
      const auto* const mode =
          std::find_if(kModes.begin(), kModes.end(), [&](const auto& one) { return one.first == text("mode"); });
      if (mode == kModes.end()) return false;
      step.change = FilterStep::Blend{mode->second};
    } else {
      constexpr std::array<std::pair<std::string_view, CompositeOperator>, 8> kOperators{
          {{"", CompositeOperator::Over},
           {"over", CompositeOperator::Over},
           {"in", CompositeOperator::In},
           {"out", CompositeOperator::Out},
           {"atop", CompositeOperator::Atop},
           {"xor", CompositeOperator::Xor},
           {"lighter", CompositeOperator::Lighter},
           {"arithmetic", CompositeOperator::Arithmetic}}};
      const auto* const one = std::find_if(kOperators.begin(), kOperators.end(),
                                           [&](const auto& o) { return o.first == text("operator"); });
      if (one == kOperators.end()) return false;
      step.change = FilterStep::Composite{
          one->second,
          {number_or(text("k1"), 0), number_or(text("k2"), 0), number_or(text("k3"), 0), number_or(text("k4"), 0)}};
    }
  } else if (name == "feColorMatrix") {
    const std::string_view type = text("type");
    const std::vector<double> values = parse_numbers(text("values"));
    ColorMatrix matrix = kIdentity;
    if (type == "saturate")
      matrix = saturation(values.empty() ? 1 : values.front());
    else if (type == "hueRotate")
      matrix = hue_rotation(values.empty() ? 0 : values.front());
    else if (type == "luminanceToAlpha")
      matrix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.2125, 0.7154, 0.0721, 0, 0};
    else if (values.size() == matrix.size())
      std::copy(values.begin(), values.end(), matrix.begin());
    else if (!values.empty())
      return false;
    step.change = FilterStep::Matrix{matrix};
  } else if (name == "feComponentTransfer") {
    constexpr std::array<std::string_view, 4> kFunctions{"feFuncR", "feFuncG", "feFuncB", "feFuncA"};
    std::array<ChannelTransfer, 4> channels;
    for (const SvgElement::Child& child : element.children) {
      if (child.element == 0) continue;
      const SvgElement& function = drawer_.document_.elements[child.element];
      const auto* const channel = std::find(kFunctions.begin(), kFunctions.end(), function.name);
      if (channel != kFunctions.end())
        channels[static_cast<std::size_t>(channel - kFunctions.begin())] = transfer_of(function);
    }
    step.change = FilterStep::Transfer{channels};
  } else if (name == "feMorphology") {
    const auto [across, down] = pair_of(text("radius"), 0);
    if (is_step_of_box_ || across < 0 || down < 0) return false;
    step.change = FilterStep::Grow{across, down, text("operator") != "dilate"};
  } else {
    return false;
  }
  const std::size_t made = add(std::move(step));
  if (const std::string_view result = text("result"); !result.empty()) named_[std::string(result)] = made;
  return true;
}

/// Without a name, the input is the result of the previous step. Returns nullopt for the background of the element and
/// for its paints.
std::optional<FilterInput> SvgFilterDrawer::input_of(const SvgElement& step, std::string_view name) {
  const std::string_view wanted = step.attribute(name);
  if (wanted == "SourceGraphic") return FilterInput{};
  if (wanted == "SourceAlpha") return FilterInput{FilterInput::Kind::Alpha};
  if (const auto found = named_.find(wanted); found != named_.end())
    return FilterInput{FilterInput::Kind::Step, found->second};
  constexpr std::array<std::string_view, 4> kOthers{"BackgroundImage", "BackgroundAlpha", "FillPaint", "StrokePaint"};
  if (std::find(kOthers.begin(), kOthers.end(), wanted) != kOthers.end()) return std::nullopt;
  return result_.value_or(FilterInput{});
}

std::size_t SvgFilterDrawer::add(FilterStep step) {
  steps_.push_back(std::move(step));
  result_ = FilterInput{FilterInput::Kind::Step, steps_.size() - 1};
  return steps_.size() - 1;
}

void SvgFilterDrawer::add_shadow(double deviation_x, double deviation_y, double x, double y, css::Color color,
                                 FilterInput input, bool is_linear) {
  using Kind = FilterInput::Kind;
  const std::size_t blurred =
      add({FilterStep::Blur{std::max(0.0, deviation_x), std::max(0.0, deviation_y)}, {input}, is_linear});
  const std::size_t moved = add({FilterStep::Offset{x, y}, {{Kind::Step, blurred}}, is_linear});
  const std::size_t flood = add({FilterStep::Flood{color}, {}, is_linear});
  const std::size_t shadow =
      add({FilterStep::Composite{CompositeOperator::In, {}}, {{Kind::Step, flood}, {Kind::Step, moved}}, is_linear});
  add({FilterStep::Merge{}, {{Kind::Step, shadow}, input}, is_linear});
}

css::Color SvgFilterDrawer::flood_color(const SvgElement& step) const {
  const std::string color = drawer_.declared_value(step, "flood-color");
  css::Color out = base::ascii_lowercase(color) == "currentcolor" ? context_.style.color
                                                                  : css::parse_color(color).value_or(css::kBlack);
  const std::string opacity = drawer_.declared_value(step, "flood-opacity");
  const double part = std::clamp(number_or(opacity, 1) / (is_percentage(opacity) ? 100 : 1), 0.0, 1.0);
  out.alpha = static_cast<std::uint8_t>(std::lround(out.alpha * part));
  return out;
}

double SvgFilterDrawer::length(const SvgElement& step, std::string_view name, bool is_down) const {
  const double value = number_or(step.attribute(name), 0);
  if (!is_step_of_box_) return value;
  return value * (is_down ? box_->bottom - box_->top : box_->right - box_->left);
}

std::optional<PathBounds> SvgFilterDrawer::area_of(const SvgElement& step) const {
  constexpr std::array<std::string_view, 4> kSides{"x", "y", "width", "height"};
  const bool has_any =
      std::any_of(kSides.begin(), kSides.end(), [&](std::string_view name) { return !step.attribute(name).empty(); });
  if (!has_any) return std::nullopt;
  constexpr double kFar = 1e6;
  const auto side = [&](std::string_view name, double base, double otherwise) {
    const auto value = parse_length(step.attribute(name), base, context_.style.font_size);
    return value && is_step_of_box_ ? *value * base : value.value_or(otherwise);
  };
  const bool of_box = is_step_of_box_ && box_;
  const double width = of_box ? box_->right - box_->left : context_.viewport.width;
  const double height = of_box ? box_->bottom - box_->top : context_.viewport.height;
  const double left = (of_box ? box_->left : 0) + side("x", width, -kFar);
  const double top = (of_box ? box_->top : 0) + side("y", height, -kFar);
  return PathBounds{left, top, left + side("width", width, 2 * kFar), top + side("height", height, 2 * kFar)};
}

bool SvgFilterDrawer::take_element_off() {
  FilterStep& last = steps_.back();
  const auto is_element = [](const FilterInput& input) {
    return input.kind == FilterInput::Kind::Element;
  };
  if (last.area) return false;
  if (std::holds_alternative<FilterStep::Merge>(last.change)) {
    if (last.inputs.empty() || !is_element(last.inputs.back())) return false;
    last.inputs.pop_back();
    return true;
  }
  const auto* const blend = std::get_if<FilterStep::Blend>(&last.change);
  const auto* const composite = std::get_if<FilterStep::Composite>(&last.change);
  const bool is_over = (blend != nullptr && blend->mode == BlendMode::Normal) ||
                       (composite != nullptr && composite->composite == CompositeOperator::Over);
  if (!is_over || !is_element(last.inputs.front())) return false;
  last.inputs.erase(last.inputs.begin());
  last.change = FilterStep::Merge{};
  return true;
}

// From steps to pixels.

std::optional<PathBounds> SvgFilterDrawer::region(const std::vector<DrawingItem>& items) const {
  const std::optional<PathBounds> drawn = bounds_of(items);
  PathBounds region;
  if (asked_region_) {
    region = placed_bounds(*asked_region_, context_.transform);
  } else {
    // Text has no box here: the area that it paints is used instead, which is as large.
    const std::optional<PathBounds> box = box_ ? std::optional(placed_bounds(*box_, context_.transform)) : drawn;
    if (!box) return std::nullopt;
    const double width = box->right - box->left;
    const double height = box->bottom - box->top;
    region.left = box->left + margins_[0] * width;
    region.top = box->top + margins_[1] * height;
    region.right = region.left + margins_[2] * width;
    region.bottom = region.top + margins_[3] * height;
  }
  // The results of steps extend no further than this, except floods.
  const bool has_flood = std::any_of(steps_.begin(), steps_.end(), [](const FilterStep& step) {
    return std::holds_alternative<FilterStep::Flood>(step.change) ||
           std::holds_alternative<FilterStep::Transfer>(step.change) ||
           std::holds_alternative<FilterStep::Matrix>(step.change);
  });
  if (!has_flood && !drawn) return std::nullopt;
  return PathBounds{std::max(region.left, 0.0), std::max(region.top, 0.0),
                    std::min(region.right, drawer_.drawing_.width), std::min(region.bottom, drawer_.drawing_.height)};
}

/// As sharp as print if anything sharp is shown; a shadow alone needs no more than its blur can show.
double SvgFilterDrawer::pixels_per_unit(const PathBounds& region, bool is_on_top) const {
  double scale = kPrinted;
  double blur = 0;
  for (const FilterStep& step : steps_) {
    if (const auto* const one = std::get_if<FilterStep::Blur>(&step.change))
      blur = std::max(blur, std::min(one->across, one->down));
  }
  constexpr double kPixelsOfBlur = 4;
  blur *= std::sqrt(std::abs(context_.transform.determinant()));
  if (is_on_top && blur > 0) scale = std::clamp(kPixelsOfBlur / blur, 1.0, kPrinted);
  const double area = std::max(1e-6, (region.right - region.left) * (region.bottom - region.top));
  return std::min(scale, std::sqrt(kMostPixels / (area * static_cast<double>(steps_.size() + 3))));
}

std::optional<FilterPixels> SvgFilterDrawer::run(const Pixels& element, double scale) {
  const FilterPixels source(element);
  std::vector<FilterPixels> results;
  for (const FilterStep& step : steps_) {
    drawer_.source_.sink->go_on();
    results.push_back(run_step(step, source, results, scale));
  }
  results.back().make_linear(false);
  return std::move(results.back());
}

FilterPixels SvgFilterDrawer::run_step(const FilterStep& step, const FilterPixels& element,
                                       const std::vector<FilterPixels>& results, double scale) const {
  const base::Transform& t = context_.transform;
  const double across = scale * (is_turned(t) ? scale_down(t) : scale_across(t));
  const double down = scale * (is_turned(t) ? scale_across(t) : scale_down(t));
  const auto take = [&](std::size_t number) {
    const FilterInput& input = step.inputs[number];
    FilterPixels pixels = input.kind == FilterInput::Kind::Step ? results[input.step] : element;
    if (input.kind == FilterInput::Kind::Alpha) pixels.keep_alpha();
    pixels.make_linear(step.is_linear);
    return pixels;
  };
  FilterPixels made(element.width(), element.height());
  made.make_linear(step.is_linear);
  if (!step.inputs.empty() && !std::holds_alternative<FilterStep::Merge>(step.change)) made = take(0);
  if (const auto* const blur = std::get_if<FilterStep::Blur>(&step.change)) {
    const bool is_turned_here = is_turned(t);
    made.blur((is_turned_here ? blur->down : blur->across) * across,
              (is_turned_here ? blur->across : blur->down) * down);
  } else if (const auto* const offset = std::get_if<FilterStep::Offset>(&step.change)) {
    made.shift(whole_pixels((t.a * offset->across + t.c * offset->down) * scale),
               whole_pixels((t.b * offset->across + t.d * offset->down) * scale));
  } else if (const auto* const flood = std::get_if<FilterStep::Flood>(&step.change)) {
    made.fill(flood->color);
  } else if (std::holds_alternative<FilterStep::Merge>(step.change)) {
    for (std::size_t i = 0; i < step.inputs.size(); ++i) {
      FilterPixels above = take(i);
      above.compose(made, CompositeOperator::Over);
      made = std::move(above);
    }
  } else if (const auto* const blend = std::get_if<FilterStep::Blend>(&step.change)) {
    made.blend(take(1), blend->mode);
  } else if (const auto* const composite = std::get_if<FilterStep::Composite>(&step.change)) {
    made.compose(take(1), composite->composite, composite->k);
  } else if (const auto* const matrix = std::get_if<FilterStep::Matrix>(&step.change)) {
    made.multiply(matrix->matrix);
  } else if (const auto* const transfer = std::get_if<FilterStep::Transfer>(&step.change)) {
    made.transfer(transfer->channels);
  } else if (const auto* const grow = std::get_if<FilterStep::Grow>(&step.change)) {
    made.grow(whole_pixels(grow->across * across), whole_pixels(grow->down * down), grow->shrinks);
  }
  if (step.area) made.keep(pixel_area(*step.area, scale));
  return made;
}

PixelArea SvgFilterDrawer::pixel_area(const PathBounds& area, double scale) const {
  const PathBounds placed = placed_bounds(area, context_.transform);
  const auto pixel = [&](double at, double from) {
    return whole_pixels((at - from) * scale);
  };
  return {pixel(placed.left, region_.left), pixel(placed.top, region_.top), pixel(placed.right, region_.left),
          pixel(placed.bottom, region_.top)};
}

}  // namespace gongwen::images
