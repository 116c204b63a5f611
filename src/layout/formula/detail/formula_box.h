// FormulaBox: a part of a formula after layout: its glyphs and rules, and the sizes by which other parts are placed
// beside it. Lengths are exact; they are rounded when fragments are made.
#pragma once

#include "base/geometry.h"
#include "layout/core/fragment.h"
#include "style/css/color.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

namespace gongwen::layout {

using base::TextLength;

/// A run of glyphs; `x` and `y` give the start of its baseline, with y downwards.
struct FormulaGlyphs {
  TextLength x;
  TextLength y;
  TextLength width;
  TextLength ascent;  // of the ink
  TextLength descent;
  std::shared_ptr<const TextRun> run;
  style::StyleId style;
  diagnostics::OriginId origin;
  TextLength token_x = {};                     // from the start of its token; the inside of a token is not mirrored
  std::optional<TextLength> token_width = {};  // nullopt if the run is a token by itself
};

/// The bar of a fraction or a root, a side of a frame, or a diagonal stroke.
struct FormulaRule {
  TextLength x;
  TextLength y;  // of its top
  TextLength width;
  TextLength height;
  css::Color color;
  LineSlope slope = LineSlope::None;
  TextLength thickness = {};  // of diagonals
};

struct FormulaBox {
  TextLength width;
  TextLength ascent;                 // of the ink, over the baseline
  TextLength descent;                // below it; negative if the part ends above it
  TextLength italic;                 // how far the last glyph leans beyond its width
  std::optional<TextLength> accent;  // where an accent is attached, from the left
  std::vector<FormulaGlyphs> glyphs;
  std::vector<FormulaRule> rules;

  TextLength height() const { return ascent + descent; }

  /// Makes one token of all glyphs, so that letters of a word and pieces of an arrow keep their order when mirrored.
  void join_token() {
    for (FormulaGlyphs& run : glyphs) {
      run.token_x = run.x;
      run.token_width = width;
    }
  }

  /// Mirrors the box for lines from right to left, token by token.
  void mirror() {
    for (FormulaGlyphs& run : glyphs) {
      run.x = width - (run.x - run.token_x) - run.token_width.value_or(run.width) + run.token_x;
    }
    for (FormulaRule& rule : rules) rule.x = width - rule.x - rule.width;
    if (accent) accent = width - *accent;
  }

  /// Takes over the glyphs and rules of another box, moved to a position; the sizes do not change.
  void draw(FormulaBox&& other, TextLength x, TextLength y) {
    for (FormulaGlyphs& run : other.glyphs) {
      run.x += x;
      run.y += y;
    }
    for (FormulaRule& rule : other.rules) {
      rule.x += x;
      rule.y += y;
    }
    if (glyphs.empty()) {
      glyphs = std::move(other.glyphs);
    } else {
      std::move(other.glyphs.begin(), other.glyphs.end(), std::back_inserter(glyphs));
    }
    rules.insert(rules.end(), other.rules.begin(), other.rules.end());
  }

  /// The same, and extends ascent and descent to include the other box.
  void place(FormulaBox&& other, TextLength x, TextLength y) {
    ascent = std::max(ascent, other.ascent - y);
    descent = std::max(descent, other.descent + y);
    draw(std::move(other), x, y);
  }
};

/// A part of the outermost row, in its position.
struct SetPart {
  TextLength before;  // space that an operator has around it
  TextLength x;
  TextLength after;
  FormulaBox box;
};

}  // namespace gongwen::layout
