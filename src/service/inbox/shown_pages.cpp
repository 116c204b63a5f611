#include "service/inbox/shown_pages.h"

#include "service/inbox/secrets.h"

namespace gongwen::inbox {
namespace {

constexpr std::size_t kPageIdBytes = 16;

/// Created on demand, since databases of earlier versions lack the table. Only a hash of the session is stored.
const std::string kPageTable =
    "CREATE TABLE IF NOT EXISTS gw_page (id TEXT PRIMARY KEY, session TEXT NOT NULL, status BIGINT NOT NULL, "
    "script BIGINT NOT NULL, html TEXT NOT NULL, created BIGINT NOT NULL)";

ShownPage page_of(const database::Row& row) {
  Columns columns(row);
  ShownPage page;
  page.status = columns.number();
  page.has_script = columns.number() != 0;
  page.html = columns.text();
  return page;
}

}  // namespace

std::optional<Fault> ShownPages::prepare() { return inbox_.execute(kPageTable, {}); }

Result<std::string> ShownPages::add(std::string_view session, const ShownPage& page, Seconds now) {
  std::string id = random_text(kPageIdBytes);
  const auto fault = inbox_.execute(
      "INSERT INTO gw_page VALUES ($1, $2, CAST($3 AS BIGINT), CAST($4 AS BIGINT), $5, CAST($6 AS BIGINT))",
      {id, secret_hash(session), number_value(page.status), number_value(page.has_script ? 1 : 0), page.html,
       number_value(now)});
  if (fault) return base::Failure{*fault};
  return id;
}

Result<ShownPage> ShownPages::get(std::string_view session, const std::string& id) {
  // Another session gets NotFound, like an unknown id: it must not learn that the page exists.
  const auto row = inbox_.first("SELECT status, script, html FROM gw_page WHERE id = $1 AND session = $2",
                                {id, secret_hash(session)});
  if (!row) return base::Failure{row.error()};
  return page_of(*row);
}

std::optional<Fault> ShownPages::remove_of(std::string_view session) {
  return inbox_.execute("DELETE FROM gw_page WHERE session = $1", {secret_hash(session)});
}

std::optional<Fault> ShownPages::remove_all() { return inbox_.execute("DELETE FROM gw_page", {}); }

std::optional<Fault> ShownPages::purge(Seconds now) {
  return inbox_.execute("DELETE FROM gw_page WHERE created <= CAST($1 AS BIGINT)",
                        {number_value(now - Sessions::kLongest)});
}

}  // namespace gongwen::inbox
