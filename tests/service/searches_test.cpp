// Searches that accounts keep, and the step from version 6 of the tables to version 7.
#include "service/inbox/searches.h"

#include "open_inbox.h"

#include <algorithm>

using namespace gongwen::inbox;

namespace {

constexpr Seconds kNow = 1'790'000'000;

class SearchesTest : public InboxTest {
 protected:
  std::optional<Fault> add(const std::string& account, const std::string& name, bool shared = false) {
    return Searches(*inbox_).add({{}, account, name, "state=submitted", shared, kNow});
  }
  std::vector<std::string> names(const std::string& account) {
    std::vector<std::string> names;
    const auto searches = Searches(*inbox_).list(account);
    for (const Search& search : *searches) names.push_back(search.name);
    return names;
  }
};

TEST_F(SearchesTest, OwnOnesComeBeforeSharedOnes) {
  EXPECT_FALSE(add("wang", "b"));
  EXPECT_FALSE(add("wang", "a"));
  EXPECT_FALSE(add("li", "a", true));
  EXPECT_FALSE(add("li", "c"));
  EXPECT_EQ(names("wang"), (std::vector<std::string>{"a", "b", "a"}));
  EXPECT_EQ(names("li"), (std::vector<std::string>{"a", "c"}));
  EXPECT_EQ(names("zhao"), std::vector<std::string>{"a"});
  EXPECT_EQ(add("wang", "a")->kind, Fault::Kind::Exists);
}

TEST_F(SearchesTest, OnlyItsAccountRemovesOne) {
  EXPECT_FALSE(add("li", "a", true));
  Searches searches(*inbox_);
  const Search kept = searches.list("li")->front();
  EXPECT_EQ(std::pair(kept.query, kept.created), std::pair(std::string("state=submitted"), kNow));
  EXPECT_EQ(searches.remove("wang", kept.id)->kind, Fault::Kind::NotFound);
  EXPECT_FALSE(searches.remove("li", kept.id));
  EXPECT_TRUE(names("li").empty());
}

TEST_F(SearchesTest, AnAccountKeepsSoMany) {
  for (std::size_t number = 0; number < kMostSearches; ++number) ASSERT_FALSE(add("wang", std::to_string(number)));
  EXPECT_EQ(add("wang", "more")->kind, Fault::Kind::Full);
  EXPECT_FALSE(add("li", "more"));
}

TEST_F(SearchesTest, ADatabaseOfTheSixthVersionGetsTheTable) {
  open_as_version(6);
  EXPECT_EQ((*inbox_->run("SELECT value FROM gw_meta WHERE name = 'version'", {}))[0][0],
            std::to_string(Inbox::kVersion));
  EXPECT_FALSE(add("wang", "a"));
  EXPECT_EQ(names("wang"), std::vector<std::string>{"a"});
}

}  // namespace
