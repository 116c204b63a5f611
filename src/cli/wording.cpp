#include "cli/wording.h"

#include "base/format.h"
#include "base/json.h"
#include "cli/environment.h"
#include "cli/session.h"
#include "diagnostics/catalogue/texts/cli.h"
#include "diagnostics/catalogue/texts/common.h"
#include "engine/core/reports.h"
#include "resources/byte_stream.h"

namespace gongwen::cli {
namespace {

std::string count_of(const RenderedFile& file, const Wording& wording) {
  if (file.page > 0) return wording(texts::CliFilePage, file.page);
  const bool has_pages = format_info(file.format).medium == Medium::Page;
  return wording(has_pages ? texts::CliFilePages : texts::CliFileSheets, file.pages);
}

}  // namespace

std::string counted_units(std::size_t count, std::string_view plural) {
  if (count == 1 && plural.ends_with('s')) plural.remove_suffix(1);
  return std::to_string(count).append(" ").append(plural);
}

std::string confirmed_text(std::size_t count, const Wording& wording) {
  return count == 0 ? std::string() : wording(texts::CliConfirmedCount, count);
}

std::optional<Language> find_language(std::string_view name) {
  const std::string_view language = name.substr(0, name.find_first_of("_-.@"));
  if (language == "zh") return Language::Chinese;
  if (language == "en") return Language::English;
  return std::nullopt;
}

Language language_of_locale() {
  for (const char* const name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    if (const auto value = environment_variable(name)) return find_language(*value).value_or(Language::English);
  }
  return Language::English;
}

std::string describe_files(const std::vector<RenderedFile>& files, const Wording& wording, bool is_blank) {
  std::string text;
  for (const RenderedFile& file : files) {
    if (resources::is_standard_output(file.path)) continue;
    const std::size_t kilobytes = (file.size + 999) / 1000;
    const std::string_view blank = is_blank ? wording(texts::CliBlankForm) : std::string_view();
    text +=
        fmt::format("{}  {}{}{} kB{}\n", file.path, count_of(file, wording), wording(texts::Comma), kilobytes, blank);
  }
  return text;
}

int print_result(Session& session, base::Json result, const Report& report, int own_status) {
  const int status = worse(static_cast<int>(report.status()), own_status);
  result.set("status", status);
  result.append(report_json(report, session.wording().language, session.audience()));
  const int printed = session.print(result.text() + "\n");
  return worse(status, printed);
}

}  // namespace gongwen::cli
