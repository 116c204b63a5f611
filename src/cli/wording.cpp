#include "cli/wording.h"

#include <cstdlib>

namespace gongwen::cli {

std::string counted(std::size_t count, std::string_view noun) {
  return std::to_string(count).append(" ").append(noun).append(count == 1 ? "" : "s");
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

}  // namespace gongwen::cli
