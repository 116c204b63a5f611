// Accounts of the office, their sessions, and the keys of programs.
#pragma once

#include "service/inbox/inbox.h"

namespace gongwen::inbox {

/// What an account may do; each may do what those before it may.
enum class Role : std::uint8_t {
  Viewer,     // read
  Reviewer,   // review, remark, return
  Secretary,  // accept, reject, correct, export, import
  Admin       // accounts, keys, purge
};

/// From the one with the fewest rights to the one with the most.
std::span<const std::string_view> known_roles();
/// `secretary`
std::string_view role_name(Role role);
std::optional<Role> find_role(std::string_view name);

struct Account {
  std::string name;   // as it is typed at login
  std::string title;  // as others see it
  Role role = Role::Viewer;
  bool disabled = false;
  Seconds created = 0;
};

/// What lets somebody in.
struct Credential {
  std::string hash;       // that the password must fit; empty: none does
  bool one_time = false;  // it is good for choosing another password, and for nothing else
  std::string kept = {};  // as the database has it

  bool operator==(const Credential&) const = default;
};

/// In place of the hash of a password that somebody else has chosen: it is good for kOneTime.
inline constexpr Seconds kOneTime = 7 * 24 * 3600;
std::string one_time_hash(const std::string& password_hash, Seconds now);

class Accounts {
 public:
  explicit Accounts(Inbox& inbox) : inbox_(inbox) {}

  /// Exists when there is one of this name. `password_hash` is that of secrets.h, or a one_time_hash; empty for those
  /// who come through a proxy.
  std::optional<Fault> add(const Account& account, const std::string& password_hash, Seconds now);
  /// Ends all sessions of the account, too. NotFound also where the account has another credential than `instead_of`:
  /// somebody has replaced it meanwhile.
  std::optional<Fault> set_password(const std::string& name, const std::string& password_hash, Seconds now,
                                    const std::optional<Credential>& instead_of = std::nullopt);
  std::optional<Fault> set_role(const std::string& name, Role role, Seconds now);
  /// Ends all sessions of the account, too.
  std::optional<Fault> disable(const std::string& name, bool disabled, Seconds now);
  Result<Account> get(const std::string& name);
  Result<std::vector<Account>> list();
  /// Its hash is empty for names that nobody has, accounts that are disabled, one-time passwords whose time is over.
  Result<Credential> credential_of(const std::string& name, Seconds now);

 private:
  Inbox& inbox_;
};

struct Session {
  std::string account;
  std::string address;
  Seconds created = 0;
  Seconds seen = 0;  // the last use, up to a minute before
  Seconds expires = 0;
  std::string id;  // the first digits of its hash, by which its owner may end it
};

class Sessions {
 public:
  static constexpr Seconds kIdle = 30 * 60;
  static constexpr Seconds kLongest = 12 * 3600;
  /// How old `seen` may be before a use writes it: each page would write otherwise.
  static constexpr Seconds kSeenStep = 60;

  explicit Sessions(Inbox& inbox) : inbox_(inbox) {}

  /// Returns: the secret, 256 bits, for a cookie.
  Result<std::string> start(const std::string& account, const std::string& address, Seconds now);
  /// The account of a session that is used now. NotFound for unknown ones, those that were not used for kIdle, that are
  /// older than kLongest, and those of disabled accounts.
  Result<Account> use(std::string_view secret, Seconds now);
  std::optional<Fault> end(std::string_view secret);
  Result<std::vector<Session>> list(const std::string& account, Seconds now);
  std::optional<Fault> end_by_id(const std::string& account, const std::string& id);
  Result<std::int64_t> purge(Seconds now);

 private:
  Inbox& inbox_;
};

/// A key by which a program uses the interface: `gw_` and a secret.
struct ApiKey {
  std::string id;
  std::string name;                 // what it is for
  std::vector<std::string> scopes;  // `render`, `forms`, `inbox.read`, `inbox.write`, `admin`
  Seconds created = 0;
  Seconds expires = 0;  // 0: never
  bool revoked = false;
};

/// Words that a key may have.
std::span<const std::string_view> known_scopes();

class ApiKeys {
 public:
  explicit ApiKeys(Inbox& inbox) : inbox_(inbox) {}

  /// Returns: the key, which is given out once.
  Result<std::string> add(const std::string& name, const std::vector<std::string>& scopes, Seconds now,
                          Seconds expires);
  /// NotFound for unknown, revoked and expired keys.
  Result<ApiKey> find(std::string_view key, Seconds now);
  Result<std::vector<ApiKey>> list();
  std::optional<Fault> revoke(const std::string& id, Seconds now);

 private:
  Inbox& inbox_;
};

}  // namespace gongwen::inbox
