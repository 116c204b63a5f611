// Accounts of the office, their sessions, and the keys of programs. Secrets are stored as hashes; the plain text is
// returned once, when it is made.
//
// Called by the pages of the office, the API (keys) and the subcommand `inbox`, in their thread. The caller has hashed
// passwords already, since hashing is slow on purpose.
#pragma once

#include "service/inbox/inbox.h"

#include <optional>
#include <string>
#include <string_view>

namespace gongwen::inbox {

/// The rights of an account; each role includes those of the roles before it.
enum class Role : std::uint8_t {
  Viewer,     // read
  Reviewer,   // review, remark, return
  Secretary,  // accept, reject, correct, export, import
  Admin       // accounts, keys, purge
};

/// Returns all roles, from the fewest rights to the most.
std::span<const std::string_view> known_roles();
/// Returns the name of a role: `secretary`
std::string_view role_name(Role role);
std::optional<Role> find_role(std::string_view name);

/// `name` cannot be changed: the audit, assignments and remarks refer to it.
struct Account {
  std::string name;   // as typed at login
  std::string title;  // as others see it
  Role role = Role::Viewer;
  bool disabled = false;
  Seconds created = 0;
  bool publishes_forms = false;  // the right `forms`; administrators always have it
};

/// The stored credential with which a password is compared.
struct Credential {
  std::string hash;       // of the password; empty: no password matches
  bool one_time = false;  // valid only for choosing another password
  // Compared by set_password() when it replaces a password: of two administrators or tabs only the first succeeds.
  std::string kept = {};  // as stored in the database

  bool operator==(const Credential&) const = default;
};

/// A password that an administrator has chosen is valid for kOneTime, and only for choosing another one. Its hash is
/// stored with this time in front.
inline constexpr Seconds kOneTime = 7 * 24 * 3600;
std::string one_time_hash(const std::string& password_hash, Seconds now);

/// Names of programs in the audit and in the history: one on this machine without a key, and `key:k2x7`.
inline constexpr std::string_view kLocalProgram = "program";
inline constexpr std::string_view kKeyMark = "key:";

/// Returns the name of an account as it is stored: cleaned like any value. Returns nullopt for a name that people could
/// not type again or tell from others: empty, without a letter or digit, longer than 100 bytes, of several lines, with
/// characters that are invisible or combine with others, or that of a program.
std::optional<std::string> account_name(std::string_view given);
/// Returns the name that a user means by a typed text: cleaned in the same way; unchanged if no new account could have
/// this name.
std::string meant_account(std::string_view given);

/// Faults of all functions: NotFound for names that do not exist, Database and the like as in Inbox.
class Accounts {
 public:
  explicit Accounts(Inbox& inbox) : inbox_(inbox) {}

  /// Adds an account. Fault Exists if the name is taken, or one that looks the same. `password_hash` is from secrets.h
  /// or one_time_hash; empty for accounts that log in through a proxy.
  std::optional<Fault> add(const Account& account, const std::string& password_hash, Seconds now);
  /// Replaces the password and ends all sessions of the account. NotFound also if the credential is no longer
  /// `instead_of`, since it was replaced meanwhile.
  std::optional<Fault> set_password(const std::string& name, const std::string& password_hash, Seconds now,
                                    const std::optional<Credential>& instead_of = std::nullopt);
  std::optional<Fault> set_role(const std::string& name, Role role, Seconds now);
  /// Gives or takes the right to publish changed forms.
  std::optional<Fault> let_publish_forms(const std::string& name, bool may, Seconds now);
  /// Disables or enables an account and ends all its sessions.
  std::optional<Fault> disable(const std::string& name, bool disabled, Seconds now);
  Result<Account> get(const std::string& name);
  Result<std::vector<Account>> list();
  /// Returns the credential of an account. Its hash is empty for unknown names, disabled accounts, and expired one-time
  /// passwords, so that no password matches.
  Result<Credential> credential_of(const std::string& name, Seconds now);

 private:
  Inbox& inbox_;
};

/// Times are seconds since 1970. A session ends 12 hours after login or 30 minutes after its last use, whichever is
/// earlier.
struct Session {
  std::string account;
  std::string address;
  Seconds created = 0;
  Seconds seen = 0;  // last use, accurate to a minute
  Seconds expires = 0;
  std::string id;  // first digits of its hash, by which its owner may end it
};

/// The cookie has the secret and the database only its SHA-256, so a copy of the database cannot be used to continue a
/// session.
class Sessions {
 public:
  static constexpr Seconds kIdle = 30 * 60;
  static constexpr Seconds kLongest = 12 * 3600;
  /// A use updates `seen` only if it is older than this, since otherwise each page would cause a write.
  static constexpr Seconds kSeenStep = 60;

  explicit Sessions(Inbox& inbox) : inbox_(inbox) {}

  /// Starts a session. Returns its secret of 256 bits, for a cookie.
  Result<std::string> start(const std::string& account, const std::string& address, Seconds now);
  /// Returns the account of a session and records the use. NotFound for unknown sessions, those idle for kIdle or older
  /// than kLongest, and those of disabled accounts.
  Result<Account> use(std::string_view secret, Seconds now);
  std::optional<Fault> end(std::string_view secret);
  Result<std::vector<Session>> list(const std::string& account, Seconds now);
  /// For the page on which people see their own sessions; NotFound for an id of another account.
  std::optional<Fault> end_by_id(const std::string& account, const std::string& id);
  /// Removes sessions that have ended; returns how many. Called by purge() (upkeep.h); use() does not depend on it.
  Result<std::int64_t> purge(Seconds now);

 private:
  Inbox& inbox_;
};

/// A key for a program: `gw_` and a secret.
struct ApiKey {
  std::string id;
  std::string name;                 // its purpose
  std::vector<std::string> scopes;  // `render`, `forms`, `forms.write`, `inbox.read`, `inbox.write`, `records.read`,
                                    // `records.write`, `admin`
  Seconds created = 0;
  Seconds expires = 0;  // 0: never
  bool revoked = false;
};

/// Returns the scopes that a key can have.
std::span<const std::string_view> known_scopes();

/// Programs send a key as `Authorization: Bearer gw_…`.
class ApiKeys {
 public:
  explicit ApiKeys(Inbox& inbox) : inbox_(inbox) {}

  /// Adds a key and returns it; it cannot be read later.
  Result<std::string> add(const std::string& name, const std::vector<std::string>& scopes, Seconds now,
                          Seconds expires);
  /// Returns NotFound for unknown, revoked and expired keys.
  Result<ApiKey> find(std::string_view key, Seconds now);
  Result<std::vector<ApiKey>> list();
  std::optional<Fault> revoke(const std::string& id, Seconds now);

 private:
  Inbox& inbox_;
};

}  // namespace gongwen::inbox
