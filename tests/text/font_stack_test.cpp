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

TEST_CASE("names of families lead to faces, whatever their case and language") {
  struct Case {
    FontRequest request;
    std::string_view face;
  };
  const Case cases[] = {
      {{{"宋体"}, 400, false}, "GwSong-Regular"},
      {{{"SIMSUN"}, 400, false}, "GwSong-Regular"},
      {{{"Noto Serif CJK SC"}, 700, false}, "GwSong-Bold"},
      {{{"仿宋_GB2312"}, 400, false}, "GwFang-Regular"},
      {{{"仿宋"}, 700, false}, "GwFang-Regular"},
      {{{"楷体"}, 400, true}, "GwKai-Regular drawn oblique"},
      {{{"Times New Roman"}, 700, true}, "GwSerif-BoldItalic"},
      {{{"No Such Family", "黑体"}, 400, false}, "GwHei-Regular"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.request.families.front());
    CHECK(first_face(each.request) == each.face);
  }
}

TEST_CASE("a list of which nothing is known is told, and something stands in") {
  CHECK(resolve_font_stack({{"No Such Family"}, 400, false}, test_fonts(), {}).all_unknown);
  CHECK_FALSE(resolve_font_stack({{"No Such Family", "宋体"}, 400, false}, test_fonts(), {}).all_unknown);
  CHECK_FALSE(resolve_font_stack({{"No Such Family"}, 400, false}, test_fonts(), {}).entries.empty());
}

TEST_CASE("a family of the style sheet goes first, with the characters it is meant for") {
  const std::vector<FontFaceDefinition> definitions{
      {"Own", {"No Such Face", "Liberation Serif Bold"}, 400, false, {{U'0', U'9'}}},
      {"Own", {"仿宋"}, 400, false, {}},
  };
  const FontStack stack = resolve_font_stack({{"own"}, 400, false}, test_fonts(), definitions);
  REQUIRE(stack.entries.size() > 2);
  CHECK(test_fonts().face_name(stack.entries[0].face) == "GwSerif-Bold");
  CHECK(stack.entries[0].covers(U'5'));
  CHECK_FALSE(stack.entries[0].covers(U'a'));
  CHECK(test_fonts().face_name(stack.entries[1].face) == "GwFang-Regular");
  CHECK(stack.primary == 1);  // the first that covers the blank gives the line its metrics
}

TEST_CASE("what a document asks for goes before what stands in") {
  const FontStack stack = resolve_font_stack({{"仿宋", "Arial"}, 400, false}, test_fonts(), {});
  Rank last = Rank::Listed;
  for (const StackEntry& entry : stack.entries) {
    CHECK(entry.rank >= last);
    last = entry.rank;
  }
  CHECK(last == Rank::LibraryFallback);
}

TEST_CASE("every face of the manifest opens, can be embedded and knows its blank") {
  for (std::size_t i = 0; i < test_fonts().face_count(); ++i) {
    CAPTURE(test_fonts().face_name(FaceId(i)));
    const Face* const face = test_fonts().face(FaceId(i));
    REQUIRE(face != nullptr);
    CHECK(face->has_truetype_outlines());
    CHECK(face->metrics().units_per_em > 0);
    CHECK(face->metrics().ascent > face->metrics().descent);
  }
}

TEST_CASE("a subset has the glyphs that are wanted, in their order") {
  const FontStack stack = resolve_font_stack({{"宋体"}, 400, false}, test_fonts(), {});
  const Face& face = *test_fonts().face(stack.entries[0].face);
  std::vector<GlyphId> glyphs{face.glyph(U'标'), face.glyph(U'准'), face.glyph(U'，')};
  std::sort(glyphs.begin(), glyphs.end());
  const FaceSubset subset = subset_face(face, glyphs);
  REQUIRE(subset.new_glyphs.size() == 3);
  CHECK(subset.glyph_count >= 4);
  CHECK(subset.new_glyphs[0] > 0);
  CHECK(subset.new_glyphs[0] < subset.new_glyphs[1]);
  CHECK(subset.truetype.size() < 10'000);
  CHECK(subset_face(face, glyphs).truetype == subset.truetype);
}
