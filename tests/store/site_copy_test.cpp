// What a copy of a site is made of.
#include "store/publish/site_copy.h"

#include "diagnostics/catalogue/resources.h"
#include "resources/scratch_folder.h"
#include "support/no_more_files.h"

#include <gtest/gtest.h>

using namespace gongwen;
using gongwen::tests::ScratchFolder;

TEST(SiteCopy, ACopyHasAllFilesOfTheCurrentReleaseOrThereIsNone) {
  const ScratchFolder folder;
  diagnostics::DiagnosticSink sink;
  EXPECT_FALSE(publish::current_copy(folder.path("site"), sink));
  folder.write("site/.gongwen/editions/2026-07-1/bulletin.pdf", "pdf");
  folder.write("site/.gongwen/releases/000001/index.html", "index");
  folder.write("site/.gongwen/releases/000001/2026/07/index.html", "july");
  std::filesystem::create_symlink("../../../../editions/2026-07-1/bulletin.pdf",
                                  folder / "site/.gongwen/releases/000001/2026/07/bulletin.pdf");
  std::filesystem::create_symlink("releases/000001", folder / "site/.gongwen/current");
  const auto copy = publish::current_copy(folder.path("site"), sink);
  ASSERT_TRUE(copy);
  std::vector<std::string> paths;
  for (const publish::CopiedFile& file : copy->files) paths.push_back(file.path);
  EXPECT_EQ(paths, (std::vector<std::string>{"2026/07/bulletin.pdf", "2026/07/index.html", "index.html"}));
  EXPECT_FALSE(sink.has_errors());
  {
    const tests::NoMoreFiles none;
    EXPECT_FALSE(publish::current_copy(folder.path("site"), sink));
  }
  ASSERT_EQ(sink.diagnostics().size(), 1U);
  EXPECT_EQ(sink.diagnostics().front().id, diagnostics::messages::ResourcesUnreadable);
}
