#include "programs/show/detail/values.h"

#include "programs/show/detail/font_file.h"

#include <cmath>
#include <string>

#include <gtest/gtest.h>

// Values of OFD (GB/T 33190-2016): what programs write in different ways, and what is not a value.
using namespace gongwen;
using namespace gongwen::show;

namespace {

using Verb = base::Path::Verb;

TEST(OfdPathData, DrawsLinesCurvesAndArcs) {
  const auto path = read_path_data("M 0 0 L 10 0 B 1 2 3 4 5 6 Q 8 8 10 10 A 5 5 0 0 1 20 10 C");
  ASSERT_TRUE(path);
  ASSERT_GE(path->verbs.size(), 6U);
  EXPECT_EQ(path->verbs.front(), Verb::Move);
  EXPECT_EQ(path->verbs.back(), Verb::Close);
  EXPECT_NEAR(path->points.back().x, 20, 1e-9);
  EXPECT_NEAR(path->points.back().y, 10, 1e-9);
  // The arc is a half circle of radius 5 about 15,10: its middle is 5 above, where angles grow with the clock.
  bool has_top = false;
  for (const base::PathPoint& point : path->points) {
    has_top = has_top || (std::abs(point.x - 15) < 1e-6 && std::abs(point.y - 5) < 1e-6);
  }
  EXPECT_TRUE(has_top);
}

TEST(OfdPathData, TakesLettersWithoutBlanksAndGoesOnAfterAFigure) {
  const auto path = read_path_data("S1,2L3 4C L 5 6");
  ASSERT_TRUE(path);
  EXPECT_EQ(path->verbs, (std::vector<Verb>{Verb::Move, Verb::Line, Verb::Close, Verb::Move, Verb::Line}));
  EXPECT_EQ(path->points[2], (base::PathPoint{1, 2}));
}

TEST(OfdPathData, RefusesWhatIsNoData) {
  for (const char* const text : {"M 0", "X 1 2", "M 0 0 L nan 1", "M 0 0 L 1e99 1", "M 0 0 A 1 2 3", "1 2"}) {
    EXPECT_FALSE(read_path_data(text)) << text;
  }
  EXPECT_TRUE(read_path_data("")->empty());
}

TEST(OfdSteps, RepeatsSteps) {
  EXPECT_EQ(read_steps("g 3 5.5 2 G 1 7", 100), (std::vector<double>{5.5, 5.5, 5.5, 2, 7}));
  EXPECT_EQ(read_steps("", 100), std::vector<double>());
  EXPECT_EQ(read_steps("g 4000000000 1", 10)->size(), 10U);
  EXPECT_FALSE(read_steps("g 3", 100));
  EXPECT_FALSE(read_steps("x", 100));
}

TEST(OfdValues, ReadsBoxesMatricesAndFlags) {
  EXPECT_EQ(read_box("1 2 3 4")->height, 4);
  EXPECT_FALSE(read_box("1 2 3"));
  EXPECT_EQ(read_matrix("1 0 0 1 5 +6")->f, 6);
  EXPECT_FALSE(read_number("inf"));
  EXPECT_FALSE(read_number("1 2"));
  EXPECT_TRUE(read_flag("TRUE", false));
  EXPECT_TRUE(read_flag("?", true));
}

TEST(FontFile, RefusesWhatIsNoFont) {
  for (const std::string& bytes : {std::string(), std::string("\0\1\0\0", 4), std::string(200, '\xff'),
                                   std::string("\1\0\4\1", 4) + std::string(60, '\0')}) {
    EXPECT_FALSE(usable_font(bytes, "A"));
  }
}

}  // namespace
