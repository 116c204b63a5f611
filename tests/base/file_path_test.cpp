#include "base/file_path.h"

#include <gtest/gtest.h>

using namespace gongwen::base;

TEST(FilePath, FoldersAndNamesAreJoinedByOneSlash) {
  EXPECT_EQ(join_path("out", "a.pdf"), "out/a.pdf");
  EXPECT_EQ(join_path("out/", "a.pdf"), "out/a.pdf");
  EXPECT_EQ(join_path("/", "a.pdf"), "/a.pdf");
  EXPECT_EQ(join_path("", "a.pdf"), "a.pdf");
  EXPECT_EQ(as_folder("out"), "out/");
  EXPECT_EQ(as_folder("out/"), "out/");
  EXPECT_EQ(as_folder(""), "");
}

TEST(FilePath, ANormalPathHasNoDetours) {
  EXPECT_EQ(normal_path("a/./b//../c"), "a/c");
  EXPECT_EQ(normal_path("./a"), "a");
  EXPECT_EQ(normal_path("a/.."), "");
  EXPECT_EQ(normal_path("../../a"), "../../a");
  EXPECT_EQ(normal_path("a/../../b"), "../b");
  EXPECT_EQ(normal_path("/a/../b/"), "/b");
  EXPECT_EQ(normal_path("/a/.."), "/");
}

TEST(FilePath, PathsComeApartAtTheLastSlash) {
  EXPECT_EQ(file_name("a/b/c.pdf"), "c.pdf");
  EXPECT_EQ(file_name("c.pdf"), "c.pdf");
  EXPECT_EQ(file_name("a/"), "");
  EXPECT_EQ(file_stem("a.b.pdf"), "a.b");
  EXPECT_EQ(file_stem(".hidden"), ".hidden");
  EXPECT_EQ(file_stem("name"), "name");
  EXPECT_EQ(folder_part("a/b/c.pdf"), "a/b");
  EXPECT_EQ(folder_part("/c.pdf"), "");
  EXPECT_EQ(folder_part("c.pdf"), "");
}

TEST(FilePath, SlashesAtTheEndAreLeftOut) {
  EXPECT_EQ(without_end_slashes("a//"), "a");
  EXPECT_EQ(without_end_slashes("a"), "a");
  EXPECT_EQ(without_end_slashes("/"), "/");
  EXPECT_EQ(without_end_slashes(""), "");
}
