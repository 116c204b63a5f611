#include "package/zip_writer.h"

#include "resources/deflate.h"
#include "resources/file_tree.h"

#include <cstdlib>

#include <gtest/gtest.h>

using namespace gongwen::package;
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

TEST(ZipWriter, LongEntriesHaveSizesOf64Bits) {
  constexpr std::uint64_t kPacked = std::uint64_t{5} << 30;
  ZipWriter writer;
  const std::string header = writer.header({"a", {}, kPacked + 1, 7, true}, kPacked);
  const std::string next = writer.entry(stored_entry("b", "x"));
  const std::string end = writer.end();
  constexpr std::size_t kHeader = 30 + 1;
  ASSERT_EQ(header.size(), kHeader + 20);
  EXPECT_EQ(header.substr(18, 8), std::string(8, '\xff'));
  const std::string sizes = std::string("\x01\0\0\x40\x01\0\0\0", 8) + std::string("\0\0\0\x40\x01\0\0\0", 8);
  EXPECT_EQ(header.substr(kHeader + 4, 16), sizes);
  // In the directory, the sizes of the first, and the place of the second, which is beyond 4 GiB.
  constexpr std::size_t kLine = 46 + 1;
  EXPECT_EQ(end.substr(kLine, 4), std::string("\x01\0\x10\0", 4));
  EXPECT_EQ(end.substr(kLine + 4, 16), sizes);
  const std::uint64_t place = header.size() + kPacked;
  std::uint64_t stated = 0;
  for (std::size_t i = 8; i-- > 0;) {
    stated = stated << 8 | static_cast<unsigned char>(end[kLine + 20 + kLine + 4 + i]);
  }
  EXPECT_EQ(stated, place);
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
