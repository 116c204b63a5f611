// The letters of a text in a drawing, with places from attributes, and the units into which they are shaped (SVG 2
// section 11).
#pragma once

#include "images/detail/svg_style.h"
#include "text/font_context.h"

#include <deque>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace gongwen::images {

/// Characters from the start of Unicode's East Asian scripts on are shaped as Chinese.
constexpr bool is_shaped_as_han(char32_t c) { return c >= 0x2E80; }
constexpr bool is_word_space(char32_t c) { return c == ' ' || c == 0xA0; }

/// The letters of a text and its spans, after blanks were collapsed.
struct SvgLetters {
  struct Letter {
    char32_t character = 0;
    std::size_t context = 0;
    std::optional<double> x, y;
    double dx = 0, dy = 0;
    double rotate = 0;        // degrees
    bool may_vanish = false;  // a blank, if it ends the text
    bool is_line_end = false;
    bool stands_apart() const { return x || y || dx != 0 || dy != 0 || rotate != 0; }
  };
  /// `textLength`: letters that fill a length.
  struct Length {
    std::size_t begin = 0, end = 0;
    double length = 0;
    bool scales = false;  // the letters are also scaled
  };
  /// The lists of an element, by its own letters.
  struct Lists {
    std::size_t begin = 0;
    std::vector<double> x, y, dx, dy, rotate;
  };

  std::vector<Letter> all;
  std::deque<SvgContext> contexts;
  std::vector<Length> lengths;  // in the order in which their elements end, so that inner ones are first
  std::vector<Lists> open;      // of the elements around, outermost first
  std::size_t context = 0;      // of the next letter
  bool after_blank = true;

  /// Adds the letters of a text in the current context. `spend` is called for each one; false ends the text.
  void add(std::string_view text, const std::function<bool()>& spend);
  void drop_last_blank();
  const SvgContext& context_of(std::size_t letter) const { return contexts[all[letter].context]; }

 private:
  void join_ideographs();
  Letter placed_letter() const;
};

/// Letters of one face that cannot be separated: a letter with its marks, a ligature.
struct SvgTextUnit {
  std::size_t first = 0, end = 0;  // letters
  text::FaceId face;
  text::FamilyId family;
  bool is_bold = false, is_oblique = false;  // simulated, since the face lacks them
  bool is_upright = false;                   // in vertical text, from above
  std::vector<text::ShapedGlyph> glyphs;     // clusters are 0
  double x = 0, y = 0;                       // of the baseline
  double advance = 0;                        // along the line, without `extra`
  double extra = 0;                          // after it
  double angle = 0;                          // radians
  double scale = 1;                          // along the line
  double total() const { return advance * scale + extra; }
};

struct SvgTextLine {
  SvgLetters letters;
  std::vector<SvgTextUnit> units;
  bool is_vertical = false;

  const SvgContext& context_of(const SvgTextUnit& unit) const { return letters.context_of(unit.first); }
  /// Gives the units of all elements with `textLength` their length (SVG 2 section 11.5.1).
  void fit_lengths();
  /// Places one unit after the other (SVG 2 section 11.5).
  void place_units();
  /// The end of the units from `begin` on that continue in the same face along the same line.
  std::size_t end_of_run(std::size_t begin) const;

 private:
  void fit_length(std::size_t number);
  void anchor_chunk(std::size_t begin, std::size_t end, double anchor);
};

}  // namespace gongwen::images
