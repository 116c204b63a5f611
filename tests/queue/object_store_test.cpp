#include "queue/object_store.h"

#include "resources/file_tree.h"

#include <gtest/gtest.h>

namespace {

using namespace gongwen;
using namespace gongwen::queue;

TEST(ObjectStoreTest, WhatWasPutIsThereUntilItIsRemoved) {
  const auto folder = resources::TemporaryFolder::make("/tmp");
  ASSERT_TRUE(folder);
  const auto store = open_object_store(folder->path(), {});
  ASSERT_TRUE(store);
  const std::string hash = "ab12cd34ab12cd34ab12cd34ab12cd34";
  EXPECT_EQ((*store)->get(hash, kMaxObject).error().kind, Error::Kind::Missing);
  EXPECT_FALSE((*store)->put(hash, "文件"));
  EXPECT_FALSE((*store)->put(hash, "文件"));
  EXPECT_EQ(*(*store)->get(hash, kMaxObject), "文件");
  EXPECT_FALSE((*store)->remove(hash));
  EXPECT_FALSE((*store)->remove(hash));
  EXPECT_FALSE((*store)->get(hash, kMaxObject));
}

TEST(ObjectStoreTest, NamesOfMessagesAreNoPaths) {
  const auto folder = resources::TemporaryFolder::make("/tmp");
  ASSERT_TRUE(folder);
  const auto store = open_object_store(folder->path(), {});
  for (const char* const name : {"", "..", "../../etc/passwd", "ab", "AB12CD34AB12CD34AB12CD34AB12CD34"}) {
    EXPECT_EQ((*store)->get(name, kMaxObject).error().kind, Error::Kind::Missing) << name;
    EXPECT_TRUE((*store)->put(name, "x")) << name;
    EXPECT_FALSE((*store)->remove(name)) << name;
  }
}

TEST(ObjectStoreTest, WhatWasCutOffIsReplaced) {
  const auto folder = resources::TemporaryFolder::make("/tmp");
  const auto store = open_object_store(folder->path(), {});
  const std::string hash(32, 'a');
  ASSERT_FALSE((*store)->put(hash, "half"));
  ASSERT_FALSE((*store)->put(hash, "half and the rest"));
  EXPECT_EQ(*(*store)->get(hash, kMaxObject), "half and the rest");
}

TEST(ObjectStoreTest, AFolderMustBeThere) {
  const auto store = open_object_store("/nowhere/at/all", {});
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().kind, Error::Kind::Unusable);
}

}  // namespace
