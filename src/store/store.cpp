#include "store/store.h"

#include "base/ascii.h"
#include "base/file_path.h"
#include "database/connection.h"
#include "resources/file_tree.h"
#include "store/detail/stores.h"

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

Location locate(const std::string& location) {
  // Folders may be called `host=…`, too.
  if (database::is_postgres_address(location) && !resources::is_folder(location)) return {Form::Postgres, location};
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
