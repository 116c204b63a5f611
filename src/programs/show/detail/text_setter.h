// TextSetter: text objects (GB/T 33190-2016, chapter 11) as runs of glyphs: each character at the place that the file
// states, with the glyph that it names.
#pragma once

#include "programs/show/detail/document_fonts.h"
#include "programs/show/detail/page_canvas.h"

#include <memory>
#include <string>
#include <vector>

namespace gongwen::show {

inline constexpr double kPxOfMm = 96 / 25.4;

/// A run at its place, in px of the object's own space (SetText::place).
struct SetRun {
  base::Point position;
  base::PathPoint exact;  // the same, not rounded
  std::shared_ptr<layout::TextRun> run;
  const text::Face* face = nullptr;
};

/// A text object whose glyphs are chosen and placed.
struct SetText {
  base::Transform place;  // from the runs' space to px of the page
  std::vector<SetRun> runs;
  int turn = 0;                // of each glyph about its origin, in degrees clockwise: 0, 90, 180, 270
  std::size_t characters = 0;  // of the object's text
  /// A line of text for programs: its baseline's start and size in px of the page, and its end.
  std::u32string text;
  base::PathPoint from, to;
  double size = 0;

  /// The outlines of all glyphs, in px of the page.
  base::Path outlines() const;
};

class TextSetter {
 public:
  TextSetter(DocumentFonts& fonts, const Resources& resources, Reporter& reporter)
      : fonts_(fonts), resources_(resources), reporter_(reporter) {}

  /// `map` leads from the object's mm to px of the page.
  SetText set(const Element& object, const base::Transform& map);

 private:
  DocumentFonts& fonts_;
  const Resources& resources_;
  Reporter& reporter_;
};

}  // namespace gongwen::show
