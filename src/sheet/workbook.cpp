#include "sheet/workbook.h"

#include <functional>
#include <string_view>

namespace gongwen::sheet {
namespace {

/// Combines numbers and texts into one hash.
class Hasher {
 public:
  Hasher& add(std::size_t number) {
    hash_ = (hash_ ^ number) * 0x9E37'79B9'7F4A'7C15ULL;
    hash_ ^= hash_ >> 29;
    return *this;
  }
  Hasher& add(std::string_view text) { return add(std::hash<std::string_view>()(text)); }
  Hasher& add(Color color) {
    return add(std::size_t{color.red} << 24 | color.green << 16 | color.blue << 8 | color.alpha);
  }
  Hasher& add(const BorderLine& line) { return add(static_cast<std::size_t>(line.kind)).add(line.color); }
  std::size_t hash() const { return hash_; }

 private:
  std::size_t hash_ = 0;
};

/// Hashes the properties that usually differ; the comparison does the rest.
std::size_t hash_of(const CellFormat& format) {
  const Font& font = format.font;
  const std::size_t flags = font.bold | font.italic << 1 | font.underline << 2 | font.strike << 3 | format.wrap << 4 |
                            format.shrink << 5 | format.locked << 6 | format.rotation.stacked << 7;
  return Hasher()
      .add(font.name)
      .add(font.half_points)
      .add(font.color)
      .add(flags)
      .add(format.background)
      .add(format.borders.top)
      .add(format.borders.right)
      .add(format.borders.bottom)
      .add(format.borders.left)
      .add(static_cast<std::size_t>(format.horizontal) << 8 | static_cast<std::size_t>(format.vertical))
      .add(std::size_t{format.indent} << 8 | static_cast<std::uint8_t>(format.rotation.degrees))
      .add(format.number_format)
      .hash();
}

}  // namespace

FormatId FormatTable::add(const CellFormat& format) {
  const std::size_t hash = hash_of(format);
  const auto [begin, end] = by_hash_.equal_range(hash);
  for (auto entry = begin; entry != end; ++entry) {
    if (at(entry->second) == format) return entry->second;
  }
  formats_.push_back(format);
  return by_hash_.emplace(hash, FormatId(formats_.size() - 1))->second;
}

}  // namespace gongwen::sheet
