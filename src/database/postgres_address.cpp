#include "base/ascii.h"
#include "database/connection.h"

#include <algorithm>
#include <array>

namespace gongwen::database {

bool is_postgres_address(std::string_view text) {
  if (text.starts_with("postgres://") || text.starts_with("postgresql://")) return true;
  constexpr std::array<std::string_view, 8> kNames{"host", "hostaddr", "port",    "dbname",
                                                   "user", "password", "service", "passfile"};
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return false;
  return std::find(kNames.begin(), kNames.end(), base::trim_ascii_space(text.substr(0, equals))) != kNames.end();
}

}  // namespace gongwen::database
