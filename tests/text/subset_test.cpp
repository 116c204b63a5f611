// A font that is made in two goes has the same glyphs as the face.
#include "text/subset.h"

#include "resources/deflate.h"
#include "resources/scratch_folder.h"
#include "support/laid_out.h"
#include "support/require.h"
#include "text/subset_cache.h"

#include <algorithm>
#include <random>

using namespace gongwen::text;
using gongwen::tests::test_fonts;

namespace {

/// A font in memory, opened as a face.
std::shared_ptr<const Face> open_font(const std::string& bytes) {
  const gongwen::tests::ScratchFolder folder;
  return Face::open(folder.write("face.ttf", bytes));
}

void check_glyphs(const Face& face, const Face& font, const std::vector<GlyphId>& glyphs,
                  const std::vector<GlyphId>& numbers) {
  gongwen::tests::require(numbers.size() == glyphs.size());
  for (std::size_t i = 0; i < glyphs.size(); ++i) {
    SCOPED_TRACE(glyphs[i]);
    EXPECT_EQ(font.advance(numbers[i]), face.advance(glyphs[i]));
    EXPECT_EQ(font.blanks(numbers[i]).left, face.blanks(glyphs[i]).left);
    EXPECT_EQ(font.blanks(numbers[i]).right, face.blanks(glyphs[i]).right);
  }
}

std::vector<GlyphId> some_glyphs(std::mt19937& random, std::size_t most, const std::vector<GlyphId>& without) {
  std::vector<GlyphId> glyphs;
  for (std::size_t i = 0; i < 60; ++i) {
    const auto glyph = static_cast<GlyphId>(1 + random() % most);
    if (std::find(without.begin(), without.end(), glyph) == without.end()) glyphs.push_back(glyph);
  }
  std::sort(glyphs.begin(), glyphs.end());
  glyphs.erase(std::unique(glyphs.begin(), glyphs.end()), glyphs.end());
  return glyphs;
}

std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t length) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < length; ++i) number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
  return number;
}

/// Where the outlines of a font of less than 128 kB end, one after the other.
std::vector<std::uint32_t> outline_ends(std::string_view font) {
  std::vector<std::uint32_t> ends;
  for (std::size_t entry = 12; entry < 12 + number_at(font, 4, 2) * 16U; entry += 16) {
    if (font.substr(entry, 4) != "loca") continue;
    const std::size_t begin = number_at(font, entry + 8, 4);
    for (std::size_t at = 2; at < number_at(font, entry + 12, 4); at += 2) {
      ends.push_back(2 * number_at(font, begin + at, 2));
    }
  }
  return ends;
}

/// The area that a path encloses, by straight pieces; holes count the other way.
double area_of(const gongwen::base::Path& path) {
  using Verb = gongwen::base::Path::Verb;
  constexpr int kPieces = 32;
  double area = 0;
  gongwen::base::PathPoint start, at;
  const auto line_to = [&](gongwen::base::PathPoint to) {
    area += (at.x * to.y - to.x * at.y) / 2;
    at = to;
  };
  const auto* next = path.points.data();
  for (const Verb verb : path.verbs) {
    switch (verb) {
      case Verb::Move: start = at = *next++; break;
      case Verb::Line: line_to(*next++); break;
      case Verb::Cubic: {
        const auto from = at;
        for (int i = 1; i <= kPieces; ++i) {
          const double t = static_cast<double>(i) / kPieces, s = 1 - t;
          line_to({s * s * s * from.x + 3 * s * s * t * next[0].x + 3 * s * t * t * next[1].x + t * t * t * next[2].x,
                   s * s * s * from.y + 3 * s * s * t * next[0].y + 3 * s * t * t * next[1].y + t * t * t * next[2].y});
        }
        next += 3;
        break;
      }
      case Verb::Close: line_to(start); break;
    }
  }
  return area;
}

}  // namespace

TEST(Subset, ABlankBehindAnOutlineThatIsFilledUpHasNone) {
  std::size_t checked = 0;
  for (std::size_t i = 0; i < test_fonts().face_count(); ++i) {
    const Face& face = *test_fonts().face(FaceId(i));
    const GlyphId blank = face.glyph(0x3000);
    if (face.outlines() != OutlineFormat::TrueType || blank == kMissingGlyph) continue;
    for (GlyphId glyph = 1; glyph < std::min<GlyphId>(blank, 40); ++glyph) {
      const std::vector<std::uint32_t> ends =
          outline_ends(subset_face(face, std::vector<GlyphId>{glyph, blank}).truetype);
      ASSERT_GE(ends.size(), 3);
      EXPECT_EQ(ends[ends.size() - 1], ends[ends.size() - 2]);
      ++checked;
    }
  }
  EXPECT_GT(checked, 0);
}

TEST(Subset, EveryFaceGivesFontsWithItsOwnOutlinesAndWidths) {
  std::mt19937 random(3);
  SubsetCache cache;
  for (std::size_t i = 0; i < test_fonts().face_count(); ++i) {
    const Face& face = *test_fonts().face(FaceId(i));
    SCOPED_TRACE(test_fonts().face_name(FaceId(i)));
    if (face.outlines() == OutlineFormat::Cff) continue;  // tested below
    // Letters with accents are composites in many faces.
    std::vector<GlyphId> common;
    for (const char32_t c : std::u32string_view(U"aeouAEÀÉÖêïôůčž标准网络安全，。（）0123456789")) {
      if (const GlyphId glyph = face.glyph(c); glyph != kMissingGlyph) common.push_back(glyph);
    }
    std::sort(common.begin(), common.end());
    common.erase(std::unique(common.begin(), common.end()), common.end());
    if (common.empty()) continue;  // a face of a few symbols
    const std::size_t most = *std::max_element(common.begin(), common.end());
    const std::vector<GlyphId> own = some_glyphs(random, std::max<std::size_t>(most, 2) - 1, common);
    const std::shared_ptr<const PackedSubset> packed = cache.get(face, common, own);
    ASSERT_GT(packed->glyph_count, common.size() + own.size());
    std::string bytes(packed->length, '\0');
    ASSERT_TRUE(gongwen::resources::inflate(packed->packed, bytes));
    const std::shared_ptr<const Face> font = open_font(bytes);
    ASSERT_NE(font, nullptr);
    check_glyphs(face, *font, common, packed->common_numbers);
    check_glyphs(face, *font, own, packed->own_numbers);
    // What was remembered makes no difference.
    EXPECT_EQ(cache.get(face, common, own)->packed, packed->packed);
    EXPECT_EQ(SubsetCache().get(face, common, own)->packed, packed->packed);
  }
}

TEST(Subset, FacesWithCffOutlinesGiveFontsNumberedByPlace) {
  for (const std::string name : {"named", "numbered"}) {
    SCOPED_TRACE(name);
    const std::shared_ptr<const Face> face = Face::open(GONGWEN_SOURCE_DIR "/tests/text/faces_cff/" + name + ".otf");
    ASSERT_NE(face, nullptr);
    ASSERT_EQ(face->outlines(), OutlineFormat::Cff);
    const std::vector<GlyphId> common{face->glyph(U'国')};
    const std::vector<GlyphId> own{face->glyph(U'A'), face->glyph(U'一')};
    SubsetCache cache;
    const std::shared_ptr<const PackedSubset> packed = cache.get(*face, common, own);
    EXPECT_EQ(packed->format, OutlineFormat::Cff);
    ASSERT_EQ(packed->glyph_count, 4u);
    EXPECT_EQ(packed->own_numbers, (std::vector<GlyphId>{1, 2}));
    EXPECT_EQ(packed->common_numbers, std::vector<GlyphId>{3});
    std::string bytes(packed->length, '\0');
    ASSERT_TRUE(gongwen::resources::inflate(packed->packed, bytes));
    // A bare font (major version 1), which is the same each time.
    EXPECT_EQ(bytes.front(), 1);
    EXPECT_EQ(SubsetCache().get(*face, common, own)->packed, packed->packed);
    // The charset of the CIDFont: one range from 1 that has the two following glyphs.
    const std::string charset("\x02\x00\x01\x00\x02", 5);
    EXPECT_EQ(bytes.ends_with(charset), name == "numbered");
  }
}

TEST(Subset, FacesWithCffOutlinesGiveTrueTypeFontsForUseByThemselves) {
  for (const std::string name : {"named", "numbered"}) {
    SCOPED_TRACE(name);
    const std::shared_ptr<const Face> face = Face::open(GONGWEN_SOURCE_DIR "/tests/text/faces_cff/" + name + ".otf");
    ASSERT_NE(face, nullptr);
    const std::vector<GlyphId> common{face->glyph(U'国')};
    std::vector<GlyphId> own{face->glyph(U'A'), face->glyph(U'B'), face->glyph(U'一')};
    std::sort(own.begin(), own.end());
    WholeFont whole{"Gw-Regular", "Gw", {}};
    for (const char32_t c : {U'A', U'B', U'一', U'国'}) whole.characters.push_back({c, face->glyph(c)});
    SubsetCache cache;
    const auto packed = cache.get(*face, common, own, gongwen::resources::Effort::Quick, &whole);
    EXPECT_EQ(packed->format, OutlineFormat::TrueType);
    ASSERT_EQ(packed->glyph_count, 5u);
    std::string bytes(packed->length, '\0');
    ASSERT_TRUE(gongwen::resources::inflate(packed->packed, bytes));
    const std::shared_ptr<const Face> font = open_font(bytes);
    ASSERT_NE(font, nullptr);
    EXPECT_EQ(font->outlines(), OutlineFormat::TrueType);
    for (std::size_t i = 0; i < own.size(); ++i) {
      const double area = area_of(glyph_outline(*face, own[i]));
      // The inside is on the other side.
      EXPECT_NEAR(area_of(glyph_outline(*font, packed->own_numbers[i])), -area, std::abs(area) * 0.005);
      EXPECT_GT(std::abs(area), 1000);
      EXPECT_EQ(font->advance(packed->own_numbers[i]), face->advance(own[i]));
    }
    EXPECT_EQ(font->glyph(U'国'), packed->common_numbers.front());
    // The same face in a PDF keeps its own outlines.
    EXPECT_EQ(cache.get(*face, common, own)->format, OutlineFormat::Cff);
  }
}

TEST(Subset, FacesSayWhetherTheyCanAndMayBeEmbedded) {
  const auto open = [](const std::string& name) {
    return Face::open(GONGWEN_SOURCE_DIR "/tests/text/faces_cff/" + name + ".otf");
  };
  EXPECT_EQ(open("variable")->outlines(), OutlineFormat::Cff2);
  EXPECT_EQ(open("bitmaps")->outlines(), OutlineFormat::None);
  EXPECT_EQ(open("named")->embedding(), Embedding::Allowed);
  EXPECT_EQ(open("whole")->embedding(), Embedding::WholeOnly);
  EXPECT_EQ(open("forbidden")->embedding(), Embedding::Forbidden);
}
