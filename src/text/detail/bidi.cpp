#include "text/detail/bidi.h"

#include "base/unicode.h"
#include "text/detail/icu.h"
#include "text/paragraph.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <string>

namespace gongwen::text {

// Levels of embedding come from ICU's implementation of UAX #9. Inline boxes are passed to it as the control characters
// that css-writing-modes-4 §2.4.2 names, and the levels are mapped back to characters and pieces. If ICU is missing,
// all text has the direction of the paragraph.
namespace {

struct CloseBidi {
  void operator()(UBiDi* bidi) const { ubidi_close(bidi); }
};

/// css-writing-modes-4 §2.4.2: the control characters that replace the edges of a box.
struct Controls {
  std::u16string_view open;
  std::u16string_view close;
};

/// `unicode-bidi: plaintext` is FSI, whose direction comes from the first strong character.
Controls controls_of(BidiControl control) {
  switch (control) {
    case BidiControl::None: break;
    // Embeddings and overrides end with PDF (U+202C), isolates with PDI (U+2069).
    case BidiControl::EmbedLtr: return {u"\u202A", u"\u202C"};
    case BidiControl::EmbedRtl: return {u"\u202B", u"\u202C"};
    case BidiControl::IsolateLtr: return {u"\u2066", u"\u2069"};
    case BidiControl::IsolateRtl: return {u"\u2067", u"\u2069"};
    case BidiControl::OverrideLtr: return {u"\u202D", u"\u202C"};
    case BidiControl::OverrideRtl: return {u"\u202E", u"\u202C"};
    case BidiControl::IsolateOverrideLtr: return {u"\u2068\u202D", u"\u202C\u2069"};
    case BidiControl::IsolateOverrideRtl: return {u"\u2068\u202E", u"\u202C\u2069"};
    case BidiControl::Plaintext: return {u"\u2068", u"\u2069"};
  }
  return {};
}

/// The text for ICU, in UTF-16 with control characters, and where each character and piece is in it.
class ControlledText {
 public:
  ControlledText(std::u32string_view text, std::span<const ParagraphPiece> pieces, const BidiBase& base) {
    // The paragraph's own `unicode-bidi` counts as an outermost box that is never closed.
    character_at_.assign(text.size(), 0);
    open_.push_back(base.control);
    units_ += controls_of(base.control).open;
    for (const ParagraphPiece& piece : pieces) add(piece, text);
  }

  const std::u16string& units() const { return units_; }
  const std::vector<std::uint32_t>& character_at() const { return character_at_; }
  const std::vector<std::uint32_t>& piece_at() const { return piece_at_; }

 private:
  /// Objects count as neutral characters; anchors have no effect.
  void add(const ParagraphPiece& piece, std::u32string_view text) {
    piece_at_.push_back(static_cast<std::uint32_t>(units_.size()));
    switch (piece.kind) {
      case UnitKind::OpenEdge:
        open_.push_back(piece.bidi);
        units_ += controls_of(piece.bidi).open;
        break;
      case UnitKind::CloseEdge:
        // The base is never popped, even if pieces are unbalanced.
        if (open_.size() > 1) open_.pop_back();
        units_ += controls_of(piece.bidi).close;
        break;
      case UnitKind::Object:
      // U+FFFC, the object replacement character, is neutral (class ON).
      case UnitKind::Leader: units_.push_back(u'\uFFFC'); break;
      // The zero-width space is a boundary neutral: it does not influence the text around it.
      case UnitKind::Anchor: units_.push_back(u'\u200B'); break;
      case UnitKind::ForcedBreak: end_paragraph(u'\u2029'); break;
      case UnitKind::Text:
      case UnitKind::Space:
      case UnitKind::Tab:
      case UnitKind::SoftHyphen:
        for (std::uint32_t at = piece.begin; at < piece.end; ++at) add_character(text[at], at);
        break;
    }
  }

  /// Characters of preserved line ends separate paragraphs, too.
  void add_character(char32_t c, std::uint32_t at) {
    character_at_[at] = static_cast<std::uint32_t>(units_.size());
    if (c == U'\n') return end_paragraph(u'\n');
    append_utf16(units_, c);
  }

  /// A forced break ends a paragraph of the algorithm, so the boxes around it are opened again after it.
  void end_paragraph(char16_t separator) {
    units_.push_back(separator);
    // In the order in which they were opened.
    for (const BidiControl control : open_) units_ += controls_of(control).open;
  }

  std::u16string units_;
  std::vector<std::uint32_t> character_at_;
  std::vector<std::uint32_t> piece_at_;
  std::vector<BidiControl> open_;
};

/// The level of a paragraph; FirstLetter leaves it to ICU (rules P2 and P3).
UBiDiLevel base_level(BaseDirection direction) {
  switch (direction) {
    case BaseDirection::LeftToRight: return 0;
    case BaseDirection::RightToLeft: return 1;
    case BaseDirection::FirstLetter: break;
  }
  return UBIDI_DEFAULT_LTR;
}

/// The level of each UTF-16 unit, and the base level of the paragraph that it is in.
struct FoundLevels {
  std::vector<BidiLevel> levels;
  std::vector<BidiLevel> bases;
  // A piece at the end of the text is one position beyond the last unit; it gets the level of the paragraph.
  BidiLevel level_at(std::uint32_t at) const { return at < levels.size() ? levels[at] : base_at(at); }
  BidiLevel base_at(std::uint32_t at) const {
    return bases.empty() ? BidiLevel{0} : bases[std::min<std::size_t>(at, bases.size() - 1)];
  }
};

/// Runs UAX #9 over all paragraphs. On failure all levels are those of the base direction.
FoundLevels run_algorithm(const std::u16string& units, BaseDirection direction) {
  FoundLevels found;
  // Even levels run from left to right, odd ones from right to left.
  const BidiLevel simple = direction == BaseDirection::RightToLeft ? 1 : 0;
  found.levels.assign(units.size(), simple);
  found.bases.assign(std::max<std::size_t>(units.size(), 1), simple);
  // Without ICU the text is still shown, in the order of its characters.
  if (units.empty() || !load_icu()) return found;
  const std::unique_ptr<UBiDi, CloseBidi> bidi(ubidi_open());
  UErrorCode error = U_ZERO_ERROR;
  ubidi_setPara(bidi.get(), units.data(), static_cast<std::int32_t>(units.size()), base_level(direction), nullptr,
                &error);
  const UBiDiLevel* const levels = ubidi_getLevels(bidi.get(), &error);
  if (U_FAILURE(error) || levels == nullptr) return found;
  // The levels belong to the object and are copied before it is closed.
  found.levels.assign(levels, levels + units.size());
  // With the first strong letter deciding, each paragraph may have another base level.
  const std::int32_t count = ubidi_countParagraphs(bidi.get());
  for (std::int32_t i = 0; i < count; ++i) {
    std::int32_t begin = 0;
    std::int32_t end = 0;
    UBiDiLevel level = 0;
    ubidi_getParagraphByIndex(bidi.get(), i, &begin, &end, &level, &error);
    if (U_FAILURE(error)) break;
    std::fill(found.bases.begin() + begin, found.bases.begin() + end, level);
  }
  return found;
}

/// Whether the shaper made a unit from text rather than from a separate piece; a preserved line end is text.
bool is_of_text(const LineUnit& unit) {
  switch (unit.kind) {
    case UnitKind::Text:
    case UnitKind::Space:
    case UnitKind::Tab:
    case UnitKind::SoftHyphen: return true;
    // A `br` is a piece without text.
    case UnitKind::ForcedBreak: return unit.text_length > 0;
    case UnitKind::OpenEdge:
    case UnitKind::CloseEdge:
    case UnitKind::Object:
    case UnitKind::Anchor:
    case UnitKind::Leader: break;
  }
  return false;
}

}  // namespace

/// Called for every paragraph: bidi processing is skipped if nothing can run from right to left.
bool has_right_to_left(std::u32string_view text) {
  // Most texts have only characters from these ranges: European scripts, Han, kana.
  const auto is_far_from_both = [](char32_t c) {
    return c < 0x590 || (c > 0x2069 && c < 0xFB1D);
  };
  return std::any_of(text.begin(), text.end(), [&](char32_t c) {
    return !is_far_from_both(c) && (base::is_in_right_to_left_block(c) || base::is_direction_control(c));
  });
}

/// Reverses every stretch of a level or higher, from the highest level down to 1.
/// Rule L2 of UAX #9. Levels 0 1 1 0 give the order 0 2 1 3.
std::vector<std::uint32_t> visual_order(std::span<const BidiLevel> levels) {
  std::vector<std::uint32_t> order(levels.size());
  std::iota(order.begin(), order.end(), 0U);
  if (levels.empty()) return order;
  const BidiLevel highest = *std::max_element(levels.begin(), levels.end());
  for (int level = highest; level > 0; --level) {
    for (std::size_t begin = 0; begin < levels.size();) {
      std::size_t end = begin;
      // `order` is permuted only within stretches of higher levels, so a stretch stays contiguous.
      while (end < levels.size() && levels[order[end]] >= level) ++end;
      std::reverse(order.begin() + static_cast<std::ptrdiff_t>(begin),
                   order.begin() + static_cast<std::ptrdiff_t>(end));
      begin = end + 1;
    }
  }
  return order;
}

/// Levels of characters and pieces from those of the UTF-16 text.
BidiLevels find_bidi_levels(std::u32string_view text, std::span<const ParagraphPiece> pieces, const BidiBase& base) {
  const ControlledText controlled(text, pieces, base);
  const FoundLevels found = run_algorithm(controlled.units(), base.direction);
  BidiLevels levels;
  for (const std::uint32_t at : controlled.character_at()) {
    levels.characters.push_back(found.level_at(at));
    levels.character_bases.push_back(found.base_at(at));
  }
  for (const std::uint32_t at : controlled.piece_at()) {
    levels.pieces.push_back(found.level_at(at));
    levels.piece_bases.push_back(found.base_at(at));
  }
  return levels;
}

/// A unit of several characters (a ligature, a cluster) has the level of its first one. Other units are in the order of
/// the pieces.
UnitLevels unit_levels(const ShapedParagraph& paragraph, std::span<const ParagraphPiece> pieces,
                       const BidiLevels& levels) {
  UnitLevels result;
  std::size_t piece = 0;
  for (const LineUnit& unit : paragraph.units) {
    if (is_of_text(unit)) {
      // The text may be empty, or a unit may be after its end, as an automatic hyphen is.
      const std::size_t last = levels.characters.size();
      const std::size_t at = std::min<std::size_t>(unit.text_begin, last == 0 ? 0 : last - 1);
      result.units.push_back(last == 0 ? BidiLevel{0} : levels.characters[at]);
      result.bases.push_back(last == 0 ? BidiLevel{0} : levels.character_bases[at]);
      continue;
    }
    // Units and pieces without text come in the same order, one unit for each.
    while (piece < pieces.size() && pieces[piece].kind == UnitKind::Text) ++piece;
    const bool is_known = piece < pieces.size();
    result.units.push_back(is_known ? levels.pieces[piece] : BidiLevel{0});
    result.bases.push_back(is_known ? levels.piece_bases[piece] : BidiLevel{0});
    ++piece;
  }
  return result;
}

/// Without bidi, no levels are computed and shaping takes its short way.
DirectedParagraph shape_directed(std::u32string text, std::span<const ParagraphPiece> pieces,
                                 std::vector<TextStyle> styles, const BidiBase* base, FontContext& fonts,
                                 const ReportCharacter& report) {
  DirectedParagraph directed;
  if (base == nullptr) {
    directed.paragraph = shape_paragraph(std::move(text), pieces, std::move(styles), fonts, report);
    return directed;
  }
  // Before shaping, since runs end where the direction changes.
  const BidiLevels levels = find_bidi_levels(text, pieces, *base);
  directed.paragraph = shape_paragraph(std::move(text), pieces, std::move(styles), fonts, report, &levels);
  directed.levels = unit_levels(directed.paragraph, pieces, levels);
  return directed;
}

}  // namespace gongwen::text
