// Which faces a font-family list leads to: the project's manifest is what is tested here, too.
#include "text/font_stack.h"

#include "support/laid_out.h"
#include "text/subset.h"

using namespace gongwen::text;
using gongwen::tests::test_fonts;

namespace {

/// The first face that serves Han characters and letters.
std::string first_face(const FontRequest& request) {
  for (const StackEntry& entry : resolve_font_stack(request, test_fonts(), {}).entries) {
    if (!entry.covers(U'标') || !entry.covers(U'a')) continue;
    return test_fonts().face_name(entry.face) + (entry.synthetic_bold ? " drawn bold" : "") +
           (entry.synthetic_oblique ? " drawn oblique" : "");
  }
  return {};
}

}  // namespace

TEST(FontStack, NamesOfFamiliesLeadToFacesWhateverTheirCaseAndLanguage) {
  struct Case {
    FontRequest request;
    std::string_view face;
  };
  const Case cases[] = {
      {{{"宋体"}, 400, false}, "GwSong-Regular"},
      {{{"SIMSUN"}, 400, false}, "GwSong-Regular"},
      {{{"Noto Serif CJK SC"}, 700, false}, "GwSong-Bold"},
      {{{"仿宋_GB2312"}, 400, false}, "GwFang-Regular"},
      {{{"仿宋"}, 700, false}, "GwFang-Regular drawn bold"},
      {{{"楷体"}, 400, true}, "GwKai-Regular drawn oblique"},
      {{{"Times New Roman"}, 700, true}, "GwSerif-BoldItalic"},
      {{{"No Such Family", "黑体"}, 400, false}, "GwHei-Regular"},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.request.families.front());
    EXPECT_EQ(first_face(each.request), each.face);
  }
}

TEST(FontStack, AListOfWhichNothingIsKnownIsToldAndSomethingStandsIn) {
  EXPECT_TRUE(resolve_font_stack({{"No Such Family"}, 400, false}, test_fonts(), {}).all_unknown);
  EXPECT_FALSE(resolve_font_stack({{"No Such Family", "宋体"}, 400, false}, test_fonts(), {}).all_unknown);
  EXPECT_FALSE(resolve_font_stack({{"No Such Family"}, 400, false}, test_fonts(), {}).entries.empty());
}

TEST(FontStack, AFamilyOfTheStyleSheetGoesFirstWithTheCharactersItIsMeantFor) {
  const std::vector<FontFaceDefinition> definitions{
      {"Own", {{false, "No Such Face"}, {false, "Liberation Serif Bold"}}, 400, 400, 100, 100, false, {{U'0', U'9'}}},
      {"Own", {{false, "仿宋"}}, 400, 400, 100, 100, false, {}},
  };
  const FontStack stack = resolve_font_stack({{"own"}, 400, false}, test_fonts(), definitions);
  ASSERT_GT(stack.entries.size(), 2);
  EXPECT_EQ(test_fonts().face_name(stack.entries[0].face), "GwSerif-Bold");
  EXPECT_TRUE(stack.entries[0].covers(U'5'));
  EXPECT_FALSE(stack.entries[0].covers(U'a'));
  EXPECT_EQ(test_fonts().face_name(stack.entries[1].face), "GwFang-Regular");
  EXPECT_EQ(stack.primary, 1);  // the first that covers the blank gives the line its metrics
}

TEST(FontStack, GenericFamiliesHaveLatinFacesFirst) {
  struct Case {
    std::string_view family;
    std::string_view latin;
    std::string_view han;
  };
  const Case cases[] = {{"serif", "GwSerif-Regular", "GwSong-Regular"},
                        {"sans-serif", "GwSans-Regular", "GwHei-Regular"},
                        {"system-ui", "GwSans-Regular", "GwHei-Regular"},
                        {"monospace", "GwMono-Regular", "GwHei-Regular"}};
  for (const Case& each : cases) {
    SCOPED_TRACE(each.family);
    const FontStack stack = resolve_font_stack({{std::string(each.family)}, 400, false}, test_fonts(), {});
    ASSERT_GT(stack.entries.size(), 1);
    EXPECT_EQ(test_fonts().face_name(stack.entries[stack.primary].face), each.latin);
    FontContext fonts(test_fonts(), {});
    const StackId id = fonts.resolve({{std::string(each.family)}, 400, false});
    const auto face_of = [&](char32_t c) {
      return test_fonts().face_name(fonts.stack(id).entries[fonts.choose(id, c).entry].face);
    };
    EXPECT_EQ(face_of(U'a'), each.latin);
    EXPECT_EQ(face_of(U'汉'), each.han);
  }
}

TEST(FontStack, BoldIsDrawnWhereAFamilyHasNone) {
  const auto is_drawn = [](const char* family) {
    const FontStack stack = resolve_font_stack({{family}, 700, false}, test_fonts(), {});
    return stack.entries[stack.primary].synthetic_bold;
  };
  EXPECT_TRUE(is_drawn("仿宋"));
  EXPECT_TRUE(is_drawn("楷体"));
  EXPECT_FALSE(is_drawn("黑体"));
  EXPECT_FALSE(is_drawn("小标宋"));  // bold by itself
}

TEST(FontStack, SynthesisCanBeForbidden) {
  FontRequest request{{"楷体"}, 700, true};
  EXPECT_TRUE(resolve_font_stack(request, test_fonts(), {}).entries.front().synthetic_oblique);
  request.synthesizes_style = request.synthesizes_weight = false;
  EXPECT_FALSE(resolve_font_stack(request, test_fonts(), {}).entries.front().synthetic_oblique);
  EXPECT_FALSE(resolve_font_stack(request, test_fonts(), {}).entries.front().synthetic_bold);
}

TEST(FontStack, WhatADocumentAsksForGoesBeforeWhatStandsIn) {
  const FontStack stack = resolve_font_stack({{"仿宋", "Arial"}, 400, false}, test_fonts(), {});
  Rank last = Rank::Listed;
  for (const StackEntry& entry : stack.entries) {
    EXPECT_GE(entry.rank, last);
    last = entry.rank;
  }
  EXPECT_EQ(last, Rank::LibraryFallback);
}

TEST(FontStack, EveryFaceOfTheManifestOpensCanBeEmbeddedAndKnowsItsBlank) {
  for (std::size_t i = 0; i < test_fonts().face_count(); ++i) {
    SCOPED_TRACE(test_fonts().face_name(FaceId(i)));
    const Face* const face = test_fonts().face(FaceId(i));
    ASSERT_NE(face, nullptr);
    // That for formulas keeps the curves of its source.
    const bool is_of_formulas = test_fonts().face_name(FaceId(i)) == "GwMath-Regular";
    EXPECT_EQ(face->outlines(), is_of_formulas ? OutlineFormat::Cff : OutlineFormat::TrueType);
    EXPECT_GT(face->metrics().units_per_em, 0);
    EXPECT_GT(face->metrics().ascent, face->metrics().descent);
  }
}

TEST(FontStack, ASubsetHasTheGlyphsThatAreWantedInTheirOrder) {
  const FontStack stack = resolve_font_stack({{"宋体"}, 400, false}, test_fonts(), {});
  const Face& face = *test_fonts().face(stack.entries[0].face);
  std::vector<GlyphId> glyphs{face.glyph(U'标'), face.glyph(U'准'), face.glyph(U'，')};
  std::sort(glyphs.begin(), glyphs.end());
  const FaceSubset subset = subset_face(face, glyphs);
  ASSERT_EQ(subset.new_glyphs.size(), 3);
  EXPECT_GE(subset.glyph_count, 4);
  EXPECT_GT(subset.new_glyphs[0], 0);
  EXPECT_LT(subset.new_glyphs[0], subset.new_glyphs[1]);
  EXPECT_LT(subset.truetype.size(), 10'000);
  EXPECT_EQ(subset_face(face, glyphs).truetype, subset.truetype);
}
