// Submissions that are reopened, replaced by a corrected file, or opened by a new link.
#include "base/date.h"
#include "open_inbox.h"
#include "service/inbox/links.h"
#include "service/inbox/submissions.h"

using namespace gongwen::inbox;

namespace {

constexpr Seconds kNow = 1'790'000'000;
constexpr Seconds kLater = kNow + 30 * gongwen::base::kSecondsPerDay;

class ReopeningTest : public InboxTest {
 protected:
  static NewVersion version(const std::string& submit_id) {
    return {R"({"name_zh":"张示例"})", "1.0", "pdf", submit_id, "张示例", "某某研究院", {}, "wang"};
  }
  Submission handed_in() {
    key_ = *Drafts(*inbox_).create({"expert-application", "1.0", "zh", kNow, kLater});
    EXPECT_FALSE(Files(*inbox_).put(key_.id, {"picture:/photo", "", "a.jpg", "image/jpeg", 0}, "bytes", kNow));
    return *Submissions(*inbox_).submit(key_.id, 1, version("s1"), "ZJ", 2026, kNow);
  }
  Submission entered() { return *Submissions(*inbox_).import("expert-application", version("s1"), "ZJ", 2026, kNow); }
  static Change by(const Submission& seen) { return {"wang", seen.revision, kNow, "why"}; }
  State act(const Submission& one, Action action) {
    const auto now = Submissions(*inbox_).get(one.id);
    const auto done = Submissions(*inbox_).act(one.id, action, by(*now));
    EXPECT_TRUE(done) << action_name(action);
    return done ? done->state : State::Withdrawn;
  }
  Submission returned(const Submission& one) {
    return *Submissions(*inbox_).send_back(one.id, {}, kLater, by(*Submissions(*inbox_).get(one.id)));
  }

  DraftKey key_;
};

TEST_F(ReopeningTest, EveryDecisionIsTakenBack) {
  Submissions submissions(*inbox_);
  const Submission one = handed_in();
  EXPECT_FALSE(state_after(State::Submitted, Action::Reopen));
  EXPECT_FALSE(state_after(State::InReview, Action::Reopen));
  for (const Action decision : {Action::Accept, Action::Reject, Action::Withdraw}) {
    act(one, decision);
    EXPECT_EQ(act(one, Action::Reopen), State::InReview);
  }
  const auto events = submissions.events(one.id);
  EXPECT_EQ(events->back().action, Action::Reopen);
  EXPECT_EQ(events->back().detail, "why");
  // A return that was a mistake: the applicant can no longer change the draft.
  returned(one);
  EXPECT_TRUE(Drafts(*inbox_).save(key_.id, 2, R"({"/a":"b"})", kNow, kLater));
  EXPECT_EQ(act(one, Action::Reopen), State::InReview);
  EXPECT_EQ(Drafts(*inbox_).save(key_.id, 3, "{}", kNow, kLater).error().kind, Fault::Kind::WrongState);
}

/// The texts of the remarks that the applicant is told.
std::vector<std::string> valid_texts(Submissions& submissions, const std::string& id) {
  const auto submission = submissions.get(id);
  const auto remarks = submissions.remarks(id);
  std::vector<std::string> texts;
  for (const Remark& remark : *remarks) {
    if (is_valid(remark, *submission)) texts.push_back(remark.text);
  }
  return texts;
}

TEST_F(ReopeningTest, RemarksOfARecalledReturnAreNotToldAgain) {
  Submissions submissions(*inbox_);
  const Submission one = handed_in();
  const auto send_back = [&](const std::string& text) {
    const Remark remark{0, 0, "/org", text, {}, 0, {}};
    ASSERT_TRUE(submissions.send_back(one.id, {remark}, kLater, by(*submissions.get(one.id))));
  };
  send_back("sent by mistake");
  EXPECT_EQ(valid_texts(submissions, one.id), std::vector<std::string>{"sent by mistake"});
  act(one, Action::Reopen);
  EXPECT_TRUE(valid_texts(submissions, one.id).empty());
  send_back("the right one");
  EXPECT_EQ(valid_texts(submissions, one.id), std::vector<std::string>{"the right one"});
  EXPECT_EQ(submissions.remarks(one.id)->size(), 2U) << "the office keeps both";
}

TEST_F(ReopeningTest, ADatabaseOfTheSeventhVersionKnowsWhatWasRecalled) {
  const Submission one = handed_in();
  const auto send_back = [&](const std::string& text, Seconds now) {
    Change change = by(*Submissions(*inbox_).get(one.id));
    change.now = now;
    const Remark remark{0, 0, "/org", text, {}, 0, {}};
    ASSERT_TRUE(Submissions(*inbox_).send_back(one.id, {remark}, kLater, change));
  };
  send_back("sent by mistake", kNow);
  act(one, Action::Reopen);
  send_back("the right one", kNow + 1);
  open_as_version(7);
  Submissions submissions(*inbox_);
  EXPECT_EQ(valid_texts(submissions, one.id), std::vector<std::string>{"the right one"});
}

TEST_F(ReopeningTest, RemarksThatWereDealtWithAreNotRecalled) {
  const Submission one = handed_in();
  const Remark remark{0, 0, "/org", "write it in full", {}, 0, {}};
  ASSERT_TRUE(Submissions(*inbox_).send_back(one.id, {remark}, kLater, by(*Submissions(*inbox_).get(one.id))));
  const auto draft = Drafts(*inbox_).open(key_.id, key_.secret, kNow);
  ASSERT_TRUE(Submissions(*inbox_).submit(key_.id, draft->revision, version("s2"), "ZJ", 2026, kNow));
  act(one, Action::Accept);
  act(one, Action::Reopen);
  EXPECT_FALSE(Submissions(*inbox_).remarks(one.id)->front().is_recalled);
  open_as_version(7);
  EXPECT_FALSE(Submissions(*inbox_).remarks(one.id)->front().is_recalled);
}

TEST_F(ReopeningTest, RemarksStayRecalledWhenANextVersionComes) {
  const Submission one = handed_in();
  const Remark remark{0, 0, "/org", "sent by mistake", {}, 0, {}};
  ASSERT_TRUE(Submissions(*inbox_).send_back(one.id, {remark}, kLater, by(*Submissions(*inbox_).get(one.id))));
  act(one, Action::Reopen);
  ASSERT_TRUE(Submissions(*inbox_).replace(one.id, version("s2"), by(*Submissions(*inbox_).get(one.id))));
  EXPECT_TRUE(Submissions(*inbox_).remarks(one.id)->front().is_recalled);
  open_as_version(7);
  EXPECT_TRUE(Submissions(*inbox_).remarks(one.id)->front().is_recalled);
}

TEST_F(ReopeningTest, AFileIsANewVersionOfTheSameSubmission) {
  Submissions submissions(*inbox_);
  const Submission one = returned(handed_in());
  bool is_new = false;
  const auto replaced = submissions.replace(one.id, version("s2"), by(one), &is_new);
  ASSERT_TRUE(replaced);
  EXPECT_TRUE(is_new);
  EXPECT_EQ(replaced->receipt, one.receipt);
  EXPECT_EQ(replaced->state, State::Submitted);
  EXPECT_EQ(replaced->versions, 2);
  EXPECT_EQ(replaced->due, 0);
  EXPECT_EQ(submissions.version(one.id, 2)->source, "pdf");
  EXPECT_EQ(Files(*inbox_).list(version_owner(one.id, 2))->size(), 1U) << "pictures stay";
  EXPECT_EQ(Drafts(*inbox_).save(key_.id, 2, "{}", kNow, kLater).error().kind, Fault::Kind::WrongState);
  // The same file again changes nothing, whatever revision was seen.
  EXPECT_EQ(submissions.replace(one.id, version("s2"), by(one), &is_new)->versions, 2);
  EXPECT_FALSE(is_new);
  EXPECT_EQ(submissions.replace(one.id, version("s3"), by(one)).error().kind, Fault::Kind::Conflict);
  act(*replaced, Action::Accept);
  EXPECT_EQ(submissions.replace(one.id, version("s4"), by(*submissions.get(one.id)))->state, State::InReview);
  act(one, Action::Reject);
  EXPECT_EQ(submissions.replace(one.id, version("s5"), by(*submissions.get(one.id))).error().kind,
            Fault::Kind::WrongState);
  EXPECT_EQ(submissions.get(one.id)->versions, 3);
}

TEST_F(ReopeningTest, ANewLinkEndsTheFormerOnes) {
  Submissions submissions(*inbox_);
  Drafts drafts(*inbox_);
  const Submission one = returned(handed_in());
  const auto first = submissions.relink(one.id, {}, by(one));
  ASSERT_TRUE(first);
  EXPECT_EQ(first->id, key_.id);
  EXPECT_FALSE(drafts.open(key_.id, key_.secret, kNow));
  EXPECT_TRUE(drafts.open(key_.id, first->secret, kNow));
  EXPECT_EQ(submissions.get(one.id)->revision, one.revision) << "colleagues can go on deciding";
  EXPECT_EQ(drafts.open(key_.id, first->secret, kNow + kLinkTime + 1).error().kind, Fault::Kind::NotFound);
  const auto second = submissions.relink(one.id, {}, by(one));
  EXPECT_FALSE(drafts.open(key_.id, first->secret, kNow));
  EXPECT_TRUE(drafts.open(key_.id, second->secret, kNow));
  // A link of another draft opens nothing here.
  const DraftKey other = *drafts.create({"expert-application", "1.0", "zh", kNow, kLater});
  EXPECT_FALSE(drafts.open(other.id, second->secret, kNow));
  // The applicant ends it by a code of the own.
  ASSERT_TRUE(drafts.renew_secret(key_.id));
  EXPECT_FALSE(drafts.open(key_.id, second->secret, kNow));
  EXPECT_EQ(submissions.events(one.id)->back().action, Action::Relink);
}

TEST_F(ReopeningTest, AFormThatCameByMailGetsADraft) {
  Submissions submissions(*inbox_);
  Drafts drafts(*inbox_);
  const Submission one = entered();
  const auto link = submissions.relink(one.id, R"([{"pointer":"/name_zh","texts":["张示例"]}])", by(one));
  ASSERT_TRUE(link);
  // It shows the form, and can be changed only while that is returned.
  EXPECT_EQ(drafts.save(link->id, 1, "[]", kNow, kLater).error().kind, Fault::Kind::WrongState);
  const Submission back = returned(one);
  EXPECT_EQ(back.draft, link->id);
  const auto opened = drafts.open(link->id, link->secret, kNow);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->entries, R"([{"pointer":"/name_zh","texts":["张示例"]}])");
  const auto again = submissions.submit(link->id, opened->revision, version("s2"), "ZJ", 2026, kNow);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->receipt, one.receipt);
  EXPECT_EQ(again->versions, 2);
  EXPECT_EQ(submissions.list({})->size(), 1U);
}

TEST_F(ReopeningTest, OneThatIsReturnedAlreadyCanBeChangedByItsLink) {
  const Submission one = returned(entered());
  const auto link = Submissions(*inbox_).relink(one.id, "[]", by(one));
  ASSERT_TRUE(link);
  EXPECT_TRUE(Drafts(*inbox_).save(link->id, 1, R"([{"pointer":"/a","texts":[]}])", kNow, kLater));
  EXPECT_EQ(Drafts(*inbox_).open(link->id, link->secret, kNow)->expires, kLater);
}

}  // namespace
