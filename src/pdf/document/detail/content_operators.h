// The operators that pages and drawings share (ISO 32000-1 section 8): numbers, colours, paths.
#pragma once

#include "base/path.h"
#include "css/color.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::pdf {

/// Thousandths of a unit of the content's space: 1/64 px on pages, px in drawings.
using Milli = std::int64_t;

/// From px, y down, to the content's space.
struct ContentSpace {
  double scale = 1;
  bool y_up = false;
  Milli height = 0;  // of the page, where y goes up
  Milli grain = 1;   // numbers are multiples of it

  Milli x(double px) const;
  Milli y(double px) const;
  Milli length(double px) const;

 private:
  Milli scaled(double px) const;
};

/// A character of private use says nothing to who does not know its font; PDF/A wants a text for it (ISO 19005-2
/// section 6.2.11.7.3): 〓, which stands for characters that cannot be had.
inline constexpr std::string_view kReplacementText = "/Span<</ActualText<FEFF3013>>>BDC";

void append_number(std::string& out, Milli value);
/// Gray as gray: presses print it with black ink alone.
void append_fill_color(std::string& out, css::Color color);
void append_stroke_color(std::string& out, css::Color color);
/// The path without an operator that paints it.
void append_path(std::string& out, const base::Path& path, const ContentSpace& space);
/// Width, ends, joins and dashes.
void append_stroke_style(std::string& out, const base::StrokeStyle& style, const ContentSpace& space);
/// `a b c d e f `
void append_numbers(std::string& out, const base::Transform& transform);
/// `a b c d e f cm`
void append_transform(std::string& out, const base::Transform& transform);

/// What is nested in a content stream. PDF/A lets q and Q nest 28 deep (ISO 19005-2 section 6.1.13), pages
/// may nest what hides its overflow as deep as they like.
class StateLevels {
 public:
  /// Number of levels with their own q; those below share the last one, which is left and set up again when one ends.
  static constexpr std::size_t kMaxLevels = 24;

  /// Starts a level: `operators` cut off or turn what follows.
  void push(std::string operators, std::string& out);
  /// Ends it. Returns: the number of the level, from 0, whose q was given back.
  std::size_t pop(std::string& out);

 private:
  std::vector<std::string> levels_;
};

}  // namespace gongwen::pdf
