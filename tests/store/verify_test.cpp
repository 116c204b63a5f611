// That a finished issue is read back is worth something only if the reading finds what is wrong.
#include "store/publish/detail/verify.h"

#include "engine/render/expand_document.h"
#include "engine/runs/kind_run.h"
#include "support/require.h"

#include <memory>
#include <set>

#include <gtest/gtest.h>

using namespace gongwen;
using namespace gongwen::publish;

namespace {

/// A sample as it is made and expanded.
struct MadeIssue {
  std::string pdf;
  std::string workbook;
  std::optional<dom::Tree> page_tree;
  std::optional<dom::Tree> sheet_tree;
  std::vector<SheetCheck> counts;
  std::vector<engine::FinishedFile::PageSize> sizes;
  std::string ofd;
};

const std::shared_ptr<const EngineOptions>& engine_options() {
  static const std::shared_ptr<const EngineOptions> options = engine::complete_options({});
  return options;
}

FinishedIssue finished(const MadeIssue& issue, const std::string& pdf, const std::string& workbook) {
  return {pdf,
          workbook,
          *issue.page_tree,
          &*issue.sheet_tree,
          issue.sizes,
          false,
          second_reader_path(engine_options()->libexec_folder),
          issue.ofd,
          engine_options()->libexec_folder};
}

MadeIssue make(const std::string& sample) {
  static engine::FontSource fonts(engine_options()->share_folder + "/fonts", {});
  static engine::KindLibrary kinds(engine_options());
  static std::vector<std::unique_ptr<engine::KindRun>> kept;  // trees refer to their runs
  kept.push_back(std::make_unique<engine::KindRun>(kinds, fonts, "monthly-bulletin"));
  engine::KindRun& steps = *kept.back();
  const std::vector<Format> formats{Format::Pdf, Format::Xlsx, Format::Ofd};
  tests::require(steps.read({"samples/monthly-bulletin/" + sample}, {}));
  tests::require(steps.make(formats, {}));
  MadeIssue issue{steps.files()[0].bytes,      steps.files()[1].bytes, std::nullopt, std::nullopt, {},
                  steps.files()[0].page_sizes, steps.files()[2].bytes};
  const auto expand = [&](Format format) {
    return engine::expand_document(steps.kind(), *steps.kind().find_output(format), steps.data(), {}, steps.run());
  };
  issue.page_tree = expand(Format::Pdf);
  issue.sheet_tree = expand(Format::Xlsx);
  const auto count = [&](const char* list) {
    const auto found = steps.data().root().find(list);
    return found ? found->size() : std::size_t{0};
  };
  issue.counts = {{"事项", count("events"), "部分", "标题"},
                  {"在研标准项目", count("projects"), {}, {}},
                  {"国际标准投票", count("ballots"), {}, {}}};
  return issue;
}

/// The messages that verifying gives, each once, sorted.
std::set<std::string> faults(const MadeIssue& documents, const std::string& pdf, const std::string& workbook,
                             const std::vector<SheetCheck>& counts) {
  diagnostics::DiagnosticSink sink;
  verify_issue(finished(documents, pdf, workbook), counts, sink);
  std::set<std::string> ids;
  for (const auto& diagnostic : sink.diagnostics()) ids.insert(std::string(catalogue_entry(diagnostic.id).id));
  return ids;
}

using Ids = std::set<std::string>;

}  // namespace

TEST(Verify, SoundIssuesHaveNoFaultsAndTellTheirHeadings) {
  for (const char* const sample :
       {"2024-02.json", "2025-07-quiet.json", "2026-08-all-events.json", "2026-09-busy.json", "2026-10-charts.json"}) {
    SCOPED_TRACE(sample);
    const MadeIssue issue = make(sample);
    EXPECT_EQ(faults(issue, issue.pdf, issue.workbook, issue.counts), Ids{});
  }
  const MadeIssue issue = make("2024-02.json");
  diagnostics::DiagnosticSink sink;
  const auto sections = verify_issue(finished(issue, issue.pdf, issue.workbook), issue.counts, sink);
  ASSERT_EQ(sections.size(), 4);
  EXPECT_EQ(sections[0].title, "国家标准研制");
  EXPECT_EQ(sections[0].items.size(), 3);
}

TEST(Verify, ATextACellOrARowThatIsMissingIsFound) {
  const MadeIssue february = make("2024-02.json");
  const MadeIssue quiet = make("2025-07-quiet.json");
  EXPECT_EQ(faults(february, quiet.pdf, february.workbook, february.counts),
            (Ids{"publish/lost-text", "publish/ofd-differs", "publish/outputs-differ", "publish/second-reader-differs",
                 "publish/unseen-text"}));
  EXPECT_EQ(faults(february, february.pdf, quiet.workbook, february.counts),
            (Ids{"publish/lost-cell", "publish/lost-row", "publish/outputs-differ"}));
  std::vector<SheetCheck> one_more = february.counts;
  ++one_more[1].rows;
  EXPECT_EQ(faults(february, february.pdf, february.workbook, one_more), Ids{"publish/lost-row"});
}

TEST(Verify, FilesThatCannotBeReadBackAreRefused) {
  const MadeIssue issue = make("2025-07-quiet.json");
  const std::string half = issue.pdf.substr(0, issue.pdf.size() / 2);
  EXPECT_EQ(faults(issue, "no PDF", issue.workbook, issue.counts), Ids{"publish/unreadable-output"});
  EXPECT_TRUE(faults(issue, half, issue.workbook, issue.counts).contains("publish/unreadable-output"));
  EXPECT_EQ(faults(issue, issue.pdf, issue.workbook.substr(0, 500), issue.counts), Ids{"publish/unreadable-output"});
}

TEST(Verify, AnOfdFileThatIsNotThePdfIsRefused) {
  MadeIssue issue = make("2025-07-quiet.json");
  EXPECT_EQ(faults(issue, issue.pdf, issue.workbook, issue.counts), Ids{});
  const std::string sound = issue.ofd;
  issue.ofd = make("2024-02.json").ofd;
  EXPECT_EQ(faults(issue, issue.pdf, issue.workbook, issue.counts), Ids{"publish/ofd-differs"});
  // A page that cannot be unpacked.
  issue.ofd = sound;
  const std::size_t page = issue.ofd.find("Doc_0/Pages/Page_0/Content.xml");
  ASSERT_NE(page, std::string::npos);
  issue.ofd.replace(page + 60, 8, "damaged.");
  EXPECT_EQ(faults(issue, issue.pdf, issue.workbook, issue.counts), Ids{"publish/unreadable-output"});
  for (const std::size_t length : {std::size_t{4}, sound.size() / 2, sound.size() - 5}) {
    issue.ofd = sound.substr(0, length);
    EXPECT_EQ(faults(issue, issue.pdf, issue.workbook, issue.counts), Ids{"publish/unreadable-output"}) << length;
  }
}

/// The OFD file names the PDF as it was.
TEST(Verify, TheSecondReaderRefusesWhatTheFirstAccepts) {
  const MadeIssue issue = make("2025-07-quiet.json");
  // The program of a font that cannot be unpacked: its texts can still be read.
  std::string pdf = issue.pdf;
  const std::size_t stream = pdf.find("stream\n", pdf.find("/Length1"));
  ASSERT_NE(stream, std::string::npos);
  pdf.replace(stream + 7, 8, "damaged.");
  EXPECT_EQ(faults(issue, pdf, issue.workbook, issue.counts),
            (Ids{"publish/ofd-differs", "publish/second-reader-failed"}));
  // Metadata of another standard.
  pdf = issue.pdf;
  const std::string claim = "<pdfaid:part>2<";
  pdf.replace(pdf.find(claim), claim.size(), "<pdfaid:part>1<");
  EXPECT_EQ(faults(issue, pdf, issue.workbook, issue.counts),
            (Ids{"publish/ofd-differs", "publish/second-reader-differs"}));
}

TEST(Verify, APageOfAnotherSizeOrAMissingPageIsFound) {
  MadeIssue issue = make("2025-07-quiet.json");
  issue.sizes.front().width += 1;
  EXPECT_EQ(faults(issue, issue.pdf, issue.workbook, issue.counts), Ids{"publish/second-reader-differs"});
  issue = make("2025-07-quiet.json");
  issue.sizes.push_back(issue.sizes.back());
  EXPECT_EQ(faults(issue, issue.pdf, issue.workbook, issue.counts),
            (Ids{"publish/ofd-differs", "publish/second-reader-differs"}));
}

TEST(Verify, PdfAndOfdThatNameOthersAreFound) {
  const MadeIssue issue = make("2025-07-quiet.json");
  // The same pages, made alone: neither names the other.
  const auto alone = [](Format format) {
    static engine::FontSource fonts(engine_options()->share_folder + "/fonts", {});
    static engine::KindLibrary kinds(engine_options());
    engine::KindRun steps(kinds, fonts, "monthly-bulletin");
    const std::vector<Format> formats{format};
    tests::require(steps.read({"samples/monthly-bulletin/2025-07-quiet.json"}, {}));
    tests::require(steps.make(formats, {}));
    return std::string(steps.files()[0].bytes);
  };
  EXPECT_EQ(faults(issue, alone(Format::Pdf), issue.workbook, issue.counts),
            (Ids{"publish/ofd-differs", "publish/second-reader-differs"}));
  MadeIssue other = make("2025-07-quiet.json");
  other.ofd = alone(Format::Ofd);
  EXPECT_EQ(faults(other, other.pdf, other.workbook, other.counts), Ids{"publish/ofd-differs"});
}

TEST(Verify, AnOfdFileIsReadByAnotherProgram) {
  const MadeIssue issue = make("2025-07-quiet.json");
  FinishedIssue files = finished(issue, issue.pdf, issue.workbook);
  files.libexec_folder = "/nowhere";
  diagnostics::DiagnosticSink sink;
  verify_issue(files, issue.counts, sink);
  ASSERT_FALSE(sink.diagnostics().empty());
  EXPECT_EQ(catalogue_entry(sink.diagnostics().front().id).id, "intake/no-reader");
}

TEST(Verify, NothingIsVerifiedWithoutTheSecondReader) {
  const MadeIssue issue = make("2025-07-quiet.json");
  const auto ids_with = [&](const char* program) {
    FinishedIssue files = finished(issue, issue.pdf, issue.workbook);
    files.second_reader = program;
    diagnostics::DiagnosticSink sink;
    verify_issue(files, issue.counts, sink);
    Ids ids;
    for (const auto& diagnostic : sink.diagnostics()) ids.insert(std::string(catalogue_entry(diagnostic.id).id));
    return ids;
  };
  EXPECT_EQ(ids_with("/nowhere/gongwen-verify"), Ids{"publish/no-second-reader"});
  // One that fails, says nothing, says something else.
  for (const char* const program : {"/bin/false", "/bin/true", "/bin/cat"}) {
    EXPECT_EQ(ids_with(program), Ids{"publish/second-reader-failed"}) << program;
  }
}
