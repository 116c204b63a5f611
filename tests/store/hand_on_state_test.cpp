#include "store/publish/detail/hand_on_state.h"

#include <gtest/gtest.h>

namespace {

using namespace gongwen::publish;
using State = HandOnNote::State;

const IssueStep kFirst{"2025-02-10T04:00:00Z", "2025-01", 1, false};
const IssueStep kSecond{"2025-03-10T04:00:00Z", "2025-02", 1, false};
const IssueStep kCorrected{"2025-03-12T04:00:00Z", "2025-01", 2, false};
const IssueStep kWithdrawn{"2025-03-15T04:00:00Z", "2025-01", 2, true};

HandOnNote note(State state, const IssueStep& step, std::vector<std::string> to = {}) {
  return {"readers", state, step, step.time, {}, {}, std::move(to)};
}

Target mail_to(std::vector<std::string> to) {
  Target target;
  target.name = "readers";
  target.kind = TargetKind::Mail;
  target.mail.to = std::move(to);
  return target;
}

std::vector<std::string> owed(const Target& target, const std::vector<IssueStep>& steps,
                              const std::vector<HandOnNote>& notes) {
  std::vector<std::string> shown;
  for (const OwedStep& one : owed_steps(target, steps, notes, "2025-03-20")) {
    shown.push_back(one.step.period + " " + std::string(one.step.outcome()));
    for (const std::string& address : one.to) shown.back() += " " + address;
  }
  return shown;
}

using Lines = std::vector<std::string>;

TEST(HandOnStateTest, OfAnIssueOnlyTheLatestStepIsOwed) {
  const Target target = mail_to({"a", "b"});
  const HandOnNote begin = note(State::FirstSeen, {});
  EXPECT_EQ(owed(target, {kFirst, kSecond}, {begin}), (Lines{"2025-01 published a b", "2025-02 published a b"}));
  EXPECT_EQ(owed(target, {kFirst, kSecond, kCorrected}, {begin}),
            (Lines{"2025-02 published a b", "2025-01 corrected a b"}));
  // Who has the first edition gets the correction, too.
  EXPECT_EQ(owed(target, {kFirst, kCorrected}, {begin, note(State::Done, kFirst, {recipient_mark("a")})}),
            (Lines{"2025-01 corrected a b"}));
  EXPECT_EQ(owed(target, {kFirst, kCorrected}, {begin, note(State::Done, kCorrected, {recipient_mark("A")})}),
            (Lines{"2025-01 corrected b"}));
  // Those who are added after all have got it get what comes later.
  EXPECT_EQ(owed(target, {kFirst}, {begin, note(State::Done, kFirst)}), Lines{});
}

TEST(HandOnStateTest, ATargetForPublicationsAloneGetsTheCorrectionOnlyInPlaceOfWhatItLacks) {
  Target target = mail_to({"a", "b"});
  target.outcomes = {"published"};
  const HandOnNote begin = note(State::FirstSeen, {});
  EXPECT_EQ(owed(target, {kFirst, kCorrected}, {begin, note(State::Done, kFirst, {recipient_mark("a")})}),
            (Lines{"2025-01 corrected b"}));
  // What was withdrawn before it was delivered is not delivered, and who has nothing needs no notice.
  EXPECT_EQ(owed(target, {kFirst, kCorrected, kWithdrawn}, {begin}), Lines{});
  EXPECT_EQ(owed(mail_to({"a"}), {kFirst, kCorrected, kWithdrawn}, {begin}), (Lines{"2025-01 withdrawn a"}));
}

TEST(HandOnStateTest, NewTargetsAndDecisions) {
  const Target target = mail_to({"a"});
  const HandOnNote begin = note(State::FirstSeen, kFirst);
  EXPECT_EQ(owed(target, {kFirst, kSecond}, {begin}), (Lines{"2025-02 published a"}));
  EXPECT_EQ(owed(target, {kFirst, kSecond}, {begin, note(State::GivenUp, {kSecond.time, "", 1, false})}), Lines{});
  EXPECT_EQ(owed(target, {kFirst, kSecond}, {begin, note(State::GivenUp, kFirst)}), (Lines{"2025-02 published a"}));
  EXPECT_EQ(owed(target, {kFirst, kSecond},
                 {begin, note(State::GivenUp, {kSecond.time, "", 1, false}), note(State::Again, kFirst)}),
            (Lines{"2025-01 published a"}));
}

TEST(HandOnStateTest, TriesAreCountedForTheStep) {
  HandOnNote failed = note(State::Failed, kFirst);
  failed.detail = {"busy", "忙"};
  failed.time = "2025-03-20T01:00:00Z";
  const std::vector<HandOnNote> notes{note(State::FirstSeen, {}), note(State::Failed, kFirst), failed};
  const OwedStep one = owed_steps(mail_to({"a"}), {kFirst}, notes, "2025-03-20").front();
  EXPECT_EQ(one.tries, 2u);
  EXPECT_EQ(one.tries_today, 1u);
  EXPECT_EQ(one.since, kFirst.time);
  EXPECT_EQ(one.detail.english, "busy");
}

TEST(HandOnStateTest, ACopyIsOwedWhileTheSiteIsInAnotherState) {
  HandOnNote done = note(State::Done, kFirst);
  done.site_state = "one";
  EXPECT_TRUE(owed_copy("one", {kFirst}, {}, "2025-03-20"));
  EXPECT_FALSE(owed_copy("one", {kFirst}, {done}, "2025-03-20"));
  EXPECT_TRUE(owed_copy("two", {kFirst}, {done}, "2025-03-20"));
  EXPECT_TRUE(owed_copy("one", {kFirst}, {done, note(State::Again, kFirst)}, "2025-03-20"));
  EXPECT_FALSE(owed_copy("one", {}, {}, "2025-03-20"));
}

}  // namespace
