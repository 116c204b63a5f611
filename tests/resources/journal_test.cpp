#include "resources/journal.h"

#include "resources/output_folder.h"
#include "resources/scratch_folder.h"

using namespace gongwen::resources;
using gongwen::diagnostics::DiagnosticSink;
using gongwen::tests::ScratchFolder;

namespace {

std::vector<std::string> lines_of(const Journal& journal, DiagnosticSink& sink) {
  std::vector<std::string> lines;
  EXPECT_TRUE(journal.read([&](std::string_view line, JournalPlace) { lines.emplace_back(line); }, sink));
  return lines;
}

}  // namespace

TEST(Journal, ALineThatBreaksOffIsCutAndTheJournalGoesOn) {
  const ScratchFolder folder;
  folder.write("j", "one\ntwo\nthr");
  DiagnosticSink sink;
  auto journal = Journal::open(folder.path("j"), JournalStart::GoOn, sink);
  ASSERT_TRUE(journal);
  EXPECT_EQ(lines_of(*journal, sink), (std::vector<std::string>{"one", "two"}));
  const auto place = journal->add("three", sink);
  ASSERT_TRUE(place);
  EXPECT_EQ(journal->line(*place), "three");
  EXPECT_EQ(folder.read("j"), "one\ntwo\nthree\n");
}

TEST(Journal, LongJournalsAreReadInBlocksAndKeptInAnotherOrder) {
  const ScratchFolder folder;
  DiagnosticSink sink;
  auto journal = Journal::open(folder.path("j"), JournalStart::Empty, sink);
  ASSERT_TRUE(journal);
  std::vector<JournalPlace> places;
  for (int i = 0; i < 3'000; ++i) {
    const auto place = journal->add(std::to_string(i) + std::string(300, 'x'), sink);
    ASSERT_TRUE(place);
    places.insert(places.begin(), *place);
  }
  ASSERT_EQ(lines_of(*journal, sink).size(), 3'000);
  ASSERT_TRUE(journal->keep_only(places, sink));
  const std::vector<std::string> lines = lines_of(*journal, sink);
  ASSERT_EQ(lines.size(), 3'000);
  EXPECT_TRUE(lines.front().starts_with("2999x"));
  EXPECT_TRUE(lines.back().starts_with("0x"));
  EXPECT_EQ(folder.entries(), 1);
}

TEST(Journal, AFolderOfOutputsIsLockedAndRidOfWhatWasLeftBehind) {
  const ScratchFolder folder;
  folder.write(".gongwen-batch-17", "torn");
  folder.write("a.pdf", "old");
  DiagnosticSink sink;
  auto outputs = OutputFolder::open(folder.path(""), sink);
  ASSERT_TRUE(outputs);
  EXPECT_TRUE(outputs->lock());
  auto other = OutputFolder::open(folder.path(""), sink);
  ASSERT_TRUE(other);
  EXPECT_FALSE(other->lock());
  outputs->remove_leftovers();
  EXPECT_EQ(folder.entries(), 1);
  ASSERT_TRUE(outputs->stage(1, "a.pdf", "new", sink));
  EXPECT_EQ(folder.read("a.pdf"), "old");
  ASSERT_TRUE(outputs->place(1, "a.pdf", sink));
  EXPECT_EQ(outputs->read("a.pdf"), "new");
  EXPECT_FALSE(outputs->read("b.pdf"));
  EXPECT_EQ(folder.entries(), 1);
  EXPECT_FALSE(OutputFolder::open(folder.path("nowhere/nowhere"), sink));
}
