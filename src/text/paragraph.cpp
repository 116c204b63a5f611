#include "text/paragraph.h"

#include "text/break_opportunities.h"
#include "text/hyphenate_words.h"
#include "text/punctuation.h"
#include "text/shared_marks.h"
#include "text/unbreakable_units.h"

namespace gongwen::text {
namespace {

/// Characters that look the same whatever stands beside them: Han, kana, full-width marks. They need no shaping; the
/// dash and the ellipsis are not among them, since they join in pairs.
bool is_simple(char32_t c) {
  return is_han(c) || (c >= 0x3000 && c <= 0x303F) || (c >= 0xFF00 && c <= 0xFFEF) || (c >= 0x2460 && c <= 0x24FF) ||
         (c >= 0x2500 && c <= 0x25FF);
}

class Shaper {
 public:
  Shaper(ShapedParagraph& out, FontContext& fonts, const ReportCharacter& report)
      : out_(out), fonts_(fonts), report_(report) {}

  void add(const ParagraphPiece& piece) {
    item_ = piece.item;
    if (piece.kind == UnitKind::Text) {
      add_text(piece);
      return;
    }
    LineUnit unit = make_unit(piece.kind, piece.style, piece.begin, 0);
    unit.advance = piece.width;
    unit.break_class = piece.kind == UnitKind::ForcedBreak ? BreakClass::Mandatory : BreakClass::Object;
    out_.units.push_back(unit);
  }

 private:
  const TextStyle& style(std::uint16_t index) const { return out_.styles[index]; }

  LineUnit make_unit(UnitKind kind, std::uint16_t style_index, std::uint32_t begin, std::uint16_t length) const {
    LineUnit unit;
    unit.kind = kind;
    unit.item = item_;
    unit.style = style_index;
    unit.text_begin = begin;
    unit.text_length = length;
    unit.first_glyph = static_cast<std::uint32_t>(out_.glyphs.size());
    return unit;
  }

  void add_text(const ParagraphPiece& piece) {
    for (std::uint32_t at = piece.begin; at < piece.end;) {
      const char32_t c = out_.text[at];
      if (is_simple(c)) {
        add_simple(piece.style, at++);
        if (at < piece.end && is_variation_selector(out_.text[at])) add_selector(piece.style, at++);
      } else if (c == U' ') {
        add_space(piece.style, at++);
      } else if (c == U'\t' || c == U'\n' || c == 0x00AD || is_ignorable(c)) {
        add_control(piece.style, at++);
      } else {
        at = add_run(piece.style, at, piece.end);
      }
    }
  }

  FaceChoice choose(std::uint16_t style_index, std::uint32_t at) {
    const StackId stack = style(style_index).fonts;
    const bool chinese =
        is_shared_mark(out_.text[at]) && has_chinese_shape(out_.text, at, style(style_index).rules.language);
    const FaceChoice choice = chinese ? fonts_.choose_han(stack, out_.text[at]) : fonts_.choose(stack, out_.text[at]);
    const StackEntry& entry = fonts_.stack(stack).entries[choice.entry];
    if (choice.glyph == kMissingGlyph) {
      report_({CharacterReport::Kind::Missing, out_.text[at], at, stack, {}});
    } else if (entry.rank != Rank::Listed) {
      report_({CharacterReport::Kind::Fallback, out_.text[at], at, stack, entry.face});
    }
    return choice;
  }

  FaceId face_of(std::uint16_t style_index, const FaceChoice& choice) const {
    return fonts_.stack(style(style_index).fonts).entries[choice.entry].face;
  }

  TextLength advance_of(const Face* face, std::int32_t units, base::FontSize size) const {
    const std::int32_t em = face == nullptr ? 1000 : face->metrics().units_per_em;
    return TextLength::from_font_units(units, em, size);
  }

  /// One character, one glyph.
  void add_simple(std::uint16_t style_index, std::uint32_t at) {
    const FaceChoice choice = choose(style_index, at);
    const FaceId face = face_of(style_index, choice);
    const SimpleGlyph glyph = fonts_.simple_glyph(face, out_.text[at]);
    LineUnit unit = make_unit(UnitKind::Text, style_index, at, 1);
    unit.break_class = break_class(out_.text[at], style(style_index).rules);
    unit.glyph_count = 1;
    unit.advance = advance_of(fonts_.face(face), glyph.advance, style(style_index).size) +
                   TextLength::from(style(style_index).letter_spacing);
    out_.glyphs.push_back({glyph.glyph, kMissingGlyph, choice.entry, glyph.advance, 0, 0});
    out_.units.push_back(unit);
  }

  /// A variation selector behind the character that was added last: the two are one sign. A face that has not the form
  /// keeps its usual one (Unicode Standard, section 23.4); the text keeps the selector.
  void add_selector(std::uint16_t style_index, std::uint32_t at) {
    LineUnit& unit = out_.units.back();
    PlacedGlyph& glyph = out_.glyphs.back();
    unit.text_length = 2;
    const FaceId id = face_of(style_index, {glyph.entry, glyph.glyph});
    const Face* const face = fonts_.face(id);
    if (face == nullptr || glyph.glyph == kMissingGlyph) return;
    const char32_t base = out_.text[at - 1];
    if (const auto variant = face->variant_glyph(base, out_.text[at])) {
      glyph.glyph = *variant;
      return;
    }
    report_({CharacterReport::Kind::Variant, base, at - 1, style(style_index).fonts, id, out_.text[at]});
  }

  void add_space(std::uint16_t style_index, std::uint32_t at) {
    add_simple(style_index, at);
    LineUnit& unit = out_.units.back();
    unit.kind = UnitKind::Space;
    unit.break_class = BreakClass::Space;
    unit.advance += TextLength::from(style(style_index).word_spacing);
  }

  void add_control(std::uint16_t style_index, std::uint32_t at) {
    const char32_t c = out_.text[at];
    LineUnit unit = make_unit(UnitKind::Text, style_index, at, 1);
    unit.break_class = break_class(c, style(style_index).rules);
    if (c == U'\t') {
      unit.kind = UnitKind::Tab;
      unit.break_class = BreakClass::Space;
    } else if (c == U'\n') {
      unit.kind = UnitKind::ForcedBreak;
      unit.break_class = BreakClass::Mandatory;
    } else if (c == 0x00AD) {
      unit.kind = UnitKind::SoftHyphen;
      shape_hyphen(out_, fonts_, unit);  // counts only where a line ends with it
    }
    out_.units.push_back(unit);
  }

  /// Characters of one face that are shaped together, with the blanks between and behind them, since faces kern letters
  /// and blanks. Answers with the first character behind them.
  std::uint32_t add_run(std::uint16_t style_index, std::uint32_t begin, std::uint32_t limit) {
    const FaceChoice first = choose(style_index, begin);
    bool latin = is_latin_or_digit(out_.text[begin]);
    std::uint32_t end = begin + 1;
    for (; end < limit; ++end) {
      const char32_t c = out_.text[end];
      if (c == U' ' && choose(style_index, end).entry == first.entry) continue;
      if (c == U' ' || c == U'\t' || c == U'\n' || c == 0x00AD || is_simple(c)) break;
      // Faces join more than two dashes to one sign, but a line may end between two signs.
      if (c == 0x2014 && end >= begin + 2 && out_.text[end - 1] == c && out_.text[end - 2] == c) break;
      if (is_ignorable(c) && c != 0x200D && !is_variation_selector(c)) break;
      const bool joins = break_class(c, style(style_index).rules) == BreakClass::Combining &&
                         fonts_.simple_glyph(face_of(style_index, first), c).glyph != kMissingGlyph;
      if (!joins && !is_ignorable(c) && choose(style_index, end).entry != first.entry) break;
      latin = latin || is_latin_or_digit(c);
    }
    shape_run(style_index, first, begin, end, latin ? Script::Latin : Script::Han);
    return end;
  }

  void shape_run(std::uint16_t style_index, const FaceChoice& choice, std::uint32_t begin, std::uint32_t end,
                 Script script) {
    const TextStyle& text_style = style(style_index);
    const Face* const face = fonts_.face(face_of(style_index, choice));
    if (face == nullptr) return;
    ShapeOptions options;
    options.script = script;
    options.language = text_style.language;
    options.ligatures = text_style.letter_spacing.is_zero() ? Ligatures::Yes : Ligatures::No;
    face->shape(std::u32string_view(out_.text).substr(begin, end - begin), options, shaped_);
    for (std::size_t i = 0; i < shaped_.size();) {
      const std::uint32_t cluster = shaped_[i].cluster;
      std::size_t next = i;
      while (next < shaped_.size() && shaped_[next].cluster == cluster) ++next;
      const std::uint32_t cluster_end = next < shaped_.size() ? shaped_[next].cluster : end - begin;
      add_cluster(style_index, choice, begin + cluster, begin + cluster_end, {shaped_.data() + i, next - i}, face);
      i = next;
    }
  }

  void add_cluster(std::uint16_t style_index, const FaceChoice& choice, std::uint32_t begin, std::uint32_t end,
                   std::span<const ShapedGlyph> glyphs, const Face* face) {
    LineUnit unit = make_unit(UnitKind::Text, style_index, begin, static_cast<std::uint16_t>(end - begin));
    unit.break_class = break_class(out_.text[begin], style(style_index).rules);
    unit.glyph_count = static_cast<std::uint16_t>(glyphs.size());
    std::int32_t advance = 0;
    for (const ShapedGlyph& glyph : glyphs) {
      advance += glyph.advance;
      out_.glyphs.push_back({glyph.glyph, kMissingGlyph, choice.entry, glyph.advance, glyph.x_offset, glyph.y_offset});
    }
    unit.advance =
        advance_of(face, advance, style(style_index).size) + TextLength::from(style(style_index).letter_spacing);
    const bool blank = out_.text[begin] == U' ';
    if (blank) {
      unit.kind = UnitKind::Space;
      unit.break_class = BreakClass::Space;
    }
    if (blank || out_.text[begin] == 0x00A0) unit.advance += TextLength::from(style(style_index).word_spacing);
    out_.units.push_back(unit);
  }

  ShapedParagraph& out_;
  FontContext& fonts_;
  const ReportCharacter& report_;
  std::vector<ShapedGlyph> shaped_;
  std::uint32_t item_ = 0;  // of the piece that is being added
};

}  // namespace

ShapedParagraph shape_paragraph(std::u32string text, std::span<const ParagraphPiece> pieces,
                                std::vector<TextStyle> styles, FontContext& fonts, const ReportCharacter& report) {
  ShapedParagraph paragraph;
  paragraph.text = std::move(text);
  paragraph.styles = std::move(styles);
  paragraph.units.reserve(paragraph.text.size() + pieces.size());
  paragraph.glyphs.reserve(paragraph.text.size());
  Shaper shaper(paragraph, fonts, report);
  for (const ParagraphPiece& piece : pieces) shaper.add(piece);
  if (hyphenates_automatically(paragraph)) hyphenate_words(paragraph, fonts);
  for (const TextStyle& style : paragraph.styles) paragraph.squeezes = paragraph.squeezes || style.squeeze.enabled;
  find_break_opportunities(paragraph);
  keep_units_together(paragraph);
  keep_phrases_together(paragraph);
  space_units(paragraph, fonts);
  return paragraph;
}

}  // namespace gongwen::text
