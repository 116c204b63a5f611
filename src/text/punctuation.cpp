#include "text/punctuation.h"

#include "base/unicode.h"

#include <algorithm>

namespace gongwen::text {
// Knowledge about single characters (which half is blank, what hangs, what takes emphasis marks) and two walks over a
// shaped paragraph: LetterSpacer for letter-spacing, and Spacer, which finds narrow forms of marks, cuts blank halves
// that meet, and adds the space between Han and Latin.
namespace {

/// Latin punctuation that takes no emphasis marks: ASCII and Latin-1 without # % & @ §
/// , which css-text-decor-3 excepts, and without symbols (+ < = > …).
bool is_latin_mark(char32_t c) {
  switch (c) {
    case U'!':
    case U'"':
    case U'\'':
    case U'(':
    case U')':
    case U'*':
    case U',':
    case U'-':
    case U'.':
    case U'/':
    case U':':
    case U';':
    case U'?':
    case U'[':
    case U'\\':
    case U']':
    case U'_':
    case U'{':
    case U'}':
    // ¡ « · » ¿
    case 0xA1:
    case 0xAB:
    case 0xB7:
    case 0xBB:
    case 0xBF: return true;
    default: return false;
  }
}

/// General and CJK punctuation that takes no emphasis marks; without ‰ ‱ ⁂ and operators, and without 々 〆 〇 and
/// signs.
bool is_wide_mark(char32_t c) {
  if (c >= 0x2010 && c <= 0x205E) return c != 0x2030 && c != 0x2031 && c != 0x2042 && c != 0x2044 && c != 0x2052;
  if (c >= 0x3000 && c <= 0x303F) return c != 0x3004 && c != 0x3005 && c != 0x3006 && c != 0x3007 && c != 0x3012;
  return c == 0x30FB || c == 0x22EF || c == 0x2E3A || (c >= 0xFE10 && c <= 0xFE6B);
}

}  // namespace

/// css-text-decor-3 §3.5: letters and digits take marks; blanks, control characters and punctuation do not.
bool takes_emphasis_mark(char32_t c) {
  if (c <= U' ' || (c >= 0x7F && c <= 0xA0) || is_ignorable(c) || (c >= 0x2000 && c <= 0x200F)) return false;
  constexpr char32_t kConnector = 0xFF5E;  // ～, a mark in Chinese
  if (c == kConnector) return false;
  // Full-width forms are treated like their half-width ones.
  const bool full_width = c >= 0xFF01 && c <= 0xFF5E;
  if (full_width) c -= 0xFEE0;
  return !is_latin_mark(c) && !is_wide_mark(c) && !(c >= 0xFF5F && c <= 0xFF65);
}

namespace {

/// Opening brackets and quotation marks that may hang (Ps, Pi, Pf, and the typewriter's quotes).
bool is_opening(char32_t c) {
  switch (c) {
    case U'(':
    case U'[':
    case U'{':
    case U'"':
    case U'\'':
    case 0xAB:
    // „ and ‚, which open in German.
    case 0x201E:
    case 0x201A: return true;
    default: return mark_side(c) == MarkSide::BlankBefore;
  }
}

/// Stops and commas hang by their own value of `hanging-punctuation`.
bool is_stop_or_comma(char32_t c) {
  switch (c) {
    case U',':
    case U'.':
    case U'，':
    case U'。':
    case U'、':
    case U'．':
    // Arabic comma and full stop; then the half-width forms of 。 and 、.
    case 0x060C:
    case 0x06D4:
    case 0xFF61:
    case 0xFF64: return true;
    default: return c >= 0xFE50 && c <= 0xFE52;
  }
}

/// Closing brackets and quotation marks.
bool is_closing(char32_t c) {
  switch (c) {
    case U')':
    case U']':
    case U'}':
    case U'"':
    case U'\'':
    case 0xBB: return true;
    case U'；':
    case U'：': return false;
    default: return mark_side(c) == MarkSide::BlankAfter && !is_stop_or_comma(c);
  }
}

/// Only single characters hang, not clusters.
bool is_one_character(const LineUnit& unit) { return unit.kind == UnitKind::Text && unit.text_length == 1; }

const TextStyle& style_of(const LineUnit& unit, const ShapedParagraph& paragraph) {
  return paragraph.styles[unit.style];
}

}  // namespace

/// Edges and anchors between the blank and its neighbours do not count.
bool is_single_blank(const ShapedParagraph& paragraph, std::uint32_t unit) {
  const std::vector<LineUnit>& units = paragraph.units;
  const TextStyle& style = style_of(units[unit], paragraph);
  // Preserved blanks are content: their number and width stay.
  if (!style.wraps || !style.collapses_spaces) return false;
  const auto is_character = [&](const LineUnit& text) {
    return text.kind == UnitKind::Text && text.text_length > 0 && !is_full_width_blank(paragraph, text);
  };
  const auto parts_nothing = [](const LineUnit& other) {
    return other.kind == UnitKind::OpenEdge || other.kind == UnitKind::CloseEdge || other.kind == UnitKind::Anchor;
  };
  std::size_t before = unit;
  while (before > 0 && parts_nothing(units[before - 1])) --before;
  std::size_t after = unit + 1;
  while (after < units.size() && parts_nothing(units[after])) ++after;
  return before > 0 && after < units.size() && is_character(units[before - 1]) && is_character(units[after]);
}

/// The whole advance hangs.
TextLength hang_at_start(const LineUnit& unit, const ShapedParagraph& paragraph) {
  if (!is_one_character(unit) || !style_of(unit, paragraph).hanging.first) return {};
  return is_opening(paragraph.text[unit.text_begin]) ? unit.advance : TextLength();
}

/// By `hanging-punctuation: last`, at the end of the last line of a block.
TextLength hang_at_last_end(const LineUnit& unit, const ShapedParagraph& paragraph) {
  if (!is_one_character(unit) || !style_of(unit, paragraph).hanging.last) return {};
  return is_closing(paragraph.text[unit.text_begin]) ? unit.advance : TextLength();
}

bool may_hang_at_end(char32_t code_point, bool is_as_office) {
  constexpr std::u32string_view kOfficeStops = U"；：？！";
  return is_stop_or_comma(code_point) || (is_as_office && kOfficeStops.find(code_point) != std::u32string_view::npos);
}
bool may_hang_at_last_end(char32_t code_point) { return is_closing(code_point); }

/// By `allow-end` or `force-end`; `how` is the one that the caller asks about.
TextLength hang_at_end(const LineUnit& unit, const ShapedParagraph& paragraph, HangingMarks::End how) {
  if (!is_one_character(unit) || style_of(unit, paragraph).hanging.end != how) return {};
  const bool is_as_office = style_of(unit, paragraph).rules.is_as_office;
  return may_hang_at_end(paragraph.text[unit.text_begin], is_as_office) ? unit.advance : TextLength();
}

namespace {

/// Walks over the units and adds letter-spacing between each two characters to what is between them.
class LetterSpacer {
 public:
  explicit LetterSpacer(ShapedParagraph& paragraph) : paragraph_(paragraph) {}

  void run() {
    for (std::size_t i = 0; i < paragraph_.units.size(); ++i) {
      const LineUnit& unit = paragraph_.units[i];
      switch (unit.kind) {
        // `depth_` counts from the last character; `shallowest_` is the lowest level since then, where the spacing
        // belongs.
        case UnitKind::OpenEdge: ++depth_; break;
        case UnitKind::CloseEdge: pass_close_edge(i); break;
        case UnitKind::Anchor:
        case UnitKind::SoftHyphen: break;
        // A tab ends at its stop, so spacing before it counts and spacing after it does not.
        case UnitKind::Tab:
          space();
          begin_line();
          break;
        case UnitKind::ForcedBreak:
        // A character before a break or a leader is not adjacent to the one after it.
        case UnitKind::Leader: begin_line(); break;
        case UnitKind::Text:
          if (is_ignored(unit)) {
            if (depth_ == shallowest_) gap_ = i;
            break;
          }
          [[fallthrough]];
        case UnitKind::Space:
        case UnitKind::Object: pass_character(i); break;
      }
    }
  }

 private:
  /// Control and format characters get no spacing.
  bool is_ignored(const LineUnit& unit) const {
    return unit.text_length == 1 && is_ignorable(paragraph_.text[unit.text_begin]);
  }

  /// A row of boxes in the line counts as one character.
  void pass_character(std::size_t i) {
    const bool is_object = paragraph_.units[i].kind == UnitKind::Object;
    if (!(is_object && after_object_)) space();
    has_character_ = true;
    after_object_ = is_object;
    gap_ = i;
    deciding_style_ = paragraph_.units[i].style;
    depth_ = shallowest_ = 0;
  }

  /// Spacing goes after boxes that end here, including empty ones, and before boxes that are still open.
  void pass_close_edge(std::size_t i) {
    --depth_;
    // The edge of a box that was opened since the last character: the spacing belongs further out.
    if (depth_ > shallowest_) return;
    gap_ = i;
    if (depth_ == shallowest_) return;
    shallowest_ = depth_;
    deciding_style_ = paragraph_.units[i].style;
  }

  void begin_line() { has_character_ = after_object_ = false; }

  /// By the style of the innermost box around both neighbours.
  void space() {
    // Spacing is between characters: none before the first of a line.
    if (!has_character_) return;
    paragraph_.units[gap_].space_after += TextLength::from(paragraph_.styles[deciding_style_].letter_spacing);
  }

  ShapedParagraph& paragraph_;
  bool has_character_ = false;  // before this place of the line
  bool after_object_ = false;
  std::size_t gap_ = 0;  // the unit before the spacing
  // The style that decides is that of the innermost box which holds both neighbours.
  std::uint16_t deciding_style_ = 0;
  int depth_ = 0;
  int shallowest_ = 0;
};

}  // namespace

/// Skipped for paragraphs without letter-spacing.
void space_letters(ShapedParagraph& paragraph) {
  const bool concerned = std::any_of(paragraph.styles.begin(), paragraph.styles.end(),
                                     [](const TextStyle& style) { return !style.letter_spacing.is_zero(); });
  if (concerned) LetterSpacer(paragraph).run();
}

namespace {

/// Nearly all Han characters of a text are in this block.
constexpr bool is_usual_han(char32_t c) { return c >= 0x4E00 && c <= 0x9FFF; }

/// Justification may widen the gap beside East Asian characters (css-text-3 section 7.3): Han, kana, full-width marks.
bool is_wide(char32_t c) {
  return base::is_ideograph_or_kana(c) || (c >= 0x3000 && c <= 0x30FF) || (c >= 0xFF00 && c <= 0xFFEF) ||
         mark_side(c) != MarkSide::None;
}

/// Quotation marks that Chinese and Japanese share with other languages, which set them proportionally.
constexpr bool is_shared_quote(char32_t c) { return c == 0x2018 || c == 0x2019 || c == 0x201C || c == 0x201D; }

/// ASCII and Han: no full-width marks. Saves most lookups.
constexpr bool is_no_mark(char32_t c) { return c < 0xB7 || (c >= 0x3100 && c <= 0xFEFF); }

/// Signs of two characters, —— and ……, are not pulled apart.
bool is_one_sign(char32_t before, char32_t after) {
  return before == after && (before == 0x2014 || before == 0x2026 || before == 0x22EF);
}

/// Connectors and the solidus stay close to what they connect (CLREQ).
bool is_connector(char32_t c) {
  return c == U'/' || c == 0xFF0F || c == 0x2013 || c == 0xFF5E || c == U'~' || c == 0x00B7;
}

/// One pass marks narrow forms, a second one looks at neighbours.
class Spacer {
 public:
  Spacer(ShapedParagraph& paragraph, FontContext& fonts) : paragraph_(paragraph), fonts_(fonts) {}

  void run() {
    for (LineUnit& unit : paragraph_.units) {
      if (unit.kind == UnitKind::Text) mark(unit);
    }
    for (LineUnit& unit : paragraph_.units) {
      switch (unit.kind) {
        case UnitKind::OpenEdge:
        case UnitKind::CloseEdge:
        case UnitKind::Anchor:
        case UnitKind::SoftHyphen: continue;  // they do not separate neighbours
        case UnitKind::Text: pass_text(unit); break;
        case UnitKind::Space:
          // A second blank, or one at the start, separates its neighbours for good.
          unit.stretches_after = !unit.is_rigid;
          if (before_ != nullptr && blank_ == nullptr) {
            blank_ = &unit;
          } else {
            before_ = nullptr;
          }
          break;
        case UnitKind::Tab:
        case UnitKind::Object:
        case UnitKind::ForcedBreak:
        case UnitKind::Leader:
          before_ = nullptr;
          blank_ = nullptr;
          break;
      }
    }
  }

 private:
  const TextStyle& style_of(const LineUnit& unit) const { return paragraph_.styles[unit.style]; }
  char32_t first_character(const LineUnit& unit) const { return paragraph_.text[unit.text_begin]; }
  char32_t last_character(const LineUnit& unit) const {
    return paragraph_.text[unit.text_begin + unit.text_length - 1];
  }

  /// Decides the gap before this unit. One blank in it may be replaced; anything else separates the two.
  void pass_text(LineUnit& unit) {
    if (before_ != nullptr) {
      if (blank_ == nullptr) {
        join(*before_, unit);
      } else {
        replace_blank(*before_, unit);
      }
    }
    before_ = &unit;
    blank_ = nullptr;
  }

  /// Finds out whether the unit is a mark that can be set narrower, and how much that saves.
  void mark(LineUnit& unit) {
    // Marks in a ligature or with a selector keep their form.
    if (unit.text_length != 1 || unit.glyph_count != 1) return;
    // Half of a mark in the middle would be ink.
    if (style_of(unit).centres_marks && is_centred_mark(first_character(unit))) return;
    const MarkKind kind = mark_kind(first_character(unit));
    if (kind == MarkKind::None) return;
    const MarkSide side = mark_side(first_character(unit));
    // Marks without a blank half only give way to squeezing.
    if (side == MarkSide::None && !style_of(unit).squeeze.enabled) return;
    PlacedGlyph& glyph = paragraph_.glyphs[unit.first_glyph];
    const FaceId face_id = fonts_.stack(style_of(unit).fonts).entries[glyph.entry].face;
    const Face* const face = fonts_.face(face_id);
    if (face == nullptr) return;
    // A quotation mark narrower than 0.9 em is proportional, not full-width.
    const std::int32_t em = face->metrics().units_per_em;
    if (glyph.advance * 10 < em * 9) return;
    if (unit.is_upright) {
      mark_upright(unit, glyph, side, kind, em);
      return;
    }
    const MarkForms forms = fonts_.mark_forms(face_id, glyph.glyph, first_character(unit));
    std::int32_t saved = 0;
    if (side == MarkSide::None) {
      saved = cut_both_sides(forms.blanks, em, unit);
      if (is_half(unit, kind)) saved = std::min(saved, beyond_interpunct(em, unit));
    } else if (forms.half_width) {
      // The face's own narrow form, by its features; it is used only where the mark is squeezed.
      glyph.half_width = *forms.half_width;
      saved = glyph.advance - face->advance(*forms.half_width);
    } else {
      // Without a narrow form the blank is cut off.
      const std::int32_t blank = side == MarkSide::BlankAfter ? forms.blanks.right : forms.blanks.left;
      saved = std::clamp(blank, 0, em / 2);
    }
    // The mark has no white space to give, as in narrow faces.
    if (saved <= 0) return;
    unit.mark = side;
    unit.mark_kind = kind;
    if (side == MarkSide::BlankBefore) unit.trim_left = 256;
    unit.trim = TextLength::from_font_units(saved, em, style_of(unit).size);
    if (is_half(unit, kind) || (style_of(unit).trims_all && side != MarkSide::None)) set_trimmed(unit);
  }

  /// GB/T 15834-2011 5.1.7: an interpunct is half as wide as a character and gives nothing further.
  bool is_half(const LineUnit& unit, MarkKind kind) const {
    const TextStyle& style = style_of(unit);
    return kind == MarkKind::Interpunct && style.squeeze.enabled && style.rules.language == TextLanguage::Chinese;
  }

  /// The width by which an em exceeds interpuncts, which `-gw-squeeze` may set.
  std::int32_t beyond_interpunct(std::int32_t em, const LineUnit& unit) const {
    return std::max(0, em - em * style_of(unit).squeeze.interpunct / SqueezeLimits::kEm);
  }

  /// In a vertical line the blank half of a mark is above or below it.
  void mark_upright(LineUnit& unit, const PlacedGlyph& glyph, MarkSide side, MarkKind kind, std::int32_t em) const {
    // Upright marks have no forms by features here: their blank is taken as half an em.
    const bool half = is_half(unit, kind);
    if ((side == MarkSide::None && !half) || glyph.advance != em) return;
    unit.mark = side;
    unit.mark_kind = kind;
    if (side == MarkSide::BlankBefore) unit.trim_left = 256;
    // An interpunct stays in the middle.
    if (half) unit.trim_left = 128;
    unit.trim = TextLength::from_font_units(half ? beyond_interpunct(em, unit) : em / 2, em, style_of(unit).size);
    if (half || style_of(unit).trims_all) set_trimmed(unit);
  }

  /// Cuts half an em off the blanks on both sides, in proportion.
  static std::int32_t cut_both_sides(const GlyphBlanks& blanks, std::int32_t em, LineUnit& unit) {
    const std::int32_t left = std::max(blanks.left, 0);
    const std::int32_t right = std::max(blanks.right, 0);
    if (left + right == 0) return 0;
    unit.trim_left = static_cast<std::uint16_t>(left * 256 / (left + right));
    return std::min(left + right, em / 2);
  }

  /// Two neighbours without a blank between them: trims, space between Han and Latin, and whether the gap may grow.
  void join(LineUnit& before, LineUnit& after) {
    const char32_t left = last_character(before);
    const char32_t right = first_character(after);
    // Most pairs: neither is a mark, and no space is needed.
    if (is_usual_han(left) && is_usual_han(right)) {
      before.stretches_after = !(before.is_rigid && style_of(before).squeeze.enabled);
      return;
    }
    trim_adjacent(before, after);
    if (wants_space(before, after)) {
      before.autospace = autospace(base::is_ideograph_or_kana(left) ? style_of(before) : style_of(after));
      before.space_after = before.autospace;
    }
    before.stretches_after = (is_wide(left, before) || is_wide(right, after)) && !is_one_sign(left, right);
    if (!style_of(before).squeeze.enabled) return;
    // Pieces that belong together are not pulled apart (CLREQ, widening a line), except between Han characters: those
    // are as far apart as all others of the line.
    const bool are_han = base::is_ideograph_or_kana(left) && base::is_ideograph_or_kana(right);
    const bool together =
        !are_han && (before.break_after == BreakAfter::Parting || before.break_after == BreakAfter::Splitting);
    // Brackets and closing marks stay beside the text that they belong to; the gap grows on their other side.
    const bool holds = mark_side(left) == MarkSide::BlankBefore || mark_side(right) == MarkSide::BlankAfter;
    // In 2024年5月1日, no gap grows after 年 and 月.
    const bool is_date = (left == U'年' || left == U'月') && right >= U'0' && right <= U'9';
    if (before.is_rigid || together || holds || is_date || is_connector(left) || is_connector(right))
      before.stretches_after = false;
  }

  /// By the language of the mark's own text.
  bool is_wide(char32_t c, const LineUnit& unit) const {
    return text::is_wide(c) && (!is_shared_quote(c) || has_wide_quotes(style_of(unit).rules.language));
  }

  /// css-text-4 §8.2: `ideograph-alpha` and `ideograph-numeric`; both neighbours must ask for it.
  bool wants_space(const LineUnit& before, const LineUnit& after) const {
    const char32_t left = last_character(before);
    const char32_t right = first_character(after);
    const bool han_first = base::is_ideograph_or_kana(left);
    if (!han_first && !base::is_ideograph_or_kana(right)) return false;
    const char32_t other = han_first ? right : left;
    const auto spaces = [&](const TextStyle& style) {
      return is_digit(other) ? style.spaces_digits : style.spaces_letters;
    };
    return is_latin_or_digit(other) && spaces(style_of(before)) && spaces(style_of(after));
  }

  /// 1/8 em (css-text-4 §8.2), unless -gw-squeeze sets another natural width; 1/5 em for lines as in word processors.
  static TextLength autospace(const TextStyle& han_style) {
    if (han_style.rules.is_as_office) return TextLength::from_raw(han_style.size.raw() / 5);
    if (!han_style.squeeze.enabled) return TextLength::from_raw(han_style.size.raw() / 8);
    return TextLength::from_font_units(han_style.squeeze.autospace_natural, SqueezeLimits::kEm, han_style.size);
  }

  /// `text-autospace: replace`: a blank typed between Han and Latin becomes as wide as the space that it replaces.
  void replace_blank(const LineUnit& before, const LineUnit& after) {
    if (!style_of(*blank_).replaces_blanks || !wants_space(before, after)) return;
    blank_->advance =
        autospace(base::is_ideograph_or_kana(last_character(before)) ? style_of(before) : style_of(after));
    blank_->is_autospace = true;
  }

  /// css-text-4 §8.1.2: of two blank halves that meet, one is removed. An ideographic space counts as blank on both
  /// sides.
  void trim_adjacent(LineUnit& before, LineUnit& after) {
    if (!style_of(before).trims_adjacent || !style_of(after).trims_adjacent) return;
    // Halves of different widths would leave an uneven gap.
    const bool same_size = style_of(before).size == style_of(after).size;
    if (!same_size) return;
    const bool blank_before = before.mark == MarkSide::BlankBefore || is_ideographic_space(before);
    if (before.mark == MarkSide::BlankAfter && (after.mark != MarkSide::None || is_ideographic_space(after))) {
      set_trimmed(before);
    } else if (blank_before && after.mark == MarkSide::BlankBefore) {
      set_trimmed(after);
    }
    trim_questions(before, after);
  }

  /// GB/T 15834-2011 5.1.2: two of ？ and ！ together are one em wide.
  static void trim_questions(LineUnit& before, LineUnit& after) {
    if (before.mark_kind != MarkKind::Question || after.mark_kind != MarkKind::Question) return;
    if (before.trimmed) return;  // the second of a pair: a third one keeps its width
    set_trimmed(before);
    set_trimmed(after);
  }

  bool is_ideographic_space(const LineUnit& unit) const {
    return unit.text_length == 1 && first_character(unit) == 0x3000;
  }

  /// The unit keeps what it saved in `trim`.
  static void set_trimmed(LineUnit& unit) {
    // A mark may be beside two others; it is trimmed once.
    if (unit.trimmed) return;
    unit.trimmed = true;
    unit.advance -= unit.trim;
  }

  ShapedParagraph& paragraph_;
  FontContext& fonts_;
  LineUnit* before_ = nullptr;  // the last character, unless something separates it from the next
  LineUnit* blank_ = nullptr;   // a single blank after it
};

}  // namespace

/// Full-width marks whose ink fills one half of their em. ？ and ！ are not among them: they give on both sides.
bool is_centred_mark(char32_t code_point) {
  constexpr std::u32string_view kMarks = U"，。、；：！？";
  return kMarks.find(code_point) != std::u32string_view::npos;
}

MarkSide mark_side(char32_t code_point) {
  if (is_no_mark(code_point)) return MarkSide::None;
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

/// The order of squeezing differs by kind (`squeeze.h`): brackets are all marks that have a blank half and no other
/// kind.
MarkKind mark_kind(char32_t code_point) {
  if (is_no_mark(code_point)) return MarkKind::None;
  switch (code_point) {
    case U'，':
    case U'、':
    case U'；':
    case U'：': return MarkKind::Comma;
    case U'。':
    case U'．': return MarkKind::Stop;
    case U'？':
    case U'！': return MarkKind::Question;
    case 0x00B7:
    case 0x2027:
    case 0x30FB: return MarkKind::Interpunct;
    // All other marks with a blank half are brackets or quotation marks.
    default: return mark_side(code_point) == MarkSide::None ? MarkKind::None : MarkKind::Bracket;
  }
}

/// Latin, Greek and Cyrillic letters.
bool is_latin_or_digit(char32_t c) {
  return (c >= U'0' && c <= U'9') || (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z') ||
         (c >= 0x00C0 && c <= 0x024F && c != 0x00D7 && c != 0x00F7) || (c >= 0x0370 && c <= 0x052F);
}

/// ASCII digits only: full-width ones are set like Han characters.
bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

std::uint32_t count_characters(const ShapedParagraph& paragraph, std::uint32_t begin, std::uint32_t end) {
  /// Characters that do not count alone at the end of a paragraph.
  const auto keeps_company = [](char32_t c) {
    constexpr std::u32string_view kOtherMarks = U" .,;:!?()[]%‰℃'\"-–—…⋯~～/／";
    return mark_kind(c) == MarkKind::None && !is_ignorable(c) && kOtherMarks.find(c) == std::u32string_view::npos;
  };
  std::uint32_t count = 0;
  for (std::uint32_t i = begin; i < end; ++i) {
    const LineUnit& unit = paragraph.units[i];
    const std::u32string_view text = std::u32string_view(paragraph.text).substr(unit.text_begin, unit.text_length);
    // An image or a leader is never lonely.
    if (unit.kind == UnitKind::Object || unit.kind == UnitKind::Leader) count += kMinLastCharacters;
    if (unit.kind == UnitKind::Text)
      count += static_cast<std::uint32_t>(std::count_if(text.begin(), text.end(), keeps_company));
  }
  return count;
}

/// Whether a stretch of a line has Chinese or Japanese characters, by the first one of each unit.
bool has_wide_character(const ShapedParagraph& paragraph, std::uint32_t begin, std::uint32_t end) {
  return std::any_of(paragraph.units.begin() + begin, paragraph.units.begin() + end, [&](const LineUnit& unit) {
    return unit.kind == UnitKind::Text && unit.text_length > 0 &&
           base::is_ideograph_or_kana(paragraph.text[unit.text_begin]);
  });
}

void space_units(ShapedParagraph& paragraph, FontContext& fonts) { Spacer(paragraph, fonts).run(); }

}  // namespace gongwen::text
