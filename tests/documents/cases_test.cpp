#include "support/golden.h"
#include "support/laid_out.h"

#include <gtest/gtest.h>

using namespace gongwen::tests;
namespace fs = std::filesystem;

// Each case is a page of HTML; beside it is what came out: fragments, structure, messages.
TEST(Cases, CasesComeOutAsExpected) {
  for (const fs::path& file : case_files(GONGWEN_SOURCE_DIR "/tests/documents/cases", ".html")) {
    SCOPED_TRACE(file.filename().string());
    const LaidOut laid_out(read_file(file));
    const std::string structure = gongwen::paint::dump_structure(laid_out.painted.structure);
    check_golden(fs::path(file).replace_extension(".txt"),
                 laid_out.messages() + laid_out.fragments() + "\n" + structure);
  }
}
