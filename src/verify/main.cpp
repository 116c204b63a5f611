// gongwen-verify: reads a PDF from the standard input, and writes its contents to the standard output as one line of
// JSON:
//   {"pages":[{"width","height","text"}],"text","structure","marked","language","title","xmp","fonts":[{"name",
//   "embedded","unicode"}],"attachments":[],"signatures":[{"field","range":[]}]}   `text` is that of the structure
//   tree, in its order
//   {"error":…}
// Started by `gongwen publish`. The exit status is 0 even for files that cannot be read; then the answer has `error`.
#include "base/format.h"
#include "base/json.h"
#include "verify/read_pdf.h"

#include <array>
#include <exception>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace {

using gongwen::base::Json;

constexpr rlim_t kCpuSeconds = 60;
constexpr rlim_t kMaxMemory = rlim_t{2} << 30;
constexpr std::size_t kMaxBytes = std::size_t{512} << 20;

/// Limits resources, so that a file that crashes the library affects only this process. No file is written: the
/// standard output is a pipe.
void confine() {
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  const rlimit cpu{kCpuSeconds, kCpuSeconds};
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CPU, &cpu);
  setrlimit(RLIMIT_CORE, &none);
  setrlimit(RLIMIT_FSIZE, &none);
  setrlimit(RLIMIT_NPROC, &none);
#ifndef __SANITIZE_ADDRESS__  // sanitizers reserve terabytes of address space
  const rlimit memory{kMaxMemory, kMaxMemory};
  setrlimit(RLIMIT_AS, &memory);
#endif
}

bool read_input(std::string& bytes) {
  std::array<char, std::size_t{64} << 10> buffer;
  for (;;) {
    const ssize_t count = read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count <= 0) return count == 0;
    bytes.append(buffer.data(), static_cast<std::size_t>(count));
    if (bytes.size() > kMaxBytes) return false;
  }
}

bool write_output(std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = write(STDOUT_FILENO, text.data(), text.size());
    if (count <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

Json points(double length) { return Json::written(fmt::format("{:.3f}", length)); }

Json describe(const gongwen::verify::ReadPdf& read) {
  Json pages = Json::list();
  for (const auto& page : read.pages) {
    Json object = Json::object();
    pages.add(
        std::move(object.set("width", points(page.width)).set("height", points(page.height)).set("text", page.text)));
  }
  Json fonts = Json::list();
  for (const auto& font : read.fonts) {
    Json object = Json::object();
    object.set("name", font.name).set("embedded", font.embedded).set("unicode", font.has_unicode_map);
    fonts.add(std::move(object));
  }
  Json object = Json::object();
  object.set("pages", std::move(pages)).set("text", read.text).set("structure", read.structure.type);
  object.set("marked", read.metadata.marked).set("language", read.metadata.language);
  object.set("title", read.metadata.title).set("xmp", read.metadata.xmp).set("fonts", std::move(fonts));
  object.set("attachments", Json::list_of(read.attachments));
  Json signatures = Json::list();
  for (const auto& signature : read.signatures) {
    Json range = Json::list();
    for (const long long number : signature.range) range.add(number);
    Json one = Json::object();
    signatures.add(std::move(one.set("field", signature.field).set("range", std::move(range))));
  }
  object.set("signatures", std::move(signatures));
  return object;
}

Json answer(const std::string& bytes) {
  try {
    return describe(gongwen::verify::read_pdf(bytes));
  } catch (const std::exception& error) {
    Json object = Json::object();
    object.set("error", error.what());
    return object;
  }
}

}  // namespace

int main() {
  confine();
  std::string bytes;
  if (!read_input(bytes)) return 2;
  return write_output(answer(bytes).text() + "\n") ? 0 : 3;
}
