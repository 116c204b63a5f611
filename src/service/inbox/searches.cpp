#include "service/inbox/searches.h"

#include "service/inbox/secrets.h"

namespace gongwen::inbox {
namespace {

constexpr std::size_t kSearchIdBytes = 10;

Search search_of(const database::Row& row) {
  Columns columns(row);
  Search search;
  search.id = columns.text();
  search.account = columns.text();
  search.name = columns.text();
  search.query = columns.text();
  search.shared = columns.number() != 0;
  search.created = columns.number();
  return search;
}

}  // namespace

std::optional<Fault> Searches::add(const Search& search) {
  // Counts and inserts in one transaction, so that two tabs cannot exceed the limit together.
  return inbox_.in_transaction([&]() -> std::optional<Fault> {
    const auto own = inbox_.first("SELECT COUNT(*) FROM gw_search WHERE account = $1", {search.account});
    if (!own) return own.error();
    if (number_of((*own)[0]) >= static_cast<std::int64_t>(kMostSearches)) return Fault{Fault::Kind::Full, {}};
    return inbox_.execute(
        "INSERT INTO gw_search (id, account, name, query, shared, created) VALUES ($1, $2, $3, $4, CAST($5 AS BIGINT), "
        "CAST($6 AS BIGINT))",
        {random_text(kSearchIdBytes), search.account, search.name, search.query, number_value(search.shared ? 1 : 0),
         number_value(search.created)});
  });
}

Result<std::vector<Search>> Searches::list(const std::string& account) {
  return inbox_.all<Search>(
      "SELECT id, account, name, query, shared, created FROM gw_search WHERE account = $1 OR shared = 1 "
      // The account's own ones first, each part by name.
      "ORDER BY CASE WHEN account = $1 THEN 0 ELSE 1 END, name, id",
      {account}, search_of);
}

std::optional<Fault> Searches::remove(const std::string& account, const std::string& id) {
  return inbox_.change_one("DELETE FROM gw_search WHERE id = $1 AND account = $2 RETURNING id", {id, account});
}

}  // namespace gongwen::inbox
