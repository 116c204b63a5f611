#include "text/punctuation.h"

namespace gongwen::text {
namespace {

/// Justification may widen the gap between two characters when one of them is East Asian (css-text-3 section 7.3): Han,
/// kana, full-width marks.
bool is_wide(char32_t c) {
  return is_han(c) || (c >= 0x3000 && c <= 0x30FF) || (c >= 0xFF00 && c <= 0xFFEF) || mark_side(c) != MarkSide::None;
}

/// Pieces that are one sign: —— and …… stay as they are.
bool is_one_sign(char32_t before, char32_t after) {
  return before == after && (before == 0x2014 || before == 0x2026 || before == 0x22EF);
}

class Spacer {
 public:
  Spacer(ShapedParagraph& paragraph, FontContext& fonts) : paragraph_(paragraph), fonts_(fonts) {}

  void run() {
    for (LineUnit& unit : paragraph_.units) {
      if (unit.kind == UnitKind::Text) mark(unit);
    }
    LineUnit* before = nullptr;
    for (LineUnit& unit : paragraph_.units) {
      switch (unit.kind) {
        case UnitKind::OpenEdge:
        case UnitKind::CloseEdge:
        case UnitKind::Anchor:
        case UnitKind::SoftHyphen: continue;  // they do not part neighbours
        case UnitKind::Text:
          if (before != nullptr) join(*before, unit);
          before = &unit;
          break;
        case UnitKind::Space: unit.stretches_after = true; [[fallthrough]];
        case UnitKind::Tab:
        case UnitKind::Object:
        case UnitKind::ForcedBreak:
        case UnitKind::Leader: before = nullptr; break;
      }
    }
  }

 private:
  const TextStyle& style_of(const LineUnit& unit) const { return paragraph_.styles[unit.style]; }
  char32_t first_character(const LineUnit& unit) const { return paragraph_.text[unit.text_begin]; }
  char32_t last_character(const LineUnit& unit) const {
    return paragraph_.text[unit.text_begin + unit.text_length - 1];
  }

  /// Finds out whether the unit is a mark that can be set half as wide, and what that would save.
  void mark(LineUnit& unit) {
    if (unit.text_length != 1 || unit.glyph_count != 1) return;
    const MarkSide side = mark_side(first_character(unit));
    if (side == MarkSide::None) return;
    PlacedGlyph& glyph = paragraph_.glyphs[unit.first_glyph];
    const FaceId face_id = fonts_.stack(style_of(unit).fonts).entries[glyph.entry].face;
    const Face* const face = fonts_.face(face_id);
    if (face == nullptr) return;
    // A proportional quotation mark is no full-width mark.
    if (glyph.advance * 10 < face->metrics().units_per_em * 9) return;
    const std::optional<GlyphId> twin = fonts_.half_width_twin(face_id, glyph.glyph);
    if (!twin) return;
    glyph.half_width = *twin;
    unit.mark = side;
    unit.trim = TextLength::from_font_units(glyph.advance - face->advance(*twin), face->metrics().units_per_em,
                                            style_of(unit).size);
  }

  void join(LineUnit& before, LineUnit& after) {
    trim_adjacent(before, after);
    const char32_t left = last_character(before);
    const char32_t right = first_character(after);
    const bool han_latin = (is_han(left) && is_latin_or_digit(right)) || (is_latin_or_digit(left) && is_han(right));
    if (han_latin && style_of(before).autospaces && style_of(after).autospaces) {
      const TextStyle& han_style = is_han(left) ? style_of(before) : style_of(after);
      before.space_after = TextLength::from_raw(han_style.size.raw() / 8);  // css-text-4 §8.2: 1/8 of an ideograph
    }
    before.stretches_after = (is_wide(left) || is_wide(right)) && !is_one_sign(left, right);
  }

  /// css-text-4 §8.1.2: of two blank halves that meet, one goes.
  void trim_adjacent(LineUnit& before, LineUnit& after) {
    if (!style_of(before).trims_adjacent || !style_of(after).trims_adjacent) return;
    const bool same_size = style_of(before).size == style_of(after).size;
    if (before.mark == MarkSide::BlankAfter && after.mark != MarkSide::None && same_size) {
      set_trimmed(before);
    } else if (before.mark == MarkSide::BlankBefore && after.mark == MarkSide::BlankBefore && same_size) {
      set_trimmed(after);
    }
  }

  static void set_trimmed(LineUnit& unit) {
    if (unit.trimmed) return;
    unit.trimmed = true;
    unit.advance -= unit.trim;
  }

  ShapedParagraph& paragraph_;
  FontContext& fonts_;
};

}  // namespace

MarkSide mark_side(char32_t code_point) {
  switch (code_point) {
    case U'，':
    case U'。':
    case U'、':
    case U'；':
    case U'：':
    case U'．':
    case U'）':
    case U'］':
    case U'｝':
    case U'》':
    case U'〉':
    case U'」':
    case U'』':
    case U'】':
    case U'〕':
    case U'〗':
    case U'”':
    case U'’': return MarkSide::BlankAfter;
    case U'（':
    case U'［':
    case U'｛':
    case U'《':
    case U'〈':
    case U'「':
    case U'『':
    case U'【':
    case U'〔':
    case U'〖':
    case U'“':
    case U'‘': return MarkSide::BlankBefore;
    default: return MarkSide::None;
  }
}

bool is_han(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0x20000 && c <= 0x3FFFF) || (c >= 0x3040 && c <= 0x30FF && c != 0x30FB) || c == 0x3005 || c == 0x3007 ||
         c == 0x3006;
}

bool is_latin_or_digit(char32_t c) {
  return (c >= U'0' && c <= U'9') || (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z') ||
         (c >= 0x00C0 && c <= 0x024F && c != 0x00D7 && c != 0x00F7) || (c >= 0x0370 && c <= 0x052F);
}

bool is_ignorable(char32_t c) {
  return c == 0x00AD || c == 0x034F || c == 0x061C || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF || (c >= 0xE0000 && c <= 0xE0FFF);
}

void space_units(ShapedParagraph& paragraph, FontContext& fonts) { Spacer(paragraph, fonts).run(); }

}  // namespace gongwen::text
