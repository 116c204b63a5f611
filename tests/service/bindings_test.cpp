// Bindings of accounts to people at a provider of logins, and the step from version 6 of the tables to version 7.
#include "service/inbox/bindings.h"

#include "open_inbox.h"
#include "service/inbox/accounts.h"

using namespace gongwen::inbox;

namespace {

constexpr Seconds kNow = 1'790'000'000;
const std::string kIssuer = "https://login.example";

class BindingsTest : public InboxTest {
 protected:
  void SetUp() override {
    InboxTest::SetUp();
    for (const std::string name : {"li", "wang"}) {
      ASSERT_FALSE(Accounts(*inbox_).add({name, "", Role::Viewer, false, kNow}, "hash", kNow));
    }
  }
};

TEST_F(BindingsTest, APersonHasOneAccountAndAnAccountOnePersonOfEachProvider) {
  Bindings bindings(*inbox_);
  EXPECT_EQ(bindings.account_of(kIssuer, "u-1").error().kind, Fault::Kind::NotFound);
  EXPECT_EQ(*bindings.subject_of(kIssuer, "li"), "");
  ASSERT_FALSE(bindings.add(kIssuer, "u-1", "li", kNow));
  EXPECT_EQ(*bindings.account_of(kIssuer, "u-1"), "li");
  EXPECT_EQ(*bindings.subject_of(kIssuer, "li"), "u-1");
  EXPECT_EQ(bindings.add(kIssuer, "u-1", "wang", kNow)->kind, Fault::Kind::Exists);
  EXPECT_EQ(bindings.add(kIssuer, "u-2", "li", kNow)->kind, Fault::Kind::Exists);
  // Letters of the other size are somebody else.
  EXPECT_FALSE(bindings.add(kIssuer, "U-1", "wang", kNow));
  EXPECT_FALSE(bindings.add("https://other.example", "u-1", "wang", kNow));
  EXPECT_EQ(*bindings.account_of("https://other.example", "u-1"), "wang");
}

TEST_F(BindingsTest, SessionsEndWithTheBinding) {
  Bindings bindings(*inbox_);
  ASSERT_FALSE(bindings.add(kIssuer, "u-1", "li", kNow));
  Sessions sessions(*inbox_);
  const auto mine = sessions.start("li", "", kNow);
  const auto other = sessions.start("wang", "", kNow);
  EXPECT_EQ(bindings.remove("https://other.example", "li")->kind, Fault::Kind::NotFound);
  EXPECT_TRUE(sessions.use(*mine, kNow)) << "nothing was removed";
  EXPECT_FALSE(bindings.remove(kIssuer, "li"));
  EXPECT_FALSE(sessions.use(*mine, kNow));
  EXPECT_TRUE(sessions.use(*other, kNow));
  EXPECT_FALSE(bindings.add(kIssuer, "u-1", "wang", kNow));
}

TEST_F(BindingsTest, DatabasesOfFormerVersionsGetTheTable) {
  for (const int version : {6, 5}) {
    open_as_version(version);
    Bindings bindings(*inbox_);
    EXPECT_FALSE(bindings.add(kIssuer, "u-1", "li", kNow)) << version;
    EXPECT_EQ(*bindings.subject_of(kIssuer, "li"), "u-1");
    EXPECT_TRUE(Accounts(*inbox_).get("wang"));
  }
}

}  // namespace
