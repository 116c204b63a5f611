// Codes that confirm an address: tries, times, limits; what the tables know of them.
#include "service/inbox/codes.h"

#include "open_inbox.h"
#include "service/inbox/drafts.h"
#include "service/inbox/links.h"
#include "service/inbox/outbox.h"
#include "service/inbox/submissions.h"

using namespace gongwen::inbox;

namespace {

constexpr Seconds kNow = 1'790'000'000;
constexpr Seconds kDay = 86'400;
const std::string kAddress = "zhang@example.org";

class CodesTest : public InboxTest {
 protected:
  void SetUp() override {
    InboxTest::SetUp();
    inbox_->send_mail({"office.example", 600, true});
    draft_ = Drafts(*inbox_).create({"proposal-review", "1", "zh", kNow, kNow + 30 * kDay})->id;
  }
  Codes::Requested request(Seconds now, const std::string& address = kAddress) {
    const auto made = Codes(*inbox_).request({draft_, "proposal-review", "zh", address}, now);
    EXPECT_TRUE(made);
    return *made;
  }
  Codes::Verdict check(const std::string& code, Seconds now) {
    const auto made = Codes(*inbox_).check(draft_, kAddress, code, now);
    EXPECT_TRUE(made);
    return *made;
  }
  /// One that is wrong.
  static std::string other(const std::string& code) { return code == "000000" ? "000001" : "000000"; }
  std::string draft_;
};

TEST_F(CodesTest, TheRightCodeConfirmsTheAddressInItsDraft) {
  Codes codes(*inbox_);
  EXPECT_EQ(request(kNow), Codes::Requested::Sent);
  const auto mails = Outbox(*inbox_).claim(Channel::Mail, 20, kNow);
  ASSERT_EQ(mails->size(), 1U);
  EXPECT_EQ(mails->front().name, "code");
  EXPECT_EQ(mails->front().draft, draft_);
  EXPECT_EQ(codes.known(draft_, kNow)->waiting, address_hash(kAddress));
  const std::string code = *codes.make(draft_, kAddress, kNow);
  EXPECT_EQ(code.size(), 6U);
  EXPECT_EQ(code.find_first_not_of("0123456789"), std::string::npos);
  // Neither code nor address is in the tables of codes.
  const auto row = inbox_->first("SELECT address, hash FROM gw_code", {});
  EXPECT_EQ(text_of((*row)[0]).size(), 64U);
  EXPECT_EQ(text_of((*row)[1]).find(code), std::string::npos);
  EXPECT_EQ(check(other(code), kNow), Codes::Verdict::Wrong);
  EXPECT_FALSE(*codes.is_confirmed(draft_, kAddress));
  EXPECT_EQ(check(code, kNow + 5), Codes::Verdict::Right);
  EXPECT_TRUE(*codes.is_confirmed(draft_, kAddress));
  EXPECT_EQ(codes.known(draft_, kNow + 5)->waiting, "");
  // Not in another draft, and not another address: a mistyped address gives nobody the links of a form.
  EXPECT_FALSE(*codes.is_confirmed("other", kAddress));
  EXPECT_FALSE(*codes.is_confirmed(draft_, "wang@example.org"));
  EXPECT_EQ(check(code, kNow + 6), Codes::Verdict::Over) << "a code counts once";
}

TEST_F(CodesTest, FiveWrongTriesOrAQuarterOfAnHourEndACode) {
  Codes codes(*inbox_);
  request(kNow);
  std::string code = *codes.make(draft_, kAddress, kNow);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(check(other(code), kNow), Codes::Verdict::Wrong);
  EXPECT_EQ(check(other(code), kNow), Codes::Verdict::Over);
  EXPECT_EQ(check(code, kNow), Codes::Verdict::Over);
  EXPECT_EQ(request(kNow + 61), Codes::Requested::Sent);
  code = *codes.make(draft_, kAddress, kNow + 61);
  EXPECT_EQ(check(code, kNow + 61 + kCodeTime), Codes::Verdict::Over);
  EXPECT_EQ(check(code, kNow + 61 + kCodeTime - 1), Codes::Verdict::Right);
}

TEST_F(CodesTest, ACodeAMinuteAndFewMailsADay) {
  Codes codes(*inbox_);
  EXPECT_EQ(request(kNow), Codes::Requested::Sent);
  EXPECT_EQ(request(kNow + 59), Codes::Requested::TooSoon);
  EXPECT_EQ(request(kNow + 59, "wang@example.org"), Codes::Requested::TooSoon) << "of the same draft";
  Seconds now = kNow;
  for (int i = 0; i < 3; ++i) {
    now += 61;
    EXPECT_EQ(request(now), Codes::Requested::Sent);
    const auto mails = Outbox(*inbox_).claim(Channel::Mail, 1, now);
    EXPECT_TRUE(*Outbox(*inbox_).begin(mails->front(), now));
  }
  EXPECT_EQ(request(now + 61), Codes::Requested::TooMany);
  EXPECT_EQ(request(now + 61, "wang@example.org"), Codes::Requested::Sent);
  // The next mail is not kept for tomorrow: nobody waits for a code as long.
  const auto mails = Outbox(*inbox_).claim(Channel::Mail, 1, now);
  EXPECT_FALSE(*Outbox(*inbox_).begin(mails->front(), now));
  EXPECT_EQ(Outbox(*inbox_).get(mails->front().id)->state, MailState::Failed);
  const std::string code = *codes.make(draft_, "wang@example.org", now + 61);
  EXPECT_EQ(*codes.check(draft_, "wang@example.org", code, now + 61), Codes::Verdict::Right);
  EXPECT_FALSE(codes.make(draft_, kAddress, now + 62)) << "the address that is typed now has another code";
}

TEST_F(CodesTest, FormsOfAnAddressAreThoseInWhichItWasConfirmed) {
  Codes codes(*inbox_);
  EXPECT_TRUE(codes.forms_of(kAddress, kNow - kDay, 50, kNow)->empty());
  request(kNow);
  EXPECT_EQ(check(*codes.make(draft_, kAddress, kNow), kNow), Codes::Verdict::Right);
  auto forms = codes.forms_of(kAddress, kNow - kDay, 50, kNow);
  ASSERT_EQ(forms->size(), 1U);
  EXPECT_EQ(forms->front().draft, draft_);
  EXPECT_EQ(forms->front().receipt, "");
  NewVersion version{"{}", "1", "web", "s1", "张示例", ""};
  version.email = kAddress;
  const auto made = Submissions(*inbox_).submit(draft_, 1, version, "TA", 2026, kNow);
  ASSERT_TRUE(made);
  forms = codes.forms_of(kAddress, kNow - kDay, 50, kNow);
  ASSERT_EQ(forms->size(), 1U);
  EXPECT_EQ(forms->front().receipt, made->receipt);
  EXPECT_TRUE(codes.forms_of(kAddress, kNow + 1, 50, kNow)->empty()) << "too old";
  EXPECT_TRUE(codes.forms_of("wang@example.org", kNow - kDay, 50, kNow)->empty());
  // The form has another address by now.
  ASSERT_FALSE(inbox_->execute("UPDATE gw_submission SET email = 'wang@example.org'", {}));
  EXPECT_TRUE(codes.forms_of(kAddress, kNow - kDay, 50, kNow)->empty());
}

TEST_F(CodesTest, ALinkEndsFormerOnesAndNoBrowser) {
  Links links(*inbox_);
  const auto link = [&](const std::string& purpose, const std::string& mail) {
    return *links.add({"", draft_, purpose, kNow, kNow + kLinkTime, mail});
  };
  const std::string first = link("continue", "m1");
  const std::string browser = link("browser", "");
  ASSERT_FALSE(links.end_former(draft_, "m2"));
  const std::string second = link("continue", "m2");
  EXPECT_FALSE(*links.opens(draft_, first, kNow));
  EXPECT_TRUE(*links.opens(draft_, browser, kNow));
  // The same mail is tried again: it may have arrived before.
  ASSERT_FALSE(links.end_former(draft_, "m2"));
  EXPECT_TRUE(*links.opens(draft_, second, kNow));
  EXPECT_FALSE(*links.opens(draft_, second, kNow + kLinkTime));
  ASSERT_FALSE(links.end(draft_));
  EXPECT_FALSE(*links.opens(draft_, browser, kNow));
}

TEST_F(CodesTest, NothingIsLeftOfARemovedDraft) {
  Codes codes(*inbox_);
  request(kNow);
  EXPECT_EQ(check(*codes.make(draft_, kAddress, kNow), kNow), Codes::Verdict::Right);
  ASSERT_TRUE(Links(*inbox_).add({"", draft_, "continue", kNow, kNow + 60 * kDay}));
  EXPECT_EQ(*Drafts(*inbox_).purge(kNow + 31 * kDay), 1);
  for (const std::string table : {"gw_code", "gw_confirmed", "gw_link", "gw_outbox"}) {
    EXPECT_TRUE(inbox_->run("SELECT * FROM " + table, {})->empty()) << table;
  }
}

TEST_F(CodesTest, ADatabaseOfTheFifthVersionGetsTheTables) {
  NewVersion version{"{}", "1", "web", "s1", "张示例", ""};
  version.email = kAddress;
  const auto made = Submissions(*inbox_).import("proposal-review", version, "TA", 2026, kNow);
  ASSERT_TRUE(made);
  open_as_version(5);
  inbox_->send_mail({"office.example", 600, true});
  EXPECT_EQ((*inbox_->run("SELECT value FROM gw_meta WHERE name = 'version'", {}))[0][0],
            std::to_string(Inbox::kVersion));
  EXPECT_EQ(Outbox(*inbox_).of_submission(made->id)->size(), 1U);
  EXPECT_EQ(request(kNow), Codes::Requested::Sent);
  EXPECT_EQ(check(*Codes(*inbox_).make(draft_, kAddress, kNow), kNow), Codes::Verdict::Right);
}

}  // namespace
