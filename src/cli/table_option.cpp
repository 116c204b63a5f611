#include "cli/table_option.h"

#include "cli/usage.h"
#include "diagnostics/catalogue/cli.h"

namespace gongwen::cli {

void TableOption::declare(OptionList& list) {
  list.add("--table", &words_,
           "CSV or JSON Lines file as a list of the data, such as /projects=projects.csv; may be repeated",
           "用 CSV 或 JSON Lines 文件作为数据中的列表，如 /projects=projects.csv；可重复")
      .value = "POINTER=FILE";
}

std::optional<std::vector<TableFile>> TableOption::files(const Session& session) const {
  std::vector<TableFile> files;
  for (const std::string& word : words_) {
    const std::size_t equals = word.find('=');
    if (!word.starts_with('/') || equals == std::string::npos || equals + 1 == word.size()) {
      print_usage_error(session, diagnostics::messages::CliBadTable, {word});
      return std::nullopt;
    }
    files.push_back({word.substr(0, equals), word.substr(equals + 1)});
  }
  return files;
}

}  // namespace gongwen::cli
