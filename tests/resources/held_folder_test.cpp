// Folders that outlive no process for long.
#include "resources/file_tree.h"
#include "resources/folder.h"
#include "resources/scratch_folder.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace gongwen::resources;
using gongwen::tests::ScratchFolder;

TEST(HeldFolder, GoesWithItsOwner) {
  const ScratchFolder folder;
  const std::string parent = folder / "tmp";
  {
    const auto held = HeldFolder::make(parent);
    ASSERT_TRUE(held);
    ASSERT_FALSE(write_new_file(held->path() + "/form.json", "{}"));
    const auto other = HeldFolder::make(parent);
    ASSERT_TRUE(other);
    EXPECT_NE(held->path(), other->path());
    EXPECT_TRUE(path_exists(held->path() + "/form.json")) << "somebody else is at work there";
  }
  EXPECT_EQ(names_in(parent), std::vector<std::string>{"gate.lock"});
}

TEST(HeldFolder, WhatAKilledOwnerLeftGoesWithTheNextOne) {
  const ScratchFolder folder;
  const std::string parent = folder / "tmp";
  const pid_t child = ::fork();
  if (child == 0) {
    auto held = HeldFolder::make(parent);
    const bool well = held && !write_new_file(held->path() + "/form.json", "{}");
    ::_exit(well ? 0 : 1);  // nothing is cleared away
  }
  int status = 1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
  EXPECT_EQ(names_in(parent).size(), 3U);
  const auto held = HeldFolder::make(parent);
  ASSERT_TRUE(held);
  EXPECT_EQ(names_in(parent).size(), 3U);
  EXPECT_FALSE(path_exists(held->path() + "/form.json"));
}
