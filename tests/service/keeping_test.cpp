// Opening what is there, copying it, removing what is over.
#include "open_inbox.h"
#include "service/inbox/accounts.h"
#include "service/inbox/drafts.h"
#include "service/inbox/submissions.h"
#include "service/inbox/upkeep.h"
#include "support/skips.h"

#include <fstream>

using namespace gongwen::inbox;

namespace {

constexpr Seconds kNow = 1'790'000'000;
constexpr Seconds kLater = kNow + 3'600;

class KeepingTest : public InboxTest {
 protected:
  /// A submission that was rejected, and a draft; with a file each.
  void fill(const std::string& kind) {
    const auto decided = Drafts(*inbox_).create({kind, "1.0", "zh", kNow, kLater});
    const auto left = Drafts(*inbox_).create({kind, "1.0", "zh", kNow, kLater});
    for (const auto& key : {decided, left}) {
      ASSERT_FALSE(Files(*inbox_).put(key->id, {"photo", "", "a.jpg", "image/jpeg", 0}, kind + key->id, kNow));
    }
    Submissions submissions(*inbox_);
    const auto made = submissions.submit(decided->id, 1, {"{}", "1.0", "web", kind, "", ""}, "ZJ", 2026, kNow);
    ASSERT_TRUE(submissions.act(made->id, Action::Reject, {"wang", made->revision, kNow}));
  }
  std::string hash_of_first_file() { return text_of((*inbox_->run("SELECT hash FROM gw_file ORDER BY hash"))[0][0]); }
};

TEST_F(KeepingTest, OnlyTheKindThatIsNamedIsRemoved) {
  fill("expert-application");
  fill("proposal-review");
  ASSERT_TRUE(Sessions(*inbox_).start("wang", "", kNow));
  const std::map<std::string, Seconds> keep{{"expert-application", 100}, {"proposal-review", 100}};
  const auto one = purge(*inbox_, keep, kLater, "proposal-review");
  ASSERT_TRUE(one);
  EXPECT_EQ(one->drafts, 1);
  EXPECT_EQ(one->submissions, 1);
  EXPECT_EQ(one->sessions, 0);
  EXPECT_EQ(one->files, 2);
  EXPECT_EQ(*Submissions(*inbox_).kinds(), std::vector<std::string>{"expert-application"});
  const auto rest = purge(*inbox_, {{"expert-application", 10'000}}, kLater);
  EXPECT_EQ(rest->drafts, 1);
  EXPECT_EQ(rest->submissions, 0);
  EXPECT_EQ(rest->sessions, 1);
  EXPECT_EQ(rest->files, 1);
  EXPECT_EQ(purge(*inbox_, {}, kLater)->submissions, 0);
  EXPECT_EQ(purge(*inbox_, keep, kLater)->submissions, 1);
}

TEST_F(KeepingTest, ABackupNamesEachFileThatItDoesNotHave) {
  if (on_server()) {
    EXPECT_EQ(back_up(*inbox_, folder_ / "backup").error().kind, Fault::Kind::WrongState);
    EXPECT_FALSE(std::filesystem::exists(folder_ / "backup"));
    return;
  }
  fill("expert-application");
  EXPECT_TRUE(back_up(*inbox_, folder_ / "whole")->damaged.empty());
  const std::string hash = hash_of_first_file();
  std::ofstream(Files(*inbox_).path_of(hash)) << "other bytes";
  EXPECT_EQ(back_up(*inbox_, folder_ / "damaged")->damaged, std::vector<std::string>{hash});
  std::filesystem::remove(Files(*inbox_).path_of(hash));
  const auto missing = back_up(*inbox_, folder_ / "missing");
  EXPECT_EQ(missing->damaged, std::vector<std::string>{hash});
  EXPECT_EQ(missing->files, 1);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_ / "missing")) {
    const auto others = std::filesystem::perms::group_all | std::filesystem::perms::others_all;
    EXPECT_EQ(entry.status().permissions() & others, std::filesystem::perms::none) << entry.path();
  }
  options_ = {(folder_ / "whole/inbox.db").string(), (folder_ / "whole/files").string(), true};
  open();
  EXPECT_EQ(Submissions(*inbox_).list({})->size(), 1U);
}

TEST_F(KeepingTest, NobodyWaitsLongForWhoHoldsTheDatabase) {
  if (on_server()) GONGWEN_SKIP_WITHOUT(FileDatabase);
  options_.patience = std::chrono::milliseconds(50);
  open();
  auto other = gongwen::database::open_sqlite(options_.database, gongwen::database::SqliteAccess::Write);
  ASSERT_TRUE(other);
  ASSERT_TRUE((*other)->run("BEGIN IMMEDIATE"));
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 20; ++i) {
    const auto draft = Drafts(*inbox_).create({"expert-application", "1.0", "zh", kNow, kLater});
    ASSERT_FALSE(draft);
    EXPECT_EQ(draft.error().kind, Fault::Kind::Database);
  }
  // Twenty times the usual patience would be minutes.
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
  // What can be read is read, and a change is made as soon as it can be.
  EXPECT_TRUE(Submissions(*inbox_).list({}));
  ASSERT_TRUE((*other)->run("ROLLBACK"));
  EXPECT_TRUE(Drafts(*inbox_).create({"expert-application", "1.0", "zh", kNow, kLater}));
}

TEST_F(KeepingTest, TheFolderOfFilesIsTried) {
  EXPECT_FALSE(inbox_->try_files());
  EXPECT_TRUE(std::filesystem::is_empty(options_.files));
  std::filesystem::remove_all(options_.files);
  EXPECT_TRUE(inbox_->try_files());
}

TEST_F(KeepingTest, NothingIsMadeOfWhatMustBeThere) {
  InboxOptions missing{(folder_ / "other/inbox.db").string(), (folder_ / "other/files").string(), true};
  EXPECT_EQ(Inbox::open(missing).error().kind, Fault::Kind::Files);
  missing.files = options_.files;
  EXPECT_EQ(Inbox::open(missing).error().kind, Fault::Kind::Database);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "other"));
  std::ofstream(folder_ / "empty.db") << "";
  missing.database = folder_ / "empty.db";
  EXPECT_EQ(Inbox::open(missing).error().kind, Fault::Kind::Database);
  options_.existing = true;
  open();
}

TEST_F(KeepingTest, OtherVersionsOfTheTablesAreRefused) {
  const std::string next = std::to_string(Inbox::kVersion + 1);
  for (const auto& [version, kind] : {std::pair{std::string("0"), Fault::Kind::Damaged}, {next, Fault::Kind::Newer}}) {
    ASSERT_TRUE(inbox_->run("UPDATE gw_meta SET value = $1 WHERE name = 'version'", {version}));
    EXPECT_EQ(Inbox::open(options_).error().kind, kind) << version;
  }
}

/// Whether a change was made is not known when the connection is lost: it is not made twice.
TEST_F(KeepingTest, AChangeIsNotRepeatedOnANewConnection) {
  if (!on_server()) GONGWEN_SKIP_WITHOUT(Server);
  ASSERT_TRUE(inbox_->run("CREATE SEQUENCE tries"));
  EXPECT_FALSE(
      inbox_->run("INSERT INTO gw_counter SELECT name, 1 FROM (SELECT 'c' || nextval('tries') AS name OFFSET 0) AS one "
                  "WHERE pg_terminate_backend(pg_backend_pid())"));
  EXPECT_EQ(number_of((*inbox_->run("SELECT last_value FROM tries"))[0][0]), 1);
  EXPECT_FALSE(inbox_->run("SELECT pg_terminate_backend(pg_backend_pid())"));
  // A transaction starts again on the new connection.
  EXPECT_TRUE(ApiKeys(*inbox_).add("portal", {"render"}, kNow, 0));
  EXPECT_EQ(ApiKeys(*inbox_).list()->size(), 1U);
}

}  // namespace
