// ImageSet: the images of one run. Each address is read once, however often it is used; errors are reported where it is
// used first.
//   const ImageId logo = set.load("logo.png", origin);
//   if (logo) draw(set.image(logo));
#pragma once

#include "base/expected.h"
#include "base/path.h"
#include "base/strong_id.h"
#include "diagnostics/diagnostic.h"
#include "diagnostics/origin.h"
#include "style/css/color.h"
#include "text/face.h"
#include "text/font_context.h"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace gongwen::images {

// Image: a picture read from a file and checked, ready to be drawn: pixels in the compression of the file, or a drawing
// of paths. Immutable in an ImageSet.

enum class ColorModel : std::uint8_t { Gray, Rgb, Cmyk, Palette };

/// The storage form of a raster image's pixels.
enum class PixelCoding : std::uint8_t {
  Jpeg,         // a whole JPEG file
  PngRows,      // rows with PNG's filters, in zlib format: the unchanged IDAT chunks
  UnpackedRows  // rows with PNG's filters, not compressed yet
};

/// The orientation of a picture (Exif 2.3, tag 0x0112): 1 upright; 2 mirrored; 3 upside down; … 8.
using Orientation = std::uint8_t;

struct RasterImage {
  std::uint32_t width = 0;  // of the stored rows
  std::uint32_t height = 0;
  ColorModel model = ColorModel::Rgb;
  std::uint8_t bits = 8;  // per channel
  PixelCoding coding = PixelCoding::PngRows;
  std::string pixels;
  std::string palette;        // three bytes per colour
  std::string alpha;          // rows of one byte per pixel, with PNG's filters; empty: opaque
  std::string color_profile;  // ICC; empty: sRGB or gray
  bool is_inverted = false;   // 0 is full ink (Adobe's CMYK)
  Orientation orientation = 1;

  int channels() const;
  /// Whether rows and columns are swapped for drawing.
  bool is_turned() const { return orientation >= 5; }
};

/// A gradient along a line or from one circle to another (SVG 1.1 section 13.2).
struct Gradient {
  struct Stop {
    double offset = 0;  // 0 to 1, ascending
    css::Color color;
    friend bool operator==(const Stop&, const Stop&) = default;
  };
  bool is_radial = false;
  base::PathPoint from, to;  // the ends of the line, or both centres
  double from_radius = 0, to_radius = 0;
  std::vector<Stop> stops;    // at least two
  base::Transform transform;  // from gradient space to the drawing's
  friend bool operator==(const Gradient&, const Gradient&) = default;
};

/// The paint of an area or a line; a gradient uses only the alpha of `color`.
struct Paint {
  css::Color color;
  std::optional<std::size_t> gradient;  // index in the drawing's list
};

struct FillShape {
  base::Path path;
  base::FillRule rule = base::FillRule::NonZero;
  Paint paint;
};

struct StrokeShape {
  base::Path path;  // before the transform, like the line's width
  base::Transform transform;
  base::StrokeStyle style;
  Paint paint;
};

/// A raster image inside a drawing: it fills the unit square, y down, under a transform.
struct DrawRaster {
  std::size_t raster = 0;  // index in the drawing's list
  base::Transform transform;
};

struct BeginClip {
  base::Path path;
  base::FillRule rule = base::FillRule::NonZero;
};
struct EndClip {};

/// The following items are drawn as one picture, which is composed with an opacity and a mask.
struct BeginGroup {
  double opacity = 1;
  std::optional<std::size_t> mask = {};  // index in the drawing's list
};
struct EndGroup {};

using DrawingItem = std::variant<FillShape, StrokeShape, DrawRaster, BeginClip, EndClip, BeginGroup, EndGroup>;

/// Determines how much of a group each place shows: by the luminance of the items drawn on black, or only by their
/// opacity (CSS Masking 1 section 7.10).
struct Mask {
  std::vector<DrawingItem> items;
  bool is_alpha = false;
};

struct DrawingGlyph {
  text::GlyphId glyph = 0;
  std::uint16_t characters = 0;  // number of characters that it represents; 0 for further glyphs of the same characters
  std::int32_t advance = 0;      // 1/65536 px
  std::int16_t x_offset = 0;     // font units
  std::int16_t y_offset = 0;
};

/// A text in one face on a line; the origin of its coordinates is the start of its baseline.
struct DrawingText {
  std::size_t items_before = 0;  // number of the drawing's items that are painted before it
  text::FaceId face;
  text::FamilyId family;  // the family that selected the face (text::StackEntry)
  double size = 0;        // px
  bool synthetic_bold = false;
  bool synthetic_oblique = false;
  std::u32string text;
  std::vector<DrawingGlyph> glyphs;
  css::Color color;
  base::Transform transform;  // from the text's own space to the drawing's
};

/// A picture made of paths, in a rectangle that starts at 0,0. Needs fonts only inside a page; in files, text becomes
/// outlines.
struct Drawing {
  double width = 0;  // of the coordinates, in px
  double height = 0;
  std::vector<DrawingItem> items;
  std::vector<Gradient> gradients;
  std::vector<RasterImage> rasters;
  std::vector<Mask> masks;
  std::vector<DrawingText> texts;  // texts that are not outlined, in order
  bool has_transparency = false;
};

/// Natural dimensions (css-images-3 section 4.1), in px; 0: the image does not have this dimension.
struct NaturalSize {
  double width = 0;
  double height = 0;
  double ratio = 0;  // width to height
};

struct SvgDocument;

struct Image {
  NaturalSize size;
  std::variant<RasterImage, Drawing> picture;
  /// The source of the drawing, if it looks different in another size.
  std::shared_ptr<const SvgDocument> source = {};
  /// How a drawing fits into another size. False: it is scaled by its view box; true: its coordinates stay px of the
  /// page.
  bool keeps_px = false;
};

// A drawing as a tree of elements with their attributes, from an XML file or a page.

struct SvgElement {
  std::string name;                                            // without a prefix
  std::map<std::string, std::string, std::less<>> attributes;  // names without prefixes
  /// The computed properties from the page's style sheets, which override attributes.
  std::vector<std::pair<std::string, std::string>> computed;
  /// The child elements and texts in order: the index of an element, or the text itself.
  struct Child {
    std::size_t element = 0;  // 0: a text
    std::string text;
  };
  std::vector<Child> children;
  std::uint32_t line = 0;          // of a file
  diagnostics::OriginId origin{};  // of a page

  std::string_view attribute(std::string_view key) const;
};

/// Index 0 stands for none; the root has index 1.
struct SvgDocument {
  std::vector<SvgElement> elements;
  bool is_inline = false;  // it is part of a page
  std::string folder;      // of the file in the bundle
  std::map<std::string, std::size_t, std::less<>> by_id;
};

inline constexpr std::size_t kMaxSvgElements = 200'000;

using ImageId = base::StrongId<struct ImageTag>;

/// The address of a file without its query, which only matters to servers: `style.css?v=2`.
std::string_view without_query(std::string_view address);

/// The source of image files, such as a bundle.
class ImageFiles {
 public:
  virtual ~ImageFiles() = default;
  /// The bytes of the file; errors are reported at `origin`.
  virtual base::Expected<std::string> read(std::string_view name, const diagnostics::Origin& origin,
                                           diagnostics::DiagnosticSink& sink) = 0;
};

struct Pixels;

/// Paints drawings as pixels, for the results of filters.
class DrawingPainter {
 public:
  virtual ~DrawingPainter() = default;
  /// Paints the items of a drawing on a transparent ground, under a transform. Returns nullopt if that is impossible
  /// here.
  virtual std::optional<Pixels> paint(const Drawing& drawing, const base::Transform& transform, std::uint32_t width,
                                      std::uint32_t height) = 0;
};

/// Barcodes.
enum class Barcode : std::uint8_t { Code128, Ean13, DataMatrix };
/// The attribute that makes an `<img>` such a code and has its text: `data-code128`.
std::string_view barcode_attribute(Barcode kind);
inline constexpr Barcode kBarcodes[] = {Barcode::Code128, Barcode::Ean13, Barcode::DataMatrix};

/// Whether an image that cannot be loaded is an error, or a warning as in pages from elsewhere.
enum class MissingImages : bool { Fail, Warn };

class ImageSet {
 public:
  /// `files` and `fonts` may be null: without files, or for drawings without text.
  ImageSet(ImageFiles* files, text::FontContext* fonts, diagnostics::DiagnosticSink& sink,
           MissingImages missing = MissingImages::Fail)
      : files_(files), fonts_(fonts), sink_(sink), missing_(missing) {}

  /// From now on, drawings can have filters; the painter must outlive the set.
  void filter_with(DrawingPainter& painter) { painter_ = &painter; }

  /// The image at an address: a name in the bundle, which may include the page of a TIFF (images/tiff_pages.h), or a
  /// `data:` address with PNG, JPEG or SVG. Returns no image after reporting an error. Reports: images/*, resources/*.
  ImageId load(std::string_view address, const diagnostics::Origin& origin);
  /// A QR code of the text. Reports: images/qr-too-long, images/no-library.
  ImageId load_qr(std::string_view text, const diagnostics::Origin& origin);
  /// A barcode of the text. Reports: images/code128-text, images/ean13-digits, images/data-matrix-too-long.
  ImageId load_barcode(Barcode kind, std::string_view text, const diagnostics::Origin& origin);

  /// A QR code for the margin of a page, of capitals, digits and ` $%*+-./:`, with two lines of small type below. It
  /// stays readable if up to a quarter of it is covered. Reports: images/qr-too-long, images/no-library.
  ImageId load_page_code(std::string_view text, std::string_view label, std::string_view number,
                         const diagnostics::Origin& origin);

  /// A drawing that is part of a page. Reports: images/svg-*, at the elements.
  ImageId add_drawing(SvgDocument document, std::string_view shown, const diagnostics::Origin& origin);
  /// The image for an area of that size: a drawing may look different in another aspect ratio.
  const Image& at_size(const Image& image, double width, double height);

  /// An image that was generated, such as a gradient, by its key, which must not be an address; null if it has not been
  /// added.
  const Image* find_made(std::string_view key) const;
  const Image& add_made(std::string key, Image image);

  const Image& image(ImageId id) const { return images_[id.index()]; }

 private:
  /// The result of `load(sink)`; if images may be missing, its errors become warnings.
  template <typename Load>
  ImageId tolerate(Load load);
  /// Reports: images/no-library.
  bool has_qr_library(const diagnostics::Origin& origin);
  ImageId remember(std::string key, std::optional<Image> image);
  ImageId load_new(std::string_view address, const diagnostics::Origin& origin, diagnostics::DiagnosticSink& sink);
  std::optional<std::string> read(std::string_view address, const diagnostics::Origin& origin,
                                  diagnostics::DiagnosticSink& sink);

  ImageFiles* files_;
  text::FontContext* fonts_;
  diagnostics::DiagnosticSink& sink_;
  MissingImages missing_;
  DrawingPainter* painter_ = nullptr;
  std::deque<Image> images_;                            // a deque never moves its elements
  std::map<std::string, ImageId, std::less<>> by_key_;  // none for images that cannot be loaded
  std::map<std::string, SvgDocument> failed_drawings_;  // by key
};

}  // namespace gongwen::images
