// The table `CFF ` (Adobe Technical Note 5176): where the charstrings and subroutines of a font are.

#include "bytes.h"
#include "charstring.h"
#include "source.h"

#include <map>
#include <optional>

namespace fitter {
namespace {

// Operators of dictionaries; those of two bytes have 12 first.
constexpr unsigned kCharStrings = 17;
constexpr unsigned kPrivate = 18;
constexpr unsigned kSubrs = 19;
constexpr unsigned kFontDictionaries = 12 << 8 | 36;
constexpr unsigned kFontSelection = 12 << 8 | 37;

/// Operator → its operands; real numbers, which nothing here needs, count as 0.
using Dictionary = std::map<unsigned, std::vector<long>>;

std::size_t end_of_real(Bytes bytes, std::size_t at) {
  while ((bytes.u8(at) & 0xF) != 0xF && bytes.u8(at) >> 4 != 0xF) ++at;
  return at + 1;
}

/// Section 4: numbers, followed by their operator.
Dictionary read_dictionary(Bytes bytes) {
  Dictionary dictionary;
  std::vector<long> operands;
  for (std::size_t at = 0; at < bytes.size();) {
    const unsigned first = bytes.u8(at++);
    if (first <= 21) {
      dictionary[first == 12 ? 12 << 8 | bytes.u8(at++) : first] = operands;
      operands.clear();
    } else if (first == 28) {
      operands.push_back(bytes.i16(at));
      at += 2;
    } else if (first == 29) {
      operands.push_back(static_cast<std::int32_t>(bytes.u32(at)));
      at += 4;
    } else if (first == 30) {
      operands.push_back(0);
      at = end_of_real(bytes, at);
    } else if (first >= 32 && first <= 246) {
      operands.push_back(static_cast<long>(first) - 139);
    } else if (first >= 247 && first <= 250) {
      operands.push_back(static_cast<long>((first - 247) * 256 + bytes.u8(at++) + 108));
    } else if (first >= 251 && first <= 254) {
      operands.push_back(-static_cast<long>((first - 251) * 256 + bytes.u8(at++) + 108));
    } else {
      throw BadOutline("has a dictionary with an unknown number");
    }
  }
  return dictionary;
}

std::optional<std::size_t> offset_in(const Dictionary& dictionary, unsigned key, std::size_t operand = 0) {
  const auto found = dictionary.find(key);
  if (found == dictionary.end()) return std::nullopt;
  if (operand >= found->second.size() || found->second[operand] < 0) throw BadOutline("has an invalid offset");
  return static_cast<std::size_t>(found->second[operand]);
}

/// What of a font the glyphs of one dictionary share.
Index local_subroutines(Bytes cff, const Dictionary& dictionary) {
  const std::optional<std::size_t> size = offset_in(dictionary, kPrivate, 0);
  if (!size) return {};
  const std::size_t begin = *offset_in(dictionary, kPrivate, 1);
  const Dictionary own = read_dictionary(cff.sub(begin, *size));
  const std::optional<std::size_t> subroutines = offset_in(own, kSubrs);
  return subroutines ? Index(cff, begin + *subroutines) : Index();
}

class CffSource : public Source {
 public:
  explicit CffSource(std::string table) : table_(std::move(table)), cff_(table_) {
    const Index names(cff_, cff_.u8(2));
    const Index fonts(cff_, names.end());
    const Index strings(cff_, fonts.end());
    global_ = Index(cff_, strings.end());
    const Dictionary top = read_dictionary(fonts.at(0));
    const std::optional<std::size_t> glyphs = offset_in(top, kCharStrings);
    if (!glyphs) throw BadOutline("has no charstrings");
    glyphs_ = Index(cff_, *glyphs);
    const std::optional<std::size_t> dictionaries = offset_in(top, kFontDictionaries);
    if (!dictionaries) {
      local_.push_back(local_subroutines(cff_, top));
      return;
    }
    selection_ = offset_in(top, kFontSelection);
    const Index all(cff_, *dictionaries);
    for (std::size_t i = 0; i < all.size(); ++i) local_.push_back(local_subroutines(cff_, read_dictionary(all.at(i))));
  }

  std::vector<Contour> outline(unsigned glyph) const override {
    const std::size_t dictionary = selection_ ? dictionary_of(glyph) : 0;
    if (dictionary >= local_.size()) throw BadOutline("belongs to a font dictionary that is not there");
    return draw_charstring(glyphs_.at(glyph), global_, local_[dictionary]);
  }

  bool is_turned() const override { return true; }

 private:
  /// Section 19, FDSelect.
  std::size_t dictionary_of(unsigned glyph) const {
    const std::size_t at = *selection_;
    const unsigned format = cff_.u8(at);
    if (format == 0) return cff_.u8(at + 1 + glyph);
    if (format != 3) throw BadOutline("has an unknown table of font dictionaries");
    std::size_t low = 0;
    std::size_t high = cff_.u16(at + 1);
    while (high - low > 1) {
      const std::size_t middle = (low + high) / 2;
      (cff_.u16(at + 3 + 3 * middle) <= glyph ? low : high) = middle;
    }
    return cff_.u8(at + 5 + 3 * low);
  }

  std::string table_;
  Bytes cff_;
  Index global_;
  Index glyphs_;
  std::vector<Index> local_;
  std::optional<std::size_t> selection_;
};

}  // namespace

Index::Index(Bytes cff, std::size_t begin) : cff_(cff), begin_(begin), count_(cff.u16(begin)) {
  if (count_ == 0) return;
  width_ = cff_.u8(begin + 2);
  if (width_ < 1 || width_ > 4) throw BadOutline("has an index with offsets of " + std::to_string(width_) + " bytes");
}

std::size_t Index::end() const { return count_ == 0 ? begin_ + 2 : place(count_); }

Bytes Index::at(std::size_t number) const {
  if (number >= count_) throw BadOutline("asks for an element that an index does not have");
  const std::size_t first = place(number);
  const std::size_t behind = place(number + 1);
  if (behind < first) throw BadOutline("has an index whose offsets fall");
  return cff_.sub(first, behind - first);
}

/// Offsets count from the byte before the data.
std::size_t Index::place(std::size_t number) const {
  return begin_ + 2 + (count_ + 1) * width_ + cff_.number(begin_ + 3 + number * width_, width_);
}

std::unique_ptr<Source> cff_source(std::string cff) { return std::make_unique<CffSource>(std::move(cff)); }

}  // namespace fitter
