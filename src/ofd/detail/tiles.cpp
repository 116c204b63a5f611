#include "ofd/detail/tiles.h"

#include "images/pixels.h"
#include "paint/glyph_placement.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace gongwen::ofd {
namespace {

constexpr int kBold = 600;

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & '\x80') == 0; });
}

/// The name of the system font that ours replaces, in Chinese if it has one; otherwise the family's first name.
std::string_view usual_name(const text::FamilyOffer& offer) {
  const text::FamilyName* usual = nullptr;
  for (const text::FamilyName& name : offer.names) {
    if (!name.substitute) continue;
    if (!is_ascii(name.name)) return name.name;
    if (usual == nullptr) usual = &name;
  }
  if (usual == nullptr && !offer.names.empty()) usual = &offer.names.front();
  return usual == nullptr ? std::string_view(offer.name) : usual->name;
}

/// Whether a family has a regular face. 小标宋 has only one, heavy face, which is not the bold face of a family.
bool is_ordinary(const text::FamilyOffer& family, text::FaceId face) {
  const auto shows_it = [&](const text::FaceOffer& offer) {
    return offer.face == face && offer.min_weight < kBold;
  };
  return std::any_of(family.faces.begin(), family.faces.end(), shows_it) ||
         std::any_of(family.fallback.begin(), family.fallback.end(), shows_it);
}

}  // namespace

const std::string& Fonts::add(const paint::UsedFont& used) {
  const std::string name = "font_" + std::to_string(files_.size() + 1) + ".ttf";
  return files_.insert_or_assign(used.id(), File{{&used, find_twins(used)}, name, {}}).first->second.name;
}

ShownFont Fonts::find(const layout::TextRun& run) {
  const auto found = files_.find(run.face);
  if (found == files_.end()) return {};
  File& file = found->second;
  for (const Font& font : file.fonts) {
    if (font.family == run.family) return {&file.face, font.identifier};
  }
  return {&file.face, add_font(file, run.family)};
}

Identifier Fonts::add_font(File& file, text::FamilyId family) {
  const text::FaceId face = file.face.font->id();
  const text::FamilyOffer* const offer = offer_of(face, family);
  Font font{family, offer == nullptr ? library_.face_family(face) : std::string(usual_name(*offer)), 0};
  const auto same_name =
      std::find_if(file.fonts.begin(), file.fonts.end(), [&](const Font& known) { return known.name == font.name; });
  if (same_name != file.fonts.end()) {
    font.identifier = same_name->identifier;
  } else {
    font.identifier = identifiers_.next();
    write(file, font, offer);
  }
  return file.fonts.emplace_back(std::move(font)).identifier;
}

/// For fallback text without a family, the first family with this face; null for files provided by a style sheet.
const text::FamilyOffer* Fonts::offer_of(text::FaceId face, text::FamilyId family) const {
  const std::vector<text::FamilyOffer>& families = library_.families();
  if (family) return &families[family.index()];
  const auto found = std::find_if(families.begin(), families.end(), [&](const text::FamilyOffer& offer) {
    return offer.name == library_.face_family(face);
  });
  return found == families.end() ? nullptr : &*found;
}

void Fonts::write(const File& file, const Font& font, const text::FamilyOffer* offer) {
  const text::Face& face = file.face.font->face();
  const text::FaceId id = file.face.font->id();
  elements_ += "<ofd:Font";
  append_number_attribute(elements_, "ID", font.identifier);
  elements_ += " FontName=\"" + xml_attribute(library_.face_name(id)) + "\" FamilyName=\"" + xml_attribute(font.name) +
               "\" Charset=\"unicode\"";
  if (face.is_italic()) elements_ += " Italic=\"true\"";
  const bool is_bold = face.weight() >= kBold && (offer == nullptr || !is_ordinary(*offer, id));
  if (is_bold) elements_ += " Bold=\"true\"";
  elements_ += "><ofd:FontFile>" + file.name + "</ofd:FontFile></ofd:Font>";
}

namespace {

using base::Transform;

/// Converts an image to formats that readers support: JPEG stays, everything else becomes PNG, and CMYK becomes RGB.
images::ImageFile readable_file(const images::RasterImage& raster) {
  const bool is_plain = raster.coding == images::PixelCoding::Jpeg && raster.model != images::ColorModel::Cmyk;
  if (is_plain) return images::image_file(raster);
  return {"image/png", images::write_png(images::unpack_pixels(raster))};
}

class DrawingPlayer {
 public:
  DrawingPlayer(const images::Drawing& drawing, Media& media, Canvas& canvas)
      : drawing_(drawing), media_(media), canvas_(canvas) {}

  void play() {
    for (const images::DrawingItem& item : drawing_.items) {
      std::visit([this](const auto& command) { play(command); }, item);
    }
  }

 private:
  CanvasPaint paint_of(const images::Paint& paint) const {
    return {paint.color, paint.gradient ? &drawing_.gradients[*paint.gradient] : nullptr};
  }

  void play(const images::FillShape& item) { canvas_.fill(item.path, item.rule, paint_of(item.paint)); }
  void play(const images::StrokeShape& item) {
    canvas_.push_transform(item.transform);
    canvas_.stroke(item.path, item.style, paint_of(item.paint));
    canvas_.pop_transform();
  }
  void play(const images::DrawRaster& item) {
    const images::RasterImage& raster = drawing_.rasters[item.raster];
    canvas_.image(media_.add(raster), item.transform.after(images::orientation_transform(raster.orientation)));
  }
  void play(const images::BeginClip& item) { canvas_.push_clip(item.path, item.rule); }
  void play(const images::EndClip&) { canvas_.pop_clip(); }
  void play(const images::BeginGroup& item) {
    if (item.mask) canvas_.leave_out(LeftOut::Mask);
    canvas_.push_group(item.opacity);
  }
  void play(const images::EndGroup&) { canvas_.pop_group(); }

  const images::Drawing& drawing_;
  Media& media_;
  Canvas& canvas_;
};

}  // namespace

Identifier Media::add(const images::RasterImage& raster) {
  const auto [known, is_new] = known_.try_emplace(&raster);
  if (!is_new) return known->second;
  return known->second = add_file(readable_file(raster));
}

Identifier Media::add_tiles(const TiledPicture& tiles, const std::function<images::Pixels()>& paint) {
  const auto [known, is_new] = tiled_.try_emplace(tiles);
  if (is_new) known->second = add_file({"image/png", images::write_png(paint())});
  return known->second;
}

Identifier Media::add_file(images::ImageFile file) {
  const bool is_jpeg = file.media_type == "image/jpeg";
  const Identifier identifier = identifiers_.next();
  const std::string name = "image_" + std::to_string(identifier) + (is_jpeg ? ".jpg" : ".png");
  files_.push_back({identifier, name, is_jpeg ? "JPEG" : "PNG", std::move(file.bytes)});
  return identifier;
}

void draw_image(const images::Image& image, const Transform& placed, Media& media, Canvas& canvas) {
  if (const auto* const raster = std::get_if<images::RasterImage>(&image.picture)) {
    canvas.image(media.add(*raster), placed.after(images::orientation_transform(raster->orientation)));
    return;
  }
  const auto& drawing = std::get<images::Drawing>(image.picture);
  if (!(drawing.width > 0 && drawing.height > 0)) return;
  canvas.push_transform(placed.after({1 / drawing.width, 0, 0, 1 / drawing.height, 0, 0}));
  base::Path frame;
  frame.add_rect(0, 0, drawing.width, drawing.height);
  canvas.push_clip(frame, base::FillRule::NonZero);
  DrawingPlayer(drawing, media, canvas).play();
  canvas.pop_clip();
  canvas.pop_transform();
}

namespace {

/// Rounds to hundredths of a mm, so that A4 is 210 × 297 although its sides are not whole px.
Micrometres sheet_side(double px) {
  constexpr Micrometres kHundredth = 10;
  return (to_micrometres(px) + kHundredth / 2) / kHundredth * kHundredth;
}

class PagePlayer {
 public:
  PagePlayer(const paint::PageDisplay& page, const PageContext& context, const PageObjects& objects, std::string& out)
      : page_(page),
        context_(context),
        objects_(objects.content),
        official_(objects.official),
        canvas_(context.identifiers, context.left_out, out) {
    objects_.resize(page.content_count);
  }

  void play() {
    canvas_.push_transform(paint::picture_of(page_).shown);
    for (const paint::DisplayItem& item : page_.items) {
      std::visit([this](const auto& command) { play(command); }, item);
    }
    canvas_.finish();
  }

 private:
  void play(const paint::FillRect& item) {
    canvas_.set_origin(item.origin);
    canvas_.fill(box_of(item.rect), item.color);
  }
  void play(const paint::FillPath& item) {
    canvas_.set_origin(item.origin);
    canvas_.fill(item.path, item.rule, {item.color});
  }
  void play(const paint::StrokePath& item) {
    canvas_.set_origin(item.origin);
    canvas_.stroke(item.path, item.style, {item.color});
  }
  void play(const paint::DrawImage& item) {
    canvas_.set_origin(item.origin);
    draw(*item.image, box_of(item.rect));
  }

  void draw(const images::Image& image, const Box& box) {
    draw_image(image, {box.right - box.left, 0, 0, box.bottom - box.top, box.left, box.top}, context_.media, canvas_);
  }

  void play(const paint::TileImage& item) {
    canvas_.set_origin(item.origin);
    if (!draw_tiles(item, context_.media, canvas_)) context_.left_out.try_emplace(LeftOut::ManyTiles, item.origin);
  }

  void play(const paint::DrawGlyphs& item) {
    if (item.official != last_official_) canvas_.finish_text();
    last_official_ = item.official;
    if (item.official != 0) canvas_.finish_rectangles();
    const ShownFont font = context_.fonts.find(*item.run);
    const Identifier before = context_.identifiers.last();
    draw(item, font);
    if (item.official == 0) return;
    for (Identifier one = before + 1; one <= context_.identifiers.last(); ++one) {
      official_.push_back({item.official, one});
    }
  }

  void draw(const paint::DrawGlyphs& item, const ShownFont& shown) {
    canvas_.set_origin(item.origin);
    const text::Face* const face = context_.library.face(item.run->face);
    if (face == nullptr || item.run->glyphs.empty()) return;
    if (shown.face == nullptr) return draw_outlines(item, *face);
    const RunPieces run = cutter_.cut(item, *shown.face, shown.font);
    for (const BareGlyph& glyph : run.bare_glyphs) draw_outline(item, *face, run.matrix, glyph);
    for (TextPiece& piece : run.pieces) canvas_.text(piece);
  }

  /// For faces that cannot be embedded.
  void draw_outlines(const paint::DrawGlyphs& item, const text::Face& face) {
    base::Path path;
    const Transform placed = paint::run_transform(item, face.metrics().units_per_em);
    paint::for_each_placed_glyph(
        *item.run, face.metrics().units_per_em, [&](const layout::RunGlyph& glyph, base::PathPoint at) {
          path.append(text::glyph_outline(face, glyph.glyph), placed.after({1, 0, 0, 1, at.x, at.y}));
        });
    if (!path.empty()) canvas_.fill(path, base::FillRule::NonZero, {item.color});
  }

  void draw_outline(const paint::DrawGlyphs& item, const text::Face& face, const Transform& run,
                    const BareGlyph& glyph) {
    const double scale = item.run->size.to_px() / face.metrics().units_per_em;
    base::Path path;
    path.append(text::glyph_outline(face, glyph.glyph), run.after({scale, 0, 0, -scale, glyph.place.x, glyph.place.y}));
    if (!path.empty()) canvas_.fill(path, base::FillRule::NonZero, {item.color});
  }

  void play(const paint::PushClip& item) { canvas_.push_clip(item.path, item.rule); }
  void play(const paint::PopClip&) { canvas_.pop_clip(); }
  void play(const paint::PushTransform& item) { canvas_.push_transform(item.transform); }
  void play(const paint::PopTransform&) { canvas_.pop_transform(); }
  void play(const paint::PushGroup& item) { canvas_.push_group(item.opacity); }
  void play(const paint::PopGroup&) { canvas_.pop_group(); }

  void play(const paint::BeginTag& item) {
    open_.push_back(item.content < objects_.size() ? &objects_[item.content] : nullptr);
    canvas_.collect(open_.back());
  }
  void play(const paint::BeginArtifact&) {
    open_.push_back(nullptr);
    canvas_.collect(nullptr);
  }
  void play(const paint::EndTag&) {
    if (!open_.empty()) open_.pop_back();
    canvas_.collect(open_.empty() ? nullptr : open_.back());
  }

  const paint::PageDisplay& page_;
  const PageContext& context_;
  ContentObjects& objects_;
  OfficialObjects& official_;
  Canvas canvas_;
  RunCutter cutter_;
  std::uint16_t last_official_ = 0;
  std::vector<std::vector<Identifier>*> open_;
};

}  // namespace

std::string physical_box(const paint::PageFrame& page) {
  const paint::PagePicture picture = paint::picture_of(page);
  std::string out = "<ofd:PhysicalBox>0 0 ";
  append_micrometres(out, sheet_side(picture.width));
  out.push_back(' ');
  append_micrometres(out, sheet_side(picture.height));
  return out + "</ofd:PhysicalBox>";
}

void write_page(const paint::PageDisplay& page, const PageContext& context, const PageObjects& objects,
                std::string& out) {
  const Identifier layer = context.identifiers.next();
  out.assign(kXmlHead);
  out.append("<ofd:Page").append(kNamespace).append("><ofd:Area>").append(physical_box(page)).append("</ofd:Area>");
  const std::size_t head = out.size();
  out += "<ofd:Content><ofd:Layer";
  append_number_attribute(out, "ID", layer);
  out += ">";
  const std::size_t start = out.size();
  PagePlayer(page, context, objects, out).play();
  if (out.size() > start) {
    out += "</ofd:Layer></ofd:Content>";
  } else {
    out.resize(head);
  }
  out += "</ofd:Page>";
}

namespace {

using base::PathPoint;

/// Maximum number of objects that readers show without delay.
constexpr double kMaxCopies = 2000;
/// Maximum number of points per object.
constexpr double kMaxPoints = 400'000;
/// Maximum size of a picture of all copies: a page at 300 dpi has twice as many pixels.
constexpr double kMaxPixels = 4'000'000;
/// Maximum pixels per px of the page: more are invisible in print.
constexpr double kMaxDensity = 300.0 / 96;

/// The positions of the copies, in px.
struct TileGrid {
  Box area;
  Box first;
  double step_x = 0;
  double step_y = 0;

  explicit TileGrid(const paint::TileImage& item)
      : area(box_of(item.area)),
        first(box_of(item.first)),
        step_x(item.step.width.to_px()),
        step_y(item.step.height.to_px()) {}

  bool empty() const { return area.empty() || first.empty() || !(step_x > 0 && step_y > 0); }
  double width() const { return first.right - first.left; }
  double height() const { return first.bottom - first.top; }
  double count() const {
    return std::ceil((area.right - area.left) / step_x + 1) * std::ceil((area.bottom - area.top) / step_y + 1);
  }

  template <typename Draw>
  void for_each_corner(const Draw& draw) const {
    const double left = first.left - std::ceil((first.right - area.left) / step_x) * step_x;
    const double top = first.top - std::ceil((first.bottom - area.top) / step_y) * step_y;
    const auto columns = static_cast<std::size_t>(std::ceil((area.right - left) / step_x));
    const auto rows = static_cast<std::size_t>(std::ceil((area.bottom - top) / step_y));
    for (std::size_t row = 0; row < rows; ++row) {
      const double y = top + static_cast<double>(row) * step_y;
      if (y + height() <= area.top) continue;
      for (std::size_t column = 0; column < columns; ++column) {
        const double x = left + static_cast<double>(column) * step_x;
        if (x + width() > area.left) draw(PathPoint{x, y});
      }
    }
  }
};

/// Renders all copies of a raster image. Each pixel averages several samples, so that images with a higher resolution
/// look smooth.
class TilePainter {
 public:
  TilePainter(const TileGrid& grid, const images::RasterImage& raster)
      : grid_(grid), pixels_(images::unpack_pixels(raster)) {
    to_rows_ = paint::inverse(images::orientation_transform(raster.orientation));
    const double columns = raster.is_turned() ? pixels_.height : pixels_.width;
    const double rows = raster.is_turned() ? pixels_.width : pixels_.height;
    const double own_density = std::max(columns / grid.width(), rows / grid.height());
    const double size = (grid.area.right - grid.area.left) * (grid.area.bottom - grid.area.top);
    density_ = std::min({own_density, kMaxDensity, std::sqrt(kMaxPixels / size)});
    places_ = std::clamp(static_cast<int>(std::ceil(own_density / density_ - 0.01)), 1, kMaxPlaces);
  }

  images::Pixels paint() const {
    images::Pixels out;
    out.width = side(grid_.area.right - grid_.area.left);
    out.height = side(grid_.area.bottom - grid_.area.top);
    out.rgba.reserve(std::size_t{4} * out.width * out.height);
    for (std::uint32_t row = 0; row < out.height; ++row) {
      for (std::uint32_t column = 0; column < out.width; ++column) append_mean(out, column, row);
    }
    return out;
  }

 private:
  static constexpr int kMaxPlaces = 4;  // samples in each direction

  std::uint32_t side(double px) const { return static_cast<std::uint32_t>(std::max(1.0, std::round(px * density_))); }

  void append_mean(images::Pixels& out, std::uint32_t column, std::uint32_t row) const {
    unsigned sums[4] = {0, 0, 0, 0};  // sums of colours times alpha, and of alpha
    for (int i = 0; i < places_ * places_; ++i) {
      const double x = (column + (i % places_ + 0.5) / places_) / out.width * (grid_.area.right - grid_.area.left);
      const double y = (row + (i / places_ + 0.5) / places_) / out.height * (grid_.area.bottom - grid_.area.top);
      add_pixel(sums, {grid_.area.left + x, grid_.area.top + y});
    }
    const unsigned count = static_cast<unsigned>(places_ * places_);
    for (int channel = 0; channel < 3; ++channel) {
      out.rgba.push_back(static_cast<char>(sums[3] == 0 ? 0 : (sums[channel] + sums[3] / 2) / sums[3]));
    }
    out.rgba.push_back(static_cast<char>((sums[3] + count / 2) / count));
  }

  void add_pixel(unsigned (&sums)[4], PathPoint place) const {
    const auto within = [](double at, double start, double step) {
      const double distance = std::fmod(at - start, step);
      return distance < 0 ? distance + step : distance;
    };
    const double x = within(place.x, grid_.first.left, grid_.step_x) / grid_.width();
    const double y = within(place.y, grid_.first.top, grid_.step_y) / grid_.height();
    if (x >= 1 || y >= 1) return;  // in the gap between copies
    const PathPoint stored = to_rows_.apply({x, y});
    const auto index = [](double share, std::uint32_t count) {
      return static_cast<std::size_t>(std::clamp(share * count, 0.0, count - 1.0));
    };
    const std::size_t at = 4 * (index(stored.y, pixels_.height) * pixels_.width + index(stored.x, pixels_.width));
    const auto channel = [&](std::size_t i) {
      return unsigned{static_cast<unsigned char>(pixels_.rgba[at + i])};
    };
    for (std::size_t i = 0; i < 3; ++i) sums[i] += channel(i) * channel(3);
    sums[3] += channel(3);
  }

  const TileGrid& grid_;
  images::Pixels pixels_;
  Transform to_rows_;
  double density_ = 1;
  int places_ = 1;
};

bool is_within_frame(const images::Drawing& drawing, const Box& box) {
  return Box{0, 0, drawing.width, drawing.height}.grown(1e-6).contains(box);
}

/// Whether the copies may be drawn shape by shape: shapes must be plain and within the frame of their copy.
bool has_plain_shapes(const images::Drawing& drawing, double copies) {
  double points = 0;
  for (const images::DrawingItem& item : drawing.items) {
    const auto* const fill = std::get_if<images::FillShape>(&item);
    const auto* const stroke = std::get_if<images::StrokeShape>(&item);
    if (fill == nullptr && stroke == nullptr) return false;
    const images::Paint& paint = fill != nullptr ? fill->paint : stroke->paint;
    const base::Path& path = fill != nullptr ? fill->path : stroke->path;
    Box box = box_of(path);
    if (stroke != nullptr) box = moved(box.grown(stroke->style.width / 2), stroke->transform);
    if (paint.gradient || !is_within_frame(drawing, box)) return false;
    points += static_cast<double>(path.points.size());
  }
  return points * copies <= kMaxPoints;
}

void draw_shapes(const images::Drawing& drawing, const TileGrid& grid, Canvas& canvas) {
  const Transform scale{grid.width() / drawing.width, 0, 0, grid.height() / drawing.height, 0, 0};
  for (const images::DrawingItem& item : drawing.items) {
    base::Path all;
    const auto add_all = [&](const base::Path& path, const Transform& own) {
      grid.for_each_corner([&](PathPoint corner) {
        all.append(path, Transform{1, 0, 0, 1, corner.x, corner.y}.after(scale.after(own)));
      });
    };
    if (const auto* const fill = std::get_if<images::FillShape>(&item)) {
      add_all(fill->path, {});
      canvas.fill(all, fill->rule, {fill->paint.color});
    } else if (const auto* const stroke = std::get_if<images::StrokeShape>(&item)) {
      add_all(stroke->path, stroke->transform);
      base::StrokeStyle style = stroke->style;
      const double factor = std::sqrt(std::abs(scale.after(stroke->transform).determinant()));
      style.width *= factor;
      style.dash_offset *= factor;
      for (double& dash : style.dashes) dash *= factor;
      canvas.stroke(all, style, {stroke->paint.color});
    }
  }
}

bool draw_many(const images::Image& image, const TileGrid& grid, const paint::TileImage& item, Media& media,
               Canvas& canvas) {
  if (const auto* const raster = std::get_if<images::RasterImage>(&image.picture)) {
    const Box& area = grid.area;
    const Identifier picture =
        media.add_tiles({raster, item.first.left() - item.area.left(), item.first.top() - item.area.top(),
                         item.first.size, item.step, item.area.size},
                        [&] { return TilePainter(grid, *raster).paint(); });
    canvas.image(picture, {area.right - area.left, 0, 0, area.bottom - area.top, area.left, area.top});
    return true;
  }
  const auto& drawing = std::get<images::Drawing>(image.picture);
  if (!(drawing.width > 0 && drawing.height > 0) || !has_plain_shapes(drawing, grid.count())) return false;
  draw_shapes(drawing, grid, canvas);
  return true;
}

}  // namespace

bool draw_tiles(const paint::TileImage& item, Media& media, Canvas& canvas) {
  const TileGrid grid(item);
  if (grid.empty()) return true;
  const bool is_many = grid.count() > kMaxCopies;
  base::Path path;
  path.add_rect(grid.area.left, grid.area.top, grid.area.right, grid.area.bottom);
  canvas.push_clip(path, base::FillRule::NonZero);
  bool is_drawn = true;
  if (is_many) {
    is_drawn = draw_many(*item.image, grid, item, media, canvas);
  } else {
    grid.for_each_corner([&](PathPoint corner) {
      draw_image(*item.image, {grid.width(), 0, 0, grid.height(), corner.x, corner.y}, media, canvas);
    });
  }
  canvas.pop_clip();
  return is_drawn;
}

}  // namespace gongwen::ofd
