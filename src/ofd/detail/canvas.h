// Canvas: the objects of a page, in painting order, as elements of OFD. Whoever draws works in px, under transforms,
// clips and groups, as in the display list; OFD has none of them that all readers know, so that they are worked into
// each object.
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

/// What OFD, or this profile of it, cannot hold.
enum class LeftOut : std::uint8_t { GroupOpacity, OuterLink, ManyTiles };
/// Where each was met first.
using LeftOuts = std::map<LeftOut, diagnostics::OriginId>;

/// What an area or a line is drawn with.
struct CanvasPaint {
  css::Color color;
  const images::Gradient* gradient = nullptr;  // of the drawing's space; its alpha is that of `color`
};

class Canvas {
 public:
  /// Elements are added to `out`.
  Canvas(Identifiers& identifiers, LeftOuts& left_out, std::string& out)
      : identifiers_(identifiers), left_out_(left_out), out_(out) {}

  void push_transform(const base::Transform& transform);
  void pop_transform() { transforms_.pop_back(); }
  void push_clip(const base::Path& path, base::FillRule rule);
  void pop_clip() { clips_.pop_back(); }
  void push_group(double opacity);
  /// What is drawn next comes from here.
  void set_origin(diagnostics::OriginId origin) { origin_ = origin; }
  void pop_group();
  /// The next text is another object, even where it continues a paragraph.
  void finish_text();
  /// All rectangles so far have their numbers.
  void finish_rectangles();
  /// Where the numbers of the objects that follow are put down; null: nowhere.
  void collect(std::vector<Identifier>* objects) { collected_ = objects; }

  void fill(const base::Path& path, base::FillRule rule, const CanvasPaint& paint);
  void fill(const Box& box, css::Color color);
  void stroke(const base::Path& path, const base::StrokeStyle& style, const CanvasPaint& paint);
  /// The unit square, y down, under a transform.
  void image(Identifier resource, const base::Transform& transform);
  /// Takes what it keeps, and leaves some other text in its place, whose room can be used again.
  void text(TextPiece& piece);

  /// All objects so far are in `out`.
  void finish();

 private:
  struct Clip {
    base::Path path;  // of the page
    Box box;          // around it
    bool is_rectangle = false;
  };
  struct Group {
    double opacity = 1;
    std::size_t first_box = 0;          // in `painted_`
    diagnostics::OriginId origin = {};  // of its first object
  };

  /// Rectangles of one colour, one after the other, which become one object.
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
