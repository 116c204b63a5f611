#include "images/image_set.h"

#include "base/escapes.h"
#include "base/file_path.h"
#include "base/format.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/images.h"
#include "diagnostics/catalogue/resources.h"
#include "images/detail/barcodes.h"
#include "images/detail/data_matrix.h"
#include "images/detail/decode.h"
#include "images/detail/jpeg2000.h"
#include "images/detail/raster_formats.h"
#include "images/detail/svg_document.h"
#include "images/detail/tiff.h"
#include "images/tiff_pages.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <initializer_list>
#include <optional>

namespace gongwen::images {

int RasterImage::channels() const {
  switch (model) {
    case ColorModel::Gray:
    case ColorModel::Palette: return 1;
    case ColorModel::Rgb: return 3;
    case ColorModel::Cmyk: return 4;
  }
  return 1;
}

bool is_usable_profile(std::string_view profile, int channels) {
  constexpr std::size_t kHeaderSize = 128;
  if (profile.size() <= kHeaderSize || profile.substr(36, 4) != "acsp") return false;
  std::size_t size = 0;
  for (std::size_t i = 0; i < 4; ++i) size = size << 8 | static_cast<unsigned char>(profile[i]);
  if (size != profile.size() || profile[8] > 4) return false;
  const std::string_view kind = profile.substr(12, 4);
  if (kind != "mntr" && kind != "prtr" && kind != "scnr" && kind != "spac") return false;
  const std::string_view space = profile.substr(16, 4);
  return (channels == 1 && space == "GRAY") || (channels == 3 && space == "RGB ") || (channels == 4 && space == "CMYK");
}

namespace {

namespace messages = diagnostics::messages;
using diagnostics::DiagnosticSink;
using diagnostics::Origin;

void report_image_error(const ImageError& error, const std::string& shown, const Origin& origin, DiagnosticSink& sink) {
  switch (error.kind) {
    case ImageError::Truncated: sink.report(messages::ImagesTruncated, origin, shown); return;
    case ImageError::Broken: sink.report(messages::ImagesBroken, origin, shown); return;
    case ImageError::UnsupportedCoding: sink.report(messages::ImagesUnsupportedCoding, origin, shown); return;
    case ImageError::TooLarge: sink.report(messages::ImagesTooLarge, origin, shown, error.size); return;
    case ImageError::NoTiffLibrary:
      sink.report(messages::ImagesNoTiffLibrary, origin, shown, find_tiff_library()->reason);
      return;
    case ImageError::NoJpeg2000Library:
      sink.report(messages::ImagesNoJpeg2000Library, origin, shown, find_jpeg2000_library()->reason);
      return;
  }
}

/// Errors that become warnings if images may be missing.
constexpr std::initializer_list<diagnostics::DiagnosticId> kAboutMissingImages{
    messages::ImagesNotInBundle,       messages::ImagesBadDataAddress, messages::ImagesUnknownFormat,
    messages::ImagesTruncated,         messages::ImagesBroken,         messages::ImagesUnsupportedCoding,
    messages::ImagesTooLarge,          messages::ImagesSvgIllFormed,   messages::ImagesSvgExternal,
    messages::ImagesSvgTooComplex,     messages::ImagesQrTooLong,      messages::ImagesNoTiffLibrary,
    messages::ImagesNoJpeg2000Library, messages::ImagesCode128Text,    messages::ImagesEan13Digits,
    messages::ImagesDataMatrixTooLong, messages::ResourcesNotFound,    messages::ResourcesOutsideBundle,
    messages::ResourcesIsFolder,       messages::ResourcesUnreadable,  messages::ResourcesTooLarge,
};

/// Calls `visit` with all texts of which a page's drawing consists; the ends of lists are empty texts.
template <typename Visit>
void for_each_text(const SvgElement& element, Visit visit) {
  visit(element.name);
  for (const auto& [name, value] : element.attributes) {
    visit(name);
    visit(value);
  }
  visit({});
  for (const auto& [name, value] : element.computed) {
    visit(name);
    visit(value);
  }
  visit({});
  for (const SvgElement::Child& child : element.children) visit(child.text);
}

std::size_t hash_of(const SvgDocument& document) {
  std::size_t hash = document.elements.size();
  for (const SvgElement& element : document.elements) {
    for_each_text(element, [&](std::string_view text) {
      hash = hash * 0x9E3779B97F4A7C15U + std::hash<std::string_view>()(text);
    });
  }
  return hash;
}

/// Whether two drawings look the same, regardless of the places of their elements.
bool is_same_drawing(const SvgDocument& a, const SvgDocument& b) {
  const auto is_same_child = [](const SvgElement::Child& one, const SvgElement::Child& other) {
    return one.element == other.element && one.text == other.text;
  };
  return std::equal(a.elements.begin(), a.elements.end(), b.elements.begin(), b.elements.end(),
                    [&](const SvgElement& one, const SvgElement& other) {
                      return one.name == other.name && one.attributes == other.attributes &&
                             one.computed == other.computed &&
                             std::equal(one.children.begin(), one.children.end(), other.children.begin(),
                                        other.children.end(), is_same_child);
                    });
}

}  // namespace

std::string_view without_query(std::string_view address) { return address.substr(0, address.find('?')); }

std::optional<std::string> ImageSet::read(std::string_view address, const Origin& origin, DiagnosticSink& sink) {
  if (is_data_address(address)) {
    std::optional<std::string> bytes = data_of_address(address);
    if (!bytes) sink.report(messages::ImagesBadDataAddress, origin, shown_address(address));
    return bytes;
  }
  if (leads_outside(address) || files_ == nullptr) {
    sink.report(messages::ImagesNotInBundle, origin, address);
    return std::nullopt;
  }
  base::Expected<std::string> bytes = files_->read(base::percent_decoded(without_query(address)), origin, sink);
  if (!bytes) return std::nullopt;
  return *std::move(bytes);
}

template <typename Load>
ImageId ImageSet::tolerate(Load load) {
  std::optional<DiagnosticSink::Tolerated> tolerated;
  if (missing_ == MissingImages::Warn) tolerated.emplace(sink_, kAboutMissingImages);
  return load(sink_);
}

ImageId ImageSet::remember(std::string key, std::optional<Image> image) {
  ImageId id;
  if (image) {
    id = ImageId(images_.size());
    images_.push_back(*std::move(image));
  }
  by_key_.emplace(std::move(key), id);
  return id;
}

ImageId ImageSet::load(std::string_view address, const Origin& origin) {
  address = base::trim_ascii_space(address);
  const auto known = by_key_.find(address);
  if (known != by_key_.end()) return known->second;
  return tolerate([&](DiagnosticSink& sink) { return load_new(address, origin, sink); });
}

ImageId ImageSet::load_new(std::string_view address, const Origin& origin, DiagnosticSink& sink) {
  const auto [file, directory] = parse_tiff_page(address);
  const std::optional<std::string> bytes = read(file, origin, sink);
  if (!bytes) return remember(std::string(address), std::nullopt);
  const std::string shown = shown_address(file);
  if (is_raster(*bytes)) {
    DecodedImage image = directory && is_tiff(*bytes) ? decode_tiff_page(*bytes, *directory) : decode_raster(*bytes);
    if (image) return remember(std::string(address), *std::move(image));
    report_image_error(image.error(), shown, origin, sink);
  } else if (looks_like_svg(*bytes)) {
    const bool is_file = !is_data_address(address);
    const std::string name = is_file ? base::percent_decoded(without_query(address)) : std::string();
    SvgReader reader({shown, origin, fonts_, &sink, false, files_, painter_});
    return remember(std::string(address), reader.read(*bytes, std::string(base::folder_part(name))));
  } else {
    sink.report(messages::ImagesUnknownFormat, origin, shown);
  }
  return remember(std::string(address), std::nullopt);
}

/// Reads equal drawings once: drawings with the same hash are compared.
ImageId ImageSet::add_drawing(SvgDocument document, std::string_view shown, const Origin& origin) {
  // These attributes are for the page.
  document.elements[1].attributes.erase("width");
  document.elements[1].attributes.erase("height");
  const std::size_t hash = hash_of(document);
  std::string key;
  for (int i = 0;; ++i) {
    key = fmt::format("drawing:{:x}:{}", hash, i);
    const auto known = by_key_.find(key);
    if (known == by_key_.end()) break;
    const SvgDocument& seen =
        known->second ? *images_[known->second.index()].source : failed_drawings_.find(key)->second;
    if (is_same_drawing(seen, document)) return known->second;
  }
  return tolerate([&](DiagnosticSink& sink) {
    SvgReader reader({std::string(shown), origin, fonts_, &sink, false, files_, painter_});
    std::optional<Image> image = reader.read_inline(document);
    if (!image) failed_drawings_.emplace(key, std::move(document));
    return remember(std::move(key), std::move(image));
  });
}

const Image& ImageSet::at_size(const Image& image, double width, double height) {
  if (image.source == nullptr || width <= 0 || height <= 0) return image;
  const auto& drawing = std::get<Drawing>(image.picture);
  const auto is_near = [](double a, double b) {
    return std::abs(a - b) <= 1e-3 * std::max(a, b);
  };
  const bool fits = image.keeps_px ? is_near(drawing.width, width) && is_near(drawing.height, height)
                                   : is_near(drawing.width * height, drawing.height * width);
  if (fits) return image;
  std::string key = fmt::format("sized:{} {} {}", static_cast<const void*>(&image), width, height);
  if (const Image* const known = find_made(key)) return *known;
  DiagnosticSink silent;  // errors were reported when the image was read
  silent.set_stop_check(sink_.stop_check());
  SvgReader reader({{}, {}, fonts_, &silent, false, files_, painter_});
  std::optional<Image> sized = reader.draw_at(*image.source, width, height);
  return add_made(std::move(key), sized ? *std::move(sized) : image);
}

const Image* ImageSet::find_made(std::string_view key) const {
  const auto known = by_key_.find(key);
  return known == by_key_.end() ? nullptr : &image(known->second);
}

const Image& ImageSet::add_made(std::string key, Image made) {
  return image(remember(std::move(key), std::move(made)));
}

bool ImageSet::has_qr_library(const Origin& origin) {
  const std::optional<base::LibraryError>& error = find_qr_library();
  if (error) sink_.report(messages::ImagesNoLibrary, origin, error->reason);
  return !error;
}

ImageId ImageSet::load_qr(std::string_view text, const Origin& origin) {
  std::string key = "qr:" + std::string(text);
  const auto known = by_key_.find(key);
  if (known != by_key_.end()) return known->second;
  if (!has_qr_library(origin)) return {};
  return tolerate([&](DiagnosticSink& sink) {
    std::optional<Image> code = make_qr_code(text);
    if (!code) sink.report(messages::ImagesQrTooLong, origin, text.size());
    return remember(std::move(key), std::move(code));
  });
}

std::string_view barcode_attribute(Barcode kind) {
  switch (kind) {
    case Barcode::Code128: return "data-code128";
    case Barcode::Ean13: return "data-ean13";
    case Barcode::DataMatrix: return "data-datamatrix";
  }
  return {};
}

ImageId ImageSet::load_barcode(Barcode kind, std::string_view text, const Origin& origin) {
  std::string key = std::string(barcode_attribute(kind)) + ":" + std::string(text);
  const auto known = by_key_.find(key);
  if (known != by_key_.end()) return known->second;
  return tolerate([&](DiagnosticSink& sink) {
    std::optional<Image> code;
    switch (kind) {
      case Barcode::Code128:
        code = make_code128(text);
        if (!code) sink.report(messages::ImagesCode128Text, origin, text);
        break;
      case Barcode::Ean13:
        code = make_ean13(text);
        if (!code) sink.report(messages::ImagesEan13Digits, origin, text);
        break;
      case Barcode::DataMatrix:
        code = make_data_matrix(text);
        if (!code) sink.report(messages::ImagesDataMatrixTooLong, origin, text.size());
        break;
    }
    return remember(std::move(key), std::move(code));
  });
}

ImageId ImageSet::load_page_code(std::string_view text, std::string_view label, std::string_view number,
                                 const Origin& origin) {
  if (!has_qr_library(origin)) return {};
  const std::optional<std::string> svg = page_code_svg(text, label, number);
  if (!svg) {
    sink_.report(messages::ImagesQrTooLong, origin, text.size());
    return {};
  }
  std::string key = "code:" + *svg;
  const auto known = by_key_.find(key);
  if (known != by_key_.end()) return known->second;
  return tolerate([&](DiagnosticSink& sink) {
    SvgReader reader({"<svg>", origin, fonts_, &sink});
    return remember(std::move(key), reader.read(*svg));
  });
}

}  // namespace gongwen::images
