// The computed values of the properties of Chinese line setting that are more than one keyword: spaces between scripts,
// emphasis marks, ruby, marks that hang, and the limits of squeezing and stretching a line.
#pragma once

#include "base/layout_unit.h"
#include "style/enums.h"

#include <cstdint>
#include <string>

namespace gongwen::style {

using base::LayoutUnit;

/// text-autospace (css-text-4 section 8.2): beside which characters Chinese gets a space, and whether typed blanks
/// there give way to it. `normal` and `auto` are letters and digits, inserted.
struct TextAutospace {
  bool alphabetic = true;
  bool numeric = true;
  bool punctuation = false;
  bool replaces = false;
  friend bool operator==(const TextAutospace&, const TextAutospace&) = default;
};

/// hyphenate-limit-chars: the min number of characters of a word that is torn, and of its parts. `auto` is 5, 2 and 2.
struct HyphenateLimits {
  std::int32_t word = 5;
  std::int32_t before = 2;
  std::int32_t after = 2;
  friend bool operator==(const HyphenateLimits&, const HyphenateLimits&) = default;
};

/// hanging-punctuation (css-text-4 section 8.4.2).
struct HangingPunctuation {
  enum class End : std::uint8_t { None, Allow, Force };
  bool first = false;
  bool last = false;
  End end = End::None;
  friend bool operator==(const HangingPunctuation&, const HangingPunctuation&) = default;
};

/// text-emphasis-style: nothing, a shape, or a text of the author's. A shape that is not named is a circle beside
/// horizontal text.
struct TextEmphasisStyle {
  enum class Kind : std::uint8_t { None, Shape, Text };
  Kind kind = Kind::None;
  EmphasisShape shape{};
  bool open = false;  // else filled
  std::string text;   // Text only
  friend bool operator==(const TextEmphasisStyle&, const TextEmphasisStyle&) = default;
};

/// text-decoration-inset (css-text-decor-4 section 2.8): by how much lines are shorter than their text at each end, so
/// that those of neighbours do not join. `auto` is an eighth of an em.
struct DecorationInset {
  bool is_auto = false;
  LayoutUnit start;
  LayoutUnit end;
  friend bool operator==(const DecorationInset&, const DecorationInset&) = default;
};

/// text-emphasis-position in horizontal text. `Auto` is below Chinese and above the rest (css-text-decor-4).
enum class TextEmphasisPosition : std::uint8_t { Auto, Over, Under };

/// ruby-position: where one annotation is, and whether a second one takes the other side.
struct RubyPosition {
  enum class Side : std::uint8_t { Over, Under };
  Side side = Side::Over;
  bool alternates = true;
  friend bool operator==(const RubyPosition&, const RubyPosition&) = default;
};

/// A width in 1/1024 of the font size of the text that it is used for, so that it is inherited as a ratio.
struct EmRatio {
  static constexpr std::int32_t kOne = 1024;
  std::int32_t value = 0;
  friend bool operator==(const EmRatio&, const EmRatio&) = default;
};

/// -gw-squeeze: how far each kind of space in a line gives way, in this order, before text moves to the next line, and
/// how far it is widened first when a line is justified. The figures of `normal` are those of CLREQ.
struct Squeeze {
  bool enabled = false;
  EmRatio space_least{256};        // a blank between words
  EmRatio space_most{512};         //
  EmRatio interpunct{512};         // · that is one em wide, with both of its halves
  EmRatio brackets{512};           // full-width brackets and quotation marks
  EmRatio commas{512};             // ，、；：
  EmRatio autospace_least{128};    // the gap between Chinese and Latin
  EmRatio autospace_natural{128};  //
  EmRatio autospace_most{512};     //
  EmRatio stops{512};              // 。？！
  EmRatio gaps{256};               // by how much each of all other gaps may grow
  friend bool operator==(const Squeeze&, const Squeeze&) = default;
};

}  // namespace gongwen::style
