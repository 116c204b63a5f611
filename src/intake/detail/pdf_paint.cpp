#include "intake/detail/pdf_paint.h"

#include <algorithm>
#include <charconv>
#include <cmath>

// Colours, paths, grounds and layers, reduced to what visibility needs. A colour is its lightness, an area a rectangle:
// a text is visible if its ink stands out from the topmost area below it. Whatever cannot be reduced counts as unknown
// and never hides anything.
namespace gongwen::intake {
namespace {

constexpr std::size_t kMaxPoints = 100'000;
constexpr std::size_t kMaxAreas = 10'000;
/// Texts whose lightness differs less from the ground are invisible; yellow on white is above the limit.
constexpr double kLeastContrast = 0.08;
constexpr double kRoom = 0.05;  // points, for comparisons of corners

/// 0 for anything that is not a number.
double component_of(const PdfObject& object) {
  const std::string text = object.number();
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

bool is_within(const PdfRectangle& inner, const PdfRectangle& outer) {
  return inner.left >= outer.left - kRoom && inner.right <= outer.right + kRoom &&
         inner.bottom >= outer.bottom - kRoom && inner.top <= outer.top + kRoom;
}

void grow(PdfRectangle& rect, const PaintPoint& point) {
  rect.left = std::min(rect.left, point.x);
  rect.right = std::max(rect.right, point.x);
  rect.bottom = std::min(rect.bottom, point.y);
  rect.top = std::max(rect.top, point.y);
}

PdfRectangle around(const std::vector<PaintPoint>& points) {
  PdfRectangle rect{points.front().x, points.front().y, points.front().x, points.front().y};
  for (const PaintPoint& point : points) grow(rect, point);
  return rect;
}

}  // namespace

PdfRectangle PaintMatrix::apply(const PdfRectangle& rect) const {
  return around({apply(rect.left, rect.bottom), apply(rect.right, rect.bottom), apply(rect.left, rect.top),
                 apply(rect.right, rect.top)});
}

PaintMatrix operator*(const PaintMatrix& inner, const PaintMatrix& outer) {
  return {inner.a * outer.a + inner.b * outer.c,           inner.a * outer.b + inner.b * outer.d,
          inner.c * outer.a + inner.d * outer.c,           inner.c * outer.b + inner.d * outer.d,
          inner.e * outer.a + inner.f * outer.c + outer.e, inner.e * outer.b + inner.f * outer.d + outer.f};
}

PaintMatrix read_matrix(const PdfObject& array) {
  if (array.size() != 6) return {};
  const auto at = [&array](std::size_t i) {
    return component_of(array.at(i));
  };
  return {at(0), at(1), at(2), at(3), at(4), at(5)};
}

std::optional<PaintMatrix> appearance_matrix(const PdfObject& appearance, const PdfRectangle& rect) {
  // ISO 32000-2, 12.5.5: the transformed box of the appearance is scaled and moved onto the rectangle of
  // the annotation.
  const auto box = read_rectangle(appearance.get("/BBox"));
  if (!box) return std::nullopt;
  const PaintMatrix own = read_matrix(appearance.get("/Matrix"));
  const PdfRectangle shown = own.apply(*box);
  const double width = shown.right - shown.left;
  const double height = shown.top - shown.bottom;
  if (width <= 0 || height <= 0) return std::nullopt;
  const double across = (rect.right - rect.left) / width;
  const double up = (rect.top - rect.bottom) / height;
  return own * PaintMatrix{across, 0, 0, up, rect.left - shown.left * across, rect.bottom - shown.bottom * up};
}

bool stands_out(const PaintInk& ink, const PaintInk& ground) {
  if (ink.is_nothing) return false;
  if (!ink.is_known || !ground.is_known) return true;
  return std::abs(ink.light - ground.light) >= kLeastContrast;
}

PaintInk blended(std::string_view mode, const PaintInk& ink, const PaintInk& ground) {
  if (!ink.is_known || !ground.is_known) return ink;
  // The formulas of ISO 32000-2, 11.3.5, for one component: `s` is the source, `b` the backdrop.
  const double s = ink.light;
  const double b = ground.light;
  const auto hard = [](double below, double above) {
    return above <= 0.5 ? 2 * below * above : 1 - 2 * (1 - below) * (1 - above);
  };
  PaintInk out = ink;
  if (mode == "Multiply") out.light = b * s;
  if (mode == "Screen") out.light = b + s - b * s;
  if (mode == "Overlay") out.light = hard(s, b);
  if (mode == "HardLight") out.light = hard(b, s);
  if (mode == "Darken") out.light = std::min(b, s);
  if (mode == "Lighten") out.light = std::max(b, s);
  if (mode == "Difference") out.light = std::abs(b - s);
  if (mode == "Exclusion") out.light = b + s - 2 * b * s;
  if (mode == "ColorDodge") out.light = s >= 1 ? 1 : std::min(1.0, b / (1 - s));
  if (mode == "ColorBurn") out.light = b >= 1 ? 1 : s <= 0 ? 0 : 1 - std::min(1.0, (1 - b) / s);
  if (mode == "SoftLight") out.light = s <= 0.5 ? b - (1 - 2 * s) * b * (1 - b) : b + (2 * s - 1) * (std::sqrt(b) - b);
  // These modes keep the lightness of the ground.
  if (mode == "Hue" || mode == "Saturation" || mode == "Color") out.light = b;
  return out;
}

PaintSpace::Model PaintSpace::model_of_name(std::string_view name) {
  if (name == "DeviceGray" || name == "CalGray" || name == "G") return Model::Gray;
  if (name == "DeviceRGB" || name == "CalRGB" || name == "RGB") return Model::Rgb;
  if (name == "DeviceCMYK" || name == "CMYK") return Model::Cmyk;
  return Model::Unknown;
}

PaintSpace::Model PaintSpace::model_of(const PdfObject& space) {
  if (space.is_name()) return model_of_name(space.name());
  const std::string family = space.at(0).name();
  // Spot colours: full tint counts as dark, no tint as white.
  if (family == "Separation" || family == "DeviceN") return space.at(1).name() == "None" ? Model::Unknown : Model::Tint;
  if (family != "ICCBased") return model_of_name(family);
  switch (space.at(1).get("/N").integer().value_or(0)) {
    case 1: return Model::Gray;
    case 3: return Model::Rgb;
    case 4: return Model::Cmyk;
    default: return Model::Unknown;
  }
}

PaintSpace::PaintSpace(std::string_view name, const PdfObject& resources) : model_(model_of_name(name)) {
  if (model_ != Model::Unknown) return;
  const PdfObject own = resources.get("/ColorSpace").get("/" + std::string(name));
  if (!own.is_null()) model_ = model_of(own);
}

PaintInk PaintSpace::initial() const { return {0, model_ != Model::Unknown, true, false}; }

PaintInk PaintSpace::ink(const std::vector<double>& components) const {
  const auto at = [&components](std::size_t i) {
    return i < components.size() ? std::clamp(components[i], 0.0, 1.0) : 0.0;
  };
  PaintInk ink;
  switch (model_) {
    case Model::Gray: ink.light = at(0); break;
    // The usual weights of red, green and blue (10.3.2); other spaces are converted by their simplest formulas.
    case Model::Rgb: ink.light = 0.299 * at(0) + 0.587 * at(1) + 0.114 * at(2); break;
    case Model::Cmyk: {
      const double key = 1 - at(3);
      ink.light = 0.299 * (1 - at(0)) * key + 0.587 * (1 - at(1)) * key + 0.114 * (1 - at(2)) * key;
      break;
    }
    case Model::Tint:
      ink.light = 1;
      for (std::size_t i = 0; i < components.size(); ++i) ink.light = std::min(ink.light, 1 - at(i));
      break;
    case Model::Unknown: ink.is_known = false; break;
  }
  return ink;
}

void PaintPath::move(const PaintPoint& to) {
  if (++points_ > kMaxPoints) return;
  parts_.push_back({{to}, true});
}

void PaintPath::line(const PaintPoint& to) {
  if (++points_ > kMaxPoints) return;
  if (parts_.empty()) return move(to);
  parts_.back().points.push_back(to);
}

void PaintPath::curve(const PaintPoint& one, const PaintPoint& two, const PaintPoint& to) {
  line(one);
  line(two);
  line(to);
  if (!parts_.empty()) parts_.back().is_straight = false;
}

void PaintPath::rectangle(const PaintMatrix& place, double x, double y, double width, double height) {
  move(place.apply(x, y));
  line(place.apply(x + width, y));
  line(place.apply(x + width, y + height));
  line(place.apply(x, y + height));
}

void PaintPath::clear() {
  parts_.clear();
  points_ = 0;
}

PdfRectangle PaintPath::bounds() const {
  PdfRectangle rect = around(parts_.front().points);
  for (const Part& part : parts_) {
    for (const PaintPoint& point : part.points) grow(rect, point);
  }
  return rect;
}

std::optional<PdfRectangle> PaintPath::rectangle_of(const Part& part) {
  if (!part.is_straight || part.points.size() < 4 || part.points.size() > 5) return std::nullopt;
  const PdfRectangle rect = around(part.points);
  for (const PaintPoint& point : part.points) {
    const bool on_side = std::abs(point.x - rect.left) < kRoom || std::abs(point.x - rect.right) < kRoom;
    const bool on_end = std::abs(point.y - rect.bottom) < kRoom || std::abs(point.y - rect.top) < kRoom;
    if (!on_side || !on_end) return std::nullopt;
  }
  return rect;
}

std::vector<PdfRectangle> PaintPath::filled_rectangles() const {
  constexpr std::size_t kMost = 32;  // each is compared with each
  std::vector<PdfRectangle> found;
  if (parts_.size() > kMost) return found;
  for (const Part& part : parts_) {
    const auto rect = rectangle_of(part);
    if (!rect) return {};
    found.push_back(*rect);
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (std::size_t j = 0; j < found.size(); ++j) {
      // A rectangle within another may be a hole in it.
      if (i != j && is_within(found[i], found[j])) return {};
    }
  }
  return found;
}

bool PaintPath::is_upright() const {
  return std::all_of(parts_.begin(), parts_.end(), [](const Part& part) {
    for (std::size_t i = 0; i + 1 < part.points.size(); ++i) {
      const PaintPoint& one = part.points[i];
      const PaintPoint& other = part.points[i + 1];
      if (std::abs(one.x - other.x) >= kRoom && std::abs(one.y - other.y) >= kRoom) return false;
    }
    return part.is_straight;
  });
}

std::vector<PdfRectangle> PaintPath::stroked_rectangles(double width) const {
  std::vector<PdfRectangle> found;
  for (const Part& part : parts_) {
    for (std::size_t i = 0; i + 1 < part.points.size(); ++i) {
      const PdfRectangle line = around({part.points[i], part.points[i + 1]});
      const bool is_upright = line.right - line.left < kRoom || line.top - line.bottom < kRoom;
      if (is_upright) found.push_back(line.grown(width / 2));
    }
  }
  return found;
}

void PaintGround::add(const PdfRectangle& rect, const PaintInk& ink) {
  if (areas_.size() < kMaxAreas) areas_.push_back({rect, ink});
}

PaintInk PaintGround::at(const PaintPoint& point) const {
  // The area painted last is on top; without any, the paper is white.
  for (std::size_t i = areas_.size(); i-- > 0;) {
    const PdfRectangle& rect = areas_[i].rect;
    if (point.x >= rect.left && point.x <= rect.right && point.y >= rect.bottom && point.y <= rect.top) {
      return areas_[i].ink;
    }
  }
  return {1, true, true, false};
}

PdfLayers::PdfLayers(const PdfObject& root) {
  const PdfObject shown = root.get("/OCProperties").get("/D");
  base_off_ = shown.get("/BaseState").name() == "OFF";
  static constexpr std::size_t kMost = 10'000;
  const auto read = [](const PdfObject& list, std::set<int>& into) {
    for (std::size_t i = 0; i < std::min(list.size(), kMost); ++i) into.insert(list.at(i).id());
  };
  read(shown.get("/ON"), on_);
  read(shown.get("/OFF"), off_);
  // Layers that viewers switch by their usage (8.11.4.4).
  const PdfObject automatic = shown.get("/AS");
  for (std::size_t i = 0; i < std::min(automatic.size(), kMost); ++i) {
    const PdfObject groups = automatic.at(i).get("/OCGs");
    if (automatic.at(i).get("/Event").name() != "View") continue;
    for (std::size_t k = 0; k < std::min(groups.size(), kMost) && off_.size() < kMost; ++k) {
      const PdfObject group = groups.at(k);
      if (group.get("/Usage").get("/View").get("/ViewState").name() == "OFF") off_.insert(group.id());
    }
  }
}

bool PdfLayers::is_group_off(const PdfObject& group) const {
  const int id = group.id();
  return off_.contains(id) || (base_off_ && !on_.contains(id));
}

/// Evaluates a visibility expression (8.11.2.2). If it is not understood, the content counts as shown.
bool PdfLayers::is_shown(const PdfObject& expression, int depth) const {
  constexpr int kMostDepth = 16;
  constexpr std::size_t kMost = 1'000;
  if (expression.is_dictionary()) return !is_group_off(expression);
  if (!expression.is_array() || depth > kMostDepth) return true;
  const std::string operation = expression.at(0).name();
  const std::size_t count = std::min(expression.size(), kMost);
  if (operation == "Not") return count < 2 || !is_shown(expression.at(1), depth + 1);
  std::size_t shown = 0;
  for (std::size_t i = 1; i < count; ++i) shown += is_shown(expression.at(i), depth + 1);
  return operation == "Or" ? shown > 0 : shown + 1 >= count;
}

bool PdfLayers::is_off(const PdfObject& layer) const {
  if (!layer.is_dictionary()) return false;
  if (layer.get("/Type").name() != "OCMD") return is_group_off(layer);
  // A visibility expression takes precedence over groups and policy (ISO 32000-2, 8.11.2.2).
  if (const PdfObject expression = layer.get("/VE"); expression.size() > 0) return !is_shown(expression, 0);
  const PdfObject groups = layer.get("/OCGs");
  const std::string policy = layer.get("/P").name();
  constexpr std::size_t kMost = 1'000;
  std::size_t off = 0;
  const std::size_t count = groups.is_dictionary() ? 1 : std::min(groups.size(), kMost);
  for (std::size_t i = 0; i < count; ++i) off += is_group_off(groups.is_dictionary() ? groups : groups.at(i));
  if (count == 0) return false;
  if (policy == "AllOn") return off > 0;
  if (policy == "AnyOff") return off == 0;
  if (policy == "AllOff") return off < count;
  return off == count;  // AnyOn
}

}  // namespace gongwen::intake
