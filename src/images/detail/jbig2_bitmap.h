// Bitmaps of JBIG2 with one byte for each pixel, and the limits on work.
#pragma once

#include "images/detail/decode.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace gongwen::images::jbig2 {

/// Thrown by everything below decode_jbig2(), which catches it.
struct Failure {
  ImageErrorKind kind = ImageErrorKind::Broken;
};

/// A few bytes can request any number of pixels, symbols and contexts, any number of times, so their cost is charged
/// here before they are made or drawn, about one unit per pixel or byte.
class Budget {
 public:
  explicit Budget(std::uint64_t pixels) : left_(pixels) {}
  void add(std::uint64_t pixels) { left_ += pixels; }
  void pay(std::uint64_t pixels) {
    if (pixels > left_) throw Failure{ImageErrorKind::UnsupportedCoding};
    left_ -= pixels;
  }

 private:
  std::uint64_t left_;
};

enum class Combination : std::uint8_t { Or, And, Xor, Xnor, Replace };

/// 1 is black, as in the standard. Pixels beyond the edges are 0.
class Bitmap {
 public:
  Bitmap() = default;
  Bitmap(std::int64_t width, std::int64_t height, Budget& budget, bool is_black = false);

  std::int32_t width() const { return width_; }
  std::int32_t height() const { return height_; }
  unsigned get(std::int64_t x, std::int64_t y) const {
    return x < 0 || y < 0 || x >= width_ || y >= height_ ? 0U : row(y)[x];
  }
  std::uint8_t* row(std::int64_t y) { return reinterpret_cast<std::uint8_t*>(pixels_.data()) + y * width_; }
  const std::uint8_t* row(std::int64_t y) const {
    return reinterpret_cast<const std::uint8_t*>(pixels_.data()) + y * width_;
  }

  /// Draws another bitmap with its corner at a place, which may be outside.
  void draw(const Bitmap& other, std::int64_t x, std::int64_t y, Combination how, Budget& budget);
  /// Returns a part of the bitmap; pixels beyond the edges are 0.
  Bitmap part(std::int64_t x, std::int64_t y, std::int64_t width, std::int64_t height, Budget& budget) const;
  void set_height(std::int64_t height, bool is_black, Budget& budget);

 private:
  std::int32_t width_ = 0;
  std::int32_t height_ = 0;
  std::string pixels_;
};

}  // namespace gongwen::images::jbig2
