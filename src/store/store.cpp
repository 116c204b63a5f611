#include "store/store.h"

#include "base/ascii.h"
#include "base/file_path.h"
#include "resources/file_tree.h"
#include "store/detail/stores.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace gongwen::store {
namespace {

enum class Form : std::uint8_t { Folder, Sqlite, Postgres };

struct Location {
  Form form;
  std::string place;  // a path, or the address of a database
};

bool ends_like_database(const std::string& path) {
  const std::string lower = base::ascii_lowercase(path);
  return lower.ends_with(".db") || lower.ends_with(".sqlite") || lower.ends_with(".sqlite3");
}

/// `host=… dbname=…`: an address as settings. Folders may be called so, too.
bool is_settings(const std::string& location) {
  constexpr std::array<std::string_view, 8> kNames{"host", "hostaddr", "port",    "dbname",
                                                   "user", "password", "service", "passfile"};
  const std::size_t equals = location.find('=');
  if (equals == std::string::npos || resources::is_folder(location)) return false;
  const std::string_view name = base::trim_ascii_space(std::string_view(location).substr(0, equals));
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

Location locate(const std::string& location) {
  if (location.starts_with("postgresql://") || location.starts_with("postgres://")) return {Form::Postgres, location};
  if (is_settings(location)) return {Form::Postgres, location};
  if (location.starts_with("sqlite:")) return {Form::Sqlite, location.substr(7)};
  if (!resources::is_folder(location) && ends_like_database(location)) return {Form::Sqlite, location};
  return {Form::Folder, std::string(base::without_end_slashes(location))};
}

}  // namespace

std::string reason_of(const Change& change, const ChangeNote& note) {
  return change.place.empty() ? note.reason : note.reason + " (" + change.place + ")";
}

std::optional<std::string_view> action_of(const Change& change, const std::string* former) {
  if (!change.json) return former == nullptr ? std::nullopt : std::optional<std::string_view>("remove");
  if (former == nullptr) return "add";
  return *former == *change.json ? std::nullopt : std::optional<std::string_view>("change");
}

bool create_store(const std::string& location, diagnostics::DiagnosticSink& sink) {
  const Location where = locate(location);
  switch (where.form) {
    case Form::Folder: return create_folder_store(where.place, sink);
    case Form::Sqlite: return create_sqlite_store(where.place, sink);
    case Form::Postgres: return create_postgres_store(where.place, sink);
  }
  return false;
}

std::unique_ptr<Store> open_store(const std::string& location, Access access, SharedRecordTypes types,
                                  diagnostics::DiagnosticSink& sink) {
  const Location where = locate(location);
  switch (where.form) {
    case Form::Folder: return open_folder_store(where.place, access, std::move(types), sink);
    case Form::Sqlite: return open_sqlite_store(where.place, access, std::move(types), sink);
    case Form::Postgres: return open_postgres_store(where.place, access, std::move(types), sink);
  }
  return nullptr;
}

}  // namespace gongwen::store
