#include "intake/detail/pdf_rectangle.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace gongwen::intake {
namespace {

constexpr int kMaxPageTreeDepth = 200;

std::optional<double> real_number(const PdfObject& object) {
  const std::string text = object.number();
  const std::size_t begin = text.starts_with('+') ? 1 : 0;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data() + begin, text.data() + text.size(), value);
  return text.empty() || error != std::errc() ? std::nullopt : std::optional(value);
}

}  // namespace

std::optional<PdfRectangle> read_rectangle(const PdfObject& array) {
  if (array.size() != 4) return std::nullopt;
  double sides[4] = {};
  for (std::size_t i = 0; i < 4; ++i) {
    const auto side = real_number(array.at(i));
    if (!side) return std::nullopt;
    sides[i] = *side;
  }
  return PdfRectangle{std::min(sides[0], sides[2]), std::min(sides[1], sides[3]), std::max(sides[0], sides[2]),
                      std::max(sides[1], sides[3])};
}

std::optional<PdfRectangle> page_rectangle(const PdfObject& page) {
  const std::optional<PdfRectangle> media = read_rectangle(inherited_entry(page, "/MediaBox"));
  const std::optional<PdfRectangle> crop = read_rectangle(inherited_entry(page, "/CropBox"));
  if (!media || !crop) return media ? media : crop;
  const PdfRectangle both{std::max(media->left, crop->left), std::max(media->bottom, crop->bottom),
                          std::min(media->right, crop->right), std::min(media->top, crop->top)};
  return both.left < both.right && both.bottom < both.top ? both : media;
}

PdfObject inherited_entry(const PdfObject& page, const PdfKey& key) {
  PdfObject node = page;
  for (int depth = 0; depth < kMaxPageTreeDepth && node.is_dictionary(); ++depth, node = node.get("/Parent")) {
    if (const PdfObject own = node.get(key); !own.is_null()) return own;
  }
  return {};
}

}  // namespace gongwen::intake
