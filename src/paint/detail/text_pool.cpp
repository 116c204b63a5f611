#include "paint/detail/text_pool.h"

#include <functional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace gongwen::paint {
namespace {

/// The glyphs as bytes, which say all of them.
std::string_view bytes_of(const std::vector<layout::RunGlyph>& glyphs) {
  static_assert(std::has_unique_object_representations_v<layout::RunGlyph>);
  return {reinterpret_cast<const char*>(glyphs.data()), glyphs.size() * sizeof(layout::RunGlyph)};
}

}  // namespace

std::size_t TextPool::Hash::operator()(const Text& run) const {
  return std::hash<std::string_view>()(bytes_of(run->glyphs));
}

bool TextPool::Same::operator()(const Text& a, const Text& b) const {
  const bool is_same_font = a->face == b->face && a->family == b->family && a->size == b->size &&
                            a->synthetic_bold == b->synthetic_bold && a->synthetic_oblique == b->synthetic_oblique;
  const bool is_same_way =
      a->is_upright == b->is_upright && a->x_scale == b->x_scale && a->is_right_to_left == b->is_right_to_left;
  return is_same_font && is_same_way && a->text == b->text && bytes_of(a->glyphs) == bytes_of(b->glyphs);
}

std::vector<TextPool::Text> TextPool::take() {
  std::vector<Text> all;
  all.reserve(texts_.size());
  while (!texts_.empty()) all.push_back(std::move(texts_.extract(texts_.begin()).value()));
  texts_ = {};
  return all;
}

}  // namespace gongwen::paint
