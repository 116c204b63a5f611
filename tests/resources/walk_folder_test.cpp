#include "resources/files.h"
#include "resources/folder.h"
#include "resources/scratch_folder.h"

#include <system_error>

#include <gtest/gtest.h>
#include <sys/resource.h>

using namespace gongwen::resources;
using gongwen::tests::ScratchFolder;
namespace fs = std::filesystem;
using Names = std::vector<std::string>;

namespace {

bool takes(std::string_view name) { return !name.starts_with('.'); }

}  // namespace

TEST(WalkFolder, AWalkFindsTheFilesOfAllFoldersAndTellsWhereItDidNotGo) {
  const ScratchFolder scratch;
  for (const char* name : {"in/b.pdf", "in/a/c.pdf", "in/a/d/e.pdf", "in/.hidden/f.pdf", "in/.g.pdf", "out/h.pdf"}) {
    scratch.write(name, "");
  }
  fs::create_directory_symlink(scratch / "in", scratch / "in/a/loop");
  fs::create_symlink(scratch / "out/h.pdf", scratch / "in/h.pdf");
  fs::create_symlink(scratch / "nowhere", scratch / "in/dangling.pdf");
  const FolderWalk all = walk_folder(scratch.path("in"), 2, takes);
  EXPECT_EQ(all.files, (Names{scratch.path("in/a/c.pdf"), scratch.path("in/a/d/e.pdf"), scratch.path("in/b.pdf"),
                              scratch.path("in/h.pdf")}));
  EXPECT_EQ(all.links, Names{scratch.path("in/a/loop")});
  EXPECT_TRUE(all.deep.empty());
  EXPECT_TRUE(all.unreadable.empty());
  const FolderWalk shallow = walk_folder(scratch.path("in"), 1, takes);
  EXPECT_EQ(shallow.files.size(), 3);
  EXPECT_EQ(shallow.deep, Names{scratch.path("in/a/d")});
  EXPECT_EQ(walk_folder(scratch.path("none"), 1, takes).unreadable, Names{scratch.path("none")});
}

TEST(WalkFolder, PatternsNameFoldersThatCannotBeListed) {
  const ScratchFolder scratch;
  scratch.write("in/a/b.json", "");
  fs::create_symlink("nowhere", scratch / "in/dangling");
  const std::string pattern = scratch.path("in/*/*.json");
  const MatchedFiles matched = match_files(pattern);
  EXPECT_EQ(matched.files, Names{scratch.path("in/a/b.json")});
  EXPECT_TRUE(matched.unreadable.empty());
  EXPECT_FALSE(listing_error(scratch.path("in/a")));
  EXPECT_TRUE(match_files(scratch.path("none/*.json")).unreadable.empty());
  // Without file descriptors nobody can list a folder, not even root.
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  rlimit none = limit;
  none.rlim_cur = 0;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  const MatchedFiles missing = match_files(pattern);
  const std::error_code error = listing_error(scratch.path("in/a"));
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
  EXPECT_EQ(missing.unreadable.size(), 1);
  EXPECT_EQ(error, std::errc::too_many_files_open);
}

TEST(WalkFolder, PathsAreComparedByWhereTheyLead) {
  const ScratchFolder scratch;
  scratch.write("in/a/b.pdf", "");
  fs::create_directory_symlink(scratch / "in", scratch / "link");
  EXPECT_TRUE(is_same_path(scratch.path("in/a/b.pdf"), scratch.path("link/./a/../a/b.pdf")));
  EXPECT_TRUE(is_same_path(scratch.path("in/new.xlsx"), scratch.path("in//new.xlsx")));
  EXPECT_TRUE(is_same_path(scratch.path("in/"), scratch.path("in")));
  EXPECT_FALSE(is_same_path(scratch.path("in/a"), scratch.path("in/b")));
  EXPECT_TRUE(is_path_below(scratch.path("link/a/b.pdf"), scratch.path("in/")));
  EXPECT_TRUE(is_path_below(scratch.path("in/none/new.json"), scratch.path("in/none")));
  EXPECT_FALSE(is_path_below(scratch.path("in"), scratch.path("in")));
  EXPECT_FALSE(is_path_below(scratch.path("in2/a"), scratch.path("in")));
}
