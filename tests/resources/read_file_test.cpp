#include "resources/read_file.h"

#include "diagnostics/catalogue/resources.h"
#include "resources/file_descriptor.h"
#include "resources/scratch_folder.h"

using namespace gongwen::resources;
using gongwen::diagnostics::DiagnosticId;
namespace messages = gongwen::diagnostics::messages;
using gongwen::diagnostics::DiagnosticSink;
using gongwen::tests::ScratchFolder;

TEST(ReadFile, BytesAreReadWholeUpToTheLimitAndNotBeyond) {
  const ScratchFolder folder;
  const std::string text(200'000, 'x');
  const std::string path = folder.write("a", text);
  DiagnosticSink sink;
  EXPECT_EQ(*read_bytes(path, {200'000}, sink), text);
  EXPECT_EQ(*read_bytes(folder.write("empty", ""), {0}, sink), "");
  EXPECT_TRUE(sink.diagnostics().empty());
  EXPECT_FALSE(read_bytes(path, {199'999}, sink).has_value());
  ASSERT_EQ(sink.diagnostics().size(), 1);
  EXPECT_EQ(sink.diagnostics()[0].id, gongwen::diagnostics::messages::ResourcesTooLarge);
}

TEST(ReadFile, WhatIsNoFileIsToldByItsKind) {
  const ScratchFolder folder;
  folder.write("file", "x");
  struct Case {
    std::string path;
    DiagnosticId expected;
  };
  const Case cases[] = {{folder.path("none"), messages::ResourcesNotFound},
                        {folder.path("file/below"), messages::ResourcesNotFound},
                        {folder.root().string(), messages::ResourcesIsFolder},
                        {std::string("a\0b", 3), messages::ResourcesNotFound}};
  for (const Case& each : cases) {
    DiagnosticSink sink;
    EXPECT_FALSE(read_bytes(each.path, {}, sink).has_value());
    ASSERT_EQ(sink.diagnostics().size(), 1);
    EXPECT_EQ(sink.diagnostics()[0].id, each.expected);
  }
}

TEST(ReadFile, TextsAreUTF8WithoutTheirMarkOrRefusedWithTheLine) {
  const ScratchFolder folder;
  SourceStore store;
  DiagnosticSink sink;
  const auto marked = read_text(folder.write("a", "\xEF\xBB\xBF甲"), {}, store, sink, "shown.html");
  ASSERT_TRUE(marked);
  EXPECT_EQ(store.source_text(*marked), "甲");
  EXPECT_EQ(store.source_name(*marked), "shown.html");
  EXPECT_FALSE(read_text(folder.write("b", "一\n二\n\xB9\xAB"), {}, store, sink).has_value());
  ASSERT_EQ(sink.diagnostics().size(), 1);
  EXPECT_EQ(sink.diagnostics()[0].id, gongwen::diagnostics::messages::ResourcesNotUtf8);
  EXPECT_EQ(sink.diagnostics()[0].arguments, (std::vector<std::string>{folder.path("b"), "3"}));
}

TEST(ReadFile, AStoreStandsOnAnotherOneAndKeepsItsIds) {
  auto below = std::make_shared<SourceStore>();
  const auto first = below->add("kind.html", "<p>");
  SourceStore render(below);
  const auto second = render.add("data.json", "{}");
  const auto late = below->add("late.html", "later");
  EXPECT_NE(first, second);
  EXPECT_EQ(render.source_name(first), "kind.html");
  EXPECT_EQ(render.source_text(second), "{}");
  // What came later into the lower store is none of the upper one's; the number is taken there.
  EXPECT_EQ(late, second);
  EXPECT_EQ(render.source_name(late), "data.json");
  EXPECT_EQ(render.source_name(gongwen::diagnostics::SourceId()), "");
  EXPECT_EQ(render.source_name(gongwen::diagnostics::SourceId(99)), "");
}

TEST(ReadFile, FilesAreMappedAsTheyAreAndOnlyFiles) {
  const ScratchFolder folder;
  const auto mapped = MappedFile::open(folder.write("font", "OTTO..."));
  ASSERT_TRUE(mapped);
  EXPECT_EQ(mapped->bytes().size(), 7);
  EXPECT_EQ(static_cast<char>(mapped->bytes()[0]), 'O');
  EXPECT_FALSE(MappedFile::open(folder.path("none")));
  EXPECT_FALSE(MappedFile::open(folder.write("empty", "")));
  EXPECT_FALSE(MappedFile::open(folder.root().string()));
}
