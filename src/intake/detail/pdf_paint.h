// What a content stream paints, as far as it decides what is seen: places, colours, clipping, and what lies over what
// (ISO 32000-1, clauses 8.3 to 8.6 and 11).
#pragma once

#include "intake/detail/pdf_library.h"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::intake {

struct PaintPoint {
  double x = 0;
  double y = 0;
};

struct PaintMatrix {
  double a = 1, b = 0, c = 0, d = 1, e = 0, f = 0;

  PaintPoint apply(double x, double y) const { return {a * x + c * y + e, b * x + d * y + f}; }
  /// The smallest upright rectangle around a transformed one.
  PdfRectangle apply(const PdfRectangle& rect) const;
};

/// First `inner`, then `outer`.
PaintMatrix operator*(const PaintMatrix& inner, const PaintMatrix& outer);

/// The matrix of an entry with six numbers; the identity for all else.
PaintMatrix read_matrix(const PdfObject& array);

/// Where an annotation puts its appearance (ISO 32000-1, 12.5.5); nothing for an appearance without a box.
std::optional<PaintMatrix> appearance_matrix(const PdfObject& appearance, const PdfRectangle& rect);

// How light a colour is: enough to know whether something is seen before its ground.

struct PaintInk {
  double light = 0;  // 0: black, 1: white
  bool is_known = true;
  bool is_opaque = true;
  bool is_nothing = false;  // fully transparent
};

/// What a blend mode (ISO 32000-1, 11.3.5) makes of ink on a ground. An unknown mode leaves it as it is.
PaintInk blended(std::string_view mode, const PaintInk& ink, const PaintInk& ground);

/// Whether ink can be seen on a ground; of an unknown colour it is assumed.
bool stands_out(const PaintInk& ink, const PaintInk& ground);

class PaintSpace {
 public:
  PaintSpace() = default;
  /// Of the name of a colour space, which may be one of the resources.
  PaintSpace(std::string_view name, const PdfObject& resources);

  PaintInk initial() const;
  PaintInk ink(const std::vector<double>& components) const;

  static PaintSpace gray() { return PaintSpace(Model::Gray); }
  static PaintSpace rgb() { return PaintSpace(Model::Rgb); }
  static PaintSpace cmyk() { return PaintSpace(Model::Cmyk); }

 private:
  enum class Model : std::uint8_t { Gray, Rgb, Cmyk, Tint, Unknown };
  explicit PaintSpace(Model model) : model_(model) {}
  static Model model_of(const PdfObject& space);
  static Model model_of_name(std::string_view name);

  Model model_ = Model::Gray;
};

/// The path that is being built, in the units of the page.
class PaintPath {
 public:
  void move(const PaintPoint& to);
  void line(const PaintPoint& to);
  void curve(const PaintPoint& one, const PaintPoint& two, const PaintPoint& to);
  void rectangle(const PaintMatrix& place, double x, double y, double width, double height);
  void clear();

  bool is_empty() const { return parts_.empty(); }
  /// Around all of it; only if it is not empty.
  PdfRectangle bounds() const;
  /// The upright rectangles that it fills, if it consists of nothing else and none of them lies in another.
  std::vector<PdfRectangle> filled_rectangles() const;
  /// Whether all its lines are straight, and level or upright.
  bool is_upright() const;
  /// Around each straight or curved stroke of this width.
  std::vector<PdfRectangle> stroked_rectangles(double width) const;

 private:
  struct Part {
    std::vector<PaintPoint> points;
    bool is_straight = true;
  };
  static std::optional<PdfRectangle> rectangle_of(const Part& part);

  std::vector<Part> parts_;
  std::size_t points_ = 0;
};

/// What has been painted, the last on top.
class PaintGround {
 public:
  void add(const PdfRectangle& rect, const PaintInk& ink);
  PaintInk at(const PaintPoint& point) const;

 private:
  struct Area {
    PdfRectangle rect;
    PaintInk ink;
  };
  std::vector<Area> areas_;
};

// Layers (ISO 32000-1, 8.11): which of them are off when the file is opened.

class PdfLayers {
 public:
  PdfLayers() = default;
  explicit PdfLayers(const PdfObject& root);

  /// Whether what belongs to a layer, or to a membership in layers, is not shown.
  bool is_off(const PdfObject& layer) const;

 private:
  bool is_group_off(const PdfObject& group) const;
  bool is_shown(const PdfObject& expression, int depth) const;

  bool base_off_ = false;
  std::set<int> on_;
  std::set<int> off_;
};

}  // namespace gongwen::intake
