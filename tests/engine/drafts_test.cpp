// Drafts of the samples of all kinds: nothing is lost between two editions of a document.
#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <sstream>

#include <gongwen/engine.h>
#include <gtest/gtest.h>

using namespace gongwen;

namespace {

/// The texts of a dumped tree without those below some elements, and without white space.
class DumpedTexts {
 public:
  explicit DumpedTexts(const std::string& dump) : dump_(dump) {}

  std::string without(const std::vector<std::string>& left_out) const {
    std::string texts;
    std::istringstream lines(dump_);
    std::optional<std::size_t> skipped;  // everything that is deeper
    for (std::string line; std::getline(lines, line);) {
      const std::size_t depth = line.find_first_not_of(' ');
      if (depth == std::string::npos || (skipped && depth > *skipped)) continue;
      skipped.reset();
      const std::string content = line.substr(depth);
      const bool out = std::any_of(left_out.begin(), left_out.end(),
                                   [&](const std::string& element) { return content.starts_with(element); });
      if (out) skipped = depth;
      if (content.starts_with('"')) append_text(content, texts);
    }
    return texts;
  }

 private:
  static void append_text(const std::string& quoted, std::string& texts) {
    for (std::size_t i = 1; i < quoted.size() && quoted[i] != '"'; ++i) {
      if (quoted[i] == '\\' && quoted[i + 1] == 'n') {
        ++i;
      } else if (quoted[i] == '\\') {
        texts += quoted[++i];
      } else if (quoted[i] != ' ' && quoted[i] != '\t') {
        texts += quoted[i];
      }
    }
  }

  const std::string& dump_;
};

std::string dom_of(const Engine& engine, const std::string& kind, const std::string& path, const std::string& former) {
  RenderOptions options;
  if (!former.empty()) options.draft.changes_from = {former};
  const TextResult result = engine.dump(kind, Stage::Dom, Format::Pdf, {path}, options);
  EXPECT_TRUE(result.report.ok()) << path << result.report.text(Language::English);
  return result.text;
}

std::map<std::string, std::vector<std::string>> samples_of_kinds() {
  std::map<std::string, std::vector<std::string>> samples;
  for (const auto& kind : std::filesystem::directory_iterator("samples")) {
    for (const auto& file : std::filesystem::directory_iterator(kind.path())) {
      if (file.path().extension() == ".json") samples[kind.path().filename().string()].push_back(file.path().string());
    }
  }
  for (auto& [kind, files] : samples) std::sort(files.begin(), files.end());
  return samples;
}

const std::vector<std::string> kTable = {"head", "section class=\"gw-changes\""};

std::vector<std::string> and_table(std::string element) {
  std::vector<std::string> elements = kTable;
  elements.push_back(std::move(element));
  return elements;
}

}  // namespace

TEST(Drafts, NothingIsLostBetweenTwoEditions) {
  const Engine engine;
  std::size_t compared = 0;
  for (const auto& [kind, files] : samples_of_kinds()) {
    for (std::size_t i = 0; i < files.size(); ++i) {
      const std::string& former = files[i];
      const std::string& current = files[(i + 1) % files.size()];
      const std::string before = dom_of(engine, kind, former, {});
      const std::string now = dom_of(engine, kind, current, {});
      const std::string marked = dom_of(engine, kind, current, former);
      ++compared;
      EXPECT_EQ(DumpedTexts(marked).without(and_table("del ")), DumpedTexts(now).without(kTable)) << current;
      // What controls showed is a text where it is no longer shown.
      if (before.find("input ") != std::string::npos || before.find("select ") != std::string::npos) continue;
      EXPECT_EQ(DumpedTexts(marked).without(and_table("ins ")), DumpedTexts(before).without(kTable)) << former;
    }
  }
  EXPECT_GE(compared, 39U);
}

TEST(Drafts, TheSameDataHaveNoChanges) {
  const Engine engine;
  for (const auto& [kind, files] : samples_of_kinds()) {
    const std::string marked = dom_of(engine, kind, files.front(), files.front());
    EXPECT_EQ(marked.find("gw-change\""), std::string::npos) << kind;
    EXPECT_NE(marked.find("gw-changes-note"), std::string::npos) << kind;
  }
}
