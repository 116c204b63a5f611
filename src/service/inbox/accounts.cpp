// Secrets of 256 random bits are looked up by their SHA-256, which cannot be inverted or guessed; unlike passwords they
// need no slow hash, and a copy of the database does not reveal them.
#include "service/inbox/accounts.h"

#include "base/format.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "data/value_text.h"
#include "service/inbox/secrets.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace gongwen::inbox {
namespace {

constexpr std::array<std::string_view, 4> kRoles{"viewer", "reviewer", "secretary", "admin"};
constexpr std::array<std::string_view, 8> kScopes{"render",      "forms",        "forms.write",   "inbox.read",
                                                  "inbox.write", "records.read", "records.write", "admin"};
// Column `rights`: empty or this word. A role could not express it, since it is given to people of any role.
constexpr std::string_view kFormsRight = "forms";
constexpr std::size_t kSessionBytes = 32;
constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kKeyIdBytes = 5;
// 12 of 64 hexadecimal digits: enough to tell the sessions of one person apart, too few to find the secret's hash.
constexpr std::size_t kSessionIdDigits = 12;
constexpr std::string_view kKeyPrefix = "gw_";
/// Prefix of the stored form of a one-time password: `once END HASH`.
constexpr std::string_view kOneTimeMark = "once ";

/// Returns an account from a row; Damaged if the role is unknown, rather than an account with some rights.
Result<Account> account_of(const database::Row& row) {
  Columns columns(row);
  Account account;
  account.name = columns.text();
  account.title = columns.text();
  const std::optional<Role> role = find_role(columns.text());
  if (!role) return base::Failure{Fault{Fault::Kind::Damaged, account.name}};
  account.role = *role;
  account.disabled = columns.number() != 0;
  account.created = columns.number();
  account.publishes_forms = columns.text() == kFormsRight;
  return account;
}

/// Returns whether a character is a control, invisible, or a mark over other characters. The fillers of Korean and the
/// blank of Braille have the width of a letter, but no shape.
bool is_unfit_for_names(char32_t c) {
  const auto is_between = [c](char32_t first, char32_t last) {
    return c >= first && c <= last;
  };
  if (c < U' ' || is_between(0x7F, 0x9F) || c == 0x2028 || c == 0x2029 || base::is_ignorable(c)) return true;
  if (is_between(0x115F, 0x1160) || c == 0x2800 || c == 0x3164 || c == 0xFFA0) return true;
  if (is_between(0x17B4, 0x17B5) || is_between(0x180B, 0x180F) || is_between(0xFFF0, 0xFFFB)) return true;
  return is_between(0x300, 0x36F) || is_between(0x1AB0, 0x1AFF) || is_between(0x1DC0, 0x1DFF) ||
         is_between(0x20D0, 0x20FF) || is_between(0xFE20, 0xFE2F);
}

/// Letters and digits of any script, including ideographs that are younger than the tables.
bool is_telling(char32_t c) {
  if (data::is_dash(c) || data::is_middle_dot(c)) return false;
  return base::is_ideograph(c) || base::has_flag(c, base::CharacterFlag::Alpha) ||
         base::has_flag(c, base::CharacterFlag::Numeric);
}

std::string join_words(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

// Words contain no spaces, since scopes are from a fixed list.
std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

Session session_of(const database::Row& row) {
  Columns columns(row);
  return {columns.text(),   columns.text(),   columns.number(),
          columns.number(), columns.number(), columns.text().substr(0, kSessionIdDigits)};
}

ApiKey key_of(const database::Row& row) {
  Columns columns(row);
  ApiKey key;
  key.id = columns.text();
  key.name = columns.text();
  key.scopes = split_words(columns.text());
  key.created = columns.number();
  key.expires = columns.number();
  key.revoked = columns.number() != 0;
  return key;
}

/// Returns the credential in a column: a hash, or a one-time password that has not expired. `kept` as read from the
/// column `password_hash`: an Argon2id text, or `once 1735689600 HASH`. An expired one-time password, or one whose
/// number cannot be read, gives an empty hash, which no password matches.
Credential credential_in(std::string_view kept, Seconds now) {
  if (!kept.starts_with(kOneTimeMark)) return {std::string(kept), false, std::string(kept)};
  const std::string whole(kept);
  kept.remove_prefix(kOneTimeMark.size());
  Seconds end = 0;
  const auto [place, error] = std::from_chars(kept.data(), kept.data() + kept.size(), end);
  if (error != std::errc() || end <= now || !std::string_view(place, kept.data() + kept.size()).starts_with(' '))
    return {};
  return {std::string(place + 1, kept.data() + kept.size()), true, whole};
}

}  // namespace

std::string one_time_hash(const std::string& password_hash, Seconds now) {
  return fmt::format("{}{} {}", kOneTimeMark, now + kOneTime, password_hash);
}

std::string_view role_name(Role role) { return kRoles[static_cast<std::size_t>(role)]; }

std::optional<Role> find_role(std::string_view name) {
  const auto found = std::find(kRoles.begin(), kRoles.end(), name);
  return found == kRoles.end() ? std::nullopt : std::optional(static_cast<Role>(found - kRoles.begin()));
}

std::span<const std::string_view> known_roles() { return kRoles; }

std::span<const std::string_view> known_scopes() { return kScopes; }

std::optional<std::string> account_name(std::string_view given) {
  constexpr std::size_t kLongest = 100;
  if (base::find_invalid_utf8(given)) return std::nullopt;
  std::string name = data::normal_text(given);
  const std::u32string letters = base::to_utf32(name);
  const bool is_fit = std::none_of(letters.begin(), letters.end(), is_unfit_for_names) &&
                      std::any_of(letters.begin(), letters.end(), is_telling) && !data::has_direction_override(name);
  const std::string compared = data::comparable_text(name);
  const bool is_program = compared == kLocalProgram || compared.starts_with(kKeyMark);
  if (!is_fit || is_program || name.size() > kLongest) return std::nullopt;
  return name;
}

std::string meant_account(std::string_view given) { return account_name(given).value_or(std::string(given)); }

std::optional<Fault> Accounts::add(const Account& account, const std::string& password_hash, Seconds now) {
  const auto known = list();
  if (!known) return known.error();
  for (const Account& other : *known) {
    if (data::reads_same(other.name, account.name)) return Fault{Fault::Kind::Exists, other.name};
  }
  return inbox_.execute(
      "INSERT INTO gw_account (name, title, password_hash, role, created, changed) "
      "VALUES ($1, $2, $3, $4, CAST($5 AS BIGINT), CAST($5 AS BIGINT))",
      {account.name, account.title, password_hash, std::string(role_name(account.role)), number_value(now)});
}

std::optional<Fault> Accounts::set_password(const std::string& name, const std::string& password_hash, Seconds now,
                                            const std::optional<Credential>& instead_of) {
  return inbox_.in_transaction([&]() -> std::optional<Fault> {
    // A person who knew the old password may have open sessions. These are deleted first and
    // within the transaction: if the UPDATE finds another credential, the rollback restores
    // them.
    if (const auto fault = inbox_.execute("DELETE FROM gw_session WHERE account = $1", {name})) return fault;
    return inbox_.change_one(
        "UPDATE gw_account SET password_hash = $2, changed = CAST($3 AS BIGINT) "
        // `$4 IS NULL`: without `instead_of` the credential does not matter.
        "WHERE name = $1 AND (password_hash = $4 OR $4 IS NULL) RETURNING name",
        {name, password_hash, number_value(now), instead_of ? database::Value(instead_of->kept) : database::Value()});
  });
}

std::optional<Fault> Accounts::set_role(const std::string& name, Role role, Seconds now) {
  return inbox_.change_one(
      "UPDATE gw_account SET role = $2, changed = CAST($3 AS BIGINT) WHERE name = $1 RETURNING name",
      {name, std::string(role_name(role)), number_value(now)});
}

std::optional<Fault> Accounts::let_publish_forms(const std::string& name, bool may, Seconds now) {
  return inbox_.change_one(
      "UPDATE gw_account SET rights = $2, changed = CAST($3 AS BIGINT) WHERE name = $1 RETURNING name",
      {name, may ? std::string(kFormsRight) : std::string(), number_value(now)});
}

std::optional<Fault> Accounts::disable(const std::string& name, bool disabled, Seconds now) {
  return inbox_.in_transaction([&]() -> std::optional<Fault> {
    if (const auto fault = inbox_.execute("DELETE FROM gw_session WHERE account = $1", {name})) return fault;
    return inbox_.change_one(
        "UPDATE gw_account SET disabled = CAST($2 AS BIGINT), changed = CAST($3 AS BIGINT) WHERE name = $1 "
        "RETURNING name",
        {name, number_value(disabled ? 1 : 0), number_value(now)});
  });
}

Result<Account> Accounts::get(const std::string& name) {
  const auto row =
      inbox_.first("SELECT name, title, role, disabled, created, rights FROM gw_account WHERE name = $1", {name});
  if (!row) return base::Failure{row.error()};
  return account_of(*row);
}

Result<std::vector<Account>> Accounts::list() {
  return inbox_.all<Account>("SELECT name, title, role, disabled, created, rights FROM gw_account ORDER BY name", {},
                             account_of);
}

Result<Credential> Accounts::credential_of(const std::string& name, Seconds now) {
  const auto rows = inbox_.run("SELECT password_hash FROM gw_account WHERE name = $1 AND disabled = 0", {name});
  if (!rows) return base::Failure{rows.error()};
  // A missing row and a disabled account look the same, so that login takes the same path for both.
  return rows->empty() ? Credential() : credential_in(text_of((*rows)[0][0]), now);
}

// Sessions.

Result<std::string> Sessions::start(const std::string& account, const std::string& address, Seconds now) {
  std::string secret = random_text(kSessionBytes);
  const auto fault = inbox_.execute(
      "INSERT INTO gw_session (secret_hash, account, created, seen, expires, address) "
      "VALUES ($1, $2, CAST($3 AS BIGINT), CAST($3 AS BIGINT), CAST($4 AS BIGINT), $5)",
      {secret_hash(secret), account, number_value(now), number_value(now + kLongest), address});
  if (fault) return base::Failure{*fault};
  return secret;
}

Result<Account> Sessions::use(std::string_view secret, Seconds now) {
  const std::string hash = secret_hash(secret);
  const auto row = inbox_.first(
      "SELECT account, seen FROM gw_session WHERE secret_hash = $1 AND expires > CAST($2 AS BIGINT) "
      "AND seen > CAST($3 AS BIGINT)",
      {hash, number_value(now), number_value(now - kIdle)});
  if (!row) return base::Failure{row.error()};
  // At most one write a minute and session, regardless of how many pages are opened.
  if (number_of((*row)[1]) <= now - kSeenStep) {
    // Has no effect if the session was ended meanwhile, or used through a machine whose clock is ahead.
    const auto fault = inbox_.execute(
        "UPDATE gw_session SET seen = CAST($2 AS BIGINT) WHERE secret_hash = $1 AND seen < CAST($2 AS BIGINT)",
        {hash, number_value(now)});
    // If the database cannot be written now, the user stays logged in.
    const bool only_later = fault && (fault->kind == Fault::Kind::Database || fault->kind == Fault::Kind::NoRoom);
    if (fault && !only_later) return base::Failure{*fault};
  }
  // The account is read at each use, so a disabled account loses its sessions immediately.
  Result<Account> account = Accounts(inbox_).get(text_of((*row)[0]));
  if (account && account->disabled) return base::Failure{Fault{Fault::Kind::NotFound}};
  return account;
}

std::optional<Fault> Sessions::end(std::string_view secret) {
  return inbox_.change_one("DELETE FROM gw_session WHERE secret_hash = $1 RETURNING account", {secret_hash(secret)});
}

Result<std::vector<Session>> Sessions::list(const std::string& account, Seconds now) {
  return inbox_.all<Session>(
      "SELECT account, address, created, seen, expires, secret_hash FROM gw_session WHERE account = $1 "
      "AND expires > CAST($2 AS BIGINT) AND seen > CAST($3 AS BIGINT) ORDER BY created",
      {account, number_value(now), number_value(now - kIdle)}, session_of);
}

std::optional<Fault> Sessions::end_by_id(const std::string& account, const std::string& id) {
  // The id is a prefix, so a shorter one from a forged form could end another session of the account.
  if (id.size() != kSessionIdDigits) return Fault{Fault::Kind::NotFound};
  return inbox_.change_one(
      "DELETE FROM gw_session WHERE account = $1 AND SUBSTR(secret_hash, 1, 12) = $2 RETURNING account", {account, id});
}

Result<std::int64_t> Sessions::purge(Seconds now) {
  const auto rows = inbox_.run(
      "DELETE FROM gw_session WHERE expires <= CAST($1 AS BIGINT) OR seen <= CAST($2 AS BIGINT) RETURNING account",
      {number_value(now), number_value(now - kIdle)});
  if (!rows) return base::Failure{rows.error()};
  return static_cast<std::int64_t>(rows->size());
}

// Keys.

Result<std::string> ApiKeys::add(const std::string& name, const std::vector<std::string>& scopes, Seconds now,
                                 Seconds expires) {
  std::string key = std::string(kKeyPrefix) + random_text(kKeyBytes);
  const auto fault = inbox_.execute(
      "INSERT INTO gw_key (id, name, secret_hash, scopes, created, expires) "
      "VALUES ($1, $2, $3, $4, CAST($5 AS BIGINT), CAST($6 AS BIGINT))",
      // The id names the key in lists and in the audit; it is random, since a counter would reveal how many there are.
      {random_text(kKeyIdBytes), name, secret_hash(key), join_words(scopes), number_value(now), number_value(expires)});
  if (fault) return base::Failure{*fault};
  return key;
}

Result<ApiKey> ApiKeys::find(std::string_view key, Seconds now) {
  const auto row = inbox_.first(
      "SELECT id, name, scopes, created, expires, revoked FROM gw_key WHERE secret_hash = $1 AND revoked = 0 "
      "AND (expires = 0 OR expires > CAST($2 AS BIGINT))",
      {secret_hash(key), number_value(now)});
  if (!row) return base::Failure{row.error()};
  return key_of(*row);
}

Result<std::vector<ApiKey>> ApiKeys::list() {
  return inbox_.all<ApiKey>("SELECT id, name, scopes, created, expires, revoked FROM gw_key ORDER BY created, name, id",
                            {}, key_of);
}

std::optional<Fault> ApiKeys::revoke(const std::string& id, Seconds now) {
  return inbox_.change_one("UPDATE gw_key SET revoked = CAST($2 AS BIGINT) WHERE id = $1 AND revoked = 0 RETURNING id",
                           {id, number_value(now)});
}

}  // namespace gongwen::inbox
