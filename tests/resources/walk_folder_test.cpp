#include "resources/folder.h"
#include "resources/scratch_folder.h"

#include <gtest/gtest.h>

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
