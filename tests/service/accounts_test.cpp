#include "service/inbox/accounts.h"

#include "open_inbox.h"
#include "service/detail/actor_names.h"
#include "service/inbox/audit.h"

using namespace gongwen::inbox;
namespace database = gongwen::database;

namespace {

constexpr Seconds kNow = 1'790'000'000;

class AccountsTest : public InboxTest {
 protected:
  void add(const std::string& name, Role role = Role::Reviewer) {
    ASSERT_FALSE(Accounts(*inbox_).add({name, "某某", role}, "hash", kNow));
  }
};

TEST_F(AccountsTest, AreFoundByName) {
  add("wang");
  Accounts accounts(*inbox_);
  EXPECT_EQ(accounts.add({"wang", "", Role::Admin}, "", kNow)->kind, Fault::Kind::Exists);
  EXPECT_EQ(accounts.get("wang")->role, Role::Reviewer);
  EXPECT_FALSE(accounts.set_role("wang", Role::Secretary, kNow));
  EXPECT_EQ(accounts.get("wang")->role, Role::Secretary);
  EXPECT_EQ(accounts.credential_of("wang", kNow)->hash, "hash");
  EXPECT_EQ(accounts.credential_of("nobody", kNow)->hash, "");
  EXPECT_EQ(accounts.set_role("nobody", Role::Admin, kNow)->kind, Fault::Kind::NotFound);
  EXPECT_EQ(accounts.list()->size(), 1U);
  ASSERT_TRUE(inbox_->run("UPDATE gw_account SET role = 'king'", {}));
  EXPECT_EQ(accounts.get("wang").error().kind, Fault::Kind::Damaged);
  EXPECT_EQ(accounts.list().error().kind, Fault::Kind::Damaged);
}

TEST_F(AccountsTest, NamesThatLookTheSameAreRefused) {
  add("王五");
  Accounts accounts(*inbox_);
  for (const char* const name : {"王 五", "王五\xE2\x80\x8B", "王　五"}) {
    const auto fault = accounts.add({name, "", Role::Viewer}, "", kNow);
    ASSERT_TRUE(fault) << name;
    EXPECT_EQ(fault->kind, Fault::Kind::Exists);
    EXPECT_EQ(fault->reason, "王五");
  }
  add("Li");
  EXPECT_TRUE(accounts.add({"ｌｉ", "", Role::Viewer}, "", kNow));
  EXPECT_FALSE(accounts.add({"王六", "", Role::Viewer}, "", kNow));
}

TEST(AccountNames, AreCleanedAndCanBeSeen) {
  EXPECT_EQ(account_name(" 王五　"), "王五");
  EXPECT_EQ(account_name("王五\xE2\x80\x8B"), "王五");
  EXPECT_EQ(account_name("li.si@example.org"), "li.si@example.org");
  for (const char* const name : {"王〇", "7", "Ágnes", "བཀྲ་ཤིས", "\U00031350", "programme", "key"}) {
    EXPECT_EQ(account_name(name), name);
  }
  for (const char* const name :
       {"。。",     "😀",        "program",  "Program",      "ｐｒｏｇｒａｍ", "key:k2x7", "KEY：a",   "王\u115f",
        "王\u1160", "王\u3164", "王\uffa0", "王\U000e0041", "王\U000e0101",   "王\ufe00", "王\u1ab0", "王\u180e",
        "王\u2800", "王\ufff9", "王\u1dc0", "王\u20dd",     "王\ufe20",       "王\u034f"}) {
    EXPECT_FALSE(account_name(name)) << name;
  }
  EXPECT_EQ(meant_account("王五 "), "王五");
  EXPECT_EQ(meant_account("program"), "program") << "an account that is older than this rule";
  for (const char* const name : {"", " ", ".", "-", "a\nb", "e\xCC\x81",
                                 "\xE2\x80\xAE"
                                 "ab",
                                 "\xFF"}) {
    EXPECT_FALSE(account_name(name)) << name;
  }
  EXPECT_FALSE(account_name(std::string(101, 'a')));
}

TEST_F(AccountsTest, ProgramsAreCalledProgramsWhateverAccountsAreCalled) {
  Accounts accounts(*inbox_);
  const std::string key = *ApiKeys(*inbox_).add("desk", {"render"}, kNow, 0);
  const std::string program = "key:" + ApiKeys(*inbox_).find(key, kNow)->id;
  for (const std::string& name : {std::string("program"), program, std::string("wang")}) {
    ASSERT_FALSE(accounts.add({name, "王主任", Role::Viewer}, "", kNow));
  }
  constexpr auto kEnglish = gongwen::diagnostics::Language::English;
  const gongwen::service::ActorNames names(*inbox_, kEnglish);
  EXPECT_EQ(names.of("wang"), "王主任");
  EXPECT_EQ(names.of("nobody"), "nobody");
  EXPECT_EQ(names.of(program), "program desk");
  EXPECT_NE(names.of("program"), "王主任");
  EXPECT_EQ(gongwen::service::program_name(*inbox_, kEnglish, program), "program desk");
  EXPECT_EQ(gongwen::service::program_name(*inbox_, kEnglish, "wang"), "wang");
}

TEST_F(AccountsTest, SessionsEndInTime) {
  add("wang");
  Sessions sessions(*inbox_);
  const auto secret = sessions.start("wang", "192.0.2.1", kNow);
  ASSERT_TRUE(secret);
  EXPECT_EQ(secret->size(), 52U);
  EXPECT_EQ(sessions.use(*secret, kNow + 1)->name, "wang");
  EXPECT_FALSE(sessions.use("other", kNow + 1));
  EXPECT_FALSE(sessions.use(*secret, kNow + 2 + Sessions::kIdle));
  const auto busy = sessions.start("wang", "192.0.2.1", kNow);
  Seconds time = kNow;
  while (time + 1'000 < kNow + Sessions::kLongest) EXPECT_TRUE(sessions.use(*busy, time += 1'000));
  EXPECT_FALSE(sessions.use(*busy, kNow + Sessions::kLongest));
  EXPECT_EQ(*sessions.purge(kNow + Sessions::kLongest), 2);
}

TEST_F(AccountsTest, AUseIsWrittenOnceAMinute) {
  add("wang");
  Sessions sessions(*inbox_);
  const auto secret = sessions.start("wang", "192.0.2.1", kNow);
  for (const auto& [used, seen] : {std::pair<Seconds, Seconds>{59, 0}, {60, 60}, {119, 60}, {130, 130}}) {
    EXPECT_TRUE(sessions.use(*secret, kNow + used));
    EXPECT_EQ((*sessions.list("wang", kNow + used))[0].seen, kNow + seen);
  }
}

TEST_F(AccountsTest, OneTimePasswordsAreOverAfterAWeek) {
  add("wang");
  Accounts accounts(*inbox_);
  EXPECT_FALSE(accounts.credential_of("wang", kNow)->one_time);
  EXPECT_FALSE(accounts.set_password("wang", one_time_hash("$argon2id$ hash", kNow), kNow));
  const auto credential = accounts.credential_of("wang", kNow + kOneTime - 1);
  EXPECT_TRUE(credential->one_time);
  EXPECT_EQ(credential->hash, "$argon2id$ hash");
  EXPECT_EQ(accounts.credential_of("wang", kNow + kOneTime)->hash, "");
  EXPECT_FALSE(accounts.set_password("wang", "own", kNow));
  EXPECT_FALSE(accounts.credential_of("wang", kNow + kOneTime)->one_time);
}

TEST_F(AccountsTest, APasswordThatWasReplacedMeanwhileStays) {
  add("wang");
  Accounts accounts(*inbox_);
  ASSERT_FALSE(accounts.set_password("wang", "first", kNow));
  const auto shown = accounts.credential_of("wang", kNow);
  ASSERT_FALSE(accounts.set_password("wang", one_time_hash("reset", kNow), kNow));
  EXPECT_EQ(accounts.set_password("wang", "own", kNow, *shown)->kind, Fault::Kind::NotFound);
  const auto reset = accounts.credential_of("wang", kNow);
  EXPECT_EQ(reset->hash, "reset");
  EXPECT_FALSE(accounts.set_password("wang", "own", kNow, *reset));
  EXPECT_EQ(accounts.credential_of("wang", kNow)->hash, "own");
}

TEST_F(AccountsTest, SessionsEndWithPasswordsAndAccounts) {
  add("wang");
  add("li");
  Sessions sessions(*inbox_);
  Accounts accounts(*inbox_);
  const auto first = sessions.start("wang", "", kNow);
  const auto other = sessions.start("li", "", kNow);
  EXPECT_FALSE(accounts.set_password("wang", "new", kNow));
  EXPECT_FALSE(sessions.use(*first, kNow));
  EXPECT_TRUE(sessions.use(*other, kNow));
  EXPECT_FALSE(accounts.disable("li", true, kNow));
  EXPECT_FALSE(sessions.use(*other, kNow));
  EXPECT_EQ(accounts.credential_of("li", kNow)->hash, "");
  const auto own = sessions.start("wang", "", kNow);
  const auto listed = sessions.list("wang", kNow);
  ASSERT_EQ(listed->size(), 1U);
  EXPECT_EQ(sessions.end_by_id("li", (*listed)[0].id)->kind, Fault::Kind::NotFound);
  EXPECT_FALSE(sessions.end_by_id("wang", (*listed)[0].id));
  EXPECT_FALSE(sessions.use(*own, kNow));
}

TEST_F(AccountsTest, KeysOpenUntilTheyAreRevoked) {
  ApiKeys keys(*inbox_);
  const auto key = keys.add("portal", {"render", "forms"}, kNow, 0);
  ASSERT_TRUE(key);
  EXPECT_TRUE(key->starts_with("gw_"));
  EXPECT_EQ(keys.find(*key, kNow)->scopes, (std::vector<std::string>{"render", "forms"}));
  const auto brief = keys.add("test", {"render"}, kNow, kNow + 10);
  EXPECT_TRUE(keys.find(*brief, kNow + 9));
  EXPECT_FALSE(keys.find(*brief, kNow + 10));
  EXPECT_FALSE(keys.find("gw_", kNow));
  EXPECT_FALSE(keys.revoke(keys.find(*key, kNow)->id, kNow));
  EXPECT_FALSE(keys.find(*key, kNow));
  EXPECT_EQ(keys.list()->size(), 2U);
  const auto rows = inbox_->run("SELECT secret_hash FROM gw_key", {});
  for (const database::Row& row : *rows) EXPECT_EQ(row[0]->find("gw_"), std::string::npos);
}

TEST_F(AccountsTest, AuditFindsWhatWasChanged) {
  Audit audit(*inbox_);
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(
        audit.add({0, kNow + i, "wang", "192.0.2.1", "submission.accept", "submission:" + std::to_string(i), "ok"}));
  }
  std::int64_t lines = 0;
  EXPECT_EQ(*audit.verify(lines), 0);
  EXPECT_EQ(lines, 5);
  EXPECT_FALSE(inbox_->run("UPDATE gw_audit SET who = 'li' WHERE number = 3", {}));
  EXPECT_FALSE(inbox_->run("DELETE FROM gw_audit WHERE number = 3", {}));
  // Whoever owns the database can take the triggers away.
  for (const char* const name : {"gw_audit_kept", "gw_audit_whole"}) {
    const std::string drop = std::string("DROP TRIGGER IF EXISTS ") + name + (on_server() ? " ON gw_audit" : "");
    ASSERT_TRUE(inbox_->run(drop, {}));
  }
  ASSERT_TRUE(inbox_->run("UPDATE gw_audit SET who = 'li' WHERE number = 3", {}));
  EXPECT_EQ(*audit.verify(lines), 3);
  ASSERT_TRUE(inbox_->run("UPDATE gw_audit SET who = 'wang' WHERE number = 3", {}));
  EXPECT_EQ(*audit.verify(lines), 0);
  ASSERT_TRUE(inbox_->run("DELETE FROM gw_audit WHERE number = 2", {}));
  EXPECT_EQ(*audit.verify(lines), 3);
}

}  // namespace
