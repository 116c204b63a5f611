#include "resources/atomic_file.h"

#include "diagnostics/catalogue/resources.h"
#include "resources/scratch_folder.h"

#include <fstream>

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

TEST_CASE("an output appears whole, with nothing beside it") {
  const ScratchFolder folder;
  DiagnosticSink sink;
  AtomicFile file(folder.path("a.pdf"));
  REQUIRE(file.open(sink));
  REQUIRE(file.write("one ", sink));
  CHECK_FALSE(fs::exists(folder / "a.pdf"));  // not before it is committed
  REQUIRE(file.write("two", sink));
  REQUIRE(file.commit(sink));
  CHECK(folder.read("a.pdf") == "one two");
  CHECK(folder.entries() == 1);
  CHECK(sink.diagnostics().empty());
}

TEST_CASE("an output that is given up leaves the old file and nothing else") {
  const ScratchFolder folder;
  folder.write("a.pdf", "old");
  DiagnosticSink sink;
  {
    AtomicFile file(folder.path("a.pdf"));
    REQUIRE(file.open(sink));
    REQUIRE(file.write("new", sink));
    CHECK(file.size() == 3);
    CHECK(folder.read("a.pdf") == "old");
  }
  CHECK(folder.read("a.pdf") == "old");
  CHECK(folder.entries() == 1);
}

TEST_CASE("a library can write the file by name") {
  const ScratchFolder folder;
  folder.write("a.xlsx", "old");
  DiagnosticSink sink;
  AtomicFile file(folder.path("a.xlsx"));
  REQUIRE(file.open(sink));
  REQUIRE(file.write("begun otherwise", sink));
  std::ofstream(file.temporary_path(), std::ios::binary) << "new";
  CHECK(file.size() == 3);
  CHECK(folder.read("a.xlsx") == "old");
  REQUIRE(file.commit(sink));
  CHECK(folder.read("a.xlsx") == "new");
  CHECK(folder.entries() == 1);
}

TEST_CASE("a program that is killed leaves nothing where files need no names") {
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
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  CHECK(folder.entries() == 0);
}

TEST_CASE("names that killed programs have left are in nobody's way") {
  const ScratchFolder folder;
  DiagnosticSink sink;
  const std::string begin = ".gongwen-" + std::to_string(::getpid()) + "-";
  for (int i = 0; i < 40; ++i) folder.write(begin + std::to_string(i), "left");
  REQUIRE(write_file(folder.path("a.pdf"), "new", sink));
  CHECK(folder.read("a.pdf") == "new");
  CHECK(folder.entries() == 41);
}

TEST_CASE("a link stays a link, and permissions stay as they were") {
  const ScratchFolder folder;
  folder.write("real/a.pdf", "old");
  fs::create_symlink(folder / "real/a.pdf", folder / "link.pdf");
  fs::permissions(folder / "real/a.pdf", fs::perms::owner_read | fs::perms::owner_write);
  DiagnosticSink sink;
  REQUIRE(write_file(folder.path("link.pdf"), "new", sink));
  CHECK(fs::is_symlink(folder / "link.pdf"));
  CHECK(folder.read("real/a.pdf") == "new");
  CHECK(fs::status(folder / "real/a.pdf").permissions() == (fs::perms::owner_read | fs::perms::owner_write));
}

TEST_CASE("a new file gets the permissions that the system gives") {
  const ScratchFolder folder;
  const mode_t before = ::umask(027);
  DiagnosticSink sink;
  REQUIRE(write_file(folder.path("a"), "x", sink));
  ::umask(before);
  struct stat status {};
  REQUIRE(::stat(folder.path("a").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0640);
}

TEST_CASE("targets that cannot be are told, each for its own reason") {
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
    CAPTURE(each.path);
    DiagnosticSink sink;
    CHECK_FALSE(write_file(each.path, "x", sink));
    REQUIRE(sink.diagnostics().size() == 1);
    CHECK(sink.diagnostics()[0].id == each.expected);
  }
  CHECK(folder.entries() == 1);
}

TEST_CASE("a file that is to be new does not replace another") {
  const ScratchFolder folder;
  DiagnosticSink sink;
  CHECK(write_file(folder.path("a.json"), "mine", sink, Existing::Keep));
  CHECK_FALSE(write_file(folder.path("a.json"), "other", sink, Existing::Keep));
  REQUIRE(sink.diagnostics().size() == 1);
  CHECK(sink.diagnostics().front().id == gongwen::diagnostics::messages::ResourcesExists);

  AtomicFile late(folder.path("b.json"), Existing::Keep);
  REQUIRE(late.open(sink));
  REQUIRE(late.write("late", sink));
  folder.write("b.json", "early");
  CHECK_FALSE(late.commit(sink));
  CHECK(folder.read("b.json") == "early");
  CHECK(folder.read("a.json") == "mine");
}
