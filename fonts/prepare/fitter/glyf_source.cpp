// The table `glyf` (OpenType 1.9): simple glyphs, and composites resolved.

#include "bytes.h"
#include "glyf_record.h"
#include "source.h"

namespace fitter {
namespace {

constexpr int kDeepestComposite = 6;
/// Composites of composites could grow without end.
constexpr std::size_t kMostPoints = 60'000;

// Flags of components.
constexpr unsigned kWords = 1;
constexpr unsigned kOffsets = 2;
constexpr unsigned kScale = 8;
constexpr unsigned kMore = 32;
constexpr unsigned kTwoScales = 64;
constexpr unsigned kMatrix = 128;

struct SourcePoint {
  Point place;
  bool on_curve;
};
using SourceContour = std::vector<SourcePoint>;

struct Matrix {
  double xx = 1;
  double xy = 0;
  double yx = 0;
  double yy = 1;

  Point operator()(Point p) const { return {xx * p.x + yx * p.y, xy * p.x + yy * p.y}; }
};

/// Reads a simple glyph after its head of ten bytes.
class SimpleGlyph {
 public:
  SimpleGlyph(Bytes bytes, std::size_t contours) : bytes_(bytes) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < contours; ++i) {
      ends_.push_back(bytes.u16(at_) + std::size_t{1});
      if (ends_.back() < count) throw BadOutline("has contours that end before they begin");
      count = ends_.back();
      at_ += 2;
    }
    at_ += 2 + bytes.u16(at_);
    read_flags(count);
  }

  std::vector<SourceContour> contours() {
    const std::vector<int> xs = coordinates(kXShort, kXSame);
    const std::vector<int> ys = coordinates(kYShort, kYSame);
    std::vector<SourceContour> contours;
    std::size_t point = 0;
    for (const std::size_t end : ends_) {
      SourceContour contour;
      for (; point < end; ++point) {
        contour.push_back({{double(xs[point]), double(ys[point])}, (flags_[point] & kOnCurve) != 0});
      }
      contours.push_back(std::move(contour));
    }
    return contours;
  }

 private:
  void read_flags(std::size_t count) {
    while (flags_.size() < count) {
      const unsigned flag = bytes_.u8(at_++);
      std::size_t times = 1;
      if (flag & kRepeat) times += bytes_.u8(at_++);
      flags_.insert(flags_.end(), std::min(times, count - flags_.size()), flag);
    }
  }

  std::vector<int> coordinates(unsigned is_short, unsigned is_same) {
    std::vector<int> places;
    int place = 0;
    for (const unsigned flag : flags_) {
      if (flag & is_short) {
        const int by = static_cast<int>(bytes_.u8(at_++));
        place += flag & is_same ? by : -by;
      } else if (!(flag & is_same)) {
        place += bytes_.i16(at_);
        at_ += 2;
      }
      places.push_back(place);
    }
    return places;
  }

  Bytes bytes_;
  std::size_t at_ = 10;
  std::vector<std::size_t> ends_;
  std::vector<unsigned> flags_;
};

class GlyfSource : public Source {
 public:
  GlyfSource(std::string glyf, std::string loca, bool long_offsets)
      : glyf_text_(std::move(glyf)),
        loca_text_(std::move(loca)),
        glyf_(glyf_text_),
        loca_(loca_text_),
        long_(long_offsets) {}

  std::vector<Contour> outline(unsigned glyph) const override {
    ContourBuilder builder;
    std::size_t room = kMostPoints;
    for (const SourceContour& contour : contours_of(glyph, 0, room)) draw(contour, builder);
    return builder.take();
  }

  bool is_turned() const override { return false; }

 private:
  Bytes record(unsigned glyph) const {
    const std::size_t width = long_ ? 4 : 2;
    const std::size_t unit = long_ ? 1 : 2;
    const std::size_t begin = loca_.number(glyph * width, width) * unit;
    const std::size_t end = loca_.number((glyph + 1) * width, width) * unit;
    if (end < begin) throw BadOutline("ends before it begins");
    return glyf_.sub(begin, end - begin);
  }

  std::vector<SourceContour> contours_of(unsigned glyph, int depth, std::size_t& room) const {
    if (depth > kDeepestComposite) throw BadOutline("is made of parts too deeply");
    const Bytes bytes = record(glyph);
    if (bytes.size() == 0) return {};
    const int contours = bytes.i16(0);
    if (contours < 0) return composite(bytes, depth, room);
    std::vector<SourceContour> own = SimpleGlyph(bytes, static_cast<std::size_t>(contours)).contours();
    for (const SourceContour& contour : own) {
      if (contour.size() > room) throw BadOutline("has too many points");
      room -= contour.size();
    }
    return own;
  }

  std::vector<SourceContour> composite(Bytes bytes, int depth, std::size_t& room) const {
    std::vector<SourceContour> whole;
    std::size_t at = 10;
    for (unsigned flags = kMore; flags & kMore;) {
      flags = bytes.u16(at);
      const unsigned part = bytes.u16(at + 2);
      if (!(flags & kOffsets)) throw BadOutline("places its parts by points, which is not supported");
      const Point by = flags & kWords ? Point{double(bytes.i16(at + 4)), double(bytes.i16(at + 6))}
                                      : Point{double(bytes.i8(at + 4)), double(bytes.i8(at + 5))};
      at += flags & kWords ? 8 : 6;
      const Matrix matrix = read_matrix(bytes, flags, at);
      if (room == 0) throw BadOutline("has too many parts");
      --room;
      for (SourceContour& contour : contours_of(part, depth + 1, room)) {
        for (SourcePoint& point : contour) point.place = matrix(point.place) + by;
        whole.push_back(std::move(contour));
      }
    }
    return whole;
  }

  static Matrix read_matrix(Bytes bytes, unsigned flags, std::size_t& at) {
    const auto fraction = [&bytes, &at] {
      at += 2;
      return bytes.i16(at - 2) / 16384.0;
    };
    Matrix matrix;
    if (flags & kScale) {
      matrix.xx = matrix.yy = fraction();
    } else if (flags & kTwoScales) {
      matrix.xx = fraction();
      matrix.yy = fraction();
    } else if (flags & kMatrix) {
      matrix.xx = fraction();
      matrix.xy = fraction();
      matrix.yx = fraction();
      matrix.yy = fraction();
    }
    return matrix;
  }

  /// Half-way between two controls a point is implied.
  static void draw(const SourceContour& contour, ContourBuilder& builder) {
    if (contour.size() < 2) return;
    std::size_t first = 0;
    while (first < contour.size() && !contour[first].on_curve) ++first;
    const bool all_off = first == contour.size();
    const Point begin = all_off ? (contour.back().place + contour[0].place) * 0.5 : contour[first].place;
    builder.move_to(begin);
    const std::size_t from = all_off ? 0 : first + 1;
    const std::size_t count = all_off ? contour.size() : contour.size() - 1;
    for (std::size_t i = 0; i < count; ++i) {
      const SourcePoint& point = contour[(from + i) % contour.size()];
      if (point.on_curve) {
        builder.line_to(point.place);
        continue;
      }
      if (i + 1 == count) {
        curve(builder, point.place, begin);
      } else if (const SourcePoint& next = contour[(from + i + 1) % contour.size()]; next.on_curve) {
        curve(builder, point.place, next.place);
        ++i;
      } else {
        curve(builder, point.place, (point.place + next.place) * 0.5);
      }
    }
  }

  static void curve(ContourBuilder& builder, Point control, Point end) {
    const Point start = builder.here();
    if (start == end && start == control) return;
    const auto [one, two] = cubic_controls(start, control, end);
    builder.curve_to(one, two, end);
  }

  std::string glyf_text_;
  std::string loca_text_;
  Bytes glyf_;
  Bytes loca_;
  bool long_;
};

}  // namespace

std::unique_ptr<Source> glyf_source(std::string glyf, std::string loca, bool long_offsets) {
  return std::make_unique<GlyfSource>(std::move(glyf), std::move(loca), long_offsets);
}

}  // namespace fitter
