// Dictionaries of symbols, and the text made from them (ITU-T T.88, 6.4 and 6.5).
#pragma once

#include "images/detail/jbig2_bitmap.h"
#include "images/detail/jbig2_coding.h"

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace gongwen::images::jbig2 {

using Symbol = std::shared_ptr<const Bitmap>;
using Symbols = std::vector<Symbol>;
/// The cost of a symbol in a list besides its pixels: its pointer, and data that decoding keeps about it, such as its
/// code.
inline constexpr std::uint64_t kCostOfSymbol = 64;

/// Contexts that a dictionary may hand on to a later one.
struct KeptContexts {
  Contexts generic;
  Contexts refinement;
};

/// Symbol dictionaries (6.5, 7.4.2), from the flags on.
class SymbolDictionary {
 public:
  /// `tables` are those to which the segment refers, in order. `kept` are the contexts of the dictionary before, or
  /// null.
  static SymbolDictionary read(std::string_view segment, Symbols known, const std::vector<const PrefixTable*>& tables,
                               const KeptContexts* kept, Budget& budget);

  const Symbols& symbols() const { return symbols_; }
  const std::shared_ptr<const KeptContexts>& kept() const { return kept_; }

 private:
  Symbols symbols_;  // the symbols that it exports
  std::shared_ptr<const KeptContexts> kept_;
};

/// Reads the segment of a text region after its size and place (7.4.3.1.1).
Bitmap read_text_region(std::string_view segment, std::int64_t width, std::int64_t height, const Symbols& symbols,
                        const std::vector<const PrefixTable*>& tables, Budget& budget);

}  // namespace gongwen::images::jbig2
