#include "cli/kind_argument.h"

#include "base/ascii.h"
#include "resources/match_files.h"

#include <algorithm>
#include <array>

namespace gongwen::cli {
namespace {

bool ends_like_data(std::string_view word) {
  constexpr std::array<std::string_view, 9> kEndings = {".xlsx",  ".pdf",    ".json", ".yaml", ".yml",
                                                        ".jsonl", ".ndjson", ".csv",  ".xls"};
  const std::string lower = base::ascii_lowercase(word);
  return std::any_of(kEndings.begin(), kEndings.end(), [&](std::string_view end) { return lower.ends_with(end); });
}

}  // namespace

void take_data_for_kind(Session& session, std::string& kind, std::vector<std::string>& data) {
  if (kind.empty() || !session.engine().kind_name(kind).empty()) return;
  // A misspelt kind before data that are there is a misspelt kind.
  if (!ends_like_data(kind) && resources::type_of(kind) == resources::PathType::Missing) return;
  data.insert(data.begin(), std::move(kind));
  kind.clear();
}

}  // namespace gongwen::cli
