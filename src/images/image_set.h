// ImageSet: the images of one run. Each address is read once, however often it is used; what cannot be read is reported
// where it is asked for first.
//   const ImageId logo = set.load("logo.png", origin);
//   if (logo) draw(set.image(logo));
#pragma once

#include "base/expected.h"
#include "base/strong_id.h"
#include "diagnostics/diagnostic.h"
#include "images/image.h"
#include "images/svg_element.h"
#include "text/font_context.h"

#include <deque>
#include <map>
#include <string>
#include <string_view>

namespace gongwen::images {

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
