#include "service/inbox/drafts.h"

#include "open_inbox.h"
#include "resources/file_tree.h"
#include "support/skips.h"

#include <fstream>
#include <thread>

#include <sys/stat.h>

using namespace gongwen::inbox;

namespace {

constexpr Seconds kNow = 1'790'000'000;
constexpr Seconds kLater = kNow + 3'600;

class DraftsTest : public InboxTest {
 protected:
  DraftKey make() {
    auto key = Drafts(*inbox_).create({"expert-application", "1.0", "zh", kNow, kLater});
    EXPECT_TRUE(key);
    return *std::move(key);
  }

  /// What of a SQLite database has been written: a change that writes nothing waits for nothing.
  std::string written() const {
    std::string all;
    for (const char* const ending : {"", "-wal"}) {
      std::ifstream file(options_.database + ending, std::ios::binary);
      all.append(std::istreambuf_iterator<char>(file), {});
    }
    return all;
  }
  /// Whether a button had anything to bring to the disk.
  bool keeps(const DraftKey& key) const {
    const std::string before = written();
    EXPECT_FALSE(Drafts(*inbox_).keep(key.id));
    return written() != before;
  }
};

TEST_F(DraftsTest, IsOpenedByItsSecretAlone) {
  Drafts drafts(*inbox_);
  const DraftKey key = make();
  const auto draft = drafts.open(key.id, key.secret, kNow);
  ASSERT_TRUE(draft);
  EXPECT_EQ(draft->kind, "expert-application");
  EXPECT_EQ(draft->entries, "{}");
  EXPECT_EQ(draft->revision, 1);
  for (const std::string& wrong : {std::string(), std::string("x"), key.secret + "a", make().secret}) {
    EXPECT_EQ(drafts.open(key.id, wrong, kNow).error().kind, Fault::Kind::NotFound);
  }
  EXPECT_EQ(drafts.open("unknown", key.secret, kNow).error().kind, Fault::Kind::NotFound);
  EXPECT_EQ(drafts.open(key.id, key.secret, kLater).error().kind, Fault::Kind::Gone);
}

TEST_F(DraftsTest, OfTwoTabsOneGetsAConflict) {
  Drafts drafts(*inbox_);
  const DraftKey key = make();
  EXPECT_EQ(*drafts.save(key.id, 1, R"({"/name_zh":"张三"})", kNow + 1, kLater), 2);
  EXPECT_EQ(drafts.save(key.id, 1, R"({"/name_zh":"李四"})", kNow + 2, kLater).error().kind, Fault::Kind::Conflict);
  EXPECT_EQ(drafts.open(key.id, key.secret, kNow)->entries, R"({"/name_zh":"张三"})");
  EXPECT_EQ(*drafts.save(key.id, 2, "{}", kNow + 3, kLater), 3);
  EXPECT_EQ(drafts.save("unknown", 1, "{}", kNow, kLater).error().kind, Fault::Kind::NotFound);
  EXPECT_EQ(drafts.save(key.id, 3, "{}", kLater, kLater + 9).error().kind, Fault::Kind::Gone);
}

TEST_F(DraftsTest, AnyTextComesBack) {
  Drafts drafts(*inbox_);
  const DraftKey key = make();
  const std::string entries = "{\"/a\":\"' OR 1=1; -- $1 𬱖 \\u0000 \\n % _\"}" + std::string(100'000, 'x');
  ASSERT_TRUE(drafts.save(key.id, 1, entries, kNow, kLater));
  EXPECT_EQ(drafts.open(key.id, key.secret, kNow)->entries, entries);
  EXPECT_EQ(drafts.open("' OR ''='", "' OR ''='", kNow).error().kind, Fault::Kind::NotFound);
}

TEST_F(DraftsTest, SurvivesTheProcess) {
  const DraftKey key = make();
  ASSERT_TRUE(Drafts(*inbox_).save(key.id, 1, "{\"/a\":\"1\"}", kNow, kLater));
  inbox_.reset();
  open();
  EXPECT_EQ(Drafts(*inbox_).open(key.id, key.secret, kNow)->entries, "{\"/a\":\"1\"}");
}

TEST_F(DraftsTest, ManyThatSaveThemselvesWaitForTheDiskOnceASecond) {
  const auto waits = [this] {
    return inbox_->run("PRAGMA synchronous")->at(0).at(0);
  };
  const bool has_file = !inbox_->on_server();
  const auto before = has_file ? waits() : std::nullopt;
  const DraftKey key = make();
  for (std::int64_t revision = 1; revision < 20; ++revision) {
    const std::string entries = R"({"/a":")" + std::to_string(revision) + "\"}";
    ASSERT_EQ(*Drafts(*inbox_).save(key.id, revision, entries, kNow, kLater, Saving::ByItself), revision + 1);
    if (!has_file) continue;
    // The first waits, those after it within the second do not.
    if (revision == 1) {
      EXPECT_FALSE(keeps(key));
    }
    // Whatever is saved after it waits again.
    EXPECT_EQ(waits(), before);
  }
  // A button that saves the same as the page did by itself waits for the disk, too; once.
  EXPECT_EQ(keeps(key), has_file);
  EXPECT_FALSE(keeps(key));
  EXPECT_EQ(Drafts(*inbox_).save(key.id, 1, "{}", kNow, kLater, Saving::ByItself).error().kind, Fault::Kind::Conflict);
  inbox_.reset();
  open();
  EXPECT_EQ(Drafts(*inbox_).open(key.id, key.secret, kNow)->entries, R"({"/a":"19"})");
}

TEST_F(DraftsTest, ASecretCanBeReplaced) {
  Drafts drafts(*inbox_);
  const DraftKey key = make();
  const auto secret = drafts.renew_secret(key.id);
  ASSERT_TRUE(secret);
  EXPECT_FALSE(drafts.open(key.id, key.secret, kNow));
  EXPECT_TRUE(drafts.open(key.id, *secret, kNow));
}

TEST_F(DraftsTest, FilesBelongToTheirSlots) {
  Files files(*inbox_);
  const DraftKey key = make();
  ASSERT_FALSE(files.put(key.id, {"photo", "", "我.jpg", "image/jpeg", 0}, "first", kNow));
  ASSERT_FALSE(files.put(key.id, {"photo", "", "b.jpg", "image/jpeg", 0}, "second", kNow));
  ASSERT_FALSE(files.put(key.id, {"stamped", "", "c.pdf", "application/pdf", 0}, "second", kNow));
  const auto list = files.list(key.id);
  ASSERT_EQ(list->size(), 2U);
  EXPECT_EQ((*list)[0].name, "b.jpg");
  EXPECT_EQ((*list)[0].bytes, 6);
  EXPECT_EQ(*files.read((*list)[0].hash), "second");
  EXPECT_EQ(*files.sweep(kNow + 3'599), 0);  // it may be about to get an owner
  EXPECT_EQ(*files.sweep(kNow + 3'600), 1);  // the first photo
  EXPECT_FALSE(files.remove(key.id, "photo"));
  EXPECT_EQ(files.remove(key.id, "photo")->kind, Fault::Kind::NotFound);
  EXPECT_EQ(*files.sweep(kNow + 3'600), 0);  // the other slot has the same bytes
}

TEST_F(DraftsTest, DamagedFilesAreNoticed) {
  Files files(*inbox_);
  const DraftKey key = make();
  ASSERT_FALSE(files.put(key.id, {"photo", "", "a", "image/png", 0}, "bytes", kNow));
  const std::string hash = (*files.list(key.id))[0].hash;
  std::ofstream(files.path_of(hash)) << "other";
  EXPECT_EQ(files.read(hash).error().kind, Fault::Kind::Damaged);
  EXPECT_EQ(files.read("../../etc/passwd").error().kind, Fault::Kind::NotFound);
}

TEST_F(DraftsTest, WhatAKilledProgramLeftGoes) {
  Files files(*inbox_);
  const DraftKey key = make();
  ASSERT_FALSE(files.put(key.id, {"photo", "", "a", "image/png", 0}, "bytes", kNow));
  const std::string path = files.path_of((*files.list(key.id))[0].hash);
  std::ofstream(path + ".Ab3xYz") << "byt";
  ASSERT_FALSE(gongwen::resources::set_file_time(path + ".Ab3xYz", kNow));
  EXPECT_EQ(*files.sweep(kNow + 3'600), 1);
  EXPECT_FALSE(std::filesystem::exists(path + ".Ab3xYz"));
  // The same bytes again are young again.
  ASSERT_FALSE(files.remove(key.id, "photo"));
  ASSERT_FALSE(files.put(key.id, {"photo", "", "a", "image/png", 0}, "bytes", kNow + 3'000));
  ASSERT_FALSE(files.remove(key.id, "photo"));
  EXPECT_EQ(*files.sweep(kNow + 3'600), 0);
  EXPECT_EQ(*files.sweep(kNow + 6'600), 1);
}

TEST_F(DraftsTest, DraftsOfAnotherKindStay) {
  Drafts drafts(*inbox_);
  make();
  EXPECT_EQ(*drafts.purge(kLater, "proposal-review"), 0);
  EXPECT_EQ(*drafts.purge(kLater, "expert-application"), 1);
}

TEST_F(DraftsTest, OldDraftsGoWithTheirFiles) {
  Drafts drafts(*inbox_);
  Files files(*inbox_);
  const DraftKey old = make();
  ASSERT_FALSE(files.put(old.id, {"photo", "", "a", "image/png", 0}, "bytes", kNow));
  const auto kept = drafts.create({"expert-application", "1.0", "zh", kNow, kLater + 100});
  EXPECT_EQ(*drafts.purge(kLater), 1);
  EXPECT_EQ(drafts.open(old.id, old.secret, kNow).error().kind, Fault::Kind::NotFound);
  EXPECT_TRUE(drafts.open(kept->id, kept->secret, kNow));
  EXPECT_TRUE(files.list(old.id)->empty());
  EXPECT_EQ(*files.sweep(kNow + 3'600), 1);
}

TEST_F(DraftsTest, NobodyElseMayReadIt) {
  struct stat status {};
  ASSERT_EQ(stat(options_.files.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
  if (on_server()) return;
  ASSERT_EQ(stat(options_.database.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  // What others could read is narrowed.
  inbox_.reset();
  ASSERT_EQ(chmod(options_.files.c_str(), 0755), 0);
  ASSERT_EQ(chmod(options_.database.c_str(), 0644), 0);
  options_.files += '/';
  open();
  ASSERT_EQ(stat(options_.files.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
  ASSERT_EQ(stat(options_.database.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(DraftsTest, TwoMayStartAtOnce) {
  if (on_server()) {
    ASSERT_TRUE(inbox_->run("DROP SCHEMA public CASCADE"));
    ASSERT_TRUE(inbox_->run("CREATE SCHEMA public"));
  }
  inbox_.reset();
  std::filesystem::remove(options_.database);
  const auto start = [this] {
    const auto opened = Inbox::open(options_);
    EXPECT_TRUE(opened) << opened.error().reason;
  };
  std::vector<std::thread> others;
  for (int i = 0; i < 4; ++i) others.emplace_back(start);
  for (std::thread& other : others) other.join();
}

TEST_F(DraftsTest, ALostConnectionIsMadeAgain) {
  if (!on_server()) return;
  const DraftKey key = make();
  const auto kill = [this] {
    auto other = gongwen::database::open_postgres(options_.database);
    ASSERT_TRUE(
        (*other)->run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                      "WHERE pid <> pg_backend_pid() AND datname = current_database()"));
  };
  kill();
  EXPECT_TRUE(Drafts(*inbox_).open(key.id, key.secret, kNow));
  kill();
  EXPECT_FALSE(Drafts(*inbox_).remove(key.id));
  EXPECT_EQ(*(*inbox_->run("SHOW lock_timeout"))[0][0], "10s");
  // In the middle of a transaction what was done before is lost with it.
  const DraftKey next = make();
  EXPECT_EQ(inbox_
                ->in_transaction([&]() -> std::optional<Fault> {
                  const auto done = inbox_->execute("UPDATE gw_draft SET kind = 'x' WHERE id = $1", {next.id});
                  kill();
                  return done ? done : inbox_->execute("UPDATE gw_draft SET language = 'en' WHERE id = $1", {next.id});
                })
                ->kind,
            Fault::Kind::Database);
  EXPECT_EQ(Drafts(*inbox_).open(next.id, next.secret, kNow)->kind, "expert-application");
  EXPECT_FALSE(inbox_->run("SELECT $1", {std::string("a\0b", 3)}));
}

TEST_F(DraftsTest, ANewerDatabaseIsLeftAlone) {
  ASSERT_TRUE(
      inbox_->run("UPDATE gw_meta SET value = $1 WHERE name = 'version'", {std::to_string(Inbox::kVersion + 1)}));
  inbox_.reset();
  const auto opened = Inbox::open(options_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, Fault::Kind::Newer);
}

TEST_F(DraftsTest, AnotherFileIsNotTakenForOne) {
  if (on_server()) return;
  inbox_.reset();
  std::filesystem::remove(options_.database);
  std::ofstream(options_.database) << std::string(5'000, 'x');
  const auto opened = Inbox::open(options_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, Fault::Kind::Damaged);
}

TEST_F(DraftsTest, ACopyCanBeMadeWhileItIsOpen) {
  if (on_server()) GONGWEN_SKIP_WITHOUT(FileDatabase);
  const DraftKey key = make();
  const std::string copy = (folder_ / "copy.db").string();
  ASSERT_FALSE(inbox_->back_up(copy));
  struct stat status {};
  ASSERT_EQ(stat(copy.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_TRUE(inbox_->back_up(copy));  // nothing is written over
  auto other = Inbox::open({copy, options_.files});
  ASSERT_TRUE(other);
  EXPECT_TRUE(Drafts(**other).open(key.id, key.secret, kNow));
}

}  // namespace
