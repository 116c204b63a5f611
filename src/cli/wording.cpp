#include "cli/wording.h"

#include "base/format.h"
#include "resources/byte_stream.h"

#include <cstdlib>

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

std::string counted(std::size_t count, std::string_view noun) {
  return std::to_string(count).append(" ").append(noun).append(count == 1 ? "" : "s");
}

std::string counted_units(std::size_t count, std::string_view plural) {
  if (count == 1 && plural.ends_with('s')) plural.remove_suffix(1);
  return std::to_string(count).append(" ").append(plural);
}

std::string confirmed_text(std::size_t count, const Wording& wording) {
  if (count == 0) return {};
  if (wording.language == Language::Chinese) return "已核对的警告 " + std::to_string(count) + " 条\n";
  return counted(count, "confirmed warning") + "\n";
}

std::optional<Language> find_language(std::string_view name) {
  const std::string_view language = name.substr(0, name.find_first_of("_-.@"));
  if (language == "zh") return Language::Chinese;
  if (language == "en") return Language::English;
  return std::nullopt;
}

Language language_of_locale() {
  for (const char* const name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* const value = std::getenv(name);
    if (value != nullptr && *value != '\0') return find_language(value).value_or(Language::English);
  }
  return Language::English;
}

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
