// Files and folders for one user alone, and files that are on the disk when they are written.
#include "resources/file_tree.h"

#include "resources/scratch_folder.h"
#include "support/no_more_files.h"
#include "support/skips.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace gongwen::resources;
using gongwen::tests::ScratchFolder;

namespace {

mode_t mode_of(const std::string& path) {
  struct stat status {};
  EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 07777;
}

}  // namespace

TEST(FileTree, ADurableFileIsThereWholeWithNothingBesideIt) {
  const ScratchFolder folder;
  const std::string path = folder / "file";
  ASSERT_FALSE(write_durable_file(path, "first"));
  ASSERT_FALSE(write_durable_file(path, "second"));
  EXPECT_EQ(folder.read("file"), "second");
  EXPECT_EQ(mode_of(path), 0600U);
  ASSERT_FALSE(write_durable_file(path, "third", IfExists::Keep));
  EXPECT_EQ(folder.read("file"), "second");
  ASSERT_FALSE(write_durable_file(folder / "new", "fourth", IfExists::Keep));
  EXPECT_EQ(folder.read("new"), "fourth");
  EXPECT_EQ(mode_of(folder / "new"), 0600U);
  ASSERT_FALSE(remove_tree(folder / "new"));
  EXPECT_TRUE(write_durable_file(folder / "missing/file", "x"));
  ASSERT_FALSE(make_folders(folder / "folder/inner"));
  EXPECT_TRUE(write_durable_file(folder / "folder", "x"));
  EXPECT_EQ(names_in(folder / ""), (std::vector<std::string>{"file", "folder"}));
}

// An empty list would let a copy of a site go out without its pages, and a backup without its files.
TEST(FileTree, AFolderThatCannotBeListedIsNotAnEmptyOne) {
  const ScratchFolder folder;
  folder.write("full/b", "");
  folder.write("full/.a", "");
  folder.write("empty/a", "");
  ASSERT_FALSE(remove_tree(folder / "empty/a"));
  EXPECT_EQ(*list_folder(folder / "full"), (std::vector<std::string>{".a", "b"}));
  EXPECT_EQ(*list_folder(folder / "empty"), std::vector<std::string>());
  EXPECT_EQ(list_folder(folder / "none").error(), std::errc::no_such_file_or_directory);
  EXPECT_EQ(list_folder(folder / "full/b").error(), std::errc::not_a_directory);
  const gongwen::tests::NoMoreFiles none;
  EXPECT_EQ(list_folder(folder / "full").error(), std::errc::too_many_files_open);
  EXPECT_TRUE(names_in(folder / "full").empty());
}

TEST(FileTree, PrivateFoldersAreForOneUserAlone) {
  const ScratchFolder folder;
  ASSERT_FALSE(make_private_folder(folder / "outer/inner/"));
  EXPECT_EQ(mode_of(folder / "outer/inner"), 0700U);
  ASSERT_EQ(::chmod((folder / "outer/inner").c_str(), 0755), 0);
  ASSERT_FALSE(make_private_folder(folder / "outer/inner"));
  EXPECT_EQ(mode_of(folder / "outer/inner"), 0700U);
  // As /tmp is.
  ASSERT_EQ(::chmod((folder / "outer").c_str(), 01777), 0);
  ASSERT_FALSE(make_private_folder(folder / "outer"));
  EXPECT_EQ(mode_of(folder / "outer"), 01777U);
  folder.write("file", "x");
  EXPECT_EQ(make_private_folder(folder / "file"), std::errc::file_exists);
}

TEST(FileTree, PrivateFilesKeepWhatIsInThem) {
  const ScratchFolder folder;
  ASSERT_FALSE(make_private_file(folder / "new"));
  EXPECT_EQ(mode_of(folder / "new"), 0600U);
  folder.write("old", "x");
  ASSERT_EQ(::chmod((folder / "old").c_str(), 0644), 0);
  ASSERT_FALSE(make_private_file(folder / "old"));
  EXPECT_EQ(mode_of(folder / "old"), 0600U);
  EXPECT_EQ(folder.read("old"), "x");
}

TEST(FileTree, TemporaryFoldersAreMadeWhereTheyAreWanted) {
  const ScratchFolder parent;
  std::string path;
  {
    const auto folder = TemporaryFolder::make(parent / "");
    ASSERT_TRUE(folder);
    path = folder->path();
    EXPECT_EQ(mode_of(path), 0700U);
    EXPECT_FALSE(write_new_file(path + "/file", "x"));
  }
  EXPECT_FALSE(path_exists(path));
  EXPECT_FALSE(TemporaryFolder::make({}));
  EXPECT_FALSE(TemporaryFolder::make(parent / "missing"));
}

TEST(FileTree, WhatIsSomebodyElsesStaysAsItIs) {
  if (::geteuid() != 0) GONGWEN_SKIP_WITHOUT(Root);
  const ScratchFolder folder;
  folder.write("file", "x");
  ASSERT_EQ(::chmod((folder / "file").c_str(), 0644), 0);
  ASSERT_EQ(::chown((folder / "file").c_str(), 65'534, 65'534), 0);
  EXPECT_FALSE(make_private_file(folder / "file"));
  EXPECT_EQ(mode_of(folder / "file"), 0644U);
}

TEST(FileTree, TimesOfFilesAreSetAndRead) {
  const ScratchFolder folder;
  folder.write("file", "x");
  ASSERT_FALSE(set_file_time(folder / "file", 1'790'000'000));
  EXPECT_EQ(file_time(folder / "file"), 1'790'000'000);
  EXPECT_EQ(file_time(folder / "missing"), std::nullopt);
  EXPECT_TRUE(set_file_time(folder / "missing", 0));
}
