// Engine::preview where there are no pages, and the data that authors try a template with.
#include <string>

#include <gongwen/engine.h>
#include <gongwen/preview.h>
#include <gtest/gtest.h>

using namespace gongwen;

namespace {

constexpr std::string_view kKind = "commitment-letter";
const DataSource kData{"samples/commitment-letter/minimal.json"};
const DataSource kFaulty{"faulty.json", "{\"nothing of this\": true}"};

}  // namespace

TEST(Preview, GivesNothingForAPageThatTheDocumentDoesNotHave) {
  const Engine engine;
  const auto preview = engine.preview(kKind, kData);
  ASSERT_GT(preview->page_count(), 0U) << preview->report().text(Language::English);
  EXPECT_GT(preview->size(0).width, 0);
  EXPECT_FALSE(preview->svg(0).empty());
  const std::size_t none = preview->page_count();
  EXPECT_EQ(preview->size(none).width, 0);
  EXPECT_EQ(preview->svg(none), "");
  EXPECT_FALSE(preview->inspect(none, 100, 100).has_value());
}

TEST(Preview, GivesNothingForDataWithErrors) {
  const Engine engine;
  const auto preview = engine.preview(kKind, kFaulty);
  EXPECT_GT(preview->report().error_count(), 0U);
  EXPECT_EQ(preview->page_count(), 0U);
  EXPECT_EQ(preview->size(0).height, 0);
  EXPECT_EQ(preview->svg(0), "");
  EXPECT_FALSE(preview->inspect(0, 100, 100).has_value());
}

TEST(StretchedData, HasMoreThanTheDataOrSaysWhyNot) {
  const Engine engine;
  const TextResult stretched = engine.stretched_data(kKind, kData);
  EXPECT_TRUE(stretched.report.ok()) << stretched.report.text(Language::English);
  EXPECT_GT(stretched.text.size(), 1000U);
  const TextResult faulty = engine.stretched_data(kKind, kFaulty);
  EXPECT_EQ(faulty.text, "");
  EXPECT_GT(faulty.report.error_count(), 0U);
  EXPECT_EQ(engine.stretched_data(kKind, {}).text, "");
  EXPECT_EQ(engine.stretched_data("no-such-kind", kData).report.messages().front().id, "engine/unknown-kind");
}
