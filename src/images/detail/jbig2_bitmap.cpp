#include "images/detail/jbig2_bitmap.h"

#include <algorithm>

namespace gongwen::images::jbig2 {
namespace {

/// The longest side of a picture or a part of it; with this limit, sums of places cannot overflow.
constexpr std::int64_t kMostSide = 1 << 28;

std::uint64_t area(std::int64_t width, std::int64_t height) {
  if (width < 0 || height < 0) throw Failure{ImageErrorKind::Broken};
  if (width > kMostSide || height > kMostSide) throw Failure{ImageErrorKind::UnsupportedCoding};
  return static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height);
}

}  // namespace

Bitmap::Bitmap(std::int64_t width, std::int64_t height, Budget& budget, bool is_black) {
  // Even an empty bitmap has a cost, and so do rows without pixels, which are still visited.
  constexpr std::uint64_t kCost = 64;
  const std::uint64_t pixels = area(width, height);
  budget.pay(pixels + static_cast<std::uint64_t>(height) + kCost);
  width_ = static_cast<std::int32_t>(width);
  height_ = static_cast<std::int32_t>(height);
  pixels_.assign(pixels, is_black ? '\1' : '\0');
}

void Bitmap::set_height(std::int64_t height, bool is_black, Budget& budget) {
  const std::uint64_t pixels = area(width_, height);
  if (height > height_) budget.pay(area(width_, height - height_));
  height_ = static_cast<std::int32_t>(height);
  pixels_.resize(pixels, is_black ? '\1' : '\0');
}

void Bitmap::draw(const Bitmap& other, std::int64_t x, std::int64_t y, Combination how, Budget& budget) {
  const std::int64_t left = std::max<std::int64_t>(x, 0);
  const std::int64_t right = std::min<std::int64_t>(x + other.width_, width_);
  const std::int64_t top = std::max<std::int64_t>(y, 0);
  const std::int64_t bottom = std::min<std::int64_t>(y + other.height_, height_);
  budget.pay(1);
  if (left >= right || top >= bottom) return;
  budget.pay(area(right - left, bottom - top));
  for (std::int64_t line = top; line < bottom; ++line) {
    std::uint8_t* to = row(line) + left;
    const std::uint8_t* from = other.row(line - y) + (left - x);
    const std::uint8_t* const end = from + (right - left);
    switch (how) {
      case Combination::Or:
        for (; from != end; ++from, ++to) *to |= *from;
        break;
      case Combination::And:
        for (; from != end; ++from, ++to) *to &= *from;
        break;
      case Combination::Xor:
        for (; from != end; ++from, ++to) *to ^= *from;
        break;
      case Combination::Xnor:
        for (; from != end; ++from, ++to) *to = *to == *from ? 1 : 0;
        break;
      case Combination::Replace: std::copy(from, end, to); break;
    }
  }
}

Bitmap Bitmap::part(std::int64_t x, std::int64_t y, std::int64_t width, std::int64_t height, Budget& budget) const {
  Bitmap made(width, height, budget);
  made.draw(*this, -x, -y, Combination::Replace, budget);
  return made;
}

}  // namespace gongwen::images::jbig2
