// Shapes a paragraph: turns characters and styles into line units.
#pragma once

#include "text/detail/bidi.h"
#include "text/line_breaker.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace gongwen::text {

/// A stretch of a paragraph: text of one style, or something else that takes part in its lines.
struct ParagraphPiece {
  UnitKind kind = UnitKind::Text;  // Text, OpenEdge, CloseEdge, Object, Anchor, ForcedBreak, Leader
  std::uint16_t style = 0;
  std::uint32_t begin = 0;  // characters of the paragraph; Text only
  std::uint32_t end = 0;
  std::uint32_t item = 0;  // the caller's number
  TextLength width;        // edges and objects
  /// Edges: characters before and after it are not shaped together (css-text-3 section 7.3).
  bool breaks_shaping = false;
  bool joins_before = false;             // opening edges: the following text stays with the preceding one
  bool is_cloned = false;                // edges: repeated on every line of the box (box-decoration-break: clone)
  BidiControl bidi = BidiControl::None;  // edges: effect of the box on the directions of its text
};

/// The shaper's report about a character: no face has it, or none of the requested ones, or not in the form that a
/// variation selector requests.
struct CharacterReport {
  enum class Kind : std::uint8_t { Missing, Fallback, Variant };
  Kind kind = Kind::Missing;
  char32_t character = 0;
  std::uint32_t at = 0;  // its index in the paragraph
  StackId fonts;
  FaceId face;            // the face that has the character, or lacks the variant
  char32_t selector = 0;  // Variant only
};
using ReportCharacter = std::function<void(const CharacterReport&)>;

/// `text` is the text of the paragraph after white-space processing, in the order of the pieces. `levels` are those of
/// its characters; null if all text runs from left to right.
ShapedParagraph shape_paragraph(std::u32string text, std::span<const ParagraphPiece> pieces,
                                std::vector<TextStyle> styles, FontContext& fonts, const ReportCharacter& report,
                                const BidiLevels* levels = nullptr);

/// The directions of a paragraph's text by the Unicode Bidirectional Algorithm (UAX #9), with the control characters
/// that css-writing-modes-4 section 2.4.2 sets for inline boxes. If ICU, which knows the classes of characters, is
/// missing, all text has the direction of the paragraph.
BidiLevels find_bidi_levels(std::u32string_view text, std::span<const ParagraphPiece> pieces, const BidiBase& base);

/// The same for the units of the shaped paragraph.
UnitLevels unit_levels(const ShapedParagraph& paragraph, std::span<const ParagraphPiece> pieces,
                       const BidiLevels& levels);

/// A shaped paragraph with the directions of its units.
struct DirectedParagraph {
  ShapedParagraph paragraph;
  UnitLevels levels;
};
/// Shapes a paragraph whose text may run in two directions; `base` is null if all of it runs from left to right.
DirectedParagraph shape_directed(std::u32string text, std::span<const ParagraphPiece> pieces,
                                 std::vector<TextStyle> styles, const BidiBase* base, FontContext& fonts,
                                 const ReportCharacter& report);

}  // namespace gongwen::text
