// The place and the look of shapes, text boxes and pictures: in DrawingML (20.1, 20.4) and in VML (19.1).
#pragma once

#include "package/xml_events.h"
#include "word/detail/elements.h"
#include "word/document.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::word {

/// Reads the contents of a drawing, element by element. Shapes in groups get places of their own.
class ShapeReader {
 public:
  /// A drawing begins.
  void begin();
  /// A shape of the drawing begins, which may be in a group.
  void begin_shape();
  /// An element of a drawing. Returns whether it said something about the shape that is read.
  bool read(Name name, Name parent, Name around, const package::XmlAttributes& attributes);
  /// The text of an element that gives an offset or an alignment.
  void read_place_text(Name name, const std::string& text);
  void end(Name name);

  ShapeBox box;
  std::string description;

 private:
  /// The coordinates that are used in a group.
  struct Group {
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;
    double child_x = 0;
    double child_y = 0;
    double child_width = 0;
    double child_height = 0;
    double scale_x() const { return child_width > 0 && width > 0 ? width / child_width : 1; }
    double scale_y() const { return child_height > 0 && height > 0 ? height / child_height : 1; }
  };

  bool read_place(Name name, const package::XmlAttributes& attributes);
  void read_transform(Name name, Name around, const package::XmlAttributes& attributes);
  void read_color(Name around, Name parent, std::string color);
  void read_vml(Name name, const package::XmlAttributes& attributes);
  void read_style(std::string_view style);
  void place_in_groups(double x, double y);
  void size_in_groups(double width, double height);

  DrawingPlace outer_;  // of the whole drawing
  std::vector<Group> groups_;
  bool is_horizontal_ = false;  // the position that is read is the horizontal one
  bool has_line_ = false;
  bool has_fill_ = false;
};

}  // namespace gongwen::word
