#include "service/inbox/calls.h"

#include "base/date.h"
#include "open_inbox.h"
#include "service/inbox/submissions.h"

using namespace gongwen::inbox;

namespace {

constexpr Seconds kNow = 1'790'000'000;
constexpr Seconds kDay = gongwen::base::kSecondsPerDay;
const std::string kKind = "expert-application";

class CallsTest : public InboxTest {
 protected:
  Call add(Seconds opens, Seconds closes, std::int64_t most = 0, bool invited = false) {
    auto made = Calls(*inbox_).add(kKind, {opens, closes, most, "请填写", "Please"}, invited, kNow);
    EXPECT_TRUE(made);
    return *std::move(made);
  }
  Admission admitted(Seconds now, const std::string& code = {}) {
    const auto found = Calls(*inbox_).admission(kKind, code, now);
    EXPECT_TRUE(found);
    return *found;
  }
  Result<DraftKey> begin(const Admission& admission, Seconds now = kNow) {
    return Calls(*inbox_).begin(admission, {kKind, "1.0", "zh", now, now + 30 * kDay});
  }
  Result<Submission> submit(const std::string& draft, Seconds now = kNow) {
    const NewVersion version{"{}", "1.0", "web", "s " + draft, "张三", "示例研究院"};
    return Submissions(*inbox_).submit(draft, 1, version, "ZJ", 2026, now);
  }
  Fault::Kind refused(const std::string& draft, Seconds now = kNow) {
    const auto made = submit(draft, now);
    EXPECT_FALSE(made);
    return made ? Fault::Kind::Database : made.error().kind;
  }
};

}  // namespace

TEST_F(CallsTest, AKindWithoutCallsIsOpen) {
  EXPECT_EQ(admitted(kNow).kind, Admission::Kind::Open);
  EXPECT_FALSE(admitted(kNow).call);
  EXPECT_TRUE(submit(begin(admitted(kNow))->id));
  add(kNow, kNow + kDay);
  EXPECT_EQ(Calls(*inbox_).admission("commitment-letter", {}, kNow)->kind, Admission::Kind::Open);
}

TEST_F(CallsTest, ItIsOpenInItsPeriodOnly) {
  const Call call = add(kNow + 100, kNow + kDay);
  EXPECT_EQ(admitted(kNow).kind, Admission::Kind::Early);
  EXPECT_EQ(admitted(kNow + 100).kind, Admission::Kind::Open);
  EXPECT_EQ(admitted(kNow + kDay).kind, Admission::Kind::Closed);
  const auto draft = begin(admitted(kNow + 100), kNow + 100);
  ASSERT_TRUE(draft);
  EXPECT_EQ(refused(draft->id, kNow + kDay), Fault::Kind::Closed);
  EXPECT_TRUE(submit(draft->id, kNow + kDay - 1));
  EXPECT_EQ(Calls(*inbox_).get(call.id)->submitted, 1);
}

TEST_F(CallsTest, WhatWasReturnedIsTakenAfterItsEnd) {
  const Call call = add(kNow, kNow + kDay);
  const auto draft = begin(admitted(kNow));
  const auto made = submit(draft->id);
  ASSERT_TRUE(made);
  Submissions submissions(*inbox_);
  ASSERT_TRUE(submissions.send_back(made->id, {}, kNow + 9 * kDay, {"wang", made->revision, kNow}));
  ASSERT_TRUE(Calls(*inbox_).close(call.id, call.revision, kNow));
  const std::int64_t revision = Drafts(*inbox_).open(draft->id, draft->secret, kNow)->revision;
  const NewVersion again{"{}", "1.0", "web", "s2", "张三", "示例研究院"};
  EXPECT_TRUE(submissions.submit(draft->id, revision, again, "ZJ", 2026, kNow + 2 * kDay));
}

TEST_F(CallsTest, TheLimitCountsWhatWasNotWithdrawn) {
  add(kNow, kNow + kDay, 1);
  const auto first = begin(admitted(kNow));
  const auto second = begin(admitted(kNow));
  const auto made = submit(first->id);
  ASSERT_TRUE(made);
  EXPECT_EQ(admitted(kNow).kind, Admission::Kind::Full);
  EXPECT_EQ(refused(second->id), Fault::Kind::Full);
  ASSERT_TRUE(Submissions(*inbox_).act(made->id, Action::Withdraw, {"", made->revision, kNow}));
  EXPECT_TRUE(submit(second->id));
}

TEST_F(CallsTest, DraftsOfBeforeBelongToTheCallThatIsOpen) {
  const auto draft = begin(admitted(kNow));
  const Call call = add(kNow + 100, kNow + kDay, 1);
  EXPECT_EQ(refused(draft->id), Fault::Kind::Closed);
  EXPECT_TRUE(submit(draft->id, kNow + 100));
  EXPECT_EQ(Calls(*inbox_).get(call.id)->submitted, 1);
}

TEST_F(CallsTest, AnInvitationLeadsToOneDraft) {
  const Call call = add(kNow, kNow + kDay, 0, true);
  EXPECT_EQ(admitted(kNow).kind, Admission::Kind::NeedsInvitation);
  EXPECT_EQ(admitted(kNow, "abc").kind, Admission::Kind::WrongInvitation);
  const auto made = Calls(*inbox_).invite(call.id, {"示例研究院", "某大学"}, kNow);
  ASSERT_TRUE(made);
  const std::string& code = made->front().secret;
  const Admission first = admitted(kNow, code);
  EXPECT_EQ(first.kind, Admission::Kind::Open);
  const auto draft = begin(first);
  ASSERT_TRUE(draft);
  // Of two who open the link at the same time one has the draft; the other one asks again, and gets the same.
  EXPECT_EQ(begin(first).error().kind, Fault::Kind::Conflict);
  const Admission again = admitted(kNow, code);
  EXPECT_EQ(again.draft, draft->id);
  const auto resumed = begin(again);
  ASSERT_TRUE(resumed);
  EXPECT_EQ(resumed->id, draft->id);
  EXPECT_FALSE(Drafts(*inbox_).open(draft->id, draft->secret, kNow));
  EXPECT_TRUE(Drafts(*inbox_).open(draft->id, resumed->secret, kNow));
  EXPECT_EQ(Calls(*inbox_).invitations(call.id)->at(0).used + Calls(*inbox_).invitations(call.id)->at(1).used, 1);
  // After its time another draft can be started with it.
  const Admission later = admitted(kNow + kDay - 1, code);
  EXPECT_EQ(later.draft, draft->id);
  ASSERT_FALSE(Drafts(*inbox_).remove(draft->id));
  EXPECT_EQ(admitted(kNow, code).draft, "");
  EXPECT_TRUE(begin(admitted(kNow, code)));
  // Nothing in the database is the secret.
  EXPECT_TRUE(inbox_->run("SELECT 1 FROM gw_invitation WHERE secret_hash = $1", {code})->empty());
}

TEST_F(CallsTest, ACallAndItsInvitationsAreMadeTogetherOrNotAtAll) {
  Calls calls(*inbox_);
  const auto before = calls.list("");
  ASSERT_TRUE(before);
  const auto fault = inbox_->in_transaction([&]() -> std::optional<Fault> {
    const auto call = calls.add("expert-application", {}, false, kNow);
    if (!call) return call.error();
    // Nobody is invited to a call for everybody.
    const auto invited = calls.invite(call->id, {"张示例"}, kNow);
    return invited ? std::nullopt : std::optional(invited.error());
  });
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->kind, Fault::Kind::WrongState);
  const auto after = calls.list("");
  ASSERT_TRUE(after);
  EXPECT_EQ(after->size(), before->size());
}

TEST_F(CallsTest, WhatWasKnownMustStillBeSo) {
  Calls calls(*inbox_);
  const CallTerms terms{kNow, kNow + kDay, 0, {}, {}};
  const auto call = calls.add(kKind, terms, true, kNow, 0);
  ASSERT_TRUE(call);
  EXPECT_EQ(calls.add(kKind, terms, true, kNow, 0).error().kind, Fault::Kind::Conflict);
  EXPECT_EQ(calls.add(kKind, terms, true, kNow, 2).error().kind, Fault::Kind::Conflict);
  EXPECT_EQ(calls.list({})->size(), 1U);
  EXPECT_TRUE(calls.add(kKind, terms, true, kNow, 1));
  EXPECT_TRUE(calls.invite(call->id, {"x", "y"}, kNow, 0));
  EXPECT_EQ(calls.invite(call->id, {"z"}, kNow, 0).error().kind, Fault::Kind::Conflict);
  EXPECT_EQ(calls.invitations(call->id)->size(), 2U);
  EXPECT_TRUE(calls.invite(call->id, {"z"}, kNow, 2));
}

TEST_F(CallsTest, ChangesNameTheRevision) {
  Calls calls(*inbox_);
  const Call call = add(kNow, kNow + kDay);
  CallTerms terms = call.terms;
  terms.most = 5;
  EXPECT_EQ(calls.change(call.id, 7, terms).error().kind, Fault::Kind::Conflict);
  const auto changed = calls.change(call.id, 1, terms);
  ASSERT_TRUE(changed);
  EXPECT_EQ(changed->terms.most, 5);
  EXPECT_EQ(calls.close(call.id, 1, kNow).error().kind, Fault::Kind::Conflict);
  EXPECT_EQ(calls.close(call.id, 2, kNow)->state(kNow), CallState::Closed);
  EXPECT_EQ(calls.change(call.id, 3, terms).error().kind, Fault::Kind::WrongState);
  EXPECT_EQ(calls.invite(call.id, {"x"}, kNow).error().kind, Fault::Kind::WrongState);
  EXPECT_EQ(calls.get("no-such-call").error().kind, Fault::Kind::NotFound);
  EXPECT_EQ(calls.list(kKind)->size(), 1U);
  EXPECT_EQ(calls.list("other")->size(), 0U);
}
