// ImageSet: the images of one run. Each address is read once, however often it is used; what cannot be read is reported
// where it is asked for first.
//   const ImageId logo = set.load("logo.png", origin);
//   if (logo) draw(set.image(logo));
#pragma once

#include "base/expected.h"
#include "base/path.h"
#include "base/strong_id.h"
#include "css/color.h"
#include "diagnostics/diagnostic.h"
#include "diagnostics/origin.h"
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

// Image: a picture as read from a file, checked and ready to be drawn: pixels as the file packs them, or a drawing of
// paths. Immutable once it lies in an ImageSet.

enum class ColorModel : std::uint8_t { Gray, Rgb, Cmyk, Palette };

/// How the pixels of a raster image are stored.
enum class PixelCoding : std::uint8_t {
  Jpeg,         // a whole JPEG file
  PngRows,      // rows with PNG's filters, in zlib format: the IDAT chunks as they are
  UnpackedRows  // rows with PNG's filters, not packed yet
};

/// How a picture was taken (Exif 2.3, tag 0x0112): 1 upright; 2 mirrored; 3 upside down; … 8.
using Orientation = std::uint8_t;

struct RasterImage {
  std::uint32_t width = 0;  // of the stored rows
  std::uint32_t height = 0;
  ColorModel model = ColorModel::Rgb;
  std::uint8_t bits = 8;  // for one channel
  PixelCoding coding = PixelCoding::PngRows;
  std::string pixels;
  std::string palette;        // three bytes a colour
  std::string alpha;          // rows of one byte a pixel, with PNG's filters; empty: opaque
  std::string color_profile;  // ICC; empty: sRGB or gray
  bool is_inverted = false;   // the channels count from white (Adobe's CMYK)
  Orientation orientation = 1;

  int channels() const;
  /// Rows and columns change places when it is drawn.
  bool is_turned() const { return orientation >= 5; }
};

/// A colour that runs along a line or from a circle to another (SVG 1.1 section 13.2).
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
  base::Transform transform;  // from its own space to the drawing's
  friend bool operator==(const Gradient&, const Gradient&) = default;
};

/// What an area or a line is drawn with; the alpha of a gradient is that of `color`.
struct Paint {
  css::Color color;
  std::optional<std::size_t> gradient;  // index into the drawing's
};

struct FillShape {
  base::Path path;
  base::FillRule rule = base::FillRule::NonZero;
  Paint paint;
};

struct StrokeShape {
  base::Path path;  // before the transform, as the line's width is
  base::Transform transform;
  base::StrokeStyle style;
  Paint paint;
};

/// A raster image inside a drawing: the unit square, y down, under a transform.
struct DrawRaster {
  std::size_t raster = 0;  // index into the drawing's
  base::Transform transform;
};

struct BeginClip {
  base::Path path;
  base::FillRule rule = base::FillRule::NonZero;
};
struct EndClip {};

/// What follows is drawn as one picture and laid down with an opacity.
struct BeginGroup {
  double opacity = 1;
};
struct EndGroup {};

using DrawingItem = std::variant<FillShape, StrokeShape, DrawRaster, BeginClip, EndClip, BeginGroup, EndGroup>;

struct DrawingGlyph {
  text::GlyphId glyph = 0;
  std::uint16_t characters = 0;  // of the text that it stands for; 0 for further glyphs of the same ones
  std::int32_t advance = 0;      // 1/65536 px
  std::int16_t x_offset = 0;     // font units
  std::int16_t y_offset = 0;
};

/// A text of one face on a line; its own space starts at its baseline.
struct DrawingText {
  std::size_t items_before = 0;  // number of the drawing's items below it
  text::FaceId face;
  text::FamilyId family;  // that the face is taken for (text::StackEntry)
  double size = 0;        // px
  bool synthetic_bold = false;
  bool synthetic_oblique = false;
  std::u32string text;
  std::vector<DrawingGlyph> glyphs;
  css::Color color;
  base::Transform transform;  // from its own space to the drawing's
};

/// A picture made of paths, in a rectangle that starts at 0,0. Needs no fonts, unless a page holds it: in files text is
/// outlines.
struct Drawing {
  double width = 0;  // of the coordinates, in px
  double height = 0;
  std::vector<DrawingItem> items;
  std::vector<Gradient> gradients;
  std::vector<RasterImage> rasters;
  std::vector<DrawingText> texts;  // those that stay text, in their order
  bool has_transparency = false;
};

/// Natural dimensions (css-images-3 section 4.1), in px; what an image does not have is 0.
struct NaturalSize {
  double width = 0;
  double height = 0;
  double ratio = 0;  // width to height
};

struct SvgDocument;

struct Image {
  NaturalSize size;
  std::variant<RasterImage, Drawing> picture;
  /// What the drawing was made from, where another size gives another drawing.
  std::shared_ptr<const SvgDocument> source = {};
  /// How a drawing fits into another size: by its view box, or its coordinates stay px of the page.
  bool keeps_px = false;
};

// A drawing as a tree of elements with their attributes: as the XML of a file has it, or as a page holds it.

struct SvgElement {
  std::string name;                                            // without a prefix
  std::map<std::string, std::string, std::less<>> attributes;  // prefixes are dropped
  /// What the style sheets of a page come to for the element: stronger than its attributes.
  std::vector<std::pair<std::string, std::string>> computed;
  /// Elements and texts in their order: an index of an element, or the text itself.
  struct Child {
    std::size_t element = 0;  // 0: a text
    std::string text;
  };
  std::vector<Child> children;
  std::uint32_t line = 0;          // of a file
  diagnostics::OriginId origin{};  // of a page

  std::string_view attribute(std::string_view key) const;
};

/// Index 0 stands for none; the root is 1.
struct SvgDocument {
  std::vector<SvgElement> elements;
  bool is_inline = false;  // a page holds it
  std::map<std::string, std::size_t, std::less<>> by_id;
};

inline constexpr std::size_t kMaxSvgElements = 200'000;

using ImageId = base::StrongId<struct ImageTag>;

/// The address of a file without its query, which only servers ask for: `style.css?v=2`.
std::string_view without_query(std::string_view address);

/// Where the files of a bundle come from.
class ImageFiles {
 public:
  virtual ~ImageFiles() = default;
  /// The bytes of the file; what is wrong is reported at `origin`.
  virtual base::Expected<std::string> read(std::string_view name, const diagnostics::Origin& origin,
                                           diagnostics::DiagnosticSink& sink) = 0;
};

/// What an image means that cannot be had: an error, or a warning, where a page of others goes without it.
enum class MissingImages : bool { Fail, Warn };

class ImageSet {
 public:
  /// `files` and `fonts` may be null: then there are no files, and drawings have no text.
  ImageSet(ImageFiles* files, text::FontContext* fonts, diagnostics::DiagnosticSink& sink,
           MissingImages missing = MissingImages::Fail)
      : files_(files), fonts_(fonts), sink_(sink), missing_(missing) {}

  /// The image at an address: a name in the bundle, or `data:` with PNG, JPEG or SVG. Nothing when it was reported.
  /// Reports: images/*, resources/*.
  ImageId load(std::string_view address, const diagnostics::Origin& origin);
  /// A QR code of the text. Reports: images/qr-too-long, images/no-library.
  ImageId load_qr(std::string_view text, const diagnostics::Origin& origin);

  /// A QR code for the margin of a page, of capitals, digits and ` $%*+-./:`, with two lines of small type below. It
  /// may be read while a quarter of it is covered. Reports: images/qr-too-long, images/no-library.
  ImageId load_page_code(std::string_view text, std::string_view label, std::string_view number,
                         const diagnostics::Origin& origin);

  /// A drawing that a page holds. Reports: images/svg-*, at the elements.
  ImageId add_drawing(SvgDocument document, std::string_view shown, const diagnostics::Origin& origin);
  /// The image as it fills an area of that size: a drawing may differ from one ratio of its sides to another.
  const Image& at_size(const Image& image, double width, double height);

  /// An image that was made, such as a gradient, under a key that no address is; null before it is added.
  const Image* find_made(std::string_view key) const;
  const Image& add_made(std::string key, Image image);

  const Image& image(ImageId id) const { return images_[id.index()]; }

 private:
  /// What `load(sink)` makes; where images may be missing, what it reports are warnings.
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
  std::deque<Image> images_;                            // never moves what it holds
  std::map<std::string, ImageId, std::less<>> by_key_;  // none for what cannot be had
  std::map<std::string, SvgDocument> failed_drawings_;  // by key
};

}  // namespace gongwen::images
