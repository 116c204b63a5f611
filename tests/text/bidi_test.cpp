// Directions of text: levels with the controls of inline boxes, their order on the page, and shaping from right to
// left.
#include "text/detail/bidi.h"

#include "text/math_face.h"
#include "text/workbench.h"

#include <algorithm>
#include <random>

using namespace gongwen::text;
using gongwen::base::to_utf32;
using gongwen::base::to_utf8;
using gongwen::tests::Bench;
using gongwen::tests::test_fonts;

namespace {

ParagraphPiece text_piece(std::uint32_t begin, std::uint32_t end) {
  ParagraphPiece piece;
  piece.begin = begin;
  piece.end = end;
  return piece;
}

ParagraphPiece edge(UnitKind kind, BidiControl control, std::uint32_t at) {
  ParagraphPiece piece;
  piece.kind = kind;
  piece.bidi = control;
  piece.begin = piece.end = at;
  return piece;
}

/// The text from left to right: lowercase letters run to the right, capitals stand for Hebrew letters.
class Visual {
 public:
  explicit Visual(std::string_view ascii, BidiBase base = {}) : base_(base) {
    for (const char c : ascii) text_.push_back(c >= 'A' && c <= 'Z' ? U'\u05D0' + (c - 'A') : U'\0' + c);
    shown_ = ascii;
  }

  /// Puts a box around characters.
  Visual& box(std::uint32_t begin, std::uint32_t end, BidiControl control) {
    boxes_.push_back({begin, end, control});
    return *this;
  }

  std::string order() const {
    std::vector<ParagraphPiece> pieces;
    std::uint32_t at = 0;
    for (const Box& box : boxes_) {
      pieces.push_back(text_piece(at, box.begin));
      pieces.push_back(edge(UnitKind::OpenEdge, box.control, box.begin));
      pieces.push_back(text_piece(box.begin, box.end));
      pieces.push_back(edge(UnitKind::CloseEdge, box.control, box.end));
      at = box.end;
    }
    pieces.push_back(text_piece(at, static_cast<std::uint32_t>(text_.size())));
    const BidiLevels levels = find_bidi_levels(text_, pieces, base_);
    std::string out;
    for (const std::uint32_t place : visual_order(levels.characters)) out.push_back(shown_[place]);
    return out;
  }

 private:
  struct Box {
    std::uint32_t begin;
    std::uint32_t end;
    BidiControl control;
  };
  BidiBase base_;
  std::u32string text_;
  std::string shown_;
  std::vector<Box> boxes_;
};

constexpr BidiBase kRtl{BaseDirection::RightToLeft, BidiControl::None};

/// Rule L2 as it is written: all that is at a level or above it is turned round, from the highest level down.
std::vector<std::uint32_t> order_by_rule(const std::vector<BidiLevel>& levels) {
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < levels.size(); ++i) order.push_back(i);
  for (int level = 130; level > 0; --level) {
    std::size_t i = 0;
    while (i < order.size()) {
      std::size_t end = i;
      while (end < order.size() && levels[order[end]] >= level) ++end;
      for (std::size_t a = i, b = end; a + 1 < b; ++a) std::swap(order[a], order[--b]);
      i = std::max(end, i + 1);
    }
  }
  return order;
}

}  // namespace

TEST(Bidi, TextIsTurnedRoundByTheAlgorithm) {
  EXPECT_EQ(Visual("car is THE CAR now").order(), "car is RAC EHT now");
  EXPECT_EQ(Visual("car is THE CAR now", kRtl).order(), "now RAC EHT car is");
  EXPECT_EQ(Visual("A 12 B").order(), "B 12 A");
  EXPECT_EQ(Visual("abc", kRtl).order(), "abc");
}

TEST(Bidi, TheFirstLetterMayGiveTheDirection) {
  constexpr BidiBase kFirst{BaseDirection::FirstLetter, BidiControl::None};
  EXPECT_EQ(Visual("1. ABC def", kFirst).order(), "def CBA .1");
  EXPECT_EQ(Visual("1. def ABC", kFirst).order(), "1. def CBA");
  EXPECT_EQ(Visual("abc D!", kFirst).order(), "abc D!");
  EXPECT_EQ(Visual("D abc!", kFirst).order(), "!abc D");
}

TEST(Bidi, BoxesEmbedIsolateAndOverride) {
  EXPECT_EQ(Visual("A b C", {}).box(0, 5, BidiControl::EmbedRtl).order(), "C b A");
  EXPECT_EQ(Visual("abc", {}).box(0, 3, BidiControl::OverrideRtl).order(), "cba");
  EXPECT_EQ(Visual("ABC", {}).box(0, 3, BidiControl::OverrideLtr).order(), "ABC");
  // What is isolated does not join the numbers after it.
  EXPECT_EQ(Visual("AB 3", {}).order(), "3 BA");
  EXPECT_EQ(Visual("AB 3", {}).box(0, 2, BidiControl::IsolateRtl).order(), "BA 3");
  EXPECT_EQ(Visual("AB 3", {}).box(0, 2, BidiControl::Plaintext).order(), "BA 3");
  EXPECT_EQ(Visual("ab c", {}).box(0, 2, BidiControl::IsolateOverrideRtl).order(), "ba c");
  EXPECT_EQ(Visual("abc", {BaseDirection::LeftToRight, BidiControl::OverrideRtl}).order(), "cba");
}

TEST(Bidi, ForcedBreaksEndParagraphsAndBoxesBeginAnew) {
  const std::u32string text = U"ab\ncd";
  const std::vector<ParagraphPiece> pieces{edge(UnitKind::OpenEdge, BidiControl::OverrideRtl, 0), text_piece(0, 5),
                                           edge(UnitKind::CloseEdge, BidiControl::OverrideRtl, 5)};
  const BidiLevels levels = find_bidi_levels(text, pieces, {});
  EXPECT_EQ(levels.characters, (std::vector<BidiLevel>{1, 1, 0, 1, 1}));
  EXPECT_EQ(levels.character_bases, (std::vector<BidiLevel>{0, 0, 0, 0, 0}));
}

TEST(Bidi, RandomLevelsAreOrderedByTheRule) {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    std::vector<BidiLevel> levels(random() % 40);
    for (BidiLevel& level : levels) level = static_cast<BidiLevel>(random() % 5);
    EXPECT_EQ(visual_order(levels), order_by_rule(levels));
  }
}

TEST(Bidi, RandomControlsNeitherCrashNorLoseCharacters) {
  constexpr std::u32string_view kSigns =
      U"a1 "
      U"\n.\u05D0\u0645\u0661\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069\u4E2D\uFF08\U0001E900";
  std::mt19937 random(11);
  for (int round = 0; round < 200; ++round) {
    std::u32string text;
    for (std::size_t i = random() % 60; i > 0; --i) text.push_back(kSigns[random() % kSigns.size()]);
    const auto middle = static_cast<std::uint32_t>(text.size() / 2);
    const auto control = static_cast<BidiControl>(random() % 10);
    const std::vector<ParagraphPiece> pieces{text_piece(0, middle), edge(UnitKind::OpenEdge, control, middle),
                                             text_piece(middle, static_cast<std::uint32_t>(text.size())),
                                             edge(UnitKind::CloseEdge, control, 0)};
    const BidiBase base{static_cast<BaseDirection>(random() % 3), BidiControl::None};
    const BidiLevels levels = find_bidi_levels(text, pieces, base);
    ASSERT_EQ(levels.characters.size(), text.size());
    ASSERT_EQ(levels.pieces.size(), pieces.size());
    Bench bench;
    const ShapedParagraph shaped = shape_paragraph(
        text, pieces, {bench.style}, bench.fonts, [](const CharacterReport&) {}, &levels);
    std::size_t characters = 0;
    for (const LineUnit& unit : shaped.units) characters += unit.text_length;
    EXPECT_EQ(characters, text.size());
    EXPECT_EQ(unit_levels(shaped, pieces, levels).units.size(), shaped.units.size());
  }
}

TEST(Bidi, ARunFromRightToLeftIsInUnitsAsItIsRead) {
  Bench bench({"Times New Roman"});
  const std::u32string text = U"(ab)";
  const std::vector<ParagraphPiece> pieces{text_piece(0, 4)};
  const BidiLevels levels = find_bidi_levels(text, pieces, {BaseDirection::RightToLeft, BidiControl::OverrideRtl});
  const ShapedParagraph shaped = shape_paragraph(
      text, pieces, {bench.style}, bench.fonts, [](const CharacterReport&) {}, &levels);
  ASSERT_EQ(shaped.units.size(), 4);
  for (std::uint32_t i = 0; i < 4; ++i) EXPECT_EQ(shaped.units[i].text_begin, i);
  // Brackets are mirrored: the glyph of the first is that of a closing one.
  const ShapedParagraph usual =
      shape_paragraph(text, pieces, {bench.style}, bench.fonts, [](const CharacterReport&) {});
  EXPECT_EQ(shaped.glyphs.front().glyph, usual.glyphs.back().glyph);
}

TEST(Bidi, OnlyTextThatNeedsItIsLookedAt) {
  EXPECT_FALSE(has_right_to_left(U"中文，Latin 123（附件）"));
  EXPECT_TRUE(has_right_to_left(U"中文\u0645"));
  EXPECT_TRUE(has_right_to_left(U"a\u202Eb"));
}

TEST(Bidi, SignsHaveMirroredForms) {
  EXPECT_EQ(mirrored_sign(U'('), U')');
  EXPECT_EQ(mirrored_sign(U'≥'), U'≤');
  EXPECT_EQ(mirrored_sign(U'⌉'), U'⌈');
  EXPECT_EQ(mirrored_sign(U'⫷'), U'⫸');
  EXPECT_EQ(mirrored_sign(U'≁'), U'≁');
  EXPECT_EQ(mirrored_sign(U'+'), U'+');
}
