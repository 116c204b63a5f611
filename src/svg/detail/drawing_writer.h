// DrawingWriter: a drawing of paths as the content of a group, in the drawing's own coordinates.
#pragma once

#include "svg/detail/definitions.h"

#include <string>
#include <vector>

namespace gongwen::svg {

class DrawingWriter {
 public:
  /// `rasters` are the identifiers of the drawing's raster images.
  DrawingWriter(const images::Drawing& drawing, const std::vector<std::string>& rasters, Definitions& definitions)
      : drawing_(drawing), rasters_(rasters), definitions_(definitions) {}

  std::string write();

 private:
  void play(const images::FillShape& item);
  void play(const images::StrokeShape& item);
  void play(const images::DrawRaster& item);
  void play(const images::BeginClip& item);
  void play(const images::EndClip& item);
  void play(const images::BeginGroup& item);
  void play(const images::EndGroup& item);
  void append_paint(std::string_view name, const images::Paint& paint);

  const images::Drawing& drawing_;
  const std::vector<std::string>& rasters_;
  Definitions& definitions_;
  std::string out_;
};

}  // namespace gongwen::svg
