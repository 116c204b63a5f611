#include "resources/atomic_file.h"

#include "diagnostics/catalogue/resources.h"
#include "resources/output_folder.h"
#include "resources/scratch_folder.h"

#include <atomic>
#include <fstream>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace gongwen::resources;
using gongwen::diagnostics::DiagnosticId;
namespace messages = gongwen::diagnostics::messages;
using gongwen::diagnostics::DiagnosticSink;
using gongwen::tests::ScratchFolder;
namespace fs = std::filesystem;

TEST(AtomicFile, AnOutputAppearsWholeWithNothingBesideIt) {
  const ScratchFolder folder;
  DiagnosticSink sink;
  AtomicFile file(folder.path("a.pdf"));
  ASSERT_TRUE(file.open(sink));
  ASSERT_TRUE(file.write("one ", sink));
  EXPECT_FALSE(fs::exists(folder / "a.pdf"));  // not before it is committed
  ASSERT_TRUE(file.write("two", sink));
  ASSERT_TRUE(file.commit(sink));
  EXPECT_EQ(folder.read("a.pdf"), "one two");
  EXPECT_EQ(folder.entries(), 1);
  EXPECT_TRUE(sink.diagnostics().empty());
}

TEST(AtomicFile, AnOutputThatIsGivenUpLeavesTheOldFileAndNothingElse) {
  const ScratchFolder folder;
  folder.write("a.pdf", "old");
  DiagnosticSink sink;
  {
    AtomicFile file(folder.path("a.pdf"));
    ASSERT_TRUE(file.open(sink));
    ASSERT_TRUE(file.write("new", sink));
    EXPECT_EQ(file.size(), 3);
    EXPECT_EQ(folder.read("a.pdf"), "old");
  }
  EXPECT_EQ(folder.read("a.pdf"), "old");
  EXPECT_EQ(folder.entries(), 1);
}

TEST(AtomicFile, ALibraryCanWriteTheFileByName) {
  const ScratchFolder folder;
  folder.write("a.xlsx", "old");
  DiagnosticSink sink;
  AtomicFile file(folder.path("a.xlsx"));
  ASSERT_TRUE(file.open(sink));
  ASSERT_TRUE(file.write("begun otherwise", sink));
  std::ofstream(file.temporary_path(), std::ios::binary) << "new";
  EXPECT_EQ(file.size(), 3);
  EXPECT_EQ(folder.read("a.xlsx"), "old");
  ASSERT_TRUE(file.commit(sink));
  EXPECT_EQ(folder.read("a.xlsx"), "new");
  EXPECT_EQ(folder.entries(), 1);
}

TEST(AtomicFile, AProgramThatIsKilledLeavesNothingWhereFilesNeedNoNames) {
  const ScratchFolder folder;
  const int nameless = ::open(folder.path("").c_str(), O_TMPFILE | O_RDWR, 0600);
  if (nameless < 0) return;
  ::close(nameless);
  const pid_t child = ::fork();
  if (child == 0) {
    DiagnosticSink sink;
    AtomicFile file(folder.path("a.pdf"));
    const bool begun = file.open(sink) && file.write("half", sink);
    ::_exit(begun ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(folder.entries(), 0);
}

TEST(AtomicFile, NamesThatKilledProgramsHaveLeftAreInNobodysWay) {
  const ScratchFolder folder;
  DiagnosticSink sink;
  const std::string begin = ".gongwen-" + std::to_string(::getpid()) + "-";
  for (int i = 0; i < 40; ++i) folder.write(begin + std::to_string(i), "left");
  ASSERT_TRUE(write_file(folder.path("a.pdf"), "new", sink));
  EXPECT_EQ(folder.read("a.pdf"), "new");
  EXPECT_EQ(folder.entries(), 41);
}

TEST(AtomicFile, ALinkStaysALinkAndPermissionsStayAsTheyWere) {
  const ScratchFolder folder;
  folder.write("real/a.pdf", "old");
  fs::create_symlink(folder / "real/a.pdf", folder / "link.pdf");
  fs::permissions(folder / "real/a.pdf", fs::perms::owner_read | fs::perms::owner_write);
  DiagnosticSink sink;
  ASSERT_TRUE(write_file(folder.path("link.pdf"), "new", sink));
  EXPECT_TRUE(fs::is_symlink(folder / "link.pdf"));
  EXPECT_EQ(folder.read("real/a.pdf"), "new");
  EXPECT_EQ(fs::status(folder / "real/a.pdf").permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST(AtomicFile, ANewFileGetsThePermissionsThatTheSystemGives) {
  const ScratchFolder folder;
  const mode_t before = ::umask(027);
  DiagnosticSink sink;
  ASSERT_TRUE(write_file(folder.path("a"), "x", sink));
  ::umask(before);
  struct stat status {};
  ASSERT_EQ(::stat(folder.path("a").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0640);
}

TEST(AtomicFile, OtherThreadsSeeNothingOfHowThePermissionsAreFound) {
  const ScratchFolder folder;
  const mode_t before = ::umask(027);
  std::atomic<bool> ended = false;
  std::atomic<int> changed = 0;
  std::jthread other([&ended, &changed] {
    while (!ended) {
      std::ifstream status("/proc/self/status");
      const std::string text{std::istreambuf_iterator<char>(status), {}};
      changed += text.find("Umask:\t0027") == std::string::npos;
    }
  });
  DiagnosticSink sink;
  for (int i = 0; i < 200; ++i) {
    const std::string name = std::to_string(i);
    ASSERT_TRUE(write_file(folder.path(name), "x", sink));
    gongwen::resources::NewFolder made(folder.path("."), "folder" + name);
    ASSERT_TRUE(made.open(sink) && made.add("a", "x", sink) && made.commit(sink));
    struct stat status {};
    ASSERT_EQ(::stat(folder.path("folder" + name).c_str(), &status), 0);
    ASSERT_EQ(status.st_mode & 0777, 0750);
  }
  ended = true;
  other.join();
  ::umask(before);
  EXPECT_EQ(changed, 0);
}

TEST(AtomicFile, TargetsThatCannotBeAreToldEachForItsOwnReason) {
  const ScratchFolder folder;
  fs::create_directory(folder / "folder");
  struct Case {
    std::string path;
    DiagnosticId expected;
  };
  const Case cases[] = {{folder.path("missing/missing/a.pdf"), messages::ResourcesNoFolder},
                        {folder.path("folder"), messages::ResourcesIsFolder},
                        {"", messages::ResourcesUnwritable},
                        {std::string("a\0b", 3), messages::ResourcesUnwritable}};
  for (const Case& each : cases) {
    SCOPED_TRACE(each.path);
    DiagnosticSink sink;
    EXPECT_FALSE(write_file(each.path, "x", sink));
    ASSERT_EQ(sink.diagnostics().size(), 1);
    EXPECT_EQ(sink.diagnostics()[0].id, each.expected);
  }
  EXPECT_EQ(folder.entries(), 1);
}

TEST(AtomicFile, AFileThatIsToBeNewDoesNotReplaceAnother) {
  const ScratchFolder folder;
  DiagnosticSink sink;
  EXPECT_TRUE(write_file(folder.path("a.json"), "mine", sink, Existing::Keep));
  EXPECT_FALSE(write_file(folder.path("a.json"), "other", sink, Existing::Keep));
  ASSERT_EQ(sink.diagnostics().size(), 1);
  EXPECT_EQ(sink.diagnostics().front().id, gongwen::diagnostics::messages::ResourcesExists);

  AtomicFile late(folder.path("b.json"), Existing::Keep);
  ASSERT_TRUE(late.open(sink));
  ASSERT_TRUE(late.write("late", sink));
  folder.write("b.json", "early");
  EXPECT_FALSE(late.commit(sink));
  EXPECT_EQ(folder.read("b.json"), "early");
  EXPECT_EQ(folder.read("a.json"), "mine");
}
