// The part of ContentStream that draws paths and images, and keeps clips and groups (ISO 32000-1 sections 8.5 to 8.10,
// 11.4).
#include "paint/glyph_placement.h"
#include "pdf/document/detail/content_stream.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace gongwen::pdf {
namespace {

constexpr double kPointsOfPx = 0.75;
/// Of a box, in units: what is reduced to nothing has a box without end.
constexpr double kFarthest = 1e9;

const images::RasterImage* as_raster(const images::Image& image) {
  return std::get_if<images::RasterImage>(&image.picture);
}

}  // namespace

void ContentStream::play(const paint::FillPath& item) {
  end_text();
  set_fill(item.color);
  append_path(out_, item.path, space_);
  out_ += item.rule == base::FillRule::EvenOdd ? "f*\n" : "f\n";
}

void ContentStream::play(const paint::StrokePath& item) {
  end_text();
  set_stroke(item.color);
  append_stroke_style(out_, item.style, space_);
  append_path(out_, item.path, space_);
  out_ += "S\n";
}

/// Images fill the unit square, drawings their own size with y down.
void ContentStream::place_image(const images::Image& image, const ImageWriter::Written& written,
                                const base::Rect& rect) {
  const auto width = static_cast<double>(rect.size.width.raw());
  const auto height = static_cast<double>(rect.size.height.raw());
  const auto left = static_cast<double>(x_of(rect.left()));
  const auto bottom = static_cast<double>(y_of(rect.bottom()));
  base::Transform placed{width, 0, 0, height, left, bottom};
  if (const images::RasterImage* const raster = as_raster(image)) {
    placed = placed.after(kUpsideDown).after(images::orientation_transform(raster->orientation)).after(kUpsideDown);
  } else {
    const auto& drawing = std::get<images::Drawing>(image.picture);
    placed = {width / drawing.width, 0, 0, -height / drawing.height, left, bottom + height};
  }
  append_transform(out_, placed);
  names_.has_transparency = names_.has_transparency || written.has_transparency;
  append_name(out_, names_.object(written.object, 'I'));
  out_ += " Do\n";
}

void ContentStream::play(const paint::DrawImage& item) {
  if (objects_ == nullptr) return;
  end_text();
  set_opacity(1000);
  const ImageWriter::Written written = objects_->images.write(*item.image);
  out_ += "q\n";
  place_image(*item.image, written, item.rect);
  out_ += "Q\n";
}

/// A tiling pattern (section 8.7.3) whose cell is one copy with the room up to the next.
void ContentStream::play(const paint::TileImage& item) {
  if (objects_ == nullptr) return;
  end_text();
  set_opacity(1000);
  const ImageWriter::Written written = objects_->images.write(*item.image);
  ContentStream cell(fonts_, structure_, {item.first.size.width, item.first.size.height}, objects_);
  cell.place_image(*item.image, written, {{}, item.first.size});
  std::string entries = "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 ";
  append_number(entries, space_.length(item.first.size.width.to_px()));
  append_number(entries, space_.length(item.first.size.height.to_px()));
  entries += "]/XStep ";
  append_number(entries, space_.length(item.step.width.to_px()));
  entries += "/YStep ";
  append_number(entries, space_.length(item.step.height.to_px()));
  // Patterns lie in the coordinates of the stream's start, whatever has been turned since (section 8.7.3.1).
  const base::Transform cell_place{
      1, 0, 0, 1, static_cast<double>(x_of(item.first.left())), static_cast<double>(y_of(item.first.bottom()))};
  const base::Transform placed = state_.matrix.after(cell_place);
  entries += "/Matrix[";
  append_numbers(entries, placed);
  entries += "]/Resources ";
  append_reference(entries, objects_->file.add(resource_dictionary(cell.names_, objects_->fonts)));
  const ObjectNumber pattern = objects_->file.add_stream(entries, cell.out_, Compress::Yes);
  names_.has_transparency = names_.has_transparency || written.has_transparency;
  out_ += "q\n/Pattern cs ";
  append_name(out_, names_.pattern(pattern));
  out_ += " scn\n";
  base::Path area;
  area.add_rect(item.area);
  append_path(out_, area, space_);
  out_ += "f\nQ\n";
}

void ContentStream::save_state(std::string operators) {
  saved_.push_back(state_);
  levels_.push(std::move(operators), out_);
}

void ContentStream::restore_state() {
  state_ = saved_[levels_.pop(out_)];
  saved_.pop_back();
}

void ContentStream::play(const paint::PushClip& item) {
  end_text();
  std::string operators;
  append_path(operators, item.path, space_);
  operators += item.rule == base::FillRule::EvenOdd ? "W* n\n" : "W n\n";
  save_state(std::move(operators));
}

void ContentStream::play(const paint::PopClip&) {
  end_text();
  restore_state();
}

/// From px, y down, to the coordinates of PDF, which count upwards from the page's foot (ISO 32000-1 8.3.4): what
/// `item` does, between the map back and the map forth.
void ContentStream::play(const paint::PushTransform& item) {
  end_text();
  const base::Transform& t = item.transform;
  const double scale = space_.scale;
  const auto height = static_cast<double>(page_height_);
  const base::Transform matrix{t.a, -t.b, -t.c, t.d, scale * t.e + t.c * height, height - scale * t.f - t.d * height};
  std::string operators;
  append_transform(operators, matrix);
  save_state(std::move(operators));
  state_.matrix = state_.matrix.after(matrix);
}

void ContentStream::play(const paint::PopTransform&) {
  end_text();
  restore_state();
}

/// A form takes over the graphics state in which it is drawn (section 8.10.1), a group all but its opacity (11.6.6).
void ContentStream::play(const paint::PushGroup& item) {
  end_text();
  GraphicsState inner = state_;
  inner.font = {};  // whose name may be another one here
  inner.opacity = 1000;
  inner.matrix = {};
  OuterStream outer{std::move(out_),   std::move(names_),          std::exchange(state_, inner),
                    std::move(saved_), std::exchange(levels_, {}), std::move(contents_),
                    item.opacity};
  outer_.push_back(std::move(outer));
  out_.clear();
  names_ = {};
  saved_.clear();
  contents_.clear();
}

/// The sheet in the space of the innermost group, which may be turned or reduced on it.
std::array<Milli, 4> ContentStream::group_box() const {
  const double margin = sheet_margin_.to_px();
  const Milli start = -space_.length(margin);
  const Milli right = space_.length(page_size_.width.to_px() + margin);
  const Milli top = space_.length(page_size_.height.to_px() + margin);
  const double points = kPointsOfPx / space_.scale;
  const base::Transform sheet{points, 0, 0, points, 0, 0};
  base::Transform group = outer_.front().state.matrix;
  for (std::size_t i = 1; i < outer_.size(); ++i) group = group.after(outer_[i].state.matrix);
  if (group == sheet || group.determinant() == 0) return {start, start, right, top};
  const base::Transform to_group = paint::inverse(group).after(sheet);
  std::array<double, 4> box{HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
  for (const Milli x : {start, right}) {
    for (const Milli y : {start, top}) {
      const base::PathPoint corner = to_group.apply({static_cast<double>(x) / 1000, static_cast<double>(y) / 1000});
      box = {std::min(box[0], corner.x), std::min(box[1], corner.y), std::max(box[2], corner.x),
             std::max(box[3], corner.y)};
    }
  }
  const auto whole = [](double units) {
    return static_cast<Milli>(std::clamp(units, -kFarthest, kFarthest)) * 1000;
  };
  return {whole(std::floor(box[0])), whole(std::floor(box[1])), whole(std::ceil(box[2])), whole(std::ceil(box[3]))};
}

ObjectNumber ContentStream::write_group() {
  const ObjectNumber form = objects_->file.allocate();
  std::string entries = "/Type/XObject/Subtype/Form/BBox[";
  for (const Milli side : group_box()) append_number(entries, side);
  entries += "]/Group<</S/Transparency/CS/DeviceRGB>>/Resources ";
  append_reference(entries, objects_->file.add(resource_dictionary(names_, objects_->fonts)));
  if (!contents_.empty()) {
    entries += "/StructParents ";
    append_integer(entries, static_cast<std::int64_t>(objects_->structure.add_form(objects_->page, form, contents_)));
  }
  objects_->file.add_stream(form, entries, out_, Compress::Yes);
  return form;
}

void ContentStream::play(const paint::PopGroup&) {
  end_text();
  const ObjectNumber form = objects_ == nullptr ? ObjectNumber() : write_group();
  OuterStream outer = std::move(outer_.back());
  outer_.pop_back();
  out_ = std::move(outer.out);
  names_ = std::move(outer.names);
  state_ = outer.state;
  saved_ = std::move(outer.saved);
  levels_ = std::move(outer.levels);
  contents_ = std::move(outer.contents);
  if (!form) return;
  set_opacity(static_cast<int>(std::lround(outer.opacity * 1000)));
  append_name(out_, names_.object(form, 'G'));
  out_ += " Do\n";
}

}  // namespace gongwen::pdf
