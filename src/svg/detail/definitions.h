// Definitions: what a page refers to, each once: glyphs, images, clips, gradients, patterns.
#pragma once

#include "images/image.h"
#include "text/font_library.h"

#include <map>
#include <string>
#include <utility>

namespace gongwen::svg {

class Definitions {
 public:
  Definitions(std::string id_prefix, const text::FontLibrary& fonts) : prefix_(std::move(id_prefix)), fonts_(&fonts) {}

  /// Identifiers of elements; those of blanks are empty. A glyph is in font units, y up.
  const std::string& glyph(text::FaceId face, text::GlyphId glyph);
  /// An image fills the unit square, y down, upright.
  const std::string& image(const images::Image& image);
  std::string clip(const base::Path& path, base::FillRule rule);
  std::string gradient(const images::Gradient& gradient, double opacity);
  /// A whole element without its start: `attributes` and content of one with this name and a new identifier.
  std::string add(std::string_view name, const std::string& attributes, const std::string& content);

  const std::string& text() const { return text_; }

 private:
  std::string next_id();
  std::string raster_element(const images::RasterImage& raster) const;
  std::string drawing_element(const images::Drawing& drawing);

  std::string prefix_;
  const text::FontLibrary* fonts_;
  std::string text_;
  std::size_t count_ = 0;
  std::map<std::pair<text::FaceId, text::GlyphId>, std::string> glyphs_;
  std::map<const images::Image*, std::string> images_;  // looked up only; never walked through
};

/// `<use xlink:href="#…"` with its end, drawn under a transform.
std::string use_element(const std::string& id, const base::Transform& transform);

}  // namespace gongwen::svg
