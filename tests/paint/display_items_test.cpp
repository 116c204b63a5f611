// Packed commands come out as they went in.
#include "paint/display_list.h"

#include <limits>

#include <gtest/gtest.h>

namespace paint = gongwen::paint;
namespace layout = gongwen::layout;
using gongwen::base::LayoutUnit;
using paint::DisplayItem;
using paint::DisplayItems;

namespace {

paint::Point at(std::int64_t x, std::int64_t y) { return {LayoutUnit::from_raw(x), LayoutUnit::from_raw(y)}; }

paint::DrawGlyphs glyphs(const layout::TextRun& run, paint::Point place, std::uint8_t red) {
  return {place, &run, {red, 2, 3, 255}, paint::OriginId(7), layout::QuarterTurn::None, false};
}

std::string shown(const DisplayItems& items) {
  paint::PageDisplay page;
  page.items = items;
  return paint::dump_display_list(page);
}

}  // namespace

TEST(DisplayItems, GlyphsComeOutAsTheyWentIn) {
  const std::vector<layout::TextRun> runs(3);
  paint::DrawGlyphs turned = glyphs(runs[2], at(-5, 1000), 9);
  turned.turn = layout::QuarterTurn::Counterclockwise;
  turned.ends_word = true;
  turned.origin = paint::OriginId();
  const std::vector<paint::DrawGlyphs> all = {glyphs(runs[0], at(0, 0), 0), glyphs(runs[1], at(640, -640), 0), turned,
                                              glyphs(runs[0], at(INT32_MAX, INT32_MIN), 9),
                                              glyphs(runs[0], at(INT32_MIN, INT32_MAX), 9)};
  const DisplayItems packed({all.begin(), all.end()});
  std::size_t count = 0;
  for (const DisplayItem& item : packed) {
    const paint::DrawGlyphs& expected = all.at(count++);
    const auto& out = std::get<paint::DrawGlyphs>(item);
    EXPECT_EQ(out.position, expected.position) << count;
    EXPECT_EQ(out.run, expected.run) << count;
    EXPECT_EQ(out.color, expected.color) << count;
    EXPECT_EQ(out.origin, expected.origin) << count;
    EXPECT_EQ(out.turn, expected.turn) << count;
    EXPECT_EQ(out.ends_word, expected.ends_word) << count;
  }
  EXPECT_EQ(count, all.size());
}

TEST(DisplayItems, TagsKeepTheirNumbersAndArtifactsTheirKinds) {
  const std::vector<std::uint32_t> numbers = {5, 6, 0, 0xFFFF'FFFE, 1};
  std::vector<DisplayItem> items;
  for (const std::uint32_t number : numbers) {
    items.emplace_back(paint::BeginTag{paint::ElementId(number), number});
    items.emplace_back(paint::EndTag{});
  }
  items.emplace_back(paint::BeginArtifact{paint::ArtifactKind::Pagination});
  const DisplayItems packed(std::move(items));
  std::vector<std::uint32_t> elements;
  std::vector<std::uint32_t> contents;
  std::optional<paint::ArtifactKind> kind;
  for (const DisplayItem& item : packed) {
    if (const auto* const tag = std::get_if<paint::BeginTag>(&item)) {
      elements.push_back(tag->element.value);
      contents.push_back(tag->content);
    }
    if (const auto* const artifact = std::get_if<paint::BeginArtifact>(&item)) kind = artifact->kind;
  }
  EXPECT_EQ(elements, numbers);
  EXPECT_EQ(contents, numbers);
  EXPECT_EQ(kind, paint::ArtifactKind::Pagination);
}

TEST(DisplayItems, CommandsThatFewPagesHaveKeepTheirPlacesAmongTheOthers) {
  std::vector<DisplayItem> items;
  items.emplace_back(paint::PushGroup{0.5});
  items.emplace_back(
      paint::FillRect{{at(64, 128), {LayoutUnit::from_px(3), LayoutUnit::from_px(-4)}}, {1, 2, 3, 4}, {}});
  paint::PushClip clip;
  clip.path.add_rect(0, 0, 10, 20);
  items.emplace_back(std::move(clip));
  items.emplace_back(paint::PopClip{});
  items.emplace_back(paint::PopGroup{});
  DisplayItems packed(std::move(items));
  const std::string before = shown(packed);
  EXPECT_EQ(std::count(before.begin(), before.end(), '\n'), 5);
  EXPECT_NE(before.find("fill 1,2 3x-4"), std::string::npos) << before;
  std::vector<DisplayItem> unpacked = std::move(packed).unpack();
  ASSERT_EQ(unpacked.size(), 5);
  EXPECT_TRUE(std::holds_alternative<paint::Apart<paint::PushClip>>(unpacked[2]));
  DisplayItems loose(std::move(unpacked), DisplayItems::Kept::Loose);
  EXPECT_FALSE(loose.empty());
  EXPECT_EQ(loose.kept(), DisplayItems::Kept::Loose);
  EXPECT_EQ(shown(loose), before);
  EXPECT_EQ(shown(DisplayItems(std::move(loose).unpack())), before);
  EXPECT_TRUE(DisplayItems({}, DisplayItems::Kept::Loose).empty());
}
