// The tables gw_code, with at most one code for each draft, and gw_confirmed. A hash of six digits does not stop an
// attacker who has the database and fifteen minutes; it keeps codes out of backups, which may be read later.
#include "service/inbox/codes.h"

#include "base/date.h"
#include "base/format.h"
#include "base/sha256.h"
#include "service/inbox/outbox.h"
#include "service/inbox/secrets.h"

#include <algorithm>

namespace gongwen::inbox {
namespace {

// Draft and address are part of the hash, so that a code is valid only for the draft and the address that it was sent
// for.
std::string code_hash(const std::string& draft, const std::string& address, std::string_view code) {
  return secret_hash(fmt::format("{} {} {}", draft, address, code));
}

}  // namespace

std::string address_hash(std::string_view address) { return base::sha256(address); }

Result<Codes::Requested> Codes::request(const Order& order, Seconds now) {
  Requested requested = Requested::Sent;
  const std::string hash = address_hash(order.address);
  const auto fault = inbox_.in_transaction([&]() -> std::optional<Fault> {
    const auto recent =
        // By address or by draft, so that trying one address after another in a draft also has to wait.
        inbox_.run("SELECT 1 FROM gw_code WHERE (address = $1 OR draft = $2) AND created > CAST($3 AS BIGINT) LIMIT 1",
                   {hash, order.draft, number_value(now - kBetweenCodes)});
    if (!recent) return recent.error();
    if (!recent->empty()) {
      requested = Requested::TooSoon;
      return std::nullopt;
    }
    // The same limit as for all other mail (Outbox::begin), checked here so that the page can report it.
    const auto sent =
        inbox_.run("SELECT sent_that_day, verified FROM gw_address WHERE hash = $1 AND day = CAST($2 AS BIGINT)",
                   {hash, number_value((now + base::kChinaTime) / base::kSecondsPerDay)});
    if (!sent) return sent.error();
    if (!sent->empty() && number_of((*sent)[0][0]) >= mails_a_day(number_of((*sent)[0][1]) > 0)) {
      requested = Requested::TooMany;
      return std::nullopt;
    }
    // Replaces the former code of the draft, which is invalid after this statement even if its mail is still being
    // sent.
    if (const auto failed = inbox_.execute(
            "INSERT INTO gw_code (draft, address, hash, tries, created, expires) VALUES ($1, $2, '', 0, "
            "CAST($3 AS BIGINT), CAST($4 AS BIGINT)) ON CONFLICT (draft) DO UPDATE SET address = excluded.address, "
            "hash = '', tries = 0, created = excluded.created, expires = excluded.expires",
            {order.draft, hash, number_value(now), number_value(now + kCodeTime)})) {
      return failed;
    }
    return Outbox(inbox_).add({"code", now, order.address, order.language, order.kind, order.draft}, now);
  });
  if (fault) return base::Failure{*fault};
  return requested;
}

Result<std::string> Codes::make(const std::string& draft, const std::string& address, Seconds now) {
  std::string code = random_digits(6);
  const std::string hash = address_hash(address);
  // No row: the draft has requested a code for another address since, and this mail must not be sent.
  const auto fault = inbox_.change_one(
      "UPDATE gw_code SET hash = $3, tries = 0, expires = CAST($4 AS BIGINT) WHERE draft = $1 AND address = $2 "
      "RETURNING draft",
      {draft, hash, code_hash(draft, hash, code), number_value(now + kCodeTime)});
  if (fault) return base::Failure{*fault};
  return code;
}

Result<Codes::Verdict> Codes::check(const std::string& draft, const std::string& address, std::string_view typed,
                                    Seconds now) {
  Verdict verdict = Verdict::Over;
  const std::string hash = address_hash(address);
  const auto fault = inbox_.in_transaction([&]() -> std::optional<Fault> {
    const auto rows = inbox_.run(
        // The same statement counts the try and reads the hash, so that parallel guesses cannot share one try.
        "UPDATE gw_code SET tries = tries + 1 WHERE draft = $1 AND address = $2 AND expires > CAST($3 AS BIGINT) AND "
        "tries < CAST($4 AS BIGINT) RETURNING hash, tries",
        {draft, hash, number_value(now), number_value(kCodeTries)});
    if (!rows) return rows.error();
    if (rows->empty()) return std::nullopt;
    if (!same_secret(text_of((*rows)[0][0]), code_hash(draft, hash, typed))) {
      // The fifth wrong one is Over, so that the page offers a new code immediately.
      verdict = number_of((*rows)[0][1]) < kCodeTries ? Verdict::Wrong : Verdict::Over;
      return std::nullopt;
    }
    verdict = Verdict::Right;
    if (const auto failed =
            inbox_.execute("INSERT INTO gw_confirmed (draft, address, time) VALUES ($1, $2, CAST($3 AS BIGINT)) "
                           "ON CONFLICT (draft, address) DO UPDATE SET time = excluded.time",
                           {draft, hash, number_value(now)})) {
      return failed;
    }
    // `bounced = 0`: an applicant who has typed the code has received the mail.
    if (const auto failed =
            inbox_.execute("INSERT INTO gw_address (hash, verified, bounced, day, sent_that_day) VALUES ($1, CAST($2 "
                           "AS BIGINT), 0, 0, "
                           "0) ON CONFLICT (hash) DO UPDATE SET verified = excluded.verified, bounced = 0",
                           {hash, number_value(now)})) {
      return failed;
    }
    // Used, so it does not count twice. The row stays, since the next code has to wait for a minute.
    return inbox_.execute("UPDATE gw_code SET hash = '', expires = 0 WHERE draft = $1", {draft});
  });
  if (fault) return base::Failure{*fault};
  return verdict;
}

Result<Codes::Known> Codes::known(const std::string& draft, Seconds now) {
  Known known;
  auto confirmed = inbox_.all<std::string>("SELECT address FROM gw_confirmed WHERE draft = $1", {draft},
                                           [](const database::Row& row) { return text_of(row[0]); });
  if (!confirmed) return base::Failure{confirmed.error()};
  known.confirmed = *std::move(confirmed);
  const auto waiting = inbox_.run(
      "SELECT address FROM gw_code WHERE draft = $1 AND expires > CAST($2 AS BIGINT) AND tries < CAST($3 AS BIGINT)",
      {draft, number_value(now), number_value(kCodeTries)});
  if (!waiting) return base::Failure{waiting.error()};
  if (!waiting->empty()) known.waiting = text_of((*waiting)[0][0]);
  return known;
}

Result<bool> Codes::is_confirmed(const std::string& draft, const std::string& address) {
  const auto rows =
      inbox_.run("SELECT 1 FROM gw_confirmed WHERE draft = $1 AND address = $2", {draft, address_hash(address)});
  if (!rows) return base::Failure{rows.error()};
  return !rows->empty();
}

Result<std::vector<Codes::Form>> Codes::forms_of(const std::string& address, Seconds since, std::size_t most,
                                                 Seconds now) {
  // The applicant may have changed the address in the form since: then the form no longer belongs to this one. Only
  // forms whose draft still exists or that were handed in can be opened.
  return inbox_.all<Form>(
      fmt::format("SELECT gw_draft.id, gw_draft.kind, COALESCE(gw_submission.id, ''), COALESCE(gw_submission.receipt, "
                  "''), COALESCE(gw_submission.state, '') FROM gw_confirmed JOIN gw_draft ON gw_draft.id = "
                  "gw_confirmed.draft LEFT JOIN gw_submission ON gw_submission.draft = gw_draft.id WHERE "
                  "gw_confirmed.address = $1 AND (gw_submission.email IS NULL OR gw_submission.email = $2) AND "
                  "COALESCE(gw_submission.changed, gw_draft.changed) >= CAST($3 AS BIGINT) AND (gw_submission.id IS "
                  "NOT NULL OR gw_draft.expires > CAST($4 AS BIGINT)) ORDER BY COALESCE(gw_submission.changed, "
                  "gw_draft.changed) DESC, gw_draft.id LIMIT {}",
                  most),
      {address_hash(address), address, number_value(since), number_value(now)}, [](const database::Row& row) {
        Columns columns(row);
        return Form{columns.text(), columns.text(), columns.text(), columns.text(), columns.text()};
      });
}

}  // namespace gongwen::inbox
