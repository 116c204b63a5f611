#include "service/inbox/submissions.h"

#include "base/date.h"
#include "open_inbox.h"
#include "service/inbox/audit.h"
#include "service/inbox/editions.h"

#include <thread>

#include <sys/wait.h>
#include <unistd.h>

using namespace gongwen::inbox;

namespace {

constexpr Seconds kNow = 1'790'000'000;
constexpr Seconds kLater = kNow + 30 * gongwen::base::kSecondsPerDay;

class SubmissionsTest : public InboxTest {
 protected:
  DraftKey draft() {
    auto key = Drafts(*inbox_).create({"expert-application", "1.0", "zh", kNow, kLater});
    EXPECT_TRUE(key);
    return *std::move(key);
  }
  static NewVersion version(const std::string& submit_id, const std::string& json = R"({"name_zh":"张三"})") {
    return {json, "1.0", "web", submit_id, "张三", "示例研究院"};
  }
  Submission submitted(const std::string& submit_id = "s1") {
    const DraftKey key = draft();
    auto made = Submissions(*inbox_).submit(key.id, 1, version(submit_id), "ZJ", 2026, kNow);
    EXPECT_TRUE(made);
    return *std::move(made);
  }
};

TEST_F(SubmissionsTest, HasAReceiptAndWhatWasHandedIn) {
  Submissions submissions(*inbox_);
  const DraftKey key = draft();
  ASSERT_FALSE(Files(*inbox_).put(key.id, {"photo", "", "a.jpg", "image/jpeg", 0}, "bytes", kNow));
  const auto made = submissions.submit(key.id, 1, version("s1"), "ZJ", 2026, kNow);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->receipt.substr(0, 14), "ZJ-2026-000001");
  EXPECT_EQ(made->state, State::Submitted);
  EXPECT_EQ(submissions.version(made->id, 1)->json, R"({"name_zh":"张三"})");
  EXPECT_EQ(Files(*inbox_).list(made->id + "/1")->size(), 1U);
  EXPECT_EQ(submissions.events(made->id)->size(), 1U);
  EXPECT_EQ(submissions.find_receipt(made->receipt)->id, made->id);
  EXPECT_EQ(Drafts(*inbox_).save(key.id, 1, "{}", kNow, kLater).error().kind, Fault::Kind::WrongState);
}

TEST_F(SubmissionsTest, ItsDraftOpensTheReceiptAsLongAsItIsKept) {
  Submissions submissions(*inbox_);
  const DraftKey key = draft();
  const auto made = submissions.submit(key.id, 1, version("s1"), "ZJ", 2026, kNow);
  EXPECT_EQ(*Drafts(*inbox_).purge(kLater + gongwen::base::kSecondsPerDay), 0);
  EXPECT_TRUE(Drafts(*inbox_).open(key.id, key.secret, kLater + gongwen::base::kSecondsPerDay));
  const auto returned = submissions.send_back(made->id, {}, kLater + 100, {"wang", made->revision, kLater});
  ASSERT_TRUE(returned);
  EXPECT_EQ(*Drafts(*inbox_).purge(kLater + 200), 0);
  EXPECT_TRUE(Drafts(*inbox_).open(key.id, key.secret, kLater + 200, Purpose::Read));
  EXPECT_EQ(submissions.of_draft(key.id)->id, made->id);
}

TEST_F(SubmissionsTest, ASecondClickGivesTheSameReceipt) {
  Submissions submissions(*inbox_);
  const DraftKey key = draft();
  const auto first = submissions.submit(key.id, 1, version("s1"), "ZJ", 2026, kNow);
  const auto second = submissions.submit(key.id, 1, version("s1"), "ZJ", 2026, kNow + 5);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->receipt, second->receipt);
  EXPECT_EQ(second->versions, 1);
  EXPECT_EQ(submissions.submit(key.id, 1, version("s2"), "ZJ", 2026, kNow).error().kind, Fault::Kind::WrongState);
  EXPECT_EQ(submissions.list({})->size(), 1U);
}

TEST_F(SubmissionsTest, WhatWasCheckedIsHandedIn) {
  Submissions submissions(*inbox_);
  const DraftKey key = draft();
  ASSERT_TRUE(Drafts(*inbox_).save(key.id, 1, R"({"/name_zh":"李四"})", kNow, kLater));
  EXPECT_EQ(submissions.submit(key.id, 1, version("s1"), "ZJ", 2026, kNow).error().kind, Fault::Kind::Conflict);
  EXPECT_TRUE(submissions.list({})->empty());
  EXPECT_TRUE(submissions.submit(key.id, 2, version("s1"), "ZJ", 2026, kNow));
  EXPECT_TRUE(submissions.submit(key.id, 1, version("s1"), "ZJ", 2026, kNow));  // the same click again
}

TEST_F(SubmissionsTest, ADraftThatIsGoneIsNotReturned) {
  Submissions submissions(*inbox_);
  const DraftKey key = draft();
  const auto made = submissions.submit(key.id, 1, version("s1"), "ZJ", 2026, kNow);
  ASSERT_FALSE(Drafts(*inbox_).remove(key.id));
  EXPECT_EQ(submissions.send_back(made->id, {}, kLater, {"wang", made->revision, kNow}).error().kind,
            Fault::Kind::Gone);
  EXPECT_EQ(submissions.get(made->id)->state, State::Submitted);
  bool is_new = false;
  const auto imported = submissions.import("expert-application", version("s2"), "ZJ", 2026, kNow, &is_new);
  EXPECT_TRUE(is_new);
  EXPECT_TRUE(submissions.import("expert-application", version("s2"), "ZJ", 2026, kNow, &is_new));
  EXPECT_FALSE(is_new);
  EXPECT_TRUE(submissions.send_back(imported->id, {}, kLater, {"wang", imported->revision, kNow}));
}

TEST_F(SubmissionsTest, SignaturesBelongToTheirVersion) {
  Submissions submissions(*inbox_);
  NewVersion signed_one = version("s1");
  signed_one.signatures = R"([{"signer":"张三"}])";
  const auto imported = submissions.import("expert-application", signed_one, "ZJ", 2026, kNow);
  ASSERT_TRUE(imported);
  EXPECT_EQ(imported->signatures, signed_one.signatures);
  EXPECT_EQ(submissions.list({})->front().signatures, signed_one.signatures);
  EXPECT_EQ(submissions.version(imported->id, 1)->signatures, signed_one.signatures);
  // A correction of the office is not signed; the list still says that the form was.
  const auto corrected = submissions.correct(imported->id, version("s2"), {"wang", imported->revision, kNow});
  ASSERT_TRUE(corrected);
  EXPECT_EQ(corrected->signatures, signed_one.signatures);
  EXPECT_EQ(submissions.version(imported->id, 2)->signatures, "");
  ASSERT_TRUE(submissions.act(imported->id, Action::Reject, {"wang", corrected->revision, kNow}));
  EXPECT_EQ(*submissions.purge("expert-application", kNow + 1), 1);
  EXPECT_TRUE(inbox_->run("SELECT * FROM gw_signed", {})->empty());
}

TEST_F(SubmissionsTest, ADatabaseOfTheFirstVersionGetsTheTable) {
  Submissions submissions(*inbox_);
  const Submission made = submitted();
  for (const std::string table : {"gw_signed", "gw_call", "gw_invitation", "gw_called"}) {
    ASSERT_FALSE(inbox_->execute("DROP TABLE " + table, {}));
  }
  open_as_version(1);
  EXPECT_EQ((*inbox_->run("SELECT value FROM gw_meta WHERE name = 'version'", {}))[0][0],
            std::to_string(Inbox::kVersion));
  EXPECT_EQ(Submissions(*inbox_).get(made.id)->signatures, "");
  NewVersion signed_one = version("s9");
  signed_one.signatures = "[]";
  EXPECT_EQ(Submissions(*inbox_).import("expert-application", signed_one, "ZJ", 2026, kNow)->signatures, "[]");
  // Once more: nothing is to be done.
  inbox_.reset();
  open();
  EXPECT_EQ((*inbox_->run("SELECT value FROM gw_meta WHERE name = 'version'", {}))[0][0],
            std::to_string(Inbox::kVersion));
}

TEST_F(SubmissionsTest, ADatabaseOfTheThirdVersionGetsTheEditions) {
  open_as_version(3);
  Editions editions(*inbox_);
  const std::string hash(32, 'a');
  ASSERT_FALSE(editions.add({"visit", 0, hash, "1.0", kNow}, "{}"));
  // Seen again, by this or by another host: nothing is added.
  ASSERT_FALSE(editions.add({"visit", 0, hash, "1.0", kNow + 1}, "{}"));
  ASSERT_FALSE(editions.add({"visit", 0, std::string(32, 'b'), "2.0", kNow + 2}, "{\"kind\":\"visit\"}"));
  const auto all = editions.list();
  ASSERT_EQ(all->size(), 2U);
  EXPECT_EQ(all->front().number, 1);
  EXPECT_EQ(all->front().since, kNow);
  EXPECT_EQ(all->back().number, 2);
  EXPECT_EQ(*editions.form("visit", std::string(32, 'b')), "{\"kind\":\"visit\"}");
  EXPECT_EQ(editions.form("visit", std::string(32, 'c')).error().kind, Fault::Kind::NotFound);
  // They are only added to.
  EXPECT_TRUE(inbox_->execute("UPDATE gw_kind_edition SET form = ''", {}));
  EXPECT_TRUE(inbox_->execute("DELETE FROM gw_kind_edition", {}));
  EXPECT_EQ(editions.list()->size(), 2U);
}

TEST_F(SubmissionsTest, WhoTakesItIsNoted) {
  Submissions submissions(*inbox_);
  const Submission made = submitted();
  EXPECT_FALSE(submissions.assign(made.id, "li", {"wang", made.revision, kNow + 1}));
  EXPECT_EQ(submissions.assign(made.id, "zhao", {"wang", made.revision, kNow + 1})->kind, Fault::Kind::Conflict);
  EXPECT_EQ(submissions.get(made.id)->assignee, "li");
  const auto events = submissions.events(made.id);
  EXPECT_EQ(events->back().action, Action::Assign);
  EXPECT_EQ(events->back().detail, "li");
}

TEST_F(SubmissionsTest, AnUnknownStateIsDamage) {
  const Submission made = submitted();
  ASSERT_TRUE(inbox_->run("UPDATE gw_submission SET state = 'lost'", {}));
  EXPECT_EQ(Submissions(*inbox_).get(made.id).error().kind, Fault::Kind::Damaged);
  EXPECT_EQ(Submissions(*inbox_).list({}).error().kind, Fault::Kind::Damaged);
}

TEST_F(SubmissionsTest, TwoProgramsCountOnce) {
  constexpr int kEach = 40;
  const auto hand_in = [this](const std::string& name) {
    auto opened = Inbox::open(options_);
    ASSERT_TRUE(opened) << opened.error().reason;
    for (int i = 0; i < kEach; ++i) {
      const auto made =
          Submissions(**opened).import("expert-application", version(name + std::to_string(i)), "ZJ", 2026, kNow);
      ASSERT_TRUE(made) << made.error().reason;
      const Change change{name, made->revision, kNow + 1};
      ASSERT_TRUE(Submissions(**opened).correct(made->id, version(name + "c" + std::to_string(i)), change));
      ASSERT_TRUE(Audit(**opened).add({0, kNow, name, "", "import", made->id, "ok"}));
    }
  };
  std::thread other([&] { hand_in("a"); });
  hand_in("b");
  other.join();
  SubmissionFilter filter;
  filter.count = 1'000;
  const auto found = Submissions(*inbox_).list(filter);
  ASSERT_EQ(found->size(), 2U * kEach);
  EXPECT_EQ(found->front().number, 2 * kEach);
  std::int64_t lines = 0;
  EXPECT_EQ(*Audit(*inbox_).verify(lines), 0);
  EXPECT_EQ(lines, 2 * kEach);
}

TEST_F(SubmissionsTest, ReceiptsCountByPrefixAndYear) {
  Submissions submissions(*inbox_);
  EXPECT_EQ(submissions.submit(draft().id, 1, version("a"), "ZJ", 2026, kNow)->receipt.substr(0, 14), "ZJ-2026-000001");
  EXPECT_EQ(submissions.submit(draft().id, 1, version("b"), "ZJ", 2026, kNow)->receipt.substr(0, 14), "ZJ-2026-000002");
  EXPECT_EQ(submissions.submit(draft().id, 1, version("c"), "TA", 2026, kNow)->receipt.substr(0, 14), "TA-2026-000001");
  EXPECT_EQ(submissions.submit(draft().id, 1, version("d"), "ZJ", 2027, kNow)->receipt.substr(0, 14), "ZJ-2027-000001");
}

TEST_F(SubmissionsTest, IsReturnedAndHandedInAgain) {
  Submissions submissions(*inbox_);
  const DraftKey key = draft();
  const auto made = submissions.submit(key.id, 1, version("s1"), "ZJ", 2026, kNow);
  Remark remark;
  remark.pointer = "/org_zh";
  remark.text = "请与公章一致";
  const auto returned = submissions.send_back(made->id, {remark, remark}, kLater, {"wang", made->revision, kNow + 10});
  ASSERT_TRUE(returned);
  EXPECT_EQ(returned->state, State::Returned);
  const auto remarks = submissions.remarks(made->id);
  ASSERT_EQ(remarks->size(), 2U);
  EXPECT_EQ((*remarks)[0].author, "wang");
  EXPECT_EQ((*remarks)[1].number, 2);
  EXPECT_FALSE(submissions.answer_remark(made->id, 1, "已改", kNow + 15));
  EXPECT_EQ((*submissions.remarks(made->id))[0].answer, "已改");

  const auto reopened = Drafts(*inbox_).open(key.id, key.secret, kNow + 20);
  ASSERT_TRUE(reopened);
  EXPECT_TRUE(Drafts(*inbox_).save(key.id, reopened->revision, "{}", kNow + 20, kLater));
  const auto again = submissions.submit(key.id, 3, version("s2", R"({"name_zh":"张三丰"})"), "ZJ", 2026, kNow + 30);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->id, made->id);
  EXPECT_EQ(again->receipt, made->receipt);
  EXPECT_EQ(again->versions, 2);
  EXPECT_EQ(again->state, State::Submitted);
  EXPECT_EQ(submissions.version(made->id, 1)->json, R"({"name_zh":"张三"})");
  EXPECT_EQ(submissions.version(made->id, 2)->json, R"({"name_zh":"张三丰"})");
  const auto events = submissions.events(made->id);
  ASSERT_EQ(events->size(), 4U);
  EXPECT_EQ((*events)[1].action, Action::Return);
  EXPECT_EQ((*events)[2].action, Action::Answer);
  EXPECT_EQ((*events)[3].action, Action::Resubmit);
  EXPECT_EQ(submissions.answer_remark(made->id, 1, "晚了", kNow + 40)->kind, Fault::Kind::WrongState);
}

TEST_F(SubmissionsTest, OnlyTheHistoryOfWhatWasAcceptedNamesRecords) {
  Submissions submissions(*inbox_);
  const auto made = submissions.submit(draft().id, 1, version("s1"), "ZJ", 2026, kNow);
  ASSERT_TRUE(made);
  EXPECT_EQ(submissions.note_records(made->id, "wang", "person-1", kNow + 5)->kind, Fault::Kind::WrongState);
  const auto accepted = submissions.act(made->id, Action::Accept, {"wang", made->revision, kNow + 10});
  ASSERT_TRUE(accepted);
  EXPECT_FALSE(submissions.note_records(made->id, "wang", "person-1", kNow + 20));
  const auto events = submissions.events(made->id);
  ASSERT_EQ(events->size(), 3U);
  EXPECT_EQ(events->back().action, Action::Record);
  EXPECT_EQ(events->back().detail, "person-1");
  EXPECT_EQ(submissions.get(made->id)->revision, accepted->revision);
  EXPECT_EQ(submissions.note_records("none", "wang", "person-1", kNow)->kind, Fault::Kind::NotFound);
}

TEST_F(SubmissionsTest, TheOfficeSetsTheDeadlineOfWhatItReturns) {
  Submissions submissions(*inbox_);
  Drafts drafts(*inbox_);
  const DraftKey key = draft();
  const auto made = submissions.submit(key.id, 1, version("s1"), "ZJ", 2026, kNow);
  ASSERT_TRUE(submissions.send_back(made->id, {}, kNow + 500, {"wang", made->revision, kNow + 10}));
  ASSERT_TRUE(drafts.save(key.id, 2, R"({"/name_zh":"李四"})", kNow + 20, kLater));
  EXPECT_EQ(drafts.open(key.id, key.secret, kNow + 20)->expires, kNow + 500);
  EXPECT_EQ(drafts.save(key.id, 3, "{}", kNow + 500, kLater).error().kind, Fault::Kind::Gone);
}

TEST_F(SubmissionsTest, WhatTheOfficeHasCorrectedIsReturned) {
  Submissions submissions(*inbox_);
  const DraftKey key = draft();
  const auto made = submissions.submit(key.id, 1, version("s1"), "ZJ", 2026, kNow);
  const std::string entries = R"({"/name_zh":"张叁"})";
  EXPECT_EQ(submissions.send_back(made->id, {}, kLater, {"wang", made->revision + 1, kNow}, entries).error().kind,
            Fault::Kind::Conflict);
  EXPECT_EQ(Drafts(*inbox_).open(key.id, key.secret, kNow)->entries, "{}");
  ASSERT_TRUE(submissions.send_back(made->id, {}, kLater, {"wang", made->revision, kNow}, entries));
  EXPECT_EQ(Drafts(*inbox_).open(key.id, key.secret, kNow)->entries, entries);
}

TEST_F(SubmissionsTest, WhatNobodySendsInAgainCanBeReadRejectedAndRemoved) {
  Submissions submissions(*inbox_);
  Drafts drafts(*inbox_);
  const DraftKey key = draft();
  const auto made = submissions.submit(key.id, 1, version("s1"), "ZJ", 2026, kNow);
  const auto returned = submissions.send_back(made->id, {}, kNow + 500, {"wang", made->revision, kNow + 10});
  EXPECT_EQ(drafts.open(key.id, key.secret, kNow + 500).error().kind, Fault::Kind::Gone);
  EXPECT_TRUE(drafts.open(key.id, key.secret, kNow + 500, Purpose::Read));
  EXPECT_EQ(drafts.open(key.id, "x", kNow + 500, Purpose::Read).error().kind, Fault::Kind::NotFound);
  const DraftKey other = draft();
  EXPECT_EQ(drafts.open(other.id, other.secret, kLater, Purpose::Read).error().kind, Fault::Kind::Gone);
  EXPECT_EQ(*submissions.purge("expert-application", kNow + 500), 0);
  const auto rejected = submissions.act(made->id, Action::Reject, {"wang", returned->revision, kNow + 600});
  ASSERT_TRUE(rejected);
  EXPECT_EQ(drafts.open(key.id, key.secret, kNow + 700)->submission, made->id);
  EXPECT_EQ(*submissions.purge("expert-application", kNow + 601), 1);

  const DraftKey late = draft();
  const auto second = submissions.submit(late.id, 1, version("s2"), "ZJ", 2026, kNow);
  ASSERT_TRUE(submissions.send_back(second->id, {}, kNow + 500, {"wang", second->revision, kNow + 10}));
  EXPECT_EQ(*submissions.purge("expert-application", kNow + 501), 1);
  EXPECT_EQ(drafts.open(late.id, late.secret, kNow, Purpose::Read).error().kind, Fault::Kind::NotFound);
}

TEST_F(SubmissionsTest, TheDraftOfWhatWasWithdrawnLeadsToTheReceipt) {
  Submissions submissions(*inbox_);
  const DraftKey key = draft();
  const auto made = submissions.submit(key.id, 1, version("s1"), "ZJ", 2026, kNow);
  const auto returned = submissions.send_back(made->id, {}, kNow + 500, {"wang", made->revision, kNow + 10});
  ASSERT_TRUE(submissions.act(made->id, Action::Withdraw, {"", returned->revision, kNow + 20}));
  EXPECT_EQ(Drafts(*inbox_).open(key.id, key.secret, kNow + 600)->submission, made->id);
  EXPECT_EQ(Drafts(*inbox_).save(key.id, 2, "{}", kNow + 30, kLater).error().kind, Fault::Kind::WrongState);
}

TEST_F(SubmissionsTest, OfTwoWhoDecideOneGetsAConflict) {
  Submissions submissions(*inbox_);
  const Submission made = submitted();
  const auto accepted = submissions.act(made.id, Action::Accept, {"wang", made.revision, kNow + 1});
  ASSERT_TRUE(accepted);
  EXPECT_EQ(accepted->state, State::Accepted);
  EXPECT_EQ(submissions.act(made.id, Action::Reject, {"li", made.revision, kNow + 2}).error().kind,
            Fault::Kind::Conflict);
  EXPECT_EQ(submissions.act(made.id, Action::Reject, {"li", accepted->revision, kNow + 2}).error().kind,
            Fault::Kind::WrongState);
  EXPECT_EQ(submissions.act("unknown", Action::Accept, {"li", 1, kNow}).error().kind, Fault::Kind::NotFound);
}

TEST_F(SubmissionsTest, EachStateAllowsWhatItDoes) {
  EXPECT_EQ(all_states().back(), State::Withdrawn);
  for (const State state : all_states()) {
    const bool open = state == State::Submitted || state == State::InReview;
    EXPECT_EQ(state_after(state, Action::Accept).has_value(), open);
    EXPECT_EQ(state_after(state, Action::Reject).has_value(), open || state == State::Returned);
    EXPECT_EQ(state_after(state, Action::Return).has_value(), open);
    EXPECT_EQ(state_after(state, Action::Resubmit).has_value(), state == State::Returned);
    EXPECT_EQ(state_after(state, Action::Withdraw).has_value(), open || state == State::Returned);
    EXPECT_EQ(state_after(state, Action::Correct).has_value(), open || state == State::Accepted);
    EXPECT_EQ(find_state(state_name(state)), state);
  }
}

TEST_F(SubmissionsTest, TheOfficeCorrectsWithAReason) {
  Submissions submissions(*inbox_);
  const Submission made = submitted();
  Change change{"wang", made.revision, kNow + 1, "公章名称有误"};
  const auto corrected = submissions.correct(made.id, version("c1", R"({"name_zh":"张叁"})"), change);
  ASSERT_TRUE(corrected);
  EXPECT_EQ(corrected->versions, 2);
  EXPECT_EQ(corrected->state, State::Submitted);
  EXPECT_EQ(submissions.events(made.id)->back().detail, "公章名称有误");
}

TEST_F(SubmissionsTest, ListsAreFilteredAndPaged) {
  Submissions submissions(*inbox_);
  for (int i = 0; i < 25; ++i) {
    NewVersion one = version("s" + std::to_string(i));
    one.person = i == 7 ? "百分之%_!" : "某人" + std::to_string(i);
    ASSERT_TRUE(submissions.import(i % 2 == 0 ? "expert-application" : "proposal-review", one, "ZJ", 2026, kNow + i));
  }
  SubmissionFilter filter;
  filter.count = 10;
  const auto first = submissions.list(filter);
  ASSERT_EQ(first->size(), 10U);
  EXPECT_EQ(first->front().number, 25);
  filter.before = first->back().number;
  const auto second = submissions.list(filter);
  EXPECT_EQ(second->front().number, 15);
  filter = {};
  filter.text = "%_!";
  ASSERT_EQ(submissions.list(filter)->size(), 1U);
  filter.text = "zj-2026-000007";
  ASSERT_EQ(submissions.list(filter)->size(), 1U);
  filter = {};
  filter.kind = "proposal-review";
  EXPECT_EQ(submissions.list(filter)->size(), 12U);
  filter = {};
  filter.from = kNow + 5;
  filter.to = kNow + 10;
  EXPECT_EQ(submissions.list(filter)->size(), 5U);
  filter = {};
  filter.state = State::Accepted;
  EXPECT_TRUE(submissions.list(filter)->empty());
  EXPECT_EQ(*submissions.count(""), (std::vector<std::pair<State, std::int64_t>>{{State::Submitted, 25}}));
}

TEST_F(SubmissionsTest, VersionsAndEventsCannotBeChanged) {
  const Submission made = submitted();
  EXPECT_FALSE(inbox_->run("UPDATE gw_version SET json = '{}'", {}));
  EXPECT_FALSE(inbox_->run("UPDATE gw_event SET actor = 'x'", {}));
  EXPECT_EQ(Submissions(*inbox_).version(made.id, 1)->json, R"({"name_zh":"张三"})");
}

TEST_F(SubmissionsTest, WhatIsOldGoesWhole) {
  Submissions submissions(*inbox_);
  const DraftKey key = draft();
  ASSERT_FALSE(Files(*inbox_).put(key.id, {"photo", "", "a.jpg", "image/jpeg", 0}, "bytes", kNow));
  const auto made = submissions.submit(key.id, 1, version("s1"), "ZJ", 2026, kNow);
  EXPECT_EQ(*submissions.purge("expert-application", kNow + 9), 0);  // nobody has decided it
  ASSERT_TRUE(submissions.act(made->id, Action::Reject, {"wang", made->revision, kNow + 1}));
  const Submission other = submitted("s9");
  EXPECT_EQ(*submissions.purge("expert-application", kNow + 1), 0);
  EXPECT_EQ(*submissions.purge("expert-application", kNow + 2), 1);
  EXPECT_TRUE(submissions.get(other.id));
  EXPECT_EQ(submissions.get(made->id).error().kind, Fault::Kind::NotFound);
  EXPECT_EQ(Drafts(*inbox_).open(key.id, key.secret, kNow).error().kind, Fault::Kind::NotFound);
  EXPECT_EQ(*Files(*inbox_).sweep(kNow + 3'600), 1);
  // Numbers are not given again.
  EXPECT_EQ(submissions.submit(draft().id, 1, version("s2"), "ZJ", 2026, kNow)->receipt.substr(0, 14),
            "ZJ-2026-000003");
}

TEST_F(SubmissionsTest, AKilledProcessLosesNothingThatWasAnswered) {
  inbox_.reset();
  std::size_t told = 0;
  for (int round = 0; round < 20; ++round) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) {
      auto opened = Inbox::open(options_);
      // A list has at most 1,000 submissions, and a disk in memory takes more.
      for (int i = 0; opened && i < 45; ++i) {
        Submissions submissions(**opened);
        NewVersion one = version(std::to_string(round) + "-" + std::to_string(i));
        const auto made = submissions.import("expert-application", one, "ZJ", 2026, kNow);
        const char letter = made ? 'x' : '!';
        if (write(ends[1], &letter, 1) != 1) break;
      }
      if (opened) pause();
      _exit(0);
    }
    close(ends[1]);
    char letter = 0;
    for (int i = 0; i <= round % 7; ++i) {
      if (read(ends[0], &letter, 1) == 1) ++told;
      EXPECT_EQ(letter, 'x');
    }
    usleep(static_cast<useconds_t>(round) * 300);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    while (read(ends[0], &letter, 1) == 1) ++told;
    close(ends[0]);
  }
  open();
  SubmissionFilter filter;
  filter.count = 1'000;
  const auto found = Submissions(*inbox_).list(filter);
  ASSERT_TRUE(found);
  EXPECT_GE(found->size(), told);
  EXPECT_LE(found->size(), told + 20);  // one of each round may have been written and not reported
  for (std::size_t i = 0; i < found->size(); ++i) {
    EXPECT_EQ((*found)[i].number, static_cast<std::int64_t>(found->size() - i));
    EXPECT_TRUE(Submissions(*inbox_).version((*found)[i].id, 1));
  }
}

}  // namespace
