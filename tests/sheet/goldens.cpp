#include "sheet/build_workbook.h"
#include "sheet/built_workbook.h"
#include "support/golden.h"

#include <gtest/gtest.h>

using namespace gongwen::tests;
namespace fs = std::filesystem;

// Each case is a workbook template, expanded; beside it is what came out: messages and the model.
TEST(Goldens, CasesComeOutAsExpected) {
  for (const fs::path& file : case_files(GONGWEN_SOURCE_DIR "/tests/sheet/cases", ".html")) {
    SCOPED_TRACE(file.filename().string());
    const BuiltWorkbook built(read_file(file));
    check_golden(fs::path(file).replace_extension(".txt"),
                 built.messages() + gongwen::sheet::dump_workbook(built.workbook));
  }
}
