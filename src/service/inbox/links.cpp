#include "service/inbox/links.h"

#include "service/inbox/secrets.h"

namespace gongwen::inbox {
namespace {

constexpr std::size_t kLinkBytes = 16;

}  // namespace

Result<std::string> Links::add(const NewLink& link) {
  std::string secret = random_text(kLinkBytes);
  const auto fault = inbox_.execute(
      "INSERT INTO gw_link (hash, submission, draft, purpose, created, expires, used, mail) "
      "VALUES ($1, $2, $3, $4, CAST($5 AS BIGINT), CAST($6 AS BIGINT), 0, $7)",
      {secret_hash(secret), link.submission, link.draft, link.purpose, number_value(link.now),
       number_value(link.expires), link.mail});
  if (fault) return base::Failure{*fault};
  return secret;
}

Result<bool> Links::opens(const std::string& draft, std::string_view secret, Seconds now) {
  // Found by its hash, so the time of the search reveals nothing about secrets.
  const auto rows =
      inbox_.run("SELECT hash FROM gw_link WHERE hash = $1 AND draft = $2 AND expires > CAST($3 AS BIGINT)",
                 {secret_hash(secret), draft, number_value(now)});
  if (!rows) return base::Failure{rows.error()};
  return !rows->empty();
}

std::optional<Fault> Links::note_use(std::string_view secret, Seconds now) {
  return inbox_.execute("UPDATE gw_link SET used = CAST($2 AS BIGINT) WHERE hash = $1",
                        {secret_hash(secret), number_value(now)});
}

std::optional<Fault> Links::end_former(const std::string& draft, const std::string& mail) {
  // A mail that is tried again may have arrived before, so the link in it must work, too. `browser` links belong to
  // people who are working: a new mail does not interrupt them.
  return inbox_.execute("DELETE FROM gw_link WHERE draft = $1 AND mail <> $2 AND purpose <> 'browser'", {draft, mail});
}

std::optional<Fault> Links::end(const std::string& draft) {
  return inbox_.execute("DELETE FROM gw_link WHERE draft = $1", {draft});
}

std::optional<Fault> Links::purge(Seconds now) {
  return inbox_.execute("DELETE FROM gw_link WHERE expires <= CAST($1 AS BIGINT)", {number_value(now)});
}

}  // namespace gongwen::inbox
