#include "service/inbox/bindings.h"

// The table has two unique keys, (issuer, subject) and (issuer, account), so that Exists comes from the database, even
// if several processes add at the same time.
namespace gongwen::inbox {

Result<std::string> Bindings::account_of(const std::string& issuer, const std::string& subject) {
  const auto row = inbox_.first("SELECT account FROM gw_binding WHERE issuer = $1 AND subject = $2", {issuer, subject});
  if (!row) return base::Failure{row.error()};
  return text_of((*row)[0]);
}

Result<std::string> Bindings::subject_of(const std::string& issuer, const std::string& account) {
  const auto rows = inbox_.run("SELECT subject FROM gw_binding WHERE issuer = $1 AND account = $2", {issuer, account});
  if (!rows) return base::Failure{rows.error()};
  return rows->empty() ? std::string() : text_of((*rows)[0][0]);
}

std::optional<Fault> Bindings::add(const std::string& issuer, const std::string& subject, const std::string& account,
                                   Seconds now) {
  return inbox_.execute(
      "INSERT INTO gw_binding (issuer, subject, account, created) VALUES ($1, $2, $3, CAST($4 AS BIGINT))",
      {issuer, subject, account, number_value(now)});
}

std::optional<Fault> Bindings::remove(const std::string& issuer, const std::string& account) {
  return inbox_.in_transaction([&]() -> std::optional<Fault> {
    if (const auto fault = inbox_.execute("DELETE FROM gw_session WHERE account = $1", {account})) return fault;
    return inbox_.change_one("DELETE FROM gw_binding WHERE issuer = $1 AND account = $2 RETURNING account",
                             {issuer, account});
  });
}

}  // namespace gongwen::inbox
