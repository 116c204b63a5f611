// Canvas: writes the objects of a page as OFD elements, in painting order. Callers draw in px under transforms, clips
// and groups, as in the display list; since not all OFD readers support these, they are applied to each object.
//   Canvas canvas(identifiers, left_out, page);
//   canvas.push_transform(picture.shown);
//   canvas.fill(path, rule, {color});
//   canvas.finish();
#pragma once

#include "base/path.h"
#include "diagnostics/origin.h"
#include "images/image_set.h"
#include "ofd/detail/ofd_text.h"
#include "ofd/detail/strokes.h"
#include "ofd/detail/text_object.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace gongwen::ofd {

class Identifiers {
 public:
  Identifier next() { return ++last_; }
  Identifier last() const { return last_; }

 private:
  Identifier last_ = 0;
};

/// Features that OFD, or the chosen profile, cannot express.
enum class LeftOut : std::uint8_t { GroupOpacity, OuterLink, ManyTiles, Mask };
/// The first occurrence of each.
using LeftOuts = std::map<LeftOut, diagnostics::OriginId>;

/// The colour or gradient of an area or line.
struct CanvasPaint {
  css::Color color;
  const images::Gradient* gradient = nullptr;  // in the drawing's space; uses the alpha of `color`
};

class Canvas {
 public:
  /// Elements are appended to `out`.
  Canvas(Identifiers& identifiers, LeftOuts& left_out, std::string& out)
      : identifiers_(identifiers), left_out_(left_out), out_(out) {}

  void push_transform(const base::Transform& transform);
  void pop_transform() { transforms_.pop_back(); }
  void push_clip(const base::Path& path, base::FillRule rule);
  void pop_clip() { clips_.pop_back(); }
  void push_group(double opacity);
  /// Sets the origin of the following objects.
  void set_origin(diagnostics::OriginId origin) { origin_ = origin; }
  void pop_group();
  /// Records that the following object lacks something.
  void leave_out(LeftOut what) { left_out_.try_emplace(what, origin_); }
  /// Ends the current text object, even if the next text would continue its paragraph.
  void finish_text();
  /// Ends the current rectangles, so that their ID is assigned.
  void finish_rectangles();
  /// Where the IDs of the following objects are recorded; null: nowhere.
  void collect(std::vector<Identifier>* objects) { collected_ = objects; }

  void fill(const base::Path& path, base::FillRule rule, const CanvasPaint& paint);
  void fill(const Box& box, css::Color color);
  void stroke(const base::Path& path, const base::StrokeStyle& style, const CanvasPaint& paint);
  /// Draws an image over the unit square, y down, under a transform.
  void image(Identifier resource, const base::Transform& transform);
  /// Takes over the contents of `piece` and leaves a used one, whose memory can be reused.
  void text(TextPiece& piece);

  /// Writes all pending objects to `out`.
  void finish();

 private:
  struct Clip {
    base::Path path;  // in page coordinates
    Box box;          // its bounding box
    bool is_rectangle = false;
  };
  struct Group {
    double opacity = 1;
    std::size_t first_box = 0;          // index in `painted_`
    diagnostics::OriginId origin = {};  // of its first object
  };

  /// Consecutive rectangles of one colour, which become one object.
  struct Rectangles {
    Identifier identifier = 0;
    std::vector<Box> boxes;
    css::Color color;
    std::vector<Identifier>* collected = nullptr;
  };

  /// Text that the next line may continue.
  struct OpenText {
    Identifier identifier = 0;
    TextPiece piece;
    base::Transform to_page;
    const std::vector<Identifier>* collected = nullptr;
  };

  base::Transform transform() const { return transforms_.empty() ? base::Transform{} : transforms_.back(); }
  Box clipped(const Box& box) const;
  css::Color visible_color(css::Color color, const Box& box);
  double group_opacity() const;
  int group_alpha(int alpha) const;
  bool is_over_paper(const Box& box, std::size_t count) const;
  void note_painted(const Box& box);
  void open(std::string_view element, const Boundary& boundary);
  void start_element(std::string_view element, Identifier identifier, const Boundary& boundary);
  void append_text(Identifier identifier, const TextPiece& piece, const base::Transform& to_page, const Box& box);
  void append_clips(const Box& box, const Boundary& boundary, const base::Transform& matrix);
  void append_paint(std::string_view name, const CanvasPaint& paint, const Box& box, const Boundary& boundary);
  void append_gradient(const images::Gradient& gradient, double opacity, const Boundary& boundary);
  Identifier next_identifier();
  bool is_cut(const Box& box) const;
  void add_rectangle(const Box& box, css::Color color);
  void append_frames(Identifier identifier, const Frames& frames, css::Color color);
  void append_boxes(Identifier identifier, const base::Path& boxes, css::Color color);
  void fill_on_page(const base::Path& path, base::FillRule rule, const CanvasPaint& paint);

  Identifiers& identifiers_;
  LeftOuts& left_out_;
  std::string& out_;
  std::vector<base::Transform> transforms_;
  std::vector<Clip> clips_;
  std::vector<Group> groups_;
  std::vector<Box> painted_;
  Rectangles rectangles_;
  OpenText text_;
  TextContentWriter text_writer_;
  std::vector<Identifier>* collected_ = nullptr;
  diagnostics::OriginId origin_;
};

}  // namespace gongwen::ofd
