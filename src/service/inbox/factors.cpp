#include "service/inbox/factors.h"

#include "service/inbox/secrets.h"

namespace gongwen::inbox {

Result<Factor> Factors::of(const std::string& account) {
  const auto row = inbox_.first(
      "SELECT factor, factor_needed, (SELECT COUNT(*) FROM gw_recovery WHERE gw_recovery.account = gw_account.name) "
      "FROM gw_account WHERE name = $1",
      {account});
  if (!row) return base::Failure{row.error()};
  Columns columns(*row);
  Factor factor;
  factor.secret = columns.text();
  factor.is_needed = columns.number() != 0;
  factor.recovery = columns.number();
  return factor;
}

std::optional<Fault> Factors::set(const std::string& account, const std::string& sealed, std::int64_t step,
                                  const std::vector<std::string>& recovery) {
  return inbox_.in_transaction([&]() -> std::optional<Fault> {
    const auto changed = inbox_.change_one(
        "UPDATE gw_account SET factor = $2, factor_step = CAST($3 AS BIGINT) WHERE name = $1 RETURNING name",
        {account, sealed, number_value(step)});
    // Recovery codes of a former secret become invalid with it.
    return changed ? changed : set_recovery(account, recovery);
  });
}

std::optional<Fault> Factors::set_recovery(const std::string& account, const std::vector<std::string>& recovery) {
  return inbox_.in_transaction([&]() -> std::optional<Fault> {
    if (const auto fault = inbox_.execute("DELETE FROM gw_recovery WHERE account = $1", {account})) return fault;
    for (const std::string& code : recovery) {
      if (const auto fault =
              inbox_.execute("INSERT INTO gw_recovery (account, hash) VALUES ($1, $2)", {account, secret_hash(code)})) {
        return fault;
      }
    }
    return std::nullopt;
  });
}

// An empty secret means no app. The codes are removed, too, so that no second way in is left.
std::optional<Fault> Factors::remove(const std::string& account) { return set(account, {}, 0, {}); }

std::optional<Fault> Factors::need(const std::string& account, bool is_needed) {
  return inbox_.change_one("UPDATE gw_account SET factor_needed = CAST($2 AS BIGINT) WHERE name = $1 RETURNING name",
                           {account, number_value(is_needed ? 1 : 0)});
}

Result<bool> Factors::use_step(const std::string& account, std::int64_t step) {
  // One statement: if two requests have the same code, one finds nothing to change.
  const auto rows = inbox_.run(
      "UPDATE gw_account SET factor_step = CAST($2 AS BIGINT) WHERE name = $1 AND factor_step < CAST($2 AS BIGINT) "
      "RETURNING name",
      {account, number_value(step)});
  if (!rows) return base::Failure{rows.error()};
  return !rows->empty();
}

Result<bool> Factors::use_recovery(const std::string& account, std::string_view code) {
  const auto rows = inbox_.run("DELETE FROM gw_recovery WHERE account = $1 AND hash = $2 RETURNING account",
                               {account, secret_hash(code)});
  if (!rows) return base::Failure{rows.error()};
  return !rows->empty();
}

namespace {

AccountMail account_mail_of(const database::Row& row) {
  Columns columns(row);
  return {columns.text(), columns.text(), columns.number() != 0};
}

}  // namespace

Result<AccountMail> AccountMails::of(const std::string& account) {
  const auto row = inbox_.first("SELECT name, email, digest FROM gw_account WHERE name = $1", {account});
  if (!row) return base::Failure{row.error()};
  return account_mail_of(*row);
}

std::optional<Fault> AccountMails::set(const AccountMail& mail) {
  return inbox_.change_one(
      "UPDATE gw_account SET email = $2, digest = CAST($3 AS BIGINT) WHERE name = $1 RETURNING name",
      {mail.account, mail.email, number_value(mail.digest ? 1 : 0)});
}

Result<std::vector<AccountMail>> AccountMails::wanted() {
  return inbox_.all<AccountMail>(
      "SELECT name, email, digest FROM gw_account WHERE digest <> 0 AND disabled = 0 AND email <> '' ORDER BY name", {},
      account_mail_of);
}

}  // namespace gongwen::inbox
