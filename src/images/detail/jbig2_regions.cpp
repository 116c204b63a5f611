#include "images/detail/jbig2_regions.h"

#include <algorithm>
#include <bit>

// Pixels and refined pixels (T.88, 6.2 and 6.3), patterns and halftones (6.6 and 6.7).
namespace gongwen::images::jbig2 {

unsigned bits_for(std::uint64_t count) { return count <= 1 ? 0 : static_cast<unsigned>(std::bit_width(count - 1)); }

namespace {

/// A pattern of neighbours (figures 3 to 6): in the second row above from one pixel left to `right_2` pixels right, in
/// the row above to `right_1` pixels right, and in this row; and the positions of their bits and of the free
/// neighbours' bits in the number of a context.
struct GenericPattern {
  int bits_0;
  int bits_1, right_1, shift_1;
  int bits_2, right_2, shift_2;
  std::array<int, 4> free_shifts;
  int free_count;
  std::size_t contexts;
  std::size_t repetition;  // the context that says whether a row repeats the one above (figures 8 to 11)
};

constexpr std::array<GenericPattern, 4> kGenericPatterns{{
    {4, 5, 2, 5, 3, 1, 12, {4, 10, 11, 15}, 4, 1 << 16, 0x9B25},
    {3, 5, 2, 4, 4, 2, 9, {3, 0, 0, 0}, 1, 1 << 13, 0x0795},
    {2, 4, 1, 3, 3, 1, 7, {2, 0, 0, 0}, 1, 1 << 10, 0x00E5},
    {4, 5, 1, 5, 0, 0, 0, {4, 0, 0, 0}, 1, 1 << 10, 0x0195},
}};

const GenericPattern& pattern_of(int number) { return kGenericPatterns[static_cast<std::size_t>(number)]; }

/// Whether the neighbour is decoded before the pixel itself (6.2.5.4, 6.3.5.3).
bool is_known(const Neighbour& place) { return place.y < 0 || (place.y == 0 && place.x < 0); }

}  // namespace

std::size_t generic_contexts(int pattern) { return pattern_of(pattern).contexts; }

std::array<Neighbour, 4> read_neighbours(Reader& reader, int pattern) {
  std::array<Neighbour, 4> neighbours{};
  for (int i = 0; i < pattern_of(pattern).free_count; ++i) {
    Neighbour& one = neighbours[static_cast<std::size_t>(i)];
    one.x = reader.signed_byte();
    one.y = reader.signed_byte();
    if (!is_known(one)) throw Failure{};
  }
  return neighbours;
}

void decode_generic(ArithmeticDecoder& decoder, Contexts& contexts, const GenericCoding& coding, const Bitmap* skipped,
                    Bitmap& bitmap) {
  const GenericPattern& pattern = pattern_of(coding.pattern);
  const std::int32_t width = bitmap.width();
  const auto mask = [](int bits) {
    return (1U << bits) - 1U;
  };
  bool repeats = false;
  for (std::int32_t y = 0; y < bitmap.height(); ++y) {
    std::uint8_t* const row = bitmap.row(y);
    if (coding.repeats_rows) {
      repeats = repeats != (decoder.bit(contexts[pattern.repetition]) != 0);
      if (repeats) {
        if (y > 0) std::copy_n(bitmap.row(y - 1), width, row);
        continue;
      }
    }
    unsigned row_0 = 0;
    unsigned row_1 = 0;
    unsigned row_2 = 0;
    for (int x = 0; x < pattern.right_1; ++x) row_1 = row_1 << 1 | bitmap.get(x, y - 1);
    for (int x = 0; x < pattern.right_2; ++x) row_2 = row_2 << 1 | bitmap.get(x, y - 2);
    for (std::int32_t x = 0; x < width; ++x) {
      row_1 = (row_1 << 1 | bitmap.get(x + pattern.right_1, y - 1)) & mask(pattern.bits_1);
      row_2 = (row_2 << 1 | bitmap.get(x + pattern.right_2, y - 2)) & mask(pattern.bits_2);
      if (skipped == nullptr || skipped->get(x, y) == 0) {
        unsigned context = row_0 | row_1 << pattern.shift_1 | row_2 << pattern.shift_2;
        for (std::size_t i = 0; i < static_cast<std::size_t>(pattern.free_count); ++i) {
          const Neighbour& free = coding.neighbours[i];
          context |= bitmap.get(std::int64_t{x} + free.x, std::int64_t{y} + free.y) << pattern.free_shifts[i];
        }
        row[x] = static_cast<std::uint8_t>(decoder.bit(contexts[context]));
      }
      row_0 = (row_0 << 1 | row[x]) & mask(pattern.bits_0);
    }
  }
}

std::size_t refinement_contexts(int pattern) { return pattern == 0 ? 1 << 13 : 1 << 10; }

std::array<Neighbour, 2> read_refinement_neighbours(Reader& reader, int pattern) {
  std::array<Neighbour, 2> neighbours{};
  if (pattern != 0) return neighbours;
  for (Neighbour& one : neighbours) {
    one.x = reader.signed_byte();
    one.y = reader.signed_byte();
  }
  if (!is_known(neighbours[0])) throw Failure{};
  return neighbours;
}

void decode_refinement(ArithmeticDecoder& decoder, Contexts& contexts, const RefinementCoding& coding,
                       const Bitmap& other, std::int64_t right, std::int64_t down, Bitmap& bitmap) {
  const bool is_first = coding.pattern == 0;
  // The context in which only the middle pixel of the other bitmap is black (figures 14 and 15).
  const std::size_t repetition = is_first ? 0x100 : 0x080;
  const auto context_at = [&](std::int64_t x, std::int64_t y) {
    const std::int64_t ox = x - right;
    const std::int64_t oy = y - down;
    if (!is_first) {
      return bitmap.get(x - 1, y) | bitmap.get(x + 1, y - 1) << 1 | bitmap.get(x, y - 1) << 2 |
             bitmap.get(x - 1, y - 1) << 3 | other.get(ox + 1, oy + 1) << 4 | other.get(ox, oy + 1) << 5 |
             other.get(ox + 1, oy) << 6 | other.get(ox, oy) << 7 | other.get(ox - 1, oy) << 8 |
             other.get(ox, oy - 1) << 9;
    }
    const Neighbour& here = coding.neighbours[0];
    const Neighbour& there = coding.neighbours[1];
    return bitmap.get(x - 1, y) | bitmap.get(x + 1, y - 1) << 1 | bitmap.get(x, y - 1) << 2 |
           bitmap.get(x + here.x, y + here.y) << 3 | other.get(ox + 1, oy + 1) << 4 | other.get(ox, oy + 1) << 5 |
           other.get(ox - 1, oy + 1) << 6 | other.get(ox + 1, oy) << 7 | other.get(ox, oy) << 8 |
           other.get(ox - 1, oy) << 9 | other.get(ox + 1, oy - 1) << 10 | other.get(ox, oy - 1) << 11 |
           other.get(ox + there.x, oy + there.y) << 12;
  };
  // If nine pixels of the other bitmap are equal, the pixel in their middle has that value, too.
  const auto is_flat = [&](std::int64_t x, std::int64_t y) {
    for (std::int64_t dy = -1; dy <= 1; ++dy) {
      for (std::int64_t dx = -1; dx <= 1; ++dx) {
        if (other.get(x + dx, y + dy) != other.get(x, y)) return false;
      }
    }
    return true;
  };
  bool repeats = false;
  for (std::int32_t y = 0; y < bitmap.height(); ++y) {
    if (coding.repeats_flat) repeats = repeats != (decoder.bit(contexts[repetition]) != 0);
    std::uint8_t* const row = bitmap.row(y);
    for (std::int32_t x = 0; x < bitmap.width(); ++x) {
      const bool is_repeated = repeats && is_flat(x - right, y - down);
      row[x] = static_cast<std::uint8_t>(is_repeated ? other.get(x - right, y - down)
                                                     : decoder.bit(contexts[context_at(x, y)]));
    }
  }
}

std::vector<Bitmap> read_patterns(std::string_view segment, Budget& budget) {
  Reader reader(segment);
  const std::uint8_t flags = reader.byte();
  const std::uint8_t width = reader.byte();
  const std::uint8_t height = reader.byte();
  const std::uint64_t count = std::uint64_t{reader.number()} + 1;
  if (width == 0 || height == 0) throw Failure{};
  Bitmap all(static_cast<std::int64_t>(count) * width, height, budget);
  if ((flags & 1U) != 0) {
    read_fax_rows(reader.rest(), all);
  } else {
    GenericCoding coding;
    coding.pattern = flags >> 1 & 3;
    coding.neighbours = {{{static_cast<std::int8_t>(-width), 0}, {-3, -1}, {2, -2}, {-2, -2}}};
    Contexts contexts(generic_contexts(coding.pattern));
    ArithmeticDecoder decoder(reader.rest());
    decode_generic(decoder, contexts, coding, nullptr, all);
  }
  std::vector<Bitmap> patterns;
  for (std::uint64_t i = 0; i < count; ++i)
    patterns.push_back(all.part(static_cast<std::int64_t>(i) * width, 0, width, height, budget));
  return patterns;
}

Bitmap read_halftone_region(std::string_view segment, std::int64_t width, std::int64_t height,
                            const std::vector<Bitmap>& patterns, Budget& budget) {
  Reader reader(segment);
  const std::uint8_t flags = reader.byte();
  const std::int64_t columns = reader.number();
  const std::int64_t rows = reader.number();
  const std::int64_t left = reader.signed_number();
  const std::int64_t top = reader.signed_number();
  const std::int64_t step_x = reader.word();
  const std::int64_t step_y = reader.word();
  if (patterns.empty() || (flags >> 4 & 7) > 4) throw Failure{};
  const auto how = static_cast<Combination>(flags >> 4 & 7);
  Bitmap region(width, height, budget, (flags & 0x80) != 0);
  // Sums below stay far within 64 bits: the bitmap of the grid is made first, which limits its sides.
  Bitmap plane(columns, rows, budget);
  Bitmap before(columns, rows, budget);
  const auto x_of = [&](std::int64_t m, std::int64_t n) {
    return (left + m * step_y + n * step_x) >> 8;
  };
  const auto y_of = [&](std::int64_t m, std::int64_t n) {
    return (top + m * step_x - n * step_y) >> 8;
  };
  const Bitmap& first = patterns.front();
  Bitmap skipped;
  if ((flags & 8U) != 0) {
    skipped = Bitmap(columns, rows, budget);
    for (std::int64_t m = 0; m < rows; ++m) {
      for (std::int64_t n = 0; n < columns; ++n) {
        const std::int64_t x = x_of(m, n);
        const std::int64_t y = y_of(m, n);
        skipped.row(m)[n] = x + first.width() <= 0 || x >= width || y + first.height() <= 0 || y >= height ? 1 : 0;
      }
    }
  }
  // The number of each pattern, bit by bit in Gray code (annex C).
  const bool is_fax = (flags & 1U) != 0;
  GenericCoding coding;
  coding.pattern = flags >> 1 & 3;
  coding.neighbours = {{{static_cast<std::int8_t>(coding.pattern <= 1 ? 3 : 2), -1}, {-3, -1}, {2, -2}, {-2, -2}}};
  Contexts contexts(generic_contexts(coding.pattern));
  std::string_view data = reader.rest();
  ArithmeticDecoder decoder(is_fax ? std::string_view() : data);
  const unsigned bits = bits_for(patterns.size());
  budget.pay(static_cast<std::uint64_t>(columns * rows) * (bits + 4));
  std::vector<std::uint32_t> numbers(static_cast<std::size_t>(columns * rows));
  for (unsigned bit = 0; bit < bits; ++bit) {
    plane.draw(plane, 0, 0, Combination::Xor, budget);  // cleared: skipped pixels stay 0, and runs draw only black
    if (is_fax) {
      data.remove_prefix(read_fax_rows(data, plane));
    } else {
      decode_generic(decoder, contexts, coding, skipped.width() > 0 ? &skipped : nullptr, plane);
    }
    if (bit > 0) plane.draw(before, 0, 0, Combination::Xor, budget);
    for (std::int64_t m = 0; m < rows; ++m) {
      const std::uint8_t* const row = plane.row(m);
      for (std::int64_t n = 0; n < columns; ++n) {
        std::uint32_t& number = numbers[static_cast<std::size_t>(m * columns + n)];
        number = number << 1 | row[n];
      }
    }
    std::swap(plane, before);
  }
  for (std::int64_t m = 0; m < rows; ++m) {
    for (std::int64_t n = 0; n < columns; ++n) {
      const std::size_t number =
          std::min<std::size_t>(numbers[static_cast<std::size_t>(m * columns + n)], patterns.size() - 1);
      region.draw(patterns[number], x_of(m, n), y_of(m, n), how, budget);
    }
  }
  return region;
}

}  // namespace gongwen::images::jbig2
