#include "sign/ofd_sign/detail/stamps.h"

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::ofd_sign;

namespace {

Places places_of(std::size_t pages) {
  Places places;
  for (std::size_t i = 0; i < pages; ++i) places.pages.push_back({std::to_string(i + 1), i == 1 ? 297.0 : 210.0, 297});
  return places;
}

TEST(Stamps, SlicesEndAtTheEdgeAndMakeTheWholeSeal) {
  for (const std::size_t pages : {2, 4, 8, 9, 30, 500}) {
    diagnostics::DiagnosticSink sink;
    const Places places = places_of(pages);
    OfdSignOptions options;
    options.riding = true;
    const auto stamps = place_stamps("a.ofd", places, {42, 40}, options, sink);
    ASSERT_TRUE(stamps);
    ASSERT_EQ(stamps->size(), pages);
    double width = 0;
    for (std::size_t i = 0; i < pages; ++i) {
      const Stamp& stamp = (*stamps)[i];
      ASSERT_TRUE(stamp.clip);
      EXPECT_NEAR(stamp.box[0] + (*stamp.clip)[0] + (*stamp.clip)[2], places.pages[i].width, 1e-6);
      EXPECT_NEAR((*stamp.clip)[0], width, 1e-6) << pages << " " << i;
      EXPECT_GE((*stamp.clip)[2], 5);
      width += (*stamp.clip)[2];
      if (width > 42 - 1e-6) width = 0;
    }
    EXPECT_EQ(width, 0);
  }
}

TEST(Stamps, PlacesMustBeOnThePage) {
  const auto placed = [](const OfdPlace& place) {
    diagnostics::DiagnosticSink sink;
    OfdSignOptions options;
    options.place = place;
    return place_stamps("a.ofd", places_of(2), {42, 40}, options, sink).has_value();
  };
  EXPECT_TRUE(placed({1, 21, 20}));
  EXPECT_TRUE(placed({2, 297 - 21, 297 - 20}));
  EXPECT_FALSE(placed({1, 297 - 21, 297 - 20}));
  EXPECT_FALSE(placed({1, 20.9, 20}));
  EXPECT_FALSE(placed({3, 100, 100}));
  EXPECT_FALSE(placed({0, 100, 100}));
}

TEST(Stamps, TheOnlyRoomIsTakenAndOneOfSeveralIsNamed) {
  diagnostics::DiagnosticSink sink;
  Places places = places_of(2);
  places.rooms.push_back({"seal-1", "2", {100, 100, 42, 42}});
  auto stamps = place_stamps("a.ofd", places, {40, 40}, {}, sink);
  ASSERT_TRUE(stamps);
  EXPECT_EQ((*stamps)[0].page, "2");
  EXPECT_EQ((*stamps)[0].box, (Box{101, 101, 40, 40}));
  EXPECT_TRUE(is_within((*stamps)[0], places.rooms[0]));
  places.rooms.push_back({"seal-2", "1", {10, 100, 42, 42}});
  EXPECT_FALSE(place_stamps("a.ofd", places, {40, 40}, {}, sink));
  OfdSignOptions options;
  options.field = "seal-2";
  stamps = place_stamps("a.ofd", places, {40, 40}, options, sink);
  ASSERT_TRUE(stamps);
  EXPECT_EQ((*stamps)[0].page, "1");
  // A room on a page that does not exist.
  places.rooms[1].page = "77";
  EXPECT_FALSE(place_stamps("a.ofd", places, {40, 40}, options, sink));
}

}  // namespace
