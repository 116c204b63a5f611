#include "engine/render/detail/workbook_pictures.h"

#include "base/escapes.h"
#include "images/pixels.h"
#include "paint/display_list.h"
#include "paint/raster/rasterize.h"

namespace gongwen::engine {
namespace {

using base::LayoutUnit;

/// The attribute of an `<img>` that is a QR code, as on pages.
constexpr std::string_view kCodeAttribute = "data-qr";
/// Twice the resolution of usual screens, enough for printing small drawings.
constexpr double kDrawingDpi = 288;

bool is_photo(std::string_view bytes) { return bytes.starts_with("\x89PNG") || bytes.starts_with("\xFF\xD8\xFF"); }

/// The stated size, completed by the ratio of the picture.
base::Size full_size(const images::NaturalSize& natural, LayoutUnit width, LayoutUnit height) {
  const double ratio = natural.ratio > 0 ? natural.ratio : 1;
  if (width > LayoutUnit() && height > LayoutUnit()) return {width, height};
  if (width > LayoutUnit()) return {width, LayoutUnit::round_from_px(width.to_px() / ratio)};
  if (height > LayoutUnit()) return {LayoutUnit::round_from_px(height.to_px() * ratio), height};
  constexpr double kUsualPx = 100;
  const double wide = natural.width > 0 ? natural.width : natural.height > 0 ? natural.height * ratio : kUsualPx;
  return {LayoutUnit::round_from_px(wide), LayoutUnit::round_from_px(wide / ratio)};
}

}  // namespace

/// The barcode of an `<img>`; none for other images.
std::optional<images::ImageId> WorkbookPictures::barcode(dom::NodeId element) {
  for (const images::Barcode kind : images::kBarcodes) {
    const dom::Attribute* const code = tree_.find_custom_attribute(element, images::barcode_attribute(kind));
    if (code != nullptr) return images_.load_barcode(kind, code->value, sink_.origin(code->origin));
  }
  return std::nullopt;
}

std::optional<sheet::SourcePicture> WorkbookPictures::make(dom::NodeId element, LayoutUnit width, LayoutUnit height) {
  const dom::Attribute* const code = tree_.find_custom_attribute(element, kCodeAttribute);
  const std::string_view address = tree_.attribute_value(element, dom::AttributeName::Src);
  const diagnostics::Origin origin = sink_.origin(tree_.node(element).origin);
  const std::optional<images::ImageId> lines = barcode(element);
  if (code == nullptr && !lines && address.empty()) return std::nullopt;
  const images::ImageId id = lines             ? *lines
                             : code != nullptr ? images_.load_qr(code->value, sink_.origin(code->origin))
                                               : images_.load(address, origin);
  if (!id) return std::nullopt;
  const images::Image& image = images_.image(id);
  const base::Size size = full_size(image.size, width, height);
  const auto* const raster = std::get_if<images::RasterImage>(&image.picture);
  std::optional<std::string> bytes;
  // Spreadsheet programs do not turn pictures upright.
  if (raster != nullptr && raster->orientation == 1 && code == nullptr && !lines) bytes = file_bytes(address, origin);
  // All spreadsheet programs show PNG and JPEG. Pictures in other formats are converted to PNG with the same pixels.
  if (bytes && !is_photo(*bytes)) bytes = images::image_file(*raster).bytes;
  sheet::SourcePicture picture{bytes ? *std::move(bytes) : rendered(image, size), size.width, size.height};
  return picture.file.empty() ? std::nullopt : std::optional(std::move(picture));
}

/// Always rendered: spreadsheet programs take the size of these pictures from the resolution that their file states.
std::optional<sheet::HeaderPicture> WorkbookPictures::make(std::string_view address,
                                                           const diagnostics::Origin& origin) {
  const images::ImageId id = images_.load(address, origin);
  if (!id) return std::nullopt;
  const images::Image& image = images_.image(id);
  const base::Size size = full_size(image.size, {}, {});
  sheet::HeaderPicture picture{rendered(image, size), size.width, size.height};
  return picture.file.empty() ? std::nullopt : std::optional(std::move(picture));
}

std::optional<std::string> WorkbookPictures::file_bytes(std::string_view address, const diagnostics::Origin& origin) {
  if (!address.starts_with("data:")) {
    auto read = files_.read(images::without_query(address), origin, sink_);
    return read ? std::optional(*std::move(read)) : std::nullopt;
  }
  constexpr std::string_view kCoding = ";base64,";
  const std::size_t start = address.find(kCoding);
  return start == std::string_view::npos ? std::nullopt : base::parse_base64(address.substr(start + kCoding.size()));
}

std::string WorkbookPictures::rendered(const images::Image& image, const base::Size& size) {
  paint::PageDisplay page;
  page.size = size;
  paint::DrawImage draw;
  draw.image = &images_.at_size(image, size.width.to_px(), size.height.to_px());
  draw.rect = {{}, size};
  page.items = paint::DisplayItems({paint::DisplayItem(draw)}, paint::DisplayItems::Kept::Loose);
  return raster::rasterize(page, text::FontLibrary(), {.dpi = kDrawingDpi}, sink_);
}

}  // namespace gongwen::engine
