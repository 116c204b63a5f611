#include "resources/folder.h"

#include "diagnostics/catalogue/resources.h"
#include "resources/scratch_folder.h"

using namespace gongwen::resources;
using gongwen::diagnostics::DiagnosticId;
namespace messages = gongwen::diagnostics::messages;
using gongwen::diagnostics::DiagnosticSink;
using gongwen::tests::ScratchFolder;
namespace fs = std::filesystem;

TEST_CASE("only names that stay inside are inner names") {
  for (const std::string_view name : {"a", "a/b.html", "a b", "..a", "a..b/c", ".hidden", "图.png"}) {
    CAPTURE(name);
    CHECK(is_inner_name(name));
  }
  for (const std::string_view name :
       {"", "/", "/etc/passwd", "..", "../a", "a/..", "a/../b", "a//b", "a/", "./a", "a/.", "a\\b"}) {
    CAPTURE(name);
    CHECK_FALSE(is_inner_name(name));
  }
  CHECK_FALSE(is_inner_name(std::string_view("a\0b", 3)));
}

TEST_CASE("a walk through a folder lists what lies in it and does not leave it") {
  const ScratchFolder scratch;
  scratch.write("secret.txt", "secret");
  scratch.write("bundle/a.html", "");
  scratch.write("bundle/sub/b.html", "");
  scratch.write("bundle/sub/sub/c.html", "");
  fs::create_symlink(scratch / "secret.txt", scratch / "bundle/link.html");
  fs::create_symlink(scratch / "bundle/a.html", scratch / "bundle/sub/inner.html");
  fs::create_directory_symlink(scratch / "bundle", scratch / "bundle/sub/loop");
  fs::create_directory_symlink("/", scratch / "bundle/root");
  const Folder folder(scratch.path("bundle"), "bundle");
  CHECK(folder.files_below(1) == std::vector<std::string>{"a.html", "sub/b.html", "sub/inner.html"});
  CHECK(folder.files_below(2).size() == 4);
  CHECK(Folder(scratch.path("none")).files_below(2).empty());
}

TEST_CASE("nothing outside is read, neither by name nor by link") {
  const ScratchFolder scratch;
  scratch.write("secret.txt", "secret");
  scratch.write("bundle/a.html", "<p>");
  scratch.write("bundle-2/b.html", "<p>");
  fs::create_symlink(scratch / "secret.txt", scratch / "bundle/link.html");
  fs::create_directory_symlink(scratch / "bundle-2", scratch / "bundle/sub");
  fs::create_symlink(scratch / "bundle/a.html", scratch / "bundle/inner.html");
  const Folder folder(scratch.path("bundle"), "bundle");
  struct Case {
    std::string name;
    std::string expected;  // what is read; empty: refused
    DiagnosticId id = gongwen::diagnostics::messages::ResourcesOutsideBundle;
  };
  const Case cases[] = {{"a.html", "<p>"},
                        {"inner.html", "<p>"},
                        {"../secret.txt", ""},
                        {"link.html", ""},
                        {"sub/b.html", ""},
                        {scratch.path("secret.txt"), ""},
                        {"none.html", "", messages::ResourcesNotFound}};
  for (const Case& each : cases) {
    CAPTURE(each.name);
    SourceStore store;
    DiagnosticSink sink;
    const auto source = folder.read_text(each.name, {}, store, sink);
    CHECK(source.has_value() == !each.expected.empty());
    if (source) {
      CHECK(store.source_text(*source) == each.expected);
      CHECK(store.source_name(*source) == "bundle/" + each.name);
    } else {
      REQUIRE(sink.diagnostics().size() == 1);
      CHECK(sink.diagnostics()[0].id == each.id);
    }
  }
}

TEST_CASE("what a folder holds is told in the order of names") {
  const ScratchFolder scratch;
  for (const std::string_view name : {"b.txt", "a.txt", "z/x", "m/x"}) scratch.write(name, "");
  const Folder folder(scratch.root().string());
  CHECK(folder.files() == std::vector<std::string>{"a.txt", "b.txt"});
  CHECK(folder.subfolders() == std::vector<std::string>{"m", "z"});
  CHECK(folder.contains("z/x"));
  CHECK_FALSE(folder.contains("z"));  // a folder is no file
  CHECK_FALSE(Folder(scratch.path("none")).exists());
  CHECK(Folder(scratch.path("none")).files().empty());
}
