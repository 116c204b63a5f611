// Golden files: an expected text beside its input. With GONGWEN_UPDATE_GOLDENS set, what came out becomes what is
// expected: `GONGWEN_UPDATE_GOLDENS=1 ctest --preset release -R 'documents|goldens'`. A person reads the difference
// (`git diff`) before it is committed.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace gongwen::tests {

std::string read_file(const std::filesystem::path& path);

/// Checks the text against the file, line by line, and shows the first difference.
void check_golden(const std::filesystem::path& file, const std::string& actual);

/// The files of a folder with an ending, sorted by name.
std::vector<std::filesystem::path> case_files(const std::filesystem::path& folder, const std::string& ending);

}  // namespace gongwen::tests
