#include "cli/rendered_files.h"

#include "base/format.h"
#include "resources/output_stream.h"

namespace gongwen::cli {
namespace {

std::string count_of(const RenderedFile& file, const Wording& wording) {
  const std::size_t count = file.pages;
  if (wording.language == Language::Chinese) {
    return fmt::format("{} {}", count, file.format == Format::Pdf ? "页" : "张工作表");
  }
  const std::string_view thing = file.format == Format::Pdf ? "page" : "sheet";
  return counted(count, thing);
}

}  // namespace

std::string describe_files(const std::vector<RenderedFile>& files, const Wording& wording) {
  std::string text;
  for (const RenderedFile& file : files) {
    if (resources::is_standard_output(file.path)) continue;
    const std::size_t kilobytes = (file.size + 999) / 1000;
    text += fmt::format("{}  {}{}{} kB\n", file.path, count_of(file, wording), wording(", ", "，"), kilobytes);
  }
  return text;
}

}  // namespace gongwen::cli
