#include "resources/open_below.h"

#include "resources/scratch_folder.h"
#include "support/no_more_files.h"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>
#include <sys/stat.h>

using namespace gongwen::resources;
using gongwen::tests::ScratchFolder;
namespace fs = std::filesystem;

namespace {

std::string text_of(const FileDescriptor& file) { return file ? read_to_end(file.number(), 100).value_or("?") : ""; }

}  // namespace

TEST(OpenBelow, LinksAreFollowedInsideOrRefusedAndNothingLeadsOut) {
  const ScratchFolder scratch;
  scratch.write("secret", "secret");
  scratch.write("site/editions/a", "a");
  fs::create_directories(scratch / "site/releases/1");
  fs::create_symlink("../../editions/a", scratch / "site/releases/1/a");
  fs::create_symlink("../../../secret", scratch / "site/releases/1/out");
  fs::create_symlink(scratch / "secret", scratch / "site/absolute");
  fs::create_symlink("loop", scratch / "site/loop");
  fs::create_directory_symlink("site", scratch / "linked");
  ASSERT_EQ(::mkfifo(scratch.path("site/pipe").c_str(), 0600), 0);
  const struct {
    std::string_view path, followed, refused;
  } cases[] = {{"editions/a", "a", "a"}, {"releases/1/a", "a", ""}, {"releases/1/out", "", ""}, {"absolute", "", ""},
               {"loop", "", ""},         {"../secret", "", ""},     {"/etc/passwd", "", ""},    {"none", "", ""},
               {"editions/a/b", "", ""}, {"pipe", "", ""}};
  for (const std::string root : {"site", "linked"}) {
    for (const auto& one : cases) {
      SCOPED_TRACE(root + "/" + std::string(one.path));
      const FileDescriptor followed = open_below(scratch.path(root), std::string(one.path));
      EXPECT_TRUE(followed || is_absent(last_error()));
      EXPECT_EQ(text_of(followed), one.followed);
      const FileDescriptor refused = open_below(scratch.path(root), std::string(one.path), InnerLinks::Refuse);
      EXPECT_TRUE(refused || is_absent(last_error()));
      EXPECT_EQ(text_of(refused), one.refused);
    }
  }
  EXPECT_FALSE(open_below(scratch.path("site"), std::string("editions/a\0b", 12)));
  EXPECT_FALSE(open_below(scratch.path("none"), "a"));
  EXPECT_TRUE(is_absent(last_error()));
}

// The kernel cannot follow `..` while a file is renamed anywhere; a published page was then said not to exist.
TEST(OpenBelow, RenamesElsewhereHideNoFile) {
  const ScratchFolder scratch;
  scratch.write("site/editions/a", "a");
  fs::create_directories(scratch / "site/releases/1");
  fs::create_symlink("../../editions/a", scratch / "site/releases/1/a");
  scratch.write("elsewhere/1", "");
  std::atomic<bool> ends = false;
  std::thread renaming([&] {
    while (!ends) {
      fs::rename(scratch / "elsewhere/1", scratch / "elsewhere/2");
      fs::rename(scratch / "elsewhere/2", scratch / "elsewhere/1");
    }
  });
  int missed = 0;
  for (int i = 0; i < 20000; ++i) missed += open_below(scratch.path("site"), "releases/1/a") ? 0 : 1;
  ends = true;
  renaming.join();
  EXPECT_EQ(missed, 0);
}

TEST(OpenBelow, TooManyOpenFilesAreNoMissingFile) {
  const ScratchFolder scratch;
  scratch.write("a", "a");
  const auto [is_open, reason] = [&] {
    const gongwen::tests::NoMoreFiles none;
    const bool is_open = static_cast<bool>(open_below(scratch.root().string(), "a"));
    return std::pair(is_open, last_error());
  }();
  EXPECT_FALSE(is_open);
  EXPECT_EQ(reason, std::errc::too_many_files_open);
  EXPECT_FALSE(is_absent(reason));
}
