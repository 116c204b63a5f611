// What the check said of versions, and the steps from versions 3 and 4 of the tables to version 5.
#include "service/inbox/checks.h"

#include "base/date.h"
#include "open_inbox.h"
#include "service/inbox/drafts.h"
#include "service/inbox/editions.h"

using namespace gongwen::inbox;

namespace {

constexpr Seconds kNow = 1'790'000'000;
constexpr Seconds kLater = kNow + 30 * gongwen::base::kSecondsPerDay;

class ChecksTest : public InboxTest {
 protected:
  static NewVersion version(const std::string& submit_id, const std::string& actor = {}) {
    return {R"({"name_zh":"张示例"})", "1.0", "web", submit_id, "张示例", "某某研究院", {}, actor};
  }
  Submission entered(const std::string& submit_id) {
    auto made = Submissions(*inbox_).import("expert-application", version(submit_id, "wang"), "ZJ", 2026, kNow);
    EXPECT_TRUE(made);
    return *std::move(made);
  }
  Submission handed_in(const std::string& submit_id) {
    const auto key = Drafts(*inbox_).create({"expert-application", "1.0", "en", kNow, kLater});
    EXPECT_TRUE(key);
    auto made = Submissions(*inbox_).submit(key->id, 1, version(submit_id), "ZJ", 2026, kNow);
    EXPECT_TRUE(made);
    return *std::move(made);
  }
};

TEST_F(ChecksTest, NumbersAreThoseOfTheLastVersion) {
  Submissions submissions(*inbox_);
  Checks checks(*inbox_);
  const Submission made = entered("s1");
  EXPECT_EQ(made.errors, -1);
  EXPECT_EQ(checks.unchecked(10)->size(), 1U);
  ASSERT_FALSE(checks.keep(made.id, 1, {"1.0", 2, 1, R"({"errors":2})"}));
  EXPECT_EQ(submissions.get(made.id)->errors, 2);
  EXPECT_EQ(submissions.get(made.id)->warnings, 1);
  EXPECT_TRUE(checks.unchecked(10)->empty());
  EXPECT_EQ(checks.get(made.id, 1)->report, R"({"errors":2})");
  // A new version is not checked yet; a late answer about the former one does not count for it.
  ASSERT_TRUE(submissions.correct(made.id, version("s2"), {"wang", made.revision, kNow}));
  ASSERT_FALSE(checks.keep(made.id, 1, {"1.0", 3, 0}));
  EXPECT_EQ(submissions.get(made.id)->errors, -1);
  ASSERT_FALSE(checks.keep(made.id, 2, {"1.0", 0, 0}));
  EXPECT_EQ(submissions.get(made.id)->errors, 0);
  EXPECT_EQ(checks.get(made.id, 1)->errors, 3);
  EXPECT_EQ(checks.get(made.id, 3).error().kind, Fault::Kind::NotFound);
  // An answer about a submission that was removed meanwhile leaves nothing.
  ASSERT_FALSE(checks.keep("gone", 1, {"1.0", 1, 1}));
  EXPECT_EQ(checks.get("gone", 1).error().kind, Fault::Kind::NotFound);
}

TEST_F(ChecksTest, TheDeadlineEndsWithTheReturn) {
  Submissions submissions(*inbox_);
  const Submission made = entered("s1");
  EXPECT_EQ(made.due, 0);
  EXPECT_EQ(made.entered_by, "wang");
  const auto returned = submissions.send_back(made.id, {}, kLater, {"wang", made.revision, kNow});
  ASSERT_TRUE(returned);
  EXPECT_EQ(returned->due, kLater);
  EXPECT_EQ(submissions.act(made.id, Action::Reject, {"wang", returned->revision, kNow})->due, 0);
}

TEST_F(ChecksTest, ADatabaseOfTheThirdVersionKeepsItsSubmissions) {
  const Submission returned = handed_in("s1");
  ASSERT_TRUE(Submissions(*inbox_).send_back(returned.id, {}, kLater, {"wang", returned.revision, kNow}));
  const Submission by_mail = entered("s2");
  // In one transaction, since each of its own would wait for the disk.
  ASSERT_FALSE(inbox_->in_transaction([&]() -> std::optional<Fault> {
    for (int i = 0; i < 2'000; ++i) entered("more " + std::to_string(i));
    return std::nullopt;
  }));
  open_as_version(3);
  Submissions submissions(*inbox_);
  const auto kept = submissions.get(returned.id);
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->state, State::Returned);
  EXPECT_EQ(kept->due, kLater);
  EXPECT_EQ(kept->language, "en");
  EXPECT_EQ(kept->entered_by, "");
  EXPECT_EQ(kept->errors, -1);
  EXPECT_EQ(submissions.get(by_mail.id)->entered_by, "wang");
  EXPECT_EQ(submissions.get(by_mail.id)->due, 0);
  EXPECT_EQ(submissions.version(by_mail.id, 1)->json, R"({"name_zh":"张示例"})");
  EXPECT_EQ(Checks(*inbox_).unchecked(3'000)->size(), 2'002U);
}

TEST_F(ChecksTest, ADatabaseOfTheFourthVersionKeepsItsEditions) {
  const Submission made = handed_in("s1");
  ASSERT_FALSE(Editions(*inbox_).add({"visit", 0, std::string(32, 'a'), "1.0", kNow}, "{}"));
  open_as_version(4);
  EXPECT_EQ(inbox_->run("SELECT 1 FROM gw_kind_edition", {})->size(), 1U);
  EXPECT_EQ(Submissions(*inbox_).get(made.id)->errors, -1);
}

}  // namespace
