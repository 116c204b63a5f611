// Writes images and drawings as XObjects (ISO 32000-1 sections 8.9 and 8.10): ImageWriter for images of any kind,
// DrawingWriter for one vector drawing. Also what pages and drawings share: operators and resource names.
#pragma once

#include "base/path.h"
#include "images/image_set.h"
#include "images/pixels.h"
#include "pdf/document/detail/imported_pages.h"
#include "pdf/syntax/detail/file_writer.h"
#include "pdf/syntax/syntax.h"
#include "style/css/color.h"
#include "text/face.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::pdf {

// The operators that pages and drawings share (ISO 32000-1 section 8): numbers, colours, paths.

/// Thousandths of a unit of the content's space: 1/64 px on pages, px in drawings.
using Milli = std::int64_t;

/// Maps px with y down to the coordinates of a content stream.
struct ContentSpace {
  double scale = 1;
  bool y_up = false;
  Milli height = 0;  // of the page; used only if `y_up`
  Milli grain = 1;   // coordinates are rounded to multiples of this

  Milli x(double px) const;
  Milli y(double px) const;
  Milli length(double px) const;

 private:
  Milli scaled(double px) const;
};

/// A private-use character cannot be read without its font, so PDF/A requires a replacement text for it (ISO 19005-2
/// section 6.2.11.7.3): 〓 (U+3013), the mark for characters that are not available.
inline constexpr std::string_view kReplacementText = "/Span<</ActualText<FEFF3013>>>BDC";

void append_number(std::string& out, Milli value);
/// Writes gray colours in DeviceGray: presses then print them with black ink only.
void append_fill_color(std::string& out, css::Color color);
void append_stroke_color(std::string& out, css::Color color);
/// Appends the path without a painting operator.
void append_path(std::string& out, const base::Path& path, const ContentSpace& space);
/// Line width, caps, joins and dashes.
void append_stroke_style(std::string& out, const base::StrokeStyle& style, const ContentSpace& space);
/// `a b c d e f `
void append_numbers(std::string& out, const base::Transform& transform);
/// `a b c d e f cm`
void append_transform(std::string& out, const base::Transform& transform);

/// Keeps the clips and transforms nested in a content stream. PDF/A allows q and Q to nest only 28 deep (ISO 19005-2
/// section 6.1.13), but pages may nest boxes that hide overflow to any depth.
class StateLevels {
 public:
  /// Levels up to this depth have their own q. Deeper levels share the last q: when one of them ends, it is restored
  /// and the operators of the remaining levels are repeated.
  static constexpr std::size_t kMaxLevels = 24;

  /// Starts a level: `operators` clip or transform the content that follows.
  void push(std::string operators, std::string& out);
  /// Ends the innermost level. Returns the number, from 0, of the level whose q was restored.
  std::size_t pop(std::string& out);

 private:
  std::vector<std::string> levels_;
};

// Writes images: pixels as image XObjects, drawings as form XObjects. Each image of the document is written once, at
// its first use.

class ImageWriter {
 public:
  explicit ImageWriter(FileWriter& file, ImportWriter* imported = nullptr) : file_(file), imported_(imported) {}

  /// An XObject, and whether any part of it is translucent.
  struct Written {
    ObjectNumber object;
    bool has_transparency = false;
    const ImportedPage* page = nullptr;  // that the image stands for
  };
  const Written& write(const images::Image& image);
  Written write(const images::RasterImage& raster);

 private:
  std::string color_space(const images::RasterImage& raster);
  ObjectNumber write_alpha(const images::RasterImage& raster);
  ObjectNumber write_profile(const std::string& profile, int channels);

  FileWriter& file_;
  ImportWriter* imported_;  // null if there are no pages of other files
  // only looked up: iterating would make the output depend on addresses
  std::map<const images::Image*, Written> written_;
  std::map<std::string, ObjectNumber> profiles_;
};

/// Flips the unit square of an image: PDF images count y upwards.
inline constexpr base::Transform kUpsideDown{1, 0, 0, -1, 0, 1};

// The resources that a content stream refers to by name (ISO 32000-1 section 7.8.3), gathered while it is written.

struct ResourceNames {
  std::map<text::FaceId, std::string> fonts;
  /// Names of the graphics states with an opacity below 1, by the opacity in 1/1000.
  std::map<int, std::string> opacities;
  std::map<std::string, ObjectNumber> states;    // graphics states with masks, by name
  std::map<std::string, ObjectNumber> objects;   // images and forms, by name
  std::map<std::string, ObjectNumber> patterns;  // by name

  bool has_transparency = false;  // true also if something that it refers to has transparency

  const std::string& opacity(int thousandths);
  /// Returns the name of an object; a new name starts with `prefix`.
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
  /// A content stream being written: the form itself, or a group in it.
  struct Level {
    std::string content;
    ResourceNames names;
    double opacity = 1;
    std::optional<std::size_t> mask = {};
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
  void set_state(ObjectNumber state);
  ObjectNumber write_form(const Level& level, bool is_group);
  ObjectNumber gradient_pattern(const images::Gradient& gradient, const base::Transform& transform);
  /// A graphics state with a soft mask that applies the gradient's own opacities.
  ObjectNumber gradient_mask(const images::Gradient& gradient);
  ObjectNumber mask_state(std::size_t mask);
  std::string shading(const images::Gradient& gradient, bool of_alpha);
  std::string& out() { return levels_.back().content; }
  ResourceNames& names() { return levels_.back().names; }

  const images::Drawing& drawing_;
  ImageWriter& images_;
  FileWriter& file_;
  std::vector<Level> levels_;
  std::vector<ObjectNumber> rasters_;  // by index; no number if not written yet
  std::vector<ObjectNumber> masks_;    // their graphics states, as above
  bool in_luminance_ = false;          // drawing into a mask by luminance
};

}  // namespace gongwen::pdf
