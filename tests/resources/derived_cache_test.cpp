// What is kept for later runs: found again for the same bytes alone, and only where nobody else can have written it.
#include "resources/derived_cache.h"

#include "resources/scratch_folder.h"

#include <filesystem>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

using gongwen::resources::DerivedCache;
using gongwen::tests::ScratchFolder;
namespace fs = std::filesystem;

namespace {

std::vector<fs::path> files_of(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
  return files;
}

/// Turns one bit of a file.
void damage(const fs::path& path, std::size_t at) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(static_cast<std::streamoff>(at));
  const int byte = file.get();
  file.seekp(static_cast<std::streamoff>(at));
  file.put(static_cast<char>(byte ^ 1));
}

}  // namespace

TEST(DerivedCache, FindsWhatWasMadeOfTheSameBytesForTheSamePurpose) {
  const ScratchFolder folder;
  const std::string path = folder / "caches/gongwen";
  DerivedCache(path).keep("a 1", "source", "made");
  const DerivedCache cache(path);
  EXPECT_EQ(cache.find("a 1", "source"), "made");
  EXPECT_EQ(cache.find("a 2", "source"), std::nullopt);
  EXPECT_EQ(cache.find("a 1", "sourc"), std::nullopt);
  EXPECT_EQ(cache.find("a 1", "Source"), std::nullopt);
  cache.keep("a 1", "", "");
  EXPECT_EQ(cache.find("a 1", ""), "");
  cache.keep("a 1", "source", "made anew");
  EXPECT_EQ(cache.find("a 1", "source"), "made anew");
}

TEST(DerivedCache, WithoutAFolderKeepsNothing) {
  const DerivedCache cache("");
  cache.keep("a", "source", "made");
  EXPECT_EQ(cache.find("a", "source"), std::nullopt);
}

TEST(DerivedCache, TakesNothingThatIsDamagedOrCutOff) {
  const ScratchFolder folder;
  const DerivedCache cache(folder.root());
  cache.keep("a", "source", "what was made");
  const fs::path file = files_of(folder.root()).front();
  const std::size_t size = fs::file_size(file);
  for (std::size_t i = 0; i < size; ++i) {
    damage(file, i);
    EXPECT_EQ(cache.find("a", "source"), std::nullopt) << "byte " << i;
    damage(file, i);
  }
  ASSERT_EQ(cache.find("a", "source"), "what was made");
  for (std::size_t length = size; length-- > 0;) {
    fs::resize_file(file, length);
    EXPECT_EQ(cache.find("a", "source"), std::nullopt) << "length " << length;
  }
  cache.keep("a", "source", "what was made");
  EXPECT_EQ(cache.find("a", "source"), "what was made");
  // Another file under its name.
  cache.keep("a", "other", "what else was made");
  for (const fs::path& other : files_of(folder.root())) {
    if (other != file) fs::rename(other, file);
  }
  EXPECT_EQ(cache.find("a", "source"), std::nullopt);
}

TEST(DerivedCache, UsesNoFolderThatOthersCanWrite) {
  const ScratchFolder folder;
  const std::string path = folder / "cache";
  const DerivedCache cache(path);
  cache.keep("a", "source", "made");
  EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_all);
  for (const mode_t mode : {0770U, 0702U}) {
    ASSERT_EQ(::chmod(path.c_str(), mode), 0);
    EXPECT_EQ(cache.find("a", "source"), std::nullopt);
    cache.keep("a", "other", "made");
    EXPECT_EQ(files_of(path).size(), 1U);
  }
  ASSERT_EQ(::chmod(path.c_str(), 0755), 0);
  EXPECT_EQ(cache.find("a", "source"), "made");
}

TEST(DerivedCache, FollowsNoLinkToAFileAndReadsNoPipe) {
  const ScratchFolder folder;
  const DerivedCache cache(folder / "cache");
  cache.keep("a", "source", "made");
  const fs::path file = files_of(folder / "cache").front();
  fs::rename(file, folder / "moved");
  fs::create_symlink(folder / "moved", file);
  EXPECT_EQ(cache.find("a", "source"), std::nullopt);
  fs::remove(file);
  ASSERT_EQ(::mkfifo(file.c_str(), 0600), 0);
  EXPECT_EQ(cache.find("a", "source"), std::nullopt);
}

TEST(DerivedCache, MakesNoFoldersFarBelowWhatIsThere) {
  const ScratchFolder folder;
  const DerivedCache cache(folder / "a/b/c");
  cache.keep("a", "source", "made");
  EXPECT_FALSE(fs::exists(folder / "a"));
  folder.write("file", "not a folder");
  DerivedCache(folder / "file").keep("a", "source", "made");
  DerivedCache(folder / "file/inner").keep("a", "source", "made");
  EXPECT_EQ(folder.read("file"), "not a folder");
}

TEST(DerivedCache, OneRunKeepsFewAndTheOldestGo) {
  const ScratchFolder folder;
  const std::string path = folder / "cache";
  const DerivedCache cache(path);
  for (int i = 0; i < 100; ++i) cache.keep("a", std::to_string(i), "made");
  EXPECT_EQ(files_of(path).size(), 16U);
  folder.write("cache/notes", "not ours to remove");
  for (int run = 1; run < 40; ++run) {
    const DerivedCache later(path);
    for (int i = 0; i < 16; ++i) later.keep("a", std::to_string(100 * run + i), "made");
    ASSERT_LE(files_of(path).size(), 257U);
  }
  EXPECT_TRUE(fs::exists(folder / "cache/notes"));
  EXPECT_EQ(DerivedCache(path).find("a", "3900"), "made");
}

TEST(DerivedCache, ThreadsThatKeepTheSameDoNotDisturbEachOther) {
  const ScratchFolder folder;
  const std::string path = folder / "cache";
  const std::string made(100'000, 'x');
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int run = 0; run < 20; ++run) {
        const DerivedCache cache(path);
        cache.keep("a", "source", made);
        EXPECT_EQ(cache.find("a", "source"), made);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(files_of(path).size(), 1U);
}
