// DrawingWriter: a drawing as a form XObject (ISO 32000-1 section 8.10), in px with y down, as drawings count.
#pragma once

#include "pdf/document/detail/content_operators.h"
#include "pdf/document/detail/image_writer.h"
#include "pdf/document/detail/resource_names.h"

#include <vector>

namespace gongwen::pdf {

class DrawingWriter {
 public:
  DrawingWriter(const images::Drawing& drawing, ImageWriter& images, FileWriter& file)
      : drawing_(drawing), images_(images), file_(file) {}

  ObjectNumber write();

 private:
  /// A content stream that is being written: the form itself, or a group in it.
  struct Level {
    std::string content;
    ResourceNames names;
    double opacity = 1;
    StateLevels states;
  };

  void play(const images::FillShape& item);
  void play(const images::StrokeShape& item);
  void play(const images::DrawRaster& item);
  void play(const images::BeginClip& item);
  void play(const images::EndClip&);
  void play(const images::BeginGroup& item);
  void play(const images::EndGroup&);

  enum class Use : std::uint8_t { Fill, Stroke };
  void set_paint(const images::Paint& paint, Use use);
  void set_opacity(int thousandths);
  ObjectNumber write_form(const Level& level, bool is_group);
  ObjectNumber gradient_pattern(const images::Gradient& gradient, const base::Transform& transform);
  /// A graphics state that lets a gradient's own opacities through.
  ObjectNumber gradient_mask(const images::Gradient& gradient);
  std::string shading(const images::Gradient& gradient, bool of_alpha);
  std::string& out() { return levels_.back().content; }
  ResourceNames& names() { return levels_.back().names; }

  const images::Drawing& drawing_;
  ImageWriter& images_;
  FileWriter& file_;
  std::vector<Level> levels_;
  std::vector<ObjectNumber> rasters_;  // by index; none: not written yet
};

}  // namespace gongwen::pdf
