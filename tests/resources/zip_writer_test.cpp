#include "resources/zip_writer.h"

#include "resources/deflate.h"
#include "resources/file_tree.h"

#include <cstdlib>

#include <gtest/gtest.h>

using namespace gongwen::resources;

TEST(ZipWriter, HasDeflatedEntriesBesideStoredOnes) {
  const std::string text(5000, 'a');
  const std::string packed = deflate(text);
  ZipWriter writer;
  std::string archive = writer.entry(stored_entry("first", "1"));
  archive += writer.entry(deflated_entry("folder/second", packed, text.size(), crc32(text)));
  archive += writer.end();
  EXPECT_LT(archive.size(), 500);
  const auto folder = TemporaryFolder::make("/tmp");
  const std::string path = folder->path() + "/a.zip";
  ASSERT_FALSE(write_new_file(path, archive));
  const std::string command =
      "/usr/bin/python3 -c 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); "
      "sys.exit(z.testzip() is not None or z.namelist() != [\"first\", \"folder/second\"] or "
      "z.read(\"folder/second\") != b\"a\" * 5000)' " +
      path;
  EXPECT_EQ(std::system(command.c_str()), 0);
}

TEST(ZipWriter, HasManyEntries) {
  constexpr std::size_t kMany = 70'000;
  ZipWriter writer;
  std::string archive;
  for (std::size_t i = 0; i < kMany; ++i) archive += writer.entry(stored_entry(std::to_string(i), "x"));
  archive += writer.end();
  // Python reads it, with ZIP64.
  const auto folder = TemporaryFolder::make("/tmp");
  const std::string path = folder->path() + "/a.zip";
  ASSERT_FALSE(write_new_file(path, archive));
  const std::string command =
      "/usr/bin/python3 -c 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); "
      "sys.exit(len(z.namelist()) != 70000 or z.read(\"69999\") != b\"x\")' " +
      path;
  EXPECT_EQ(std::system(command.c_str()), 0);
}
