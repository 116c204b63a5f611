// Mail that events of submissions cause: when it is tried, and that nothing is lost or doubled.
#include "service/inbox/outbox.h"

#include "open_inbox.h"
#include "service/inbox/drafts.h"
#include "service/inbox/submissions.h"

using namespace gongwen::inbox;

namespace {

constexpr Seconds kNow = 1'790'000'000;
constexpr Seconds kDay = 86'400;

class OutboxTest : public InboxTest {
 protected:
  void SetUp() override {
    InboxTest::SetUp();
    inbox_->send_mail({"office.example", 600});
  }
  static NewVersion version(const std::string& submit_id, const std::string& email) {
    NewVersion made{R"({"name_zh":"张示例"})", "1.0", "web", submit_id, "张示例", "某某研究院"};
    made.email = email;
    return made;
  }
  Submission entered(const std::string& submit_id = "s1", const std::string& email = "zhang@example.org") {
    auto made = Submissions(*inbox_).import("expert-application", version(submit_id, email), "ZJ", 2026, kNow);
    EXPECT_TRUE(made);
    return *std::move(made);
  }
  Submission act(const Submission& seen, Action action, Seconds now = kNow) {
    auto made = Submissions(*inbox_).act(seen.id, action, {"wang", seen.revision, now});
    EXPECT_TRUE(made);
    return *std::move(made);
  }
  /// Names and states of the mails of a submission: `receipt due, accepted held`.
  std::string mails(const Submission& of) {
    std::string all;
    const auto found = Outbox(*inbox_).of_submission(of.id);
    EXPECT_TRUE(found);
    for (const OutboxMail& mail : *found) {
      all += (all.empty() ? "" : ", ") + mail.name + ' ' + std::string(mail_state_name(mail.state));
    }
    return all;
  }
  OutboxMail mail_about(const Submission& of, std::string_view name) {
    const auto found = Outbox(*inbox_).of_submission(of.id);
    for (const OutboxMail& mail : *found) {
      if (mail.name == name) return mail;
    }
    ADD_FAILURE() << name;
    return {};
  }
  /// Claims the one mail that is due.
  OutboxMail claimed(Seconds now) {
    const auto found = Outbox(*inbox_).claim(Channel::Mail, 20, now);
    EXPECT_TRUE(found);
    EXPECT_EQ(found->size(), 1U);
    return found->empty() ? OutboxMail() : found->front();
  }
  OutboxMail again(const OutboxMail& mail) { return *Outbox(*inbox_).get(mail.id); }
};

TEST_F(OutboxTest, EventsAreToldOnceAndDecisionsAreHeld) {
  Submission made = entered();
  EXPECT_EQ(mails(made), "receipt due");
  // The same page again makes no second submission and no second mail.
  entered();
  EXPECT_EQ(mails(made), "receipt due");
  made = act(made, Action::Review);
  EXPECT_EQ(mails(made), "receipt due");
  made = *Submissions(*inbox_).send_back(made.id, {{0, 0, "", "请补充", "", 0, ""}, {0, 0, "/a", "请更正", "", 0, ""}},
                                         kNow + 14 * kDay, {"wang", made.revision, kNow + 5});
  EXPECT_EQ(mails(made), "receipt due, returned held, reminder due, deadline due");
  const OutboxMail returned = mail_about(made, "returned");
  EXPECT_EQ(returned.facts.remarks, 2);
  EXPECT_EQ(returned.facts.until, kNow + 14 * kDay);
  EXPECT_EQ(returned.facts.receipt, made.receipt);
  EXPECT_EQ(returned.next, kNow + 5 + 600);
  // A later decision makes the mail about the former one needless, not the receipt.
  made = act(made, Action::Reject, kNow + 10);
  EXPECT_EQ(mails(made), "receipt due, returned cancelled, reminder cancelled, deadline cancelled, rejected held");
}

TEST_F(OutboxTest, WhoWasNotToldOfADecisionIsNotToldThatItDoesNotHold) {
  Outbox outbox(*inbox_);
  Submission made = act(entered(), Action::Accept);
  made = act(made, Action::Reopen, kNow + 60);
  EXPECT_EQ(mails(made), "receipt due, accepted cancelled");
  made = *Submissions(*inbox_).send_back(made.id, {{0, 0, "", "请补充", "", 0, ""}}, kNow + 14 * kDay,
                                         {"wang", made.revision, kNow + 100});
  const auto due = outbox.claim(Channel::Mail, 20, kNow + 1'000);
  for (const OutboxMail& mail : *due) {
    ASSERT_TRUE(*outbox.begin(mail, kNow + 1'000));
    ASSERT_FALSE(outbox.settle(mail, MailEnd::Sent, 250, "", kNow + 1'000));
  }
  made = act(made, Action::Reopen, kNow + 2'000);
  EXPECT_EQ(mails(made),
            "receipt sent, accepted cancelled, returned sent, reminder cancelled, deadline cancelled, recalled due");
  made = act(made, Action::Reject, kNow + 3'000);
  // Nothing was recalled yet, and what was decided now is the last word.
  EXPECT_EQ(mails(made),
            "receipt sent, accepted cancelled, returned sent, reminder cancelled, deadline cancelled, "
            "recalled cancelled, rejected held");
}

TEST_F(OutboxTest, TheOfficeRemindsOnceInADay) {
  Outbox outbox(*inbox_);
  const auto remind = [&](const Submission& of, Seconds now) {
    const auto reminded = outbox.remind(of.id, now);
    EXPECT_TRUE(reminded);
    return reminded->outcome;
  };
  using Outcome = Reminded::Outcome;
  Submission made = entered();
  EXPECT_EQ(remind(made, kNow), Outcome::NotReturned);
  made = *Submissions(*inbox_).send_back(made.id, {{0, 0, "", "请补充", "", 0, ""}}, kNow + 14 * kDay,
                                         {"wang", made.revision, kNow});
  EXPECT_EQ(remind(made, kNow + 100), Outcome::Added);
  EXPECT_EQ(remind(made, kNow + 200), Outcome::Lately);
  OutboxMail mail;
  const auto all = outbox.of_submission(made.id);
  for (const OutboxMail& one : *all) {
    if (one.name == "reminder" && one.state == MailState::Held) mail = one;
  }
  EXPECT_EQ(mail.next, kNow + 100 + 600);
  EXPECT_EQ(mail.facts.remarks, 1);
  EXPECT_EQ(mail.facts.until, kNow + 14 * kDay);
  // What was taken back does not count.
  ASSERT_FALSE(outbox.cancel(mail.id, kNow + 300));
  EXPECT_EQ(remind(made, kNow + 300), Outcome::Added);
  // That of the program, three days before the deadline, comes soon.
  EXPECT_EQ(remind(made, kNow + 10 * kDay), Outcome::Lately);
  EXPECT_EQ(remind(made, kNow + 14 * kDay), Outcome::Overdue);
  const Submission nobody = entered("s2", "");
  ASSERT_TRUE(Submissions(*inbox_).send_back(nobody.id, {{0, 0, "", "请补充", "", 0, ""}}, kNow + 14 * kDay,
                                             {"wang", nobody.revision, kNow}));
  EXPECT_EQ(remind(nobody, kNow + 100), Outcome::NoAddress);
  EXPECT_FALSE(outbox.remind("aaaaaaaaaaaaaaaa", kNow));
}

TEST_F(OutboxTest, WhatComesBackLaterIsToldApart) {
  Outbox outbox(*inbox_);
  const Submission made = entered();
  const OutboxMail mail = claimed(kNow);
  EXPECT_EQ(outbox.note_return(mail.id, ReturnFate::Delayed, "4.4.1", kNow)->kind, Fault::Kind::NotFound);
  ASSERT_TRUE(*outbox.begin(mail, kNow));
  ASSERT_FALSE(outbox.settle(mail, MailEnd::Sent, 250, "", kNow));
  ASSERT_FALSE(outbox.note_return(mail.id, ReturnFate::Delayed, "4.4.1 later", kNow));
  EXPECT_EQ(again(mail).state, MailState::Sent);
  EXPECT_EQ(again(mail).said, "4.4.1 later");
  ASSERT_FALSE(outbox.note_return(mail.id, ReturnFate::GivenUp, "4.4.7 expired", kNow));
  EXPECT_EQ(again(mail).state, MailState::Failed);
  EXPECT_EQ(outbox.note_return(mail.id, ReturnFate::Delayed, "4.4.1", kNow)->kind, Fault::Kind::NotFound);
  ASSERT_FALSE(outbox.retry(mail.id, kNow));
  ASSERT_TRUE(*outbox.begin(claimed(kNow), kNow));
  ASSERT_FALSE(outbox.settle(mail, MailEnd::Sent, 250, "", kNow));
  ASSERT_FALSE(outbox.note_return(mail.id, ReturnFate::ForGood, "5.1.1 nobody", kNow));
  EXPECT_EQ(again(mail).state, MailState::Bounced);
}

TEST_F(OutboxTest, AReportOfDelayEndsADoubt) {
  Outbox outbox(*inbox_);
  entered();
  const OutboxMail mail = claimed(kNow);
  ASSERT_TRUE(*outbox.begin(mail, kNow));
  ASSERT_FALSE(outbox.settle(mail, MailEnd::Unsure, 0, "the connection broke", kNow));
  ASSERT_FALSE(outbox.note_return(mail.id, ReturnFate::Delayed, "4.4.1 later", kNow));
  EXPECT_EQ(again(mail).state, MailState::Sent);
  EXPECT_EQ(again(mail).next, 0);
}

TEST_F(OutboxTest, AMailIsSentOnceMoreWithoutItsDocument) {
  Outbox outbox(*inbox_);
  entered();
  const OutboxMail mail = claimed(kNow);
  EXPECT_FALSE(mail.facts.is_large);
  ASSERT_TRUE(*outbox.begin(mail, kNow));
  ASSERT_FALSE(outbox.leave_out_file(mail, 552, "552 too large", kNow));
  const OutboxMail second = claimed(kNow);
  EXPECT_EQ(second.id, mail.id);
  EXPECT_TRUE(second.facts.is_large);
  EXPECT_EQ(second.message_id, mail.message_id);
  EXPECT_EQ(second.code, 552);
}

TEST_F(OutboxTest, ApplicantsAreRemindedUntilTheFormComesBack) {
  Outbox outbox(*inbox_);
  // The end of the 20th of October 2026 in China.
  constexpr Seconds kUntil = 1'792'512'000;
  Submission made = entered();
  made = *Submissions(*inbox_).send_back(made.id, {{0, 0, "", "请补充", "", 0, ""}}, kUntil,
                                         {"wang", made.revision, kNow});
  // At nine in the morning of the 17th and of the 19th.
  EXPECT_EQ(mail_about(made, "reminder").next, kUntil - 4 * kDay + 9 * 3'600);
  EXPECT_EQ(mail_about(made, "deadline").next, kUntil - 2 * kDay + 9 * 3'600);
  const auto first = outbox.claim(Channel::Mail, 20, kNow + 1'000);
  ASSERT_EQ(first->size(), 2U);
  for (const OutboxMail& mail : *first) {
    ASSERT_TRUE(*outbox.begin(mail, kNow + 1'000));
    ASSERT_FALSE(outbox.settle(mail, MailEnd::Sent, 250, "", kNow + 1'000));
  }
  EXPECT_TRUE(outbox.claim(Channel::Mail, 20, kUntil - 4 * kDay)->empty());
  const OutboxMail reminder = claimed(kUntil - 4 * kDay + 9 * 3'600);
  EXPECT_EQ(reminder.name, "reminder");
  // Its date is that of the day on which it is sent, and tries are counted from then on.
  EXPECT_EQ(reminder.created, kUntil - 4 * kDay + 9 * 3'600);
  ASSERT_TRUE(*outbox.begin(reminder, reminder.created));
  ASSERT_FALSE(outbox.settle(reminder, MailEnd::Passing, 451, "", reminder.created));
  EXPECT_EQ(again(reminder).state, MailState::Due);
  act(made, Action::Withdraw, kUntil - 3 * kDay);
  EXPECT_EQ(mails(made), "receipt sent, returned sent, reminder cancelled, deadline cancelled, withdrawn due");
}

TEST_F(OutboxTest, ACorrectedFileHasAReceiptToItsOwnAddress) {
  Submission made = entered();
  made = *Submissions(*inbox_).send_back(made.id, {{0, 0, "", "请补充", "", 0, ""}}, kNow + 14 * kDay,
                                         {"wang", made.revision, kNow});
  made = *Submissions(*inbox_).replace(made.id, version("s2", "li@example.org"), {"wang", made.revision, kNow + 9});
  EXPECT_EQ(mails(made), "receipt due, returned cancelled, reminder cancelled, deadline cancelled, receipt due");
  const auto found = Outbox(*inbox_).of_submission(made.id);
  EXPECT_EQ(found->back().recipient, "li@example.org");
  EXPECT_EQ(found->back().facts.version, 2);
}

TEST_F(OutboxTest, ANearDeadlineIsToldWithTheReturnOnly) {
  Submission made = entered();
  made = *Submissions(*inbox_).send_back(made.id, {{0, 0, "", "请补充", "", 0, ""}}, kNow + 2 * kDay,
                                         {"wang", made.revision, kNow});
  EXPECT_EQ(mails(made), "receipt due, returned held");
}

TEST_F(OutboxTest, WithoutAddressOrSettingsThereIsNoMail) {
  EXPECT_EQ(mails(entered("s1", "")), "");
  inbox_->send_mail({});
  EXPECT_EQ(mails(entered("s2")), "");
}

TEST_F(OutboxTest, AnEventThatIsRolledBackHasNoMail) {
  const Submission made = entered();
  EXPECT_FALSE(Submissions(*inbox_).act(made.id, Action::Accept, {"wang", made.revision + 1, kNow}));
  EXPECT_EQ(mails(made), "receipt due");
}

TEST_F(OutboxTest, AMailIsClaimedOnce) {
  const Submission made = act(entered(), Action::Accept);
  const OutboxMail receipt = claimed(kNow);
  EXPECT_EQ(receipt.name, "receipt");
  EXPECT_EQ(receipt.recipient, "zhang@example.org");
  EXPECT_TRUE(receipt.message_id.ends_with("@office.example>"));
  EXPECT_TRUE(Outbox(*inbox_).claim(Channel::Mail, 20, kNow + 60)->empty());
  // The process that claimed it died before it handed the mail over: it was not sent.
  EXPECT_EQ(claimed(kNow + 301).id, receipt.id);
  // It is no longer the first process's.
  EXPECT_FALSE(*Outbox(*inbox_).begin(receipt, kNow + 302));
  EXPECT_EQ(claimed(kNow + 600).name, "accepted");
}

TEST_F(OutboxTest, RefusalsThatMayPassAreTriedForFourDays) {
  Outbox outbox(*inbox_);
  const Submission made = entered();
  Seconds now = kNow;
  std::vector<Seconds> waits;
  std::string message_id;
  while (mails(made) == "receipt due" && waits.size() < 100) {
    const OutboxMail mail = claimed(now);
    EXPECT_TRUE(message_id.empty() || message_id == mail.message_id);
    message_id = mail.message_id;
    ASSERT_FALSE(inbox_->execute("DELETE FROM gw_address", {}));
    ASSERT_TRUE(*outbox.begin(mail, now));
    ASSERT_FALSE(outbox.settle(mail, MailEnd::Passing, 451, "greylisted", now));
    const OutboxMail left = again(mail);
    if (left.next != 0) waits.push_back(left.next - now);
    now = left.next;
  }
  EXPECT_EQ(mails(made), "receipt failed");
  // 1, 5, 15 and 60 minutes, 4 hours, then 8 hours each, up to a fifth more or less.
  const std::vector<Seconds> planned{60, 300, 900, 3'600, 14'400, 28'800, 28'800};
  ASSERT_GE(waits.size(), planned.size());
  for (std::size_t i = 0; i < waits.size(); ++i) {
    const Seconds wait = i < planned.size() ? planned[i] : 28'800;
    EXPECT_GE(waits[i], wait * 4 / 5) << i;
    EXPECT_LE(waits[i], wait * 6 / 5) << i;
  }
  Seconds all = 0;
  for (const Seconds wait : waits) all += wait;
  EXPECT_GE(all, 4 * kDay);
  EXPECT_LE(all, 4 * kDay + 10 * 3'600);
}

TEST_F(OutboxTest, SilenceIsTriedOnceMore) {
  Outbox outbox(*inbox_);
  const Submission made = entered();
  const OutboxMail first = claimed(kNow);
  ASSERT_TRUE(*outbox.begin(first, kNow));
  ASSERT_FALSE(outbox.settle(first, MailEnd::Unsure, 354, "no answer", kNow));
  EXPECT_EQ(mails(made), "receipt unsure");
  EXPECT_TRUE(outbox.claim(Channel::Mail, 20, kNow + 3'599)->empty());
  const OutboxMail second = claimed(kNow + 3'600);
  EXPECT_EQ(second.message_id, first.message_id);
  ASSERT_TRUE(*outbox.begin(second, kNow + 3'600));
  ASSERT_FALSE(outbox.settle(second, MailEnd::Unsure, 354, "no answer", kNow + 3'600));
  EXPECT_EQ(mails(made), "receipt unsure");
  EXPECT_TRUE(outbox.claim(Channel::Mail, 20, kNow + 100 * kDay)->empty());
}

TEST_F(OutboxTest, AnInterruptedMailIsUnsure) {
  Outbox outbox(*inbox_);
  const Submission made = entered();
  const OutboxMail mail = claimed(kNow);
  ASSERT_TRUE(*outbox.begin(mail, kNow));
  ASSERT_FALSE(outbox.recover(kNow + 600));
  EXPECT_EQ(mails(made), "receipt sending");
  EXPECT_EQ(outbox.cancel(mail.id, kNow)->kind, Fault::Kind::WrongState);
  EXPECT_EQ(outbox.retry(mail.id, kNow)->kind, Fault::Kind::WrongState);
  ASSERT_FALSE(outbox.recover(kNow + 601));
  EXPECT_EQ(mails(made), "receipt unsure");
  EXPECT_EQ(again(mail).next, kNow + 601 + 3'600);
}

TEST_F(OutboxTest, CancelledMailIsNotSent) {
  Outbox outbox(*inbox_);
  const Submission made = entered();
  const OutboxMail mail = claimed(kNow);
  ASSERT_FALSE(outbox.cancel(mail.id, kNow));
  EXPECT_FALSE(*outbox.begin(mail, kNow));
  EXPECT_EQ(mails(made), "receipt cancelled");
  ASSERT_FALSE(outbox.retry(mail.id, kNow + 5));
  const OutboxMail later = claimed(kNow + 5);
  ASSERT_TRUE(*outbox.begin(later, kNow + 5));
  ASSERT_FALSE(outbox.settle(later, MailEnd::Sent, 250, "", kNow + 5));
  EXPECT_EQ(mails(made), "receipt sent");
  EXPECT_EQ(outbox.cancel(mail.id, kNow)->kind, Fault::Kind::WrongState);
  EXPECT_EQ(outbox.retry("nobody", kNow)->kind, Fault::Kind::NotFound);
}

TEST_F(OutboxTest, AnAddressGetsThreeMailsADay) {
  Outbox outbox(*inbox_);
  for (const char* const id : {"s1", "s2", "s3", "s4"}) entered(id);
  int sent = 0;
  const auto claimed = outbox.claim(Channel::Mail, 20, kNow);
  ASSERT_EQ(claimed->size(), 4U);
  for (const OutboxMail& mail : *claimed) {
    if (!*outbox.begin(mail, kNow)) continue;
    ++sent;
    ASSERT_FALSE(outbox.settle(mail, MailEnd::Sent, 250, "", kNow));
  }
  EXPECT_EQ(sent, 3);
  // 1 790 000 000 is 22:13 in China: the next day begins in less than two hours.
  EXPECT_TRUE(outbox.claim(Channel::Mail, 20, kNow + 3'600)->empty());
  const OutboxMail last = this->claimed(kNow + 2 * 3'600);
  EXPECT_TRUE(*outbox.begin(last, kNow + 2 * 3'600));
}

TEST_F(OutboxTest, ForgottenMailKeepsNamesTimesAndCodes) {
  Outbox outbox(*inbox_);
  const Submission made = entered();
  const OutboxMail mail = claimed(kNow);
  ASSERT_TRUE(*outbox.begin(mail, kNow));
  ASSERT_FALSE(outbox.settle(mail, MailEnd::Sent, 250, "ok", kNow));
  ASSERT_FALSE(outbox.forget(kNow));
  EXPECT_EQ(again(mail).recipient, "zhang@example.org");
  ASSERT_FALSE(outbox.forget(kNow + 1));
  EXPECT_EQ(again(mail).recipient, "");
  EXPECT_EQ(again(mail).facts.receipt, "");
  EXPECT_EQ(again(mail).name, "receipt");
  EXPECT_EQ(again(mail).code, 250);
  // It goes with the submission.
  act(made, Action::Withdraw);
  EXPECT_EQ(*Submissions(*inbox_).purge("expert-application", kNow + kDay), 1);
  EXPECT_TRUE(outbox.list(std::nullopt, 10)->empty());
}

}  // namespace
