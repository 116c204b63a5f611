#include "images/detail/svg_pictures.h"

#include "base/escapes.h"
#include "base/file_path.h"
#include "base/utf8.h"
#include "diagnostics/catalogue/images.h"
#include "images/detail/decode.h"
#include "images/detail/raster_formats.h"
#include "images/detail/svg_values.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

namespace gongwen::images {

namespace messages = diagnostics::messages;
using base::Path;
using base::Transform;

/// The bytes of a picture of the bundle, named from the folder of the drawing; nullopt after an error.
std::optional<std::string> SvgPictureDrawer::read_file(std::string_view address) const {
  const std::string name = base::join_path(drawer_.document_.folder, base::percent_decoded(without_query(address)));
  base::Expected<std::string> bytes = drawer_.source_.files->read(name, drawer_.place(), *drawer_.source_.sink);
  return bytes ? std::optional(*std::move(bytes)) : std::nullopt;
}

/// Decodes a picture. If it is a drawing, it is drawn in its natural size.
std::optional<SvgDrawer::Picture> SvgPictureDrawer::decode_picture(const SvgElement& element) {
  constexpr std::size_t kPixelsToPoint = 1024;  // pixels that cost as much as one point
  constexpr int kDeepestPictures = 4;
  const std::string_view address = base::trim_ascii_space(element.attribute("href"));
  const bool is_data = is_data_address(address);
  if (!is_data && (drawer_.source_.files == nullptr || leads_outside(address))) {
    drawer_.source_.sink->report(messages::ImagesSvgExternal, drawer_.place(), drawer_.source_.shown, address);
    return std::nullopt;
  }
  const std::optional<std::string> bytes = is_data ? data_of_address(address) : read_file(address);
  if (!bytes && !is_data) return std::nullopt;
  SvgDrawer::Picture picture;
  if (bytes && !is_raster(*bytes) && looks_like_svg(*bytes) && drawer_.source_.nesting < kDeepestPictures) {
    SvgSource inner = drawer_.source_;
    inner.shown =
        is_data ? drawer_.shown_at(drawer_.document_.elements[drawer_.current_].line) : shown_address(address);
    inner.origin = drawer_.place();
    inner.keeps_text = false;
    ++inner.nesting;
    const std::string name =
        is_data ? std::string()
                : base::join_path(drawer_.document_.folder, base::percent_decoded(without_query(address)));
    std::optional<Image> image = SvgReader(inner).read(*bytes, std::string(base::folder_part(name)));
    if (!image) return std::nullopt;
    auto drawing = std::make_shared<Drawing>(std::get<Drawing>(std::move(image->picture)));
    picture.size = {drawing->width, drawing->height, 0};
    picture.raster = drawer_.drawing_.rasters.size();
    std::move(drawing->rasters.begin(), drawing->rasters.end(), std::back_inserter(drawer_.drawing_.rasters));
    picture.drawing = std::move(drawing);
    return picture;
  }
  DecodedImage image = bytes ? images::decode_raster(*bytes) : DecodedImage(base::Failure{ImageError{}});
  if (!image) {
    drawer_.report_unsupported("<image>");
    return std::nullopt;
  }
  auto& raster = std::get<RasterImage>(image->picture);
  if (!drawer_.spend(std::size_t{raster.width} * raster.height / kPixelsToPoint)) return std::nullopt;
  drawer_.drawing_.has_transparency = drawer_.drawing_.has_transparency || !raster.alpha.empty();
  drawer_.drawing_.rasters.push_back(std::move(raster));
  picture.raster = drawer_.drawing_.rasters.size() - 1;
  picture.size = image->size;
  return picture;
}

/// Each picture is decoded once, however often it is drawn.
const SvgDrawer::Picture* SvgPictureDrawer::picture_of(std::size_t index, const SvgElement& element) {
  if (base::trim_ascii_space(element.attribute("href")).empty()) return nullptr;
  auto known = drawer_.pictures_.find(index);
  if (known == drawer_.pictures_.end()) known = drawer_.pictures_.emplace(index, decode_picture(element)).first;
  return known->second ? &*known->second : nullptr;
}

/// The rectangle that a picture fills; a side without a length follows the other one (SVG 2 section 7.3).
std::optional<PathBounds> SvgPictureDrawer::picture_box(const SvgElement& element, const SvgDrawer::Picture& picture,
                                                        const SvgContext& context) {
  const auto side = [&](std::string_view name, double base) {
    return parse_length(element.attribute(name), base, context.style.font_size);
  };
  const NaturalSize& size = picture.size;
  const auto asked_width = side("width", context.viewport.width);
  const auto asked_height = side("height", context.viewport.height);
  const bool has_ratio = size.width > 0 && size.height > 0;
  double width = asked_width.value_or(size.width);
  double height = asked_height.value_or(size.height);
  if (!asked_width && asked_height && has_ratio) width = *asked_height * size.width / size.height;
  if (!asked_height && asked_width && has_ratio) height = *asked_width * size.height / size.width;
  if (!(width > 0) || !(height > 0)) return std::nullopt;
  const base::PathPoint corner = SvgDrawer::corner_of(element, context);
  return PathBounds{corner.x, corner.y, corner.x + width, corner.y + height};
}

std::optional<PathBounds> SvgPictureDrawer::box(std::size_t index, const SvgElement& element,
                                                const SvgContext& context) {
  const SvgDrawer::Picture* const picture = picture_of(index, element);
  return picture == nullptr ? std::nullopt : picture_box(element, *picture, context);
}

void SvgPictureDrawer::draw(std::size_t index, const SvgElement& element, const SvgContext& context) {
  if (!context.style.visible) return;
  const SvgDrawer::Picture* const picture = picture_of(index, element);
  if (picture == nullptr) return;
  const std::optional<PathBounds> box = picture_box(element, *picture, context);
  if (!box) return;
  const NaturalSize& size = picture->size;
  const double width = box->right - box->left;
  const double height = box->bottom - box->top;
  const Transform corner = context.transform.after({1, 0, 0, 1, box->left, box->top});
  const Transform placed = corner.after(
      view_box_transform({0, 0, size.width, size.height}, element.attribute("preserveAspectRatio"), width, height));
  // `slice` covers more than its rectangle, to which the picture is clipped.
  const bool is_slice = base::trim_ascii_space(element.attribute("preserveAspectRatio")).ends_with("slice");
  const bool is_cut = is_slice || picture->drawing != nullptr;
  if (is_cut) {
    Path edge;
    edge.add_rect(0, 0, is_slice ? width : size.width, is_slice ? height : size.height);
    BeginClip clip;
    clip.path.append(edge, is_slice ? corner : placed);
    drawer_.drawing_.items.emplace_back(std::move(clip));
  }
  if (picture->drawing != nullptr)
    add_drawing(*picture->drawing, picture->raster, placed);
  else
    drawer_.drawing_.items.emplace_back(
        DrawRaster{picture->raster, placed.after({size.width, 0, 0, size.height, 0, 0})});
  if (is_cut) drawer_.drawing_.items.emplace_back(EndClip{});
}

namespace {

/// The positions of a drawing's parts among those of the enclosing drawing.
struct Placing {
  Transform transform;
  std::size_t first_gradient = 0, first_raster = 0, first_mask = 0;
};

Paint placed_paint(Paint paint, const Placing& placing) {
  if (paint.gradient) *paint.gradient += placing.first_gradient;
  return paint;
}

Path placed_path(const Path& path, const Placing& placing) {
  Path placed;
  placed.append(path, placing.transform);
  return placed;
}

struct PlaceItem {
  const Placing& placing;

  DrawingItem operator()(const FillShape& fill) const {
    return FillShape{placed_path(fill.path, placing), fill.rule, placed_paint(fill.paint, placing)};
  }
  DrawingItem operator()(const StrokeShape& stroke) const {
    return StrokeShape{stroke.path, placing.transform.after(stroke.transform), stroke.style,
                       placed_paint(stroke.paint, placing)};
  }
  DrawingItem operator()(const DrawRaster& raster) const {
    return DrawRaster{raster.raster + placing.first_raster, placing.transform.after(raster.transform)};
  }
  DrawingItem operator()(const BeginClip& clip) const { return BeginClip{placed_path(clip.path, placing), clip.rule}; }
  DrawingItem operator()(const EndClip& end) const { return end; }
  DrawingItem operator()(BeginGroup group) const {
    if (group.mask) *group.mask += placing.first_mask;
    return group;
  }
  DrawingItem operator()(const EndGroup& end) const { return end; }
};

std::size_t points_of(const DrawingItem& item) {
  if (const auto* const fill = std::get_if<FillShape>(&item)) return fill->path.points.size();
  if (const auto* const stroke = std::get_if<StrokeShape>(&item)) return stroke->path.points.size();
  if (const auto* const clip = std::get_if<BeginClip>(&item)) return clip->path.points.size();
  return 1;
}

}  // namespace

/// Draws the content of another drawing, whose rasters are already among those of this one.
void SvgPictureDrawer::add_drawing(const Drawing& drawing, std::size_t first_raster, const base::Transform& transform) {
  const Placing placing{transform, drawer_.drawing_.gradients.size(), first_raster, drawer_.drawing_.masks.size()};
  const auto add = [&](const std::vector<DrawingItem>& items, std::vector<DrawingItem>& out) {
    for (const DrawingItem& item : items) {
      if (!drawer_.spend(points_of(item))) return;
      out.push_back(std::visit(PlaceItem{placing}, item));
    }
  };
  for (Gradient gradient : drawing.gradients) {
    gradient.transform = transform.after(gradient.transform);
    drawer_.drawing_.gradients.push_back(std::move(gradient));
  }
  for (const Mask& mask : drawing.masks) {
    Mask placed{{}, mask.is_alpha};
    add(mask.items, placed.items);
    drawer_.drawing_.masks.push_back(std::move(placed));
  }
  add(drawing.items, drawer_.drawing_.items);
  drawer_.drawing_.has_transparency = drawer_.drawing_.has_transparency || drawing.has_transparency;
}

}  // namespace gongwen::images
