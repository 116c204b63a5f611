#include "text/detail/bidi.h"

#include "base/unicode.h"
#include "text/detail/icu.h"
#include "text/paragraph.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <string>

namespace gongwen::text {

namespace {

struct CloseBidi {
  void operator()(UBiDi* bidi) const { ubidi_close(bidi); }
};

/// css-writing-modes-4 §2.4.2: the control characters in the place of the edges of a box.
struct Controls {
  std::u16string_view open;
  std::u16string_view close;
};

Controls controls_of(BidiControl control) {
  switch (control) {
    case BidiControl::None: break;
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

/// What is handed to the library: the text in UTF-16 with the controls, and where each part of it is in there.
class ControlledText {
 public:
  ControlledText(std::u32string_view text, std::span<const ParagraphPiece> pieces, const BidiBase& base) {
    character_at_.assign(text.size(), 0);
    open_.push_back(base.control);
    units_ += controls_of(base.control).open;
    for (const ParagraphPiece& piece : pieces) add(piece, text);
  }

  const std::u16string& units() const { return units_; }
  const std::vector<std::uint32_t>& character_at() const { return character_at_; }
  const std::vector<std::uint32_t>& piece_at() const { return piece_at_; }

 private:
  void add(const ParagraphPiece& piece, std::u32string_view text) {
    piece_at_.push_back(static_cast<std::uint32_t>(units_.size()));
    switch (piece.kind) {
      case UnitKind::OpenEdge:
        open_.push_back(piece.bidi);
        units_ += controls_of(piece.bidi).open;
        break;
      case UnitKind::CloseEdge:
        if (open_.size() > 1) open_.pop_back();
        units_ += controls_of(piece.bidi).close;
        break;
      case UnitKind::Object:
      case UnitKind::Leader: units_.push_back(u'\uFFFC'); break;
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

  void add_character(char32_t c, std::uint32_t at) {
    character_at_[at] = static_cast<std::uint32_t>(units_.size());
    if (c == U'\n') return end_paragraph(u'\n');
    append_utf16(units_, c);
  }

  /// A forced break ends the paragraph for the algorithm, and the boxes around it start again.
  void end_paragraph(char16_t separator) {
    units_.push_back(separator);
    for (const BidiControl control : open_) units_ += controls_of(control).open;
  }

  std::u16string units_;
  std::vector<std::uint32_t> character_at_;
  std::vector<std::uint32_t> piece_at_;
  std::vector<BidiControl> open_;
};

UBiDiLevel base_level(BaseDirection direction) {
  switch (direction) {
    case BaseDirection::LeftToRight: return 0;
    case BaseDirection::RightToLeft: return 1;
    case BaseDirection::FirstLetter: break;
  }
  return UBIDI_DEFAULT_LTR;
}

/// Levels of all units of the text, and of the paragraph that each is in.
struct FoundLevels {
  std::vector<BidiLevel> levels;
  std::vector<BidiLevel> bases;
  BidiLevel level_at(std::uint32_t at) const { return at < levels.size() ? levels[at] : base_at(at); }
  BidiLevel base_at(std::uint32_t at) const {
    return bases.empty() ? BidiLevel{0} : bases[std::min<std::size_t>(at, bases.size() - 1)];
  }
};

FoundLevels run_algorithm(const std::u16string& units, BaseDirection direction) {
  FoundLevels found;
  const BidiLevel simple = direction == BaseDirection::RightToLeft ? 1 : 0;
  found.levels.assign(units.size(), simple);
  found.bases.assign(std::max<std::size_t>(units.size(), 1), simple);
  if (units.empty() || !load_icu()) return found;
  const std::unique_ptr<UBiDi, CloseBidi> bidi(ubidi_open());
  UErrorCode error = U_ZERO_ERROR;
  ubidi_setPara(bidi.get(), units.data(), static_cast<std::int32_t>(units.size()), base_level(direction), nullptr,
                &error);
  const UBiDiLevel* const levels = ubidi_getLevels(bidi.get(), &error);
  if (U_FAILURE(error) || levels == nullptr) return found;
  found.levels.assign(levels, levels + units.size());
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

/// Units that the shaper makes of text, not of a separate piece.
bool is_of_text(const LineUnit& unit) {
  switch (unit.kind) {
    case UnitKind::Text:
    case UnitKind::Space:
    case UnitKind::Tab:
    case UnitKind::SoftHyphen: return true;
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

bool has_right_to_left(std::u32string_view text) {
  // What most texts consist of: European scripts, Han, kana.
  const auto is_far_from_both = [](char32_t c) {
    return c < 0x590 || (c > 0x2069 && c < 0xFB1D);
  };
  return std::any_of(text.begin(), text.end(), [&](char32_t c) {
    return !is_far_from_both(c) && (base::is_in_right_to_left_block(c) || base::is_direction_control(c));
  });
}

std::vector<std::uint32_t> visual_order(std::span<const BidiLevel> levels) {
  std::vector<std::uint32_t> order(levels.size());
  std::iota(order.begin(), order.end(), 0U);
  if (levels.empty()) return order;
  const BidiLevel highest = *std::max_element(levels.begin(), levels.end());
  for (int level = highest; level > 0; --level) {
    for (std::size_t begin = 0; begin < levels.size();) {
      std::size_t end = begin;
      while (end < levels.size() && levels[order[end]] >= level) ++end;
      std::reverse(order.begin() + static_cast<std::ptrdiff_t>(begin),
                   order.begin() + static_cast<std::ptrdiff_t>(end));
      begin = end + 1;
    }
  }
  return order;
}

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

UnitLevels unit_levels(const ShapedParagraph& paragraph, std::span<const ParagraphPiece> pieces,
                       const BidiLevels& levels) {
  UnitLevels result;
  std::size_t piece = 0;
  for (const LineUnit& unit : paragraph.units) {
    if (is_of_text(unit)) {
      const std::size_t last = levels.characters.size();
      const std::size_t at = std::min<std::size_t>(unit.text_begin, last == 0 ? 0 : last - 1);
      result.units.push_back(last == 0 ? BidiLevel{0} : levels.characters[at]);
      result.bases.push_back(last == 0 ? BidiLevel{0} : levels.character_bases[at]);
      continue;
    }
    while (piece < pieces.size() && pieces[piece].kind == UnitKind::Text) ++piece;
    const bool is_known = piece < pieces.size();
    result.units.push_back(is_known ? levels.pieces[piece] : BidiLevel{0});
    result.bases.push_back(is_known ? levels.piece_bases[piece] : BidiLevel{0});
    ++piece;
  }
  return result;
}

DirectedParagraph shape_directed(std::u32string text, std::span<const ParagraphPiece> pieces,
                                 std::vector<TextStyle> styles, const BidiBase* base, FontContext& fonts,
                                 const ReportCharacter& report) {
  DirectedParagraph directed;
  if (base == nullptr) {
    directed.paragraph = shape_paragraph(std::move(text), pieces, std::move(styles), fonts, report);
    return directed;
  }
  const BidiLevels levels = find_bidi_levels(text, pieces, *base);
  directed.paragraph = shape_paragraph(std::move(text), pieces, std::move(styles), fonts, report, &levels);
  directed.levels = unit_levels(directed.paragraph, pieces, levels);
  return directed;
}

}  // namespace gongwen::text
