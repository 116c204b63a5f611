// DrawingWriter: a drawing as a form XObject (ISO 32000-1 section 8.10), in px with y down, as drawings count.
#pragma once

#include "base/path.h"
#include "css/color.h"
#include "images/image_set.h"
#include "images/pixels.h"
#include "pdf/syntax/detail/file_writer.h"
#include "pdf/syntax/syntax.h"
#include "text/face.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::pdf {

// The operators that pages and drawings share (ISO 32000-1 section 8): numbers, colours, paths.

/// Thousandths of a unit of the content's space: 1/64 px on pages, px in drawings.
using Milli = std::int64_t;

/// From px, y down, to the content's space.
struct ContentSpace {
  double scale = 1;
  bool y_up = false;
  Milli height = 0;  // of the page, where y goes up
  Milli grain = 1;   // numbers are multiples of it

  Milli x(double px) const;
  Milli y(double px) const;
  Milli length(double px) const;

 private:
  Milli scaled(double px) const;
};

/// A character of private use says nothing to who does not know its font; PDF/A wants a text for it (ISO 19005-2
/// section 6.2.11.7.3): 〓, which stands for characters that cannot be had.
inline constexpr std::string_view kReplacementText = "/Span<</ActualText<FEFF3013>>>BDC";

void append_number(std::string& out, Milli value);
/// Gray as gray: presses print it with black ink alone.
void append_fill_color(std::string& out, css::Color color);
void append_stroke_color(std::string& out, css::Color color);
/// The path without an operator that paints it.
void append_path(std::string& out, const base::Path& path, const ContentSpace& space);
/// Width, ends, joins and dashes.
void append_stroke_style(std::string& out, const base::StrokeStyle& style, const ContentSpace& space);
/// `a b c d e f `
void append_numbers(std::string& out, const base::Transform& transform);
/// `a b c d e f cm`
void append_transform(std::string& out, const base::Transform& transform);

/// What is nested in a content stream. PDF/A lets q and Q nest 28 deep (ISO 19005-2 section 6.1.13), pages
/// may nest what hides its overflow as deep as they like.
class StateLevels {
 public:
  /// Number of levels with their own q; those below share the last one, which is left and set up again when one ends.
  static constexpr std::size_t kMaxLevels = 24;

  /// Starts a level: `operators` cut off or turn what follows.
  void push(std::string operators, std::string& out);
  /// Ends it. Returns: the number of the level, from 0, whose q was given back.
  std::size_t pop(std::string& out);

 private:
  std::vector<std::string> levels_;
};

// ImageWriter: images as XObjects (ISO 32000-1 sections 8.9 and 8.10): pixels as image XObjects, drawings as forms.
// Each image of the document is written once, when it is drawn first.

class ImageWriter {
 public:
  explicit ImageWriter(FileWriter& file) : file_(file) {}

  /// An XObject, and whether it has parts that are not opaque.
  struct Written {
    ObjectNumber object;
    bool has_transparency = false;
  };
  const Written& write(const images::Image& image);
  Written write(const images::RasterImage& raster);

 private:
  std::string color_space(const images::RasterImage& raster);
  ObjectNumber write_alpha(const images::RasterImage& raster);
  ObjectNumber write_profile(const std::string& profile, int channels);

  FileWriter& file_;
  std::map<const images::Image*, Written> written_;  // looked up only; never walked through
  std::map<std::string, ObjectNumber> profiles_;
};

/// Turns the unit square of an image upside down: PDF's images count y upwards.
inline constexpr base::Transform kUpsideDown{1, 0, 0, -1, 0, 1};

// ResourceNames: what a content stream refers to by name (ISO 32000-1 section 7.8.3), gathered while it is written.

struct ResourceNames {
  std::map<text::FaceId, std::string> fonts;
  /// Opacities below 1, in 1/1000, by the name of their graphics state.
  std::map<int, std::string> opacities;
  std::map<std::string, ObjectNumber> states;    // graphics states with masks, by name
  std::map<std::string, ObjectNumber> objects;   // images and forms, by name
  std::map<std::string, ObjectNumber> patterns;  // by name

  bool has_transparency = false;  // also inside of what it refers to

  const std::string& opacity(int thousandths);
  /// The name of an object, which starts with `prefix`.
  std::string object(ObjectNumber number, char prefix);
  std::string pattern(ObjectNumber number);
};

/// The resource dictionary.
std::string resource_dictionary(const ResourceNames& names, const std::map<text::FaceId, ObjectNumber>& fonts);

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
