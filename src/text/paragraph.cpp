#include "text/paragraph.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "text/detail/line_scanner.h"
#include "text/detail/orientation.h"
#include "text/detail/squeeze.h"
#include "text/detail/unbreakable_units.h"
#include "text/punctuation.h"
#include "text/words.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace gongwen::text {
// Turns characters into line units. Han characters and full-width marks are looked up one by one, without HarfBuzz:
// that is most of Chinese text. Everything else is collected into runs of one face, direction and style and shaped
// together. Shaping is followed by hyphens, breaks, pieces that stay together, and spacing.
namespace {

/// Characters whose shape does not depend on their neighbours: Han, kana, full-width marks. The dash and the ellipsis
/// are not among them, since they join in pairs.
bool is_simple(char32_t c) {
  return base::is_ideograph_or_kana(c) || (c >= 0x3000 && c <= 0x303F) || (c >= 0xFF00 && c <= 0xFFEF) ||
         (c >= 0x2460 && c <= 0x24FF) || (c >= 0x2500 && c <= 0x25FF);
}

/// The capital of a letter by the rules of its language, if that is a single character: ß stays.
char32_t capital_of(char32_t c, std::string_view language) {
  // Of the ASCII letters only `i` has another capital in some languages.
  if (c < 0x80 && c != U'i') return c >= U'a' && c <= U'z' ? c - U'a' + U'A' : c;
  std::string small;
  base::append_utf8(small, c);
  std::string capital;
  // For most languages the default of Unicode applies, which needs no ICU.
  if (std::optional<std::string> own = change_case(small, TargetCase::Upper, language)) {
    capital = *std::move(own);
  } else {
    base::append_upper(capital, small);
  }
  const base::CodePoints points(capital);
  auto point = points.begin();
  if (point == points.end()) return c;
  const char32_t first = (*point).code_point;
  // One character must stay one: clusters refer to the characters of the text.
  return ++point == points.end() ? first : c;
}

/// The scripts that run from right to left are shaped separately.
bool is_hebrew(char32_t c) { return (c >= 0x590 && c <= 0x5FF) || (c >= 0xFB1D && c <= 0xFB4F); }

/// Maximum number of pieces that one run may include, so that text in which every glyph joins is not shaped again and
/// again.
constexpr std::size_t kMaxJoinedPieces = 64;
/// Shown for a character that no face has, which is reported. The text of the document keeps the character.
constexpr char32_t kShownForMissing = U'□';

/// Makes the units of a paragraph, piece by piece.
class Shaper {
 public:
  Shaper(ShapedParagraph& out, FontContext& fonts, const ReportCharacter& report, const BidiLevels* levels)
      : out_(out), fonts_(fonts), report_(report), levels_(levels) {}

  /// A run may consume several pieces, so the index is a member that `advance_to` moves.
  void add_all(std::span<const ParagraphPiece> pieces) {
    pieces_ = pieces;
    for (piece_ = 0; piece_ < pieces_.size(); ++piece_) {
      if (pieces_[piece_].kind == UnitKind::Text) {
        add_text();
      } else {
        add_other(pieces_[piece_]);
      }
    }
  }

 private:
  const TextStyle& style(std::uint16_t index) const { return out_.styles[index]; }

  /// Always false without levels: then the paragraph has no text from right to left.
  bool runs_backwards(std::uint32_t at) const {
    return levels_ != nullptr && is_right_to_left(levels_->characters[at]);
  }

  /// Whether a character may be shaped with the one before it: same level, and same script if both run from right to
  /// left.
  bool continues_direction(std::uint32_t begin, std::uint32_t at) const {
    if (levels_ == nullptr) return true;
    if (levels_->characters[begin] != levels_->characters[at]) return false;
    const char32_t before = out_.text[at - 1];
    const char32_t c = out_.text[at];
    const bool both_rtl = base::is_in_right_to_left_block(before) && base::is_in_right_to_left_block(c);
    return !both_rtl || is_hebrew(before) == is_hebrew(c);
  }

  /// Edges, objects, anchors and breaks are units of a given width without glyphs.
  void add_other(const ParagraphPiece& piece) {
    item_ = piece.item;
    LineUnit unit = make_unit(piece.kind, piece.style, piece.begin, 0);
    unit.advance = piece.width;
    // An object that joins the text before it, such as a reference mark, must not start a line.
    unit.break_class = piece.kind == UnitKind::ForcedBreak ? BreakClass::Mandatory
                       : piece.joins_before                ? BreakClass::Glue
                                                           : BreakClass::Object;
    out_.units.push_back(unit);
  }

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

  /// A run may lead into later pieces; then the last of them is finished here.
  void add_text() {
    item_ = pieces_[piece_].item;
    // The piece is read again in each round, since a run may have reached a later one.
    for (std::uint32_t at = pieces_[piece_].begin; at < pieces_[piece_].end;) {
      base::tick(fonts_.stop_check());
      const std::uint16_t style_index = pieces_[piece_].style;
      const char32_t c = out_.text[at];
      // The most frequent case first: Chinese text does not touch HarfBuzz.
      if (is_simple(c) && !runs_backwards(at)) {
        add_simple(style_index, at++);
        if (at < pieces_[piece_].end && is_variation_selector(out_.text[at])) add_selector(style_index, at++);
      } else if (c == U' ' && !leads_to_run(style_index, at)) {
        add_space(style_index, at++);
      } else if (c == U'\t' || c == U'\n' || c == 0x00AD || is_ignorable(c)) {
        add_control(style_index, at++);
      } else {
        at = add_run(at);
      }
    }
  }

  /// Whether a blank at the start of a piece is shaped with the letter after it: faces may kern the two.
  bool leads_to_run(std::uint16_t style_index, std::uint32_t at) {
    if (at + 1 >= pieces_[piece_].end) return false;
    const char32_t next = out_.text[at + 1];
    if (!continues_direction(at, at + 1)) return false;
    return is_latin_or_digit(next) && style(style_index).orientation != Orientation::Upright &&
           choose(style_index, at).entry == choose(style_index, at + 1).entry;
  }

  /// css-text-3 §7.3: characters on both sides of a box's edge are shaped together if the edge takes no room and
  /// nothing that affects shaping changes. Returns the piece of text after `from` that is shaped with it; `from` if
  /// there is none.
  std::size_t joined_piece(std::size_t from) const {
    for (std::size_t i = from + 1; i < pieces_.size(); ++i) {
      const ParagraphPiece& piece = pieces_[i];
      if (piece.kind == UnitKind::Text) {
        // An empty text between two edges does not separate the letters around it.
        if (piece.begin == piece.end) continue;
        return is_shaped_alike(style(pieces_[from].style), style(piece.style)) ? i : from;
      }
      // An object, an anchor or a break separates letters visibly.
      const bool is_edge = piece.kind == UnitKind::OpenEdge || piece.kind == UnitKind::CloseEdge;
      if (!is_edge || piece.breaks_shaping) return from;
    }
    return from;
  }

  /// Colour and decoration may differ: they do not influence glyphs.
  static bool is_shaped_alike(const TextStyle& a, const TextStyle& b) {
    return a.orientation == b.orientation && a.fonts == b.fonts && a.size == b.size &&
           a.letter_spacing == b.letter_spacing && a.kerns == b.kerns && a.features == b.features &&
           a.shows_capitals == b.shows_capitals && a.language == b.language;
  }

  /// Advances to the piece that holds a character, adding edges on the way, but not beyond `last`.
  void advance_to(std::uint32_t at, std::size_t last) {
    while (piece_ < last && at >= pieces_[piece_].end) {
      const ParagraphPiece& piece = pieces_[++piece_];
      if (piece.kind != UnitKind::Text) add_other(piece);
      item_ = piece.item;
    }
  }

  /// The face for a character; reports missing and fallback characters.
  FaceChoice choose(std::uint16_t style_index, std::uint32_t at) {
    const StackId stack = style(style_index).fonts;
    // “ ” — … exist in Latin and in Han faces; the text around them decides which face draws them.
    const bool chinese =
        is_shared_mark(out_.text[at]) && has_chinese_shape(out_.text, at, style(style_index).rules.language);
    const FaceChoice choice = chinese ? fonts_.choose_han(stack, out_.text[at]) : fonts_.choose(stack, out_.text[at]);
    const StackEntry& entry = fonts_.stack(stack).entries[choice.entry];
    if (choice.glyph == kMissingGlyph) {
      report_({CharacterReport::Kind::Missing, out_.text[at], at, stack, {}});
      return fonts_.choose(stack, kShownForMissing);
    }
    // A face that the document does not name causes a warning, since it may look out of place.
    if (entry.rank != Rank::Listed) {
      report_({CharacterReport::Kind::Fallback, out_.text[at], at, stack, entry.face});
    }
    return choice;
  }

  FaceId face_of(std::uint16_t style_index, const FaceChoice& choice) const {
    return fonts_.stack(style(style_index).fonts).entries[choice.entry].face;
  }

  static std::int32_t em_of(const Face* face) { return face == nullptr ? 1000 : face->metrics().units_per_em; }

  static TextLength advance_of(const Face* face, std::int32_t units, base::FontSize size) {
    return TextLength::from_font_units(units, em_of(face), size);
  }

  /// Adds one character as one glyph.
  void add_simple(std::uint16_t style_index, std::uint32_t at) {
    const FaceChoice choice = choose(style_index, at);
    if (stays_upright(style_index, choice, at)) {
      add_upright(style_index, choice, at);
      return;
    }
    const FaceId face = face_of(style_index, choice);
    SimpleGlyph glyph{choice.glyph, choice.advance};
    // Not even the box is in the face: the glyph .notdef is placed.
    if (glyph.glyph == kMissingGlyph) glyph = fonts_.simple_glyph(face, kShownForMissing);
    LineUnit unit = make_unit(UnitKind::Text, style_index, at, 1);
    unit.break_class = break_class(out_.text[at], style(style_index).rules);
    unit.glyph_count = 1;
    // Consecutive characters mostly have the same face, so its em is looked up once.
    if (face != simple_face_) {
      simple_face_ = face;
      simple_em_ = em_of(fonts_.face(face));
    }
    unit.advance = TextLength::from_font_units(glyph.advance, simple_em_, style(style_index).size);
    out_.glyphs.push_back({glyph.glyph, kMissingGlyph, choice.entry, glyph.advance, 0, 0});
    if (centres(style_index, at)) {
      const base::PathPoint middle = middle_of(face, glyph.glyph);
      out_.glyphs.back().x_offset = static_cast<std::int32_t>(glyph.advance / 2 - middle.x);
      out_.glyphs.back().y_offset = static_cast<std::int32_t>(middle_of_square(simple_em_) - middle.y);
    }
    out_.units.push_back(unit);
  }

  bool centres(std::uint16_t style_index, std::uint32_t at) const {
    return style(style_index).centres_marks && is_centred_mark(out_.text[at]);
  }

  /// The middle of the square of an ideograph, above the baseline, in font units: faces of CJK have it from 0.12 em
  /// below to 0.88 em above.
  static std::int32_t middle_of_square(std::int32_t em) { return em * 38 / 100; }

  /// The middle of the ink of a glyph, in font units.
  base::PathPoint middle_of(FaceId id, GlyphId glyph) {
    const auto [entry, is_new] = middles_.try_emplace({id.value, glyph});
    if (is_new) {
      const base::Path outline = glyph_outline(*fonts_.face(id), glyph);
      double left = 1e9;
      double right = -1e9;
      double bottom = 1e9;
      double top = -1e9;
      for (const base::PathPoint& point : outline.points) {
        left = std::min(left, point.x);
        right = std::max(right, point.x);
        bottom = std::min(bottom, point.y);
        top = std::max(top, point.y);
      }
      if (!outline.points.empty()) entry->second = {(left + right) / 2, (bottom + top) / 2};
    }
    return entry->second;
  }

  /// Only in vertical lines.
  bool stays_upright(std::uint16_t style_index, const FaceChoice& choice, std::uint32_t at) const {
    const TextStyle& own = style(style_index);
    if (own.orientation == Orientation::Level) return false;
    return is_upright(out_.text[at], own, face_of(style_index, choice), fonts_);
  }

  /// Adds one character that stays upright in a vertical line.
  void add_upright(std::uint16_t style_index, const FaceChoice& choice, std::uint32_t at) {
    const FaceId id = face_of(style_index, choice);
    const Face* const face = fonts_.face(id);
    UprightGlyph glyph = fonts_.upright_glyph(id, out_.text[at], style(style_index).language);
    if (glyph.glyph == kMissingGlyph) glyph = fonts_.upright_glyph(id, kShownForMissing, {});
    LineUnit unit = make_unit(UnitKind::Text, style_index, at, 1);
    unit.break_class = break_class(out_.text[at], style(style_index).rules);
    unit.glyph_count = 1;
    unit.is_upright = true;
    unit.advance = advance_of(face, glyph.advance, style(style_index).size);
    out_.glyphs.push_back({glyph.glyph, kMissingGlyph, choice.entry, glyph.advance, glyph.x_offset, glyph.y_offset});
    if (centres(style_index, at)) {
      const base::PathPoint middle = middle_of(id, glyph.glyph);
      out_.glyphs.back().x_offset = static_cast<std::int32_t>(-middle.x);
      out_.glyphs.back().y_offset = static_cast<std::int32_t>(-glyph.advance / 2 - middle.y);
    }
    out_.units.push_back(unit);
  }

  /// Adds a variation selector to the character before it: the two are one unit. A face without the form keeps its
  /// usual one (Unicode Standard, section 23.4), which is reported; the text keeps the selector.
  void add_selector(std::uint16_t style_index, std::uint32_t at) {
    LineUnit& unit = out_.units.back();
    PlacedGlyph& glyph = out_.glyphs.back();
    unit.text_length = 2;
    const FaceId id = face_of(style_index, {glyph.entry, glyph.glyph});
    const Face* const face = fonts_.face(id);
    // The missing character was reported; its variant is not worth a second message.
    if (face == nullptr || glyph.glyph == kMissingGlyph) return;
    const char32_t base = out_.text[at - 1];
    if (const auto variant = face->variant_glyph(base, out_.text[at])) {
      glyph.glyph = *variant;
      return;
    }
    report_({CharacterReport::Kind::Variant, base, at - 1, style(style_index).fonts, id, out_.text[at]});
  }

  /// A blank is shaped like a character; its width includes word-spacing.
  void add_space(std::uint16_t style_index, std::uint32_t at) {
    add_simple(style_index, at);
    LineUnit& unit = out_.units.back();
    unit.kind = UnitKind::Space;
    unit.break_class = BreakClass::Space;
    unit.advance += TextLength::from(style(style_index).word_spacing);
  }

  /// Tabs, line ends, soft hyphens and ignorable characters have no glyph in the line.
  void add_control(std::uint16_t style_index, std::uint32_t at) {
    const char32_t c = out_.text[at];
    LineUnit unit = make_unit(UnitKind::Text, style_index, at, 1);
    unit.break_class = break_class(c, style(style_index).rules);
    // Other ignorable characters stay text without a glyph, so that they are copied and searched.
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

  /// Adds a run: characters of one face that are shaped together, with the blanks between and after them, since faces
  /// kern letters and blanks. Returns the first character after it.
  std::uint32_t add_run(std::uint32_t begin) {
    std::size_t last = piece_;
    const FaceChoice first = choose(pieces_[last].style, begin);
    upright_ = stays_upright(pieces_[last].style, first, begin);
    bool latin = is_latin_or_digit(out_.text[begin]);
    std::uint32_t end = begin + 1;
    // The run ends where face, direction, orientation or script changes, or at a character that is handled alone.
    for (;; ++end) {
      if (end == pieces_[last].end) {
        const std::size_t next = joined_piece(last);
        if (next == last || next - piece_ > kMaxJoinedPieces) break;
        last = next;
      }
      const char32_t c = out_.text[end];
      const std::uint16_t style_index = pieces_[last].style;
      if (!continues_direction(begin, end)) break;
      // A blank of the same face stays in the run, since faces kern letters and blanks.
      if (c == U' ' && choose(style_index, end).entry == first.entry) continue;
      if (c == U' ' || c == U'\t' || c == U'\n' || c == 0x00AD) break;
      if (is_simple(c) && !runs_backwards(end)) break;
      // Faces join more than two dashes to one sign, but a line may end between two signs.
      if (c == 0x2014 && end >= begin + 2 && out_.text[end - 1] == c && out_.text[end - 2] == c) break;
      if (is_ignorable(c) && c != 0x200D && !is_variation_selector(c)) break;
      // Combining marks stay with their base even if another face would be chosen for them alone.
      const bool joins = break_class(c, style(style_index).rules) == BreakClass::Combining &&
                         fonts_.simple_glyph(face_of(style_index, first), c).glyph != kMissingGlyph;
      if (!joins && !is_ignorable(c) && choose(style_index, end).entry != first.entry) break;
      if (!joins && !is_ignorable(c) && stays_upright(style_index, first, end) != upright_) break;
      latin = latin || is_latin_or_digit(c);
    }
    // With directions, HarfBuzz gets the script of the text: Arabic and Hebrew need their own rules.
    const bool is_directed =
        levels_ != nullptr && (runs_backwards(begin) || base::is_in_right_to_left_block(out_.text[begin]));
    // One Latin letter or digit makes the whole run Latin; signs alone follow the rules of Han.
    const Script script = is_directed ? Script::OfText : latin ? Script::Latin : Script::Han;
    shape(first, begin, end, script);
    // A glyph for characters of two boxes would take those of the second one away from it: the run is cut
    // there.
    if (const std::size_t torn = last == piece_ ? last : torn_piece(begin, end, last); torn != last) {
      last = torn;
      end = pieces_[last].end;
      shape(first, begin, end, script);
    }
    add_clusters(first, begin, end, last);
    advance_to(end, last);
    return end;
  }

  /// The first piece whose last characters are shaped into one glyph with the following ones; `last` if there is none.
  std::size_t torn_piece(std::uint32_t begin, std::uint32_t end, std::size_t last) const {
    for (std::size_t piece = piece_; piece < last; ++piece) {
      const std::uint32_t border = pieces_[piece].end;
      if (pieces_[piece].kind != UnitKind::Text || border >= end || border == pieces_[piece].begin) continue;
      const auto first =
          std::lower_bound(shaped_.begin(), shaped_.end(), border - begin,
                           [](const ShapedGlyph& glyph, std::uint32_t at) { return glyph.cluster < at; });
      // No glyph starts at the border: one glyph covers characters of both pieces.
      if (first == shaped_.end() || first->cluster != border - begin) return piece;
    }
    return last;
  }

  /// Shapes a run; characters without a glyph become the replacement box.
  void shape(const FaceChoice& choice, std::uint32_t begin, std::uint32_t end, Script script) {
    const TextStyle& text_style = style(pieces_[piece_].style);
    const Face* const face = fonts_.face(face_of(pieces_[piece_].style, choice));
    shaped_.clear();
    if (face == nullptr) return;
    ShapeOptions options;
    options.script = script;
    options.language = text_style.language;
    options.ligatures = text_style.letter_spacing.is_zero() ? Ligatures::Yes : Ligatures::No;
    options.kerning = text_style.kerns ? Kerning::Yes : Kerning::No;
    options.is_upright = upright_;
    if (runs_backwards(begin)) options.direction = ShapingDirection::RightToLeft;
    options.features = {text_style.features.begin(), text_style.features.size()};
    const std::u32string_view text = std::u32string_view(out_.text).substr(begin, end - begin);
    std::u32string capitals;
    // The glyphs are those of capitals; the text keeps its letters.
    if (text_style.shows_capitals) {
      capitals = text;
      for (char32_t& c : capitals) c = capital_of(c, text_style.language);
    }
    face->shape(capitals.empty() ? text : capitals, options, shaped_);
    for (ShapedGlyph& glyph : shaped_) {
      // A face may have a character in its table, yet shape a sequence to a missing glyph.
      if (glyph.glyph != kMissingGlyph) continue;
      const FaceId id = face_of(pieces_[piece_].style, choice);
      if (upright_) {
        const UprightGlyph box = fonts_.upright_glyph(id, kShownForMissing, {});
        glyph = {box.glyph, box.advance, box.x_offset, box.y_offset, glyph.cluster};
      } else {
        const SimpleGlyph box = fonts_.simple_glyph(id, kShownForMissing);
        glyph = {box.glyph, box.advance, 0, 0, glyph.cluster};
      }
    }
    // HarfBuzz returns glyphs from left to right; units are in the order of the text.
    if (runs_backwards(begin)) order_by_clusters();
  }

  /// Puts the glyphs of a right-to-left run into the order of their characters; glyphs of one cluster keep their order
  /// from left to right.
  void order_by_clusters() {
    std::reverse(shaped_.begin(), shaped_.end());
    for (auto begin = shaped_.begin(); begin != shaped_.end();) {
      const auto end =
          std::find_if(begin, shaped_.end(), [&](const ShapedGlyph& glyph) { return glyph.cluster != begin->cluster; });
      std::reverse(begin, end);
      begin = end;
    }
  }

  /// Each cluster becomes a unit, in the piece of its first character.
  void add_clusters(const FaceChoice& choice, std::uint32_t begin, std::uint32_t end, std::size_t last_piece) {
    const Face* const face = fonts_.face(face_of(pieces_[piece_].style, choice));
    for (std::size_t i = 0; i < shaped_.size();) {
      const std::uint32_t cluster = shaped_[i].cluster;
      std::size_t next = i;
      while (next < shaped_.size() && shaped_[next].cluster == cluster) ++next;
      // A cluster ends where the next one starts; its length in characters follows from that.
      const std::uint32_t cluster_end = next < shaped_.size() ? shaped_[next].cluster : end - begin;
      advance_to(begin + cluster, last_piece);
      add_cluster(pieces_[piece_].style, choice, begin + cluster, begin + cluster_end, {shaped_.data() + i, next - i},
                  face);
      i = next;
    }
  }

  /// One unit with all glyphs of a cluster.
  void add_cluster(std::uint16_t style_index, const FaceChoice& choice, std::uint32_t begin, std::uint32_t end,
                   std::span<const ShapedGlyph> glyphs, const Face* face) {
    LineUnit unit = make_unit(UnitKind::Text, style_index, begin, static_cast<std::uint16_t>(end - begin));
    unit.break_class = break_class(out_.text[begin], style(style_index).rules);
    unit.glyph_count = static_cast<std::uint16_t>(glyphs.size());
    unit.is_upright = upright_;
    std::int32_t advance = 0;
    for (const ShapedGlyph& glyph : glyphs) {
      advance += glyph.advance;
      out_.glyphs.push_back({glyph.glyph, kMissingGlyph, choice.entry, glyph.advance, glyph.x_offset, glyph.y_offset});
    }
    unit.advance = advance_of(face, advance, style(style_index).size);
    // word-spacing counts for U+0020 and U+00A0 (css-text-3 §8.1).
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
  const BidiLevels* levels_;  // null: all runs from left to right
  std::vector<ShapedGlyph> shaped_;
  std::span<const ParagraphPiece> pieces_;
  std::size_t piece_ = 0;                                                 // that is being added
  std::uint32_t item_ = 0;                                                // its number
  bool upright_ = false;                                                  // of the run that is being added
  FaceId simple_face_;                                                    // of the last single character …
  std::int32_t simple_em_ = 1000;                                         // … and its em
  std::map<std::pair<std::uint32_t, GlyphId>, base::PathPoint> middles_;  // of the ink of centred marks
};

/// css-break-3 §5.4: with `box-decoration-break: clone`, the part of a box on each line has all its edges, so lines
/// need to know their widths at every place.
void find_cloned_edges(std::span<const ParagraphPiece> pieces, ShapedParagraph& paragraph) {
  if (std::none_of(pieces.begin(), pieces.end(), [](const ParagraphPiece& piece) { return piece.is_cloned; })) return;
  // Closing widths first: for an opening edge the width of its box at the end of a line must be known.
  std::unordered_map<std::uint32_t, TextLength> widths;  // of closing edges, by their boxes
  std::unordered_set<std::uint32_t> cloned;
  for (const ParagraphPiece& piece : pieces) {
    if (!piece.is_cloned) continue;
    cloned.insert(piece.item);
    if (piece.kind == UnitKind::CloseEdge) widths[piece.item] = piece.width;
  }
  paragraph.cloned_edges.reserve(paragraph.units.size() + 1);
  ClonedEdges now;
  std::vector<ClonedEdges> open;
  for (const LineUnit& unit : paragraph.units) {
    paragraph.cloned_edges.push_back(now);
    if (unit.kind == UnitKind::OpenEdge) {
      open.push_back(now);
      if (!cloned.contains(unit.item)) continue;
      // Widths are cumulative: the total for all cloned boxes around a place on each line.
      now.open += unit.advance;
      now.close += widths[unit.item];
    } else if (unit.kind == UnitKind::CloseEdge && !open.empty()) {
      // The state before the box was opened, also after boxes in it.
      now = open.back();
      open.pop_back();
    }
  }
  paragraph.cloned_edges.push_back(now);
}

}  // namespace

/// The order matters: hyphens add units, breaks need all units, rules of several characters change breaks, and spacing
/// looks at breaks.
ShapedParagraph shape_paragraph(std::u32string text, std::span<const ParagraphPiece> pieces,
                                std::vector<TextStyle> styles, FontContext& fonts, const ReportCharacter& report,
                                const BidiLevels* levels) {
  ShapedParagraph paragraph;
  paragraph.text = std::move(text);
  paragraph.styles = std::move(styles);
  paragraph.units.reserve(paragraph.text.size() + pieces.size());
  paragraph.glyphs.reserve(paragraph.text.size());
  Shaper(paragraph, fonts, report, levels).add_all(pieces);
  if (hyphenates_automatically(paragraph)) hyphenate_words(paragraph, fonts);
  for (const TextStyle& style : paragraph.styles) paragraph.squeezes = paragraph.squeezes || style.squeeze.enabled;
  find_cloned_edges(pieces, paragraph);
  find_break_opportunities(paragraph);
  keep_units_together(paragraph);
  keep_phrases_together(paragraph);
  space_units(paragraph, fonts);
  space_letters(paragraph);
  return paragraph;
}

}  // namespace gongwen::text
