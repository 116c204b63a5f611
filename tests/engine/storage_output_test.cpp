// Batches into storage: the manifest in parts, whose run it is, and what is asked ahead. With a folder in memory.
#include "engine/batch/detail/batch_manifest.h"
#include "engine/batch/detail/batch_output.h"
#include "engine/batch/detail/storage_claim.h"
#include "resources/scratch_folder.h"

#include <algorithm>
#include <atomic>
#include <fstream>
#include <map>
#include <mutex>
#include <sstream>

#include <gtest/gtest.h>
#include <unistd.h>

using namespace gongwen;
using namespace gongwen::engine;
using tests::ScratchFolder;

namespace {

class FolderInMemory final : public queue::ObjectFolder {
 public:
  const std::string& name() const override { return name_; }

  std::optional<queue::Error> put(const queue::NewObject& object) override {
    const std::lock_guard lock(mutex_);
    if (refuses) return queue::Error{queue::Error::Kind::Refused, "full"};
    objects[object.name] = object.bytes;
    return std::nullopt;
  }
  queue::Result<bool> put_if(const queue::NewObject& object, const std::string& version) override {
    if (objects.contains(object.name) == version.empty()) return false;
    return !put(object);
  }
  queue::Result<queue::StoredObject> look_at(const std::string& name) override {
    const auto found = objects.find(name);
    if (found == objects.end()) return base::Failure{queue::Error{queue::Error::Kind::Missing, name}};
    return queue::StoredObject{.size = found->second.size(), .version = "1"};
  }
  queue::Result<queue::StoredObject> get(const std::string& name, std::size_t, queue::Patience) override {
    queue::Result<queue::StoredObject> object = look_at(name);
    if (object) object->bytes = objects[name];
    return object;
  }
  queue::Result<std::string> read(const std::string& name, std::size_t offset, std::size_t length) override {
    return objects[name].substr(offset, length);
  }
  std::optional<queue::Error> remove(const std::string& name) override {
    if (keeps == name) return queue::Error{queue::Error::Kind::Lost, "away"};
    objects.erase(name);
    return std::nullopt;
  }

  std::map<std::string, std::string> objects;
  std::atomic<bool> refuses = false;
  std::string keeps;

 private:
  std::string name_ = "s3://documents/x";
  std::mutex mutex_;
};

constexpr const char* kFirstPart = ".gongwen-batch/part-000001.jsonl";

std::string bytes_of(const std::string& path) {
  std::ostringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  return bytes.str();
}

void add(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::app) << text;
}

class StoredManifestTest : public ::testing::Test {
 protected:
  /// A run that ends without a last word.
  void run_and_die(const std::string& lines) {
    StoredManifest manifest(folder_, [] { return true; });
    ASSERT_FALSE(manifest.open(scratch_.root().string(), false));
    add(manifest.path(), lines);
    manifest.settle();
  }

  std::string joined() const {
    std::string all;
    for (const auto& [name, bytes] : folder_.objects) {
      if (name != kBatchManifestName) all += bytes;
    }
    return all;
  }

  ScratchFolder scratch_;
  FolderInMemory folder_;
};

std::string lines_of(std::size_t count, char letter) {
  std::string lines;
  for (std::size_t i = 0; i < count; ++i) lines += std::string(500, letter) + '\n';
  return lines;
}

TEST_F(StoredManifestTest, PartsHaveAllLinesAndNoneIsCut) {
  const std::string text = lines_of(6'000, 'a') + std::string(2'500'000, 'b') + '\n' + lines_of(3, 'c');
  run_and_die(text);
  EXPECT_TRUE(joined() == text);
  EXPECT_GT(folder_.objects.size(), 3);
  for (const auto& [name, bytes] : folder_.objects) EXPECT_EQ(bytes.back(), '\n') << name;
}

TEST_F(StoredManifestTest, ALineThatIsNotWholeStaysHere) {
  run_and_die("one\ntwo");
  EXPECT_EQ(folder_.objects[kFirstPart], "one\n");
}

TEST_F(StoredManifestTest, RunsGoOnWhereOthersDied) {
  folder_.objects[std::string(kBatchManifestName)] = "before";  // somebody has cut off the end of the line
  run_and_die("one\n");
  run_and_die("two\n");
  {
    StoredManifest manifest(folder_, [] { return true; });
    ASSERT_FALSE(manifest.open(scratch_.root().string(), false));
    EXPECT_EQ(bytes_of(manifest.path()), "before\none\ntwo\n");
    add(manifest.path(), "three\n");
    manifest.settle();
    EXPECT_FALSE(manifest.finish());
  }
  EXPECT_EQ(folder_.objects, (std::map<std::string, std::string>{{"manifest.jsonl", "before\none\ntwo\nthree\n"}}));
}

TEST_F(StoredManifestTest, PartsThatStayLeaveNoGap) {
  run_and_die("one\n");
  run_and_die("two\n");
  folder_.keeps = kFirstPart;
  StoredManifest manifest(folder_, [] { return true; });
  ASSERT_FALSE(manifest.open(scratch_.root().string(), false));
  EXPECT_FALSE(manifest.finish());
  EXPECT_EQ(folder_.objects.size(), 2);
  EXPECT_EQ(folder_.objects[kFirstPart], "one\n");
}

TEST_F(StoredManifestTest, ANewRunForgetsEarlierOnes) {
  run_and_die("one\n");
  folder_.objects[std::string(kBatchManifestName)] = "before\n";
  StoredManifest manifest(folder_, [] { return true; });
  ASSERT_FALSE(manifest.open(scratch_.root().string(), true));
  EXPECT_TRUE(folder_.objects.empty());
  EXPECT_EQ(bytes_of(manifest.path()), "");
}

TEST_F(StoredManifestTest, WhatCannotBePutEndsTheRun) {
  StoredManifest manifest(folder_, [] { return true; });
  ASSERT_FALSE(manifest.open(scratch_.root().string(), false));
  folder_.refuses = true;
  add(manifest.path(), "one\n");
  manifest.settle();
  EXPECT_TRUE(manifest.is_broken());
  EXPECT_EQ(manifest.finish()->reason, "full");
}

TEST_F(StoredManifestTest, NothingIsPutIntoThePlaceOfAnotherRun) {
  StoredManifest manifest(folder_, [] { return false; });
  ASSERT_FALSE(manifest.open(scratch_.root().string(), false));
  add(manifest.path(), "one\n");
  manifest.settle();
  EXPECT_TRUE(manifest.is_broken());
  EXPECT_TRUE(folder_.objects.empty());
}

TEST(StorageClaimTest, ProcessesThatHaveEnded) {
  const std::string mark = process_mark(::getpid());
  ASSERT_FALSE(mark.empty());
  EXPECT_FALSE(has_ended(mark));
  EXPECT_TRUE(has_ended(mark + "1"));                       // started at another time
  EXPECT_FALSE(has_ended("x" + mark));                      // another machine
  EXPECT_FALSE(has_ended(mark.substr(0, mark.find(' '))));  // of no process
  EXPECT_FALSE(has_ended(""));
}

TEST(StorageClaimTest, OneAtATime) {
  FolderInMemory folder;
  const auto never = [] {
    return false;
  };
  {
    StorageClaim claim(folder);
    EXPECT_TRUE(*claim.take(never));
    StorageClaim other(folder);
    EXPECT_FALSE(*other.take(never));
    EXPECT_FALSE(claim.is_lost());
  }
  EXPECT_TRUE(folder.objects.empty());
  folder.objects[".gongwen-batch/claim.json"] = "no JSON";
  StorageClaim claim(folder);
  EXPECT_FALSE(*claim.take([] { return true; }));
}

TEST(DocumentStatesTest, EachIsAskedForOnceInOrderAndOtherwiseAgain) {
  std::atomic<std::size_t> asked = 0;
  DocumentStates states([&](resources::JournalPlace place) {
    ++asked;
    return place.offset % 3 == 0;
  });
  constexpr std::size_t kCount = 2'000;
  for (std::size_t i = 0; i < kCount; ++i) states.add({i * 10, 9});
  for (std::size_t i = 0; i < kCount; ++i) EXPECT_EQ(states.are_there({i * 10, 9}), i % 3 == 0);
  EXPECT_EQ(asked, kCount);
  for (const std::size_t i : {kCount - 1, std::size_t{0}, std::size_t{77}}) {
    EXPECT_EQ(states.are_there({i * 10, 9}), i % 3 == 0);
  }
  EXPECT_FALSE(states.are_there({5, 9}));  // of no entry
}

}  // namespace
