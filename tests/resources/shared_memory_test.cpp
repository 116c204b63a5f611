#include "resources/file_descriptor.h"

#include <cerrno>
#include <cstring>
#include <string>

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

using gongwen::resources::map_shared_memory;
using gongwen::resources::SharedMemory;

TEST(SharedMemory, WhatOneSideWritesTheOtherReads) {
  const auto memory = SharedMemory::create("test", 8'192);
  ASSERT_TRUE(memory);
  const std::string_view seen = map_shared_memory(memory->file());
  ASSERT_EQ(seen.size(), 8'192);
  std::memcpy(memory->begin(), "first", 5);
  EXPECT_EQ(seen.substr(0, 6), std::string_view("first\0", 6));
  std::memcpy(memory->begin(), "again", 5);
  EXPECT_EQ(seen.substr(0, 5), "again");
}

TEST(SharedMemory, NobodyElseGetsAWayToChangeIt) {
  const auto memory = SharedMemory::create("test", 4'096);
  ASSERT_TRUE(memory);
  const int file = memory->file();
  EXPECT_EQ(write(file, "x", 1), -1);
  EXPECT_NE(ftruncate(file, 0), 0);
  EXPECT_NE(ftruncate(file, 8'192), 0);
  EXPECT_EQ(mmap(nullptr, 4'096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), MAP_FAILED);
  const std::string_view seen = map_shared_memory(file);
  ASSERT_FALSE(seen.empty());
  EXPECT_EQ(mprotect(const_cast<char*>(seen.data()), 4'096, PROT_READ | PROT_WRITE), -1);
  EXPECT_EQ(errno, EACCES);
}

TEST(SharedMemory, OtherFilesAreNone) {
  const int open_to_changes = memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  ASSERT_EQ(ftruncate(open_to_changes, 4'096), 0);
  EXPECT_TRUE(map_shared_memory(open_to_changes).empty());
  close(open_to_changes);
  EXPECT_TRUE(map_shared_memory(-1).empty());
}
