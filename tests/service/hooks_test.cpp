// Hooks: which events make requests, when one is disabled, how requests are signed; sealed secrets; second factors.
#include "service/inbox/hooks.h"

#include "open_inbox.h"
#include "service/detail/hook_caller.h"
#include "service/detail/totp.h"
#include "service/inbox/accounts.h"
#include "service/inbox/audit.h"
#include "service/inbox/factors.h"
#include "service/inbox/outbox.h"
#include "service/inbox/sealing.h"
#include "service/inbox/submissions.h"

#include <algorithm>

using namespace gongwen::inbox;
using namespace gongwen::service;

namespace {

constexpr Seconds kNow = 1'790'000'000;
constexpr Seconds kDay = 86'400;

class HooksTest : public InboxTest {
 protected:
  void SetUp() override {
    InboxTest::SetUp();
    inbox_->call_hooks();
  }
  std::string hook(const std::vector<std::string>& events = {}) {
    return *Hooks(*inbox_).add("https://registry.example/told", events, "sealed", kNow);
  }
  Submission entered() {
    auto made =
        Submissions(*inbox_).import("expert-application", {"{}", "1", "web", "s1", "张示例", ""}, "ZJ", 2026, kNow);
    EXPECT_TRUE(made);
    return *std::move(made);
  }
  /// `submit due, accept due`
  std::string calls(const std::string& id) {
    std::string all;
    const auto found = Outbox(*inbox_).of_hook(id, 100);
    for (auto call = found->rbegin(); call != found->rend(); ++call) {
      all += (all.empty() ? "" : ", ") + call->name + ' ' + std::string(mail_state_name(call->state));
    }
    return all;
  }
};

TEST_F(HooksTest, EventsAreToldToThoseWhoAskForThem) {
  const std::string all = hook();
  const std::string some = hook({"accept", "reject"});
  const std::string off = hook();
  ASSERT_FALSE(Hooks(*inbox_).disable(off, true, kNow));
  const Submission made = entered();
  ASSERT_TRUE(Submissions(*inbox_).act(made.id, Action::Accept, {"wang", made.revision, kNow + 5}));
  EXPECT_EQ(calls(all), "submit due, accept due");
  EXPECT_EQ(calls(some), "accept due");
  EXPECT_EQ(calls(off), "");
  // They are no mail.
  EXPECT_TRUE(Outbox(*inbox_).of_submission(made.id)->empty());
  EXPECT_TRUE(Outbox(*inbox_).list(std::nullopt, 10)->empty());
  EXPECT_TRUE(Outbox(*inbox_).claim(Channel::Mail, 20, kNow + 60)->empty());
  const auto claimed = Outbox(*inbox_).claim(Channel::Hook, 20, kNow + 60);
  ASSERT_EQ(claimed->size(), 3U);
  const auto first =
      std::find_if(claimed->begin(), claimed->end(), [](const OutboxMail& call) { return call.name == "submit"; });
  ASSERT_NE(first, claimed->end());
  EXPECT_EQ(hook_body(*first),
            R"({"id":")" + first->id + R"(","type":"submission.submit","time":"2026-09-21T14:13:20Z","submission":")" +
                made.id + R"(","receipt":")" + made.receipt + R"(","state":"submitted","revision":1})");
}

TEST_F(HooksTest, OneThatIsGoneOrFailsForDaysIsDisabled) {
  Hooks hooks(*inbox_);
  const std::string id = hook();
  entered();
  // Returns when the hook was disabled, 0 if it is not.
  const auto after = [&](bool succeeded, bool is_gone, Seconds now) {
    EXPECT_FALSE(hooks.note_end(id, succeeded, is_gone, now));
    return hooks.get(id)->disabled;
  };
  EXPECT_EQ(after(false, false, kNow), 0);
  EXPECT_EQ(after(false, false, kNow + 3 * kDay - 1), 0);
  EXPECT_EQ(after(true, false, kNow + 3 * kDay - 1), 0);
  EXPECT_EQ(hooks.get(id)->failing_since, 0);
  EXPECT_EQ(after(false, false, kNow + 4 * kDay), 0);
  EXPECT_EQ(after(false, false, kNow + 7 * kDay), kNow + 7 * kDay);
  EXPECT_EQ(calls(id), "submit cancelled");
  ASSERT_FALSE(hooks.disable(id, false, kNow + 8 * kDay));
  EXPECT_EQ(after(false, true, kNow + 8 * kDay), kNow + 8 * kDay);
  const auto lines = Audit(*inbox_).last(2);
  EXPECT_EQ(
      std::count_if(lines->begin(), lines->end(), [](const AuditLine& line) { return line.action == "hook.disable"; }),
      2);
}

TEST_F(HooksTest, OfTwoChangesOneIsRefused) {
  Hooks hooks(*inbox_);
  const Hook seen = *hooks.get(hook());
  ASSERT_FALSE(hooks.renew(seen, "second", kNow));
  EXPECT_EQ(hooks.change(seen, "https://other.example/", {})->kind, Fault::Kind::Conflict);
  const Hook now = *hooks.get(seen.id);
  EXPECT_EQ(now.former, "sealed");
  EXPECT_EQ(now.secret, "second");
  EXPECT_EQ(now.former_until, kNow + kFormerSecret);
}

TEST_F(HooksTest, SealedSecretsNeedTheirKey) {
  const auto box = Box::open((folder_ / "keys/box").string());
  ASSERT_TRUE(box) << box.error().reason;
  const std::string sealed = box->seal("whsec_秘密");
  EXPECT_NE(sealed, box->seal("whsec_秘密"));
  EXPECT_EQ(sealed.find("whsec"), std::string::npos);
  // The file is read again by another process, and by nobody else.
  EXPECT_EQ(*Box::open((folder_ / "keys/box").string())->unseal(sealed), "whsec_秘密");
  EXPECT_EQ(std::filesystem::status(folder_ / "keys/box").permissions(), std::filesystem::perms(0600));
  EXPECT_FALSE(Box::open((folder_ / "other/box").string())->unseal(sealed));
  std::string changed = sealed;
  changed[changed.size() / 2] = changed[changed.size() / 2] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(box->unseal(changed));
  EXPECT_FALSE(box->unseal(""));
}

TEST_F(HooksTest, SignaturesAreThoseOfStandardWebhooks) {
  ASSERT_TRUE(Box::open((folder_ / "keys/box").string()));
  // The example of https://github.com/standard-webhooks: id, time, body and secret, computed with another program.
  EXPECT_EQ(hook_signature({"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
                           R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  const std::string both = hook_signature({"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_AAAA"}, "m", 1, "{}");
  EXPECT_EQ(std::count(both.begin(), both.end(), ' '), 1);
}

TEST(Networks, OfOnesOwnAreNotReached) {
  for (const char* const own : {"127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
                                "::1", "::ffff:10.0.0.1", "fd00::1", "fe80::1", "64:ff9b::a00:1", "no address"}) {
    EXPECT_FALSE(may_be_called(own, {})) << own;
  }
  EXPECT_TRUE(may_be_called("1.2.3.4", {}));
  EXPECT_TRUE(may_be_called("2400:3200::1", {}));
  EXPECT_TRUE(may_be_called("10.1.2.3", {"10.1.0.0/16"}));
  EXPECT_FALSE(may_be_called("10.2.2.3", {"10.1.0.0/16"}));
}

TEST(Totp, FitsTheTableOfTheStandard) {
  // RFC 6238, appendix B, SHA-1: the last six of eight digits. The secret is `12345678901234567890`.
  const std::string secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  for (const auto& [time, code] : {std::pair{59LL, "287082"},
                                   {1111111109LL, "081804"},
                                   {1234567890LL, "005924"},
                                   {2000000000LL, "279037"},
                                   {20000000000LL, "353130"}}) {
    EXPECT_EQ(totp_code(secret, time / 30), code) << time;
    EXPECT_EQ(totp_step(secret, code, time), time / 30);
    EXPECT_EQ(totp_step(secret, code, time + 30), time / 30);
    EXPECT_FALSE(totp_step(secret, code, time + 90));
  }
  EXPECT_FALSE(totp_step(secret, "", 59));
  EXPECT_EQ(new_totp_secret().size(), 32U);
  EXPECT_EQ(totp_address("ABC", "示例", "wang li"),
            "otpauth://totp/%E7%A4%BA%E4%BE%8B:wang%20li?secret=ABC&issuer=%E7%A4%BA%E4%BE%8B");
}

TEST_F(HooksTest, CodesOfAFactorCountOnce) {
  ASSERT_FALSE(Accounts(*inbox_).add({"wang", "", Role::Secretary, false, kNow}, "", kNow));
  Factors factors(*inbox_);
  EXPECT_EQ(factors.of("wang")->secret, "");
  ASSERT_FALSE(factors.set("wang", "sealed", 100, {"k3fdax7qpm", "aaaaabbbbb"}));
  EXPECT_FALSE(*factors.use_step("wang", 100)) << "the code by which it was set up";
  EXPECT_TRUE(*factors.use_step("wang", 101));
  EXPECT_FALSE(*factors.use_step("wang", 101));
  EXPECT_TRUE(*factors.use_recovery("wang", plain_recovery_code("K3FDA-X7QPM ")));
  EXPECT_FALSE(*factors.use_recovery("wang", "k3fdax7qpm"));
  EXPECT_FALSE(*factors.use_recovery("li", "aaaaabbbbb"));
  EXPECT_EQ(factors.of("wang")->recovery, 1);
  EXPECT_TRUE(inbox_->run("SELECT * FROM gw_recovery WHERE hash LIKE '%aaaaa%'", {})->empty());
  ASSERT_FALSE(factors.remove("wang"));
  EXPECT_EQ(factors.of("wang")->recovery, 0);
}

}  // namespace
