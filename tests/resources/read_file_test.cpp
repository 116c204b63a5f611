#include "resources/read_file.h"

#include "diagnostics/catalogue/resources.h"
#include "resources/mapped_file.h"
#include "resources/scratch_folder.h"

using namespace gongwen::resources;
using gongwen::diagnostics::DiagnosticId;
namespace messages = gongwen::diagnostics::messages;
using gongwen::diagnostics::DiagnosticSink;
using gongwen::tests::ScratchFolder;

TEST_CASE("bytes are read whole, up to the limit and not beyond") {
  const ScratchFolder folder;
  const std::string text(200'000, 'x');
  const std::string path = folder.write("a", text);
  DiagnosticSink sink;
  CHECK(*read_bytes(path, {200'000}, sink) == text);
  CHECK(*read_bytes(folder.write("empty", ""), {0}, sink) == "");
  CHECK(sink.diagnostics().empty());
  CHECK_FALSE(read_bytes(path, {199'999}, sink).has_value());
  REQUIRE(sink.diagnostics().size() == 1);
  CHECK(sink.diagnostics()[0].id == gongwen::diagnostics::messages::ResourcesTooLarge);
}

TEST_CASE("what is no file is told by its kind") {
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
    CHECK_FALSE(read_bytes(each.path, {}, sink).has_value());
    REQUIRE(sink.diagnostics().size() == 1);
    CHECK(sink.diagnostics()[0].id == each.expected);
  }
}

TEST_CASE("texts are UTF-8 without their mark, or refused with the line") {
  const ScratchFolder folder;
  SourceStore store;
  DiagnosticSink sink;
  const auto marked = read_text(folder.write("a", "\xEF\xBB\xBF甲"), {}, store, sink, "shown.html");
  REQUIRE(marked);
  CHECK(store.source_text(*marked) == "甲");
  CHECK(store.source_name(*marked) == "shown.html");
  CHECK_FALSE(read_text(folder.write("b", "一\n二\n\xB9\xAB"), {}, store, sink).has_value());
  REQUIRE(sink.diagnostics().size() == 1);
  CHECK(sink.diagnostics()[0].id == gongwen::diagnostics::messages::ResourcesNotUtf8);
  CHECK(sink.diagnostics()[0].arguments == std::vector<std::string>{folder.path("b"), "3"});
}

TEST_CASE("a store stands on another one and keeps its ids") {
  auto below = std::make_shared<SourceStore>();
  const auto first = below->add("kind.html", "<p>");
  SourceStore render(below);
  const auto second = render.add("data.json", "{}");
  const auto late = below->add("late.html", "later");
  CHECK(first != second);
  CHECK(render.source_name(first) == "kind.html");
  CHECK(render.source_text(second) == "{}");
  // What came later into the lower store is none of the upper one's; the number is taken there.
  CHECK(late == second);
  CHECK(render.source_name(late) == "data.json");
  CHECK(render.source_name(gongwen::diagnostics::SourceId()) == "");
  CHECK(render.source_name(gongwen::diagnostics::SourceId(99)) == "");
}

TEST_CASE("files are mapped as they are, and only files") {
  const ScratchFolder folder;
  const auto mapped = MappedFile::open(folder.write("font", "OTTO..."));
  REQUIRE(mapped);
  CHECK(mapped->bytes().size() == 7);
  CHECK(static_cast<char>(mapped->bytes()[0]) == 'O');
  CHECK_FALSE(MappedFile::open(folder.path("none")));
  CHECK_FALSE(MappedFile::open(folder.write("empty", "")));
  CHECK_FALSE(MappedFile::open(folder.root().string()));
}
