#include "resources/folder.h"

#include "diagnostics/catalogue/resources.h"
#include "resources/scratch_folder.h"

using namespace gongwen::resources;
using gongwen::diagnostics::DiagnosticId;
namespace messages = gongwen::diagnostics::messages;
using gongwen::diagnostics::DiagnosticSink;
using gongwen::tests::ScratchFolder;
namespace fs = std::filesystem;

TEST(Folder, OnlyNamesThatStayInsideAreInnerNames) {
  for (const std::string_view name : {"a", "a/b.html", "a b", "..a", "a..b/c", ".hidden", "图.png"}) {
    SCOPED_TRACE(name);
    EXPECT_TRUE(is_inner_name(name));
  }
  for (const std::string_view name :
       {"", "/", "/etc/passwd", "..", "../a", "a/..", "a/../b", "a//b", "a/", "./a", "a/.", "a\\b"}) {
    SCOPED_TRACE(name);
    EXPECT_FALSE(is_inner_name(name));
  }
  EXPECT_FALSE(is_inner_name(std::string_view("a\0b", 3)));
}

TEST(Folder, AWalkThroughAFolderListsWhatLiesInItAndDoesNotLeaveIt) {
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
  EXPECT_EQ(folder.files_below(1), (std::vector<std::string>{"a.html", "sub/b.html", "sub/inner.html"}));
  EXPECT_EQ(folder.files_below(2).size(), 4);
  EXPECT_TRUE(Folder(scratch.path("none")).files_below(2).empty());
}

TEST(Folder, NothingOutsideIsReadNeitherByNameNorByLink) {
  const ScratchFolder scratch;
  scratch.write("secret.txt", "secret");
  scratch.write("bundle/a.html", "<p>");
  scratch.write("bundle-2/b.html", "<p>");
  fs::create_symlink(scratch / "secret.txt", scratch / "bundle/link.html");
  fs::create_directory_symlink(scratch / "bundle-2", scratch / "bundle/sub");
  fs::create_symlink(scratch / "bundle/a.html", scratch / "bundle/inner.html");
  // Links lead to the folder itself; that changes nothing.
  scratch.write("links/file", "");
  fs::create_directory_symlink(scratch.root(), scratch / "links/up");
  fs::create_directory_symlink(scratch / "bundle", scratch / "linked");
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
  for (const char* root : {"bundle", "linked", "links/up/bundle"}) {
    const Folder folder(scratch.path(root), "bundle");
    for (const Case& each : cases) {
      SCOPED_TRACE(std::string(root) + " " + each.name);
      SourceStore store;
      DiagnosticSink sink;
      const auto source = folder.read_text(each.name, {}, store, sink);
      EXPECT_EQ(source.has_value(), !each.expected.empty());
      if (source) {
        EXPECT_EQ(store.source_text(*source), each.expected);
        EXPECT_EQ(store.source_name(*source), "bundle/" + each.name);
      } else {
        ASSERT_EQ(sink.diagnostics().size(), 1);
        EXPECT_EQ(sink.diagnostics()[0].id, each.id);
      }
    }
  }
}

TEST(Folder, WhatAFolderHoldsIsToldInTheOrderOfNames) {
  const ScratchFolder scratch;
  for (const std::string_view name : {"b.txt", "a.txt", "z/x", "m/x"}) scratch.write(name, "");
  const Folder folder(scratch.root().string());
  EXPECT_EQ(folder.files(), (std::vector<std::string>{"a.txt", "b.txt"}));
  EXPECT_EQ(folder.subfolders(), (std::vector<std::string>{"m", "z"}));
  EXPECT_TRUE(folder.contains("z/x"));
  EXPECT_FALSE(folder.contains("z"));  // a folder is not a file
  EXPECT_FALSE(Folder(scratch.path("none")).exists());
  EXPECT_TRUE(Folder(scratch.path("none")).files().empty());
}

TEST(Folder, FilesInMemoryAreReadAsThoseOnTheDisk) {
  auto files = std::make_shared<FilesInMemory>();
  for (const char* const name : {"kind/a.html", "kind/sub/b.html", "kind/sub.txt", "kinds.html", "z"}) {
    (*files)[name] = std::string("text of ") + name;
  }
  const Folder all(files, {});
  EXPECT_EQ(all.subfolders(), std::vector<std::string>{"kind"});
  EXPECT_EQ(all.files(), (std::vector<std::string>{"kinds.html", "z"}));
  const Folder kind = all.below("kind");
  EXPECT_TRUE(kind.exists());
  EXPECT_FALSE(all.below("kin").exists());
  EXPECT_EQ(kind.files(), (std::vector<std::string>{"a.html", "sub.txt"}));
  EXPECT_EQ(kind.subfolders(), std::vector<std::string>{"sub"});
  EXPECT_EQ(kind.files_below(0), (std::vector<std::string>{"a.html", "sub.txt"}));
  EXPECT_EQ(kind.files_below(1), (std::vector<std::string>{"a.html", "sub.txt", "sub/b.html"}));
  EXPECT_TRUE(kind.contains("sub/b.html"));
  EXPECT_FALSE(kind.contains("sub"));
  EXPECT_FALSE(kind.contains("../z"));
  SourceStore store;
  DiagnosticSink sink;
  const auto source = kind.read_text("a.html", {}, store, sink);
  ASSERT_TRUE(source);
  EXPECT_EQ(store.source_name(*source), "kind/a.html");
  EXPECT_EQ(store.source_text(*source), "text of kind/a.html");
  EXPECT_FALSE(kind.read_bytes("../z", {}, sink));
  EXPECT_FALSE(kind.read_bytes("none", {}, sink));
  EXPECT_EQ(sink.diagnostics().at(0).id, messages::ResourcesOutsideBundle);
  EXPECT_EQ(sink.diagnostics().at(1).id, messages::ResourcesNotFound);
  EXPECT_EQ(sink.diagnostics().at(1).arguments.at(0), "kind/none");
}
