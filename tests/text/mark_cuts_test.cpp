// Where the width of a narrow mark comes from: the face's features halt, chws, palt, else the outline's own blanks.
#include "text/detail/squeeze.h"
#include "text/workbench.h"

#include <cmath>

using namespace gongwen;
using namespace gongwen::text;
using gongwen::tests::Bench;

namespace {

/// The project's faces, and those that tests/text/make_mark_faces.py made.
const FontLibrary& made_faces() {
  static const std::unique_ptr<FontLibrary> library = [] {
    resources::SourceStore sources;
    diagnostics::DiagnosticSink sink;
    auto opened = FontLibrary::open(GONGWEN_SOURCE_DIR "/fonts", sources, sink);
    opened->add_folder(GONGWEN_SOURCE_DIR "/tests/text/faces", sink);
    return opened;
  }();
  return *library;
}

struct MadeBench : Bench {
  explicit MadeBench(const std::string& name) : Bench({"Gongwen Marks " + name}, made_faces()) {}

  /// The widths of a row of marks, in hundredths of an em.
  std::vector<int> widths() {  // of ，（ and ）） and ）（ the first gives, of （（ the second
    shape("一，（一））（（一");
    std::vector<int> out;
    for (const double advance : advances()) out.push_back(static_cast<int>(std::lround(advance * 10)));
    return out;
  }
};

using Widths = std::vector<int>;

}  // namespace

TEST(MarkCuts, AFaceWithHaltGivesEachMarksHalf) {
  MadeBench bench("halt");
  EXPECT_EQ(bench.widths(), (Widths{100, 50, 100, 100, 50, 50, 100, 50, 100}));
}

TEST(MarkCuts, AFaceWithChwsAndNoHaltGivesWhatItTakesFromPairs) {
  MadeBench bench("chws");
  EXPECT_EQ(bench.widths(), (Widths{100, 55, 100, 100, 55, 55, 100, 55, 100}));
  EXPECT_EQ(bench.paragraph.units[7].trim_left, 256);
  bench.style.line_end = LineEndTrim::Always;
  bench.lines("一一，一", 30);
  EXPECT_EQ(bench.ranges[0].width.to_px(), 25.5);
}

TEST(MarkCuts, AFaceWithPaltOnlyGivesTheBlankAtTheMarksBlankSide) {
  MadeBench bench("palt");
  EXPECT_EQ(bench.widths(), (Widths{100, 58, 100, 100, 58, 58, 100, 58, 100}));
}

TEST(MarkCuts, WithoutFeaturesTheOutlineDecides) {
  MadeBench bench("bare");
  EXPECT_EQ(bench.widths(), (Widths{100, 56, 100, 100, 56, 56, 100, 56, 100}));
  const Face* const face = bench.fonts.face(bench.fonts.stack(bench.style.fonts).entries.front().face);
  ASSERT_NE(face, nullptr);
  EXPECT_FALSE(feature_cuts(*face, U'，'));
  EXPECT_FALSE(feature_cuts(*face, U'一'));
}
