#include "inbox/drafts.h"

#include "open_inbox.h"

#include <fstream>

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
  EXPECT_EQ(*files.sweep(), 1);  // the first photo
  EXPECT_FALSE(files.remove(key.id, "photo"));
  EXPECT_EQ(files.remove(key.id, "photo")->kind, Fault::Kind::NotFound);
  EXPECT_EQ(*files.sweep(), 0);  // the other slot has the same bytes
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
  EXPECT_EQ(*files.sweep(), 1);
}

TEST_F(DraftsTest, NobodyElseMayReadIt) {
  struct stat status {};
  ASSERT_EQ(stat(options_.files.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
  if (on_server()) return;
  ASSERT_EQ(stat(options_.database.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(DraftsTest, ANewerDatabaseIsLeftAlone) {
  ASSERT_TRUE(inbox_->run("UPDATE gw_meta SET value = '2' WHERE name = 'version'", {}));
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
  if (on_server()) {
    EXPECT_EQ(inbox_->back_up("x")->kind, Fault::Kind::WrongState);
    return;
  }
  const DraftKey key = make();
  const std::string copy = (folder_ / "copy.db").string();
  ASSERT_FALSE(inbox_->back_up(copy));
  auto other = Inbox::open({copy, options_.files});
  ASSERT_TRUE(other);
  EXPECT_TRUE(Drafts(**other).open(key.id, key.secret, kNow));
}

}  // namespace
