// The pictures within a JBIG2 file (ITU-T T.88, clause 6): pixels, refined pixels, and halftones made of patterns. Text
// made of symbols: jbig2_text.h.
#pragma once

#include "images/detail/jbig2_bitmap.h"
#include "images/detail/jbig2_coding.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace gongwen::images::jbig2 {

/// A place near the pixel that is being decoded; its value is part of the context.
struct Neighbour {
  std::int8_t x = 0;
  std::int8_t y = 0;
};

/// Generic regions (6.2).
struct GenericCoding {
  int pattern = 0;            // GBTEMPLATE, 0 to 3
  bool repeats_rows = false;  // TPGDON
  std::array<Neighbour, 4> neighbours{};
};
/// The number of contexts of a pattern.
std::size_t generic_contexts(int pattern);
/// Reads the neighbours that a region with this pattern states.
std::array<Neighbour, 4> read_neighbours(Reader& reader, int pattern);
/// `skipped`: pixels that are not coded and stay white; may be null.
void decode_generic(ArithmeticDecoder& decoder, Contexts& contexts, const GenericCoding& coding, const Bitmap* skipped,
                    Bitmap& bitmap);

/// Refinements of another bitmap (6.3).
struct RefinementCoding {
  int pattern = 0;            // GRTEMPLATE, 0 or 1
  bool repeats_flat = false;  // TPGRON
  std::array<Neighbour, 2> neighbours{};
};
std::size_t refinement_contexts(int pattern);
std::array<Neighbour, 2> read_refinement_neighbours(Reader& reader, int pattern);
/// `right` and `down` tell how far the other bitmap is moved.
void decode_refinement(ArithmeticDecoder& decoder, Contexts& contexts, const RefinementCoding& coding,
                       const Bitmap& other, std::int64_t right, std::int64_t down, Bitmap& bitmap);

/// The number of bits for a number below `count`.
unsigned bits_for(std::uint64_t count);

/// Pattern dictionaries (6.7) and halftone regions (6.6).
std::vector<Bitmap> read_patterns(std::string_view segment, Budget& budget);
Bitmap read_halftone_region(std::string_view segment, std::int64_t width, std::int64_t height,
                            const std::vector<Bitmap>& patterns, Budget& budget);

}  // namespace gongwen::images::jbig2
