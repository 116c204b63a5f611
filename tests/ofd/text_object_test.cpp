// Steps between glyphs, dashes and holes: what readers of OFD get in the place of what the display list has.
#include "ofd/detail/text_object.h"

#include "ofd/detail/strokes.h"

#include <cmath>
#include <sstream>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::ofd;

namespace {

/// Text whose glyphs are at these places, in px, with the first glyph of each further line.
TextPiece piece_at(const std::vector<base::PathPoint>& places, std::vector<std::size_t> lines = {}) {
  TextPiece piece;
  piece.places = places;
  piece.glyphs.resize(places.size());
  piece.text.assign(places.size(), U'文');
  piece.lines = std::move(lines);
  return piece;
}

/// An attribute of the text's code, with the blank before it.
std::string attribute_of(const TextPiece& piece, std::string_view name) {
  std::string out;
  TextContentWriter().append(out, piece, {});
  const std::size_t start = out.find(" " + std::string(name) + "=\"");
  return start == std::string::npos ? "" : out.substr(start, out.find('"', start + name.size() + 3) + 1 - start);
}

std::string written(const std::vector<double>& places) {
  std::vector<base::PathPoint> points;
  for (const double place : places) points.push_back({place, 0});
  return attribute_of(piece_at(points), "DeltaX");
}

/// The places that a reader comes to, in mm from the first.
std::vector<double> read_steps(const std::string& attribute) {
  std::istringstream words(attribute.substr(9, attribute.size() - 10));
  std::vector<double> places = {0};
  std::string word;
  while (words >> word) {
    int count = 1;
    if (word == "g") words >> count >> word;
    for (; count > 0; --count) places.push_back(places.back() + std::stod(word));
  }
  return places;
}

base::Path square(double left, double top, double side) {
  base::Path path;
  path.add_rect(left, top, left + side, top + side);
  return path;
}

/// Positive where a path turns right at a point, as y grows down.
double turn_at(const base::Path& path, std::size_t point) {
  const base::PathPoint& a = path.points[point - 1];
  const base::PathPoint& b = path.points[point];
  const base::PathPoint& c = path.points[point + 1];
  return (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x);
}

}  // namespace

TEST(TextObject, CountsEqualSteps) {
  const double em = 16 / kMmOfPx;
  EXPECT_EQ(written({0, em, 2 * em, 3 * em, 4 * em}), " DeltaX=\"g 4 16\"");
  EXPECT_EQ(written({0, em, 2 * em}), " DeltaX=\"16 16\"");
}

TEST(TextObject, LinesOfAParagraphAreOneRowOfSteps) {
  const double em = 4 / kMmOfPx;
  const TextPiece piece =
      piece_at({{2 * em, em}, {3 * em, em}, {4 * em, em}, {5 * em, em}, {0, 3 * em}, {em, 3 * em}}, {4});
  EXPECT_EQ(attribute_of(piece, "X"), " X=\"8\"");
  EXPECT_EQ(attribute_of(piece, "Y"), " Y=\"4\"");
  EXPECT_EQ(attribute_of(piece, "DeltaX"), " DeltaX=\"g 3 4 -20 4\"");
  EXPECT_EQ(attribute_of(piece, "DeltaY"), " DeltaY=\"g 3 0 8 0\"");
}

TEST(TextObject, ErrorsOfRoundingDoNotAddUp) {
  for (const double step : {5.64444, 3.21456, 1.33333, 0.98765}) {
    std::vector<double> places;
    for (int i = 0; i < 300; ++i) places.push_back(i * step / kMmOfPx);
    const std::vector<double> read = read_steps(written(places));
    ASSERT_EQ(read.size(), places.size());
    for (std::size_t i = 0; i < read.size(); ++i) EXPECT_NEAR(read[i], places[i] * kMmOfPx, 0.0055) << step << " " << i;
    EXPECT_NEAR(read.back(), places.back() * kMmOfPx, 0.002) << step;
  }
}

TEST(TextObject, AMatrixHasNoTranslation) {
  const Boundary boundary = boundary_of({10, 20, 110, 40});
  const TextPlacement turned = place_text({0, 1, -1, 0, 30, 25}, boundary);
  EXPECT_EQ(turned.matrix, (base::Transform{0, 1, -1, 0, 0, 0}));
  EXPECT_NEAR(turned.start.x, 5, 0.01);
  EXPECT_NEAR(turned.start.y, -20, 0.01);
  const TextPlacement scaled = place_text({2, 0, 0, 2, 30, 25}, boundary);
  EXPECT_TRUE(scaled.matrix.is_identity());
  EXPECT_EQ(scaled.scale, 2);
}

TEST(Strokes, DashesAreCutWhereTheyEnd) {
  base::Path line;
  line.move_to({0, 0});
  line.line_to({10, 0});
  base::StrokeStyle style;
  style.dashes = {3, 2};
  const DashedLine dashed = split_dashes(line, style);
  const std::vector<base::PathPoint> expected = {{0, 0}, {3, 0}, {5, 0}, {8, 0}};
  ASSERT_GE(dashed.pieces.points.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(dashed.pieces.points[i], expected[i]);
  EXPECT_TRUE(dashed.dots.empty());
}

TEST(Strokes, RoundDotsAreDiscs) {
  base::Path line;
  line.move_to({0, 0});
  line.line_to({10, 0});
  base::StrokeStyle style;
  style.width = 2;
  style.cap = base::LineCap::Round;
  style.dashes = {0, 5};
  const DashedLine dashed = split_dashes(line, style);
  EXPECT_TRUE(dashed.pieces.empty());
  const Box box = box_of(dashed.dots);
  EXPECT_NEAR(box.left, -1, 1e-9);
  EXPECT_NEAR(box.right, 11, 1e-9);
}

TEST(Strokes, TooManyDashesStayALine) {
  base::Path line;
  line.move_to({0, 0});
  line.line_to({1e7, 0});
  base::StrokeStyle style;
  style.dashes = {0.001, 0.001};
  EXPECT_EQ(split_dashes(line, style).pieces, line);
}

TEST(Strokes, HolesRunTheOtherWay) {
  base::Path ring = square(0, 0, 10);
  ring.append(square(2, 2, 6), {});
  const base::Path turned = with_turned_holes(ring);
  ASSERT_EQ(turned.points.size(), 8);
  // The outer one turns right at its corners, the inner one left.
  EXPECT_GT(turn_at(turned, 1), 0);
  EXPECT_LT(turn_at(turned, 5), 0);
  // What lies beside each other runs the same way.
  base::Path pair = square(0, 0, 4);
  pair.append(square(6, 0, 4), {});
  EXPECT_EQ(with_turned_holes(pair).points, pair.points);
}
