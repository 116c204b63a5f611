// A batch that is made again into the folder of an earlier one: what people changed stays, and what the kind or its
// options make otherwise is made again.
#include "resources/scratch_folder.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <gongwen/batch.h>
#include <gtest/gtest.h>

using namespace gongwen;
namespace fs = std::filesystem;

namespace {

constexpr std::string_view kLetter =
    R"({"org": "某某研究院", "title": {"zh": "示例标准", "en": "An example"}, "wg": 5, "leader": ")";

std::string bytes_of(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

class BatchAgain : public testing::Test {
 protected:
  BatchAgain() {
    options_.inputs = {folder_.path("letters.jsonl")};
    options_.folder = folder_.path("out");
    options_.formats = {Format::Pdf};
    options_.jobs = 1;
  }

  BatchResult run(const std::vector<std::string>& leaders) {
    std::string letters;
    for (const std::string& leader : leaders) letters.append(kLetter).append(leader).append("\"}\n");
    folder_.write("letters.jsonl", letters);
    BatchResult result = engine_.batch("commitment-letter", options_);
    EXPECT_EQ(result.counts.failed, 0U) << result.report.text(Language::English);
    return result;
  }

  std::vector<fs::path> documents() const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(options_.folder)) {
      if (entry.path().extension() == ".pdf") found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());  // `…-2.pdf` before `….pdf`
    return found;
  }

  const Engine engine_;
  const tests::ScratchFolder folder_;
  BatchOptions options_;
};

TEST_F(BatchAgain, PruningRemovesFilesOfRecordsThatAreGoneAndKeepsThoseThatPeopleChanged) {
  run({"张示例", "李示例", "王示例"});
  const std::vector<fs::path> all = documents();
  ASSERT_EQ(all.size(), 3U);
  std::ofstream(all[1], std::ios::app) << "% signed by hand\n";
  options_.prune = true;
  const BatchResult pruned = run({"张示例"});
  EXPECT_TRUE(pruned.pruned);
  EXPECT_EQ(pruned.stale.size(), 1U);
  const std::vector<fs::path> left = documents();
  ASSERT_EQ(left.size(), 2U);
  EXPECT_EQ(left[0], all[1]);
  EXPECT_EQ(left[1], all[2]);  // the first record's
  EXPECT_TRUE(bytes_of(all[1]).ends_with("% signed by hand\n"));
}

TEST_F(BatchAgain, ResumingTakesNoDocumentThatOtherOptionsMade) {
  options_.resume = true;
  run({"张示例", "李示例"});
  EXPECT_EQ(run({"张示例", "李示例"}).counts.skipped, 2U);
  const std::vector<fs::path> all = documents();
  ASSERT_EQ(all.size(), 2U);
  const std::string before = bytes_of(all[0]);

  options_.render.draft.mark = "草案";
  const BatchResult marked = run({"张示例", "李示例"});
  EXPECT_EQ(marked.counts.skipped, 0U);
  EXPECT_EQ(marked.counts.made, 2U);
  EXPECT_TRUE(bytes_of(all[0]) != before);

  options_.render.draft.mark.clear();
  EXPECT_EQ(run({"张示例", "李示例"}).counts.skipped, 0U);
  EXPECT_TRUE(bytes_of(all[0]) == before);
}

TEST_F(BatchAgain, ResumingTakesNoDocumentOfOtherDataOrThatPeopleChanged) {
  options_.resume = true;
  run({"张示例", "李示例"});
  const std::vector<fs::path> all = documents();
  ASSERT_EQ(all.size(), 2U);
  const std::string before = bytes_of(all.back());
  std::ofstream(all.back(), std::ios::app) << "x";
  EXPECT_EQ(run({"张示例", "李示例"}).counts.skipped, 1U);
  EXPECT_TRUE(bytes_of(all.back()) == before);
  EXPECT_EQ(run({"赵示例", "李示例"}).counts.skipped, 1U);
  EXPECT_TRUE(bytes_of(all.back()) != before);
}

}  // namespace
