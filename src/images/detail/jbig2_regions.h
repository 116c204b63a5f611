// The pictures within a JBIG2 file (ITU-T T.88, clause 6): pixels, refined pixels, text made of symbols, and halftones
// made of patterns.
#pragma once

#include "images/detail/jbig2_bitmap.h"
#include "images/detail/jbig2_coding.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace gongwen::images::jbig2 {

/// A place beside the pixel that is decoded, whose value counts for its context.
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
/// Which neighbours a region of this pattern states.
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
/// `right` and `down`: how far the other bitmap is moved.
void decode_refinement(ArithmeticDecoder& decoder, Contexts& contexts, const RefinementCoding& coding,
                       const Bitmap& other, std::int64_t right, std::int64_t down, Bitmap& bitmap);

using Symbol = std::shared_ptr<const Bitmap>;
using Symbols = std::vector<Symbol>;

/// Contexts of all numbers of text regions, which the symbols of a dictionary share.
struct TextContexts {
  explicit TextContexts(unsigned symbol_bits) : symbol(symbol_bits) {}
  NumberContexts strip, first, step, within_strip, is_refined, wider, higher, right, down;
  SymbolContexts symbol;
};

/// The prefix codes of text regions.
struct TextTables {
  const PrefixTable* first = nullptr;
  const PrefixTable* step = nullptr;
  const PrefixTable* strip = nullptr;
  const PrefixTable* wider = nullptr;
  const PrefixTable* higher = nullptr;
  const PrefixTable* right = nullptr;
  const PrefixTable* down = nullptr;
  const PrefixTable* size = nullptr;
  const PrefixTable* symbol = nullptr;
};

enum class Corner : std::uint8_t { BottomLeft, TopLeft, BottomRight, TopRight };

/// Text regions (6.4).
struct TextCoding {
  bool is_refined = false;
  std::uint32_t instances = 0;
  unsigned strip_bits = 0;  // a strip is 1 << strip_bits pixels high
  bool is_transposed = false;
  Corner corner = Corner::TopLeft;
  int spacing = 0;  // SBDSOFFSET
  Combination combination = Combination::Or;
  RefinementCoding refinement;
};

/// From where the numbers of a region come: either the arithmetic coder with its contexts, or the bits with tables.
struct TextSource {
  ArithmeticDecoder* decoder = nullptr;
  TextContexts* contexts = nullptr;
  Reader* reader = nullptr;
  TextTables tables;
};

/// `refinements`: the contexts for symbols that are refined.
void decode_text(const TextSource& source, Contexts& refinements, const TextCoding& coding, const Symbols& symbols,
                 Bitmap& bitmap, Budget& budget);

/// The bits of a number below `count`.
unsigned bits_for(std::uint64_t count);

/// Contexts that a dictionary may hand on to a later one.
struct KeptContexts {
  Contexts generic;
  Contexts refinement;
};

/// Symbol dictionaries (6.5, 7.4.2), from the flags on.
class SymbolDictionary {
 public:
  /// `tables`: those that the segment refers to, in order. `kept`: of the dictionary before, or null.
  static SymbolDictionary read(std::string_view segment, const Symbols& known,
                               const std::vector<const PrefixTable*>& tables, const KeptContexts* kept, Budget& budget);

  const Symbols& symbols() const { return symbols_; }
  const std::shared_ptr<const KeptContexts>& kept() const { return kept_; }

 private:
  Symbols symbols_;  // those that it exports
  std::shared_ptr<const KeptContexts> kept_;
};

/// The segment of a text region behind its size and place (7.4.3.1.1).
Bitmap read_text_region(std::string_view segment, std::int64_t width, std::int64_t height, const Symbols& symbols,
                        const std::vector<const PrefixTable*>& tables, Budget& budget);

/// Pattern dictionaries (6.7) and halftone regions (6.6).
std::vector<Bitmap> read_patterns(std::string_view segment, Budget& budget);
Bitmap read_halftone_region(std::string_view segment, std::int64_t width, std::int64_t height,
                            const std::vector<Bitmap>& patterns, Budget& budget);

}  // namespace gongwen::images::jbig2
