#include "resources/journal.h"

#include "resources/output_folder.h"
#include "resources/scratch_folder.h"

using namespace gongwen::resources;
using gongwen::diagnostics::DiagnosticSink;
using gongwen::tests::ScratchFolder;

namespace {

std::vector<std::string> lines_of(const Journal& journal, DiagnosticSink& sink) {
  std::vector<std::string> lines;
  CHECK(journal.read([&](std::string_view line, JournalPlace) { lines.emplace_back(line); }, sink));
  return lines;
}

}  // namespace

TEST_CASE("a line that breaks off is cut, and the journal goes on") {
  const ScratchFolder folder;
  folder.write("j", "one\ntwo\nthr");
  DiagnosticSink sink;
  auto journal = Journal::open(folder.path("j"), JournalStart::GoOn, sink);
  REQUIRE(journal);
  CHECK(lines_of(*journal, sink) == std::vector<std::string>{"one", "two"});
  const auto place = journal->add("three", sink);
  REQUIRE(place);
  CHECK(journal->line(*place) == "three");
  CHECK(folder.read("j") == "one\ntwo\nthree\n");
}

TEST_CASE("long journals are read in blocks, and kept in another order") {
  const ScratchFolder folder;
  DiagnosticSink sink;
  auto journal = Journal::open(folder.path("j"), JournalStart::Empty, sink);
  REQUIRE(journal);
  std::vector<JournalPlace> places;
  for (int i = 0; i < 3'000; ++i) {
    const auto place = journal->add(std::to_string(i) + std::string(300, 'x'), sink);
    REQUIRE(place);
    places.insert(places.begin(), *place);
  }
  REQUIRE(lines_of(*journal, sink).size() == 3'000);
  REQUIRE(journal->keep_only(places, sink));
  const std::vector<std::string> lines = lines_of(*journal, sink);
  REQUIRE(lines.size() == 3'000);
  CHECK(lines.front().starts_with("2999x"));
  CHECK(lines.back().starts_with("0x"));
  CHECK(folder.entries() == 1);
}

TEST_CASE("a folder of outputs is locked, and rid of what was left behind") {
  const ScratchFolder folder;
  folder.write(".gongwen-batch-17", "torn");
  folder.write("a.pdf", "old");
  DiagnosticSink sink;
  auto outputs = OutputFolder::open(folder.path(""), sink);
  REQUIRE(outputs);
  CHECK(outputs->lock());
  auto other = OutputFolder::open(folder.path(""), sink);
  REQUIRE(other);
  CHECK_FALSE(other->lock());
  outputs->remove_leftovers();
  CHECK(folder.entries() == 1);
  REQUIRE(outputs->stage(1, "a.pdf", "new", sink));
  CHECK(folder.read("a.pdf") == "old");
  REQUIRE(outputs->place(1, "a.pdf", sink));
  CHECK(outputs->read("a.pdf") == "new");
  CHECK_FALSE(outputs->read("b.pdf"));
  CHECK(folder.entries() == 1);
  CHECK_FALSE(OutputFolder::open(folder.path("nowhere/nowhere"), sink));
}
