// A published site as the service gives it to readers, without sockets.
#include "service/detail/site_files.h"

#include "resources/scratch_folder.h"
#include "support/no_more_files.h"

#include <gtest/gtest.h>

using namespace gongwen;
using gongwen::tests::ScratchFolder;

namespace {

http::Response answer_of(const service::SiteFiles& files, std::string path) {
  http::RequestHead head;
  head.method = "GET";
  head.path = std::move(path);
  return files.answer(head);
}

}  // namespace

TEST(SiteFiles, OnlyWhatIsThereIsGivenAndWhatCannotBeReadIsNotSaidToBeMissing) {
  const ScratchFolder folder;
  folder.write("secret.html", "secret");
  folder.write("site/.gongwen/editions/1/bulletin.html", "bulletin");
  folder.write("site/.gongwen/current/index.html", "index");
  folder.write("site/.gongwen/current/2026/07/index.html", "july");
  std::filesystem::create_symlink("../../../editions/1/bulletin.html",
                                  folder / "site/.gongwen/current/2026/07/bulletin.html");
  std::filesystem::create_symlink("../../../../../secret.html", folder / "site/.gongwen/current/2026/07/out.html");
  std::filesystem::create_symlink("/etc/hostname", folder / "site/.gongwen/current/absolute.html");
  const service::SiteFiles files(folder.path("site"), Language::English);
  const struct {
    std::string_view path;
    unsigned status;
  } cases[] = {{"/site", 301},
               {"/site/", 200},
               {"/site/2026/07", 301},
               {"/site/2026/07/", 200},
               {"/site/2026/07/bulletin.html", 200},
               {"/site/2026/07/none.html", 404},
               {"/site/2026/", 404},
               {"/site/2026/07/out.html", 404},
               {"/site/absolute.html", 404},
               {"/site/.gongwen/current/index.html", 404},
               {"/site/2026/../index.html", 404}};
  for (const auto& one : cases) EXPECT_EQ(answer_of(files, std::string(one.path)).status, one.status) << one.path;
  const tests::NoMoreFiles none;
  const http::Response unreadable = answer_of(files, "/site/2026/07/bulletin.html");
  EXPECT_EQ(unreadable.status, 503U);
  EXPECT_EQ(unreadable.headers.back().name, "Retry-After");
}
