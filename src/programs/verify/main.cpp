// gongwen-verify: reads a PDF from the standard input, and writes its contents to the standard output as one line of
// JSON:
//   {"pages":[{"width","height","text"}],"text","structure","marked","language","title","xmp","fonts":[{"name",
//   "embedded","unicode"}],"attachments":[],"signatures":[{"field","range":[]}]}   `text` is that of the structure
//   tree, in its order
//   {"error":…}
// Started by `gongwen publish`. The exit status is 0 even for files that cannot be read; then the answer has `error`.
#include "base/format.h"
#include "base/json.h"
#include "programs/verify/read_pdf.h"
#include "resources/confine.h"
#include "resources/file_descriptor.h"

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <utility>

#include <unistd.h>

namespace {

using gongwen::base::Json;

constexpr std::size_t kMaxBytes = std::size_t{512} << 20;

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
  gongwen::resources::limit_program({.seconds = 60, .memory = std::uint64_t{2} << 30});
  const std::optional<std::string> bytes = gongwen::resources::read_to_end(STDIN_FILENO, kMaxBytes);
  if (!bytes) return 2;
  return gongwen::resources::write_all(STDOUT_FILENO, answer(*bytes).text() + "\n") ? 3 : 0;
}
