#include "support/golden.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace gongwen::tests {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// The first line that differs, with the expected and the actual text.
std::string first_difference(const std::string& expected, const std::string& actual) {
  const std::vector<std::string> a = lines_of(expected);
  const std::vector<std::string> b = lines_of(actual);
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    const std::string left = i < a.size() ? a[i] : "(end)";
    const std::string right = i < b.size() ? b[i] : "(end)";
    if (left != right) return "line " + std::to_string(i + 1) + "\n  expected: " + left + "\n  actual:   " + right;
  }
  return {};
}

}  // namespace

std::string read_file(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void check_golden(const std::filesystem::path& file, const std::string& actual) {
  if (std::getenv("GONGWEN_UPDATE_GOLDENS") != nullptr) {
    std::ofstream(file, std::ios::binary) << actual;
    return;
  }
  const std::string expected = read_file(file);
  // Not EXPECT_EQ(expected == actual), which would print both whole.
  EXPECT_TRUE(expected == actual) << file.filename().string() << ": " << first_difference(expected, actual);
}

std::vector<std::filesystem::path> case_files(const std::filesystem::path& folder, const std::string& ending) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ending) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace gongwen::tests
