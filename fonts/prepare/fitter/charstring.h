// Charstrings: the programs that draw the glyphs of a `CFF ` table.
#pragma once

#include "bytes.h"
#include "outline.h"

#include <cstddef>
#include <vector>

namespace fitter {

/// A list of byte strings (Technical Note 5176 section 5); an empty one has no elements.
class Index {
 public:
  Index() = default;
  Index(Bytes cff, std::size_t begin);

  std::size_t size() const { return count_; }
  /// Where in the table the index ends.
  std::size_t end() const;
  Bytes at(std::size_t number) const;

 private:
  std::size_t place(std::size_t number) const;

  Bytes cff_;
  std::size_t begin_ = 0;
  std::size_t count_ = 0;
  std::size_t width_ = 0;
};

/// Draws a glyph; hints are read past. `global`, `local`: the subroutines that it may call.
/// Throws: BadOutline, also for arithmetic, which no font of text uses.
std::vector<Contour> draw_charstring(Bytes program, const Index& global, const Index& local);

}  // namespace fitter
