#include "base/unicode.h"
#include "text/detail/orientation.h"
#include "text/detail/unbreakable_units.h"
#include "text/punctuation.h"
#include "text/words.h"

#include <algorithm>

namespace gongwen::text {
namespace {

/// Longer ones are not words.
constexpr std::size_t kLongestWord = 64;

bool is_latin_letter(char32_t c) { return is_latin_or_digit(c) && !(c >= U'0' && c <= U'9'); }

/// Lowercase letters without case mappings of other scripts: enough for the languages that have patterns.
bool is_small(char32_t c) {
  if (c < 0x80) return c >= U'a' && c <= U'z';
  return is_latin_letter(c) && base::has_flag(c, base::CharacterFlag::Lower);
}

/// Words of Latin letters in Chinese text are taken for English.
std::string_view language_of_words(const TextStyle& style) {
  return is_cjk(style.rules.language) ? std::string_view("en") : std::string_view(style.language);
}

class WordHyphenator {
 public:
  WordHyphenator(ShapedParagraph& paragraph, FontContext& fonts) : paragraph_(paragraph), fonts_(fonts) {}

  void run() {
    units_.swap(paragraph_.units);
    paragraph_.units.reserve(units_.size() + units_.size() / 4);
    for (std::size_t i = 0; i < units_.size(); ++i) {
      if (in_token(units_[i])) continue;
      close_token(i);
      begin_ = i + 1;
    }
    close_token(units_.size());
  }

 private:
  const TextStyle& style_of(const LineUnit& unit) const { return paragraph_.styles[unit.style]; }
  char32_t first_character(const LineUnit& unit) const { return paragraph_.text[unit.text_begin]; }

  /// What is between two blanks, Han characters or boxes is looked at as a whole: an address is not a row of words.
  bool in_token(const LineUnit& unit) const {
    switch (unit.kind) {
      case UnitKind::Text:
        return unit.text_length > 0 && !base::is_ideograph_or_kana(first_character(unit)) &&
               mark_side(first_character(unit)) == MarkSide::None;
      case UnitKind::SoftHyphen:
      case UnitKind::OpenEdge:
      case UnitKind::CloseEdge:
      case UnitKind::Anchor: return true;
      case UnitKind::Space:
      case UnitKind::Tab:
      case UnitKind::Object:
      case UnitKind::ForcedBreak:
      case UnitKind::Leader: break;
    }
    return false;
  }

  /// Takes the units up to `end` over, the unit there included, with hyphens in the word that they are.
  void close_token(std::size_t end) {
    find_points(end);
    std::size_t point = 0;
    for (std::size_t i = begin_; i < std::min(end + 1, units_.size()); ++i) {
      paragraph_.units.push_back(units_[i]);
      if (units_[i].kind != UnitKind::Text) continue;
      const std::size_t behind = std::size_t{units_[i].text_begin} + units_[i].text_length;
      while (point < points_.size() && points_[point] < behind) ++point;
      if (point < points_.size() && points_[point] == behind) add_hyphen(units_[i]);
    }
  }

  /// Fills `points_` with the characters of the paragraph before which the token may be torn.
  void find_points(std::size_t end) {
    points_.clear();
    word_.clear();
    characters_.clear();
    const LineUnit* first = nullptr;
    for (std::size_t i = begin_; i < end; ++i) {
      const LineUnit& unit = units_[i];
      if (unit.kind == UnitKind::SoftHyphen) return;
      if (unit.kind != UnitKind::Text) continue;
      if (first == nullptr) first = &unit;
      if (!style_of(unit).hyphenation || style_of(unit).language != style_of(*first).language) return;
      for (std::uint32_t at = unit.text_begin; at < unit.text_begin + unit.text_length; ++at) {
        characters_.push_back(at);
        word_.push_back(paragraph_.text[at]);
      }
    }
    if (first != nullptr) hyphenate(style_of(*first));
  }

  void hyphenate(const TextStyle& style) {
    const auto first = std::find_if(word_.begin(), word_.end(), is_latin_or_digit);
    const auto last = std::find_if(word_.rbegin(), word_.rend(), is_latin_or_digit).base();
    if (first >= last) return;
    std::u32string word(first, last);
    const HyphenationLimits& limits = *style.hyphenation;
    if (word.size() < limits.word || word.size() > kLongestWord) return;
    if (is_cjk(style.rules.language)) make_title_small(word);
    if (!std::all_of(word.begin(), word.end(), is_small)) return;
    const HyphenPatterns* const patterns = HyphenPatterns::find(language_of_words(style));
    if (patterns == nullptr) return;
    const auto offset = static_cast<std::size_t>(first - word_.begin());
    for (const std::size_t point : patterns->points(word)) {
      if (point >= limits.before && word.size() - point >= limits.after) points_.push_back(characters_[offset + point]);
    }
  }

  /// Chinese texts quote English titles, whose words start with capitals.
  static void make_title_small(std::u32string& word) {
    constexpr std::size_t kLongerThanMostNames = 8;
    if (word.size() >= kLongerThanMostNames && word[0] >= U'A' && word[0] <= U'Z') word[0] += U'a' - U'A';
  }

  void add_hyphen(const LineUnit& before) {
    LineUnit unit;
    unit.kind = UnitKind::SoftHyphen;
    unit.break_class = before.break_class;
    unit.style = before.style;
    unit.item = before.item;
    unit.text_begin = before.text_begin + before.text_length;
    shape_hyphen(paragraph_, fonts_, unit);
    paragraph_.units.push_back(unit);
  }

  ShapedParagraph& paragraph_;
  FontContext& fonts_;
  std::vector<LineUnit> units_;
  std::size_t begin_ = 0;  // of the token
  std::u32string word_;
  std::vector<std::uint32_t> characters_;  // of the paragraph, one for each of `word_`
  std::vector<std::uint32_t> points_;
};

}  // namespace

bool hyphenates_automatically(const ShapedParagraph& paragraph) {
  return std::any_of(paragraph.styles.begin(), paragraph.styles.end(),
                     [](const TextStyle& style) { return style.hyphenation.has_value(); });
}

void hyphenate_words(ShapedParagraph& paragraph, FontContext& fonts) { WordHyphenator(paragraph, fonts).run(); }

void shape_hyphen(ShapedParagraph& paragraph, FontContext& fonts, LineUnit& unit) {
  const TextStyle& style = paragraph.styles[unit.style];
  unit.first_glyph = static_cast<std::uint32_t>(paragraph.glyphs.size());
  for (const char32_t c : style.hyphen) {
    const FaceChoice choice = fonts.choose(style.fonts, c);
    const FaceId id = fonts.stack(style.fonts).entries[choice.entry].face;
    const Face* const face = fonts.face(id);
    const std::int32_t em = face == nullptr ? 1000 : face->metrics().units_per_em;
    PlacedGlyph placed{kMissingGlyph, kMissingGlyph, choice.entry};
    unit.is_upright = is_upright(c, style, id, fonts);
    if (unit.is_upright) {
      const UprightGlyph glyph = fonts.upright_glyph(id, c, style.language);
      placed = {glyph.glyph, kMissingGlyph, choice.entry, glyph.advance, glyph.x_offset, glyph.y_offset};
    } else {
      const SimpleGlyph glyph = fonts.simple_glyph(id, c);
      placed = {glyph.glyph, kMissingGlyph, choice.entry, glyph.advance};
    }
    unit.advance += TextLength::from_font_units(placed.advance, em, style.size);
    paragraph.glyphs.push_back(placed);
    ++unit.glyph_count;
  }
}

}  // namespace gongwen::text
