// Images of borders (css-backgrounds-3 section 5): nine regions of the image on nine regions of the box.
#include "paint/detail/box_painters.h"
#include "paint/detail/box_shape.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace gongwen::paint {
namespace {

using layout::Fragment;
using style::BorderImageOutset;
using style::BorderImageSlice;
using style::BorderImageWidth;
using style::BorderRepeat;
using style::ComputedStyle;

/// In px, in the order top, right, bottom, left.
using Sides = std::array<double, 4>;

Sides in_px(const base::Edges& edges) {
  return {edges.top.to_px(), edges.right.to_px(), edges.bottom.to_px(), edges.left.to_px()};
}

/// A segment of one axis: of the image or of the box.
struct Segment {
  double begin = 0;
  double end = 0;
  double length() const { return end - begin; }
};

/// Copies of a segment of the image along one axis: the length of one, the places of all.
struct Copies {
  double length = 0;
  double first = 0;
  double step = 0;
  int count = 0;
};

/// More copies than this are too small to be seen.
constexpr int kMaxCopies = 1000;

/// Section 5.5; `length` is that of one copy, scaled as the section says for the middle regions.
Copies copies_of(BorderRepeat repeat, const Segment& room, double length) {
  if (repeat == BorderRepeat::Stretch || length <= 0 || room.length() / length > kMaxCopies) {
    return {room.length(), room.begin, 0, 1};
  }
  switch (repeat) {
    case BorderRepeat::Round: {
      const int count = std::max(1, static_cast<int>(std::lround(room.length() / length)));
      return {room.length() / count, room.begin, room.length() / count, count};
    }
    case BorderRepeat::Space: {
      const int count = static_cast<int>(room.length() / length + 1e-6);
      const double gap = (room.length() - count * length) / (count + 1);
      return {length, room.begin + gap, length + gap, count};
    }
    default: break;
  }
  // One is in the middle, and others on both sides as far as there is room.
  const double middle = room.begin + (room.length() - length) / 2;
  const int before = static_cast<int>(std::ceil((middle - room.begin) / length - 1e-6));
  return {length, middle - before * length, length, 2 * before + 1};
}

class BorderImagePainter {
 public:
  BorderImagePainter(const Fragment& fragment, const StyleImage& source, const ComputedStyle& style,
                     const Surroundings& around, std::vector<DisplayItem>& items)
      : fragment_(fragment), source_(source), style_(style), around_(around), items_(items) {}

  void paint(Point position) {
    const base::Rect area = image_area(position);
    const base::Size size = concrete_size(area.size);
    if (area.size.width <= LayoutUnit() || area.size.height <= LayoutUnit() || size.width <= LayoutUnit() ||
        size.height <= LayoutUnit()) {
      return;
    }
    image_ = &image_at(source_, size, style_.color, around_.context);
    image_width_ = size.width.to_px();
    image_height_ = size.height.to_px();
    slices_ = slices();
    widths_ = widths(area.size);
    const std::array<Segment, 3> columns{
        Segment{0, slices_[3]}, {slices_[3], image_width_ - slices_[1]}, {image_width_ - slices_[1], image_width_}};
    const std::array<Segment, 3> rows{
        Segment{0, slices_[0]}, {slices_[0], image_height_ - slices_[2]}, {image_height_ - slices_[2], image_height_}};
    const double left = area.left().to_px(), right = area.right().to_px();
    const double top = area.top().to_px(), bottom = area.bottom().to_px();
    const std::array<Segment, 3> across{
        Segment{left, left + widths_[3]}, {left + widths_[3], right - widths_[1]}, {right - widths_[1], right}};
    const std::array<Segment, 3> down{
        Segment{top, top + widths_[0]}, {top + widths_[0], bottom - widths_[2]}, {bottom - widths_[2], bottom}};
    for (std::size_t y = 0; y < 3; ++y) {
      for (std::size_t x = 0; x < 3; ++x) {
        const bool is_middle = x == 1 && y == 1;
        if (is_middle && !style_.border_image_slice->fills) continue;
        paint_region(columns[x], rows[y], across[x], down[y], x == 1, y == 1);
      }
    }
  }

 private:
  base::Rect image_area(Point position) const {
    const Sides borders = in_px(fragment_.borders);
    std::array<LayoutUnit, 4> out;
    for (std::size_t i = 0; i < 4; ++i) {
      const BorderImageOutset::Side& side = style_.border_image_outset->sides[i];
      out[i] = side.is_number ? LayoutUnit::round_from_px(side.number * borders[i]) : side.length;
    }
    return {{position.x - out[3], position.y - out[0]},
            {fragment_.size.width + out[1] + out[3], fragment_.size.height + out[0] + out[2]}};
  }

  /// An image without dimensions is as large as the area.
  base::Size concrete_size(const base::Size& area) const {
    const images::NaturalSize natural = source_.natural();
    LayoutUnit width = LayoutUnit::round_from_px(natural.width);
    LayoutUnit height = LayoutUnit::round_from_px(natural.height);
    if (width.is_zero() && height.is_zero()) return area;
    if (width.is_zero()) width = natural.ratio > 0 ? LayoutUnit::multiplied(height, natural.ratio) : area.width;
    if (height.is_zero()) height = natural.ratio > 0 ? LayoutUnit::multiplied(width, 1 / natural.ratio) : area.height;
    return {width, height};
  }

  Sides slices() const {
    Sides out{};
    for (std::size_t i = 0; i < 4; ++i) {
      const BorderImageSlice::Side& side = style_.border_image_slice->sides[i];
      const double whole = i % 2 == 0 ? image_height_ : image_width_;
      out[i] = std::min(whole, side.is_percentage ? whole * side.number / 100 : side.number);
    }
    return out;
  }

  /// Section 5.3; what overlaps shrinks all together.
  Sides widths(const base::Size& area) const {
    const Sides borders = in_px(fragment_.borders);
    Sides out{};
    for (std::size_t i = 0; i < 4; ++i) {
      const BorderImageWidth::Side& side = style_.border_image_width->sides[i];
      const LayoutUnit whole = i % 2 == 0 ? area.height : area.width;
      switch (side.kind) {
        case BorderImageWidth::Kind::Auto: out[i] = slices_[i]; break;
        case BorderImageWidth::Kind::Number: out[i] = side.number * borders[i]; break;
        case BorderImageWidth::Kind::Length: out[i] = std::max(0.0, side.length.resolve(whole).to_px()); break;
      }
    }
    const double across = out[1] + out[3];
    const double down = out[0] + out[2];
    double factor = 1;
    if (across > area.width.to_px()) factor = std::min(factor, area.width.to_px() / across);
    if (down > area.height.to_px()) factor = std::min(factor, area.height.to_px() / down);
    for (double& width : out) width *= factor;
    return out;
  }

  /// By how much the middle regions are scaled along the border: as the edge is across it.
  double scale_of(std::size_t side, std::size_t other) const {
    if (slices_[side] > 0 && widths_[side] > 0) return widths_[side] / slices_[side];
    if (slices_[other] > 0 && widths_[other] > 0) return widths_[other] / slices_[other];
    return 1;
  }

  void paint_region(const Segment& column, const Segment& row, const Segment& across, const Segment& down,
                    bool is_middle_column, bool is_middle_row) {
    if (column.length() <= 0 || row.length() <= 0 || across.length() <= 0 || down.length() <= 0) return;
    const style::BorderImageRepeat& repeat = style_.border_image_repeat;
    const double x_scale = is_middle_row ? scale_of(0, 2) : down.length() / row.length();
    const double y_scale = is_middle_column ? scale_of(3, 1) : across.length() / column.length();
    const Copies x =
        copies_of(is_middle_column ? repeat.horizontal : BorderRepeat::Stretch, across, column.length() * x_scale);
    const Copies y = copies_of(is_middle_row ? repeat.vertical : BorderRepeat::Stretch, down, row.length() * y_scale);
    if (x.count == 0 || y.count == 0) return;
    clip_to(across, down);
    for (int j = 0; j < y.count; ++j) {
      for (int i = 0; i < x.count; ++i) {
        const Segment place_x{x.first + i * x.step, x.first + i * x.step + x.length};
        const Segment place_y{y.first + j * y.step, y.first + j * y.step + y.length};
        paint_copy(column, row, place_x, place_y);
      }
    }
    items_.emplace_back(PopClip{});
  }

  void clip_to(const Segment& x, const Segment& y) {
    PushClip clip;
    clip.path.add_rect(x.begin, y.begin, x.end, y.end);
    items_.emplace_back(std::move(clip));
  }

  /// The whole image where this part of it lies at its place, the rest cut off.
  void paint_copy(const Segment& column, const Segment& row, const Segment& x, const Segment& y) {
    const double x_scale = x.length() / column.length();
    const double y_scale = y.length() / row.length();
    const auto unit = [](double px) {
      return LayoutUnit::round_from_px(px);
    };
    clip_to(x, y);
    items_.emplace_back(DrawImage{image_,
                                  {{unit(x.begin - column.begin * x_scale), unit(y.begin - row.begin * y_scale)},
                                   {unit(image_width_ * x_scale), unit(image_height_ * y_scale)}},
                                  fragment_.origin});
    items_.emplace_back(PopClip{});
  }

  const Fragment& fragment_;
  StyleImage source_;
  const ComputedStyle& style_;
  const Surroundings& around_;
  std::vector<DisplayItem>& items_;
  const images::Image* image_ = nullptr;
  double image_width_ = 0;
  double image_height_ = 0;
  Sides slices_{};
  Sides widths_{};
};

}  // namespace

bool paint_border_image(const Fragment& fragment, Point position, const ComputedStyle& style,
                        const Surroundings& around, std::vector<DisplayItem>& items) {
  const StyleImage source = find_image(*style.border_image_source, fragment.origin, around.context);
  if (source.is_none()) return false;
  BorderImagePainter(fragment, source, style, around, items).paint(position);
  return true;
}

}  // namespace gongwen::paint
