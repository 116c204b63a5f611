// The painting of a content stream, as far as it affects visibility: positions, colours, clipping, and painting order
// (ISO 32000-2, clauses 8.3 to 8.6 and 11).
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
  /// The bounding box of the transformed rectangle.
  PdfRectangle apply(const PdfRectangle& rect) const;
};

/// Applies `inner` first, then `outer`.
PaintMatrix operator*(const PaintMatrix& inner, const PaintMatrix& outer);

/// A matrix from an array of six numbers; the identity for anything else.
PaintMatrix read_matrix(const PdfObject& array);

/// The placement of an annotation's appearance (ISO 32000-2, 12.5.5); nullopt if the appearance has no BBox.
std::optional<PaintMatrix> appearance_matrix(const PdfObject& appearance, const PdfRectangle& rect);

// The lightness of a colour, to decide whether it is visible against its background.

struct PaintInk {
  double light = 0;  // 0: black, 1: white
  bool is_known = true;
  bool is_opaque = true;
  bool is_nothing = false;  // fully transparent
};

/// The result of a blend mode (ISO 32000-2, 11.3.5) on a background. An unknown mode leaves the ink unchanged.
PaintInk blended(std::string_view mode, const PaintInk& ink, const PaintInk& ground);

/// Whether ink is visible against a background; assumed for unknown colours.
bool stands_out(const PaintInk& ink, const PaintInk& ground);

class PaintSpace {
 public:
  PaintSpace() = default;
  /// Resolves the name of a colour space, which may be defined in the resources.
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

/// The current path, in units of the page.
class PaintPath {
 public:
  void move(const PaintPoint& to);
  void line(const PaintPoint& to);
  void curve(const PaintPoint& one, const PaintPoint& two, const PaintPoint& to);
  void rectangle(const PaintMatrix& place, double x, double y, double width, double height);
  void clear();

  bool is_empty() const { return parts_.empty(); }
  /// The bounding box; the path must not be empty.
  PdfRectangle bounds() const;
  /// The axis-parallel rectangles that the path fills, if it has nothing else and no rectangle is inside another.
  std::vector<PdfRectangle> filled_rectangles() const;
  /// Whether all lines are straight and axis-parallel.
  bool is_upright() const;
  /// The bounding box of each straight or curved segment stroked with this width.
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

/// Everything painted so far, topmost last.
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

// Optional content (layers, ISO 32000-2, 8.11): which groups are hidden when the file is opened.

class PdfLayers {
 public:
  PdfLayers() = default;
  explicit PdfLayers(const PdfObject& root);

  /// Whether content of a group, or of a membership dictionary, is hidden.
  bool is_off(const PdfObject& layer) const;
  /// Whether the document names the object as hidden, whatever type it states: viewers find groups by reference.
  bool is_listed_off(const PdfObject& object) const { return object.id() != 0 && off_.contains(object.id()); }

 private:
  bool is_group_off(const PdfObject& group) const;
  bool is_shown(const PdfObject& expression, int depth) const;

  bool base_off_ = false;
  std::set<int> on_;
  std::set<int> off_;
};

}  // namespace gongwen::intake
